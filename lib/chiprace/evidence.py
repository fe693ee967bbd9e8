"""The evidence policy: what is made of all facts known on a day, and why.

Every rule is a function; its docstring is the sentence that the report prints. A rule takes the
facts still standing and returns, for each that it sets aside, the reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, get_args

from chiprace.basis import Basis, family
from chiprace.dates import parse_span
from chiprace.errors import BasisError, DataError
from chiprace.estimate import Estimate, LeftOut
from chiprace.facts import Fact, Facts
from chiprace.override import Override
from chiprace.units import convert

PolicyName = Literal["all", "independent", "vendor"]
POLICIES: tuple[str, ...] = get_args(PolicyName)

#: Kinds from strongest to weakest. A vendor knows its own product, so its word on it stands
#: before an outsider's estimate; it is drawn as the vendor's word.
RANK = ("measured", "statistic", "datasheet", "announced", "estimate", "derived", "press")

#: The voice whose claims are tested.
CLAIMANT = "The article"

ASPECTS = tuple(Basis.__dataclass_fields__)


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
)


def speaker(fact: Fact, maker: str) -> str:
    """Return the maker if the fact is its own word, also together with others, else the voice."""
    return maker if maker and maker in fact.voice else fact.voice


@dataclass(frozen=True)
class Evidence:
    """Facts seen from one day under one policy.

    Parameters
    ----------
    facts : Facts
        All facts.
    as_of : date
        The day of the edition.
    policy : {"all", "independent", "vendor"}
        Whose word counts.
    overrides : tuple of Override
        Values that the scenario sets in place of estimates.
    voices : tuple of str
        The only voices that count; all of them if empty.
    """

    facts: Facts
    as_of: date
    policy: PolicyName = "all"
    overrides: tuple[Override, ...] = ()
    voices: tuple[str, ...] = ()

    def find(
        self,
        subject: str,
        attribute: str,
        *,
        unit: str | None = None,
        variant: str | tuple[str, ...] = "",
        period: str | None = None,
        kinds: tuple[str, ...] = RANK,
        basis: Mapping[str, str] | None = None,
        **aspects: str,
    ) -> Estimate | None:
        """Return the estimate of one attribute, or None where nothing is known.

        Parameters
        ----------
        subject : str
            Name or alias.
        attribute : str
            Name of an attribute.
        unit : str, optional
            Unit of the result; the attribute's own if left out.
        variant : str or tuple of str, optional
            The variants admitted, the first one that is known is taken.
        period : str, optional
            The period that the value is about.
        kinds : tuple of str, optional
            The kinds admitted.
        basis : Mapping, optional
            Aspects of the basis by name.
        **aspects : str
            The same as keywords, as ``number_format="FP8", sparsity="dense"``.

        Returns
        -------
        Estimate or None
            See `estimate`.

        Raises
        ------
        BasisError
            If the facts left are of more than one basis: name the aspect that tells them apart.
        DataError
            If the subject or the attribute is unknown.
        """
        candidates = self.facts.select(subject, attribute)
        question = Question(
            subject=self.facts.subject(subject).name,
            attribute=attribute,
            as_of=self.as_of,
            policy=self.policy,
            maker=self._maker(subject),
            basis=_aspects({**(basis or {}), **aspects}),
            variants=(variant,) if isinstance(variant, str) else variant,
            period=period,
            kinds=kinds,
            voices=self.voices,
        )
        wanted = unit or self.facts.attribute(attribute)["canonical_unit"]
        kept, left_out = sift(candidates, question)
        for override in self.overrides:
            if override.fits(question.subject, attribute, question.basis):
                gone = tuple(LeftOut(fact, "overridden by the scenario") for fact in kept)
                return override.estimate(question.basis, wanted, (*left_out, *gone))
        if not kept:
            return None
        _require_one_basis(kept, question)
        return _estimate(kept, left_out, question, wanted)

    def estimate(self, subject: str, attribute: str, **asked: str | tuple[str, ...]) -> Estimate:
        """Return the estimate of one attribute; see `find` for the parameters.

        Returns
        -------
        Estimate
            Central value: the newest fact of the strongest kind. Range: over all admitted.

        Raises
        ------
        DataError
            If no fact of this basis is known on the day.
        """
        found = self.find(subject, attribute, **asked)  # type: ignore[arg-type]
        if found is None:
            about = ", ".join(str(word) for word in asked.values() if word)
            raise DataError(
                f"Nothing is known on {self.as_of} of {subject}, {attribute.replace('_', ' ')}"
                f'{" (" + about + ")" if about else ""}. See: chiprace why "{subject}" {attribute}'
            )
        return found

    def by_basis(
        self, subject: str, attribute: str
    ) -> list[tuple[Question, list[Fact], list[LeftOut]]]:
        """Return every basis and variant on which facts exist, each sifted on its own."""
        groups: dict[tuple[Basis, str, str], None] = {}
        for fact in self.facts.select(subject, attribute):
            groups.setdefault((fact.basis, fact.variant, fact.period))
        answers = []
        for basis, variant, period in groups:
            question = Question(
                subject=self.facts.subject(subject).name,
                attribute=attribute,
                as_of=self.as_of,
                policy=self.policy,
                maker=self._maker(subject),
                basis={aspect: getattr(basis, aspect) for aspect in ASPECTS},
                variants=(variant,),
                period=period,
            )
            mine = [
                fact
                for fact in self.facts.select(subject, attribute)
                if (fact.basis, fact.variant, fact.period) == (basis, variant, period)
            ]
            kept, left_out = sift(mine, question)
            answers.append((question, kept, left_out))
        return answers

    def at(self, day: date) -> "Evidence":
        """Return the same policy seen from another day."""
        return replace(self, as_of=day)

    def of(self, voice: str) -> "Evidence":
        """Return the same day and policy with one voice's own figures alone."""
        return replace(self, voices=(voice,))

    def _maker(self, subject: str) -> str:
        return self.facts.subject(subject).maker


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


