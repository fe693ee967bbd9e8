"""What a kilowatt-hour costs, place by place and class of buyer by class, and what is taken off.

A price is a standing one only with its period: of each place the newest period known on the day
counts. Prices are nominal dollars; yuan go through `chiprace.models.money`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from chiprace.dates import parse_span
from chiprace.errors import DataError
from chiprace.evidence.cells import behind
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.models.money import find_dollars, in_dollars

CHINA = "China"
US = "United States"
PRICE = "USD/kWh"


@dataclass(frozen=True)
class Place:
    """A place and a class of buyer that pays one price for electricity.

    Parameters
    ----------
    key, label : str
        Short name, and words for a figure.
    country : str
        Whose grid it is.
    subject, segment : str
        As in the tables.
    buyers : {"domestic", "foreign", "any"}
        Whose chips may be run at this price.
    aspects : dict
        Further aspects of the basis.
    """

    key: str
    label: str
    country: str
    subject: str
    segment: str
    buyers: str = "any"
    aspects: dict[str, str] = field(default_factory=dict)


_AVERAGE = {"level": "average"}
PLACES = (
    Place(
        "best",
        "best hubs",
        CHINA,
        CHINA,
        "data centres",
        "domestic",
        {"level": "best"},
    ),
    Place(
        "subsidised",
        "after the subsidy",
        CHINA,
        CHINA,
        "data centres on domestic chips",
        "domestic",
    ),
    Place("qingyang", "Qingyang hub", CHINA, "China: Qingyang (Gansu)", "data centres"),
    Place("zhongwei", "Zhongwei hub", CHINA, "China: Zhongwei (Ningxia)", "data centres"),
    Place("average", "industrial average", CHINA, CHINA, "industrial", "any", _AVERAGE),
    Place("us_average", "industrial average", US, US, "industrial", "any", _AVERAGE),
    Place("texas", "Texas, industrial", US, "United States: Texas", "industrial", "any", _AVERAGE),
    Place(
        "virginia",
        "Virginia, commercial",
        US,
        "United States: Virginia",
        "commercial",
        "any",
        _AVERAGE,
    ),
)

#: Hubs that print a price without a condition on the chips, the newer statement first.
HUBS = ("qingyang", "zhongwei")


@dataclass(frozen=True)
class Price:
    """The price at one place, and the period that it is about."""

    place: Place
    period: str
    estimate: Estimate


def newest_period(facts: Iterable[Fact]) -> str:
    """Return the newest period among facts; empty where none has a date.

    Parameters
    ----------
    facts : iterable of Fact
        Those that are known and count.

    Returns
    -------
    str
        As it stands in the tables.
    """
    dated = []
    for fact in facts:
        try:
            dated.append((parse_span(fact.period).end, fact.period))
        except DataError:
            continue
    return max(dated)[1] if dated else ""


def newest(
    evidence: Evidence, subject: str, attribute: str, unit: str, **aspects: str
) -> tuple[str, Estimate] | None:
    """Return what is known of the newest period, plans and forecasts aside.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    subject, attribute, unit : str
        What is asked for, and the unit of the result.
    **aspects : str
        Aspects of the basis.

    Returns
    -------
    (str, Estimate) or None
        The period and the value; None where none is known on the day.
    """
    known = [
        fact
        for fact in in_dollars(evidence).facts.select(subject, attribute)
        if evidence.knows(fact)
        and not fact.excluded
        and not fact.outlook
        and all(getattr(fact.basis, aspect) == word for aspect, word in aspects.items())
    ]
    period = newest_period(known)
    if not period:
        return None
    found = find_dollars(evidence, subject, attribute, unit, period=period, **aspects)
    return None if found is None else (period, found)


@remembered
def prices(evidence: Evidence) -> dict[str, Price]:
    """Return the newest price of each place of `PLACES` that is known on the day.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    dict
        By key of the place [USD/kWh].
    """
    found = {}
    for place in PLACES:
        known = newest(
            evidence,
            place.subject,
            "electricity_price",
            PRICE,
            segment=place.segment,
            **place.aspects,
        )
        if known is not None:
            found[place.key] = Price(place, *known)
    return found


def prices_frame(evidence: Evidence) -> pd.DataFrame:
    """Return the prices as a tidy table.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``key, label, country, buyers, period, segment, price, low, high, mark, notes, facts``
        [USD/kWh], in the order of `PLACES`; of the hubs the newer statement alone.
    """
    known = prices(evidence)
    hub = next((key for key in HUBS if key in known), "")
    return pd.DataFrame(
        [
            {
                "key": key,
                "label": found.place.label,
                "country": found.place.country,
                "buyers": found.place.buyers,
                "period": found.period,
                "segment": found.place.segment,
                "price": found.estimate.central,
                "low": found.estimate.low,
                "high": found.estimate.high,
                "mark": found.estimate.mark,
                **behind(found.estimate),
            }
            for key, found in known.items()
            if key not in HUBS or key == hub
        ]
    )
