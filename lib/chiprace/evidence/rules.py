"""The rules of evidence: which facts count for a question, and the reason for each that does not.

Every rule is a function; its docstring is the sentence that the report prints. A rule takes the
facts still standing and returns, for each that it sets aside, the reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from chiprace.dates import parse_span
from chiprace.errors import DataError
from chiprace.evidence.estimate import LeftOut
from chiprace.evidence.facts import Fact
from chiprace.units import convert

PolicyName = Literal["all", "independent", "vendor"]
POLICIES: tuple[str, ...] = get_args(PolicyName)

#: Kinds from strongest to weakest. A vendor knows its own product, so its word on it stands
#: before an outsider's estimate; it is drawn as the vendor's word.
RANK = ("measured", "statistic", "datasheet", "announced", "estimate", "derived", "press")

#: The voice whose claims are tested.
CLAIMANT = "The article"


@dataclass(frozen=True)
class Question:
    """What is asked for: everything a rule may look at beside the facts."""

    subject: str
    attribute: str
    as_of: date
    policy: PolicyName
    maker: str
    basis: Mapping[str, str] = field(default_factory=dict)
    variants: tuple[str, ...] = ("",)
    period: str | None = None
    kinds: tuple[str, ...] = RANK
    voices: tuple[str, ...] = ()


Reasons = dict[str, str]
Rule = Callable[[list[Fact], Question], Reasons]


def rule_known(facts: list[Fact], question: Question) -> Reasons:
    """Only what was known on the day of the edition counts."""
    return {
        fact.id: f"known only from {fact.known:%Y-%m-%d}"
        for fact in facts
        if fact.known > question.as_of
    }


def rule_corrected(facts: list[Fact], question: Question) -> Reasons:
    """A source's known fault stands in a list of corrections and does not count."""
    return {fact.id: f"faulty: {fact.excluded}" for fact in facts if fact.excluded}


def rule_basis(facts: list[Fact], question: Question) -> Reasons:
    """Only facts of the basis asked for count: format, sparsity, direction, scope, boundary."""
    reasons = {}
    for fact in facts:
        unlike = [
            f"{aspect.replace('_', ' ')} {getattr(fact.basis, aspect) or 'not given'}"
            for aspect, word in question.basis.items()
            if getattr(fact.basis, aspect) != word
        ]
        if question.period is not None and fact.period != question.period:
            unlike.append(f"period {fact.period or 'none'}")
        if fact.kind not in question.kinds:
            unlike.append(f"kind {fact.kind}")
        if unlike:
            reasons[fact.id] = "another basis: " + ", ".join(unlike)
    return reasons


def rule_variant(facts: list[Fact], question: Question) -> Reasons:
    """A bin, an engine or a configuration is chosen by name; unlike ones are never averaged."""
    present = {fact.variant for fact in facts}
    chosen = next((variant for variant in question.variants if variant in present), None)
    return {
        fact.id: f"another variant: {fact.variant or 'none named'}"
        for fact in facts
        if fact.variant != chosen
    }


def rule_voice(facts: list[Fact], question: Question) -> Reasons:
    """The article is no witness in its own case; one voice's own set can be asked for alone."""
    if not question.voices:
        return {
            fact.id: "the article under test is no witness in its own case"
            for fact in facts
            if fact.voice == CLAIMANT
        }
    return {
        fact.id: f"another voice: {fact.voice}"
        for fact in facts
        if fact.voice not in question.voices
    }


def rule_outlook(facts: list[Fact], question: Question) -> Reasons:
    """A plan or a forecast gives way as soon as there is a value for what is."""
    if all(fact.outlook for fact in facts):
        return {}
    return {fact.id: f"a {fact.outlook}, and what is, is known" for fact in facts if fact.outlook}


def rule_policy(facts: list[Fact], question: Question) -> Reasons:
    """`independent` drops the vendor's word where someone else speaks, `vendor` the reverse."""
    if question.policy == "all" or not question.maker:
        return {}
    vendors = {fact.id for fact in facts if speaker(fact, question.maker) == question.maker}
    others = {fact.id for fact in facts} - vendors
    drop = vendors if question.policy == "independent" else others
    if not vendors or not others:
        return {}
    word = "the vendor's word" if question.policy == "independent" else "not the vendor's word"
    return dict.fromkeys(drop, f"{word}, under the policy '{question.policy}'")


