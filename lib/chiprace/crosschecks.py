"""What no single column can show: names that resolve, units, bases, dates, repeats, bounds."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from chiprace.data import Tables
from chiprace.dates import Span, parse_span
from chiprace.errors import DataError
from chiprace.faults import Fault, nearest
from chiprace.units import factor, parse_unit, same_dimension

#: Classes of subjects that are hardware and so have a status.
HARDWARE = ("chip", "card", "component", "server", "rack_system", "supernode", "supercluster")
#: Columns by which two rows with one value still say different things.
IDENTITY = (
    "subject",
    "attribute",
    "bound",
    "period",
    "number_format",
    "sparsity",
    "direction",
    "scope",
    "level",
    "boundary",
    "segment",
    "variant",
    "workload",
    "condition",
    "voice",
    "source",
)
#: Units with a prefix, to be suggested even where no row has them.
USUAL_UNITS = tuple(
    prefix + base
    for base in ("FLOPS", "OPS", "B/s", "bit/s", "B", "W", "Wh")
    for prefix in ("k", "M", "G", "T", "P", "E", "Z")
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Row:
    """One row of a table: its cells and its place."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell."""
        return self.cells[column]

    def fault(self, column: str, problem: str, mend: str) -> Fault:
        """Return a fault in one of the cells."""
        return Fault(self.file, self.line, column, self.cells[column], problem, mend)


def check_across(tables: Tables, today: date) -> Iterator[Fault]:
    """Find the faults that need more than one cell to see.

    Parameters
    ----------
    tables : Tables
        The tables as text, with all their columns.
    today : date
        No statement may be known later than this day.

    Yields
    ------
    Fault
        In no certain order; one cell may have several.
    """
    rows = {name: list(rows_of(frame)) for name, frame in _frames(tables).items()}
    for check in (
        _check_names,
        _check_attributes,
        _check_values,
        _check_bases,
        _check_repeats,
        _check_bounds,
        _check_releases,
        _check_subjects,
        _check_basis,
        _check_corrections,
    ):
        yield from check(rows)
    yield from _check_dates(rows, today)


def rows_of(frame: pd.DataFrame) -> Iterator[Row]:
    """Go through the rows of a table.

    Parameters
    ----------
    frame : DataFrame
        A table as `chiprace.data.read_table` gives it.

    Yields
    ------
    Row
        In the order of the file.
    """
    for record in frame.to_dict("records"):
        cells = {str(column): str(cell) for column, cell in record.items()}
        yield Row(cells["file"], int(cells["line"]), cells)


_Rows = Mapping[str, list[Row]]


def _frames(tables: Tables) -> dict[str, pd.DataFrame]:
    return {"facts": tables.facts, **tables.registers}


def _column(rows: Iterable[Row], column: str) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row[column], row)
    return found


def _split(cell: str) -> list[str]:
    return [part for part in cell.split("; ") if part]


def _number(cell: str) -> float | None:
    if not _NUMBER.fullmatch(cell):
        return None
    value = float(cell)
    return value if math.isfinite(value) else None


def _unit_known(unit: str) -> bool:
    try:
        parse_unit(unit)
    except DataError:
        return False
    return True


def _unit_fits(unit: str, wanted: str) -> bool:
    """Say whether a unit has the wanted dimension; a wanted unit that is unknown fits all."""
    if not _unit_known(wanted):
        return True
    return _unit_known(unit) and same_dimension(unit, wanted)


def _span(cell: str) -> Span | None:
    try:
        return parse_span(cell)
    except DataError:
        return None


def _check_names(rows: _Rows) -> Iterator[Fault]:
    subjects = _column(rows["subjects"], "subject")
    attributes = _column(rows["attributes"], "attribute")
    sources = _column(rows["sources"], "source")
    facts = _column(rows["facts"], "id")

    def unresolved(
        table: str, column: str, known: Mapping[str, Row], register: str
    ) -> Iterator[Fault]:
        for row in rows[table]:
            parts = _split(row[column]) if column == "maker" else [row[column]]
            for name in parts:
                if name and name not in known:
                    near = nearest(name, known)
                    add = f"add it to {register}"
                    yield row.fault(
                        column,
                        f"is not in {register}",
                        f"Write '{near}' or {add}" if near else add.capitalize(),
                    )

    for table in ("facts", "events"):
        yield from unresolved(table, "subject", subjects, "subjects.csv")
        yield from unresolved(table, "source", sources, "sources.csv")
    for table in ("facts", "plausible"):
        yield from unresolved(table, "attribute", attributes, "attributes.csv")
    for column in ("maker", "part_of", "accelerator", "module"):
        yield from unresolved("subjects", column, subjects, "subjects.csv")
    yield from unresolved("corrections", "fact", facts, "the facts")


