"""How fast a series doubles, and how long one series lags behind another."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from chiprace.errors import DataError


@dataclass(frozen=True)
class Growth:
    """A straight line through the logarithms of a series.

    Parameters
    ----------
    rate, low, high : float
        Doublings in a year and their interval; the interval is NaN with two points.
    points : int
        How many points it rests on.
    """

    rate: float
    low: float
    high: float
    points: int

    @property
    def doubling(self) -> float:
        """Time in which the series doubles [years]; infinite where it does not grow."""
        return _inverse(self.rate)

    @property
    def doubling_low(self) -> float:
        """Short end of the interval [years]; NaN with two points."""
        return _inverse(self.high)

    @property
    def doubling_high(self) -> float:
        """Long end of the interval [years]; infinite where no growth is within it."""
        return _inverse(self.low)


def growth(years: ArrayLike, values: ArrayLike, confidence: float) -> Growth:
    """Fit doublings to a year by ordinary least squares of the binary logarithm.

    Parameters
    ----------
    years : array_like
        Dates [years].
    values : array_like
        Values of the series, above zero, in any unit.
    confidence : float
        Share of cases that the interval of the slope covers.

    Returns
    -------
    Growth
        Slope with the interval of Student's t with n − 2 degrees of freedom.

    Raises
    ------
    DataError
        If there are fewer than two dates, or a value is not above zero.
    """
    x = np.asarray(years, dtype=float)
    y = np.asarray(values, dtype=float)
    if len(np.unique(x)) < 2 or not (y > 0).all():
        raise DataError("A growth rate needs values above zero on two dates at least.")
    offset, log = x - x.mean(), np.log2(y) - np.log2(y).mean()
    spread = float(offset @ offset)
    rate = float(offset @ log) / spread
    free = len(x) - 2
    if free == 0:
        return Growth(rate, math.nan, math.nan, 2)
    residual = log - rate * offset
    error = math.sqrt(float(residual @ residual) / free / spread)
    reach = float(special.stdtrit(free, (1 + confidence) / 2)) * error
    return Growth(rate, rate - reach, rate + reach, len(x))


@dataclass(frozen=True)
class Dated:
    """A value and the first and last day, as decimal years, on which it was first to be had."""

    name: str
    value: float
    start: float
    end: float


@dataclass(frozen=True)
class Lag:
    """By how many years one thing comes after the first of the others with the same value.

    Parameters
    ----------
    first : Dated
        The first of the others that reaches the value.
    central, low, high : float
        Difference of the dates, above zero if later [years]. The central value takes the last
        day of either date, the range every pair of days.
    """

    first: Dated
    central: float
    low: float
    high: float


def lag(own: Dated, others: Sequence[Dated]) -> Lag | None:
    """Compare a thing with the first of others that offered at least its value.

    Parameters
    ----------
    own : Dated
        The thing.
    others : sequence of Dated
        What it is compared with, in the same unit and on the same basis.

    Returns
    -------
    Lag or None
        None where none of the others reaches the value.
    """
    listed = sorted(others, key=lambda other: (other.end, other.start, other.name))
    first = next((other for other in listed if other.value >= own.value), None)
    if first is None:
        return None
    return Lag(first, own.end - first.end, own.start - first.end, own.end - first.start)


def _inverse(rate: float) -> float:
    if math.isnan(rate):
        return math.nan
    return 1 / rate if rate > 0 else math.inf
