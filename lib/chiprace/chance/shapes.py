"""How a value is spread over its range.

The ends that the sources give are read as the 5% and the 95% point of a log-normal, or of a
normal, whose two halves meet at the central value: sources that disagree rarely hold the extremes
between them. A share cannot pass its ends, so that of a triangular spread they are the ends and the
central value is the peak. What one source alone says has no range and is drawn without spread.
"""

from typing import Any

import numpy as np

from chiprace.evidence.estimate import Estimate

#: Share of the draws between the ends of a log-normal or normal range.
WITHIN = 0.90


def quantile(estimate: Estimate, share: Any) -> Any:
    """Return the value below which a share of the draws of an input lies.

    Parameters
    ----------
    estimate : Estimate
        The input; its shape decides. A log-normal that reaches down to nothing is drawn as
        triangular, as it has no logarithm.
    share : ndarray
        Between nothing and one, ends excluded.

    Returns
    -------
    ndarray
        In the unit of the estimate; the median of a log-normal or normal is the central value.
    """
    low, middle, high = estimate.low, estimate.central, estimate.high
    share = np.asarray(share, dtype=float)
    if low == high:
        return np.full_like(share, middle)
    if estimate.shape == "triangular" or (estimate.shape == "log-normal" and low <= 0):
        return _triangular(low, middle, high, share)
    from scipy.special import ndtri  # when drawing: the process of a build draws nothing

    steps = ndtri(share) / float(ndtri((1 + WITHIN) / 2))
    if estimate.shape == "normal":
        return middle + steps * np.where(steps < 0, middle - low, high - middle)
    below, above = np.log(middle / low), np.log(high / middle)
    return middle * np.exp(steps * np.where(steps < 0, below, above))


def _triangular(low: float, peak: float, high: float, share: Any) -> Any:
    split = (peak - low) / (high - low)
    rising = low + np.sqrt(share * (high - low) * (peak - low))
    falling = high - np.sqrt((1 - share) * (high - low) * (high - peak))
    return np.where(share < split, rising, falling)
