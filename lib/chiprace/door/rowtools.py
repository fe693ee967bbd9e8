"""Rows of tables with their places, and what a cell may hold, for the checks."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from chiprace.dates import Span, parse_span
from chiprace.door.data import Tables, records
from chiprace.door.faults import Fault
from chiprace.errors import DataError
from chiprace.units import parse_unit, same_dimension

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


def rows_of(frame: pd.DataFrame) -> Iterator[Row]:
    """Go through the rows of a table.

    Parameters
    ----------
    frame : DataFrame
        A table as `chiprace.door.data.read_table` gives it.

    Yields
    ------
    Row
        In the order of the file.
    """
    for cells in records(frame):
        yield Row(cells["file"], int(cells["line"]), cells)


Rows = Mapping[str, list[Row]]


def frames_of(tables: Tables) -> dict[str, pd.DataFrame]:
    """Return every table by name."""
    return {"facts": tables.facts, **tables.registers}


def by_cell(rows: Iterable[Row], column: str) -> dict[str, Row]:
    """Return the first row for each content of a column."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row[column], row)
    return found


def parts_of(cell: str) -> list[str]:
    """Return the parts of a cell that are joined by semicolons."""
    return [part for part in cell.split("; ") if part]


def number_in(cell: str) -> float | None:
    """Return the number in a cell, or None where there is no finite one."""
    if not _NUMBER.fullmatch(cell):
        return None
    value = float(cell)
    return value if math.isfinite(value) else None


def unit_known(unit: str) -> bool:
    """Say whether the registry knows a unit."""
    try:
        parse_unit(unit)
    except DataError:
        return False
    return True


def unit_fits(unit: str, wanted: str) -> bool:
    """Say whether a unit has the wanted dimension; a wanted unit that is unknown fits all."""
    if not unit_known(wanted):
        return True
    return unit_known(unit) and same_dimension(unit, wanted)


def span_in(cell: str) -> Span | None:
    """Return the days that a cell covers, or None where it is no date."""
    try:
        return parse_span(cell)
    except DataError:
        return None
