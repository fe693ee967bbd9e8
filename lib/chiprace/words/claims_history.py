"""What changed verdicts, and what would: captions, tables and sentences."""

from datetime import date

import pandas as pd

from chiprace.claims.finding import RATIO
from chiprace.claims.history import known_on
from chiprace.claims.verdicts import THRESHOLDS
from chiprace.evidence.policy import Evidence
from chiprace.look.caption import Caption
from chiprace.look.formats import day, listing
from chiprace.look.tables import Cell, Column, Row, Table, word_columns
from chiprace.look.tidy import rows
from chiprace.words.claims import FLIP_NOTE, LINES, amount

#: How many of the facts behind a change are named in the table; the data have them all.
NAMED = 3


def say_changes(data: pd.DataFrame, since: date, evidence: Evidence) -> str:
    """Say how many verdicts differ between the article's day and the edition's, and why."""
    if evidence.as_of <= since:
        return (
            f"This edition is of {day(evidence.as_of)}, not later than the article: no verdict "
            "can have changed yet."
        )
    if data.empty:
        return f"No verdict changed between {day(since)} and {day(evidence.as_of)}."
    fresh = int(data["new"].sum())
    time = [row.id for row in rows(data) if not row.new]
    return (
        f"Between {day(since)} and {day(evidence.as_of)} the verdicts on {len(data)} claims "
        f"changed: {listing(list(data['id']))}. Behind them stand {fresh} facts that became known "
        "in between"
        + (f"; with {listing(time)} the passing of time alone did it" if time else "")
        + "."
    )


def table_changes(data: pd.DataFrame, evidence: Evidence) -> Table:
    """Build the table of changed verdicts with the newest facts behind each."""
    return Table(
        word_columns("Claim", "Then", "Now", "Because", "New facts"),
        tuple(
            Row(
                (
                    Cell(f"{row.id} {LINES[row.id]}", facts=tuple(row.facts.split())),
                    Cell(row.before),
                    Cell(row.after),
                    Cell(f"{row.reason}."),
                    Cell(_named(row.facts.split(), row.new, evidence)),
                )
            )
            for row in rows(data)
        ),
    )


def _named(identities: list[str], count: int, evidence: Evidence) -> str:
    if not count:
        return "none; time passed"
    named = [
        f"{identity} ({_voice(identity, evidence)}{known_on(evidence, identity):%Y-%m-%d})"
        for identity in identities[:NAMED]
    ]
    more = f" and {count - NAMED} more" if count > NAMED else ""
    return ", ".join(named) + more


def _voice(identity: str, evidence: Evidence) -> str:
    return f"{evidence.facts[identity].voice}, " if identity in evidence.facts else ""


def caption_changes(data: pd.DataFrame, since: date, evidence: Evidence) -> Caption:
    """Say what the table of changes shows."""
    return Caption(
        key="changes",
        title=f"{len(data)} verdicts differ from those of the article's day, and why",
        subtitle=(
            f"{day(since)} against {day(evidence.as_of)}; new facts: known only in between, "
            "the newest first"
        ),
    )


def flips_text(data: pd.DataFrame) -> pd.DataFrame:
    """Return the frame of flips with today's value and the flip in words, for the figure."""
    return data.assign(
        text=[
            f"{amount(row.value, row.unit)} → {amount(row.flips_at, row.unit)}"
            for row in rows(data)
        ]
    )


def caption_flips(data: pd.DataFrame) -> Caption:
    """Say how near the verdicts are to their flips, from `chiprace.claims.ledger.flips_frame`."""
    within = data[data["within"]]
    keys = listing(list(within["id"]))
    return Caption(
        key="flips",
        title=(
            f"For {len(within)} of {len(data)} verdicts the flip lies in the range sources give: "
            f"{keys}"
            if len(within)
            else f"No flip of {len(data)} verdicts lies in the range that sources give"
        ),
        subtitle=(
            "From the deciding input today to its value at the flip (diamond), as a ratio; "
            "black: its own range"
        ),
        alt=" ".join(
            f"{row.id}, {row.name}: {amount(row.value, row.unit)} today, range "
            f"{amount(row.low, row.unit)} to {amount(row.high, row.unit)}, flips at "
            f"{amount(row.flips_at, row.unit)} to {row.becomes}."
            for row in rows(data)
        ),
        notes=(
            FLIP_NOTE,
            "Filled diamond: the flip lies within the input's own range",
            "Claims that hang on no number are left out",
        ),
    )


def table_thresholds() -> Table:
    """Build the table of the numbers that words of the article are read as."""
    return Table(
        (
            Column("Word", align="left"),
            Column("Read as"),
            Column("Because", align="left"),
        ),
        tuple(
            Row(
                (
                    Cell(each.name),
                    Cell(amount(each.value, RATIO if each.unit == "1" else each.unit)),
                    Cell(f"{each.reason}."),
                )
            )
            for each in THRESHOLDS
        ),
    )


def caption_thresholds() -> Caption:
    """Say what the thresholds are."""
    return Caption(
        key="thresholds",
        title="What words such as 'far' or 'fast' are read as",
        subtitle="Thresholds that the rules share; ratios unless a unit is given",
    )
