"""Checks of the registers and of all dates: subjects, vocabulary, corrections."""

from collections.abc import Iterator
from datetime import date

from chiprace.door.faults import Fault, nearest
from chiprace.door.rowtools import Row, Rows, by_cell, number_in, parts_of, span_in

#: Classes of subjects that are hardware and so have a status.
HARDWARE = ("chip", "card", "component", "server", "rack_system", "supernode", "supercluster")


def check_subjects(rows: Rows) -> Iterator[Fault]:
    """Find hardware without a status, names that clash and counts that do not fit."""
    names = by_cell(rows["subjects"], "subject")
    aliases: dict[str, Row] = {}
    for row in rows["subjects"]:
        if row["class"] in HARDWARE and not row["status"]:
            yield row.fault("status", "must be filled for hardware", "Write unclear if unknown")
        for column in ("accelerator_count", "module_count"):
            count = number_in(row[column])
            if row[column] and (count is None or count < 1):
                yield row.fault(column, "is no count", "Write a whole number above zero")
        for alias in parts_of(row["aliases"]):
            first = aliases.setdefault(alias, row)
            if first is not row or (alias in names and names[alias] is not row):
                owner = first["subject"] if first is not row else alias
                yield row.fault("aliases", f"has '{alias}', as has {owner}", "Keep one of the two")


def check_basis(rows: Rows) -> Iterator[Fault]:
    """Find words of the vocabulary that stand twice or in no family."""
    words: dict[tuple[str, str], Row] = {}
    for row in rows["basis"]:
        if words.setdefault((row["aspect"], row["word"]), row) is not row:
            yield row.fault("word", f"stands twice for {row['aspect']}", "Keep one row")
    for row in rows["basis"]:
        if (row["aspect"], row["family"]) not in words:
            yield row.fault(
                "family", f"is no word for {row['aspect']}", f"Write a word of {row['aspect']}"
            )


def check_corrections(rows: Rows) -> Iterator[Fault]:
    """Find corrections without a target, a guard that holds or a reason."""
    facts = by_cell(rows["facts"], "id")
    for row in rows["corrections"]:
        fact = facts.get(row["fact"])
        if fact is None:
            continue
        column = row["column"]
        if column not in fact.cells or column in ("file", "line", "id"):
            near = nearest(column, fact.cells)
            yield row.fault(
                "column", "is no column of the facts", f"Write {near or 'the column to guard'}"
            )
        elif fact[column] != row["expected"]:
            yield row.fault(
                "expected",
                f"no longer stands in {column} of {row['fact']}, which has '{fact[column]}'",
                "Look at the fact again, then mend or drop the correction",
            )
        if row["action"] == "set" and row["value"] == row["expected"]:
            yield row.fault("value", "changes nothing", "Write the new text")


def check_dates(rows: Rows, today: date) -> Iterator[Fault]:
    """Find dates that are none, and statements known later than today."""
    for table, columns in {
        "facts": ("known_on",),
        "events": ("date", "known_on"),
        "sources": ("published",),
    }.items():
        for row in rows[table]:
            for column in columns:
                if not row[column]:
                    continue
                span = span_in(row[column])
                if span is None:
                    yield row.fault(
                        column, "is no date", "Write 2026-09-18, 2026-09, 2026-Q3 or 2026"
                    )
                elif column != "date" and span.start > today:
                    yield row.fault(column, f"lies after today ({today})", "Mend the date")
    for row in rows["facts"]:
        yield from _check_period(row)


def _check_period(row: Row) -> Iterator[Fault]:
    if not row["period"] or row["period"] == "unstated" or row["period"].startswith("FY"):
        return
    parts = row["period"].split("/")
    spans = [span for span in map(span_in, parts) if span is not None]
    known = span_in(row["known_on"])
    if len(spans) < len(parts):
        yield row.fault("period", "is no period", "Write 2025, 2025-H1, 2025-Q3 or 2024/2025")
    elif spans[-1].end < spans[0].start:
        yield row.fault("period", "ends before it begins", "Exchange the two dates")
    elif known is not None and spans[0].start > known.end and not row["outlook"]:
        yield row.fault(
            "outlook",
            f"must be filled: {row['period']} had not begun on {row['known_on']}",
            "Write forecast, plan or guidance",
        )
