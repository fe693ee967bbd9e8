"""What decides a number: one input at a time, shares of its variance, and where it would flip.

References
----------
Saltelli et al., "Variance based sensitivity analysis of model output", Computer Physics
Communications 181, 2010, on first-order and total indices; computed by SALib.
"""

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from chiprace.chance.draws import PERCENTILES, Trial
from chiprace.chance.inputs import (
    Draws,
    Formula,
    central,
    evaluate,
    group_of,
    groups_of,
    inputs_of,
    same_input,
)
from chiprace.evidence.estimate import Estimate
from chiprace.stores import INDICES, once, store_of

#: How far from one the first-order indices may add up before it is said that they do not.
ADDS_UP = 0.05

#: How many times today's value, up or down, the search for a flip goes.
SEARCH = 100.0

#: Times that a result is drawn again for the error of an index.
_RESAMPLES = 100


@dataclass(frozen=True)
class Swing:
    """What one group of inputs does to a number, all others at their central values.

    Parameters
    ----------
    group : str
        The inputs.
    low, high : float
        The number with the group at its 5% and at its 95% point.
    """

    group: str
    low: float
    high: float

    @property
    def width(self) -> float:
        """How far it moves the number."""
        return abs(self.high - self.low)


@dataclass(frozen=True)
class Index:
    """Shares of a number's variance.

    Parameters
    ----------
    group : str
        The inputs.
    first, total : float
        Alone, and with all that it does together with others.
    error : float
        Half the 95% interval of the total index.
    """

    group: str
    first: float
    total: float
    error: float


@dataclass(frozen=True)
class Flip:
    """The value of an input at which a claim changes sides.

    Parameters
    ----------
    part : Estimate
        The input, as it is today.
    value : float
        Where the number crosses an end of its band, all others at their central values; nan
        where it does not in reach of the search.
    """

    part: Estimate
    value: float

    @property
    def found(self) -> bool:
        """Whether there is such a value."""
        return not math.isnan(self.value)

    @property
    def distance(self) -> float:
        """How far it is from today's value, as a share of the greater of the two."""
        now = self.part.central
        return abs(self.value - now) / max(abs(self.value), abs(now), 1e-300)

    @property
    def within(self) -> bool:
        """Whether the sources reach it."""
        return self.found and self.part.low <= self.value <= self.part.high


def tornado(formula: Formula) -> list[Swing]:
    """Move one group of inputs at a time from the low to the high end of its draws.

    Parameters
    ----------
    formula : callable
        The number.

    Returns
    -------
    list of Swing
        The widest first.
    """
    ends = np.array([PERCENTILES[0], PERCENTILES[-1]])
    swings = []
    for group in groups_of({"": formula}):
        one, other = (float(each) for each in _flat(Draws({group: ends})(formula), 2))
        swings.append(Swing(group, one, other))
    return sorted(swings, key=lambda swing: (-swing.width, swing.group))


def indices(
    function: Callable[[np.ndarray], np.ndarray], names: Sequence[str], count: int, seed: int
) -> list[Index]:
    """Return first-order and total Sobol indices of a function of uniform inputs.

    Parameters
    ----------
    function : callable
        Takes an array of shape (draws, inputs) with values between nothing and one, returns
        one result a draw.
    names : sequence of str
        Of the inputs.
    count : int
        Base draws, a power of two; the function is asked for ``count * (inputs + 2)``.
    seed : int
        Of the draws and of the errors.

    Returns
    -------
    list of Index
        The greatest total first; empty where nothing varies.
    """
    if not names:
        return []
    results = function(_points(len(names), count, seed))
    if np.ptp(results) == 0:
        return []

    def analysed() -> list[list[float]]:
        from SALib.analyze import sobol  # here alone, as it takes long to import

        found = sobol.analyze(
            _cube(len(names)),
            results,
            calc_second_order=False,
            num_resamples=_RESAMPLES,
            seed=seed,
        )
        columns = (found["S1"], found["ST"], found["ST_conf"])
        return [list(map(float, row)) for row in zip(*columns, strict=True)]

    told = hashlib.sha256(np.asarray(results, dtype=float).tobytes()).hexdigest()
    shares = once(store_of(INDICES), analysed, len(names), seed, told)
    found = [Index(name, *row) for name, row in zip(names, shares, strict=True)]
    return sorted(found, key=lambda index: (-index.total, index.group))


