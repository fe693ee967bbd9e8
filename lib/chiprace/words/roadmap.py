"""Captions and sentences of the roadmap chapter, computed from what is drawn."""

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from chiprace.formats import day, listing, number
from chiprace.models.roadmap_table import Entry
from chiprace.show import Caption

_MARKS = (
    "Filled: made in numbers on this day; hollow: planned. Squares: the maker's word; "
    "diamonds: somebody else's estimate",
    "Dates by month, quarter or year are drawn at their last day",
    "A dashed arrow leads from the first plan, where that was revised by more than rounding",
)


def opening(entries: list[Entry], frame: pd.DataFrame, lags: pd.DataFrame, as_of: date) -> str:
    """Write the finding of the chapter as a paragraph.

    Parameters
    ----------
    entries : list of Entry
        The article's values beside those of the day.
    frame : DataFrame
        Of `chiprace.models.roadmap.timeline`.
    lags : DataFrame
        Of `chiprace.models.roadmap.lags`.
    as_of : date
        The day of the edition.

    Returns
    -------
    str
        Markdown.
    """
    sentences = [f"{table_title(entries, as_of)}."]
    changed = [
        f"{entry.chip}, {entry.column} ({entry.article} → {entry.now})"
        for entry in entries
        if not entry.agrees
    ]
    if changed:
        sentences.append(f"Revised since: {listing(changed)}.")
    for phrase in (_lead_title(frame, "compute"), _lead_title(frame, "moving")):
        sentences.append(f"{phrase}.")
    sentences.append(f"{lag_title(lags)}.")
    first = _ahead(lags)
    if first:
        sentences.append(f"Huawei is first, by its plans or in products, with {listing(first)}.")
    return " ".join(sentences)


def table_title(entries: list[Entry], as_of: date) -> str:
    """Say how much of the article's table still stands."""
    if not entries:
        return f"Huawei's roadmap as known on {day(as_of)}, before the article was written"
    standing = sum(entry.agrees for entry in entries)
    if standing == len(entries):
        return f"All {len(entries)} values of the article's table are Huawei's word on {day(as_of)}"
    return f"{standing} of {len(entries)} values of the article's table still stand on {day(as_of)}"


def caption_table(entries: list[Entry], as_of: date) -> Caption:
    """Return the caption of the roadmap table."""
    notes = ["Compute is dense, per package; in grey the Nvidia chip of the same year"]
    for entry in entries:
        if (entry.chip, entry.column) == ("Ascend 970", "Memory"):
            word = "is" if entry.agrees else f"is not the {entry.now} GB"
            notes.append(
                f"The article's {entry.article} GB of memory for the Ascend 970 {word} announced"
                if not entry.agrees
                else f"The article's {entry.article} GB for the Ascend 970 is what was announced"
            )
    return Caption(
        key="roadmap-table",
        title=table_title(entries, as_of),
        subtitle="Huawei's newest announced word; in brackets the article's value where it differs",
        notes=tuple(notes),
    )


def caption_over_time(frame: pd.DataFrame, notes: Iterable[str], group: str) -> Caption:
    """Return the caption of the values over time.

    Parameters
    ----------
    frame : DataFrame
        The plotted rows.
    notes : iterable of str
        Conversions and variants.
    group : {"compute", "moving"}
        Compute, or memory and links.

    Returns
    -------
    Caption
        With the values of every chip in the alternative text.
    """
    subtitles = {
        "compute": "Peak compute of one package, dense, by (planned) release, PFLOPS, log scale",
        "moving": "Of one package, by (planned) release, log scales; links both ways together",
    }
    keys = {"compute": "compute-over-time", "moving": "memory-and-links-over-time"}
    return Caption(
        key=keys[group],
        title=_lead_title(frame, group),
        subtitle=subtitles[group],
        alt=_values_alt(frame),
        notes=(*_MARKS, *grouped(notes)),
    )


def growth_title(growth: pd.DataFrame) -> str:
    """Say whose roadmap doubles faster, and whether the intervals tell them apart."""
    pairs = _pairs(growth)
    if not pairs:
        return "Too few chips are known to compare how fast the two roadmaps double"
    faster = sum(huawei.doubling < nvidia.doubling for huawei, nvidia in pairs)
    apart = sum(_apart(huawei, nvidia) for huawei, nvidia in pairs)
    told = "no interval tells them apart" if not apart else f"intervals part in {apart}"
    return f"Huawei's roadmap doubles faster in {faster} of {len(pairs)} metrics; {told}"