def _check_attributes(rows: _Rows) -> Iterator[Fault]:
    for row in rows["attributes"]:
        unit = row["canonical_unit"]
        plain = row["dimension"] in ("date", "word")
        if plain and unit:
            yield row.fault("canonical_unit", "does not go with a date or a word", "Leave it empty")
        elif not plain and not (unit and _unit_known(unit)):
            yield row.fault("canonical_unit", "is no known unit", "Write a unit of units.txt")
        for column in row["requires"].split():
            if column not in IDENTITY:
                near = nearest(column, IDENTITY)
                yield row.fault(
                    "requires",
                    f"names '{column}', which is no basis column",
                    f"Write {near}" if near else "Take it out",
                )


def _check_values(rows: _Rows) -> Iterator[Fault]:
    attributes = _column(rows["attributes"], "attribute")
    units = {row["canonical_unit"] for row in rows["attributes"]}
    units |= {row["unit"] for row in rows["facts"]} | set(USUAL_UNITS)
    known = sorted(unit for unit in units if unit and _unit_known(unit))
    for row in rows["facts"]:
        attribute = attributes.get(row["attribute"])
        if attribute is None:
            continue
        wanted, unit = attribute["canonical_unit"], row["unit"]
        if not wanted:
            if unit:
                yield row.fault("unit", f"does not go with {row['attribute']}", "Leave it empty")
            if attribute["dimension"] == "date" and _span(row["value"]) is None:
                yield row.fault("value", "is no date", "Write 2026-09-18, 2026-09, 2026-Q3 or 2026")
            continue
        if _number(row["value"]) is None:
            yield row.fault("value", "is no number", "Write a plain number as 0.5 or 1200")
        if not _unit_known(wanted):
            continue
        if not unit:
            yield row.fault("unit", "must be filled", f"Write {wanted}, or what the source has")
        elif not _unit_known(unit):
            fitting = [word for word in known if same_dimension(word, wanted)]
            near = nearest(unit, fitting) or nearest(unit, known) or wanted
            yield row.fault("unit", "is no known unit", f"Write {near}")
        elif not same_dimension(unit, wanted):
            yield row.fault(
                "unit",
                f"does not measure {row['attribute']}, which is in {wanted}",
                "Mend the unit or the attribute",
            )


def _check_bases(rows: _Rows) -> Iterator[Fault]:
    requires = {row["attribute"]: row["requires"].split() for row in rows["attributes"]}
    for row in rows["facts"]:
        for column in requires.get(row["attribute"], []):
            if column in row.cells and not row[column]:
                yield row.fault(
                    column,
                    f"leaves open what {row['attribute']} needs",
                    f"Fill in the {column.replace('_', ' ')}, or unstated",
                )


def _check_repeats(rows: _Rows) -> Iterator[Fault]:
    canonical = {row["attribute"]: row["canonical_unit"] for row in rows["attributes"]}
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows["facts"]:
        value, unit = _canonical(row, canonical.get(row["attribute"], ""))
        key = (value, unit, *(row[column] for column in IDENTITY))
        first = seen.setdefault(key, row)
        if first is not row:
            yield row.fault(
                "value",
                f"says the same as {first['id']} ({first.file}, line {first.line})",
                "Keep one of the two rows, or tell them apart by variant or condition",
            )


def _canonical(row: Row, wanted: str) -> tuple[str, str]:
    number = _number(row["value"])
    if number is None or not wanted:
        return row["value"], row["unit"]
    try:
        return f"{number * factor(row['unit'], wanted):.9g}", wanted
    except DataError:
        return f"{number:.9g}", row["unit"]


