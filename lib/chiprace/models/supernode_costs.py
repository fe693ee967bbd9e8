"""What an Ascend pod's compute is paid with, against Nvidia's: chips, cabinets, power, money."""

from dataclasses import replace

import pandas as pd

from chiprace.evidence.arithmetic import per, ratio
from chiprace.evidence.cells import behind, ranged
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import sift
from chiprace.evidence.summary import summarise
from chiprace.models import supernode_values as values
from chiprace.models.supernode_pairs import PAIR_COLUMNS, Pair, pairs
from chiprace.models.supernode_pods import Pod, maker_of

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


@remembered
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
            values.compute(evidence, pod, pair.number_format) for pod in (pair.huawei, pair.nvidia)
        ]
        for key in DENOMINATORS:
            found, reason, boundary = _over(evidence, pair, key, tops)
            records.append(
                pair.row()
                | {
                    "format": pair.number_format,
                    "denominator": key,
                    **ranged(found),
                    "reason": reason,
                    "boundary": boundary,
                    "mark": found.mark if found else "",
                    **behind(found),
                }
            )
    columns = [*PAIR_COLUMNS, "format", "denominator", "value", "low", "high", "reason"]
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
    basis = {"scope": "supernode"}
    override = evidence.override(subject, "price", basis)
    if override:
        return override.estimate(basis, "USD", ())
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
        boundary, below, reason = powers(evidence, pods)
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
            each = values.cabinets(evidence, pod)
        elif key == "chip":
            each = values.count(evidence, pod)
        else:
            # A price is of the product as sold: unlike configurations have none of their own.
            each = None if pod.variant else price(evidence, pod.subject)
        if each is None:
            return [], f"{name} of {maker_of(evidence, pod)}'s pod not known"
        found.append(each)
    return found, ""


def powers(evidence: Evidence, pods: tuple[Pod, Pod]) -> tuple[str, list[Estimate], str]:
    """Return the power of two pods at the first boundary at which that of both is stated.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    pods : tuple of Pod
        The two.

    Returns
    -------
    tuple of (str, list of Estimate, str)
        The boundary, both powers [kW], and an empty text; else an empty boundary, no powers and
        the reason why none can be compared.
    """
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
        evidence.knows(fact) and not fact.excluded and fact.variant in ("", pod.variant)
        for fact in evidence.facts.select(pod.subject, "power")
    )


def _price_in(evidence: Evidence, subject: str, currency: str) -> Estimate | None:
    facts = [fact for fact in evidence.facts.select(subject, "price") if fact.unit == currency]
    question = evidence.question(subject, "price", {"scope": "supernode"})
    kept, left_out = sift(facts, question)
    return summarise(kept, left_out, question, currency) if kept else None


def _newest_rate(evidence: Evidence) -> Fact | None:
    known = [
        fact
        for fact in evidence.facts.select("CNY per USD", "exchange_rate")
        if evidence.knows(fact) and not fact.excluded and not fact.outlook
    ]
    return max(known, key=lambda fact: (fact.known, fact.id), default=None)
