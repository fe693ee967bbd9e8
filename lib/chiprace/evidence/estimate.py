"""An estimate: central value and range with unit, basis and the facts behind it.

What is made of others also remembers how, so that `chiprace.chance` can draw it from its inputs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from chiprace.basis import Basis
from chiprace.errors import DataError
from chiprace.evidence.facts import Fact
from chiprace.glance import glance
from chiprace.units import factor

#: Parts the notes of an estimate in a cell of a tidy table.
NOTES = " | "

#: The seven kinds are drawn as three marks.
MARKS = {
    "announced": "vendor",
    "datasheet": "vendor",
    "measured": "measured",
    "statistic": "measured",
    "estimate": "estimated",
    "press": "estimated",
    "derived": "estimated",
}


#: How a value is spread over its range; see `chiprace.chance.shapes`.
Shape = Literal["log-normal", "triangular", "normal"]

#: Gives the value, or the draws, of an estimate.
Take = Callable[["Estimate"], Any]


@dataclass(frozen=True)
class Making:
    """How an estimate was made of others.

    Parameters
    ----------
    formula : callable
        Takes a `Take` and returns the result for what that gives of the inputs.
    ends : tuple of float
        Central, low and high value that the formula stands for. An estimate that was given
        other values since is an input of its own.
    """

    formula: Callable[[Take], Any]
    ends: tuple[float, float, float]


@dataclass(frozen=True)
class LeftOut:
    """A fact that did not enter an estimate, and the reason in words."""

    fact: Fact
    reason: str


@dataclass(frozen=True)
class Estimate:
    """What the evidence policy makes of all facts known on a day.

    Parameters
    ----------
    subject, attribute : str
        What it is about; of a ratio, both subjects.
    central, low, high : float
        Value and range [`unit`].
    unit : str
        As in the tables.
    basis : Basis
        What the value is conditional on.
    variant : str
        Bin, engine or configuration.
    facts : tuple of Fact
        The facts admitted, the one behind the central value first.
    left_out : tuple of LeftOut
        The facts set aside.
    notes : tuple of str
        Conversions, overrides and readings that a reader must know of.
    kinds : tuple of str
        Kinds of the facts that the central value rests on.
    shape : {"log-normal", "triangular", "normal"}
        How it is spread over its range when drawn.
    making : Making or None
        How it was made of other estimates; None of an input.
    """

    subject: str
    attribute: str
    central: float
    low: float
    high: float
    unit: str
    basis: Basis = field(default_factory=Basis)
    variant: str = ""
    facts: tuple[Fact, ...] = ()
    left_out: tuple[LeftOut, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    shape: Shape = "log-normal"
    making: Making | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a range that does not hold the central value."""
        if not self.low <= self.central <= self.high:
            raise DataError(
                f"The range {self.low}–{self.high} {self.unit} of {self.subject}, "
                f"{self.attribute}, does not hold its central value {self.central}."
            )

    @property
    def name(self) -> str:
        """Subject and attribute with the basis, for messages."""
        return f"{self.subject}, {self.attribute.replace('_', ' ')} ({self.basis})"

    @property
    def formula(self) -> Callable[[Take], Any] | None:
        """How it is made of its inputs; None where it is an input itself."""
        making = self.making
        if making is None or making.ends != (self.central, self.low, self.high):
            return None
        return making.formula

    def made(self, formula: Callable[[Take], Any]) -> "Estimate":
        """Return the same estimate with the memory of how it was made."""
        return replace(self, making=Making(formula, (self.central, self.low, self.high)))

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the facts behind it."""
        return tuple(dict.fromkeys(fact.id for fact in self.facts))

    @property
    def mark(self) -> str:
        """``estimated``, ``vendor`` or ``measured``: the weakest that the central value needs."""
        marks = {MARKS[kind] for kind in self.kinds}
        return next(
            (mark for mark in ("estimated", "vendor") if mark in marks),
            "measured" if marks else "estimated",
        )

    def to(self, unit: str) -> "Estimate":
        """Return the estimate in another unit of the same dimension."""
        by = factor(self.unit, unit)
        return replace(
            self, central=self.central * by, low=self.low * by, high=self.high * by, unit=unit
        ).made(lambda take: take(self) * by)

    def of_fact(self, fact: Fact) -> "Estimate":
        """Return what this estimate would be if one of its facts, or a revised one, stood alone."""
        value = fact.value * factor(fact.unit, self.unit)
        return replace(
            self, central=value, low=value, high=value, facts=(fact,), kinds=(fact.kind,)
        )

    def scaled(self, by: float, note: str, **changes: Any) -> "Estimate":
        """Return the estimate times a positive number, with a note that says why."""
        return replace(
            self,
            central=self.central * by,
            low=self.low * by,
            high=self.high * by,
            notes=union(self.notes, (note,)),
            **changes,
        ).made(lambda take: take(self) * by)

    def __repr__(self) -> str:
        span = "" if self.low == self.high else f" ({self.low:.4g} to {self.high:.4g})"
        return f"<Estimate {self.name}: {self.central:.4g}{span} {self.unit}>"

    def _repr_html_(self) -> str:
        return glance(
            self.name,
            {
                "central": f"{self.central:.4g} {self.unit}",
                "range": f"{self.low:.4g} to {self.high:.4g} {self.unit}",
                "rests on": self.mark,
                "facts": " ".join(self.ids),
                "left out": len(self.left_out) or "",
                "notes": ". ".join(self.notes),
            },
        )

    def row(self) -> dict[str, Any]:
        """Return the estimate as a row of a tidy table."""
        return {
            "subject": self.subject,
            "attribute": self.attribute,
            "value": self.central,
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "basis": str(self.basis),
            "mark": self.mark,
            "facts": " ".join(self.ids),
        }


def certain(subject: str, attribute: str, value: float, unit: str = "1") -> Estimate:
    """Return a number without a range and without facts, as a count of findings."""
    return Estimate(subject, attribute, value, value, value, unit)


def union(*groups: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the items of several groups in order, each once."""
    return tuple(dict.fromkeys(item for group in groups for item in group))
