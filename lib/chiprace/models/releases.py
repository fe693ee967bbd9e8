"""When a chip is or was to be had: the strongest statement on its release known on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from chiprace.dates import Span, parse_span
from chiprace.evidence.facts import Fact
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import CLAIMANT, RANK, rule_corrected, rule_policy

Status = Literal["shipped", "mass production", "expected", "announced"]


#: Classes of subjects whose release says when the chips in them were to be had.
_CARRIERS = ("card", "component", "server", "rack_system", "supernode")


@dataclass(frozen=True)
class Release:
    """What is known of a release.

    Parameters
    ----------
    span : Span
        The days that the statement covers.
    status : {"shipped", "mass production", "expected", "announced"}
        What happened or is to happen then.
    fact : Fact
        The statement.
    """

    span: Span
    status: Status
    fact: Fact

    @property
    def exists(self) -> bool:
        """Whether the thing is made in numbers: shipped, or in mass production."""
        return self.status in ("shipped", "mass production")

    @property
    def day(self) -> date:
        """Last day of the span: a release that is dated by quarter or year is never too early."""
        return self.span.end


@remembered
def release(evidence: Evidence, subject: str) -> Release | None:
    """Return the release of a chip as it was known on the day of the edition.

    A shipment outranks mass production, that a date still to come, that a launch on a stage;
    an expected date that has passed without a shipment gives way to a launch. Of several
    shipments the first counts, of several plans the newest of the strongest kind. The systems
    that carry the chip speak for it where it has no statement of its own, and where they have
    shipped. The article under test is no witness.

    Parameters
    ----------
    evidence : Evidence
        The facts, the day and the policy.
    subject : str
        Name of a chip or a system.

    Returns
    -------
    Release or None
        None where nothing is known on the day.
    """
    name = evidence.facts.subject(subject).name
    own = _statements(evidence, name)
    carried = [
        found for other in _carriers(evidence, name) for found in _statements(evidence, other)
    ]
    if own:
        carried = [found for found in carried if found.exists]
    ranked = sorted(
        [(found, True) for found in own] + [(found, False) for found in carried],
        key=lambda pair: (_rank(evidence, pair[0]), not pair[1], *_strength(pair[0])),
    )
    return ranked[0][0] if ranked else None


def _statements(evidence: Evidence, name: str) -> list[Release]:
    facts = evidence.facts.select(name, "release")
    question = evidence.question(name, "release")
    corrected = rule_corrected(facts, question)
    read = [
        _read(evidence, fact)
        for fact in facts
        if fact.voice != CLAIMANT and fact.id not in corrected and evidence.reached(_known(fact))
    ]
    found = [statement for statement in read if statement is not None]
    # The policy chooses whose plan counts; what happened, happened, whoever tells it.
    plans = [statement.fact for statement in found if statement.status == "expected"]
    dropped = rule_policy(plans, question) if plans else {}
    return [statement for statement in found if statement.fact.id not in dropped]


def _read(evidence: Evidence, fact: Fact) -> Release | None:
    if fact.bound in ("low", "high"):
        return None
    span = parse_span(fact.text)
    if fact.condition.startswith("announced"):
        return Release(span, "announced", fact)
    happened = parse_span(fact.known_on).end >= span.start or evidence.reached(span.end)
    if fact.condition.startswith("shipped"):
        return Release(span, "shipped" if happened else "expected", fact)
    if fact.condition.startswith("mass production"):
        return Release(span, "mass production" if happened else "expected", fact)
    return Release(span, "expected", fact) if fact.condition.startswith("expected") else None


def _known(fact: Fact) -> date:
    # A shipment is public when it happens, whenever the text that was read is from.
    if fact.condition.startswith("shipped") and not fact.outlook:
        return min(fact.known, parse_span(fact.text).end)
    return fact.known


def _carriers(evidence: Evidence, name: str) -> list[str]:
    subjects = evidence.facts.subjects
    names = [
        other.name
        for other in subjects.values()
        if other.accelerator == name and other.kind in _CARRIERS
    ]
    above = subjects[name].part_of
    while above and above in subjects and above not in names:
        names.append(above)
        above = subjects[above].part_of
    return names


def _rank(evidence: Evidence, found: Release) -> int:
    if found.status == "expected":
        return 4 if evidence.passed(found.span.end) else 2
    return {"shipped": 0, "mass production": 1, "announced": 3}[found.status]


def _strength(found: Release) -> tuple[int, int, str]:
    kind = RANK.index(found.fact.kind)
    if found.exists:
        # Of several shipments the first, as in `Facts.released`.
        return found.span.end.toordinal(), kind, found.fact.id
    return kind, -parse_span(found.fact.known_on).start.toordinal(), found.fact.id
