"""Small views of tidy tables: their rows as objects, rows by key, their notes."""

from collections import namedtuple
from functools import cache
from typing import Any

import pandas as pd

from chiprace.evidence.estimate import NOTES


def rows(data: pd.DataFrame) -> list[Any]:
    """Return the rows of a table as objects with a field for each column.

    Parameters
    ----------
    data : DataFrame
        Its columns are names.

    Returns
    -------
    list
        In the order of the table.
    """
    row = _row(tuple(data.columns))
    if data.empty:
        return []
    return list(map(row, *(cells.tolist() for _, cells in data.items())))


@cache
def _row(columns: tuple[str, ...]) -> Any:
    # Making the type takes a millisecond, which pandas' own itertuples spends each time.
    return namedtuple("Row", columns)


def by_key(data: pd.DataFrame, column: str) -> dict[str, Any]:
    """Return the rows of a table by what stands in one column, the first of equal ones.

    Parameters
    ----------
    data : DataFrame
        A tidy table.
    column : str
        The column that holds the keys.

    Returns
    -------
    dict
        Rows as from `rows`.
    """
    found: dict[str, Any] = {}
    for row in rows(data):
        found.setdefault(str(getattr(row, column)), row)
    return found


def notes_of(data: pd.DataFrame) -> tuple[str, ...]:
    """Return the notes of all rows of a table, each once.

    Parameters
    ----------
    data : DataFrame
        With a column ``notes``, in which notes are parted by `chiprace.evidence.estimate.NOTES`.

    Returns
    -------
    tuple of str
        In the order of their first appearance.
    """
    texts = [note for cell in data["notes"] for note in str(cell).split(NOTES) if note]
    return tuple(dict.fromkeys(texts))
