"""The claims on supernodes: their counts, and what joining many chips achieves and costs."""

import functools
from typing import Any

import numpy as np

from chiprace.chance.draws import Trial
from chiprace.claims.finding import Answer, Decisive, Verdict
from chiprace.claims.rule import Test, ids, not_known, of_article, verdict_on
from chiprace.claims.verdicts import COMPARABLE, EQUAL, against, caveated
from chiprace.evidence.arithmetic import ratio
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import listing, number, quantity, times, times_interval
from chiprace.look.tidy import rows
from chiprace.models.efficiency import HUAWEI, NVIDIA, PAIR, by_key, system_quantity
from chiprace.models.supernode_costs import per_cost
from chiprace.models.supernode_pairs import (
    ARTICLE_PAIR,
    chips_for_equal_compute,
    pair_ratios,
    pairs,
    system_ratio,
)
from chiprace.models.supernode_pods import pod_by_key
from chiprace.models.supernode_values import count as pod_count
from chiprace.scenario import Scenario

#: In which quantities a system may outperform another.
QUANTITIES = {"compute": "compute", "memory": "memory", "bandwidth": "memory bandwidth"}

#: By what the count of chips is paid for.
COSTS = {"kW": "per kilowatt", "cabinet": "per cabinet", "USD": "per dollar"}


@verdict_on("C09", "Supernodes: generations-table")
def c09_one_system(evidence: Evidence, scenario: Scenario) -> Answer:
    """Supported if the count of packages is the stated one by anybody beside the maker.

    The vendor's word only if no one else counts them; contradicted by another count.
    """
    stated = of_article(evidence, HUAWEI, "accelerator_count").value
    count = system_quantity(evidence, HUAWEI, by_key("count"))
    if count is None:
        return not_known(evidence, f"the number of chips in a {HUAWEI}")
    maker = evidence.facts.subject(HUAWEI).maker
    others = {fact.voice for fact in count.facts if maker not in fact.voice}
    same = count.low == count.high == stated
    verdict: Verdict = (
        "supported" if same and others else "vendor's word only" if same else "contradicted"
    )
    return Answer(
        verdict,
        quantity(count.central, "1"),
        f"{number(count.central)} packages by {len({fact.voice for fact in count.facts})} voices, "
        f"{len(others)} of them beside the maker",
        ids(count),
        count.central,
        count.low,
        count.high,
        "1",
        hangs_on="a count that nobody disputes",
        trial=Trial(lambda take: take(count), stated, stated, "1", "packages in the system"),
    )


@verdict_on("C14", "Supernodes: pairs, per-cost")
def c14_outperforms(evidence: Evidence, scenario: Scenario) -> Answer:
    """Supported if Ascend's pod has more compute in every pair that is due by the year of the day.

    A pair is two pods due in one year, as announced or as listed; that of the article counts
    whatever the years. Contested if it holds for some pairs,
    contradicted if for none. With a caveat if the lead is lost per kilowatt, cabinet or dollar,
    where both sides' values are known.
    """
    data = pair_ratios(evidence)
    due = data[data["year"] <= evidence.year]
    compute = due[due["quantity"] == "compute"]
    if compute.empty:
        return not_known(evidence, "a peak of a pod of both makers in one format")
    ahead, behind = (compute["low"] > EQUAL.value), (compute["high"] < EQUAL.value)
    verdict: Verdict = (
        "supported" if ahead.all() else "contradicted" if behind.all() else "contested"
    )
    lost = _lost(evidence)
    verdict = caveated(verdict, bool(lost))
    systems = [
        each
        for pair in pairs(evidence)
        if pair.year <= evidence.year
        and (each := system_ratio(evidence, pair, "compute")) is not None
    ]
    ordered = sorted(rows(compute), key=lambda row: float(row.system))
    worst, best = ordered[0], ordered[-1]
    cost = f"; the pair of the article is at {lost}" if lost else ""
    return Answer(
        verdict,
        f"{times_interval(worst.system, best.system)}, ahead in {int(ahead.sum())} "
        f"of {len(compute)} pairs",
        f"Ahead in compute in {int(ahead.sum())} of {len(compute)} pairs "
        f"({int(compute['exists'].sum())} of them on sale), from "
        f"{times(worst.system)} ({worst.huawei} to {worst.nvidia}) up to "
        f"{times(best.system)} ({best.huawei} to {best.nvidia}){cost}",
        ids(compute["facts"]),
        worst.system,
        worst.low,
        worst.high,
        "1",
        _pod_flip(evidence, worst),
        stated="above 1 ×",
        trial=Trial(
            lambda take: functools.reduce(np.minimum, (take(each) for each in systems)),
            low=EQUAL.value,
            says="compute, ratio of the pair that does worst",
        ),
    )


