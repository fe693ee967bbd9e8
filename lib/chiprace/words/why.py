"""What is known of one attribute of one subject, and what the policy made of it, as text."""

from chiprace.evidence.estimate import Estimate, LeftOut
from chiprace.evidence.facts import Fact
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import Question
from chiprace.evidence.summary import summarise
from chiprace.look.formats import day, estimate_text


def explain(evidence: Evidence, subject: str, attribute: str) -> str:
    """Explain every estimate of an attribute.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    subject, attribute : str
        What to explain.

    Returns
    -------
    str
        For each basis: the estimate, the facts admitted, and the facts left out with the reason.

    Raises
    ------
    DataError
        If the subject or the attribute is unknown.
    """
    name = evidence.facts.subject(subject).name
    label = evidence.facts.attribute(attribute)["label"]
    head = f"{name}: {label}, as of {day(evidence.as_of)}, policy '{evidence.policy}'"
    parts = [head]
    groups = evidence.by_basis(subject, attribute)
    if not groups:
        parts.append("There is no fact on this.")
    for question, kept, left_out in groups:
        parts.append(_group(evidence, question, kept, left_out))
    return "\n\n".join(parts)


def _group(
    evidence: Evidence, question: Question, kept: list[Fact], left_out: list[LeftOut]
) -> str:
    words = [str(kept[0].basis if kept else left_out[0].fact.basis)]
    words += [word for word in (*question.variants, question.period) if word]
    lines = [f"On the basis: {', '.join(words)}"]
    lines.append(f"  Estimate: {_estimate_line(evidence, question, kept, left_out)}")
    for fact in kept:
        lines.append(f"  admitted  {_line(evidence, fact)}")
    for entry in left_out:
        lines.append(f"  left out  {_line(evidence, entry.fact)}")
        lines.append(f"            because: {entry.reason}")
    return "\n".join(lines)


def _estimate_line(
    evidence: Evidence, question: Question, kept: list[Fact], left_out: list[LeftOut]
) -> str:
    for override in evidence.overrides:
        if override.fits(question.subject, question.attribute, question.basis):
            return f"{override.text}, set by the scenario"
    if not kept:
        return "none, nothing is admitted"
    unit = evidence.facts.attribute(question.attribute)["canonical_unit"]
    if not unit:  # dates and words
        return kept[0].text
    estimate: Estimate = summarise(kept, left_out, question, unit)
    return f"{estimate_text(estimate)}, central value from {estimate.ids[0]}"


def _line(evidence: Evidence, fact: Fact) -> str:
    source = evidence.facts.sources[fact.source]
    bound = f"{fact.bound.replace('_', ' ')} " if fact.bound else ""
    condition = f" [{fact.condition}]" if fact.condition else ""
    return (
        f"{fact.id}  {bound}{fact.text} {fact.unit}{condition}, {fact.kind} by {fact.voice}, "
        f"{fact.known_on}\n            {source.publisher}: {source.title} "
        f"{source.url or '(no address)'}\n            {fact.place}"
    )
