"""The inputs that a number is made of, and which of them are drawn together.

Inputs of one group share their draw: where one lies high in its range, so do the others. That
holds for two attributes' worth of one thing (the peak of a chip in two formats), for the powers
that one estimator gives of both systems, and for the prices of one country.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from chiprace.chance.shapes import quantile
from chiprace.evidence.estimate import Estimate, Take

#: A number made of estimates: takes what gives the value of each, and returns the result.
Formula = Callable[[Take], Any]

#: Attributes that are drawn together for all systems, and why.
TOGETHER = {
    "power": "The powers of both systems come from the same estimators",
}
#: Attributes that are drawn together within one country.
NATIONAL = ("electricity_price", "emission_factor", "datacentre_capex")


def group_of(estimate: Estimate) -> str:
    """Return the name of the group that an input is drawn with.

    Parameters
    ----------
    estimate : Estimate
        An input.

    Returns
    -------
    str
        Subject and attribute, unless the attribute is drawn together for all systems or for a
        country.
    """
    words = estimate.attribute.replace("_", " ")
    if estimate.attribute in TOGETHER:
        return f"{words} of the systems"
    country = estimate.subject.split(":")[0]
    if estimate.attribute in NATIONAL:
        return f"{words}, {country}"
    return words if estimate.subject == "scenario" else f"{words}, {estimate.subject}"


def evaluate(part: Estimate, leaf: Take) -> Any:
    """Return the value of an estimate from those of its inputs.

    Parameters
    ----------
    part : Estimate
        An input, or made of others.
    leaf : callable
        Gives the value of an input.

    Returns
    -------
    Any
        A number, or an array of draws.
    """
    formula = part.formula
    return leaf(part) if formula is None else formula(lambda each: evaluate(each, leaf))


def central(part: Estimate) -> float:
    """Return the central value of an estimate, as a `Take`."""
    return part.central


def same_input(one: Estimate, other: Estimate) -> bool:
    """Say whether two estimates are one input."""
    return _identity(one) == _identity(other)


def _identity(part: Estimate) -> tuple[Any, ...]:
    return (part.subject, part.attribute, part.unit, part.low, part.central, part.high)


def inputs_of(formula: Formula) -> tuple[Estimate, ...]:
    """Return the inputs that a formula takes, each once, in the order in which it takes them."""
    found: dict[tuple[Any, ...], Estimate] = {}

    def leaf(part: Estimate) -> float:
        found.setdefault(_identity(part), part)
        return part.central

    formula(lambda part: evaluate(part, leaf))
    return tuple(found.values())


def groups_of(formulas: Mapping[str, Formula]) -> tuple[str, ...]:
    """Return the groups of all inputs that have a range, in alphabetical order."""
    return tuple(
        sorted(
            {
                group_of(part)
                for formula in formulas.values()
                for part in inputs_of(formula)
                if part.low < part.high
            }
        )
    )


@dataclass(frozen=True)
class Draws:
    """Draws of every group, by which formulas are evaluated.

    Parameters
    ----------
    shares : dict
        By group, where in its range each draw lies; arrays of equal shape. A group that is not
        named stays at its central values.
    """

    shares: Mapping[str, np.ndarray]
    _known: dict[tuple[Any, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    def __call__(self, formula: Formula) -> Any:
        """Return the result of a formula for every draw."""
        return formula(self.take)

    def take(self, part: Estimate) -> Any:
        """Return the draws of an estimate; one number where nothing of it has a range."""
        return evaluate(part, self._leaf)

    def _leaf(self, part: Estimate) -> Any:
        group = group_of(part)
        if part.low == part.high or group not in self.shares:
            return part.central
        key = (group, part.shape, part.low, part.central, part.high)
        if key not in self._known:
            self._known[key] = quantile(part, self.shares[group])
        return self._known[key]
