"""Training MFU of published runs: by size, by maker, and by the peak that it is a share of."""

from dataclasses import dataclass

import pandas as pd

from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.models.readings import on_each_basis
from chiprace.models.supercluster_runs import NOT_RUNS, runs

#: The peaks in words, in the order of the panels.
PEAKS = {
    "BF16": "16-bit peak",
    "FP8": "FP8 peak",
    "unstated": "peak not stated",
}


@remembered
def mfu_by_size(evidence: Evidence) -> pd.DataFrame:
    """Return every published run of known size, with the peak that its MFU is a share of.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        As `chiprace.models.supercluster_runs.runs`, with ``chip`` and ``peak`` beside; the maker
        is that of the accelerator where the register or the run's name says which it is.
    """
    table = runs(evidence)
    subjects = evidence.facts.subjects
    chips = [_chip(evidence, name) for name in table["subject"]]
    makers = [
        subjects[chip].maker if chip in subjects else ("Nvidia" if chip == "Hopper" else maker)
        for chip, maker in zip(chips, table["maker"], strict=True)
    ]
    return table.assign(chip=chips, maker=makers, peak=table["format"].map(_peak))


def peaks_known(data: pd.DataFrame) -> list[str]:
    """Return the peaks of which a run is known, in the order of the panels.

    Parameters
    ----------
    data : DataFrame
        From `mfu_by_size`.
    """
    return [peak for peak in PEAKS.values() if peak in set(data["peak"])]


@dataclass(frozen=True)
class Unsized:
    """A published MFU of a run whose number of accelerators is not known."""

    subject: str
    mfu: float
    peak: str
    fact: str


def unsized_runs(evidence: Evidence) -> list[Unsized]:
    """Return the MFUs that no figure over size can hold.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    list of Unsized
        Achieved values of runs of unknown size, by name.
    """
    sized = {identity for cell in runs(evidence)["facts"] for identity in cell.split()}
    found = []
    for question, fact, estimate in on_each_basis(evidence, "mfu", "1"):
        if question.basis["level"] != "achieved" or fact.id in sized:
            continue
        if (question.subject, question.variants[0]) in NOT_RUNS:
            continue
        peak = _peak(question.basis["number_format"] or "unstated")
        found.append(Unsized(question.subject, estimate.central, peak, fact.id))
    return sorted(found, key=lambda each: each.subject)


def best_of_each(data: pd.DataFrame) -> tuple[float, float] | None:
    """Return the best MFU of Huawei's and of Nvidia's hardware over a 16-bit peak.

    Parameters
    ----------
    data : DataFrame
        From `mfu_by_size`.

    Returns
    -------
    tuple of float or None
        Huawei, Nvidia; None where one of them has no run.
    """
    mine = data[data["peak"] == PEAKS["BF16"]]
    best = mine.groupby("maker")["mfu"].max()
    if not {"Huawei", "Nvidia"} <= set(best.index):
        return None
    return float(best["Huawei"]), float(best["Nvidia"])


def _peak(number_format: str) -> str:
    return PEAKS.get({"FP16": "BF16"}.get(number_format, number_format), PEAKS["unstated"])


def _chip(evidence: Evidence, name: str) -> str:
    subject = evidence.facts.subject(name)
    return subject.accelerator or ("Hopper" if "Hopper" in name else "")
