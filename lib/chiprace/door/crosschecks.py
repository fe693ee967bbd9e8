"""What no single column can show: names that resolve, units, bases, dates, repeats, bounds."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from chiprace.door.data import Tables
from chiprace.door.faults import Fault, nearest
from chiprace.door.registerchecks import (
    check_basis,
    check_corrections,
    check_dates,
    check_subjects,
)
from chiprace.door.rowtools import (
    Row,
    Rows,
    by_cell,
    frames_of,
    number_in,
    parts_of,
    rows_of,
    span_in,
    unit_fits,
    unit_known,
)
from chiprace.errors import DataError
from chiprace.units import factor, same_dimension

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
    rows = {name: list(rows_of(frame)) for name, frame in frames_of(tables).items()}
    for check in (
        _check_names,
        _check_attributes,
        _check_values,
        _check_bases,
        _check_repeats,
        _check_bounds,
        _check_releases,
        check_subjects,
        check_basis,
        check_corrections,
    ):
        yield from check(rows)
    yield from check_dates(rows, today)


def _check_names(rows: Rows) -> Iterator[Fault]:
    subjects = by_cell(rows["subjects"], "subject")
    attributes = by_cell(rows["attributes"], "attribute")
    sources = by_cell(rows["sources"], "source")
    facts = by_cell(rows["facts"], "id")

    def unresolved(
        table: str, column: str, known: Mapping[str, Row], register: str
    ) -> Iterator[Fault]:
        for row in rows[table]:
            parts = parts_of(row[column]) if column == "maker" else [row[column]]
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


def _check_attributes(rows: Rows) -> Iterator[Fault]:
    for row in rows["attributes"]:
        unit = row["canonical_unit"]
        plain = row["dimension"] in ("date", "word")
        if plain and unit:
            yield row.fault("canonical_unit", "does not go with a date or a word", "Leave it empty")
        elif not plain and not (unit and unit_known(unit)):
            yield row.fault("canonical_unit", "is no known unit", "Write a unit of units.txt")
        for column in row["requires"].split():
            if column not in IDENTITY:
                near = nearest(column, IDENTITY)
                yield row.fault(
                    "requires",
                    f"names '{column}', which is no basis column",
                    f"Write {near}" if near else "Take it out",
                )


def _check_values(rows: Rows) -> Iterator[Fault]:
    attributes = by_cell(rows["attributes"], "attribute")
    units = {row["canonical_unit"] for row in rows["attributes"]}
    units |= {row["unit"] for row in rows["facts"]} | set(USUAL_UNITS)
    known = sorted(unit for unit in units if unit and unit_known(unit))
    for row in rows["facts"]:
        attribute = attributes.get(row["attribute"])
        if attribute is None:
            continue
        wanted, unit = attribute["canonical_unit"], row["unit"]
        if not wanted:
            if unit:
                yield row.fault("unit", f"does not go with {row['attribute']}", "Leave it empty")
            if attribute["dimension"] == "date" and span_in(row["value"]) is None:
                yield row.fault("value", "is no date", "Write 2026-09-18, 2026-09, 2026-Q3 or 2026")
            continue
        if number_in(row["value"]) is None:
            yield row.fault("value", "is no number", "Write a plain number as 0.5 or 1200")
        if not unit_known(wanted):
            continue
        if not unit:
            yield row.fault("unit", "must be filled", f"Write {wanted}, or what the source has")
        elif not unit_known(unit):
            fitting = [word for word in known if same_dimension(word, wanted)]
            near = nearest(unit, fitting) or nearest(unit, known) or wanted
            yield row.fault("unit", "is no known unit", f"Write {near}")
        elif not same_dimension(unit, wanted):
            yield row.fault(
                "unit",
                f"does not measure {row['attribute']}, which is in {wanted}",
                "Mend the unit or the attribute",
            )


def _check_bases(rows: Rows) -> Iterator[Fault]:
    requires = {row["attribute"]: row["requires"].split() for row in rows["attributes"]}
    for row in rows["facts"]:
        for column in requires.get(row["attribute"], []):
            if column in row.cells and not row[column]:
                yield row.fault(
                    column,
                    f"leaves open what {row['attribute']} needs",
                    f"Fill in the {column.replace('_', ' ')}, or unstated",
                )


def _check_repeats(rows: Rows) -> Iterator[Fault]:
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
    number = number_in(row["value"])
    if number is None or not wanted:
        return row["value"], row["unit"]
    try:
        return f"{number * factor(row['unit'], wanted):.9g}", wanted
    except DataError:
        return f"{number:.9g}", row["unit"]


def _check_bounds(rows: Rows) -> Iterator[Fault]:
    canonical = {row["attribute"]: row["canonical_unit"] for row in rows["attributes"]}
    scopes = {row["word"] for row in rows["basis"] if row["aspect"] == "scope"} | {"*"}
    bounds: dict[tuple[str, str], list[Row]] = {}
    for row in rows["plausible"]:
        low, high = number_in(row["low"]), number_in(row["high"])
        wanted = canonical.get(row["attribute"], "")
        earlier = bounds.setdefault((row["attribute"], row["scope"]), [])
        if row["scope"] not in scopes:
            near = nearest(row["scope"], scopes)
            yield row.fault("scope", "is no scope", f"Write {near}" if near else "Write *")
        elif wanted and not unit_fits(row["unit"], wanted):
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
    number = number_in(row["value"])
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


def _check_releases(rows: Rows) -> Iterator[Fault]:
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
