"""Energy per unit of delivered compute, what it costs, and the price at which two systems tie.

energy = power per peak compute × PUE / share of the peak that is delivered

A system's power is all in: with network, host processors and losses. The PUE adds what the
building takes for cooling and for bringing the power in.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from chiprace.errors import DataError
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.models.efficiency import HUAWEI, NVIDIA, by_key, system_quantity
from chiprace.models.energy_paid import price_before, price_paid, us_price
from chiprace.models.energy_prices import CHINA, US
from chiprace.scenario import Scenario

#: Ends of a range in the order in which models take and give them.
ENDS = ("value", "low", "high")


def energy_per_work(power: Any, pue: Any = 1.0, delivered: Any = 1.0) -> Any:
    """Return the energy that a unit of delivered compute takes.

    Parameters
    ----------
    power : float
        Of the system per peak compute [kW/PFLOPS]; arrays are taken as well.
    pue : float, optional
        Power usage effectiveness of the building.
    delivered : float, optional
        Share of the peak that does the work asked for.

    Returns
    -------
    float
        [kWh/(PFLOPS h)].
    """
    return power * pue / delivered


def break_even(power_ratio: Any, pue_ratio: Any = 1.0, delivered_ratio: Any = 1.0) -> Any:
    """Return the ratio of electricity prices at which two systems cost the same to run.

    Parameters
    ----------
    power_ratio : float
        Power per compute of the first over that of the second.
    pue_ratio : float, optional
        The same of the buildings.
    delivered_ratio : float, optional
        The same of the shares of the peak that are delivered.

    Returns
    -------
    float
        Price of the first over that of the second: the inverse of the ratio of energy.
    """
    return delivered_ratio / (power_ratio * pue_ratio)


@dataclass(frozen=True)
class Side:
    """One system, at home in one country.

    Parameters
    ----------
    subject, maker, country : str
        Which.
    power : Estimate
        All in, per dense BF16 peak [kW/PFLOPS].
    compute : Estimate
        Dense BF16 peak of the system [PFLOPS].
    price : Estimate
        Electricity at home [USD/kWh].
    pue, delivered : float
        Of the building at home, and of the system; draws are taken as well.
    """

    subject: str
    maker: str
    country: str
    power: Estimate
    compute: Estimate
    price: Estimate
    pue: Any
    delivered: Any

    @property
    def energy(self) -> np.ndarray:
        """Central, low and high energy per delivered compute at home [kWh/(PFLOPS h)]."""
        return np.asarray(energy_per_work(ends(self.power), self.pue, self.delivered))


@dataclass(frozen=True)
class Pair:
    """Both systems, each at home, and what electricity costs a foreign chip in China."""

    huawei: Side
    nvidia: Side
    foreign_price: Estimate

    def __iter__(self) -> Any:
        """Go through the sides, Huawei's first."""
        return iter((self.huawei, self.nvidia))

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the facts behind the power and the compute of both."""
        return tuple(dict.fromkeys((*self.huawei.power.ids, *self.nvidia.power.ids)))


def ends(estimate: Estimate) -> np.ndarray:
    """Return central value, low and high end as an array.

    What grows with each of its inputs has its own ends at theirs, so that a model fed with
    these arrays gives the range of its result.
    """
    return np.array([estimate.central, estimate.low, estimate.high])


def over(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Divide two ranges: the low end of the ratio is the low one over the high other."""
    return np.array([one[0] / other[0], one[1] / other[2], one[2] / other[1]])


def pair(evidence: Evidence, scenario: Scenario) -> Pair:
    """Return both systems with their power, their compute and their prices of electricity.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        Prices, PUE and delivered shares.

    Returns
    -------
    Pair
        Huawei's system in China and Nvidia's in the United States.

    Raises
    ------
    DataError
        If the power or the compute of a system, or a price, is not known on the day.
    """

    def side(subject: str, price: Estimate, **rest: Any) -> Side:
        power = system_quantity(evidence, subject, by_key("power_per_compute"))
        compute = system_quantity(evidence, subject, by_key("compute"))
        if power is None or compute is None:
            raise DataError(
                f"Power or compute of {subject} is not known on {evidence.as_of}. Take a later day."
            )
        return Side(subject, power=power, compute=compute, price=price, **rest)

    return Pair(
        side(
            HUAWEI,
            price_paid(evidence, scenario),
            maker="Huawei",
            country=CHINA,
            pue=scenario.pue_china,
            delivered=scenario.delivered_huawei,
        ),
        side(
            NVIDIA,
            us_price(evidence, scenario),
            maker="Nvidia",
            country=US,
            pue=scenario.pue_us,
            delivered=scenario.delivered_nvidia,
        ),
        price_before(evidence, scenario),
    )


def energy_ratio(both: Pair) -> np.ndarray:
    """Return the energy per delivered compute of Huawei's system over Nvidia's.

    Returns
    -------
    ndarray
        Central, low and high ratio.
    """
    return over(both.huawei.energy, both.nvidia.energy)


def break_even_prices(both: Pair) -> np.ndarray:
    """Return the ratio of the Chinese to the American price at which both cost the same.

    Returns
    -------
    ndarray
        Central, low and high ratio: the inverse of `energy_ratio`.
    """
    ratio = energy_ratio(both)
    return np.asarray(break_even(ratio[[0, 2, 1]]))
