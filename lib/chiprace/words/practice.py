"""Captions and sentences on serving DeepSeek R1, computed from what is shown."""

import re
from typing import Any

import pandas as pd

from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.look.caption import Caption
from chiprace.look.formats import interval, listing, number, quantity, ratio_number
from chiprace.look.tidy import rows
from chiprace.models.serving import CLAIMED, Survival
from chiprace.models.serving_paper import SERVER, SERVICE, assumed_acceptance, paper_rows
from chiprace.models.serving_workload import comparable_workloads

_PANELS = {
    "package": "Per package\n[token/s]",
    "compute": "Per TFLOPS\n[8-bit peak]",
    "bandwidth": "Per TB/s\n[memory]",
    "tdp": "Per watt\n[TDP]",
}
TWO_DIES = (
    "Per package of two dies; per die the 910C's figures halve, and so do its peak, bandwidth and "
    "power"
)
FORMATS = "Dense peak of the format that ran: INT8 on Ascend, which has no FP8, and FP8 on the GPUs"
COPIED = (
    "All rows stand in one paper by Huawei and SiliconFlow; it ran its own system and copied the "
    f"GPU rows, an eighth of a server with {SERVER} GPUs as others had published it"
)
_MARKS = (
    "Round: measured by those who print it; square: rests on a maker's word; diamond: on an "
    "estimate, or copied from others"
)
_BOUND = (
    "Decode waits for memory and network more than for arithmetic, so that a division by the peak "
    "favours the chip with the lower peak"
)


def panel_title(key: str) -> str:
    """Return the heading of one panel."""
    return _PANELS[key]


def panel_verdict(data: pd.DataFrame) -> str:
    """Say for one panel on how many rows of the claimed GPU CloudMatrix 384 is ahead.

    Parameters
    ----------
    data : DataFrame
        Rows of one phase and one key from `chiprace.models.serving.serving_frame`.
    """
    mine = data[(data["chip"] == CLAIMED) & data["ratio"].notna()]
    if mine.empty:
        return f"{CLAIMED}: not known"
    ahead = int((mine["ratio"] > 1).sum())
    verdict = {len(mine): "surpassed", 0: "not surpassed"}.get(
        ahead, f"surpassed on {ahead} of {len(mine)}"
    )
    return f"{CLAIMED} {verdict}"


def caption_served(data: pd.DataFrame, evidence: Evidence) -> Caption:
    """Say how one phase compares over each denominator.

    Parameters
    ----------
    data : DataFrame
        Rows of one phase and of the keys that are drawn.
    evidence : Evidence
        For the workloads.

    Returns
    -------
    Caption
        The title counts the rows of the claimed GPU.
    """
    phase = data["phase"].iloc[0]
    found = {
        key: data[(data["key"] == key) & (data["chip"] == CLAIMED) & data["ratio"].notna()]
        for key in ("package", "compute")
    }
    told = [
        f"{int((mine['ratio'] > 1).sum())} of {len(mine)} {CLAIMED} rows {words}"
        for (_, mine), words in zip(found.items(), ("per package", "per TFLOPS"), strict=True)
        if len(mine)
    ]
    title = f"{phase.capitalize()}: CloudMatrix 384 is ahead on {listing(told)}".replace(
        f" {CLAIMED} rows per TFLOPS", " per TFLOPS"
    )
    return Caption(
        key=f"{phase}-deepseek-r1",
        title=title,
        subtitle=(
            "Tokens/s of DeepSeek R1 over what one package has; below each value, CloudMatrix 384 "
            "over that row; hollow: idealised"
        ),
        alt=f"{title}. "
        + " ".join(
            f"{row.label}, {row.denominator}: {number(row.value)} {_unit(row.unit)}"
            + (
                f", CloudMatrix 384 over it {ratio_number(row.ratio)} ×."
                if row.ratio == row.ratio
                else "."
            )
            for row in rows(data)
        ),
        notes=(
            TWO_DIES,
            _MARKS,
            FORMATS,
            COPIED,
            *((_BOUND, *_acceptance(evidence)) if phase == "decode" else ()),
            *workload_notes(evidence, phase),
            *_tdp_note(data),
        ),
    )


