"""The findings of the roadmap chapter as titles, computed from what is drawn."""

import math
from datetime import date
from typing import Any

import pandas as pd

from chiprace.look.formats import day, listing, number
from chiprace.models.roadmap_table import Entry
from chiprace.models.roadmap_values import COMPUTE, MOVING


def table_title(entries: list[Entry], as_of: date) -> str:
    """Say how much of the article's table still stands."""
    if not entries:
        return f"Huawei's roadmap as known on {day(as_of)}, before the article was written"
    standing = sum(entry.agrees for entry in entries)
    if standing == len(entries):
        return f"All {len(entries)} values of the article's table are Huawei's word on {day(as_of)}"
    return f"{standing} of {len(entries)} values of the article's table still stand on {day(as_of)}"


def growth_title(growth: pd.DataFrame) -> str:
    """Say whose roadmap doubles faster, and whether the intervals tell them apart."""
    pairs = _pairs(growth)
    if not pairs:
        return "Too few chips are known to compare how fast the two roadmaps double"
    faster = sum(huawei.doubling < nvidia.doubling for huawei, nvidia in pairs)
    apart = sum(_apart(huawei, nvidia) for huawei, nvidia in pairs)
    told = f"the intervals part in {apart}" if apart else "the intervals overlap in all"
    return f"Huawei's roadmap doubles faster in {faster} of {len(pairs)} metrics; {told}"


def lag_title(lags: pd.DataFrame) -> str:
    """Say by how much the middle Ascend figure follows, and how many lead."""
    if lags.empty:
        return "No Ascend figure can be compared with Nvidia's on this day"
    years = lags["lag"].fillna(-math.inf).sort_values(ignore_index=True)
    middle = float(years.iloc[len(years) // 2])
    ahead = f"{int((years < 0).sum())} of {len(years)}"
    if middle < 0:
        return f"{ahead} Ascend figures come before Nvidia's"
    years_after = number(round(middle, 1), 2)
    unit = "year" if years_after == "1" else "years"
    return f"The median Ascend figure comes {years_after} {unit} after Nvidia's; {ahead} come first"


def promises_title(data: pd.DataFrame, as_of: date) -> str:
    """Say how many announcements came down, and how many went up."""
    share = data["share"].dropna()
    if share.empty:
        return f"Nothing announced had been listed or planned anew by {day(as_of)}"
    lower, higher = int((share < 99.5).sum()), int((share > 100.5).sum())
    return f"Of {len(share)} announced figures, {lower} came out lower and {higher} higher"


def lead_title(frame: pd.DataFrame, group: str) -> str:
    """Compare the best packages made in numbers.

    Parameters
    ----------
    frame : DataFrame
        Of `chiprace.models.roadmap.timeline`.
    group : {"compute", "moving"}
        Compute, or memory and links.

    Returns
    -------
    str
        The range of ratios over the metrics in which both makers have such a package.
    """
    leads = _leads(frame, group)
    thing = "dense peak" if group == "compute" else "memory, bandwidth or link"
    if not leads:
        return f"No {thing} of two built packages can be compared on this day"
    low, high = min(leads.values()), max(leads.values())
    if low >= 1:
        where = f" ({next(iter(leads))})" if len(leads) == 1 else ""
        ratio = span_text(low, high)
        return f"Nvidia's best built package has {ratio} × the {thing} of Huawei's{where}"
    ahead = [label for label, lead in leads.items() if lead < 1]
    return f"Of built packages, Huawei's best leads in {listing(ahead)}, Nvidia's in the rest"


def _leads(frame: pd.DataFrame, group: str) -> dict[str, float]:
    keys = {metric.key for metric in (COMPUTE if group == "compute" else MOVING)}
    built = frame[(frame["stage"] == "now") & frame["exists"].astype(bool)]
    leads = {}
    for label, chips in built[built["metric"].isin(keys)].groupby("label", sort=False):
        best = chips.groupby("maker")["value"].max()
        if {"Huawei", "Nvidia"} <= set(best.index):
            leads[str(label)] = float(best["Nvidia"] / best["Huawei"])
    return leads


def _pairs(growth: pd.DataFrame) -> list[tuple[Any, Any]]:
    by_key = {(row.metric, row.maker): row for row in rows(growth)}
    return [
        (by_key[metric, "Huawei"], by_key[metric, "Nvidia"])
        for metric in dict.fromkeys(growth["metric"])
        if {(metric, "Huawei"), (metric, "Nvidia")} <= set(by_key)
    ]


def _apart(one: Any, other: Any) -> bool:
    # False where an interval is missing: NaN compares false.
    return bool(one.high < other.low or other.high < one.low)


def span_text(low: float, high: float) -> str:
    """Write two ends as ``1.8 to 6.9``, or once if they read alike."""
    ends = [number(float(end), 2) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def rows(data: pd.DataFrame) -> list[Any]:
    """Return the rows of a tidy table as objects with a field for each column."""
    return list(data.itertuples())
