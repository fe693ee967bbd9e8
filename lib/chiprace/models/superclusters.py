"""Pods and clusters: the total against its parts, who is how big, what was listed, what it takes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from chiprace.basis import Basis
from chiprace.errors import DataError
from chiprace.estimate import Estimate, product, ratio
from chiprace.evidence import RANK, Evidence

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


def joined(ids: Iterable[str]) -> str:
    """Write ids of facts, each once, parted by blanks."""
    return " ".join(dict.fromkeys(ids))


def count_of(evidence: Evidence, system: System) -> Estimate | None:
    """Return the announced number of accelerators of a whole pod or cluster."""
    kind = evidence.facts.subject(system.subject).kind
    found = evidence.find(
        system.subject,
        "accelerator_count",
        variant=system.variant,
        scope="supernode" if kind == "supernode" else "cluster",
        segment="",
        level="",
    )
    return found and exact(found)


def exact(count: Estimate) -> Estimate:
    """Let an exact count stand before a "more than" that it fulfils.

    Parameters
    ----------
    count : Estimate
        As the evidence policy has it.

    Returns
    -------
    Estimate
        The same, without the floors that lie below an exact count, and with a note, or
        unchanged where there is none.
    """
    plain = [fact for fact in count.facts if not fact.bound]
    floors = [fact for fact in count.facts if fact.bound == "at_least"]
    if not plain or not floors or any(fact.value > plain[0].value for fact in floors):
        return count
    rest = [fact.value for fact in count.facts if fact.bound != "at_least"]
    others = [fact for fact in count.facts if fact is not plain[0]]
    said = f"{count.subject}: a rounded 'more than' gives way to the exact count that fulfils it"
    return replace(
        count,
        central=plain[0].value,
        low=min(rest),
        high=max(rest),
        facts=(plain[0], *others),
        notes=(*(note for note in count.notes if "source says at least" not in note), said),
    )


def per_package(
    evidence: Evidence, chip: str, number_format: str, kinds: tuple[str, ...] = RANK
) -> Estimate | None:
    """Return the dense peak of one package in PFLOPS, or None where it is not known."""
    return evidence.find(
        chip,
        "compute",
        unit="PFLOPS",
        variant=BINS,
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
            if sparsity == "dense":
                return found
            note = f"{system.subject}: the total is not said to be dense and is read as dense"
            return replace(
                found,
                basis=replace(found.basis, sparsity="dense"),
                notes=(*found.notes, note),
            )
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
        One row for each system, format and statement on the chip (``announced``, or the data
        sheet where there is one): ``deviation``, ``low`` and ``high`` say by how many per cent
        count × per-package peak exceeds the announced total.
    """
    rows: list[dict[str, Any]] = []
    for system in SYSTEMS:
        chip = evidence.facts.subject(system.subject).accelerator
        count = count_of(evidence, system)
        for number_format in system.formats:
            total = announced_total(evidence, system, number_format)
            if count is None or total is None:
                continue
            for kind in VENDOR_KINDS:
                each = per_package(evidence, chip, number_format, (kind,))
                if each is None:
                    continue
                parts = peak_of_parts(count, each, total.basis)
                quotient = ratio(parts, total)
                rows.append(
                    {
                        "label": system.label,
                        "subject": system.subject,
                        "format": number_format,
                        "chip": chip,
                        "basis_of_chip": kind,
                        "accelerators": count.central,
                        "per_package_pflops": each.central,
                        "parts_eflops": parts.central,
                        "total_eflops": total.central,
                        "deviation": per_cent(quotient.central),
                        "low": per_cent(quotient.low),
                        "high": per_cent(quotient.high),
                        "mark": total.mark,
                        "facts": joined(quotient.ids),
                        "notes": "|".join(quotient.notes),
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


@dataclass(frozen=True)
class Line:
    """One line of the comparison of what was announced with what is listed."""

    name: str
    announced: Estimate | None
    listed: Estimate | None


def announced_and_listed(evidence: Evidence) -> list[Line]:
    """Return what was announced of the Atlas 950 SuperPoD and what was later listed for sale.

    Returns
    -------
    list of Line
        Estimates of both configurations; None where nothing is known on the day. The link of
        the announced pod is read as both directions, as the vendor's later texts have it.
    """
    announced, listed = System("Atlas 950 SuperPoD", "8,192 NPUs"), "1,024 NPUs"
    small = System("Atlas 950 SuperPoD", listed)

    def pair(name: str, attribute: str, unit: str, **basis: str) -> Line:
        found = [
            evidence.find(each.subject, attribute, unit=unit, variant=each.variant, **basis)
            for each in (announced, small)
        ]
        return Line(name, *found)

    def chip(name: str, attribute: str, unit: str, **basis: str) -> Line:
        planned = evidence.find(
            "Ascend 950DT", attribute, unit=unit, kinds=("announced",), scope="package", **basis
        )
        return Line(name, planned, None)

    memory = chip("HBM per NPU", "memory_capacity", "GB", segment="HBM")
    now = evidence.find(
        "Ascend 950DT",
        "memory_capacity",
        unit="GB",
        variant="96 GB",
        scope="package",
        segment="HBM",
    )
    lines = [
        Line("NPUs", count_of(evidence, announced), count_of(evidence, small)),
        pair("Cabinets", "cabinet_count", "1"),
        pair("FP8, dense", "compute", "EFLOPS", number_format="FP8", sparsity="dense"),
        pair("FP4, dense", "compute", "EFLOPS", number_format="FP4", sparsity="dense"),
        pair("HBM", "memory_capacity", "TB", segment="HBM"),
        replace(memory, listed=now),
        _links(evidence, announced, small),
    ]
    return [*lines, _link_each(lines[0], lines[-1])]


def _links(evidence: Evidence, announced: System, small: System) -> Line:
    wide = evidence.find(
        announced.subject,
        "interconnect_bandwidth",
        unit="PB/s",
        variant=announced.variant,
        direction="unstated",
        scope="supernode",
    )
    if wide is not None:
        wide = replace(
            wide,
            basis=replace(wide.basis, direction="both_ways"),
            notes=(
                *wide.notes,
                "The announced link states no direction and is read as both, as later texts say",
            ),
        )
    narrow = evidence.find(
        small.subject,
        "interconnect_bandwidth",
        unit="PB/s",
        variant=small.variant,
        direction="both_ways",
        scope="supernode",
    )
    return Line("Link, both directions", wide, narrow)


def _link_each(counts: Line, links: Line) -> Line:
    def each(link: Estimate | None, count: Estimate | None) -> Estimate | None:
        if link is None or count is None:
            return None
        inverse = replace(
            count,
            central=1 / count.central,
            low=1 / count.high,
            high=1 / count.low,
        )
        return product(
            link,
            inverse,
            attribute="interconnect_bandwidth",
            unit="TB/s",
            basis=replace(link.basis, scope="package"),
        )

    return Line(
        "Link per NPU, both directions",
        each(links.announced, counts.announced),
        each(links.listed, counts.listed),
    )


def share_listed(line: Line) -> float | None:
    """Return the listed value as a share of the announced one, None where one is not known."""
    if line.announced is None or line.listed is None:
        return None
    return ratio(line.listed, line.announced).central