def rule_echo(facts: list[Fact], question: Question) -> Reasons:
    """The same voice with the same value in another print is one witness, not two."""
    reasons: Reasons = {}
    for fact in facts:
        for other in facts:
            if (
                other.id in reasons
                or other.id == fact.id
                or _speaker(other, question) != _speaker(fact, question)
            ):
                continue
            if not _same_value(fact, other) or fact.bound != other.bound:
                continue
            if (_rank(other), _begin(other), other.id) < (_rank(fact), _begin(fact), fact.id):
                reasons[fact.id] = (
                    f"repeats {other.id}: the same voice ({fact.voice}), the same value"
                )
                break
    return reasons


def rule_superseded(facts: list[Fact], question: Question) -> Reasons:
    """A voice's later statement replaces its earlier one, unless it is of a weaker kind."""
    reasons = {}
    for fact in facts:
        for other in facts:
            if (
                _speaker(other, question) == _speaker(fact, question)
                and parse_span(other.known_on).start > parse_span(fact.known_on).end
                and _rank(other) <= _rank(fact)
            ):
                reasons[fact.id] = (
                    f"replaced by {other.id}, the later word of the same voice ({fact.voice})"
                )
                break
    return reasons


def rule_bound(facts: list[Fact], question: Question) -> Reasons:
    """A 'more than' or 'up to' gives way to an exact figure that fulfils it."""
    exact = [fact for fact in facts if fact.bound in ("", "about")]
    reasons = {}
    for fact in facts:
        fulfilled = [other.id for other in exact if _fulfils(other, fact, question)]
        if fulfilled:
            reasons[fact.id] = f"{fact.bound.replace('_', ' ')}, and {fulfilled[0]} is exact"
    return reasons


#: In this order.
RULES: tuple[Rule, ...] = (
    rule_known,
    rule_corrected,
    rule_basis,
    rule_variant,
    rule_voice,
    rule_outlook,
    rule_policy,
    rule_superseded,
    rule_echo,
    rule_bound,
)


def speaker(fact: Fact, maker: str) -> str:
    """Return the maker if the fact is its own word, also together with others, else the voice."""
    return maker if maker and maker in fact.voice else fact.voice


def sift(facts: list[Fact], question: Question) -> tuple[list[Fact], list[LeftOut]]:
    """Apply every rule in turn.

    Parameters
    ----------
    facts : list of Fact
        All facts on the attribute.
    question : Question
        What is asked for.

    Returns
    -------
    list of Fact
        The facts admitted, strongest kind and newest first.
    list of LeftOut
        The others, each with the reason.
    """
    standing, left_out = list(facts), []
    for rule in RULES:
        reasons = rule(standing, question) if standing else {}
        left_out += [LeftOut(fact, reasons[fact.id]) for fact in standing if fact.id in reasons]
        standing = [fact for fact in standing if fact.id not in reasons]
    return sorted(standing, key=_strength), left_out


#: "At most" on these means "configurable up to": the source gives the value itself.
CONFIGURABLE = ("power", "memory_bandwidth", "interconnect_bandwidth", "memory_capacity")


def _fulfils(exact: Fact, bounded: Fact, question: Question) -> bool:
    if not (exact.unit and bounded.unit):  # dates and words
        return False
    if bounded.bound == "at_least":
        return convert(exact.value, exact.unit, bounded.unit) >= bounded.value
    if bounded.bound == "at_most" and question.attribute not in CONFIGURABLE:
        return convert(exact.value, exact.unit, bounded.unit) <= bounded.value
    return False


def _speaker(fact: Fact, question: Question) -> str:
    return speaker(fact, question.maker)


def _rank(fact: Fact) -> int:
    return RANK.index(fact.kind)


def _begin(fact: Fact) -> date:
    return parse_span(fact.known_on).start


def _strength(fact: Fact) -> tuple[int, int, str]:
    # Of two dates the one that begins later is newer: a bare year is the oldest of its year.
    return _rank(fact), -_begin(fact).toordinal(), fact.id


def _same_value(one: Fact, other: Fact) -> bool:
    try:
        return convert(other.value, other.unit, one.unit) == one.value
    except DataError:
        return one.text == other.text
