"""What the figures and the sentences of the supernodes say, computed from their data."""

import pandas as pd

from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.look.caption import Caption
from chiprace.look.formats import day, listing, number, times
from chiprace.look.tidy import notes_of, rows
from chiprace.words.supernode_tables import FORMATS

#: What fill says.
PLANS = "A hollow mark is a plan or an announcement, a filled one has shipped"
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
        PLANS,
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
