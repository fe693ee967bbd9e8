"""Nvidia's data-centre revenue and Huawei's revenue from AI chips as rates on one scale."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from chiprace.evidence.estimate import MARKS, NOTES
from chiprace.evidence.facts import Fact
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import speaker
from chiprace.models.market import HUAWEI, NVIDIA
from chiprace.models.market_periods import period_span
from chiprace.models.money import in_dollars
from chiprace.units import convert

_COLUMNS = [
    "maker", "period", "start", "end", "rate", "revenue", "outlook", "voice", "mark", "notes",
    "facts",
]  # fmt: skip


def revenue_rates(evidence: Evidence) -> pd.DataFrame:
    """Return each vendor's revenue as dollars per quarter over the days that it is about.

    rate = revenue of the period / quarters in the period, where a period of a calendar or fiscal
    year has four quarters and one of a quarter has one. Values are nominal; another currency is
    converted as in `chiprace.models.money`. Nvidia's are its data-centre segment by fiscal
    quarter, networking included; Huawei publishes none of its AI chips, so that these are others'
    estimates of a calendar year.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``maker, period, start, end, rate, revenue, outlook, voice, mark, notes, facts``; rate and
        revenue [1e9 USD], a row a period and voice.
    """
    dollars = in_dollars(evidence)
    records = [
        *_rows(dollars, NVIDIA, "datacentre_revenue", yearly=False),
        *_rows(dollars, HUAWEI, "ai_chip_revenue", yearly=True),
    ]
    ordered = sorted(records, key=lambda row: (row["maker"], row["start"], row["rate"]))
    return pd.DataFrame(ordered, columns=_COLUMNS)


def revenue_ratio(data: pd.DataFrame, year: str) -> tuple[float, float] | None:
    """Return Nvidia's data-centre revenue over Huawei's of one calendar year as a range.

    Nvidia's is the sum of its four fiscal quarters that end in or next after the year: the
    fiscal year that ends in the January after it.

    Parameters
    ----------
    data : DataFrame
        From `revenue_rates`.
    year : str
        A calendar year.

    Returns
    -------
    tuple of float or None
        Low and high end over Huawei's estimates; None unless all four quarters and an estimate
        are known.
    """
    quarters = data[
        (data["maker"] == NVIDIA) & data["period"].str.startswith(f"FY{int(year) + 1}-Q")
    ]
    chips = data[(data["maker"] == HUAWEI) & (data["period"] == year)]
    if len(quarters) != 4 or chips.empty:
        return None
    whole = float(quarters["revenue"].sum())
    return whole / float(chips["revenue"].max()), whole / float(chips["revenue"].min())


def _rows(
    evidence: Evidence, maker: str, attribute: str, *, yearly: bool
) -> Iterator[dict[str, Any]]:
    for question, kept, left_out in evidence.by_basis(maker, attribute):
        fiscal_quarter = "-Q" in (question.period or "")
        if yearly == fiscal_quarter or question.basis["segment"] not in (
            "",
            "AI accelerators, China",
        ):
            continue
        # Of an estimate that its voice revised both are shown: how far they lie apart is the point.
        revised = [entry.fact for entry in left_out if entry.reason.startswith("replaced")]
        voices: dict[tuple[str, float], list[Fact]] = {}
        for fact in (*kept, *revised):
            voices.setdefault((fact.voice, fact.value), []).append(fact)
        for group in voices.values() if yearly else filter(None, [kept]):
            row = _row(group, maker, 4 if yearly else 1)
            if row is not None:
                note = f"{row['voice']}, {row['period']}: since revised by the same voice"
                yield row | ({"notes": note} if group[0] in revised else {})


def _row(group: list[Fact], maker: str, quarters: int) -> dict[str, Any] | None:
    first = group[0]
    span = period_span(first.period)
    if span is None:
        return None
    revenue = convert(first.value, first.unit, "USD") / 1e9
    own = speaker(first, maker) == maker
    # A result that a company reports is audited; what others say of it is their estimate.
    mark = "measured" if first.kind == "statistic" else "vendor" if own else MARKS[first.kind]
    notes = (
        [f"{first.voice}, {first.period}: of China alone"]
        if maker == HUAWEI and first.basis.segment
        else []
    )
    return {
        "maker": maker,
        "period": first.period,
        "start": span.start,
        "end": span.end,
        "rate": revenue / quarters,
        "revenue": revenue,
        "outlook": first.outlook,
        "voice": first.voice,
        "mark": mark,
        "notes": NOTES.join(notes),
        "facts": " ".join(fact.id for fact in group),
    }
