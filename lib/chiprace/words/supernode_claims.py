"""What is said of Huawei's own comparisons and of its throughput claims."""

from typing import Any

import pandas as pd

from chiprace.evidence.estimate import Estimate
from chiprace.look.caption import Caption
from chiprace.look.formats import listing, number, times
from chiprace.look.tidy import by_key, notes_of, rows
from chiprace.models.supernode_claims import READINGS
from chiprace.words.supernode_tables import spread


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


def _claim_text(label: Any, group: pd.DataFrame) -> str:
    known = [
        f"{READINGS[row.reading].lower()} {spread(row.value, row.low, row.high)}"
        for row in rows(group)
        if row.value == row.value
    ]
    return f"{label}: {', '.join(known)}."
