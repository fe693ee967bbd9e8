"""Tables, captions and sentences of the efficiency gap, computed from what is drawn."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from chiprace.evidence.policy import Evidence
from chiprace.look.caption import Caption
from chiprace.look.formats import day, listing, number, times, times_interval
from chiprace.look.tidy import by_key, notes_of, rows
from chiprace.models.efficiency import (
    HUAWEI,
    NVIDIA,
    Comparison,
)
from chiprace.words.efficiency_table import ESTIMATES_NOTE, ranged, spread

BOUNDARY_NAMES = {"all_in": "all in", "it": "IT load", "rated_maximum": "rated maximum"}
_BOUNDARIES = {
    "all_in": "all in (the whole system with its network)",
    "it": "IT load (of the rack)",
    "rated_maximum": "rated maximum (of the equipment)",
}
_FORMATS = {"FP16": "FP16/BF16", "FP8": "FP8"}


def caption_intensity(data: pd.DataFrame) -> Caption:
    """Say what the power per unit shows, from `intensity_frame`."""
    each = by_key(data, "key")
    most = max(each.values(), key=lambda row: row.ratio)
    least = min(each.values(), key=lambda row: row.ratio)
    return Caption(
        key="power-per-unit",
        title=(
            f"{HUAWEI} draws {times(most.ratio)} the {_lower(most.quantity)}, "
            f"{times(least.ratio)} the {_lower(least.quantity)}"
        ),
        subtitle=(
            "Power all in per unit of dense BF16 peak, HBM bandwidth and HBM capacity; "
            "lines: range over sources"
        ),
        alt="Power per unit, whole systems. "
        + " ".join(
            f"{row.quantity}: {row.subject} {ranged(row.value, row.low, row.high)}."
            for row in rows(data)
        )
        + " Ratios: "
        + listing(
            [
                f"{row.quantity} {spread(row.ratio, row.ratio_low, row.ratio_high)}"
                for row in each.values()
            ]
        )
        + ".",
        notes=(*notes_of(data), ESTIMATES_NOTE),
    )


def caption_decomposition(data: pd.DataFrame) -> Caption:
    """Say what the split into count and per-accelerator ratio shows, from `decomposition_frame`."""
    each = by_key(data, "key")["compute"].each
    return Caption(
        key="decomposition",
        title=(
            f"The count of chips makes the lead: each does {times(each)} the compute of Nvidia's"
            if each < 1
            else f"Each chip does {times(each)} the compute of Nvidia's"
        ),
        subtitle=(
            f"{HUAWEI} over {NVIDIA}: grey, ratio of counts; blue, ratio per accelerator; "
            "diamond, whole system; line, range"
        ),
        alt=" ".join(
            f"{row.quantity}: {times(row.count_ratio)} as many accelerators at "
            f"{times(row.each)} each make {spread(row.system, row.low, row.high)} for the system."
            for row in rows(data)
        ),
        notes=notes_of(data),
    )


def caption_pairings(data: pd.DataFrame, ratios: Sequence[float]) -> Caption:
    """Say how far the choice of sources moves the gap, from `pairings_frame`."""
    low, high = data["ratio"].min(), data["ratio"].max()
    printed = listing([times(value) for value in ratios]) or "none"
    beyond = [number(value, 2) for value in ratios if not low <= value <= high]
    outside = (
        f"{listing(beyond)} × follows from no pair of sources" if beyond else "all lie in the strip"
    )
    return Caption(
        key="pairings",
        title=f"Whatever the source, the gap in power per compute is {times(low)} to {times(high)}",
        subtitle=(
            "Every admissible pair of compute and power figures; "
            "dashed: ratios as printed by sources"
        ),
        alt=(
            f"{len(data)} pairs of sources for compute and power give {number(low, 3)} to "
            f"{number(high, 3)} times the power per PFLOPS of a {NVIDIA}. "
            f"By power of the {HUAWEI}: "
            + "; ".join(
                f"{power:g} kW, {times_interval(group.min(), group.max(), 3)}"
                for power, group in data.groupby("power_kw")["ratio"]
            )
            + f". Printed ratios: {printed}; {outside}."
        ),
        notes=(
            "The article says 'far less power-efficient' and gives no number",
            "Compute is a published total or 384 packages × a published peak, with or without "
            "the vector engine",
        ),
    )


def caption_chips(data: pd.DataFrame) -> Caption:
    """Say how chips compare per watt of TDP, from `chips_per_watt`."""
    best: dict[tuple[str, str], Any] = {}
    for row in sorted(rows(data[data["exists"]]), key=lambda row: -row.value):
        best.setdefault((row.maker, row.format), row)
    pairs = [
        (form, best["Huawei", form], best["Nvidia", form])
        for form in ("FP16", "FP8")
        if ("Huawei", form) in best and ("Nvidia", form) in best
    ]
    if pairs:
        form, one, other = pairs[-1]
        title = (
            f"Per watt of TDP the {other.subject} does {times(other.value / one.value)} "
            f"the {_FORMATS[form]} of the {one.subject}"
        )
    else:
        title = "Nvidia's compute per watt of TDP; no Ascend chip's TDP was known"
    return Caption(
        key="chips-per-watt",
        title=title,
        subtitle=(
            "Dense peak per watt of TDP, TFLOPS/W; chips alone, without network, host and cooling"
        ),
        alt=" ".join(
            f"{row.subject} ({row.release}), {_FORMATS[row.format]}: "
            f"{ranged(row.value, row.low, row.high)} TFLOPS/W."
            for row in rows(data)
        ),
        notes=(
            *notes_of(data),
            "A square is the vendor's word, a diamond an estimate; the TDP of the Ascend 910C is "
            "an outsider's estimate, Huawei publishes none",
        ),
    )


def systems_rows(data: pd.DataFrame) -> pd.DataFrame:
    """Give each system and boundary a row and a label, for both panels alike."""
    keys = data[["subject", "boundary", "scope", "variant"]].drop_duplicates()
    keys = keys.assign(row=range(len(keys)))
    keys["label"] = [
        f"{row.subject}{f' ({row.variant})' if row.variant else ''}"
        f"{', one cabinet' if row.scope == 'cabinet' else ''}"
        for row in rows(keys)
    ]
    keys["boundary_name"] = keys["boundary"].map(BOUNDARY_NAMES)
    return data.merge(keys, on=["subject", "boundary", "scope", "variant"], how="left")


def caption_systems(data: pd.DataFrame) -> Caption:
    """Say how whole systems compare where their power has one boundary."""
    kinds = listing([_BOUNDARIES[word] for word in dict.fromkeys(data["boundary"])])
    sentence = later_pairs(data)
    return Caption(
        key="systems-per-watt",
        title=sentence[0],
        subtitle=(
            "kW per PFLOPS of dense peak, whole systems; compare only within one boundary of power"
        ),
        alt=" ".join(
            f"{row.label}, {BOUNDARY_NAMES[row.boundary]}, {_FORMATS[row.format]}: "
            f"{ranged(row.value, row.low, row.high)} kW/PFLOPS."
            for row in rows(data)
        ),
        notes=(
            f"Boundaries: {kinds}",
            "The Atlas 950 figure is one compute cabinet of 64 NPUs without the interconnect "
            "cabinets, whose power is not stated",
            *notes_of(data),
        ),
    )


def later_pairs(data: pd.DataFrame) -> list[str]:
    """Say, boundary by boundary, what the later systems need against Nvidia's.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.per_watt.systems_per_watt`.

    Returns
    -------
    list of str
        The widest ratio within one boundary and format first.
    """
    found = []
    entries = rows(data)
    for one in (row for row in entries if row.maker == "Huawei"):
        for other in (row for row in entries if row.maker == "Nvidia"):
            if (one.boundary, one.format) != (other.boundary, other.format):
                continue
            ratio = one.value / other.value
            text = (
                f"{one.subject} draws {times(ratio)} the power of {other.subject} "
                f"per {_FORMATS[one.format]} PFLOPS"
            )
            found.append((ratio, text))
    if not found:
        return ["No system of both vendors has a power figure at one boundary"]
    return [text for _, text in sorted(found, reverse=True)]


def say_finding(data: pd.DataFrame, pairings: pd.DataFrame) -> str:
    """Open the chapter with its finding, from `ratio_frame` and `pairings_frame`."""
    found = by_key(data, "key")
    compute, power, gap = (found[key] for key in ("compute", "power", "power_per_compute"))
    return (
        f"A {HUAWEI} has {times(compute.ratio)} the dense BF16 peak of a {NVIDIA} and draws "
        f"{times(power.ratio)} the power ({times_interval(power.low, power.high)}). "
        f"For a unit of compute it needs **{times(gap.ratio)} the power**; over all admissible "
        f"pairs of sources {times_interval(pairings['ratio'].min(), pairings['ratio'].max())}. "
        "Every power figure in this is an outsider's estimate: neither vendor has published the "
        "power of these systems at this boundary."
    )


def say_grounds(comparisons: list[Comparison], evidence: Evidence) -> str:
    """Close the chapter with what it rests on and what is not known."""
    power = next(each for each in comparisons if each.quantity.key == "power")
    voices = {fact.voice for side in (power.huawei, power.nvidia) if side for fact in side.facts}
    missing = [each.quantity.label.lower() for each in comparisons if each.ratio is None]
    unknown = f" No ratio can be formed for {listing(missing)}." if missing else ""
    return (
        f"As of {day(evidence.as_of)} the power of the two systems rests on "
        f"{listing(sorted(voices))}. Peaks are data-sheet values, not delivered work: a system "
        "that keeps a smaller share of its peak busy needs more power for the same work, and no "
        f"measured power of either system under a training load is known.{unknown} For the Ascend "
        "950 and later only the rated maximum of one compute cabinet and the TDP of one chip are "
        "stated; for the 960, 970 and 980 no power is stated at all."
    )


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]
