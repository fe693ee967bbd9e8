"""What the figures and the sentences of the supernodes say, computed from their data."""

from typing import Any

import pandas as pd

from chiprace.estimate import Estimate
from chiprace.evidence import Evidence
from chiprace.formats import day, listing, number, times
from chiprace.models.supernode_claims import READINGS
from chiprace.models.supernode_costs import DENOMINATORS
from chiprace.show import Caption
from chiprace.tidy import by_key, notes_of, rows
from chiprace.words.supernode_tables import FORMATS, spread

_PLANS = "A hollow mark is a plan or an announcement, a filled one has shipped"
_BOTH_950 = ("atlas-950-announced", "atlas-950-listed")


def caption_generations(pairs: pd.DataFrame) -> Caption:
    """Say what the table of generations shows, from the ratios of the pairs."""
    counts = pairs.drop_duplicates("pair").dropna(subset="count_ratio")
    most = max(rows(counts), key=lambda row: row.count_ratio)
    least = min(rows(counts), key=lambda row: row.count_ratio)
    return Caption(
        key="generations-table",
        title=(
            f"Ascend pods have {number(least.count_ratio, 2)} to {number(most.count_ratio, 2)} "
            "times the accelerators of Nvidia's of the same year"
        ),
        subtitle=(
            "Whole supernodes; dense peaks, HBM, scale-up links both ways; ranges over sources; "
            "Nvidia in grey"
        ),
        notes=(
            "CloudMatrix 384 and Atlas 900 A3 are one system under two names",
            "Accelerators are packages as sold; the name NVL144 of 2025 counted dies",
        ),
    )


def points_rows(data: pd.DataFrame) -> pd.DataFrame:
    """Label the points of `chiprace.models.supernodes.generation_points`."""
    labels = [
        f"{row.name}\n{number(row.accelerators, 6)} chips"
        f"{', BF16: no FP8' if row.quantity == 'FP16' else ''}"
        for row in rows(data)
    ]
    return data.assign(label=labels)


def caption_points(data: pd.DataFrame, generations: pd.DataFrame, pairs: pd.DataFrame) -> Caption:
    """Say how big the pods are.

    Parameters
    ----------
    data : DataFrame
        From `points_rows`.
    generations : DataFrame
        From `chiprace.models.supernodes.generations`, to name what is not drawn.
    pairs : DataFrame
        From `chiprace.models.supernode_pairs.pair_ratios`.

    Returns
    -------
    Caption
        Its title sets the Atlas 950 as listed against the announced one where it is known.
    """
    names = dict(zip(generations["key"], generations["name"], strict=True))
    absent = [name for key, name in names.items() if key not in set(data["key"])]
    notes = [
        *notes_of(data),
        _PLANS,
        "Area of a mark: accelerators; line in it: range over sources",
    ]
    if absent:
        notes.append(f"Not drawn, as no FP8 peak of the whole is known: {listing(absent)}")
    if (data["quantity"] == "FP16").any():
        notes.append("Chips without FP8 stand at their BF16 peak, which no other mark shares")
    return Caption(
        key="generations",
        title=_points_title(pairs),
        subtitle="Dense FP8 peak of a whole supernode, EFLOPS, log scale, by the date it is due",
        alt=" ".join(
            f"{row.name} ({row.due}): {spread_value(row.value, row.low, row.high)} EFLOPS "
            f"{FORMATS[row.quantity]} from {number(row.accelerators, 6)} accelerators."
            for row in rows(data)
        ),
        notes=tuple(dict.fromkeys(notes)),
    )


def spread_value(central: float, low: float, high: float) -> str:
    """Write a value with its range where it has one."""
    ends = [number(end) for end in (low, high)]
    return number(central) if ends[0] == ends[1] else f"{number(central)} ({'–'.join(ends)})"


def caption_pairs(data: pd.DataFrame) -> Caption:
    """Say in how many comparisons the whole Ascend pod leads, and in how many each chip does."""
    whole, each = (int((data[column] > 1).sum()) for column in ("system", "each"))
    compute = data[data["quantity"] == "compute"]
    ahead = int((compute["system"] > 1).sum())
    return Caption(
        key="pairs",
        title=(
            f"Whole pods lead in {whole} of {len(data)} comparisons, single accelerators in {each}"
        ),
        subtitle=(
            "Ascend pod over Nvidia's due in the same year, and the article's pair; "
            "whole = count × each"
        ),
        notes=(
            f"In compute the whole Ascend pod leads in {ahead} of {len(compute)} pairs",
            *notes_of(data),
        ),
    )


