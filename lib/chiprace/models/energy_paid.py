"""The prices of electricity that the models use: paid by whom, before and after a subsidy."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from chiprace.basis import Basis
from chiprace.errors import DataError
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.models.energy_prices import CHINA, HUBS, PRICE, US, prices
from chiprace.scenario import Scenario


def assumed(value: float, name: str, unit: str, note: str = "") -> Estimate:
    """Return a parameter of the scenario as an estimate without a range and without facts."""
    notes = (note,) if note else (f"{name}: set to {value:g} {unit} by the scenario",)
    return Estimate("scenario", name, value, value, value, unit, Basis(), notes=notes)


def spanning(central: Estimate, others: Iterable[Estimate]) -> Estimate:
    """Let the range of an estimate reach over the central values of others of its unit."""
    group = (central, *others)
    return replace(
        central,
        low=min(central.low, *(each.central for each in group)),
        high=max(central.high, *(each.central for each in group)),
        facts=tuple(dict.fromkeys(fact for each in group for fact in each.facts)),
        notes=tuple(dict.fromkeys(note for each in group for note in each.notes)),
    )


def us_price(evidence: Evidence, scenario: Scenario) -> Estimate:
    """Return the price in the United States: the industrial average, ranging over the states.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        ``us_price`` takes the place of the facts.

    Returns
    -------
    Estimate
        [USD/kWh].

    Raises
    ------
    DataError
        If no price is known on the day.
    """
    if scenario.us_price is not None:
        return assumed(scenario.us_price, "electricity price in the United States", PRICE)
    return _over(evidence, US, ("us_average", "texas", "virginia"))


def price_before(evidence: Evidence, scenario: Scenario) -> Estimate:
    """Return what a site with foreign chips pays in China: the industrial average, down to a hub.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        ``china_price`` takes the place of the facts.

    Returns
    -------
    Estimate
        Without any subsidy [USD/kWh].

    Raises
    ------
    DataError
        If no price is known on the day.
    """
    if scenario.china_price is not None:
        return assumed(scenario.china_price, "electricity price in China", PRICE)
    return _over(evidence, CHINA, ("average", *HUBS))


def price_paid(evidence: Evidence, scenario: Scenario) -> Estimate:
    """Return what a site with domestic chips pays in China.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        With ``subsidy``, that share is taken off ``china_price``, or off a hub's price where
        none is set; with ``china_price`` alone, that is what is paid.

    Returns
    -------
    Estimate
        From the facts: the price reported after the subsidy, else a hub's, ranging over all
        that such a site may pay [USD/kWh].
    """
    if scenario.china_price is not None or scenario.subsidy is not None:
        base = price_before(evidence, scenario)
        if scenario.china_price is None:
            base = hub_price(evidence) or base
        share = scenario.subsidy or 0.0
        note = f"subsidy of {100 * share:g}% taken off the price in China, set by the scenario"
        return base.scaled(1 - share, note)
    return _over(evidence, CHINA, ("subsidised", *HUBS, "average", "best"))


def _over(evidence: Evidence, country: str, places: tuple[str, ...]) -> Estimate:
    """Return the price of the first of several places that is known, ranging over the others."""
    known = prices(evidence)
    found = [known[key].estimate for key in places if key in known]
    if not found:
        raise DataError(f"{country}: no price of electricity is known on {evidence.as_of}.")
    return spanning(found[0], found[1:])


def hub_price(evidence: Evidence) -> Estimate | None:
    """Return the price of the hub with the newest statement, None where none is known."""
    known = prices(evidence)
    return next((known[key].estimate for key in HUBS if key in known), None)


def subsidised(price: Any, share: Any) -> Any:
    """Return the price paid when a share of it is taken off.

    Parameters
    ----------
    price : float
        Before the subsidy; arrays are taken as well.
    share : float
        Between nothing and one.

    Returns
    -------
    float
        In the unit of `price`.
    """
    return price * (1 - share)
