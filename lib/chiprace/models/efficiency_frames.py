"""The comparison of two systems as tidy tables, one for each figure."""

import itertools

import pandas as pd

from chiprace.chance.bands import band
from chiprace.errors import DataError
from chiprace.evidence.arithmetic import per
from chiprace.evidence.cells import behind, joined
from chiprace.evidence.estimate import NOTES, Estimate
from chiprace.evidence.policy import Evidence
from chiprace.models.efficiency import HUAWEI, NVIDIA, PAIR, Comparison, by_key, like_ratio
from chiprace.models.readings import compute_readings, single_facts


def ratio_frame(comparisons: list[Comparison]) -> pd.DataFrame:
    """Return the ratios as a tidy table.

    Parameters
    ----------
    comparisons : list of Comparison
        As from `compare_systems`.

    Returns
    -------
    DataFrame
        ``key, quantity, huawei, nvidia, unit, ratio, low, high, p5, p50, p95, facts``; known
        ratios only.
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
                **_band(found),
                **behind(found),
            }
        )
    return pd.DataFrame(rows)


def _band(found: Estimate) -> dict[str, float]:
    return band(lambda take: take(found))


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
                "facts": joined((*count.ids, *system.ids)),
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
        powers = list(single_facts(evidence, subject, "power", "kW", by_key("power").basis))
        computes = compute_readings(evidence, subject, by_key("compute").basis)
        sides[subject] = [(compute, power) for compute in computes for power in powers]
    rows = []
    for (compute, power), (other_compute, other_power) in itertools.product(*sides.values()):
        found = like_ratio(
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


def printed_ratios(evidence: Evidence) -> pd.DataFrame:
    """Return the ratios of power per compute as sources print them.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day.

    Returns
    -------
    DataFrame
        ``ratio, printed_by, facts``, each value once, smallest first.
    """
    known = [
        fact
        for fact in evidence.facts.select(PAIR, "power_per_compute_ratio")
        if evidence.knows(fact) and not fact.excluded
    ]
    rows = []
    for value in sorted({fact.value for fact in known}):
        same = [fact for fact in known if fact.value == value]
        voices = "; ".join(dict.fromkeys(fact.voice for fact in same))
        facts = " ".join(fact.id for fact in same)
        rows.append({"ratio": value, "printed_by": voices, "facts": facts})
    return pd.DataFrame(rows, columns=["ratio", "printed_by", "facts"])


def with_printed(pairings: pd.DataFrame, printed: pd.DataFrame) -> pd.DataFrame:
    """Put the pairs of sources and the printed ratios into one table, as the figure has both."""
    return pd.concat([pairings.assign(printed_by=""), printed], ignore_index=True)