def cost_rows(data: pd.DataFrame) -> pd.DataFrame:
    """Give each denominator a row, and each pair of a year its place and its label.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.supernode_costs.per_cost`.

    Returns
    -------
    DataFrame
        With ``row, row_name, series, name`` beside; a denominator of which nothing is known
        keeps its row.
    """
    keys = list(DENOMINATORS)
    placed = data.assign(
        row=[keys.index(key) for key in data["denominator"]],
        row_name=[DENOMINATORS[key] for key in data["denominator"]],
    )
    series, names = [], []
    for row in rows(data):
        same = data[data["year"] == row.year]
        order = list(dict.fromkeys(same["pair"]))
        series.append(order.index(row.pair))
        alone = len(set(same["huawei"])) == 1
        ascend = row.huawei.removeprefix("Atlas ").removeprefix("950 ")
        short = row.nvidia.removesuffix(" NVL72") if alone else ascend
        names.append(short if len(order) > 1 else "")
    return placed.assign(series=series, name=names)


def panel_title(data: pd.DataFrame) -> str:
    """Name the panel of one year, from rows of `cost_rows`."""
    huawei, nvidia = (list(dict.fromkeys(data[key])) for key in ("huawei", "nvidia"))
    formats = [FORMATS[form] for form in dict.fromkeys(data["format"])]
    return f"{data['year'].iloc[0]}, {listing(formats)}\n{_short(huawei)}\nover {_short(nvidia)}"


def caption_costs(data: pd.DataFrame) -> Caption:
    """Say what an Ascend pod's compute is paid with, from `cost_rows`."""
    known = data[data["value"].notna()]
    chips = known[known["denominator"] == "chip"]["value"]
    if chips.empty:
        title = "No pair of pods of one year has a known count of chips"
    elif chips.max() < 1:
        title = (
            f"Per chip no Ascend pod reaches Nvidia's of its year: {number(chips.min(), 2)} to "
            f"{times(chips.max())}"
        )
    else:
        title = f"Per chip Ascend pods reach {number(chips.min(), 2)} to {times(chips.max())}"
    missing = data[data["value"].isna()].drop_duplicates(["pair", "denominator"])
    without = {
        f"{row.row_name.lower()}, {row.huawei} over {row.nvidia}: {row.reason}"
        for row in rows(missing)
    }
    boundaries = [word.replace("_", " ") for word in dict.fromkeys(known["boundary"]) if word]
    notes = [*notes_of(known), _PLANS]
    if boundaries:
        notes.append(f"Power of both at the boundary: {listing(boundaries)}")
    notes.append("No ratio is formed where the boundaries of power differ")
    return Caption(
        key="per-cost",
        title=title,
        subtitle=(
            "Dense peak per unit paid, Ascend pod over Nvidia's (blue line = 1), log scale; "
            "lines: range over sources"
        ),
        alt=" ".join(
            f"{row.huawei} over {row.nvidia}, {FORMATS[row.format]}, {row.row_name.lower()}: "
            f"{spread(row.value, row.low, row.high)}."
            for row in rows(known)
        )
        + (f" No ratio: {'; '.join(sorted(without))}." if without else ""),
        notes=tuple(dict.fromkeys(notes)),
    )


def caption_claims(data: pd.DataFrame, implied: Estimate | None) -> Caption:
    """Say what is left of Huawei's multiples, from `own_comparisons` and `implied_memory`."""
    found = {(row.claim, row.reading): row for row in rows(data) if row.value == row.value}
    claimed, cabinet, chip = (found.get(("compute", key)) for key in ("claimed", "cabinet", "chip"))
    title = "Huawei's multiples shrink once the size of the systems is taken out"
    if claimed and cabinet and chip:
        title = (
            f"{times(claimed.value)} the compute of an NVL144 is {times(cabinet.value)} per "
            f"cabinet and {times(chip.value)} per chip"
        )
    notes = [
        "Hollow square: as claimed; diamond: the whole recomputed from today's facts; triangle: "
        "per cabinet; dot: per accelerator as sold",
        "The rack that Huawei called NVL144 by its dies is sold as the Vera Rubin NVL72",
        *notes_of(data),
    ]
    if implied is not None:
        rest = (
            "recomputed is HBM against HBM"
            if ("memory", "whole") in found
            else "which kinds of memory it counts is not said"
        )
        notes.append(
            f"The claimed multiple of memory puts {number(implied.central)} TB on Nvidia's side; "
            + rest
        )
    if data[data["reading"] == "kW"]["value"].isna().all():
        notes.append("Per kilowatt no ratio can be formed: power is stated at unlike boundaries")
    return Caption(
        key="own-comparisons",
        title=title,
        subtitle=(
            "Huawei's published multiples of the Atlas 950 as announced, and the same per "
            "cabinet and per chip; log scale"
        ),
        alt=" ".join(_claim_text(name, group) for name, group in data.groupby("label", sort=False)),
        notes=tuple(dict.fromkeys(notes)),
    )


def caption_throughput(data: pd.DataFrame) -> Caption:
    """Say what the claimed throughput means per chip, from `throughput_per_chip`."""
    found = by_key(data, "workload")
    verbs = {"training": "train", "inference": "serve"}
    parts = [f"{verbs[key]} {times(row.ratio)}" for key, row in found.items() if key in verbs]
    return Caption(
        key="throughput",
        title=f"A 950DT is claimed to {listing(parts)} what a 910C does",
        subtitle="Huawei's statement of September 2025, divided by the number of chips",
        notes=(
            "The model and the workload are not named, nor whether the values were measured",
            *notes_of(data),
        ),
    )


