"""Pods and clusters: announced totals against their parts, and what was listed later."""

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from chiprace.basis import Basis
from chiprace.errors import DataError
from chiprace.evidence.arithmetic import product, ratio
from chiprace.evidence.cells import joined
from chiprace.evidence.estimate import NOTES, Estimate
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import RANK
from chiprace.models.conversions import read_as_dense

#: The vendor's own statements, the chip's and the system's.
VENDOR_KINDS = ("announced", "datasheet")

#: Which bin of a chip a data sheet is read for: none named, else the one that the tools name for
#: the Atlas 950, else the largest.
BINS = ("", "matrix; 32 cores", "matrix; 36 cores")


@dataclass(frozen=True)
class System:
    """A pod or cluster whose announced total is tested, and the formats it is announced in."""

    subject: str
    variant: str = ""
    formats: tuple[str, ...] = ("FP8", "FP4")

    @property
    def label(self) -> str:
        """Name with the configuration."""
        return f"{self.subject}, {self.variant}" if self.variant else self.subject


SYSTEMS = (
    System("CloudMatrix 384", formats=("FP16",)),
    System("Atlas 950 SuperPoD", "1,024 NPUs"),
    System("Atlas 950 SuperPoD", "8,192 NPUs"),
    System("Atlas 950 SuperCluster"),
    System("Atlas 960E SuperPoD"),
    System("Atlas 960 SuperPoD", "15,488 NPUs"),
    System("Atlas 960 SuperCluster"),
)

#: Each cluster with the pod that it is announced to consist of.
PODS = {
    "Atlas 950 SuperCluster": System("Atlas 950 SuperPoD", "8,192 NPUs"),
    "Atlas 960 SuperCluster": System("Atlas 960 SuperPoD", "15,488 NPUs"),
}

_PARTS_COLUMNS = [
    "label",
    "subject",
    "format",
    "chip",
    "basis_of_chip",
    "bin",
    "accelerators",
    "per_package_pflops",
    "parts_eflops",
    "total_eflops",
    "deviation",
    "low",
    "high",
    "mark",
    "facts",
    "notes",
]


def set_by_scenario(*found: Estimate | None) -> str:
    """Return the notes of what the scenario has set in place of facts."""
    notes = (note for one in found if one is not None for note in one.notes)
    return NOTES.join(dict.fromkeys(note for note in notes if note.endswith("by the scenario")))


def count_of(evidence: Evidence, system: System) -> Estimate | None:
    """Return the announced number of accelerators of a whole pod or cluster."""
    kind = evidence.facts.subject(system.subject).kind
    return evidence.find(
        system.subject,
        "accelerator_count",
        variant=system.variant,
        scope="supernode" if kind == "supernode" else "cluster",
        segment="",
        level="",
    )


def per_package(
    evidence: Evidence,
    chip: str,
    number_format: str,
    kinds: tuple[str, ...] = RANK,
    bins: tuple[str, ...] = BINS,
) -> Estimate | None:
    """Return the dense peak of one package in PFLOPS, or None where it is not known."""
    return evidence.find(
        chip,
        "compute",
        unit="PFLOPS",
        variant=bins,
        kinds=kinds,
        number_format=number_format,
        sparsity="dense",
        scope="package",
        level="peak",
    )


def announced_total(evidence: Evidence, system: System, number_format: str) -> Estimate | None:
    """Return the announced peak of a whole pod or cluster in EFLOPS, read as dense.

    The vendor's own word comes first, then anybody's report of it. Where the source does not
    say dense or sparse it is read as dense, with a note.
    """
    for kinds in (VENDOR_KINDS, RANK):
        for sparsity in ("dense", "unstated"):
            found = evidence.find(
                system.subject,
                "compute",
                unit="EFLOPS",
                variant=system.variant,
                kinds=kinds,
                number_format=number_format,
                sparsity=sparsity,
            )
            if found is None:
                continue
            return read_as_dense(found)
    return None


def peak_of_parts(count: Estimate, each: Estimate, like: Basis) -> Estimate:
    """Return count × peak of a package, as a peak of the whole in EFLOPS."""
    return product(count, each, attribute="compute", unit="EFLOPS", basis=like)


def per_cent(quotient: float) -> float:
    """Return by how many per cent a quotient exceeds one, free of the noise of the last digits."""
    return round(100 * (quotient - 1), 6)


def parts_against_total(evidence: Evidence) -> pd.DataFrame:
    """Compare every announced total with its parts.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day.

    Returns
    -------
    DataFrame
        One row for each system, format and statement on the chip (``announced``, or a bin of
        the data sheet where there is one): ``deviation``, ``low`` and ``high`` say by how many
        per cent count × per-package peak exceeds the announced total.
    """
    rows: list[dict[str, Any]] = []
    for system in SYSTEMS:
        chip = evidence.facts.subject(system.subject).accelerator
        count = count_of(evidence, system)
        for number_format in system.formats:
            total = announced_total(evidence, system, number_format)
            if count is None or total is None:
                continue
            for kind, bin_ in (("announced", ""), *(("datasheet", bin_) for bin_ in BINS)):
                each = per_package(evidence, chip, number_format, (kind,), (bin_,))
                if each is None:
                    continue
                parts = peak_of_parts(count, each, total.basis)
                quotient = ratio(parts, total)
                said = [f"{chip}, {bin_}: {each.facts[0].condition}"] if bin_ and each.facts else []
                notes = [note for note in quotient.notes if "of the variant" not in note]
                rows.append(
                    {
                        "label": system.label,
                        "subject": system.subject,
                        "format": number_format,
                        "chip": chip,
                        "basis_of_chip": kind,
                        "bin": bin_,
                        "accelerators": count.central,
                        "per_package_pflops": each.central,
                        "parts_eflops": parts.central,
                        "total_eflops": total.central,
                        "deviation": per_cent(quotient.central),
                        "low": per_cent(quotient.low),
                        "high": per_cent(quotient.high),
                        "mark": total.mark,
                        "facts": joined(quotient.ids),
                        "notes": NOTES.join([*notes, *said]),
                    }
                )
    return pd.DataFrame(rows, columns=_PARTS_COLUMNS)


def pods_in_clusters(evidence: Evidence) -> pd.DataFrame:
    """Compare the announced count of each cluster with whole pods.

    Returns
    -------
    DataFrame
        One row a cluster: announced ``accelerators``, accelerators in a ``pod``, ``pods`` (as
        the source says them, else the largest whole number that does not exceed the count),
        whether they were ``stated``, and ``together`` = pods × pod.
    """
    rows = []
    for name, pod in PODS.items():
        whole, part = count_of(evidence, System(name)), count_of(evidence, pod)
        if whole is None or part is None:
            continue
        said = [
            int(match[1])
            for fact in whole.facts
            if (match := re.fullmatch(r"(\d+) SuperPoDs", fact.condition))
        ]
        if len(set(said)) > 1:
            raise DataError(f"{name}: the facts name {sorted(set(said))} pods. Mend one of them.")
        pods = said[0] if said else int(whole.central // part.central)
        rows.append(
            {
                "cluster": name,
                "accelerators": whole.central,
                "pod": part.central,
                "pods": pods,
                "stated": bool(said),
                "together": pods * part.central,
                "facts": joined((*whole.ids, *part.ids)),
            }
        )
    return pd.DataFrame(
        rows, columns=["cluster", "accelerators", "pod", "pods", "stated", "together", "facts"]
    )
