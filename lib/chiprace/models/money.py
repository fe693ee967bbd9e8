"""Money in dollars: a value in another currency times a dated rate that is itself a fact.

All values are nominal: none is corrected for inflation. A currency for which no rate is known
on the day cannot be converted, and its values are left out.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from chiprace.dates import parse_span
from chiprace.errors import DataError
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.facts import Fact, Facts
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import number
from chiprace.reads import unnoted

#: Currencies other than the dollar, each with the subject under which its rates stand.
RATES = {"CNY": "CNY per USD", "EUR": "EUR per USD"}


def to_dollars(value: float, rate: float) -> float:
    """Convert money by the price of one dollar in its currency.

    Parameters
    ----------
    value : float
        In another currency; arrays are taken as well.
    rate : float
        Price of one dollar in that currency.

    Returns
    -------
    float
        In dollars.
    """
    return value / rate


def currency_of(unit: str) -> str:
    """Return the currency other than the dollar in a unit such as ``CNY/kWh``, else nothing."""
    parts = unit.replace("*", "/").split("/")
    return next((currency for currency in RATES if currency in parts), "")


def known_rates(evidence: Evidence) -> tuple[Fact, ...]:
    """Return the exchange rates that are known on the day.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    tuple of Fact
        Of all currencies of `RATES`.
    """
    return tuple(
        rate
        for subject in RATES.values()
        if subject in evidence.facts.subjects
        for rate in evidence.facts.select(subject, "exchange_rate")
        if evidence.knows(rate) and not rate.excluded
    )


def rate_for(rates: Iterable[Fact], fact: Fact) -> Fact | None:
    """Return the exchange rate nearest in time to what a fact is about.

    Parameters
    ----------
    rates : iterable of Fact
        From `known_rates`.
    fact : Fact
        A value in another currency.

    Returns
    -------
    Fact or None
        The rate; None where no rate of the currency is known.
    """
    subject, moment = RATES[currency_of(fact.unit)], _moment(fact)
    of_currency = (rate for rate in rates if rate.subject == subject)
    return min(of_currency, key=lambda rate: (abs(_moment(rate) - moment), rate.id), default=None)


def in_dollars(evidence: Evidence) -> Evidence:
    """Return the evidence with every value in dollars.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    Evidence
        The same day and policy. Where one statement gives a value in dollars too, the source's
        own conversion stands and the other one is dropped.
    """
    return evidence.like(facts=_dollar_facts(evidence.facts, known_rates(evidence)))


def find_dollars(
    evidence: Evidence,
    subject: str,
    attribute: str,
    unit: str,
    *,
    period: str | None = None,
    **aspects: str,
) -> Estimate | None:
    """Return an estimate of money, whatever currency its facts are in.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    subject, attribute : str
        What is asked for.
    unit : str
        With dollars, as ``USD/kWh``.
    period : str, optional
        The period that the value is about.
    **aspects : str
        Aspects of the basis.

    Returns
    -------
    Estimate or None
        As from `Evidence.find`; the rates used are among its facts and in its notes.
    """
    found = in_dollars(evidence).find(subject, attribute, unit=unit, period=period, basis=aspects)
    if found is None:
        return None
    known = known_rates(evidence)
    rates: list[Fact] = []
    notes: list[str] = []
    for fact in found.facts:
        published = evidence.facts[fact.id]
        rate = rate_for(known, published) if _foreign(published) else None
        if rate is None:
            continue
        rates.append(rate)
        notes.append(
            f"{currency_of(published.unit)} converted at {number(rate.value, 4)} per dollar, "
            f"the rate of {rate.period}"
        )
    return replace(
        found,
        facts=tuple(dict.fromkeys((*found.facts, *rates))),
        notes=tuple(dict.fromkeys((*found.notes, *notes))),
    )


def without_rate(evidence: Evidence, attribute: str) -> list[Fact]:
    """Return the known facts of an attribute that no known rate turns into dollars.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    attribute : str
        An attribute of money.

    Returns
    -------
    list of Fact
        In the order of the files.
    """
    rates = known_rates(evidence)
    return [
        fact
        for fact in evidence.facts.having(attribute=attribute)
        if _foreign(fact) and evidence.knows(fact) and rate_for(rates, fact) is None
    ]


@lru_cache(maxsize=32)
def _dollar_facts(facts: Facts, rates: tuple[Fact, ...]) -> Facts:
    def change(fact: Fact) -> Fact | None:
        rate = rate_for(rates, fact)
        if rate is None or _also_in_dollars(facts, fact):
            return None
        unit = fact.unit.replace(currency_of(fact.unit), "USD")
        return replace(fact, text=repr(to_dollars(fact.value, rate.value)), unit=unit)

    with unnoted():  # whoever asks for a value notes that it is read, with all that is said beside
        return facts.changed(change, _foreign_facts(facts))


@lru_cache(maxsize=8)
def _foreign_facts(facts: Facts) -> list[Fact]:
    with unnoted():  # none is asked what it says, and whoever asks one later notes that
        return [fact for fact in facts if _foreign(fact)]


def _foreign(fact: Fact) -> bool:
    return fact.attribute != "exchange_rate" and bool(currency_of(fact.unit))


def _also_in_dollars(facts: Facts, fact: Fact) -> bool:
    return any(
        other.id != fact.id
        and not currency_of(other.unit)
        and _statement(other) == _statement(fact)
        for other in facts.select(fact.subject, fact.attribute)
    )


def _statement(fact: Fact) -> tuple[object, ...]:
    return fact.source, fact.voice, fact.known_on, fact.period, fact.bound, fact.basis, fact.variant


def _moment(fact: Fact) -> int:
    """Return the middle of the period as a day, of what has none that of the statement."""
    for text in (fact.period.partition("/")[0], fact.known_on):
        try:
            return parse_span(text).middle.toordinal()
        except DataError:
            continue
    return date.min.toordinal()
