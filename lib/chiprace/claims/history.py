"""The ledger on several days, and what made verdicts change."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from chiprace.claims.finding import Finding
from chiprace.claims.ledger import evaluate
from chiprace.dates import parse_span
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import CLAIMANT
from chiprace.scenario import Scenario

Ledger = tuple[Finding, ...]


def article_day(evidence: Evidence) -> date:
    """Return the day of the article."""
    return max(fact.stated for fact in evidence.facts.having(voice=CLAIMANT))


def ledger_through_time(
    evidence: Evidence, scenario: Scenario, days: Iterable[date]
) -> dict[date, Ledger]:
    """Evaluate the ledger as it would have stood on several days.

    Parameters
    ----------
    evidence : Evidence
        Facts and policy.
    scenario : Scenario
        Prices, shares and terms.
    days : iterable of date
        Each once.

    Returns
    -------
    dict
        The findings by day.
    """
    return {day: evaluate(evidence.at(day), scenario) for day in days}


def changes(evidence: Evidence, before: Ledger, after: Ledger, since: date) -> pd.DataFrame:
    """Return the claims whose verdict differs between two ledgers, and the facts behind it.

    Parameters
    ----------
    evidence : Evidence
        Where the facts stand.
    before, after : tuple of Finding
        The ledger on an earlier and on a later day.
    since : date
        The earlier day.

    Returns
    -------
    DataFrame
        ``id, claim, before, after, reason`` (of the later verdict), ``was`` (the reason of the
        earlier one), ``new`` (how many facts behind the later one became known since), ``facts``
        (their ids, the newest first; all facts of the finding where none is new).
    """
    rows = []
    for old, new in zip(before, after, strict=True):
        if old.verdict == new.verdict:
            continue
        fresh = [
            identity
            for identity in new.facts
            if identity not in old.facts and known_on(evidence, identity) > since
        ]
        fresh.sort(key=lambda identity: (known_on(evidence, identity), identity), reverse=True)
        rows.append(
            {
                "id": new.key,
                "claim": new.claim.text,
                "before": old.verdict,
                "after": new.verdict,
                "was": old.answer.reason,
                "reason": new.answer.reason,
                "new": len(fresh),
                "facts": " ".join(fresh or new.facts),
            }
        )
    columns = ["id", "claim", "before", "after", "was", "reason", "new", "facts"]
    return pd.DataFrame(rows, columns=columns)


def known_on(evidence: Evidence, identity: str) -> date:
    """Return the first day on which the report may know a fact or an event."""
    facts = evidence.facts
    event = facts.event(identity)
    if event is None:
        return facts[identity].known
    span = parse_span(event["known_on"])
    return min(span.end, facts.gathered_until) if span.start <= facts.gathered_until else span.end
