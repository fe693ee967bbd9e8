"""One number with its range out of the facts that count."""

from chiprace.errors import BasisError
from chiprace.evidence.estimate import Estimate, LeftOut
from chiprace.evidence.facts import Fact
from chiprace.evidence.rules import CONFIGURABLE, Question
from chiprace.units import convert


def summarise(kept: list[Fact], left_out: list[LeftOut], question: Question, unit: str) -> Estimate:
    """Turn admitted facts into an estimate; see `Evidence.estimate` for the rule."""
    values = [convert(fact.value, fact.unit, unit) for fact in kept]
    points = [fact for fact in kept if fact.bound not in ("low", "high")]
    variant = kept[0].variant
    notes = [f"{question.subject}: the value is that of the variant '{variant}'"] if variant else []
    if points:
        first = points[0]
        central = convert(first.value, first.unit, unit)
        if first.bound in ("at_least", "at_most") and question.attribute not in CONFIGURABLE:
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


def require_one_basis(kept: list[Fact], question: Question) -> None:
    """Raise `BasisError` if facts are of unlike basis, and say which aspect tells them apart."""
    for fact in kept[1:]:
        unlike = kept[0].basis.differences(fact.basis)
        if unlike:
            raise BasisError(
                f"{question.subject}, {question.attribute.replace('_', ' ')}: {kept[0].id} "
                f"({kept[0].basis}) and {fact.id} ({fact.basis}) are of unlike basis. "
                f"Ask for one {unlike[0].replace('_', ' ')}."
            )
