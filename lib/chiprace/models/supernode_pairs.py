"""Ascend pods against Nvidia's pods of the same year: system ratios and what they are bought with.

system ratio = (count of one / count of other) × (per accelerator of one / of other)
"""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from chiprace.estimate import NOTES, Estimate, per, ratio
from chiprace.evidence import Evidence, Question, sift, summarise
from chiprace.facts import Fact
from chiprace.models import supernodes
from chiprace.models.supernodes import FORMATS, Pod, known_pods, maker_of, pod_by_key

#: The pair of the article, compared whatever the years.
ARTICLE_PAIR = ("cloudmatrix", "gb200")

#: Boundaries at which the power of whole pods may be stated, the widest first.
BOUNDARIES = ("facility", "all_in", "it", "rated_maximum")

#: What a pod may be divided by, in words.
DENOMINATORS = {
    "whole": "Whole pod",
    "cabinet": "Per cabinet",
    "chip": "Per chip",
    "kW": "Per kilowatt",
    "USD": "Per dollar",
}

_PAIR_COLUMNS = [
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
    found = []
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
        what is not known of both is left out.
    """
    records = []
    for pair in pairs(evidence):
        for key in ("compute", "memory", "bandwidth", "link"):
            system = _ratio_of(evidence, pair, key)
            counts = count_ratio(evidence, pair)
            if system is None or counts is None:
                continue
            records.append(
                pair.row()
                | {
                    "quantity": key,
                    "format": pair.number_format if key == "compute" else "",
                    "system": system.central,
                    "low": system.low,
                    "high": system.high,
                    "count_ratio": counts.central,
                    "each": system.central / counts.central,
                    "each_low": system.low / counts.high,
                    "each_high": system.high / counts.low,
                    "mark": system.mark,
                    "notes": NOTES.join(dict.fromkeys((*counts.notes, *system.notes))),
                    "facts": " ".join(dict.fromkeys((*counts.ids, *system.ids))),
                }
            )
    columns = [*_PAIR_COLUMNS, "quantity", "format", "system", "low", "high", "count_ratio"]
    columns += ["each", "each_low", "each_high", "mark", "notes", "facts"]
    return pd.DataFrame(records, columns=columns)


def count_ratio(evidence: Evidence, pair: Pair) -> Estimate | None:
    """Return how many times as many accelerators the Ascend pod has."""
    one, other = (supernodes.count(evidence, pod) for pod in (pair.huawei, pair.nvidia))
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
    counts, system = count_ratio(evidence, pair), _ratio_of(evidence, pair, "compute")
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


def per_cost(evidence: Evidence) -> pd.DataFrame:
    """Return each pair's compute over what one pays for it, Nvidia's pod being 1.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        A row a pair and denominator (the keys of `DENOMINATORS`): the pair's columns, then
        ``format, denominator, value, low, high, reason, boundary, mark, notes, facts``. Where
        no ratio can be formed the value is nan and ``reason`` says why.
    """
    records = []
    for pair in pairs(evidence):
        if not pair.number_format:
            continue
        tops = [
            supernodes.compute(evidence, pod, pair.number_format)
            for pod in (pair.huawei, pair.nvidia)
        ]
        for key in DENOMINATORS:
            found, reason, boundary = _over(evidence, pair, key, tops)
            records.append(
                pair.row()
                | {
                    "format": pair.number_format,
                    "denominator": key,
                    "value": found.central if found else float("nan"),
                    "low": found.low if found else float("nan"),
                    "high": found.high if found else float("nan"),
                    "reason": reason,
                    "boundary": boundary,
                    "mark": found.mark if found else "",
                    "notes": NOTES.join(found.notes) if found else "",
                    "facts": " ".join(found.ids) if found else "",
                }
            )
    columns = [*_PAIR_COLUMNS, "format", "denominator", "value", "low", "high", "reason"]
    return pd.DataFrame(records, columns=[*columns, "boundary", "mark", "notes", "facts"])


def price(evidence: Evidence, subject: str) -> Estimate | None:
    """Return the price of a whole pod in dollars; prices in yuan at the newest rate known.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    subject : str
        Name of the pod.

    Returns
    -------
    Estimate or None
        Central value from prices in dollars where there are any; the range is over both [USD].
    """
    dollars = _price_in(evidence, subject, "USD")
    yuan = _price_in(evidence, subject, "CNY")
    rate = _newest_rate(evidence)
    if yuan is None or rate is None:
        return dollars
    note = f"{subject}: prices in yuan at {rate.value:g} yuan to the dollar ({rate.period})"
    turned = yuan.scaled(1 / rate.value, note, unit="USD", facts=(*yuan.facts, rate))
    if dollars is None:
        return turned
    return replace(
        dollars,
        low=min(dollars.low, turned.low),
        high=max(dollars.high, turned.high),
        facts=tuple(dict.fromkeys((*dollars.facts, *turned.facts))),
        notes=(*dollars.notes, note),
    )


def _common_format(evidence: Evidence, one: Pod, other: Pod) -> str:
    for form in FORMATS:
        if all(supernodes.compute(evidence, pod, form) is not None for pod in (one, other)):
            return form
    return ""


def _ratio_of(evidence: Evidence, pair: Pair, key: str) -> Estimate | None:
    if key == "compute" and not pair.number_format:
        return None
    found = [
        supernodes.compute(evidence, pod, pair.number_format)
        if key == "compute"
        else getattr(supernodes, key)(evidence, pod)
        for pod in (pair.huawei, pair.nvidia)
    ]
    one, other = found
    return ratio(one, other) if one is not None and other is not None else None


def _over(
    evidence: Evidence, pair: Pair, key: str, tops: list[Estimate | None]
) -> tuple[Estimate | None, str, str]:
    """Return the ratio of compute per denominator, or why there is none, and the boundary."""
    one, other = tops
    if one is None or other is None:
        return None, "peak not known", ""
    if key == "whole":
        return ratio(one, other), "", ""
    pods = (pair.huawei, pair.nvidia)
    boundary = ""
    if key == "kW":
        boundary, below, reason = _powers(evidence, pods)
    else:
        below, reason = _denominators(evidence, pods, key)
    if reason:
        return None, reason, ""
    unit = {"cabinet": "EFLOPS", "chip": "EFLOPS", "kW": "EFLOPS/kW", "USD": "EFLOPS/USD"}[key]
    each = [per(top, under, unit) for top, under in zip((one, other), below, strict=True)]
    return ratio(*each), "", boundary


def _denominators(
    evidence: Evidence, pods: tuple[Pod, Pod], key: str
) -> tuple[list[Estimate], str]:
    name = {"cabinet": "cabinets", "chip": "count of chips", "USD": "price"}[key]
    found = []
    for pod in pods:
        if key == "cabinet":
            each = supernodes.cabinets(evidence, pod)
        elif key == "chip":
            each = supernodes.count(evidence, pod)
        else:
            # A price is of the product as sold: unlike configurations have none of their own.
            each = None if pod.variant else price(evidence, pod.subject)
        if each is None:
            return [], f"{name} of {maker_of(evidence, pod)}'s pod not known"
        found.append(each)
    return found, ""


def _powers(evidence: Evidence, pods: tuple[Pod, Pod]) -> tuple[str, list[Estimate], str]:
    for boundary in BOUNDARIES:
        found = [
            evidence.find(
                pod.subject,
                "power",
                unit="kW",
                variant=pod.variant,
                scope="supernode",
                boundary=boundary,
                segment="",
            )
            for pod in pods
        ]
        both = [each for each in found if each is not None]
        if len(both) == len(pods):
            return boundary, both, ""
    for pod in pods:
        if not _power_stated(evidence, pod):
            return "", [], f"power of {maker_of(evidence, pod)}'s pod not stated"
    return "", [], "boundaries of power differ"


def _power_stated(evidence: Evidence, pod: Pod) -> bool:
    return any(
        fact.known <= evidence.as_of and not fact.excluded and fact.variant in ("", pod.variant)
        for fact in evidence.facts.select(pod.subject, "power")
    )


def _price_in(evidence: Evidence, subject: str, currency: str) -> Estimate | None:
    facts = [
        fact for fact in evidence.facts.select(subject, "price") if fact.unit == currency
    ]
    question = Question(
        subject,
        "price",
        evidence.as_of,
        evidence.policy,
        evidence.facts.subject(subject).maker,
        {"scope": "supernode"},
    )
    kept, left_out = sift(facts, question)
    return summarise(kept, left_out, question, currency) if kept else None


def _newest_rate(evidence: Evidence) -> Fact | None:
    known = [
        fact
        for fact in evidence.facts.select("CNY per USD", "exchange_rate")
        if fact.known <= evidence.as_of and not fact.excluded and not fact.outlook
    ]
    return max(known, key=lambda fact: (fact.known, fact.id), default=None)
