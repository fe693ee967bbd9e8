"""Two chronologies: US export controls, and Chinese mandates and subsidies.

Reports of one act by several outlets are one episode. What an act does to the sale of Nvidia's
accelerators in China stands in the data (``closes``, ``opens``), not here.
"""

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from chiprace.dates import parse_span
from chiprace.evidence.facts import Fact
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import quantity
from chiprace.models.supply import subsidies

#: Sorts of events, and on whose side of the time line they stand.
SIDES = {
    "export control": "United States",
    "Chinese mandate": "China",
    "subsidy": "China",
    "quota": "China",
}

#: Where the axis of the figure begins: shortly before the first control of chips.
AXIS_BEGINS = date(2022, 7, 1)

#: Two reports of one sort on one subject that lie no further apart are of one act [days].
SAME_ACT_DAYS = 3


@dataclass(frozen=True)
class Event:
    """A dated act or report; of several reports of one act, ``reports`` has their ids."""

    dated: str
    start: date
    end: date
    subject: str
    text: str
    segment: str
    effect: str
    voice: str
    kind: str
    known: date
    reports: tuple[str, ...]


@remembered
def events(evidence: Evidence) -> list[Event]:
    """Return the events that had happened and were known on the day of the edition.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day; events follow the same rule of dates.

    Returns
    -------
    list of Event
        Oldest first, of every sort.
    """
    found = []
    for row in evidence.facts.tables.rows("events"):
        span, said = parse_span(row["date"]), parse_span(row["known_on"])
        known = said.end
        if said.start <= evidence.facts.gathered_until:
            known = min(known, evidence.facts.gathered_until)
        if evidence.reached(max(known, span.start)):
            found.append(
                Event(
                    row["date"],
                    span.start,
                    span.end,
                    row["subject"],
                    row["event"],
                    row["segment"],
                    row["effect"],
                    row["voice"],
                    row["kind"],
                    known,
                    (row["id"],),
                )
            )
    return sorted(found, key=lambda event: (event.start, event.end, event.reports))


@remembered
def episodes(evidence: Evidence) -> pd.DataFrame:
    """Return the acts of both governments, several reports of one act put together.

    Two reports are of one act if sort and subject are the same and their dates lie within
    `SAME_ACT_DAYS` of one another, or overlap where one has no day; the one dated most exactly
    speaks for it. Subsidies and quotas
    that facts tell of stand with the mandates, on the day on which they were reported.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``number, side, segment, date, start, end, effect, subject, text, voice, kind,
        reports, facts``;
        numbered by date; ``facts`` has the ids of events and facts.
    """
    acts: list[Event] = []
    for event in (*events(evidence), *_subsidy_events(evidence)):
        if event.segment not in SIDES:
            continue
        for position, act in enumerate(acts):
            if _same_act(act, event):
                acts[position] = _joined(act, event)
                break
        else:
            acts.append(event)
    acts.sort(key=lambda act: (act.start, act.end, act.reports))
    return pd.DataFrame(
        [
            {
                "number": number,
                "side": SIDES[act.segment],
                "segment": act.segment,
                "date": act.dated,
                "start": act.start,
                "end": act.end,
                "effect": act.effect,
                "subject": act.subject,
                "text": act.text,
                "voice": act.voice,
                "kind": act.kind,
                "reports": len(act.reports),
                "facts": " ".join(act.reports),
            }
            for number, act in enumerate(acts, 1)
        ],
        columns=[
            "number",
            "side",
            "segment",
            "date",
            "start",
            "end",
            "effect",
            "subject",
            "text",
            "voice",
            "kind",
            "reports",
            "facts",
        ],
    )


def closings(data: pd.DataFrame, since: date = date.min) -> dict[tuple[str, str], int]:
    """Count the acts by side and effect from a day on.

    Parameters
    ----------
    data : DataFrame
        From `episodes`.
    since : date, optional
        The first day that counts.

    Returns
    -------
    dict
        By side and effect, as ``("China", "closes")``; acts without an effect are left out.
    """
    chosen = data[(data["start"] >= since) & (data["effect"] != "")]
    return {
        (str(side), str(effect)): len(group)
        for (side, effect), group in chosen.groupby(["side", "effect"])
    }


def _subsidy_events(evidence: Evidence) -> list[Event]:
    found = []
    for fact in subsidies(evidence):
        text = _subsidy_text(fact)
        if text:
            span = parse_span(fact.known_on)
            found.append(
                Event(
                    fact.known_on,
                    span.start,
                    min(span.end, fact.known),
                    fact.basis.segment,
                    text,
                    "subsidy" if fact.attribute == _DISCOUNT else "quota",
                    "",
                    fact.voice,
                    fact.kind,
                    fact.known,
                    (fact.id,),
                )
            )
    return found


_DISCOUNT = "electricity_price_discount"

_BOUNDS = {"at_most": "up to ", "at_least": "at least ", "about": "about "}


def _subsidy_text(fact: Fact) -> str:
    value = f"{_BOUNDS.get(fact.bound, '')}{quantity(fact.value, fact.unit)}" if fact.unit else ""
    goods = fact.basis.segment
    if fact.attribute == _DISCOUNT:
        return f"Local subsidies take {value} off the power bills of {goods}, by report."
    if fact.attribute == "domestic_chip_share_required" and not fact.period:
        planned = " is planned to" if fact.outlook else " must"
        return f"The {goods}{planned} use {value} domestic chips, by report."
    return ""


def _same_act(one: Event, other: Event) -> bool:
    if (one.segment, one.subject) != (other.segment, other.subject):
        return False
    gap = (max(one.start, other.start) - min(one.end, other.end)).days
    exact = one.start == one.end and other.start == other.end
    return gap <= (SAME_ACT_DAYS if exact else 0)


def _joined(one: Event, other: Event) -> Event:
    first, second = sorted(
        (one, other), key=lambda event: ((event.end - event.start).days, event.start)
    )
    voices = dict.fromkeys((*one.voice.split("; "), *other.voice.split("; ")))
    return replace(
        first,
        effect=first.effect or second.effect,
        voice="; ".join(voices),
        reports=(*one.reports, *other.reports),
    )
