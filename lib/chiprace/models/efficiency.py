"""CloudMatrix 384 against GB200 NVL72, and compute per watt by generation.

Every number is an estimate of `chiprace.evidence.policy`; every ratio goes through
`chiprace.evidence.estimate`, which refuses unlike bases.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from chiprace.evidence.arithmetic import per, ratio
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.models.readings import compute_readings, widened

HUAWEI = "CloudMatrix 384"
NVIDIA = "GB200 NVL72"
PAIR = f"{HUAWEI} vs {NVIDIA}"

#: Who published both systems' figures as one set, first and revised.
ESTIMATOR = "SemiAnalysis"


@dataclass(frozen=True)
class Quantity:
    """One row of the comparison.

    Parameters
    ----------
    key, label, unit : str
        Short name, words and unit.
    attribute : str
        What it is made of; for a quotient, the numerator.
    basis : dict
        Aspects that both systems share.
    over : str
        Key of the quantity that it is divided by, if any.
    published : str
        Attribute under which sources publish the ratio of the pair.
    """

    key: str
    label: str
    unit: str
    attribute: str
    basis: dict[str, str] = field(default_factory=dict)
    over: str = ""
    published: str = ""


_ALL_IN = {"scope": "supernode", "boundary": "all_in"}
_HBM = {"scope": "supernode", "segment": "HBM"}
QUANTITIES = (
    Quantity(
        "count", "Accelerators", "1", "accelerator_count", published="accelerator_count_ratio"
    ),
    Quantity(
        "compute",
        "Compute, BF16 dense",
        "PFLOPS",
        "compute",
        {"scope": "supernode", "number_format": "BF16", "sparsity": "dense", "level": "peak"},
        published="compute_ratio",
    ),
    Quantity(
        "capacity",
        "Memory capacity",
        "TB",
        "memory_capacity",
        _HBM,
        published="memory_capacity_ratio",
    ),
    Quantity(
        "bandwidth",
        "Memory bandwidth",
        "TB/s",
        "memory_bandwidth",
        _HBM,
        published="memory_bandwidth_ratio",
    ),
    Quantity(
        "scale_up",
        "Scale-up bandwidth, both ways",
        "TB/s",
        "interconnect_bandwidth",
        {"scope": "supernode", "direction": "both_ways"},
    ),
    Quantity(
        "scale_out",
        "Scale-out bandwidth, one way",
        "TB/s",
        "scale_out_bandwidth",
        {"scope": "supernode", "direction": "one_way"},
    ),
    Quantity("power", "Power, all in", "kW", "power", _ALL_IN, published="power_ratio"),
    Quantity(
        "power_per_compute",
        "Power per PFLOPS",
        "kW/PFLOPS",
        "power",
        _ALL_IN,
        over="compute",
        published="power_per_compute_ratio",
    ),
    Quantity(
        "power_per_bandwidth",
        "Power per TB/s of memory bandwidth",
        "kW*s/TB",
        "power",
        _ALL_IN,
        over="bandwidth",
        published="power_per_memory_bandwidth_ratio",
    ),
    Quantity(
        "power_per_capacity",
        "Power per TB of memory",
        "kW/TB",
        "power",
        _ALL_IN,
        over="capacity",
        published="power_per_memory_capacity_ratio",
    ),
)


@dataclass(frozen=True)
class Comparison:
    """One quantity of both systems; None where nothing is known."""

    quantity: Quantity
    huawei: Estimate | None
    nvidia: Estimate | None

    @property
    def ratio(self) -> Estimate | None:
        """Huawei's system over Nvidia's."""
        if self.huawei is None or self.nvidia is None:
            return None
        if self.quantity.over:
            return like_ratio(self.huawei, self.nvidia)
        return ratio(self.huawei, self.nvidia)


def system_quantity(evidence: Evidence, subject: str, quantity: Quantity) -> Estimate | None:
    """Return one quantity of one system.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    subject : str
        The system.
    quantity : Quantity
        What is wanted.

    Returns
    -------
    Estimate or None
        In the unit of the quantity; None where a part of it is not known.
    """
    top_unit = "kW" if quantity.over else quantity.unit
    top = evidence.find(subject, quantity.attribute, unit=top_unit, basis=quantity.basis)
    if quantity.key == "compute" and top is not None and not evidence.voices:
        return widened(top, compute_readings(evidence, subject, quantity.basis))
    if not quantity.over or top is None:
        return top
    below = system_quantity(evidence, subject, by_key(quantity.over))
    return per(top, below, quantity.unit) if below is not None else None


def by_key(key: str) -> Quantity:
    """Return a quantity by its short name."""
    return next(quantity for quantity in QUANTITIES if quantity.key == key)


@remembered
def compare_systems(evidence: Evidence) -> list[Comparison]:
    """Compare the two systems quantity by quantity.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    list of Comparison
        In the order of `QUANTITIES`.
    """
    return [
        Comparison(
            quantity,
            system_quantity(evidence, HUAWEI, quantity),
            system_quantity(evidence, NVIDIA, quantity),
        )
        for quantity in QUANTITIES
    ]


@dataclass(frozen=True)
class EstimatorSet:
    """The estimator's own figures between two of its statements.

    Parameters
    ----------
    stated, until : date
        Day of the statement, and last day before the next one.
    comparisons : list of Comparison
        By its own figures alone.
    """

    stated: date
    until: date
    comparisons: list[Comparison]


def estimator_sets(evidence: Evidence) -> list[EstimatorSet]:
    """Compare the systems by the estimator's own figures, once for each time it revised the power.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    list of EstimatorSet
        Oldest first.
    """
    changes: dict[date, float] = {}
    for fact in sorted(evidence.facts.select(HUAWEI, "power"), key=lambda fact: fact.known):
        spoken = fact.voice == ESTIMATOR and evidence.knows(fact) and not fact.excluded
        if spoken and fact.value not in changes.values():
            changes[fact.known] = fact.value
    days = sorted(changes)
    ends = [*(day - timedelta(days=1) for day in days[1:]), evidence.as_of]
    own = evidence.of(ESTIMATOR)
    return [
        EstimatorSet(day, end, compare_systems(own.at(end)))
        for day, end in zip(days, ends, strict=True)
    ]


def published_ratios(
    evidence: Evidence, quantity: Quantity, until: date
) -> list[tuple[str, float]]:
    """Return the ratios that the estimator itself published by a day, newest first.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    quantity : Quantity
        Whose ratio.
    until : date
        Last day that counts.

    Returns
    -------
    list of (str, float)
        Id of the fact and the ratio; only those of whole systems.
    """
    if not quantity.published:
        return []
    facts = [
        fact
        for fact in evidence.facts.select(PAIR, quantity.published)
        if fact.voice == ESTIMATOR
        and fact.known <= until
        and not fact.excluded
        and fact.basis.scope in ("supernode", "")
        and fact.basis.segment in ("", "HBM")
        and fact.basis.number_format in ("", "FP16")
    ]
    newest = sorted(facts, key=lambda fact: (fact.known, fact.id), reverse=True)
    return [(fact.id, fact.value) for fact in newest]


def like_ratio(one: Estimate, other: Estimate) -> Estimate:
    """Divide two quotients of one unit, each already checked to be of one scope."""
    return ratio(replace(one, attribute=other.attribute), replace(other, basis=one.basis))
