"""What was announced of the Atlas 950 SuperPoD and what was later listed for sale."""

from dataclasses import dataclass, replace
from typing import Any

from chiprace.evidence.arithmetic import product, ratio
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.models.superclusters import System, count_of


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

    def pair(name: str, attribute: str, unit: str, **basis: Any) -> Line:
        found = [
            evidence.find(each.subject, attribute, unit=unit, variant=each.variant, **basis)
            for each in (announced, small)
        ]
        return Line(name, *found)

    def chip(name: str, attribute: str, unit: str, **basis: Any) -> Line:
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
