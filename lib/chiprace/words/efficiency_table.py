"""The table of the two systems, and how values and ratios with ranges are written in it."""

from datetime import date
from typing import Any

import pandas as pd

from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.look.caption import Caption
from chiprace.look.formats import interval, number, times, times_interval
from chiprace.look.tables import Cell, Column, Row, Table, word_columns
from chiprace.look.tidy import by_key, notes_of
from chiprace.models.efficiency import (
    ESTIMATOR,
    HUAWEI,
    NVIDIA,
    Comparison,
    EstimatorSet,
    published_ratios,
)
from chiprace.models.efficiency_frames import ratio_frame

_NOT_KNOWN = "not known"
ESTIMATES_NOTE = "All power figures of whole systems are outsiders' estimates"


def ratio_text(ratio: Estimate) -> str:
    """Write a ratio with its range where it has one."""
    return spread(ratio.central, ratio.low, ratio.high)


def spread(central: float, low: float, high: float) -> str:
    """Write a ratio with a range, as ``2.5 × (2.0–2.7)``."""
    between = times_interval(low, high)
    return times(central) if between == times(central) else f"{times(central)} ({between[:-2]})"


def ranged(central: float, low: float, high: float) -> str:
    """Write a value with its range where it has one, as ``2 (1.63–2.21)``."""
    ends = interval(low, high)
    return number(central) if "–" not in ends else f"{number(central)} ({ends})"


def table_comparison(
    comparisons: list[Comparison], sets: list[EstimatorSet], evidence: Evidence
) -> Table:
    """Build the comparison of the two systems, row by row.

    Parameters
    ----------
    comparisons : list of Comparison
        From all evidence.
    sets : list of EstimatorSet
        From one estimator's own figures, oldest first.
    evidence : Evidence
        To look up the ratios that the estimator published.

    Returns
    -------
    Table
        Both systems, their ratio with its range, and the estimator's ratio recomputed from its
        own figures beside the one that it published.
    """
    columns = [
        *word_columns("Quantity", "Unit"),
        Column(HUAWEI),
        Column(NVIDIA),
        Column("Ratio, all evidence"),
        Column("Of the draws", "5%, middle, 95%"),
    ]
    bands = by_key(ratio_frame(comparisons), "key")
    columns += [
        Column(f"{ESTIMATOR}, {_month(each.stated)}", "ratio: from its figures / as printed")
        for each in sets
    ]
    rows = []
    for position, comparison in enumerate(comparisons):
        quantity = comparison.quantity
        cells = [Cell(quantity.label), Cell(_unit(quantity.unit))]
        cells += [_value_cell(estimate) for estimate in (comparison.huawei, comparison.nvidia)]
        ratio = comparison.ratio
        cells.append(
            Cell(ratio_text(ratio), facts=ratio.ids)
            if ratio is not None
            else Cell("–", (_why_no_ratio(comparison),), mark="missing")
        )
        cells.append(_band_cell(bands.get(quantity.key)))
        cells += [_set_cell(each, position, evidence) for each in sets]
        rows.append(Row(tuple(cells)))
    return Table(tuple(columns), tuple(rows))


def caption_comparison(data: pd.DataFrame) -> Caption:
    """Say what the table of the two systems shows, from `ratio_frame`."""
    found = by_key(data, "key")
    return Caption(
        key="comparison",
        title=(
            f"{times(found['compute'].ratio)} the compute of an NVL72 for "
            f"{times(found['power'].ratio)} the power, "
            f"from {times(found['count'].ratio)} as many chips"
        ),
        subtitle=(
            f"{HUAWEI} against {NVIDIA}: whole systems, dense peaks, power all in; "
            "ranges over sources, and draws from them"
        ),
        notes=(*notes_of(data), ESTIMATES_NOTE),
    )


def _value_cell(estimate: Estimate | None) -> Cell:
    if estimate is None:
        return Cell(_NOT_KNOWN, ("No source states it on this basis",), mark="missing")
    return Cell(ranged(estimate.central, estimate.low, estimate.high), facts=estimate.ids)


def _band_cell(row: Any) -> Cell:
    if row is None:
        return Cell("–", ("No ratio, so nothing to draw",), mark="missing")
    if row.low == row.high:
        return Cell("no range")
    return Cell(", ".join(number(each, 2, keep=True) for each in (row.p5, row.p50, row.p95)))


def _set_cell(each: EstimatorSet, position: int, evidence: Evidence) -> Cell:
    comparison = each.comparisons[position]
    printed = published_ratios(evidence, comparison.quantity, each.until)
    ratio = comparison.ratio
    computed = times(ratio.central, 3) if ratio is not None else "–"
    facts = (*(ratio.ids if ratio is not None else ()), *(identity for identity, _ in printed[:1]))
    text = f"{computed} / {times(printed[0][1])}" if printed else f"{computed} / –"
    if ratio is None and not printed:
        return Cell("–", (f"{ESTIMATOR} gives no figure for both systems",), mark="missing")
    return Cell(text, facts=facts)


def _why_no_ratio(comparison: Comparison) -> str:
    lacking = HUAWEI if comparison.huawei is None else NVIDIA
    return f"No ratio: the {comparison.quantity.label.lower()} of the {lacking} is not known"


def _unit(unit: str) -> str:
    return {"1": "number", "kW*s/TB": "kW per TB/s", "kW/PFLOPS": "kW", "kW/TB": "kW"}.get(
        unit, unit
    )


def _month(moment: date) -> str:
    return f"{moment:%B %Y}"
