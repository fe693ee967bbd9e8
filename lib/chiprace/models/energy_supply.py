"""Who has the power: capacity added and spare, and what data centres draw, on one scale.

A use of energy over a year divided by the hours of the year is a mean draw. Capacity is what a
plant can give at most: a wind or solar plant gives a part of it, so that the two are set side by
side and never divided.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from chiprace.dates import parse_span
from chiprace.evidence.arithmetic import total
from chiprace.evidence.cells import behind, ranged
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.policy import Evidence
from chiprace.models.energy_prices import CHINA, US
from chiprace.models.ownership import HOURS

COUNTRIES = (CHINA, US)


@dataclass(frozen=True)
class Supply:
    """One amount of power of one country."""

    key: str
    label: str
    country: str
    estimate: Estimate
    exists: bool


def mean_draw(energy: Estimate) -> Estimate:
    """Return the mean power of a use of energy over a year.

    Parameters
    ----------
    energy : Estimate
        Used in one year [TWh].

    Returns
    -------
    Estimate
        [GW], with a note.
    """
    return replace(
        energy.scaled(
            1000 / HOURS, f"{energy.subject}: energy of a year spread over all of its hours"
        ),
        attribute="power_demand",
        unit="GW",
    )


def growth_a_year(evidence: Evidence, country: str) -> Estimate | None:
    """Return the mean growth of installed capacity a year, from the first to the last count.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    country : str
        Whose capacity, of all sources.

    Returns
    -------
    Estimate or None
        Net of what was closed [GW] a year; None without two counts a year or more apart.
    """
    counts: dict[date, Fact] = {}
    for fact in evidence.facts.select(country, "generation_capacity"):
        if evidence.knows(fact) and fact.basis.segment == "all sources":
            counts[parse_span(fact.period).end] = fact
    if len(counts) < 2:
        return None
    first, last = min(counts), max(counts)
    years = (last - first).days / 365.25
    if years < 1:
        return None
    found = evidence.estimate(
        country, "generation_capacity", period=counts[last].period, segment="all sources"
    )
    grown = (counts[last].value - counts[first].value) / years
    return replace(
        found,
        central=grown,
        low=grown,
        high=grown,
        facts=(counts[last], counts[first]),
        notes=(
            f"{country}: mean of a year between the counts of {counts[first].period} and "
            f"{counts[last].period}, net of closures",
        ),
    )


def supplies(evidence: Evidence) -> list[Supply]:
    """Return capacity added, spare capacity and the draw of data centres of both countries.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    list of Supply
        What is known on the day [GW].
    """
    found: list[Supply] = []

    def add(key: str, label: str, country: str, estimate: Estimate | None) -> None:
        if estimate is not None:
            exists = not any(fact.outlook for fact in estimate.facts)
            found.append(Supply(key, label, country, estimate, exists))

    for country in COUNTRIES:
        for year, label in (("2024", "Data centres draw, 2024"), ("2030", "… forecast for 2030")):
            used = evidence.find(country, "electricity_demand", period=year, segment="data centres")
            add(f"draw_{year}", label, country, None if used is None else mean_draw(used))
    for country in COUNTRIES:
        add(
            "renewables",
            "Wind and solar added, 2025",
            country,
            _wind_and_solar(evidence, country, "2025"),
        )
    add("added", "All capacity added in a year", CHINA, growth_a_year(evidence, CHINA))
    for key, label, year in (
        ("added", "All capacity added in a year", "2025"),
        ("planned", "… planned for 2026", "2026"),
    ):
        planned = evidence.find(US, "capacity_added", period=year, segment="all sources")
        add(key, label, US, planned)
    spare = evidence.find(CHINA, "spare_capacity", period="2030")
    add("spare", "Spare capacity, forecast for 2030", CHINA, spare)
    return found


def supply_frame(evidence: Evidence) -> pd.DataFrame:
    """Return `supplies` as a tidy table.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``key, label, country, period, value, low, high`` [GW], ``mark, exists, notes, facts``.
    """
    return pd.DataFrame(
        [
            {
                "key": each.key,
                "label": each.label,
                "country": each.country,
                "period": each.estimate.facts[0].period if each.estimate.facts else "",
                **ranged(each.estimate),
                "mark": each.estimate.mark,
                "exists": each.exists,
                **behind(each.estimate),
            }
            for each in supplies(evidence)
        ]
    )


def spare_share(evidence: Evidence) -> Estimate | None:
    """Return the spare capacity of the United States at the summer peak, as a share."""
    return evidence.find(US, "spare_capacity_share", period="2025")


def reported_discount(evidence: Evidence) -> Estimate | None:
    """Return the discount on electricity that is reported for data centres on domestic chips.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    Estimate or None
        Share taken off the bill, an upper bound [1]; None before it was reported.
    """
    return evidence.find(
        "China: Gansu, Guizhou and Inner Mongolia",
        "electricity_price_discount",
        segment="data centres on domestic chips",
    )


def same_page_ratios(evidence: Evidence) -> list[tuple[str, float]]:
    """Return China's average industrial price over the American one where one page has both.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    list of (str, float)
        Voice and ratio; the currency cancels, so that no rate is needed.
    """
    known: dict[tuple[Any, ...], dict[str, Fact]] = {}
    for country in COUNTRIES:
        for fact in evidence.facts.select(country, "electricity_price"):
            if evidence.knows(fact) and fact.basis.segment == "industrial":
                page = (fact.source, fact.voice, fact.period, fact.unit, fact.basis)
                known.setdefault(page, {})[country] = fact
    return [
        (pages[CHINA].voice, pages[CHINA].value / pages[US].value)
        for pages in known.values()
        if len(pages) == len(COUNTRIES)
    ]


def _wind_and_solar(evidence: Evidence, country: str, year: str) -> Estimate | None:
    whole = evidence.find(country, "capacity_added", period=year, segment="wind and solar")
    if whole is not None:
        return whole
    parts = [
        evidence.find(country, "capacity_added", period=year, segment=segment)
        for segment in ("solar", "wind")
    ]
    if any(part is None for part in parts):
        return None
    return total(
        [
            replace(part, basis=replace(part.basis, segment="wind and solar"))
            for part in parts
            if part is not None
        ],
        country,
    )
