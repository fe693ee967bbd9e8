"""Ascend pods against Nvidia's pods of the same year: system ratios and their decomposition.

system ratio = (count of one / count of other) × (per accelerator of one / of other)
"""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from chiprace.evidence.arithmetic import ratio
from chiprace.evidence.cells import behind
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.models import supernode_values as values
from chiprace.models.supernode_pods import Pod, maker_of, pod_by_key
from chiprace.models.supernodes import FORMATS, known_pods

#: The pair of the article, compared whatever the years.
ARTICLE_PAIR = ("cloudmatrix", "gb200")

PAIR_COLUMNS = [
    "pair",
    "year",
    "huawei_key",
    "nvidia_key",
    "huawei",
    "nvidia",
    "exists",
]


@dataclass(frozen=True)
class Pair:
    """An Ascend pod and the Nvidia pod that it is held against.

    Parameters
    ----------
    year : int
        The year in which the Ascend pod is due.
    huawei, nvidia : Pod
        The two.
    number_format : str
        The first of `FORMATS` in which a peak of both is known; empty where there is none.
    exists : bool
        Whether both are shipped or in mass production.
    """

    year: int
    huawei: Pod
    nvidia: Pod
    number_format: str
    exists: bool

    @property
    def key(self) -> str:
        """Short name of the pair."""
        return f"{self.huawei.key}/{self.nvidia.key}"

    def row(self) -> dict[str, Any]:
        """Return the pair as the first columns of a tidy table."""
        return {
            "pair": self.key,
            "year": self.year,
            "huawei_key": self.huawei.key,
            "nvidia_key": self.nvidia.key,
            "huawei": self.huawei.name,
            "nvidia": self.nvidia.name,
            "exists": self.exists,
        }


@remembered
def pairs(evidence: Evidence) -> list[Pair]:
    """Return the pair of the article and all pairs that are due in the same year.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    list of Pair
        By year. Of several plans of one Nvidia pod the newest of which a peak in a common
        format is known stands, else the newest.
    """
    known = known_pods(evidence)
    dates = {pod.key: when for pod, when in known}
    found: list[Pair] = []
    for pod, when in known:
        if maker_of(evidence, pod) != "Huawei":
            continue
        rivals: dict[str, Pair] = {}
        for other, date in known:
            same = date.year == when.year or (pod.key, other.key) == ARTICLE_PAIR
            if maker_of(evidence, other) != "Nvidia" or not same:
                continue
            pair = Pair(
                when.year,
                pod,
                other,
                _common_format(evidence, pod, other),
                when.exists and dates[other.key].exists,
            )
            if pair.number_format or other.subject not in rivals:
                rivals[other.subject] = pair
        found += rivals.values()
    return found


@remembered
def pair_ratios(evidence: Evidence) -> pd.DataFrame:
    """Return the system ratios of all pairs and their split into count and accelerator.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        A row a pair and quantity (``compute``, ``memory``, ``bandwidth``, ``link``):
        ``pair, year, huawei_key, nvidia_key, huawei, nvidia, exists, quantity, format,
        system, low, high, count_ratio, each, each_low, each_high, mark, notes, facts``;
        what is not known of both is left out. Where a count is not known, ``count_ratio`` and
        ``each`` are nan.
    """
    records = []
    for pair in pairs(evidence):
        for key in ("compute", "memory", "bandwidth", "link"):
            system = system_ratio(evidence, pair, key)
            counts = count_ratio(evidence, pair)
            if system is None:
                continue
            split = _split(system, counts)
            used = (system,) if counts is None else (counts, system)
            records.append(
                pair.row()
                | {
                    "quantity": key,
                    "format": pair.number_format if key == "compute" else "",
                    "system": system.central,
                    "low": system.low,
                    "high": system.high,
                    **split,
                    "mark": system.mark,
                    **behind(*used),
                }
            )
    columns = [*PAIR_COLUMNS, "quantity", "format", "system", "low", "high", "count_ratio"]
    columns += ["each", "each_low", "each_high", "mark", "notes", "facts"]
    return pd.DataFrame(records, columns=columns)


def count_ratio(evidence: Evidence, pair: Pair) -> Estimate | None:
    """Return how many times as many accelerators the Ascend pod has."""
    one, other = (values.count(evidence, pod) for pod in (pair.huawei, pair.nvidia))
    return ratio(one, other) if one is not None and other is not None else None


def chips_for_equal_compute(evidence: Evidence) -> Estimate | None:
    """Return how many 910C it takes to do what one accelerator of a GB200 NVL72 does.

    The ratio of counts of CloudMatrix 384 and GB200 NVL72 over the ratio of their dense BF16
    peaks: the article's "over five times as many chips" buys more than equal compute.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    Estimate or None
        A plain number with its range; None where a part is not known.
    """
    huawei, nvidia = (pod_by_key(key) for key in ARTICLE_PAIR)
    pair = Pair(0, huawei, nvidia, "FP16", exists=True)
    counts, system = count_ratio(evidence, pair), system_ratio(evidence, pair, "compute")
    if counts is None or system is None:
        return None
    return replace(
        counts,
        attribute="accelerators for equal compute",
        central=counts.central / system.central,
        low=counts.low / system.high,
        high=counts.high / system.low,
        facts=tuple(dict.fromkeys((*counts.facts, *system.facts))),
        notes=tuple(dict.fromkeys((*counts.notes, *system.notes))),
        kinds=tuple(dict.fromkeys((*counts.kinds, *system.kinds))),
    )


def _split(system: Estimate, counts: Estimate | None) -> dict[str, float]:
    """Take a system ratio apart into the ratio of counts and that of single accelerators."""
    if counts is None:
        return dict.fromkeys(("count_ratio", "each", "each_low", "each_high"), float("nan"))
    return {
        "count_ratio": counts.central,
        "each": system.central / counts.central,
        "each_low": system.low / counts.high,
        "each_high": system.high / counts.low,
    }


def _common_format(evidence: Evidence, one: Pod, other: Pod) -> str:
    for form in FORMATS:
        if all(values.compute(evidence, pod, form) is not None for pod in (one, other)):
            return form
    return ""


def system_ratio(evidence: Evidence, pair: Pair, key: str) -> Estimate | None:
    """Return the ratio of one quantity of a pair, None where it is not known of both.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    pair : Pair
        The two pods.
    key : str
        ``compute``, ``memory``, ``bandwidth`` or ``link``.
    """
    if key == "compute" and not pair.number_format:
        return None
    found = [
        values.compute(evidence, pod, pair.number_format)
        if key == "compute"
        else getattr(values, key)(evidence, pod)
        for pod in (pair.huawei, pair.nvidia)
    ]
    one, other = found
    return ratio(one, other) if one is not None and other is not None else None