def _check_bounds(rows: _Rows) -> Iterator[Fault]:
    canonical = {row["attribute"]: row["canonical_unit"] for row in rows["attributes"]}
    scopes = {row["word"] for row in rows["basis"] if row["aspect"] == "scope"} | {"*"}
    bounds: dict[tuple[str, str], list[Row]] = {}
    for row in rows["plausible"]:
        low, high = _number(row["low"]), _number(row["high"])
        wanted = canonical.get(row["attribute"], "")
        earlier = bounds.setdefault((row["attribute"], row["scope"]), [])
        if row["scope"] not in scopes:
            near = nearest(row["scope"], scopes)
            yield row.fault("scope", "is no scope", f"Write {near}" if near else "Write *")
        elif wanted and not _unit_fits(row["unit"], wanted):
            yield row.fault("unit", f"does not measure {row['attribute']}", f"Write {wanted}")
        elif low is not None and high is not None and not low < high:
            yield row.fault("low", f"is not below {row['high']}", "Exchange the two bounds")
        elif any(other["unit"] == row["unit"] for other in earlier):
            yield row.fault("scope", "has bounds already", "Keep one of the two rows")
        elif low is not None and high is not None:
            earlier.append(row)
    excluded = {row["fact"] for row in rows["corrections"] if row["action"] == "exclude"}
    for row in rows["facts"]:
        if row["id"] not in excluded:
            yield from _outside(row, bounds)


def _outside(row: Row, bounds: Mapping[tuple[str, str], list[Row]]) -> Iterator[Fault]:
    number = _number(row["value"])
    if number is None:
        return
    for scope in (row["scope"], "*"):
        for bound in bounds.get((row["attribute"], scope), []):
            try:
                value = number * factor(row["unit"], bound["unit"])
            except DataError:
                continue
            if not float(bound["low"]) <= value <= float(bound["high"]):
                of = f"{row['scope']} " if scope != "*" else ""
                yield row.fault(
                    "value",
                    f"{row['unit']} is no plausible {of}{row['attribute'].replace('_', ' ')} "
                    f"({bound['low']} to {bound['high']} {bound['unit']})",
                    "Mend the value or its unit, or widen the bounds in plausible.csv",
                )
            return


def _check_releases(rows: _Rows) -> Iterator[Fault]:
    words = [row["word"] for row in rows["basis"] if row["aspect"] == "release"]
    for row in rows["facts"]:
        if row["attribute"] != "release":
            continue
        word = next((each for each in words if re.match(rf"{each}\b", row["condition"])), "")
        if words and not word:
            yield row.fault(
                "condition", "does not say which date", f"Begin it with {', '.join(words)}"
            )
        elif word == "expected" and not row["outlook"]:
            yield row.fault("outlook", "leaves open who expects it", "Write plan or forecast")
        elif word in ("announced", "shipped") and row["outlook"]:
            yield row.fault("outlook", f"does not go with a date {word}", "Leave it empty")


def _check_subjects(rows: _Rows) -> Iterator[Fault]:
    names = _column(rows["subjects"], "subject")
    aliases: dict[str, Row] = {}
    for row in rows["subjects"]:
        if row["class"] in HARDWARE and not row["status"]:
            yield row.fault("status", "must be filled for hardware", "Write unclear if unknown")
        for column in ("accelerator_count", "module_count"):
            count = _number(row[column])
            if row[column] and (count is None or count < 1):
                yield row.fault(column, "is no count", "Write a whole number above zero")
        for alias in _split(row["aliases"]):
            first = aliases.setdefault(alias, row)
            if first is not row or (alias in names and names[alias] is not row):
                owner = first["subject"] if first is not row else alias
                yield row.fault("aliases", f"has '{alias}', as has {owner}", "Keep one of the two")


def _check_basis(rows: _Rows) -> Iterator[Fault]:
    words: dict[tuple[str, str], Row] = {}
    for row in rows["basis"]:
        if words.setdefault((row["aspect"], row["word"]), row) is not row:
            yield row.fault("word", f"stands twice for {row['aspect']}", "Keep one row")
    for row in rows["basis"]:
        if (row["aspect"], row["family"]) not in words:
            yield row.fault(
                "family", f"is no word for {row['aspect']}", f"Write a word of {row['aspect']}"
            )


def _check_corrections(rows: _Rows) -> Iterator[Fault]:
    facts = _column(rows["facts"], "id")
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


def _check_dates(rows: _Rows, today: date) -> Iterator[Fault]:
    for table, columns in {
        "facts": ("known_on",),
        "events": ("date", "known_on"),
        "sources": ("published",),
    }.items():
        for row in rows[table]:
            for column in columns:
                if not row[column]:
                    continue
                span = _span(row[column])
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
    spans = [span for span in map(_span, parts) if span is not None]
    known = _span(row["known_on"])
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
