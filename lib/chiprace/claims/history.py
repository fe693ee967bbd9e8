"""The verdicts on several days, and what made them change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from chiprace.claims.kept import ledger_rows
from chiprace.dates import parse_span
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import CLAIMANT
from chiprace.scenario import Scenario


@dataclass(frozen=True)
class Ruling:
    """What the ledger says of a claim on a day, without its numbers.

    Parameters
    ----------
    key : str
        Number of the claim, as ``C01``.
    claim : str
        The claim in words.
    verdict, reason : str
        The answer.
    facts : tuple of str
        Ids of the facts behind it.
    """

    key: str
    claim: str
    verdict: str
    reason: str
    facts: tuple[str, ...]


def article_day(evidence: Evidence) -> date:
    """Return the day of the article."""
    return max(fact.stated for fact in evidence.facts.having(voice=CLAIMANT))


def rulings(
    evidence: Evidence, scenario: Scenario, days: Iterable[date]
) -> dict[date, tuple[Ruling, ...]]:
    """Return the verdicts as they would have stood on several days.

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
        By day, a ruling for each claim, by number; from kept rows of the ledger where there are.
    """
    return {
        day: tuple(
            Ruling(row["id"], row["claim"], row["verdict"], row["reason"], (*row["facts"].split(),))
            for row in ledger_rows(evidence.at(day), scenario)
        )
        for day in days
    }


def changes(
    evidence: Evidence, before: Iterable[Ruling], after: Iterable[Ruling], since: date
) -> pd.DataFrame:
    """Return the claims whose verdict differs between two days, and the facts behind it.

    Parameters
    ----------
    evidence : Evidence
        Where the facts stand.
    before, after : iterable of Ruling
        From `rulings`, on an earlier and on a later day.
    since : date
        The earlier day.

    Returns
    -------
    DataFrame
        ``id, claim, before, after, reason`` (of the later verdict), ``was`` (the reason of the
        earlier one), ``new`` (how many facts behind the later one became known since), ``facts``
        (their ids, the newest first; all facts of the ruling where none is new).
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
                "claim": new.claim,
                "before": old.verdict,
                "after": new.verdict,
                "was": old.reason,
                "reason": new.reason,
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
