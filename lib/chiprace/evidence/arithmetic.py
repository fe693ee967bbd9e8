"""Arithmetic on estimates: ratios, quotients, products and sums that keep basis, range and facts.

Ranges combine as intervals: the low end of a ratio is the low numerator over the high
denominator. That is the widest range the facts allow, whatever depends on what.
"""

from dataclasses import replace

from chiprace.basis import Basis, require_like
from chiprace.errors import BasisError, DataError
from chiprace.evidence.estimate import Estimate, union
from chiprace.units import factor


def ratio(one: Estimate, other: Estimate) -> Estimate:
    """Divide two estimates of one attribute and like basis.

    Parameters
    ----------
    one, other : Estimate
        Numerator and denominator; units of one dimension.

    Returns
    -------
    Estimate
        A plain number, with its range and the facts of both.

    Raises
    ------
    BasisError
        If attribute or basis differ; the message names both.
    """
    if one.attribute != other.attribute:
        raise BasisError(
            f"{one.name} and {other.name} are different attributes. Divide like by like."
        )
    require_like(one.basis, other.basis, names=(one.name, other.name))
    return _quotient(one, other.to(one.unit), unit="1", attribute=f"{one.attribute} ratio")


def per(one: Estimate, other: Estimate, unit: str) -> Estimate:
    """Divide two attributes of the same thing, as power per compute.

    Parameters
    ----------
    one, other : Estimate
        Two attributes of one scope, for instance both of the whole supernode.
    unit : str
        Unit of the result, as ``kW/PFLOPS``.

    Returns
    -------
    Estimate
        The quotient; its basis is that of both put together.

    Raises
    ------
    BasisError
        If the two are of unlike scope.
    """
    require_like(one.basis, other.basis, names=(one.name, other.name), aspects=("scope",))
    merged = Basis(
        **{
            name: getattr(one.basis, name) or getattr(other.basis, name)
            for name in Basis.__dataclass_fields__
        }
    )
    quotient = _quotient(
        one,
        other,
        unit=f"{one.unit}/({other.unit})",
        attribute=f"{one.attribute} per {other.attribute}",
    )
    return replace(quotient.to(unit), subject=one.subject, basis=merged)


def product(one: Estimate, other: Estimate, *, attribute: str, unit: str, basis: Basis) -> Estimate:
    """Multiply two estimates, as a count of accelerators by what each does.

    Parameters
    ----------
    one, other : Estimate
        The factors.
    attribute, unit, basis : str, str, Basis
        What the product is.

    Returns
    -------
    Estimate
        The product with its range and the facts of both.
    """
    by = (
        factor(f"({one.unit})*({other.unit})", unit)
        if "1" not in (one.unit, other.unit)
        else factor(other.unit if one.unit == "1" else one.unit, unit)
    )
    return Estimate(
        subject=one.subject,
        attribute=attribute,
        central=one.central * other.central * by,
        low=one.low * other.low * by,
        high=one.high * other.high * by,
        unit=unit,
        basis=basis,
        facts=union(one.facts, other.facts),
        notes=union(one.notes, other.notes),
        kinds=union(one.kinds, other.kinds),
    ).made(lambda take: take(one) * take(other) * by)


def total(parts: list[Estimate], subject: str) -> Estimate:
    """Add estimates of one attribute and like basis.

    Parameters
    ----------
    parts : list of Estimate
        At least one.
    subject : str
        What the sum is of.

    Returns
    -------
    Estimate
        The sum in the unit of the first.

    Raises
    ------
    BasisError
        If attribute or basis differ.
    """
    first = parts[0]
    for part in parts[1:]:
        if part.attribute != first.attribute:
            raise BasisError(
                f"{first.name} and {part.name} are different attributes and cannot be added."
            )
        require_like(first.basis, part.basis, names=(first.name, part.name))
    same = [part.to(first.unit) for part in parts]
    return replace(
        first,
        subject=subject,
        central=sum(part.central for part in same),
        low=sum(part.low for part in same),
        high=sum(part.high for part in same),
        facts=union(*(part.facts for part in same)),
        notes=union(*(part.notes for part in same)),
        kinds=union(*(part.kinds for part in same)),
        left_out=(),
    ).made(lambda take: sum(take(part) for part in same))


def _quotient(one: Estimate, other: Estimate, *, unit: str, attribute: str) -> Estimate:
    if other.low <= 0:
        raise DataError(f"{other.name} reaches {other.low} {other.unit}: it cannot divide.")
    return Estimate(
        subject=f"{one.subject} / {other.subject}",
        attribute=attribute,
        central=one.central / other.central,
        low=one.low / other.high,
        high=one.high / other.low,
        unit=unit,
        basis=one.basis,
        facts=union(one.facts, other.facts),
        notes=union(one.notes, other.notes),
        kinds=union(one.kinds, other.kinds),
    ).made(lambda take: take(one) / take(other))
