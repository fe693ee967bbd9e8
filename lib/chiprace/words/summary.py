"""Captions and sentences of the summary, computed from the ledger and the headline numbers."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from chiprace.claims.finding import VERDICTS
from chiprace.claims.history import Ruling
from chiprace.look.caption import Caption
from chiprace.look.formats import day, listing, number, times, times_interval
from chiprace.look.tidy import by_key, rows


def verdict_squares(ledgers: Mapping[date, Iterable[Ruling]]) -> pd.DataFrame:
    """Place the claims of each day in a row, ordered by verdict, then by number.

    Parameters
    ----------
    ledgers : mapping of date to rulings
        From `chiprace.claims.history.rulings`.

    Returns
    -------
    DataFrame
        ``moment, place, id, number, verdict, facts``.
    """
    placed = []
    for moment, rulings in ledgers.items():
        ordered = sorted(rulings, key=lambda each: (VERDICTS.index(each.verdict), each.key))
        for place, each in enumerate(ordered):
            placed.append(
                {
                    "moment": f"{moment.day} {moment:%b}\n{moment.year}",
                    "place": place,
                    "id": each.key,
                    "number": str(int(each.key[1:])),
                    "verdict": each.verdict,
                    "facts": "",  # the ledger names the facts of each
                }
            )
    return pd.DataFrame(placed)


def caption_headlines(data: pd.DataFrame) -> Caption:
    """Say what the headline numbers show, from `chiprace.models.headlines.headlines`."""
    found = by_key(data, "key")
    if {"chip", "system", "power"} <= set(found):
        title = (
            f"Huawei's chip does {times(found['chip'].value)} Nvidia's, its system "
            f"{times(found['system'].value)}, at {times(found['power'].value)} the power per "
            "compute"
        )
    else:
        title = "What is known of the argument's numbers on this day"
    return Caption(
        "headlines",
        title,
        "Huawei's side over Nvidia's, lines: range over sources; shaded: the side that the "
        "argument needs",
        alt=" ".join(_said(row) for row in rows(data)),
        notes=(
            "Dense BF16 peaks; bill and cost are for a unit of delivered compute, Huawei's system "
            "in China, Nvidia's in the US",
        ),
    )


def caption_squares(data: pd.DataFrame, changed: pd.DataFrame) -> Caption:
    """Say how many claims stand and how many verdicts flipped, from `verdict_squares`."""
    last = data[data["moment"] == data["moment"].iloc[-1]]
    stands = int((last["verdict"] == "supported").sum())
    caveat = int((last["verdict"] == "supported with a caveat").sum())
    moments = list(dict.fromkeys(data["moment"]))
    flips = len(changed)
    return Caption(
        "verdicts",
        f"Of {len(last)} claims {stands} stand and {caveat} stand with a caveat; "
        f"{flips} verdicts have flipped",
        "One square a claim, by its number in the ledger; a line where the verdict is another",
        alt=" ".join(
            f"{moment.replace(chr(10), ' ')}: "
            + listing(
                [
                    f"{number(count)} {verdict}"
                    for verdict, count in data[data["moment"] == moment]["verdict"]
                    .value_counts()
                    .reindex(VERDICTS)
                    .dropna()
                    .items()
                ]
            )
            + "."
            for moment in moments
        ),
    )


def say_answer(rulings: Iterable[Ruling], data: pd.DataFrame) -> str:
    """Answer the question of the report in two paragraphs, from the ledger and the headlines."""
    ledger = {each.key: each for each in rulings}
    found = by_key(data, "key")
    conclusion = (
        f"**The conclusion, that Huawei is about to end Nvidia's reign, is "
        f"{ledger['C24'].verdict}.** {ledger['C24'].reason}."
    )
    parts = []
    if "system" in found:
        parts.append(
            f"A system of many weaker chips reaches {times(found['system'].value)} the compute of "
            f"Nvidia's rack, with {times(found['power'].value)} the power for a unit of compute "
            f"({times_interval(found['power'].low, found['power'].high)})"
        )
        if "whole" in found:
            parts[-1] += (
                f" and {times(found['whole'].value)} the whole cost "
                f"({times_interval(found['whole'].low, found['whole'].high)})"
            )
        parts[-1] += "."
    parts.append(f"Cheap energy as the remedy is {ledger['C18'].verdict}.")
    parts.append(f"A home market without Nvidia is {ledger['C20'].verdict}.")
    return f"{conclusion}\n\n{' '.join(parts)}"


def say_changed(changed: pd.DataFrame, since: date) -> str:
    """Say which verdicts flipped, grouped by what they are now, or that none has.

    Parameters
    ----------
    changed : DataFrame
        From `chiprace.claims.history.changes`.
    since : date
        The earlier day.

    Returns
    -------
    str
        A paragraph.
    """
    if changed.empty:
        return f"No verdict is another than on {day(since)}, the day of the article."
    groups = []
    for verdict in VERDICTS:
        became = [row for row in rows(changed) if row.after == verdict]
        if became:
            claims = listing([f"{row.id} ({row.before})" for row in became])
            groups.append(f"**{verdict}** {claims}")
    return (
        f"{number(len(changed))} verdicts are other ones than on {day(since)}, the day of the "
        f"article. Now {'; '.join(groups)}; in brackets what they were. The claims chapter says "
        "why."
    )


def _said(row: Any) -> str:
    if row.unit == "%":
        return f"{row.label}: {number(row.low)} to {number(row.high)}%."
    return f"{row.label}: {times(row.value)} ({times_interval(row.low, row.high)})."
