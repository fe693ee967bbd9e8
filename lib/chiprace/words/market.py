"""Captions of the market: shares by whom and of what, and two businesses on one scale."""

from typing import Any

import pandas as pd

from chiprace.dates import parse_span
from chiprace.errors import DataError
from chiprace.look.caption import Caption
from chiprace.look.formats import interval, number, times_interval
from chiprace.look.tidy import notes_of, rows
from chiprace.models.market import Band, inside
from chiprace.models.market_periods import period_span
from chiprace.models.market_revenue import revenue_ratio

_MEASURES = {"value": "by value", "units": "by units", "unstated": "measure not stated"}

#: From this year on China is told apart from the time before the controls bit.
_RECENT = 2025


def when(period: str, stated: str) -> str:
    """Write the time that an estimate is about, or the day on which it was said.

    Parameters
    ----------
    period : str
        As in the facts; empty where the source names none.
    stated : str
        Date of the statement.

    Returns
    -------
    str
        As ``2025``, ``first half of 2023``, ``October 2025`` or ``said in June 2024``.
    """
    if not period:
        return f"said in {_date(stated)}"
    first, slash, last = period.partition("/")
    return f"{_date(first)}–{_date(last)}" if slash else _date(first)


def _date(text: str) -> str:
    if "-H" in text:
        year, half = text.split("-H")
        return f"{'first' if half == '1' else 'second'} half of {year}"
    try:
        span = parse_span(text)
    except DataError:
        return text
    return f"{span.start:%b %Y}" if text.count("-") and "Q" not in text else text


def share_rows(data: pd.DataFrame) -> pd.DataFrame:
    """Give each estimate its row, label and measure in words; see `plot_shares`.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.market.nvidia_shares`.

    Returns
    -------
    DataFrame
        The same with ``row``, ``label`` and ``measured``.
    """
    heads = data["group"].ne(data["group"].shift()).cumsum()
    found = data.assign(row=[position + int(heads.iloc[position]) for position in range(len(data))])
    found["label"] = [f"{row.voice}, {_time(row)}" for row in rows(data)]
    found["measured"] = [_measured(row) for row in rows(data)]
    return found


def _measured(row: Any) -> str:
    gpus = row.counted == "GPUs" and row.region == "China"
    if "new sales" in row.condition:
        return f"new sales{' of GPUs' if gpus else ''} alone"
    return ("GPUs, " if gpus else "") + _MEASURES[row.measure]


def _time(row: Any) -> str:
    if not row.period and row.condition.startswith("before"):
        return str(row.condition)
    forecast = f" {row.outlook}" if row.outlook else ""
    return f"{when(row.period, row.stated)}{forecast}"


def caption_shares(data: pd.DataFrame, band: Band) -> Caption:
    """Say how many estimates of Nvidia's share lie in the article's range, from `share_rows`."""
    within = data.assign(inside=inside(data, band))
    entries = rows(within)
    whole = [row.inside for row in entries if row.region != "China" and row.counted == "all"]
    recent = [row.inside for row in entries if row.region == "China" and _is_recent(row)]
    title = (
        f"All accelerators: {sum(whole)} of {len(whole)} estimates lie within "
        f"{interval(band.low, band.high)}%"
    )
    if recent:
        title += f"; China since {_RECENT}: {sum(recent)} of {len(recent)}"
    return Caption(
        key="nvidia-share",
        title=title,
        subtitle=(
            "Nvidia's share of the market for AI accelerators by voice and time; right: measure; "
            "grey: the article's range"
        ),
        alt="Nvidia's share. "
        + " ".join(
            f"{row.group}: {row.voice}, {_time(row)}, "
            f"{'at least ' if row.bound == 'at_least' else ''}{interval(row.low, row.high)}%, "
            f"{row.measured}."
            for row in rows(data)
        ),
        notes=(
            "A square is Nvidia's own word, a diamond an estimate or a report by others; hollow: "
            "a forecast",
            "Shares of GPUs leave out TPUs and other chips of the large clouds, so they are higher",
            *(
                f"{row.voice}, {_time(row)}: {row.condition}"
                for row in rows(data)
                if row.condition and not row.condition.startswith("before")
            ),
            *notes_of(data),
        ),
    )


def _is_recent(row: Any) -> bool:
    span = period_span(row.period)
    if row.condition.startswith("before"):
        return False
    return (span.end if span else parse_span(row.stated).end).year >= _RECENT


def caption_revenue(data: pd.DataFrame) -> Caption:
    """Say how far the two businesses lie apart, from `revenue_rates`."""
    years = data[data["maker"] == "Huawei"]
    quarters = data[data["maker"] == "Nvidia"]
    return Caption(
        key="revenue",
        title=revenue_title(data),
        subtitle=(
            "Revenue in bn USD a quarter, nominal: data centre by fiscal quarter, AI chips by "
            "calendar year over four"
        ),
        alt="Nvidia, data centre, bn USD a quarter: "
        + ", ".join(f"{row.period} {number(row.rate)}" for row in rows(quarters))
        + ". Huawei, AI chips, bn USD a quarter: "
        + (
            ", ".join(
                f"{row.period}{' (forecast)' if row.outlook else ''} {number(row.rate)} by "
                f"{row.voice}"
                for row in rows(years)
            )
            or "no estimate known"
        )
        + ".",
        notes=(
            "Nvidia's fiscal year ends on the last Sunday of January; its quarters are drawn on "
            "the days that they cover, and those not at hand are left out",
            "Nvidia's segment holds networking and whole systems, Huawei's figure chips",
            "Huawei publishes no revenue of its AI chips; these are others' estimates",
            *notes_of(data),
        ),
    )


def revenue_title(data: pd.DataFrame) -> str:
    """Say how far the two revenues lie apart in the newest year known for Huawei."""
    years = [row for row in rows(data) if row.maker == "Huawei" and not row.outlook]
    quarters = [row for row in rows(data) if row.maker == "Nvidia"]
    if not years:
        last = f" Nvidia's last quarter was {number(quarters[-1].rate)} bn USD" if quarters else ""
        return f"No estimate of Huawei's AI-chip revenue was known;{last}"
    year = years[-1].period
    found = revenue_ratio(data, year)
    if found is not None:
        return (
            f"In {year} Nvidia's data-centre revenue was {times_interval(*found)} what "
            "Huawei's AI chips brought in"
        )
    rates = [row.rate for row in years if row.period == year]
    return (
        f"Nvidia takes {number(quarters[-1].rate, 2)} bn USD a quarter with data centres, Huawei "
        f"{interval(min(rates), max(rates), digits=2)} bn with AI chips"
    )
