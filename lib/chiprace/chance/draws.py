"""Draws from a Sobol sequence, and what they say of a number: its range, how often it holds."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from chiprace.chance.inputs import Draws, Formula, groups_of
from chiprace.chance.shapes import WITHIN

#: The shares of the draws below the ends and the middle of what is told.
PERCENTILES = ((1 - WITHIN) / 2, 0.5, (1 + WITHIN) / 2)


@dataclass(frozen=True)
class Trial:
    """What a claim says, as a number that has to lie in a band.

    Parameters
    ----------
    formula : callable
        The number, made of estimates.
    low, high : float
        Ends of the band, included; infinite where there is none.
    unit : str
        Of the number; ``×`` of a ratio, ``1`` of a count.
    says : str
        What the number is, in words.
    given : str
        What the answer takes for granted, as "it is built".
    """

    formula: Formula
    low: float = -math.inf
    high: float = math.inf
    unit: str = "×"
    says: str = ""
    given: str = ""

    def holds(self, values: np.ndarray) -> np.ndarray:
        """Say of each value whether it lies in the band."""
        return (values >= self.low) & (values <= self.high)


@dataclass(frozen=True)
class Outcome:
    """What the draws say of a number.

    Parameters
    ----------
    p5, p50, p95 : float
        The values below which 5%, half and 95% of the draws lie.
    holds : float
        Share of the draws in which it lies in its band; nan where it has none.
    spread : bool
        Whether anything in it has a range.
    """

    p5: float
    p50: float
    p95: float
    holds: float
    spread: bool


def draw(formulas: Mapping[str, Formula], count: int, seed: int) -> Draws:
    """Draw the inputs of formulas from a scrambled Sobol sequence.

    Parameters
    ----------
    formulas : dict
        By any key; they share the draws of common inputs.
    count, seed : int
        As for `draw_groups`.

    Returns
    -------
    Draws
        One dimension a group of inputs.
    """
    return draw_groups(groups_of(formulas), count, seed)


@lru_cache(maxsize=2)  # from one day to the next the groups are mostly the same
def draw_groups(groups: tuple[str, ...], count: int, seed: int) -> Draws:
    """Draw groups of inputs from a scrambled Sobol sequence.

    Parameters
    ----------
    groups : tuple of str
        In alphabetical order: the draws of each hang on what is drawn with it.
    count : int
        How many draws; raised to the next power of two, which the sequence is balanced for.
    seed : int
        Of the scrambling; the same seed gives the same draws.

    Returns
    -------
    Draws
        One dimension a group of inputs.

    References
    ----------
    Owen, "On dropping the first Sobol' point", 2020, on why the points come in powers of two.
    """
    if not groups:
        return Draws({})
    from scipy.stats import qmc  # here alone: it takes longer to import than to draw

    sequence = qmc.Sobol(len(groups), scramble=True, rng=np.random.default_rng(seed))
    points = sequence.random_base2(max(0, math.ceil(math.log2(count))))
    # A scrambled point may lie on the edge, where a log-normal has no value.
    inside = np.clip(points, 2.0**-40, 1 - 2.0**-40)
    return Draws(dict(zip(groups, inside.T, strict=True)))


def outcome(trial: Trial, draws: Draws) -> Outcome:
    """Return what the draws say of a trial.

    Parameters
    ----------
    trial : Trial
        The number and its band.
    draws : Draws
        From `draw`, of all formulas that are to be consistent with each other.

    Returns
    -------
    Outcome
        Percentiles and the share of the draws in which the claim holds.
    """
    values = np.atleast_1d(np.asarray(draws(trial.formula), dtype=float))
    low, middle, high = (float(each) for each in np.quantile(values, PERCENTILES))
    banded = math.isfinite(trial.low) or math.isfinite(trial.high)
    share = float(np.mean(trial.holds(values))) if banded else math.nan
    return Outcome(low, middle, high, share, bool(values.size > 1))


def outcomes(trials: Mapping[str, Trial], count: int, seed: int) -> dict[str, Outcome]:
    """Return what the draws say of many trials, all of the same draws.

    Parameters
    ----------
    trials : dict
        By key.
    count, seed : int
        As for `draw`.

    Returns
    -------
    dict
        By key.
    """
    draws = draw({key: trial.formula for key, trial in trials.items()}, count, seed)
    return {key: outcome(trial, draws) for key, trial in trials.items()}
