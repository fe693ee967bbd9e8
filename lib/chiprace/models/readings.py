"""What facts say on their own: each reading of a quantity, and each basis that has an estimate."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from chiprace.evidence.arithmetic import product
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import Question


def compute_readings(evidence: Evidence, subject: str, basis: Mapping[str, str]) -> list[Estimate]:
    """Return every reading of a system's peak: published totals, count × package.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    subject : str
        A system whose accelerator is registered.
    basis : Mapping
        Format, sparsity and level of the peak.

    Returns
    -------
    list of Estimate
        Single values [PFLOPS] of the whole system, unlike values only.
    """
    readings = list(single_facts(evidence, subject, "compute", "PFLOPS", basis))
    count = evidence.find(subject, "accelerator_count", scope="supernode")
    chip = evidence.facts.subject(subject).accelerator
    if count is None or not chip:
        return readings
    for each in single_facts(evidence, chip, "compute", "PFLOPS", {**basis, "scope": "package"}):
        whole = replace(each.basis, scope="supernode")
        found = product(count, each, attribute="compute", unit="PFLOPS", basis=whole)
        readings.append(replace(found, subject=subject))
    return list({round(reading.central, 6): reading for reading in reversed(readings)}.values())


def widened(published: Estimate, readings: list[Estimate]) -> Estimate:
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


def single_facts(
    evidence: Evidence, subject: str, attribute: str, unit: str, basis: Mapping[str, str]
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


def on_each_basis(
    evidence: Evidence, attribute: str, unit: str
) -> Iterator[tuple[Question, Fact, Estimate]]:
    """Estimate an attribute of every subject that has one, on each basis by itself.

    Parameters
    ----------
    attribute, unit : str
        What is asked for, and in which unit.

    Yields
    ------
    Question, Fact, Estimate
        The basis, variant and period; the first fact that counts there; what the facts come to.
    """
    for name in dict.fromkeys(fact.subject for fact in evidence.facts.having(attribute=attribute)):
        for question, kept, _ in evidence.by_basis(name, attribute):
            if not kept:
                continue
            found = evidence.find(
                name,
                attribute,
                unit=unit,
                variant=question.variants,
                period=question.period,
                basis=question.basis,
            )
            if found is not None:
                yield question, kept[0], found
