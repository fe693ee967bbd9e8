"""The tables of the supernodes: generations, pairs of one year, throughput per chip."""

from typing import Any

import pandas as pd

from chiprace.basis import family
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import interval, number, times, times_interval
from chiprace.look.tables import Cell, Column, Row, Table, word_columns
from chiprace.look.tidy import rows
from chiprace.models.supernode_pods import Pod, maker_of
from chiprace.models.supernode_values import QUANTITIES, quantities
from chiprace.models.supernodes import Due, known_pods

NOT_KNOWN = "not known"

#: Families of number formats as they are named here.
FORMATS = {"FP16": "BF16", "FP8": "FP8", "FP4": "FP4"}

#: What a note of a single value says, in words for all values alike.
_COMMON = {
    "no total is published": "Count × the value of one package; no total is published",
    "read as dense": "The source does not say dense or sparse; read as dense",
    "names no direction": "The source names no direction; read as both together",
    "one direction doubled": "One direction doubled to both",
    "sparse peak divided": "Sparse peak divided by the chip's own ratio of sparse to dense",
    "range of compute": "The range reaches over published totals and count × package",
    "stated for inference": "Stated for inference, which may count sparsity",
    "as registered": "One rack, as the register of systems has it",
    "source says at most": "The source gives the upper value",
    "middle of the range": "Middle of the range that the source gives",
}

_LABELS = {
    "compute": "Compute, dense",
    "memory": "Memory",
    "bandwidth": "Memory bandwidth",
    "link": "Link bandwidth",
}


def spread(central: float, low: float, high: float) -> str:
    """Write a ratio with its range where it has one, as ``6.3 × (5.6–6.5)``."""
    between = times_interval(low, high)
    return times(central) if between == times(central) else f"{times(central)} ({between[:-2]})"


def table_generations(evidence: Evidence) -> Table:
    """Build the generations side by side, a row a pod in the order of dates.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    Table
        Nvidia's pods in grey; a cell without a value says why in a note.
    """
    units = {"1": "number"}
    columns = [*word_columns("Supernode", "Due")]
    columns += [Column(each.label, units.get(each.unit, each.unit)) for each in QUANTITIES]
    return Table(
        tuple(columns), tuple(_pod_row(evidence, pod, when) for pod, when in known_pods(evidence))
    )


def table_pairs(data: pd.DataFrame) -> Table:
    """Build the system ratios of all pairs with the ratio of each accelerator.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.supernode_pairs.pair_ratios`.

    Returns
    -------
    Table
        A row a pair.
    """
    columns = [
        *word_columns("Pair", "Due"),
        Column("Accelerators"),
        *(Column(label, "whole; each") for label in _LABELS.values()),
    ]
    lines = []
    for _, pair in data.groupby("pair", sort=False):
        entries = rows(pair)
        first, found = entries[0], {row.quantity: row for row in entries}
        cells = [
            Cell(f"{first.huawei} over {first.nvidia}"),
            Cell(str(first.year)),
            Cell(times(first.count_ratio), facts=tuple(first.facts.split()))
            if first.count_ratio == first.count_ratio
            else Cell(NOT_KNOWN, ("The accelerators of one pod are not known",), mark="missing"),
        ]
        cells += [_ratio_cell(found.get(key)) for key in _LABELS]
        lines.append(Row(tuple(cells)))
    return Table(tuple(columns), tuple(lines))


def table_throughput(data: pd.DataFrame) -> Table:
    """Build what Huawei's throughput claims mean for one chip.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.supernode_claims.throughput_per_chip`.

    Returns
    -------
    Table
        A row a workload.
    """
    columns = (
        Column("Work", align="left"),
        Column("Atlas 950, 8,192 NPUs", "token/s, claimed"),
        Column("Over a CloudMatrix 384", "claimed"),
        Column("One Ascend 950DT", "token/s"),
        Column("One Ascend 910C", "token/s, implied"),
        Column("Per cabinet", "ratio"),
        Column("Per chip", "ratio"),
    )
    lines = []
    for row in rows(data):
        facts = tuple(row.facts.split())
        cabinet = row.cabinet_ratio
        lines.append(
            Row(
                (
                    Cell(row.workload.capitalize()),
                    Cell(number(row.system), facts=facts),
                    Cell(times(row.multiple), facts=facts),
                    Cell(number(row.chip), facts=facts),
                    Cell(number(row.earlier_chip), facts=facts),
                    Cell(times(cabinet), facts=facts)
                    if cabinet == cabinet
                    else Cell(NOT_KNOWN, ("The cabinets are not known",), mark="missing"),
                    Cell(spread(row.ratio, row.low, row.high), facts=facts),
                )
            )
        )
    return Table(columns, tuple(lines))


def lacks_hardware(evidence: Evidence, pod: Pod, number_format: str) -> Fact | None:
    """Return the fact that lists the formats of a pod's chip, if one is not among them."""
    chip = evidence.facts.subject(pod.subject).accelerator
    for fact in evidence.facts.select(chip, "number_formats"):
        formats = {family(word) for word in fact.text.split("/")}
        if evidence.knows(fact) and not fact.excluded and number_format not in formats:
            return fact
    return None


def due_text(when: Due) -> str:
    """Write when a pod is or was due, as ``shipped 2025-03``."""
    word = {"shipped": "shipped", "mass production": "made since"}.get(
        when.release.status, "due" if when.release.status == "expected" else "shown"
    )
    return f"{word} {when.release.span.text}"


def _pod_row(evidence: Evidence, pod: Pod, when: Due) -> Row:
    note = ("Date of its chip: none is stated for the system",) if when.of_chip else ()
    text = f"chip {due_text(when)}" if when.of_chip else due_text(when)
    cells = [Cell(pod.name), Cell(text, note, (when.release.fact.id,))]
    found = quantities(evidence, pod)
    for each in QUANTITIES:
        value = found[each.key]
        if value is not None:
            cells.append(_value_cell(value))
            continue
        fact = lacks_hardware(evidence, pod, each.key) if each.key.startswith("FP") else None
        if fact is not None:
            said = f"No {each.label} hardware: the formats of the chip are {fact.text}"
            cells.append(Cell("none", (said,), (fact.id,), "missing"))
        else:
            cells.append(Cell(NOT_KNOWN, ("No source states it by this day",), mark="missing"))
    tone = "reference" if maker_of(evidence, pod) == "Nvidia" else ""
    return Row(tuple(cells), tone)


def _value_cell(value: Estimate) -> Cell:
    digits = 6 if value.unit == "1" else 3
    ends = interval(value.low, value.high, digits=digits)
    text = number(value.central, digits)
    notes = dict.fromkeys(
        common for note in value.notes for part, common in _COMMON.items() if part in note
    )
    return Cell(text if "–" not in ends else f"{text} ({ends})", tuple(notes), value.ids)


def _ratio_cell(row: Any) -> Cell:
    if row is None:
        return Cell(NOT_KNOWN, ("Not known of both on one basis",), mark="missing")
    form = f"{FORMATS[row.format]}: " if row.format else ""
    each = f"; {times(row.each)}" if row.each == row.each else ""
    return Cell(
        f"{form}{spread(row.system, row.low, row.high)}{each}", facts=tuple(row.facts.split())
    )
