"""A table as a frozen object: columns with units, cells with notes, and its plain HTML form."""

from dataclasses import dataclass
from html import escape

import pandas as pd

from chiprace.errors import BuildError


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name : str
        Heading.
    unit : str
        Unit of the column in the heading's second line; empty for words.
    align : {"left", "right"}
        Numbers stand right.
    """

    name: str
    unit: str = ""
    align: str = "right"


def word_columns(*names: str) -> tuple[Column, ...]:
    """Return columns of words under these headings; words stand left."""
    return tuple(Column(name, align="left") for name in names)


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Parameters
    ----------
    text : str
        What stands there; never empty.
    notes : tuple of str
        Notes that hang on it; equal notes share one mark.
    facts : tuple of str
        Ids of the facts behind it.
    mark : str
        ``revised``, ``missing`` or empty: how the cell is set off.
    link : str
        Address that the text leads to where it is read in a notebook.
    """

    text: str
    notes: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    mark: str = ""
    link: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table: a heading cell and the others; ``reference`` rows are set in grey."""

    cells: tuple[Cell, ...]
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """Columns and rows; the first cell of a row is its heading."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        """Refuse a ragged table and an empty cell."""
        for position, row in enumerate(self.rows, 1):
            if len(row.cells) != len(self.columns):
                raise BuildError(
                    f"Row {position} of the table has {len(row.cells)} cells under "
                    f"{len(self.columns)} columns."
                )
            for cell, column in zip(row.cells, self.columns, strict=True):
                if not cell.text:
                    raise BuildError(
                        f"Row {position}, column '{column.name}', is empty. "
                        "Say why there is no value."
                    )


def table_notes(table: Table) -> dict[str, str]:
    """Return the notes of a table with their marks: a, b, c … by position."""
    notes: dict[str, str] = {}
    for row in table.rows:
        for cell in row.cells:
            for note in cell.notes:
                notes.setdefault(note, _letters(len(notes)))
    return notes


def table_frame(table: Table) -> pd.DataFrame:
    """Return the cells as text, with the ids of the facts in a last column.

    Returns
    -------
    DataFrame
        One row for each row; columns by heading, then ``facts``.
    """
    names = [
        f"{column.name} [{column.unit}]" if column.unit else column.name for column in table.columns
    ]
    records = [
        [
            *(cell.text for cell in row.cells),
            " ".join(dict.fromkeys(identity for cell in row.cells for identity in cell.facts)),
        ]
        for row in table.rows
    ]
    return pd.DataFrame(records, columns=[*names, "facts"])


def table_html(table: Table) -> str:
    """Return the table as HTML, with header scopes and lettered notes below."""
    notes = table_notes(table)
    head = "".join(
        f'<th scope="col" class="{column.align}">{escape(column.name)}'
        f"{f'<br><small>{escape(column.unit)}</small>' if column.unit else ''}</th>"
        for column in table.columns
    )
    body = []
    for row in table.rows:
        cells = []
        for position, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
            marks = ",".join(notes[note] for note in cell.notes)
            text = escape(cell.text)
            if cell.link:
                text = f'<a href="{escape(cell.link)}" target="_blank">{text}</a>'
            text += f"<sup>{marks}</sup>" if marks else ""
            kind = " ".join(filter(None, (column.align, cell.mark)))
            tag = 'th scope="row"' if position == 0 else "td"
            cells.append(f'<{tag} class="{kind}">{text}</{tag.split()[0]}>')
        body.append(f'<tr class="{row.tone}">{"".join(cells)}</tr>')
    foot = "".join(f"<p><sup>{mark}</sup> {escape(note)}.</p>" for note, mark in notes.items())
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>{foot}"


def _letters(index: int) -> str:
    return chr(ord("a") + index) if index < 26 else _letters(index // 26 - 1) + _letters(index % 26)
