"""Caption of China's market by vendor, and the layout of its bars."""

from typing import Any

import pandas as pd

from chiprace.look.caption import Caption
from chiprace.look.formats import number
from chiprace.look.tidy import notes_of, rows

_ORDER = ("IDC", "Bernstein")
_MEASURES = {"value": "by value", "units": "by units", "unstated": "measure not stated"}
_SHORT = {
    "Other Chinese": "other Chinese",
    "Chinese vendors": "all Chinese",
    "Foreign vendors": "all foreign",
    "Not split": "not split",
}


def china_rows(data: pd.DataFrame) -> list[pd.DataFrame]:
    """Give each part its bar and its short name, one table a counter.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.market_china.china_market`.

    Returns
    -------
    list of DataFrame
        The same with ``bar``, ``short`` and ``heading``; IDC and Bernstein first.
    """
    found = data.assign(
        bar=[
            row.period.replace("-", "\n") + ("\nforecast" if row.outlook else "")
            for row in rows(data)
        ],
        short=[_SHORT.get(row.vendor, row.vendor) for row in rows(data)],
        heading=[f"{row.counter}, {_measure(data, row.counter)}" for row in rows(data)],
    )
    counters = sorted(
        found["counter"].unique(),
        key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name),
    )
    return [found[found["counter"] == name] for name in counters]


def bar_counts(panels: list[pd.DataFrame]) -> list[int]:
    """Return the number of bars of each panel, for panels as wide as they need to be."""
    return [panel["bar"].nunique() for panel in panels]


def caption_china(data: pd.DataFrame) -> Caption:
    """Say how the counters see China's market, from `china_market`."""
    unlike = [
        f"{row.counter}, {row.period}: by value or by units is not stated"
        for row in rows(data.drop_duplicates(["counter", "period"]))
        if row.measure == "unstated" and _measure(data, row.counter) != _MEASURES["unstated"]
    ]
    return Caption(
        key="china-market",
        title=china_title(data),
        subtitle=(
            "Share of China's market for AI accelerators; unlike measures side by side, never "
            "averaged; hatched: forecast"
        ),
        alt="Shares of China's market. "
        + " ".join(
            f"{row.counter}, {row.period}{' (forecast)' if row.outlook else ''}: "
            f"{_SHORT.get(row.vendor, row.vendor)} {number(row.share)}%."
            for row in rows(data)
        ),
        notes=(
            "Not split: the source names no vendor for the rest; parts too thin for a name are "
            "in the data",
            "Units and value differ because a card of one vendor costs more than one of another; "
            "a card may be of any generation",
            *unlike,
            *notes_of(data),
        ),
    )


def china_title(data: pd.DataFrame) -> str:
    """Say both vendors' shares in the newest year that each counter has them for."""
    parts = []
    for counter in _ORDER:
        found = _latest(data, counter)
        if found is not None:
            year, huawei, nvidia, measure = found
            parts.append((year, f"{nvidia} to {huawei}% {measure} ({counter})"))
    if parts:
        year = parts[0][0]
        text = ", ".join(text for _, text in parts)
        return f"China {year}, Nvidia to Huawei: {text}"
    chinese = [row for row in rows(data) if row.vendor == "Chinese vendors"]
    if not chinese:
        return "No share of a Chinese vendor in China's market was known"
    last = chinese[-1]
    word = "forecast for" if last.outlook else "in"
    return (
        f"Chinese vendors together: {number(last.share)}% of China {word} {last.period} "
        f"({last.counter})"
    )


def _latest(data: pd.DataFrame, counter: str) -> tuple[str, str, str, str] | None:
    mine = data[(data["counter"] == counter) & (data["outlook"] == "")]
    for period in sorted(mine["period"].unique(), reverse=True):
        parts: dict[str, Any] = {row.vendor: row for row in rows(mine[mine["period"] == period])}
        if "Huawei" in parts and "Nvidia" in parts:
            huawei, nvidia = (number(parts[name].share, 2) for name in ("Huawei", "Nvidia"))
            return period, huawei, nvidia, _MEASURES[parts["Nvidia"].measure]
    return None


def _measure(data: pd.DataFrame, counter: str) -> str:
    measures = [
        row.measure for row in rows(data) if row.counter == counter and row.measure != "unstated"
    ]
    return _MEASURES[measures[0] if measures else "unstated"]
