"""Carbon dioxide per unit of delivered compute, grid by grid.

carbon = energy per delivered compute × emission factor of the grid

Two counts of the grids stand side by side and are never mixed: a ministry's averages of Chinese
provinces, and one estimator's averages of whole countries by one method.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from chiprace.evidence.cells import joined
from chiprace.evidence.estimate import NOTES, Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.policy import Evidence
from chiprace.models.energy import ENDS, Pair, Side, ends, energy_per_work, over
from chiprace.models.energy_paid import assumed
from chiprace.models.energy_prices import CHINA, US, newest_period
from chiprace.scenario import Scenario

FACTOR = "kgCO2/kWh"

#: Who has both countries by one method.
COMMON_VOICE = "Our World in Data / Ember"

#: Grids of China with a ministry's average, by the subject's name.
GRIDS = (
    "China: Hebei",
    "China: Inner Mongolia",
    "China: Ningxia",
    "China: Xinjiang",
    "China: Shanghai",
    "China: Beijing",
    CHINA,
    "China: Guizhou",
    "China: Gansu",
    "China: Guangdong",
    "China: Sichuan",
)

#: Provinces named for the subsidy.
SUBSIDISED = ("China: Gansu", "China: Guizhou", "China: Inner Mongolia")


def emission_factor(evidence: Evidence, grid: str, voice: str = "") -> tuple[str, Estimate] | None:
    """Return the newest emission factor of a grid.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    grid : str
        A country or a province.
    voice : str, optional
        Whose count alone; without it, official statistics alone.

    Returns
    -------
    (str, Estimate) or None
        The period and the factor [kgCO2/kWh]; None where none is known on the day.
    """
    kinds = ("estimate",) if voice else ("statistic",)
    known = [
        fact
        for fact in evidence.facts.select(grid, "emission_factor")
        if evidence.knows(fact)
        and not fact.excluded
        and fact.kind in kinds
        and voice in ("", fact.voice)
    ]
    period = newest_period(known)
    if not period:
        return None
    seen = evidence.of(voice) if voice else evidence
    found = seen.find(grid, "emission_factor", unit=FACTOR, period=period, kinds=kinds)
    return None if found is None else (period, found)


def common_factors(evidence: Evidence) -> dict[str, tuple[str, Estimate]]:
    """Return the factors of both countries by one method and of one year.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    dict
        By country the period and the factor; empty where no year has both.
    """
    known: dict[str, set[str]] = {}
    for country in (CHINA, US):
        known[country] = {
            fact.period
            for fact in evidence.facts.select(country, "emission_factor")
            if evidence.knows(fact) and fact.voice == COMMON_VOICE and not fact.excluded
        }
    shared = known[CHINA] & known[US]
    if not shared:
        return {}
    period = max(shared)
    own = evidence.of(COMMON_VOICE)
    return {
        country: (period, own.estimate(country, "emission_factor", unit=FACTOR, period=period))
        for country in (CHINA, US)
    }


def home_factors(evidence: Evidence, scenario: Scenario) -> dict[str, tuple[str, Estimate]]:
    """Return the factor of each system's home: the scenario's, else those of one method."""
    found = dict(common_factors(evidence))
    for country, given in ((CHINA, scenario.carbon_china), (US, scenario.carbon_us)):
        if given is not None:
            name = f"emission factor of {country}"
            found[country] = ("scenario", assumed(given, name, FACTOR))
    return found


def carbon(side: Side, pue: float, factor: Estimate) -> np.ndarray:
    """Return the carbon dioxide of a unit of delivered compute.

    Parameters
    ----------
    side : Side
        The system.
    pue : float
        Of the building in which it stands.
    factor : Estimate
        Of the grid [kgCO2/kWh].

    Returns
    -------
    ndarray
        Central, low and high value [kgCO2/(EFLOPS h)].
    """
    energy = energy_per_work(ends(side.power), pue, side.delivered)
    return np.asarray(1000 * energy * ends(factor))


def carbon_frame(both: Pair, evidence: Evidence, scenario: Scenario) -> pd.DataFrame:
    """Return carbon per delivered compute of both systems on each grid.

    Parameters
    ----------
    both : Pair
        The systems.
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        PUE by country, and factors that stand in for those of the facts.

    Returns
    -------
    DataFrame
        ``grid, label, country, group`` (``common`` or ``ministry``), ``period, factor, maker,
        subject, home, value, low, high`` [kgCO2/(EFLOPS h)], ``mark, notes, facts``.
    """
    listed: list[tuple[str, str, str, Estimate]] = []
    for country, (period, factor) in home_factors(evidence, scenario).items():
        listed.append((country, "common", period, factor))
    for grid in GRIDS:
        official = emission_factor(evidence, grid)
        if official is not None:
            listed.append((grid, "ministry", *official))
    table = []
    for grid, group, period, factor in listed:
        country = US if grid == US else CHINA
        pue = scenario.pue_us if country == US else scenario.pue_china
        for side in both:
            value = carbon(side, pue, factor)
            table.append(
                {
                    "grid": grid,
                    "label": grid.removeprefix(f"{CHINA}: "),
                    "country": country,
                    "group": group,
                    "period": period,
                    "factor": factor.central,
                    "maker": side.maker,
                    "subject": side.subject,
                    "home": country == side.country,
                    **dict(zip(ENDS, value, strict=True)),
                    "mark": factor.mark,
                    "notes": NOTES.join(factor.notes),
                    "facts": joined((*factor.ids, *side.power.ids)),
                }
            )
    return pd.DataFrame(table)


def carbon_ratio(both: Pair, evidence: Evidence, scenario: Scenario) -> Estimate | None:
    """Return the carbon of Huawei's system in China over that of Nvidia's in the United States.

    Parameters
    ----------
    both : Pair
        The systems.
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        PUE by country, and factors that stand in for those of the facts.

    Returns
    -------
    Estimate or None
        A plain number; None where a grid's factor is not known by one method.
    """
    factors = home_factors(evidence, scenario)
    if set(factors) != {CHINA, US}:
        return None
    found = [
        carbon(side, side.pue, factors[side.country][1]) for side in (both.huawei, both.nvidia)
    ]
    value, low, high = over(*found)
    one, other = factors[CHINA][1], factors[US][1]
    return replace(
        one,
        subject=f"{both.huawei.subject} / {both.nvidia.subject}",
        attribute="carbon per delivered compute, ratio",
        central=value,
        low=low,
        high=high,
        unit="1",
        facts=tuple(dict.fromkeys((*one.facts, *other.facts, *_power_facts(both)))),
        notes=tuple(dict.fromkeys((*one.notes, *other.notes))),
        kinds=tuple(dict.fromkeys((*one.kinds, *other.kinds))),
    )


def _power_facts(both: Pair) -> tuple[Fact, ...]:
    return (*both.huawei.power.facts, *both.nvidia.power.facts)
