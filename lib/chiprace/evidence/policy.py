"""The evidence policy: what is made of all facts known on a day.

The rules say which facts count; this module asks the question and turns those that count into an
estimate.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from chiprace.basis import ASPECTS, Basis, family
from chiprace.errors import DataError
from chiprace.evidence.day import DAY, Day, standing
from chiprace.evidence.estimate import Estimate, LeftOut, Shape
from chiprace.evidence.facts import Fact, Facts
from chiprace.evidence.override import Override
from chiprace.evidence.rules import RANK, PolicyName, Question, sift
from chiprace.evidence.summary import require_one_basis, summarise
from chiprace.glance import glance
from chiprace.reads import Read, note


@dataclass(frozen=True)
class Evidence:
    """Facts seen from one day under one policy.

    Parameters
    ----------
    facts : Facts
        All facts.
    as_of : date
        The day of the edition. A result that hangs on it by `knows` or `reached` may stand for
        other days too, see `chiprace.evidence.memory`; one that was made of the day itself does
        not.
    policy : {"all", "independent", "vendor"}
        Whose word counts.
    overrides : tuple of Override
        Values that the scenario sets in place of estimates.
    voices : tuple of str
        The only voices that count; all of them if empty.
    """

    facts: Facts
    as_of: Day = Day()  # noqa: RUF009 it stands for all and holds nothing
    policy: PolicyName = "all"
    overrides: tuple[Override, ...] = ()
    voices: tuple[str, ...] = ()
    #: What models made of it; see `chiprace.evidence.memory`.
    memory: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

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
        asked = {**(basis or {}), **aspects}
        variants = (variant,) if isinstance(variant, str) else variant
        name = self.facts.subject(subject).name
        dossier = self.facts.dossier(name, attribute)
        key = (
            *(dossier.known_on(self._day), self.policy, self._set(name, attribute), self.voices),
            *(unit, variants, period, kinds, tuple(sorted(asked.items()))),
        )
        if key not in dossier.answers:
            question = self.question(
                name,
                attribute,
                _aspects(asked),
                variants=variants,
                period=period,
                kinds=kinds,
                voices=self.voices,
            )
            dossier.answers[key] = self._answer(dossier.facts, question, unit)
        answer: Estimate | None = dossier.answers[key]
        return answer

    def _answer(
        self, candidates: tuple[Fact, ...], question: Question, unit: str | None
    ) -> Estimate | None:
        # Nothing here may depend on the day but which facts are known: answers are kept for others.
        wanted = unit or self.facts.attribute(question.attribute)["canonical_unit"]
        kept, left_out = sift(list(candidates), question)
        known = _common(kept) | dict(question.basis)
        override = self.override(question.subject, question.attribute, known)
        if override:
            gone = tuple(LeftOut(fact, "overridden by the scenario") for fact in kept)
            return override.estimate(known, wanted, (*left_out, *gone))
        if not kept:
            return None
        require_one_basis(kept, question)
        return replace(
            summarise(kept, left_out, question, wanted), shape=self._shape(question.attribute)
        )

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
            question = self.question(
                subject,
                attribute,
                {aspect: getattr(basis, aspect) for aspect in ASPECTS},
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

    def question(
        self, subject: str, attribute: str, basis: Mapping[str, str] | None = None, **rest: Any
    ) -> Question:
        """Return the question for an attribute on the day; of facts its rules look at `known`."""
        about = self.facts.subject(subject)
        return Question(
            about.name, attribute, self._day, self.policy, about.maker, basis or {}, **rest
        )

    def __repr__(self) -> str:
        return f"<Evidence as of {self.as_of}, policy '{self.policy}'>"

    def _repr_html_(self) -> str:
        return glance(
            "Evidence",
            {
                "as of": self.as_of,
                "policy": self.policy,
                "voices": ", ".join(self.voices),
                "set by the scenario": "; ".join(each.text for each in self.overrides),
            },
        )

    def knows(self, fact: Fact) -> bool:
        """Say whether a fact is known on the day."""
        return fact.known <= self._day

    def known_kinds(self) -> Counter[str]:
        """Return how many facts of each kind are known on the day."""
        found: Counter[str] = Counter()
        for (kind, day), count in self.facts.counts().items():
            if day <= self._day:
                found[kind] += count
        return found

    def reached(self, day: date) -> bool:
        """Say whether a day has come."""
        note(DAY, str(day))
        return day <= self._day

    def passed(self, day: date) -> bool:
        """Say whether a day is over."""
        return self.reached(day + timedelta(days=1))

    @property
    def year(self) -> int:
        """The year of the day."""
        year = self._day.year
        self.reached(date(year, 1, 1))
        self.reached(date(year + 1, 1, 1))
        return year

    def standing(self, reads: Iterable[Read]) -> tuple[date, date]:
        """Return from which day until which other one these reads say what they say on this."""
        return standing(self._day, reads, self.facts.known_days)

    def stands(self, since: date, until: date) -> bool:
        """Say whether something stands on the day that stands since one day until another."""
        return since <= self._day < until

    def at(self, day: date) -> "Evidence":
        """Return the same policy seen from another day."""
        return self.like(as_of=day)

    def of(self, voice: str) -> "Evidence":
        """Return the same day and policy with one voice's own figures alone, none set instead."""
        return self.like(voices=(voice,), overrides=())

    def like(self, **changes: Any) -> "Evidence":
        """Return evidence with other fields, which shares what was found in this."""
        other = replace(self, **{"as_of": self._day, **changes})
        vars(other)["memory"] = self.memory
        return other

    @property
    def _day(self) -> date:
        """The day, for what is noted in another way."""
        day: date = vars(self)["_as_of"]
        return day

    def override(self, subject: str, attribute: str, basis: Mapping[str, str]) -> Override | None:
        """Return what the scenario sets in place of an estimate of this basis, None if nothing.

        Parameters
        ----------
        subject, attribute : str
            What is asked for, the subject by its name.
        basis : Mapping
            Words of the basis by aspect.

        Returns
        -------
        Override or None
            The first that fits.
        """
        self.facts.dossier(subject, attribute)  # a read: overrides stand in for facts
        fitting = (each for each in self.overrides if each.fits(subject, attribute, basis))
        return next(fitting, None)

    def _set(self, subject: str, attribute: str) -> tuple[Override, ...]:
        return tuple(
            override
            for override in self.overrides
            if (override.subject, override.attribute) == (subject, attribute)
        )

    def _shape(self, attribute: str) -> Shape:
        named = self.facts.attribute(attribute)["distribution"]
        return "triangular" if named == "triangular" else "log-normal"


def _common(facts: list[Fact]) -> dict[str, str]:
    """Return the words of the basis that all of some facts share."""
    return {
        aspect: getattr(facts[0].basis, aspect)
        for aspect in (ASPECTS if facts else ())
        if len({getattr(fact.basis, aspect) for fact in facts}) == 1
    }


def _aspects(basis: Mapping[str, str]) -> dict[str, str]:
    unknown = sorted(set(basis) - set(ASPECTS))
    if unknown:
        raise DataError(f"'{unknown[0]}' is no aspect of a basis. Known: {', '.join(ASPECTS)}.")
    return {
        aspect: family(word) if aspect == "number_format" else word
        for aspect, word in basis.items()
    }
