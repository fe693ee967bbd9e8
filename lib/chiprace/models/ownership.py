"""What owning and running a system costs per unit of delivered compute, and what would tie.

cost = hardware + building + power + cooling, each per PFLOPS-hour delivered

Hardware and building are paid back in equal yearly sums (an annuity at the yearly cost of
capital) that are spread over the hours in which the system works. Power is drawn in those hours
alone: what a system draws when idle is not known. Staff, upkeep, the network between systems,
taxes and grants for building are left out.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from chiprace.evidence.arithmetic import per
from chiprace.evidence.estimate import Estimate, Take
from chiprace.models.energy import Side, ends
from chiprace.scenario import Scenario

#: As a year is defined in the project's units.
HOURS = 365.25 * 24


def annuity(rate: Any, years: Any) -> Any:
    """Return the yearly payment that pays one unit of money back.

    Parameters
    ----------
    rate : float
        Yearly cost of capital, not below zero.
    years : float
        Years of equal payments at the end of each; arrays are taken as well, of either.

    Returns
    -------
    float
        rate / (1 − (1 + rate)^−years); 1 / years without interest [1/year].
    """
    # Below this the difference to no interest is lost in the last digits.
    some = np.maximum(rate, 1e-9)
    return some / -np.expm1(-years * np.log1p(some))


def hourly(capital: Any, rate: Any, years: Any, utilisation: Any) -> Any:
    """Spread a sum over the hours of work.

    Parameters
    ----------
    capital : float
        Paid at the start [USD]; arrays are taken as well.
    rate, years : float
        As in `annuity`.
    utilisation : float
        Share of the hours in which the system works.

    Returns
    -------
    float
        [USD/h of work].
    """
    return capital * annuity(rate, years) / (HOURS * utilisation)


@dataclass(frozen=True)
class Terms:
    """On what terms capital is paid back; of the scenario, each a number or its draws."""

    utilisation: Any
    hardware_years: Any
    facility_years: Any
    discount_rate: Any

    @classmethod
    def of(cls, scenario: Scenario) -> "Terms":
        """Take the terms of a scenario."""
        return cls(
            scenario.utilisation,
            scenario.hardware_years,
            scenario.facility_years,
            scenario.discount_rate,
        )

    def hardware(self, capital: Any) -> Any:
        """Spread the price of hardware over its hours of work."""
        return hourly(capital, self.discount_rate, self.hardware_years, self.utilisation)

    def building(self, capital: Any) -> Any:
        """Spread the price of a building over its hours of work."""
        return hourly(capital, self.discount_rate, self.facility_years, self.utilisation)


@dataclass(frozen=True)
class Case:
    """One system in one country.

    Parameters
    ----------
    side : Side
        The system.
    country : str
        Where it stands.
    electricity : Estimate
        [USD/kWh].
    pue : float
        Of the building there; draws are taken as well.
    system_price : Estimate
        [USD] for the whole system.
    capex : Estimate
        Building per power of the system [USD/W].
    """

    side: Side
    country: str
    electricity: Estimate
    pue: Any
    system_price: Estimate
    capex: Estimate

    @property
    def home(self) -> bool:
        """Whether the system stands in its maker's country."""
        return self.country == self.side.country

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the facts behind it."""
        known = (self.side.power, self.side.compute, self.electricity, self.system_price)
        return tuple(dict.fromkeys(i for each in (*known, self.capex) for i in each.ids))

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes of its inputs."""
        known = (self.side.power, self.electricity, self.system_price, self.capex)
        return tuple(dict.fromkeys(note for each in known for note in each.notes))


def cost_parts(case: Case, terms: Terms, take: Take = ends) -> dict[str, Any]:
    """Return the parts of the cost of a unit of delivered compute.

    Parameters
    ----------
    case : Case
        One system in one country.
    terms : Terms
        On what terms capital is paid back.
    take : callable, optional
        Gives the numbers of an estimate: its ends, or its draws.

    Returns
    -------
    dict
        For ``hardware``, ``building``, ``power`` and ``cooling`` the central, low and high value,
        or the draws [USD/(PFLOPS h)].
    """
    each = per(case.system_price, case.side.compute, "USD/PFLOPS")
    watts = 1000 * take(case.side.power)
    drawn = take(case.side.power) * take(case.electricity) / case.side.delivered
    return {
        "hardware": terms.hardware(take(each)) / case.side.delivered,
        "building": terms.building(watts * take(case.capex)) / case.side.delivered,
        "power": drawn,
        "cooling": drawn * (case.pue - 1),
    }


def cost(case: Case, terms: Terms) -> np.ndarray:
    """Return the whole cost of a unit of delivered compute: central, low and high."""
    return np.asarray(np.sum(list(cost_parts(case, terms).values()), axis=0))


def always_at_work(terms: Terms) -> Terms:
    """Return the same terms for a system that works in every hour."""
    return replace(terms, utilisation=1.0)


def at_price(case: Case, price: float) -> Case:
    """Return a case with another price of the system [USD], without a range."""
    flat = replace(case.system_price, central=price, low=price, high=price)
    return replace(case, system_price=flat)


def with_free_power(case: Case) -> Case:
    """Return a case whose electricity costs nothing."""
    return replace(case, electricity=replace(case.electricity, central=0.0, low=0.0, high=0.0))


def tie_price(case: Case, other: Case, terms: Terms) -> float:
    """Return the price of a system at which its whole cost equals that of another.

    Parameters
    ----------
    case, other : Case
        The system whose price is sought, and the one to be matched; central values count.
    terms : Terms
        On what terms capital is paid back.

    Returns
    -------
    float
        [USD]; below zero where even hardware for nothing would not do.
    """
    rest = cost(at_price(case, 0.0), terms)[0]
    unit = cost_parts(at_price(case, 1.0), terms)["hardware"][0]
    return float((cost(other, terms)[0] - rest) / unit)
