"""What a run found: times, power and the card it ran on; medians and spreads of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chiprace.measure.counts import joules_per_gb, joules_per_pflop
from chiprace.measure.plan import Case, Product


@dataclass(frozen=True)
class Card:
    """The card as it was found, and the software that ran on it.

    Parameters
    ----------
    name : str
        As its driver names it.
    driver, cuda, torch : str
        Versions.
    memory_bytes : int
        Of the whole card.
    power_limit_w, clock_limit_mhz : float
        The limits that were in force; they are read and never set.
    cache_bytes : int
        Of the last level, which repeated inputs must not fit into.
    """

    name: str
    driver: str
    cuda: str
    torch: str
    memory_bytes: int
    power_limit_w: float
    clock_limit_mhz: float
    cache_bytes: int


@dataclass(frozen=True)
class Sample:
    """What the card's own sensors said at one moment."""

    power_w: float
    clock_mhz: float
    temperature_c: float


@dataclass(frozen=True)
class Timing:
    """One case, repeated without a pause.

    Parameters
    ----------
    call_s : sequence of float
        Time of one call, a mean over each repetition [s].
    calls : int
        Calls in all repetitions together.
    energy_j : float
        By the card's own counter, over all of them.
    samples : sequence of Sample
        Taken meanwhile.
    """

    call_s: Sequence[float]
    calls: int
    energy_j: float
    samples: Sequence[Sample]


@dataclass(frozen=True)
class Result:
    """A case with what was found."""

    case: Case
    timing: Timing

    @property
    def work(self) -> int:
        """Operations of one call, of a pass through memory its bytes."""
        if isinstance(self.case, Product):
            return self.case.operations
        return self.case.moved_bytes

    @property
    def rate_per_s(self) -> float:
        """Operations or bytes per second, by the median time."""
        return float(self.work / np.median(self.timing.call_s))

    @property
    def spread_per_s(self) -> tuple[float, float]:
        """The rates of the slowest and the fastest twentieth of the repetitions."""
        slow, fast = np.percentile(self.timing.call_s, [95, 5])
        return float(self.work / slow), float(self.work / fast)

    @property
    def power_w(self) -> float:
        """Energy over the time of all calls."""
        return self.timing.energy_j / (float(np.mean(self.timing.call_s)) * self.timing.calls)

    @property
    def energy(self) -> float:
        """Energy of the work [`energy_unit`]."""
        per = joules_per_pflop if isinstance(self.case, Product) else joules_per_gb
        return per(self.timing.energy_j, self.work * self.timing.calls)

    @property
    def energy_unit(self) -> str:
        """``J/PFLOP`` of a product, ``J/GB`` of a pass through memory."""
        return "J/PFLOP" if isinstance(self.case, Product) else "J/GB"

    @property
    def clock_mhz(self) -> float:
        """Median clock of the processors."""
        return float(np.median([sample.clock_mhz for sample in self.timing.samples]))

    @property
    def temperature_c(self) -> float:
        """Highest temperature of the chip."""
        return max(sample.temperature_c for sample in self.timing.samples)
