"""``compare(...)``: two subjects by one attribute, or by compute per watt, on like bases alone."""

from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
from matplotlib import pyplot as plt

from chiprace.basis import Basis
from chiprace.errors import BasisError, DataError
from chiprace.evidence.arithmetic import per, ratio
from chiprace.evidence.estimate import NOTES, Estimate
from chiprace.evidence.policy import Evidence
from chiprace.lab.desk import DESK
from chiprace.lab.drawing import Drawing, make_drawing
from chiprace.lab.page import in_page
from chiprace.look.caption import Caption
from chiprace.look.formats import day, estimate_text, listing, times, times_interval
from chiprace.look.style import WIDTH, report_style
from chiprace.look.tables import Cell, Column, Row, Table, table_html
from chiprace.models.per_watt import FORMATS, whole_peak
from chiprace.plots.comparison import plot_comparison

#: What is asked for as ``by`` where compute per watt is meant.
WATT = "watt"
#: Boundaries of power at which every source means the same.
BOUNDARIES = ("tdp", "it", "all_in", "rated_maximum")
_TDP = 'scope="package", boundary="tdp"'
_WHOLE = 'scope="{scope}", boundary="all_in"'


@dataclass(frozen=True, repr=False)
class Comparison:
    """Two subjects side by side: a row for each basis on which both are known.

    Parameters
    ----------
    title : str
        What is compared.
    table : Table
        Both values and the ratio.
    drawing : Drawing
        The ratios as a figure.
    """

    title: str
    table: Table
    drawing: Drawing

    def _repr_html_(self) -> str:
        return in_page(
            f'<div class="chiprace"><p><strong>{escape(self.title)}</strong></p>'
            f"{table_html(self.table)}{self.drawing.html}</div>"
        )

    def __repr__(self) -> str:
        rows = "; ".join(f"{row.cells[0].text}: {row.cells[-1].text}" for row in self.table.rows)
        return f"<Comparison {self.title}: {rows}>"


def compare(one: str, other: str, by: str, **parameters: Any) -> Comparison:
    """Compare two subjects on every basis on which both are known.

    Parameters
    ----------
    one, other : str
        Names or aliases.
    by : str
        Name of an attribute, or ``watt`` for dense peak compute per watt: of a chip's TDP, of a
        system's power at the boundary at which both are known.
    **parameters
        Fields of `chiprace.scenario.Scenario` that are not the default.

    Returns
    -------
    Comparison
        A table and a figure of the ratios.

    Raises
    ------
    BasisError
        If the two are known on unlike bases only; the message names those of each.
    DataError
        If subject or attribute is unknown, or nothing is known of one of them.
    ParameterError
        If a parameter is refused.

    Examples
    --------
    >>> compare("H100", "H200", by="memory_capacity", as_of="2026-01-01")
    <Comparison H100 and H200, memory capacity: package, HBM: 0.57 ×>
    >>> compare("CloudMatrix 384", "H100", by="power")
    Traceback (most recent call last):
    ...
    chiprace.errors.BasisError: CloudMatrix 384 and H100 are known by power on unlike bases ...
    """
    evidence = DESK.asked(parameters).evidence
    names = [evidence.facts.subject(name).name for name in (one, other)]
    if by == WATT:
        values = [_per_watt(evidence, name) for name in names]
    else:
        evidence.facts.attribute(by)
        values = [_by_basis(evidence, name, by) for name in names]
    mine, others = values
    shared = [key for key in mine if key in others]
    if not shared:
        raise BasisError(_unlike(names, by, values))
    pairs = [(mine[key], others[key]) for key in shared]
    asked = "".join(f", {key}={value!r}" for key, value in parameters.items())
    call = f"compare({one!r}, {other!r}, by={by!r}{asked}).drawing"
    return _comparison(names, by, [str(key) for key in shared], pairs, evidence, call)


def _by_basis(evidence: Evidence, subject: str, attribute: str) -> dict[Any, Estimate]:
    """Return the estimates of an attribute by basis and period, of one variant each."""
    found: dict[Any, Estimate] = {}
    for question, _, _ in evidence.by_basis(subject, attribute):
        key = _Key(Basis(**question.basis), question.period or "")
        value = evidence.find(
            subject,
            attribute,
            basis=question.basis,
            variant=question.variants,
            period=question.period,
        )
        if value is not None and (key not in found or not value.variant):
            found[key] = value
    if not found:
        raise DataError(
            f"Nothing is known on {evidence.as_of} of {subject}, {attribute.replace('_', ' ')}. "
            f'A value of your own: facts.add("{subject}", "{attribute}", …).'
        )
    return found