def summarise(kept: list[Fact], left_out: list[LeftOut], question: Question, unit: str) -> Estimate:
    """Turn admitted facts into an estimate; see `Evidence.estimate` for the rule."""
    return _estimate(kept, left_out, question, unit)


def _estimate(kept: list[Fact], left_out: list[LeftOut], question: Question, unit: str) -> Estimate:
    values = [convert(fact.value, fact.unit, unit) for fact in kept]
    points = [fact for fact in kept if fact.bound not in ("low", "high")]
    variant = kept[0].variant
    notes = [f"{question.subject}: the value is that of the variant '{variant}'"] if variant else []
    if points:
        first = points[0]
        central = convert(first.value, first.unit, unit)
        if first.bound in ("at_least", "at_most") and question.attribute not in _CONFIGURABLE:
            notes.append(f"{question.subject}: the source says {first.bound.replace('_', ' ')}")
    else:
        first = kept[0]
        pair = [
            convert(fact.value, fact.unit, unit)
            for fact in kept
            if (fact.voice, fact.known_on) == (first.voice, first.known_on)
        ]
        central = (min(pair) + max(pair)) / 2
        notes.append(f"{question.subject}: middle of the range that {first.voice} gives")
    ordered = (first, *(fact for fact in kept if fact.id != first.id))
    return Estimate(
        subject=question.subject,
        attribute=question.attribute,
        central=central,
        low=min(values),
        high=max(values),
        unit=unit,
        basis=first.basis,
        variant=first.variant,
        facts=ordered,
        left_out=tuple(left_out),
        notes=tuple(notes),
        kinds=(first.kind,),
    )


#: "At most" on these means "configurable up to": the source gives the value itself.
_CONFIGURABLE = ("power", "memory_bandwidth", "interconnect_bandwidth", "memory_capacity")


def _require_one_basis(kept: list[Fact], question: Question) -> None:
    for fact in kept[1:]:
        unlike = kept[0].basis.differences(fact.basis)
        if unlike:
            raise BasisError(
                f"{question.subject}, {question.attribute.replace('_', ' ')}: {kept[0].id} "
                f"({kept[0].basis}) and {fact.id} ({fact.basis}) are of unlike basis. "
                f"Ask for one {unlike[0].replace('_', ' ')}."
            )


def _aspects(basis: Mapping[str, str]) -> dict[str, str]:
    unknown = sorted(set(basis) - set(ASPECTS))
    if unknown:
        raise DataError(f"'{unknown[0]}' is no aspect of a basis. Known: {', '.join(ASPECTS)}.")
    return {
        aspect: family(word) if aspect == "number_format" else word
        for aspect, word in basis.items()
    }


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
