"""A metric of a chip on the roadmaps: as of the day, and as it was first planned."""

from dataclasses import dataclass

from chiprace.basis import family
from chiprace.dates import Span
from chiprace.errors import BasisError
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import RANK
from chiprace.look.formats import quantity
from chiprace.models.conversions import read_as_both_ways, read_as_dense, to_both_ways, to_dense
from chiprace.models.releases import Release, release


@dataclass(frozen=True)
class Metric:
    """One column of the comparison, on one basis.

    Parameters
    ----------
    key, label : str
        Short name and heading.
    attribute, unit : str
        As in the tables.
    number_format : str
        Of compute; else empty.
    """

    key: str
    label: str
    attribute: str
    unit: str
    number_format: str = ""


METRICS = (
    Metric("fp16", "FP16/BF16", "compute", "PFLOPS", "FP16"),
    Metric("fp8", "FP8", "compute", "PFLOPS", "FP8"),
    Metric("fp4", "FP4", "compute", "PFLOPS", "FP4"),
    Metric("memory", "Memory", "memory_capacity", "GB"),
    Metric("memory_bandwidth", "Memory bandwidth", "memory_bandwidth", "TB/s"),
    Metric("link", "Link, both ways", "interconnect_bandwidth", "TB/s"),
)
COMPUTE, MOVING = METRICS[:3], METRICS[3:]

#: The chips of the two roadmaps in the order in which they were planned.
HUAWEI = (
    "Ascend 910B",
    "Ascend 910C",
    "Ascend 950PR",
    "Ascend 950DT",
    "Ascend 960",
    "Ascend 960DT",
    "Ascend 960PR",
    "Ascend 970",
    "Ascend 980",
)
NVIDIA = ("H100", "H200", "GB200 GPU", "GB300 GPU", "Rubin", "Rubin Ultra")

#: A plan for one chip that was split into two.
SUCCESSORS = {"Ascend 960": ("Ascend 960DT", "Ascend 960PR")}

#: Bins, engines and designs, first choice first: values without a named one, then with the
#: vector engine as in the published peak of the 910C, then the largest bin.
VARIANTS = (
    "",
    "matrix+vector; 910B2",
    "matrix+vector; 32 cores",
    "matrix; 36 cores",
    "matrix; 32 cores",
    "matrix+vector",
    "matrix",
    "910B2",
    "96 GB",
    "two dies",
    "four dies",
    "MaxLPS",
)
#: All but the press, which repeats.
WITNESSES = tuple(kind for kind in RANK if kind != "press")
MAKERS_WORD = ("datasheet", "announced")

#: Two values closer than this are one value, rounded: 2 TB/s and 2,016 GB/s.
ROUNDING = 0.01

#: Makers whose announced peaks never count structured sparsity.
DENSE_HEADLINES = ("Huawei",)


@remembered
def reading(
    evidence: Evidence, chip: str, metric: Metric, kinds: tuple[str, ...] = RANK
) -> Estimate | None:
    """Return a metric of a chip per package: compute dense, links both ways.

    Parameters
    ----------
    evidence : Evidence
        The facts, the day and the policy.
    chip : str
        Name of a chip.
    metric : Metric
        What is asked for.
    kinds : tuple of str, optional
        The kinds admitted.

    Returns
    -------
    Estimate or None
        Converted where no source has the basis itself, with a note; None where nothing is known.

    Raises
    ------
    BasisError
        If what is known cannot lawfully be converted.
    """

    def find(**basis: str) -> Estimate | None:
        return evidence.find(
            chip,
            metric.attribute,
            unit=metric.unit,
            variant=VARIANTS,
            kinds=kinds,
            basis={"scope": "package", **basis},
        )

    if metric.attribute == "compute":
        peak = {"number_format": metric.number_format, "level": "peak"}
        if (dense := find(**peak, sparsity="dense")) is not None:
            return dense
        if (sparse := find(**peak, sparsity="sparse")) is not None:
            return to_dense(sparse, evidence)
        unstated = find(**peak, sparsity="unstated")
        if unstated is None or evidence.facts.subject(chip).maker in DENSE_HEADLINES:
            return None if unstated is None else read_as_dense(unstated)
        raise BasisError(
            f"{chip}: {quantity(unstated.central, unstated.unit)} {metric.label} announced, "
            "not said whether dense or sparse, and its maker's headlines count sparsity"
        )
    if metric.attribute == "interconnect_bandwidth":
        if (both := find(direction="both_ways")) is not None:
            return both
        if (one := find(direction="one_way", level="")) is not None:
            return to_both_ways(one)
        unstated = find(direction="unstated")
        return None if unstated is None else read_as_both_ways(unstated)
    return find()


@remembered
def current(evidence: Evidence, chip: str, metric: Metric) -> Estimate | None:
    """Return a metric as of the day: what is listed, else what is announced, else what is said.

    Parameters
    ----------
    evidence : Evidence
        The facts, the day and the policy.
    chip : str
        Name of a chip.
    metric : Metric
        What is asked for.

    Returns
    -------
    Estimate or None
        With the range over all witnesses of the variant chosen.

    Raises
    ------
    BasisError
        If what is known cannot lawfully be converted.
    """
    if (listed := reading(evidence, chip, metric, ("datasheet",))) is not None:
        wide = reading(evidence, chip, metric, WITNESSES)
        return wide if wide is not None and wide.variant == listed.variant else listed
    kinds = MAKERS_WORD if evidence.policy == "vendor" else WITNESSES
    found = reading(evidence, chip, metric, kinds)
    return found if found is not None else reading(evidence, chip, metric)


def planned(evidence: Evidence, chip: str, metric: Metric) -> tuple[Estimate, Release] | None:
    """Return the first plan for a metric, as it was known when it was announced.

    Parameters
    ----------
    evidence : Evidence
        The facts, the day and the policy.
    chip : str
        Name of a chip.
    metric : Metric
        What is asked for.

    Returns
    -------
    tuple of Estimate and Release, or None
        Value and planned date; None if nothing comparable was announced before the chip was
        made.
    """
    made = release(evidence, chip)
    days = [
        fact.known
        for fact in evidence.facts.select(chip, metric.attribute)
        if fact.kind == "announced"
        and not fact.excluded
        and fact.basis.scope == "package"
        and fact.basis.number_format == family(metric.number_format)
        and evidence.knows(fact)
        and not (made and made.exists and fact.known >= made.span.start)
    ]
    if not days:
        return None
    then = evidence.at(min(days))
    when = release(then, chip)
    try:
        value = reading(then, chip, metric, ("announced",))
    except BasisError:
        return None
    return (value, when) if value is not None and when is not None else None


def replaced(evidence: Evidence, chip: str) -> tuple[str, ...]:
    """Return the chips that took the place of a plan, as far as known on the day."""
    return tuple(
        other for other in SUCCESSORS.get(chip, ()) if release(evidence, other) is not None
    )


def holds(outer: Span, inner: Span) -> bool:
    """Say whether a date, written less precisely, still holds another."""
    return outer.start <= inner.start and inner.end <= outer.end


def quarter(span: Span) -> str:
    """Write a date as a table does: ``2026 Q4``, ``2026-03``, ``2028``."""
    return span.text.replace("-Q", " Q").replace("-H", " H")