def caption_growth(growth: pd.DataFrame, confidence: float) -> Caption:
    """Return the caption of the doubling times."""
    parts = [
        f"{row.maker} {row.label}: {_months(row.doubling)}"
        f"{_between(row.low, row.high)}, {row.points} chips"
        for row in _rows(growth)
    ]
    counts = growth["points"]
    return Caption(
        key="doubling-time",
        title=growth_title(growth),
        subtitle=(
            "Months in which the value of a new chip doubles: fit through dates and logarithms, "
            f"{number(100 * confidence)}% interval"
        ),
        alt=f"Doubling times. {'; '.join(parts)}.",
        notes=(
            f"Each line rests on {_span(counts.min(), counts.max())} chips, plans counted in: "
            "very few points, so the intervals are wide and one more chip may move them",
            "Arrows: the interval goes on, or has no end because no growth lies within it; with "
            "two chips there is no interval",
            "Hollow: some of the chips are plans. Of a split plan its successors count",
        ),
    )


def lag_title(lags: pd.DataFrame) -> str:
    """Say by how much the middle Ascend figure follows, and how many lead."""
    if lags.empty:
        return "No Ascend figure can be compared with Nvidia's on this day"
    years = lags["lag"].fillna(-math.inf).sort_values(ignore_index=True)
    middle = float(years.iloc[len(years) // 2])
    ahead = int((years < 0).sum())
    if middle < 0:
        return f"{ahead} of {len(years)} Ascend figures come before Nvidia's"
    return (
        f"The middle Ascend figure is {number(round(middle, 1), 2)} years behind Nvidia; "
        f"{ahead} of {len(years)} lead"
    )


def caption_lag(lags: pd.DataFrame) -> Caption:
    """Return the caption of the years behind."""
    parts = []
    for row in _rows(lags):
        if math.isnan(row.lag):
            parts.append(f"{row.chip} {row.label}: ahead of every listed Nvidia chip")
            continue
        least = "at least " if row.at_least else ""
        parts.append(f"{row.chip} {row.label}: {least}{number(row.lag, 2)} after {row.first}")
    return Caption(
        key="years-behind",
        title=lag_title(lags),
        subtitle=(
            "Years from the first Nvidia chip of at least the same value (named) to the Ascend chip"
        ),
        alt=f"Years behind. {'; '.join(parts)}.",
        notes=(
            "Blue: Nvidia first; red: Huawei first. Filled: the Ascend chip is made in numbers; "
            "hollow: planned",
            "Whiskers: every pair of days that the two written dates allow",
            "≥: the first chip of the list has the value already, so an earlier one may have",
            "Ahead of all: ahead of every listed Nvidia chip, plans counted in where their "
            "values are known",
        ),
    )


def promises_title(data: pd.DataFrame, as_of: date) -> str:
    """Say how many announcements came down, and how many went up."""
    share = data["share"].dropna()
    if share.empty:
        return f"Nothing announced had been listed or planned anew by {day(as_of)}"
    lower, higher = int((share < 99.5).sum()), int((share > 100.5).sum())
    return f"Of {len(share)} announced figures, {lower} came out lower and {higher} higher"


def caption_promises(data: pd.DataFrame, notes: Iterable[str], as_of: date) -> Caption:
    """Return the caption of promise and product."""
    parts = []
    for row in _rows(data):
        unit = "NPUs" if row.unit == "1" else row.unit
        later = (
            "nothing newer"
            if math.isnan(row.share)
            else f"{row.later} {number(row.value)}, {number(row.share)}%"
        )
        parts.append(f"{row.group} {row.label}: announced {number(row.announced)} {unit}, {later}")
    return Caption(
        key="promise-and-product",
        title=promises_title(data, as_of),
        subtitle="Listed for sale (filled) or planned anew (hollow), % of the first announcement",
        alt=f"Promise and product. {'; '.join(parts)}.",
        notes=(
            "The plan of the whole design is not withdrawn where a smaller configuration is listed",
            *grouped(notes),
        ),
    )


def rests_on(frame: pd.DataFrame, as_of: date) -> str:
    """Say on whose word the chapter rests, and what is only planned."""
    now = frame[frame["stage"] == "now"]
    told = now["mark"].value_counts()
    planned = int((~now["exists"].astype(bool)).sum())
    huawei = now[now["maker"] == "Huawei"]
    unbuilt = int((~huawei["exists"].astype(bool)).sum())
    return (
        f"Of the {len(now)} values drawn as they stood on {day(as_of)}, {told.get('vendor', 0)} "
        f"are the maker's own word, {told.get('estimated', 0)} somebody else's estimate and "
        f"{told.get('measured', 0)} measured: these are peaks and capacities as stated, not what "
        f"a workload gets. {planned} belong to chips that were not made in numbers by then, "
        f"{unbuilt} of Huawei's {len(huawei)}."
    )


def grouped(notes: Iterable[str]) -> tuple[str, ...]:
    """Join notes that say the same of several chips, as ``Ascend 970, Ascend 980: …``."""
    names: dict[str, list[str]] = {}
    for note in notes:
        name, colon, text = note.partition(": ")
        names.setdefault(text if colon else note, []).append(name if colon else "")
    return tuple(
        f"{', '.join(dict.fromkeys(chips))}: {text}" if chips[0] else text
        for text, chips in names.items()
    )


def _lead_title(frame: pd.DataFrame, group: str) -> str:
    leads = _leads(frame, group)
    thing = "dense peak" if group == "compute" else "memory and link figures"
    if not leads:
        return f"No {thing} of two built packages can be compared on this day"
    low, high = min(leads.values()), max(leads.values())
    if low >= 1:
        span = _span(low, high)
        where = f" ({next(iter(leads))})" if len(leads) == 1 else ""
        return f"Nvidia's best package built has {span} times the {thing} of Huawei's{where}"
    ahead = [label for label, lead in leads.items() if lead < 1]
    return f"Of packages built, Huawei's best leads in {listing(ahead)}; Nvidia's in the rest"


def _leads(frame: pd.DataFrame, group: str) -> dict[str, float]:
    built = frame[(frame["stage"] == "now") & frame["exists"].astype(bool)]
    leads = {}
    for (metric, label), rows in built.groupby(["metric", "label"], sort=False):
        best = rows.groupby("maker")["value"].max()
        if {"Huawei", "Nvidia"} <= set(best.index) and (
            (metric in ("fp16", "fp8", "fp4")) == (group == "compute")
        ):
            leads[str(label)] = float(best["Nvidia"] / best["Huawei"])
    return leads


def _ahead(lags: pd.DataFrame) -> list[str]:
    first = lags[~(lags["lag"] >= 0)]
    return [
        f"{', '.join(chip.removeprefix('Ascend ') for chip in rows['chip'])} ({label})"
        for label, rows in first.groupby("label", sort=False)
    ]


def _values_alt(frame: pd.DataFrame) -> str:
    panels = []
    for label, rows in frame.groupby("label", sort=False):
        chips = []
        for row in _rows(rows):
            value = f"{number(row.value)} {row.unit}"
            if row.high > row.low:
                value += f" ({number(row.low)}–{number(row.high)})"
            state = "built" if row.exists else "planned"
            if row.stage == "plan":
                state = f"first plan, now {row.towards}"
            chips.append(f"{row.chip} {row.when} {value}, {state}")
        panels.append(f"{label}: {'; '.join(dict.fromkeys(chips))}.")
    return " ".join(panels)


def _pairs(growth: pd.DataFrame) -> list[tuple[Any, Any]]:
    by_key = {(row.metric, row.maker): row for row in _rows(growth)}
    return [
        (by_key[metric, "Huawei"], by_key[metric, "Nvidia"])
        for metric in dict.fromkeys(growth["metric"])
        if {(metric, "Huawei"), (metric, "Nvidia")} <= set(by_key)
    ]


def _apart(one: Any, other: Any) -> bool:
    # False where an interval is missing: NaN compares false.
    return bool(one.high < other.low or other.high < one.low)


def _months(value: float) -> str:
    return "no growth" if math.isinf(value) else f"{number(value, 2)} months"


def _between(low: float, high: float) -> str:
    if math.isnan(low):
        return " (no interval)"
    return f" ({number(low, 2)} to {'without end' if math.isinf(high) else number(high, 2)})"


def _span(low: float, high: float) -> str:
    ends = [number(float(end), 2) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def _rows(data: pd.DataFrame) -> list[Any]:
    return list(data.itertuples())