def _per_watt(evidence: Evidence, subject: str) -> dict[Any, Estimate]:
    """Return the dense compute per watt by number format, scope and boundary of power."""
    kind = evidence.facts.subject(subject).kind
    powers: dict[str, tuple[str, Estimate]] = {}
    for question, _, _ in evidence.by_basis(subject, "power"):
        scope, boundary = question.basis["scope"], question.basis["boundary"]
        power = evidence.find(subject, "power", unit="W", scope=scope, boundary=boundary)
        if power is not None and boundary in BOUNDARIES:
            what = "TDP" if boundary == "tdp" else f"power ({power.basis})"
            powers[what] = (scope, power)
    if not powers:
        what, basis = ("TDP", _TDP) if kind == "chip" else ("power", _WHOLE.format(scope=kind))
        raise DataError(
            f"The {what} of {subject} is not known on {evidence.as_of}: nobody in the data has "
            f'published it. A value of your own: facts.add("{subject}", "power", …, "W", {basis}).'
        )
    peaks = {
        (number_format, what): (whole_peak(evidence, subject, number_format, scope), power)
        for what, (scope, power) in powers.items()
        for number_format in FORMATS
    }
    found: dict[Any, Estimate] = {
        f"{number_format}, dense peak per {what}": per(peak, power, "TFLOPS/W")
        for (number_format, what), (peak, power) in peaks.items()
        if peak is not None
    }
    if not found:
        raise DataError(
            f"No dense peak of {subject} is known on {evidence.as_of} in {listing([*FORMATS])}."
        )
    return found


@dataclass(frozen=True)
class _Key:
    basis: Basis
    period: str

    def __str__(self) -> str:
        return ", ".join(filter(None, (str(self.basis), self.period)))


def _unlike(names: list[str], by: str, values: list[dict[Any, Estimate]]) -> str:
    known = [
        f"{name}: {listing(sorted({f'({key})' for key in found}))}"
        for name, found in zip(names, values, strict=True)
    ]
    return (
        f"{names[0]} and {names[1]} are known by {by.replace('_', ' ')} on unlike bases and "
        f"cannot be compared. {'. '.join(known)}."
    )


def _comparison(
    names: list[str],
    by: str,
    labels: list[str],
    pairs: list[tuple[Estimate, Estimate]],
    evidence: Evidence,
    call: str,
) -> Comparison:
    ratios = [ratio(mine, other) for mine, other in pairs]
    rows = [
        Row(
            (
                Cell(label),
                Cell(estimate_text(mine), notes=mine.notes, facts=mine.ids),
                Cell(estimate_text(other), notes=other.notes, facts=other.ids),
                Cell(_ratio_text(found)),
            )
        )
        for label, (mine, other), found in zip(labels, pairs, ratios, strict=True)
    ]
    columns = (Column("Basis", align="left"), *map(Column, names), Column("Ratio"))
    data = pd.DataFrame(
        found.row() | {"label": label, "notes": NOTES.join(found.notes)}
        for label, found in zip(labels, ratios, strict=True)
    )
    what = "compute per watt" if by == WATT else by.replace("_", " ")
    first = f"{names[0]} has {_ratio_text(ratios[0])} the {what} of {names[1]}"
    caption = Caption(
        key=f"{names[0]}-{names[1]}-{by}".replace(" ", "-").casefold(),
        title=f"{first} ({labels[0]})",
        subtitle=f"Ratio of {what} on like bases, as of {day(evidence.as_of)}; log scale",
        alt="; ".join(f"{row.cells[0].text}: {row.cells[-1].text}" for row in rows),
        notes=tuple(dict.fromkeys(note for found in ratios for note in found.notes)),
    )
    with report_style():
        figure, ax = plt.subplots(figsize=(WIDTH, 0.9 + 0.3 * len(data)))
        plot_comparison(data, ax=ax, names=(names[0], names[1]))
    drawing = make_drawing(
        figure,
        caption,
        data,
        evidence.facts,
        prefix="",
        call=call.replace("{", "{{").replace("}", "}}"),
        code="plot_comparison(drawing.data, ax=ax, names=names)",
    )
    return Comparison(f"{names[0]} and {names[1]}, {what}", Table(columns, tuple(rows)), drawing)


def _ratio_text(found: Estimate) -> str:
    if found.low == found.high:
        return times(found.central)
    return f"{times(found.central)} ({times_interval(found.low, found.high)})"