@remembered
def _lost(evidence: Evidence) -> str:
    """Return by what the lead of the article's pair is lost, as words; empty where it is not."""
    data = per_cost(evidence)
    mine = data[data["pair"] == "/".join(ARTICLE_PAIR)] if len(data) else data
    parts = [
        f"{times(row.value)} {COSTS[row.denominator]}"
        for row in rows(mine)
        if row.denominator in COSTS and row.value < EQUAL.value
    ]
    return listing(parts)


def _pod_flip(evidence: Evidence, pair: Any, becomes: Verdict | None = None) -> Decisive | None:
    """Return the number of NPUs at which the pod of a pair has the rival's compute.

    That is the count over the ratio of compute, as the compute of a pod goes with its count.
    """
    count = pod_count(evidence, pod_by_key(pair.huawei_key))
    if count is None:
        return None
    other: Verdict = "contested" if pair.system > EQUAL.value else "supported with a caveat"
    return Decisive(
        f"NPUs in the {pair.huawei}",
        "1",
        count.central,
        count.low,
        count.high,
        count.central * EQUAL.value / pair.system,
        becomes or other,
    )


@verdict_on("C16", "Efficiency gap: comparison; Supernodes: pairs")
def c16_five_times(evidence: Evidence, scenario: Scenario) -> Answer:
    """Supported if the ratio of counts exceeds the stated multiple for comparable performance.

    Contradicted if the count falls short. Where the count holds but the compute it buys is not
    comparable, the claim is contested if chips for equal compute fall short of the multiple,
    and has a caveat if they do not.
    """
    stated = of_article(evidence, PAIR, "accelerator_count_ratio").value
    counts = [system_quantity(evidence, name, by_key("count")) for name in (HUAWEI, NVIDIA)]
    peaks = [system_quantity(evidence, name, by_key("compute")) for name in (HUAWEI, NVIDIA)]
    equal = chips_for_equal_compute(evidence)
    if None in counts or None in peaks or equal is None:
        return not_known(evidence, "count and compute of both systems")
    count = ratio(counts[0], counts[1])  # type: ignore[arg-type]
    compute = ratio(peaks[0], peaks[1])  # type: ignore[arg-type]
    comparable = 1 / COMPARABLE.value <= compute.central <= COMPARABLE.value
    verdict = against(count.low, count.high, stated)
    if verdict == "supported" and not comparable:
        verdict = "contested" if equal.high < stated else "supported with a caveat"
    flip = counts[0].central / stated / counts[1].central * peaks[1].central  # type: ignore[union-attr]
    return Answer(
        verdict,
        f"{times(count.central, 3)}; {times(equal.central)} for equal compute",
        f"{times(count.central, 3)} as many chips, but for {times(compute.central)} "
        f"({times_interval(compute.low, compute.high)}) the dense BF16 compute; equal compute "
        f"takes {times(equal.central)} as many",
        ids(count, compute),
        equal.central,
        equal.low,
        equal.high,
        "1",
        Decisive(
            f"BF16 compute of the {HUAWEI}",
            "PFLOPS",
            peaks[0].central,  # type: ignore[union-attr]
            peaks[0].low,  # type: ignore[union-attr]
            peaks[0].high,  # type: ignore[union-attr]
            flip,
            "supported",
        ),
        stated=f"over {number(stated)} ×, like for like",
        trial=Trial(
            lambda take: take(count) / take(compute),
            low=stated,
            says="chips for equal compute, ratio",
        ),
    )


@verdict_on("C22", "Efficiency gap: decomposition; Supernodes: per-cost")
def c22_scale(evidence: Evidence, scenario: Scenario) -> Answer:
    """Supported if a system of weaker chips has more compute than the rival's.

    Contradicted if it has less, contested if the range reaches over one. With a caveat if the
    count is paid for by a loss per kilowatt, cabinet or dollar.
    """
    data = pair_ratios(evidence)
    mine = data[(data["pair"] == "/".join(ARTICLE_PAIR)) & (data["quantity"] == "compute")]
    if mine.empty:
        return not_known(evidence, "the compute of the two systems")
    row = rows(mine)[0]
    lost = _lost(evidence)
    system = next(
        each
        for pair in pairs(evidence)
        if pair.key == "/".join(ARTICLE_PAIR)
        and (each := system_ratio(evidence, pair, "compute")) is not None
    )
    verdict = caveated(against(row.low, row.high, EQUAL.value), bool(lost))
    return Answer(
        verdict,
        f"{times(row.system)} from {times(row.each)} each",
        f"{times(row.count_ratio, 3)} as many chips of {times(row.each)} each make "
        f"{times(row.system)} the compute" + (f", paid with {lost}" if lost else ""),
        ids(row.facts),
        row.system,
        row.low,
        row.high,
        "1",
        _pod_flip(evidence, row, "contradicted"),
        stated="above 1 ×",
        trial=Trial(
            lambda take: take(system), low=EQUAL.value, says="compute of whole systems, ratio"
        ),
    )


TESTS: tuple[Test, ...] = (
    c09_one_system,
    c14_outperforms,
    c16_five_times,
    c22_scale,
)
