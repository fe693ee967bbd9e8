"""``why(...)``: a verdict or a figure led back to its facts."""

import re
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import pandas as pd
from pandas.api.types import is_float_dtype

from chiprace.claims.finding import Finding
from chiprace.claims.ledger import TESTS
from chiprace.errors import DataError
from chiprace.evidence.facts import Facts
from chiprace.lab.asking import facts
from chiprace.lab.desk import DESK
from chiprace.lab.drawing import Drawing
from chiprace.lab.figuring import figure
from chiprace.lab.known import Known
from chiprace.lab.page import in_page
from chiprace.lab.sourced import ids_in, sourced_table
from chiprace.look.formats import quantity
from chiprace.look.tables import Cell, Column, Row, Table, table_html
from chiprace.scenario import nearest

_CLAIM = re.compile(r"[Cc]\d{1,2}")
#: Columns that are no number and no name of one.
_UNSEEN = ("facts", "notes")
_MOST_ROWS = 60


@dataclass(frozen=True, repr=False)
class Explanation:
    """A number or a verdict with the facts that it rests on.

    Parameters
    ----------
    about : str
        What is explained.
    says : tuple of tuple
        What is said of it: heading and text.
    ids : tuple of str
        Facts and events behind it.
    facts : Facts
        Where they stand.
    numbers : str
        The computed numbers as an HTML table; empty where there is one alone.
    """

    about: str
    says: tuple[tuple[str, str], ...]
    ids: tuple[str, ...]
    facts: Facts
    numbers: str = ""

    def _repr_html_(self) -> str:
        said = "".join(
            f'<tr><th scope="row">{escape(head)}</th><td>{escape(text)}</td></tr>'
            for head, text in self.says
        )
        table = table_html(sourced_table([(each, "") for each in self.ids], self.facts))
        return in_page(
            f'<div class="chiprace"><p><strong>{escape(self.about)}</strong></p>'
            f"<table><tbody>{said}</tbody></table>{self.numbers}"
            f"<p>It rests on {len(self.ids)} facts:</p>{table}</div>"
        )

    def __str__(self) -> str:
        said = [f"{head}: {text}" for head, text in self.says]
        return "\n".join([self.about, *said, *(f"  {each}" for each in self._lines())])

    def _lines(self) -> list[str]:
        return [f"{each}  {self.facts.words_of(each)}" for each in self.ids]

    def __repr__(self) -> str:
        return f"<Explanation {self.about}: {len(self.ids)} facts; print it to read them>"


def why(
    what: str | Finding | Drawing, attribute: str = "", **parameters: Any
) -> Explanation | Known:
    """Lead a verdict, a figure or a value back to its facts.

    Parameters
    ----------
    what : str, Finding or Drawing
        A claim as ``C16``, or a figure as `chiprace.lab.figure` takes it, or a subject.
    attribute : str, optional
        Name of an attribute of the subject, as for ``chiprace why``.
    **parameters
        Fields of `chiprace.scenario.Scenario` that are not the default.

    Returns
    -------
    Explanation or Known
        Verdict or numbers, the rule, what would flip it, and each fact with its source; for an
        attribute what `chiprace.lab.facts` returns.

    Raises
    ------
    DataError
        If there is no such claim or figure.
    ParameterError
        If a parameter is refused.

    Examples
    --------
    >>> why("C16", as_of="2026-01-01").about.startswith("C16")
    True
    """
    if isinstance(what, str) and attribute:
        return facts(what, attribute, **parameters)
    if isinstance(what, str):
        what = _finding(what, parameters) if _CLAIM.fullmatch(what) else figure(what, **parameters)
    return _of_figure(what) if isinstance(what, Drawing) else _of_claim(what)


def _finding(key: str, parameters: dict[str, Any]) -> Finding:
    chapter = DESK.asked(parameters)
    for test in TESTS:
        if test.key == key.upper():
            return test(chapter.evidence, chapter.scenario)
    raise DataError(f"There is no claim '{key}'.{nearest(key, [test.key for test in TESTS])}")


def _of_claim(found: Finding) -> Explanation:
    says = [
        ("Verdict", found.verdict),
        ("Stated", found.answer.stated),
        ("Found", found.answer.found),
        ("Because", f"{found.answer.reason}."),
    ]
    decisive = found.answer.decisive
    if decisive:
        unit = "1" if decisive.unit == "×" else decisive.unit
        says.append(
            (
                "It hangs on",
                f"{decisive.name}: {quantity(decisive.value, unit)} today; at "
                f"{quantity(decisive.flips_at, unit)} the verdict would be “{decisive.becomes}”",
            )
        )
    elif found.answer.hangs_on:
        says.append(("It hangs on", found.answer.hangs_on))
    says += [("Rule", found.rule), ("Shown in", found.exhibit)]
    return Explanation(f"{found.key}: {found.claim.text}", tuple(says), found.facts, DESK.facts)


def _of_figure(drawing: Drawing) -> Explanation:
    names = [*(name for name in drawing.data.columns if name not in _UNSEEN), "facts"]
    rows = drawing.data[names].head(_MOST_ROWS).itertuples(index=False)
    table = Table(
        tuple(Column(name, align=_align(drawing.data[name])) for name in names),
        tuple(Row(tuple(Cell(_written(value)) for value in row)) for row in rows),
    )
    more = len(drawing.data) - _MOST_ROWS
    rest = f"<p>and {more} rows more; save them all as CSV</p>" if more > 0 else ""
    return Explanation(
        drawing.caption.title,
        (
            ("Shows", drawing.caption.subtitle),
            *(("Note", f"{note}.") for note in drawing.caption.notes),
        ),
        ids_in(drawing.data),
        drawing.facts,
        table_html(table) + rest,
    )


def _align(column: pd.Series) -> Literal["left", "right"]:
    return "right" if is_float_dtype(column) else "left"


def _written(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