def workload_notes(evidence: Evidence, phase: str) -> tuple[str, ...]:
    """Say of each GPU row what its workload has unlike CloudMatrix 384's, in one note.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day.
    phase : str
        ``prefill`` or ``decode``.
    """
    mine = [row for row in paper_rows(evidence) if row.phase == phase]
    own = next((row for row in mine if row.subject == SERVICE), None)
    if own is None:
        return ()
    told = []
    for row in mine:
        if row.subject == SERVICE:
            continue
        likeness = comparable_workloads(
            own.throughput.basis.workload, row.throughput.basis.workload
        )
        said = f"{row.label}: {likeness.note}"
        if said not in told:
            told.append(said)
    return (f"Workloads of {own.label} and of the GPU rows: {'. '.join(told)}",)


def say_published(ratios: list[Estimate]) -> str:
    """Say what others published on the same question without the conditions of their tests.

    Parameters
    ----------
    ratios : list of Estimate
        From `chiprace.models.serving.published_ratios`.
    """
    if not ratios:
        return "No other figure on the same question had been published."
    told = []
    for each in ratios:
        one, other = each.subject.split(" vs ")
        share = interval(100 * each.low, 100 * each.high, "%")
        told.append(f"{each.facts[0].voice} put the {one} at {share} of the {other}'s throughput")
    return (
        f"Others say it in one number: {'; '.join(told)}. The press relays it, and model, "
        "lengths, batch and latency are not all given, so that nothing can be recomputed."
    )


def _acceptance(evidence: Evidence) -> tuple[str, ...]:
    found = assumed_acceptance(evidence)
    if found is None:
        return ()
    return (
        f"CloudMatrix-Infer's decode takes {quantity(found.central, '%')} of the drafted tokens as "
        "accepted: an assumption of the test",
    )


def _tdp_note(data: pd.DataFrame) -> tuple[str, ...]:
    if "tdp" in set(data["key"]):
        return ("The TDP of the 910C is an outsider's estimate; Huawei publishes none",)
    return ("Per watt is left out: no TDP of the 910C was known",)


def say_finding(
    data: pd.DataFrame,
    verdicts: list[Survival],
    everyone: list[Survival],
    parameters: Estimate | None,
) -> str:
    """Open the chapter with its finding.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.serving.serving_frame`.
    verdicts, everyone : list of Survival
        Against the GPU that the claim names, and against all GPU rows.
    parameters : Estimate or None
        Size of the model.
    """
    if data.empty:
        return "No throughput of DeepSeek R1 on CloudMatrix 384 was known on this day."
    own = data[(data["against"] == "") & (data["key"] == "package")]
    told = listing([_own_words(row) for row in rows(own)])
    named = {each.key: each for each in verdicts}
    total = {each.key: each for each in everyone}
    whole, peak = total["package"], total["compute"]
    behind = data[(data["key"] == "package") & (data["ratio"] < 1)]["ratio"]
    least = (
        f" The {len(behind)} rows that it does not reach lie at "
        f"{_span(behind.min(), behind.max())}."
        if len(behind)
        else ""
    )
    size = ""
    if parameters is not None:
        size = f" with its {number(parameters.central / 1e9)} billion parameters"
    watt = total["tdp"]
    power = (
        f", per watt of TDP on {watt.ahead} of {watt.rows}"
        if watt.rows
        else "; per watt nothing could be said, as no TDP of the 910C was known"
    )
    return (
        f"Serving DeepSeek R1{size}, one package of CloudMatrix 384 reaches {told}. Against the "
        f"{whole.rows} GPU rows of the same paper that is **ahead on {whole.ahead} per package** "
        f"({_span(whole.low, whole.high)}) and **on {peak.ahead} per TFLOPS of peak** "
        f"({_span(peak.low, peak.high)}); per TB/s of memory bandwidth on "
        f"{total['bandwidth'].ahead}{power}.{least} That it surpasses the {CLAIMED} "
        f"{named['compute'].word} per TFLOPS and {named['package'].word} per package: what "
        "it leads in is the use of a lower peak."
    )


def _own_words(row: Any) -> str:
    ideal = " with simulated balance" if row.idealised else ""
    return f"{number(row.value, 4)} tokens/s in {row.phase}{ideal}"


def _unit(unit: str) -> str:
    return re.sub(r"token/s/\(?(.*?)\)?$", r"token/s per \1", unit)


def _span(low: float, high: float) -> str:
    return f"{ratio_number(low)}–{ratio_number(high)} ×"
