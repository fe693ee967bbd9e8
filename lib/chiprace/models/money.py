"""Money in dollars: a value in another currency times a dated rate that is itself a fact.

All values are nominal: none is corrected for inflation. A currency for which no rate is known
on the day cannot be converted, and its values are left out.
"""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from chiprace.dates import parse_span
from chiprace.errors import DataError
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.facts import Fact, Facts
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import number
from chiprace.reads import Read, recall, recorded, unnoted

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


def rate_for(facts: Facts, fact: Fact, as_of: date) -> Fact | None:
    """Return the exchange rate nearest in time to what a fact is about.

    Parameters
    ----------
    facts : Facts
        Where the rates stand.
    fact : Fact
        A value in another currency.
    as_of : date
        Only rates known by then count.

    Returns
    -------
    Fact or None
        The rate; None where no rate of the currency is known.
    """
    subject = RATES[currency_of(fact.unit)]
    if subject not in facts.subjects:
        return None
    rates = [
        rate
        for rate in facts.select(subject, "exchange_rate")
        if rate.known <= as_of and not rate.excluded
    ]
    moment = _moment(fact)
    return min(rates, key=lambda rate: (abs(_moment(rate) - moment), rate.id), default=None)


@remembered
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
    facts, reads = _dollar_facts(evidence.facts, evidence.as_of)
    recall(reads)
    return replace(evidence, facts=facts)


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
    rates: list[Fact] = []
    notes: list[str] = []
    for fact in found.facts:
        published = evidence.facts[fact.id]
        rate = rate_for(evidence.facts, published, evidence.as_of) if _foreign(published) else None
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
    return [
        fact
        for fact in evidence.facts.having(attribute=attribute)
        if _foreign(fact)
        and fact.known <= evidence.as_of
        and rate_for(evidence.facts, fact, evidence.as_of) is None
    ]


@lru_cache(maxsize=8)
def _dollar_facts(facts: Facts, as_of: date) -> tuple[Facts, set[Read]]:
    def change(fact: Fact) -> Fact | None:
        rate = rate_for(facts, fact, as_of)
        if rate is None or _also_in_dollars(facts, fact):
            return None
        unit = fact.unit.replace(currency_of(fact.unit), "USD")
        return replace(fact, text=repr(to_dollars(fact.value, rate.value)), unit=unit)

    with recorded() as reads:
        return facts.changed(change, _foreign_facts(facts)), reads


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
