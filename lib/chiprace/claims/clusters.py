"""The claims on the superclusters: their plan, their parts and their date."""

from dataclasses import replace

from chiprace.chance.draws import Trial
from chiprace.claims.finding import Answer, Decisive, Verdict
from chiprace.claims.rule import Test, ids, not_known, of_article, verdict_on
from chiprace.evidence.arithmetic import product
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import number, quantity
from chiprace.look.tidy import rows
from chiprace.models.releases import release
from chiprace.models.roadmap_values import quarter
from chiprace.models.superclusters import (
    BINS,
    System,
    announced_total,
    count_of,
    per_package,
    pods_in_clusters,
)
from chiprace.scenario import Scenario

#: A smaller cluster of the same pods that is being built.
BEGUN = {"Atlas 950 SuperCluster": "Atlas 950 cluster in deployment (2026)"}


def _cluster(evidence: Evidence, name: str) -> Answer:
    """Return the answer on a cluster; the rule is that of C12."""
    stated = of_article(evidence, name, "accelerator_count").value
    total_fact = of_article(evidence, name, "compute")
    wanted = total_fact.value * {"ZFLOPS": 1000.0, "EFLOPS": 1.0}[total_fact.unit]
    count = count_of(evidence, System(name))
    when = release(evidence, name)
    if count is None or when is None:
        return not_known(evidence, f"any plan for the {name}")
    chip = evidence.facts.subject(name).accelerator
    announced = announced_total(evidence, System(name), "FP4")
    bins = _bins(evidence, chip)
    each = _over(per_package(evidence, chip, "FP4"), bins)
    parts = each and product(
        count, each, attribute="compute", unit="EFLOPS", basis=replace(each.basis, scope="cluster")
    )
    reach = [found.central for found in (announced, parts) if found is not None]
    due = f"due {quarter(when.span)}"
    verdict: Verdict
    if count.central < stated or (reach and max(reach) < wanted):
        verdict, why = "contradicted", "the plan itself falls short of the claim"
    elif when.exists:
        verdict, why = "supported", f"it stands since {quarter(when.span)}"
    elif evidence.passed(when.span.end):
        verdict, why = "contradicted", f"it was {due}, and no report of it exists"
    else:
        verdict, why = "not due yet", f"it is {due} and not built"
    peak = (
        f" at {quantity(each.central, 'PFLOPS')} FP4 each make {quantity(parts.central, 'EFLOPS')}"
        if each and parts
        else ""
    )
    value = parts or announced
    begun = evidence.find(BEGUN[name], "accelerator_count") if name in BEGUN else None
    deployed = f"; {number(begun.central)} are being deployed in another" if begun else ""
    return Answer(
        verdict,
        f"{number(count.central)} planned"
        + (f", {quantity(value.central, 'EFLOPS')}" if value else ""),
        f"{number(count.central)} planned{peak}; {why}{_pods(evidence, name, stated)}{deployed}",
        ids(count, announced, each, when.fact.id, begun),
        value.central if value else count.central,
        value.low if value else count.low,
        value.high if value else count.high,
        "EFLOPS" if value else "1",
        _cluster_flip(chip, count, each, wanted, verdict),
        hangs_on="whether it is built",
        stated=f"over {number(stated)}, {quantity(wanted, 'EFLOPS')}",
        trial=Trial(
            lambda take: take(value or count),
            low=wanted if value else stated,
            unit="EFLOPS" if value else "1",
            says="FP4 peak of the whole plan" if value else "accelerators of the plan",
            given="" if when.exists else "it is built as planned",
        ),
    )


def _pods(evidence: Evidence, name: str, stated: float) -> str:
    """Say how many accelerators whole pods make, with a semicolon before; empty if not known."""
    found = pods_in_clusters(evidence)
    for row in rows(found[found["cluster"] == name]):
        whole = "" if row.stated else "whole "
        less = "" if row.together >= stated else f", fewer than {number(stated)}"
        return f"; {row.pods} {whole}pods of {number(row.pod)} are {number(row.together)}{less}"
    return ""


def _bins(evidence: Evidence, chip: str) -> list[Estimate]:
    """Return the FP4 peaks of a chip's bins in data sheets."""
    found = [per_package(evidence, chip, "FP4", ("datasheet",), (each,)) for each in BINS]
    return [each for each in found if each is not None]


def _over(each: Estimate | None, bins: list[Estimate]) -> Estimate | None:
    """Let the range of a peak reach over the bins in data sheets: which is built in is not said.

    A peak that the scenario sets rests on no fact and keeps its value.
    """
    if each is None or not each.facts:
        return each
    return replace(
        each,
        low=min(found.low for found in (each, *bins)),
        high=max(found.high for found in (each, *bins)),
        facts=tuple(dict.fromkeys(fact for found in (each, *bins) for fact in found.facts)),
    )


def _cluster_flip(
    chip: str,
    count: Estimate,
    each: Estimate | None,
    wanted: float,
    verdict: Verdict,
) -> Decisive | None:
    """Return the peak of a chip at which count × peak falls to the stated total."""
    if each is None or verdict not in ("not due yet", "supported"):
        return None
    flip = 1000 * wanted / count.central
    return Decisive(
        f"FP4 peak of the {chip}",
        "PFLOPS",
        each.central,
        each.low,
        each.high,
        flip,
        "contradicted",
    )


@verdict_on("C12", "Superclusters: parts, sizes")
def c12_atlas_950(evidence: Evidence, scenario: Scenario) -> Answer:
    """Judge a cluster by its plan, its parts and its date.

    Contradicted if the announced count, or both the announced peak and count times peak of a
    chip, fall short of the claim, or if the date has passed without a report of it; not due yet
    as long as the date lies ahead; supported once it is reported as built.
    """
    return _cluster(evidence, "Atlas 950 SuperCluster")


@verdict_on("C13", "Superclusters: parts, sizes")
def c13_atlas_960(evidence: Evidence, scenario: Scenario) -> Answer:
    """As for C12; contested where the maker's newest word makes the count a limit of a network.

    A limit says what a network could join, not what is to be built.
    """
    name = "Atlas 960 SuperCluster"
    answer = _cluster(evidence, name)
    limit = evidence.find(
        name,
        "network_accelerator_count",
        variant=("multi-rail", "two-tier Clos", ""),
        level="design_limit",
    )
    plan = count_of(evidence, System(name))
    if answer.verdict != "not due yet" or limit is None or plan is None:
        return answer
    # What the scenario sets has no fact and counts as said on the day.
    said = [
        max(fact.known for fact in each.facts) if each.facts else evidence.as_of
        for each in (limit, plan)
    ]
    if said[0] <= said[1]:
        return answer
    return replace(
        answer,
        verdict="contested",
        reason=(
            f"The newest word makes {number(limit.central)} a limit of the network's design, not a "
            f"system to be built; {answer.reason}"
        ),
        facts=ids(answer.facts, limit),
        decisive=None,
        hangs_on="whether the maker plans a whole one",
    )


TESTS: tuple[Test, ...] = (c12_atlas_950, c13_atlas_960)
