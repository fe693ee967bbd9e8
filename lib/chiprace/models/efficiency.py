"""CloudMatrix 384 against GB200 NVL72, and compute per watt by generation.

Every number is an estimate of `chiprace.evidence`; every ratio goes through
`chiprace.estimate`, which refuses unlike bases.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pandas as pd

from chiprace.errors import DataError
from chiprace.estimate import NOTES, Estimate, per, product, ratio
from chiprace.evidence import Evidence

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
            return _like_ratio(self.huawei, self.nvidia)
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
        return _widened(top, compute_readings(evidence, subject))
    if not quantity.over or top is None:
        return top
    below = system_quantity(evidence, subject, by_key(quantity.over))
    return per(top, below, quantity.unit) if below is not None else None


def by_key(key: str) -> Quantity:
    """Return a quantity by its short name."""
    return next(quantity for quantity in QUANTITIES if quantity.key == key)


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
        spoken = fact.voice == ESTIMATOR and fact.known <= evidence.as_of and not fact.excluded
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


def ratio_frame(comparisons: list[Comparison]) -> pd.DataFrame:
    """Return the ratios as a tidy table.

    Parameters
    ----------
    comparisons : list of Comparison
        As from `compare_systems`.

    Returns
    -------
    DataFrame
        ``key, quantity, huawei, nvidia, unit, ratio, low, high, facts``; known ratios only.
    """
    rows = []
    for comparison in comparisons:
        found = comparison.ratio
        if found is None or comparison.huawei is None or comparison.nvidia is None:
            continue
        rows.append(
            {
                "key": comparison.quantity.key,
                "quantity": comparison.quantity.label,
                "huawei": comparison.huawei.central,
                "nvidia": comparison.nvidia.central,
                "unit": comparison.quantity.unit,
                "ratio": found.central,
                "low": found.low,
                "high": found.high,
                "notes": NOTES.join(found.notes),
                "facts": " ".join(found.ids),
            }
        )
    return pd.DataFrame(rows)


def intensity_frame(comparisons: list[Comparison]) -> pd.DataFrame:
    """Return power per unit of both systems, a row a system and quantity.

    Parameters
    ----------
    comparisons : list of Comparison
        As from `compare_systems`.

    Returns
    -------
    DataFrame
        ``key, quantity, subject, maker, value, low, high, unit, mark, ratio, facts``.
    """
    rows = []
    for comparison in comparisons:
        found = comparison.ratio
        if not comparison.quantity.over or found is None:
            continue
        for maker, estimate in (("Huawei", comparison.huawei), ("Nvidia", comparison.nvidia)):
            if estimate is not None:
                rows.append(
                    {
                        "key": comparison.quantity.key,
                        "quantity": comparison.quantity.label,
                        "maker": maker,
                        **estimate.row(),
                        "ratio": found.central,
                        "ratio_low": found.low,
                        "ratio_high": found.high,
                        "notes": NOTES.join(estimate.notes),
                    }
                )
    return pd.DataFrame(rows)


def decomposition_frame(comparisons: list[Comparison]) -> pd.DataFrame:
    """Split each system ratio into the ratio of counts and the ratio per accelerator.

    system ratio = (count of one / count of other) × (per accelerator of one / of other)

    Parameters
    ----------
    comparisons : list of Comparison
        As from `compare_systems`.

    Returns
    -------
    DataFrame
        ``key, quantity, count_ratio, each, system, low, high, notes, facts``: three
        ratios and the range of the last.

    Raises
    ------
    DataError
        If the number of accelerators of a system is not known.
    """
    by_name = {comparison.quantity.key: comparison.ratio for comparison in comparisons}
    count = by_name["count"]
    if count is None:
        raise DataError(f"The accelerators of {HUAWEI} or {NVIDIA} are not known.")
    rows = []
    for comparison in comparisons:
        system = comparison.ratio
        if comparison.quantity.key == "count" or comparison.quantity.over or system is None:
            continue
        rows.append(
            {
                "key": comparison.quantity.key,
                "quantity": comparison.quantity.label,
                "count_ratio": count.central,
                "each": system.central / count.central,
                "system": system.central,
                "low": system.low,
                "high": system.high,
                "notes": NOTES.join(system.notes),
                "facts": " ".join(dict.fromkeys((*count.ids, *system.ids))),
            }
        )
    return pd.DataFrame(rows)


def pairings_frame(evidence: Evidence) -> pd.DataFrame:
    """Return the ratio of power per compute for every admissible pair of sources.

    The compute of a system is a published total, or its count of packages times a published
    per-package peak; its power is any estimate of the all-in power, revised ones included,
    because the question is how far the choice of source matters.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``compute_pflops, power_kw, nvidia_compute_pflops, nvidia_power_kw, ratio, facts``; one
        row a combination of values.
    """
    sides = {}
    for subject in (HUAWEI, NVIDIA):
        powers = list(_single_facts(evidence, subject, "power", "kW", _ALL_IN))
        computes = compute_readings(evidence, subject)
        sides[subject] = [(compute, power) for compute in computes for power in powers]
    rows = []
    for (compute, power), (other_compute, other_power) in itertools.product(*sides.values()):
        found = _like_ratio(
            per(power, compute, "kW/PFLOPS"), per(other_power, other_compute, "kW/PFLOPS")
        )
        rows.append(
            {
                "compute_pflops": compute.central,
                "power_kw": power.central,
                "nvidia_compute_pflops": other_compute.central,
                "nvidia_power_kw": other_power.central,
                "ratio": found.central,
                "facts": " ".join(found.ids),
            }
        )
    frame = pd.DataFrame(rows)
    return frame if frame.empty else frame.drop_duplicates(frame.columns[:-1].tolist())


def compute_readings(evidence: Evidence, subject: str) -> list[Estimate]:
    """Return every reading of a system's dense BF16 peak: published totals, count × package.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    subject : str
        A system whose accelerator is registered.

    Returns
    -------
    list of Estimate
        Single values [PFLOPS] of the whole system, unlike values only.
    """
    basis = by_key("compute").basis
    readings = list(_single_facts(evidence, subject, "compute", "PFLOPS", basis))
    count = evidence.find(subject, "accelerator_count", scope="supernode")
    chip = evidence.facts.subject(subject).accelerator
    if count is None or not chip:
        return readings
    for each in _single_facts(evidence, chip, "compute", "PFLOPS", dict(basis, scope="package")):
        whole = replace(each.basis, scope="supernode")
        found = product(count, each, attribute="compute", unit="PFLOPS", basis=whole)
        readings.append(replace(found, subject=subject))
    return list({round(reading.central, 6): reading for reading in reversed(readings)}.values())


def _widened(published: Estimate, readings: list[Estimate]) -> Estimate:
    """Let the range of a published total reach over count × per-package peak."""
    values = [published.low, published.high, *(reading.central for reading in readings)]
    facts = [*published.facts, *(fact for reading in readings for fact in reading.facts)]
    return replace(
        published,
        low=min(values),
        high=max(values),
        facts=tuple(dict.fromkeys(facts)),
        notes=(
            *published.notes,
            "The range of compute reaches over published totals and count × per-package peak",
        ),
    )


def _like_ratio(one: Estimate, other: Estimate) -> Estimate:
    # Two quotients of one unit, each already checked to be of one scope.
    return ratio(replace(one, attribute=other.attribute), replace(other, basis=one.basis))


def _single_facts(
    evidence: Evidence, subject: str, attribute: str, unit: str, basis: dict[str, str]
) -> Iterator[Estimate]:
    """Yield an estimate for each fact that counts on its own, revised statements included."""
    variants = {fact.variant for fact in evidence.facts.select(subject, attribute)}
    seen = set()
    for variant in sorted(variants - {"vector"}):
        found = evidence.find(subject, attribute, unit=unit, variant=variant, basis=basis)
        if found is None:
            continue
        if not found.facts:  # set by the scenario
            yield found
            return
        revised = [
            entry.fact
            for entry in found.left_out
            if entry.reason.startswith(("replaced", "repeats"))
        ]
        for fact in (*found.facts, *revised):
            alone = found.of_fact(fact)
            if alone.central not in seen:
                seen.add(alone.central)
                yield alone
