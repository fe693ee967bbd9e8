"""Captions and sentences of the roadmap chapter, computed from what is drawn."""

import math
from collections.abc import Iterable
from datetime import date

import pandas as pd

from chiprace.look.caption import Caption
from chiprace.look.formats import day, listing, number
from chiprace.models.roadmap_table import Entry
from chiprace.words.roadmap_titles import (
    growth_title,
    lag_title,
    lead_title,
    promises_title,
    rows,
    span_text,
    table_title,
)

_MARKS = (
    "Filled: made in numbers on this day; hollow: planned. Squares: the maker's word; "
    "diamonds: somebody else's estimate",
    "Dates by month, quarter or year are drawn at their last day",
    "A small pale mark is the first plan, where that was revised by more than rounding; a dashed "
    "arrow leads from it where the two lie apart",
)

_ENGINES = (
    "Where Huawei counts its vector engine in, so does the figure; Nvidia's peaks are those of "
    "the tensor cores alone",
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
    revised = _revised(entries)
    if revised:
        sentences.append(f"Revised since: {'; '.join(revised)}.")
    for phrase in (lead_title(frame, "compute"), lead_title(frame, "moving")):
        sentences.append(f"{phrase}.")
    sentences.append(f"{lag_title(lags)}.")
    first = _ahead(lags)
    if first:
        sentences.append(f"First, in products or by plans, are Huawei's {listing(first)}.")
    return " ".join(sentences)


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
        title=lead_title(frame, group),
        subtitle=subtitles[group],
        alt=_values_alt(frame),
        notes=(*_MARKS, *(_ENGINES if group == "compute" else ()), *grouped(notes)),
    )


def caption_growth(growth: pd.DataFrame, confidence: float) -> Caption:
    """Return the caption of the doubling times."""
    parts = [
        f"{row.maker} {row.label}: {_months(row.doubling)}"
        f"{_between(row.low, row.high)}, {row.points} chips"
        for row in rows(growth)
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
            f"Each line rests on {span_text(counts.min(), counts.max())} chips, plans counted in: "
            "very few points, so the intervals are wide and one more chip may move them",
            "Arrows: the interval goes on, or has no end because no growth lies within it; with "
            "two chips there is no interval",
            "Hollow: some of the chips are plans. Of a split plan its successors count, those for "
            "prefill with their cheaper memory among them",
        ),
    )


def caption_lag(lags: pd.DataFrame) -> Caption:
    """Return the caption of the years behind."""
    parts = []
    for row in rows(lags):
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
            "values are known on this day",
        ),
    )


def caption_promises(data: pd.DataFrame, notes: Iterable[str], as_of: date) -> Caption:
    """Return the caption of promise and product."""
    parts = []
    for row in rows(data):
        if math.isnan(row.announced):
            parts.append(f"{row.group} {row.label}: not announced by {day(as_of)}")
            continue
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
    vendor, estimated, measured = (
        int(told.get(mark, 0)) or "none" for mark in ("vendor", "estimated", "measured")
    )
    return (
        f"Of the {len(now)} values drawn as they stood on {day(as_of)}, {vendor} are the maker's "
        f"own word, {estimated} somebody else's estimate and {measured} measured: these are peaks "
        f"and capacities as stated, not what a workload gets. {planned} belong to chips that were "
        f"not made in numbers by then, {unbuilt} of Huawei's {len(huawei)}."
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


def _revised(entries: list[Entry]) -> list[str]:
    by_chip: dict[str, list[str]] = {}
    for entry in entries:
        if not entry.agrees:
            change = f"{entry.column} {entry.article} → {entry.now}"
            by_chip.setdefault(entry.chip, []).append(change)
    return [f"{chip} ({', '.join(changes)})" for chip, changes in by_chip.items()]


def _ahead(lags: pd.DataFrame) -> list[str]:
    first = lags[~(lags["lag"] >= 0)]
    return [
        f"{', '.join(chip.removeprefix('Ascend ') for chip in group['chip'])} ({label})"
        for label, group in first.groupby("label", sort=False)
    ]


def _values_alt(frame: pd.DataFrame) -> str:
    panels = []
    for label, group in frame.groupby("label", sort=False):
        plans = {row.chip: row for row in rows(group[group["stage"] == "plan"])}
        chips = []
        for row in rows(group[group["stage"] == "now"]):
            state = "built" if row.exists else "planned"
            plan = plans.pop(row.chip, None)
            was = f", first plan {number(plan.value)}" if plan is not None else ""
            ends = [number(row.low), number(row.high)]
            between = f" ({'–'.join(ends)})" if ends[0] != ends[1] else ""
            chips.append(f"{row.chip} {number(row.value)}{between}, {state} {row.when}{was}")
        gone = [f"{name} {number(plan.value)}, plan given up" for name, plan in plans.items()]
        panels.append(f"{label} in {group['unit'].iloc[0]}: {'; '.join((*chips, *gone))}.")
    return " ".join(panels)


def _months(value: float) -> str:
    return "no growth" if math.isinf(value) else f"{number(value, 2)} months"


def _between(low: float, high: float) -> str:
    if math.isnan(low):
        return " (no interval)"
    return f" ({number(low, 2)} to {'without end' if math.isinf(high) else number(high, 2)})"
