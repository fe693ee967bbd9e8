"""What is known of the power usage effectiveness of buildings, on unlike bases.

For China there are old averages of all sites, for the United States fleets of single operators.
They are not set against each other as facts: the chapter assumes one value and says what these
would change.
"""

from dataclasses import dataclass, replace

import numpy as np

from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.models.energy import Pair, break_even_prices
from chiprace.models.energy_prices import CHINA, newest

OPERATORS = ("Alphabet", "Amazon", "Meta", "Microsoft")


@dataclass(frozen=True)
class Buildings:
    """PUE known for each country.

    Parameters
    ----------
    period : str
        Of the average of China.
    china : Estimate
        Average of all sites.
    operators : tuple of Estimate
        Fleet averages of American operators.
    """

    period: str
    china: Estimate
    operators: tuple[Estimate, ...]


def known_buildings(evidence: Evidence) -> Buildings | None:
    """Return the PUE that is known of both countries, None where one lacks.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    Buildings or None
        The newest average of China and the fleets of `OPERATORS`.
    """
    average = newest(evidence, CHINA, "pue", "1", scope="country", level="average")
    fleets = tuple(
        found
        for name in OPERATORS
        if (found := evidence.find(name, "pue", scope="fleet", level="average")) is not None
    )
    if average is None or not fleets:
        return None
    return Buildings(*average, fleets)


def break_even_with(both: Pair, buildings: Buildings) -> np.ndarray:
    """Return the ratio of prices at equal cost, were these the buildings of the two systems.

    Parameters
    ----------
    both : Pair
        The systems.
    buildings : Buildings
        The average of China for Huawei's; the lowest and the highest fleet for Nvidia's.

    Returns
    -------
    ndarray
        Ratio of the Chinese to the American price with the lowest and with the highest fleet;
        central values of the power.
    """
    fleets = [each.central for each in buildings.operators]
    found = []
    for pue in (min(fleets), max(fleets)):
        moved = replace(
            both,
            huawei=replace(both.huawei, pue=buildings.china.central),
            nvidia=replace(both.nvidia, pue=pue),
        )
        found.append(break_even_prices(moved)[0])
    return np.array(found)
