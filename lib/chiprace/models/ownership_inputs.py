"""What goes into the cost of ownership: prices of systems and of the buildings they stand in."""

from dataclasses import replace

from chiprace.basis import Basis
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.models.energy import Pair
from chiprace.models.energy_paid import assumed
from chiprace.models.energy_prices import CHINA, US
from chiprace.models.money import find_dollars
from chiprace.models.ownership import Case
from chiprace.scenario import Scenario

#: The size of the site for which the published model gives its sums [W].
MODEL_SITE = "Morgan Stanley 100 MW AI factory"
MODEL_WATTS = 100e6

#: Markets with the lowest and the highest cost of building in the survey of the average.
CAPEX_ENDS = ("United States: San Antonio", "United States: Reno")


def system_price(evidence: Evidence, subject: str, given: float | None) -> Estimate | None:
    """Return the price of a system: the scenario's, else what the press and analysts say.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    subject : str
        The system.
    given : float or None
        Of the scenario [USD].

    Returns
    -------
    Estimate or None
        [USD]; None where none is known on the day.
    """
    if given is not None:
        return replace(assumed(given, f"price of {subject}", "USD"), basis=Basis(scope="supernode"))
    return find_dollars(evidence, subject, "price", "USD", scope="supernode")


def building_cost(evidence: Evidence, country: str, given: float | None) -> Estimate | None:
    """Return what a building costs per power of the equipment in it.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    country : str
        Where. No such figure is known for China, for which the American one is taken.
    given : float or None
        Of the scenario [USD/W].

    Returns
    -------
    Estimate or None
        The average of American markets, ranging over the cheapest, the dearest and a published
        model of an AI site [USD/W]; None where none is known on the day.
    """
    if given is not None:
        return assumed(given, f"building in {country}", "USD/W")
    places = (US, *CAPEX_ENDS)
    found = [find_dollars(evidence, place, "datacentre_capex", "USD/W") for place in places]
    model = find_dollars(evidence, MODEL_SITE, "capex", "USD", segment="infrastructure")
    if model is not None:
        found.append(
            replace(
                model.scaled(1 / MODEL_WATTS, f"{MODEL_SITE}: cost divided by 100 MW"), unit="USD/W"
            )
        )
    known = [each for each in found if each is not None]
    if not known:
        return None
    notes = [note for each in known for note in each.notes]
    if country != US:
        notes.append(f"No cost of building per watt is known for {country}; the American is taken")
    return replace(
        known[0],
        low=min(each.low for each in known),
        high=max(each.high for each in known),
        facts=tuple(dict.fromkeys(fact for each in known for fact in each.facts)),
        notes=tuple(dict.fromkeys(notes)),
    )


def cases(both: Pair, evidence: Evidence, scenario: Scenario) -> list[Case]:
    """Return both systems at home, then both in the other country.

    The subsidy follows the chips: Nvidia's system in China pays the price without it.

    Parameters
    ----------
    both : Pair
        The systems.
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        Prices, PUE and cost of building.

    Returns
    -------
    list of Case
        Empty where a price of a system or of a building is not known on the day.
    """
    price = {
        "Huawei": system_price(evidence, both.huawei.subject, scenario.huawei_system_price),
        "Nvidia": system_price(evidence, both.nvidia.subject, scenario.nvidia_system_price),
    }
    capex = {
        CHINA: building_cost(evidence, CHINA, scenario.facility_capex_china),
        US: building_cost(evidence, US, scenario.facility_capex_us),
    }
    pue = {CHINA: scenario.pue_china, US: scenario.pue_us}
    placed = (
        (both.huawei, CHINA, both.huawei.price),
        (both.nvidia, US, both.nvidia.price),
        (both.huawei, US, both.nvidia.price),
        (both.nvidia, CHINA, both.foreign_price),
    )
    found = []
    for side, country, electricity in placed:
        hardware, building = price[side.maker], capex[country]
        if hardware is not None and building is not None:
            found.append(Case(side, country, electricity, pue[country], hardware, building))
    return found


def published_cost(evidence: Evidence) -> Estimate | None:
    """Return the published cost of owning and running one accelerator of Nvidia's system.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    Estimate or None
        [USD/h] per package; None where none is known on the day.
    """
    return evidence.find("GB200 GPU", "system_tco", unit="USD/h", scope="package")
