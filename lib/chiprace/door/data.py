"""The only reader of ``data/``: every cell as text, with the file and line it stands in."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pandas as pd

from chiprace.errors import DataError
from chiprace.paths import current_project
from chiprace.reads import note

#: Folders of the facts: what others published, and what this project measured.
FOLDERS = ("facts", "measured")

REGISTERS = (
    "events",
    "subjects",
    "attributes",
    "sources",
    "basis",
    "plausible",
    "corrections",
    "claims",
    "glossary",
)


@dataclass(frozen=True)
class Tables:
    """All tables of ``data/`` as text.

    Parameters
    ----------
    facts : DataFrame
        The rows of every ``facts/*.csv`` and ``measured/*.csv``, one below the other.
    registers : Mapping of str to DataFrame
        The other tables by name (see `REGISTERS`).

    Notes
    -----
    Each frame has two columns more than its file: ``file`` (relative to the project's root) and
    ``line`` (of the row's first line, the header being line 1).
    """

    facts: pd.DataFrame
    registers: Mapping[str, pd.DataFrame]
    _rows: dict[str, list[dict[str, str]]] = field(default_factory=dict, repr=False, compare=False)

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a register as dictionaries of text, and note that it was read."""
        note("register", name)
        if name not in self._rows:
            self._rows[name] = records(self.registers[name])
        return self._rows[name]

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Return a register by its name, and note that it was read."""
        if name in REGISTERS:
            note("register", name)
            return self.registers[name]
        raise AttributeError(name)


def read_table(path: Path, root: Path) -> pd.DataFrame:
    """Read one CSV file as text.

    Parameters
    ----------
    path : Path
        The file.
    root : Path
        Root of the project; the ``file`` column is relative to it.

    Returns
    -------
    DataFrame
        The columns of the file as strings, then ``file`` and ``line``.

    Raises
    ------
    DataError
        If the file is missing, is no UTF-8, is empty, names a column twice, or has a row with
        too few or too many cells.
    """
    place = path.relative_to(root).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise DataError(
            f"{place} is missing. Look at its name; one of the project's is restored from git."
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(f"{place} is no UTF-8 ({error.reason}). Save it as UTF-8.") from error
    reader = csv.reader(text.splitlines(keepends=True))
    header = next(reader, None)
    if header is None:
        raise DataError(f"{place} is empty. Write at least the header row.")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise DataError(f"{place}, line 1: the column '{twice[0]}' stands twice. Keep one.")
    rows: list[list[str | int]] = []
    line = reader.line_num + 1
    for cells in reader:
        if cells and len(cells) != len(header):
            raise DataError(
                f"{place}, line {line}: {len(cells)} cells under {len(header)} columns. "
                "Quote a cell that holds a comma."
            )
        if cells:
            rows.append([*cells, place, line])
        line = reader.line_num + 1
    return pd.DataFrame(rows, columns=[*header, "file", "line"])


@lru_cache(maxsize=8)
def load_tables(root: Path | None = None) -> Tables:
    """Read every table of a project.

    Parameters
    ----------
    root : Path, optional
        Root of the project; the current one if left out.

    Returns
    -------
    Tables
        Read once for each root and kept.

    Raises
    ------
    DataError
        If a file cannot be read as a table.
    """
    home = root or current_project().root
    found = [path for folder in FOLDERS for path in sorted((home / "data" / folder).glob("*.csv"))]
    parts = [read_table(path, home) for path in found]
    if not parts:
        raise DataError("data/facts holds no CSV file. Restore the facts from git.")
    for part in parts[1:]:
        if list(part.columns) != list(parts[0].columns):
            raise DataError(
                f"{part['file'].iloc[0]}, line 1: its columns differ from those of "
                f"{parts[0]['file'].iloc[0]}. Give every facts file the same columns."
            )
    facts = pd.concat(parts, ignore_index=True)
    registers = {name: read_table(home / "data" / f"{name}.csv", home) for name in REGISTERS}
    return Tables(facts, registers)


def records(table: pd.DataFrame) -> list[dict[str, str]]:
    """Return the rows of a table as dictionaries of text, the line number included."""
    columns = [map(str, table[name].tolist()) for name in table.columns]
    names = [str(name) for name in table.columns]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]