@lru_cache(maxsize=32)
def _points(inputs: int, count: int, seed: int) -> np.ndarray:
    """Return where a function of uniform inputs is asked, the edges left out; not to be changed.

    That is Saltelli's design: of each pair of draws the one, then the one with a single input of
    the other, input by input, then the other. SALib's own is the same and takes ten times as long.
    """
    from scipy.stats import qmc  # as above

    pairs = qmc.Sobol(2 * inputs, seed=seed).random(count)
    one, other = pairs[:, :inputs], pairs[:, inputs:]
    design = np.repeat(one[:, np.newaxis], inputs + 2, axis=1)
    each = np.arange(inputs)
    design[:, each + 1, each] = other
    design[:, -1] = other
    inside: np.ndarray = np.clip(design.reshape(-1, inputs), 2.0**-40, 1 - 2.0**-40)
    inside.flags.writeable = False
    return inside


def _cube(inputs: int) -> dict[str, Any]:
    """Return so many uniform inputs as SALib takes them."""
    names = [f"input {number}" for number in range(inputs)]
    return {"num_vars": inputs, "names": names, "bounds": [[0.0, 1.0]] * inputs}


def indices_of(formula: Formula, count: int, seed: int) -> list[Index]:
    """Return the Sobol indices of the groups of inputs of a number; see `indices`."""
    groups = groups_of({"": formula})
    if not groups:
        return []

    def function(points: np.ndarray) -> np.ndarray:
        shares = dict(zip(groups, points.T, strict=True))
        return _flat(Draws(shares)(formula), len(points))

    return indices(function, groups, count, seed)


def adds_up(found: Sequence[Index]) -> bool:
    """Say whether the first-order indices explain the whole variance.

    Where they do not, inputs act together: none of them decides alone.
    """
    return not found or abs(sum(each.first for each in found) - 1) <= ADDS_UP


def flip(trial: Trial, part: Estimate) -> Flip:
    """Find the value of an input at which a claim changes sides.

    Parameters
    ----------
    trial : Trial
        The number and its band.
    part : Estimate
        One of its inputs; it moves alone, also out of a group that is drawn together.

    Returns
    -------
    Flip
        Of the crossings that which is nearest to today's value.
    """

    def result(value: float) -> float:
        def leaf(each: Estimate) -> float:
            return value if same_input(each, part) else each.central

        return float(trial.formula(lambda each: evaluate(each, leaf)))

    ends = [end for end in (trial.low, trial.high) if math.isfinite(end)]
    now = result(part.central)
    reach = max(part.high - part.low, abs(part.central), *(abs(end - now) for end in ends))
    found = [
        root
        for end in ends
        for grid in _search(part, reach)
        for root in _first_root(lambda value, end=end: result(value) - end, grid)  # type: ignore[misc]
    ]
    return Flip(part, min(found, key=lambda value: abs(value - part.central), default=math.nan))


def _search(part: Estimate, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """Return values below and above today's, from today's on, fine enough not to pass a root."""
    if part.shape == "log-normal" and part.central > 0:
        steps = np.linspace(0, math.log(SEARCH), 64)
        return part.central * np.exp(-steps), part.central * np.exp(steps)
    steps = 2 * reach * np.linspace(0, 1, 64)
    return part.central - steps, part.central + steps


def decisive(trial: Trial, found: Sequence[Index]) -> Flip | None:
    """Return the flip of the input that decides a claim.

    Parameters
    ----------
    trial : Trial
        The number and its band.
    found : sequence of Index
        Its indices, the greatest total first.

    Returns
    -------
    Flip or None
        Of the inputs of the group with the greatest total index, or of all where nothing has a
        range, that which has the least way to go. None where none of them can change sides.
    """
    parts = inputs_of(trial.formula)
    if found:
        parts = tuple(part for part in parts if group_of(part) == found[0].group)
    flips = [each for part in parts if (each := flip(trial, part)).found]
    return min(flips, key=lambda each: each.distance, default=None)


def _first_root(function: Callable[[float], float], grid: np.ndarray) -> list[float]:
    """Return the root that is met first on a grid, in a list; an empty one where there is none."""
    from scipy.optimize import brentq

    values = [function(float(step)) for step in grid]
    for one, other, left, right in zip(grid, grid[1:], values, values[1:], strict=False):
        if left == 0:
            return [float(one)]
        if left * right < 0:
            return [float(brentq(function, one, other, xtol=1e-12))]
    return []


def _flat(values: np.ndarray | float, size: int) -> np.ndarray:
    return np.broadcast_to(np.asarray(values, dtype=float), (size,)).astype(float)


def today(formula: Formula) -> float:
    """Return a number with all its inputs at their central values."""
    return float(formula(central))