def say_finding(pairs: pd.DataFrame, equal: Estimate | None) -> str:
    """Open the chapter with its finding, from `pair_ratios` and `chips_for_equal_compute`."""
    compute = pairs[pairs["quantity"] == "compute"]
    ahead = compute[compute["system"] > 1]
    chips = compute["each"].dropna()
    text = (
        f"Of {len(compute)} pairs of supernodes the Ascend pod has the higher dense peak in "
        f"**{len(ahead)}**; per accelerator it has {number(chips.min(), 2)} to "
        f"{times(chips.max())} of Nvidia's. "
    )
    behind = [
        f"the {row.huawei} has {times(row.system)} the {FORMATS[row.format]} of a {row.nvidia}"
        for row in rows(compute[compute["system"] <= 1])
    ]
    if behind:
        text += f"Not every whole is larger: {listing(behind)}. "
    if equal is not None:
        text += (
            f"A CloudMatrix 384 takes {spread_value(equal.central, equal.low, equal.high)} chips "
            "for the compute of one in a GB200 NVL72; the article's count of over five buys more "
            "than equal compute."
        )
    return text


def say_throughput(data: pd.DataFrame, chips: dict[str, Estimate]) -> str:
    """Set the claims per chip beside what else is known of the two chips."""
    if data.empty:
        return "Huawei had not stated a throughput by this day."
    found = by_key(data, "workload")
    parts = []
    if "training" in found:
        text = (
            f"In training a 950DT would do {times(found['training'].ratio, 3)} the work of a 910C"
        )
        if "compute" in chips:
            ratio = chips["compute"]
            text += f"; its BF16 peak is {spread(ratio.central, ratio.low, ratio.high)}"
        parts.append(text)
    if "inference" in found:
        text = f"In inference a 950DT would do {times(found['inference'].ratio, 3)} the work"
        if "bandwidth" in chips:
            text += f"; its memory bandwidth is {times(chips['bandwidth'].central, 3)}"
        parts.append(text)
    said = ". ".join(parts)
    return (f"{said}. " if said else "") + (
        "The multiples of the whole system come from the number of its chips."
    )


def say_grounds(data: pd.DataFrame, costs: pd.DataFrame, evidence: Evidence) -> str:
    """Close the chapter with what it rests on, from `generations` and `per_cost`."""
    shipped = data.drop_duplicates("key")
    names = {
        word: [row.name for row in rows(shipped) if row.exists is flag]
        for word, flag in (("shipped", True), ("planned", False))
    }
    marks = data["mark"].value_counts()
    lost = costs[costs["value"].isna()]
    missing = [
        f"{name.lower()} for {len(group)} of {costs['pair'].nunique()} pairs "
        f"({'; '.join(dict.fromkeys(group['reason']))})"
        for name, group in ((str(name), group) for name, group in lost.groupby("row_name"))
    ]
    unknown = f" No ratio of compute can be formed {listing(missing)}." if missing else ""
    return (
        f"As of {day(evidence.as_of)} {listing(names['shipped']) or 'none'} had shipped; "
        f"{listing(names['planned']) or 'none'} were plans or announcements. Of {len(data)} "
        f"values {marks.get('vendor', 0)} are a vendor's word, {marks.get('estimated', 0)} "
        f"estimates or reports of others, {marks.get('measured', 0)} measured: a peak is a "
        f"promise of the data sheet and not delivered work.{unknown}"
    )


def _points_title(pairs: pd.DataFrame) -> str:
    compute = pairs[pairs["quantity"] == "compute"]
    found = {row.huawei_key: row for row in rows(compute) if row.huawei_key in _BOTH_950}
    announced, listed = (found.get(key) for key in _BOTH_950)
    if announced is not None and listed is not None:
        return (
            f"As announced, an Atlas 950 is {times(announced.system)} a {announced.nvidia}; "
            f"as listed, {times(listed.system)}"
        )
    if announced is not None:
        return (
            f"As announced, an Atlas 950 is {times(announced.system)} a {announced.nvidia}, from "
            f"{times(announced.count_ratio)} the chips"
        )
    return "Each generation of pods joins more chips"


def _claim_text(label: Any, group: pd.DataFrame) -> str:
    known = [
        f"{READINGS[row.reading].lower()} {spread(row.value, row.low, row.high)}"
        for row in rows(group)
        if row.value == row.value
    ]
    return f"{label}: {', '.join(known)}."


def _short(names: list[str]) -> str:
    """Join the names of a panel's pods, without what its labels say."""
    bare = [name.split(" / ")[0].split(" as ")[0].split(", plan")[0] for name in names]
    different = list(dict.fromkeys(bare))
    for part, cut in (("Atlas ", str.removeprefix), (" NVL72", str.removesuffix)):
        kept = different[:1] if cut is str.removeprefix else different[-1:]
        if len(different) > 1 and all(part in name for name in different):
            different = [name if name in kept else cut(name, part) for name in different]
    return listing(different)
