"""When a fact became known: the date of the statement, or the release of what it describes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from chiprace.basis import Basis
from chiprace.dates import Span, parse_span
from chiprace.door.registers import Subject
from chiprace.evidence.fact import Fact

#: Voices whose estimates are transcriptions of data sheets: what they hold was known earlier.
TRANSCRIBERS = ("Glenn K. Lockwood", "LMSYS and Ant Group")

#: What a product is built of is plain from the day on which it ships, whoever counts it.
STRUCTURE = ("accelerator_count", "cabinet_count", "die_count")


def known_day(written: str, gathered_until: date) -> date:
    """Return the day on which a statement counts as known.

    Parameters
    ----------
    written : str
        Its date; a month or a year counts from its last day, so that nothing is known too early.
    gathered_until : date
        Day on which the gathering ended: what was under way then counts as known on it.

    Returns
    -------
    date
        The day.
    """
    span = parse_span(written)
    return min(span.end, gathered_until) if span.start <= gathered_until else span.end


def release_days(
    rows: list[dict[str, str]], subjects: Mapping[str, Subject]
) -> dict[str, date | None]:
    """Return the day on which each subject first shipped, its system's if it has none itself.

    Parameters
    ----------
    rows : list of dict
        All facts as text.
    subjects : Mapping of str to Subject
        The register.

    Returns
    -------
    dict
        None for what has not shipped, or is no hardware.
    """
    shipped = _shipping_dates(rows)
    return {name: _release_of(name, shipped, subjects) for name in subjects}


def backdated(facts: list[Fact], released: Mapping[str, date | None]) -> list[Fact]:
    """Let standing properties of shipped hardware count as known from its release.

    A fact is standing if it has no period and no outlook and is a data sheet, an estimate
    by someone who transcribes data sheets, or a count of what the product is built of.
    Where the same voice had said another value before, the later row is a revision and
    keeps its own date.
    """
    values: dict[tuple[str, str, Basis, str, str], list[Fact]] = {}
    for fact in facts:
        values.setdefault(_identity(fact), []).append(fact)
    dated = []
    for fact in facts:
        day = released.get(fact.subject)
        standing = (
            not fact.period
            and not fact.outlook
            and (
                fact.kind == "datasheet"
                or fact.attribute in STRUCTURE
                or (fact.kind == "estimate" and fact.voice in TRANSCRIBERS)
            )
        )
        if standing and day is not None and day < fact.known:
            revises = any(
                other.text != fact.text and other.stated < fact.stated
                for other in values[_identity(fact)]
            )
            if not revises:
                fact = replace(fact, known=day)
        dated.append(fact)
    return dated


def _release_of(
    name: str, shipped: Mapping[str, Span], subjects: Mapping[str, Subject]
) -> date | None:
    seen: set[str] = set()
    while name and name not in seen:
        if name in shipped:
            return shipped[name].end
        seen.add(name)
        name = subjects[name].part_of if name in subjects else ""
    return None


def _identity(fact: Fact) -> tuple[str, str, Basis, str, str]:
    return fact.subject, fact.attribute, fact.basis, fact.variant, fact.voice


def _shipping_dates(rows: list[dict[str, str]]) -> dict[str, Span]:
    dates: dict[str, Span] = {}
    for row in rows:
        if (
            row["attribute"] == "release"
            and row["condition"].startswith("shipped")
            and not row["outlook"]
        ):
            span = parse_span(row["value"])
            if row["subject"] not in dates or span.end < dates[row["subject"]].end:
                dates[row["subject"]] = span
    return dates
