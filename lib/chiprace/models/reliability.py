r"""Failures, checkpoints and the share of time that trains; MFU against size as a power law.

All times of one call are in one unit. Failures come at random with a constant rate for each
accelerator, so a machine of :math:`n` accelerators fails every :math:`M = 1 / (\lambda n)`.

References
----------
J. W. Young, "A first order approximation to the optimum checkpoint interval", Communications of
the ACM 17 (1974), 530–531.

J. T. Daly, "A higher order estimate of the optimum checkpoint interval for restart dumps",
Future Generation Computer Systems 22 (2006), 303–312.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from chiprace.errors import DataError

Array = NDArray[np.float64]

#: A line through fewer points leaves nothing to judge its spread by.
FEWEST_RUNS = 3


def machine_mtbf(accelerators: ArrayLike, rate: float) -> Array:
    r"""Return the mean time between failures of a whole machine.

    Parameters
    ----------
    accelerators : array_like
        Number of accelerators :math:`n`.
    rate : float
        Failures per accelerator and unit of time :math:`\lambda`.

    Returns
    -------
    ndarray
        :math:`M = 1 / (\lambda n)`.
    """
    return np.asarray(1.0 / (rate * np.asarray(accelerators, dtype=float)), dtype=float)


def best_interval(mtbf: ArrayLike, write: float) -> Array:
    r"""Return the interval between checkpoints that loses the least time, at any size.

    Parameters
    ----------
    mtbf : array_like
        Mean time between failures :math:`M`.
    write : float
        Time to write a checkpoint :math:`\delta`.

    Returns
    -------
    ndarray
        Work between two checkpoints :math:`\tau = M (1 + W_0(-e^{-1 - \delta / M}))`, where
        the derivative of Daly's wall time (see `goodput`) is zero; :math:`W_0` is Lambert's
        function. For :math:`\delta \ll M` it becomes Young's :math:`\sqrt{2 \delta M}`.
    """
    between = np.asarray(mtbf, dtype=float)
    root = special.lambertw(-np.exp(-1.0 - write / between)).real
    return np.asarray(between * (1.0 + root), dtype=float)


def goodput(mtbf: ArrayLike, write: float, restart: float) -> Array:
    r"""Return the share of time that trains with the best interval between checkpoints.

    Parameters
    ----------
    mtbf : array_like
        Mean time between failures :math:`M`.
    write, restart : float
        Time to write a checkpoint :math:`\delta` and to go on after a failure :math:`R`.

    Returns
    -------
    ndarray
        :math:`\tau / (M e^{R / M} (e^{(\tau + \delta) / M} - 1))`, the inverse of the wall
        time for each unit of work (Daly 2006), which at `best_interval` is
        :math:`e^{-(\tau + \delta + R) / M}`. Failures may also strike while a checkpoint is
        written or the machine restarts, so it stays between 0 and 1 at any size.
    """
    between = np.asarray(mtbf, dtype=float)
    return np.asarray(np.exp(-(best_interval(between, write) + write + restart) / between))


@dataclass(frozen=True)
class PowerLaw:
    r"""A line through the logarithms of two quantities, by ordinary least squares.

    Parameters
    ----------
    slope, intercept : float
        :math:`\ln y = a + b \ln x`.
    residual : float
        Standard deviation of the residuals, in :math:`\ln y`.
    points : int
        Number of points.
    centre, spread : float
        Mean of :math:`\ln x` and sum of its squared deviations.
    """

    slope: float
    intercept: float
    residual: float
    points: int
    centre: float
    spread: float

    def predict(self, x: ArrayLike, confidence: float) -> tuple[Array, Array, Array]:
        r"""Return the line and the band in which one more point is expected.

        Parameters
        ----------
        x : array_like
            Where.
        confidence : float
            Share of new points that the band covers.

        Returns
        -------
        tuple of ndarray
            Line, lower and upper end:
            :math:`\ln y \pm t_{k-2} s \sqrt{1 + 1/k + (\ln x - \bar{\ln x})^2 / S}`.
        """
        log = np.log(np.asarray(x, dtype=float))
        middle = self.intercept + self.slope * log
        quantile = special.stdtrit(self.points - 2, 0.5 + confidence / 2)
        half = (
            quantile
            * self.residual
            * np.sqrt(1 + 1 / self.points + (log - self.centre) ** 2 / self.spread)
        )
        return np.exp(middle), np.exp(middle - half), np.exp(middle + half)

    def slope_interval(self, confidence: float) -> tuple[float, float]:
        """Return the interval in which the slope lies with a confidence."""
        half = float(special.stdtrit(self.points - 2, 0.5 + confidence / 2)) * self.residual
        half /= float(np.sqrt(self.spread))
        return self.slope - half, self.slope + half


def fit_power_law(x: ArrayLike, y: ArrayLike) -> PowerLaw:
    r"""Fit :math:`\ln y = a + b \ln x` by ordinary least squares.

    Parameters
    ----------
    x, y : array_like
        Points, above zero.

    Returns
    -------
    PowerLaw
        The line and what its band needs.

    Raises
    ------
    DataError
        If there are fewer than three points, or all have the same `x`.
    """
    log_x = np.log(np.asarray(x, dtype=float))
    log_y = np.log(np.asarray(y, dtype=float))
    if len(log_x) < FEWEST_RUNS or np.ptp(log_x) == 0:
        raise DataError(
            f"A line needs at least {FEWEST_RUNS} points at two sizes; there are {len(log_x)}. "
            "Take a later day or another policy."
        )
    centre, spread = log_x.mean(), ((log_x - log_x.mean()) ** 2).sum()
    slope = ((log_x - centre) * log_y).sum() / spread
    intercept = log_y.mean() - slope * centre
    left = log_y - intercept - slope * log_x
    residual = np.sqrt((left**2).sum() / (len(log_x) - 2))
    return PowerLaw(
        float(slope), float(intercept), float(residual), len(log_x), float(centre), float(spread)
    )


def mtbf_for(share: float, write: float, restart: float) -> float:
    """Return the mean time between failures at which a share of the time still trains.

    Parameters
    ----------
    share : float
        Goodput asked for, between 0 and 1.
    write, restart : float
        Time to write a checkpoint and to go on after a failure.

    Returns
    -------
    float
        The inverse of `goodput`, which rises with the time between failures.
    """
    from scipy.optimize import brentq  # here alone, and it takes longer to import than the rest

    shortest, longest = 1e-3 * (write + restart), 1e9 * (write + restart)
    log = brentq(
        lambda log: float(goodput(np.exp(log), write, restart)) - share,
        np.log(shortest),
        np.log(longest),
    )
    return float(np.exp(log))
