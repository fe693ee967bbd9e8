"""Columns of a printed table by what stands in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from chiprace.errors import BuildError
from chiprace.export.fonts import text_width

Widths = NDArray[np.floating]

#: Type sizes that are tried [pt]: first with short cells kept on one line, then without.
SIZES = (8.5, 8.0, 7.5)
SMALL = (8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
#: A cell of so many characters, as a value with its unit, is better not broken.
SHORT = 16
#: Blank on both sides of a cell together [pt].
GAP = 8.0
#: By so much columns are widened [pt].
STEP = 6.0
#: What a line counts that makes its row no higher.
OTHERS = 0.1
#: Where a line may break: a ratio keeps its sign.
BREAK = re.compile(" (?!×)")


@dataclass(frozen=True)
class Layout:
    """Type size and widths of the columns [pt]."""

    size: float
    widths: tuple[float, ...]


def lay_out(rows: Sequence[Sequence[str]], width: float) -> Layout:
    """Choose type size and column widths of a table.

    Parameters
    ----------
    rows : sequence of sequence of str
        Text of all cells, headings first; lines are parted by line breaks.
    width : float
        Of the text [pt].

    Returns
    -------
    Layout
        The largest size at which no word must be broken; columns get what their longest word
        needs and share the rest so that the table is low.

    Raises
    ------
    BuildError
        If the words do not stand side by side even in the smallest size.
    """
    columns = list(zip(*rows, strict=True))
    for size, short in [*((size, SHORT) for size in SIZES), *((size, 0) for size in SMALL)]:
        least = [_widest(column, size, short) for column in columns]
        if sum(least) <= width:
            break
    else:
        raise BuildError(
            f"{len(columns)} columns are {sum(least) / width:.1f} times as wide as the page "
            f"({', '.join(head.splitlines()[0] for head in rows[0][:3])} …). Split the table."
        )
    spare = width - sum(least)
    more = _shared(columns, least, spare, size)
    widths = [part + STEP * steps for part, steps in zip(least, more, strict=True)]
    by = width / sum(widths)
    return Layout(size, tuple(round(part * by, 2) for part in widths))


def _shared(
    columns: Sequence[Sequence[str]], least: Sequence[float], spare: float, size: float
) -> list[int]:
    """Return how many steps of the spare width each column gets, so that rows are low.

    One after the other, whichever widening saves most lines for its width is taken. A row is as
    high as its highest cell; the lines of the others count a little, so that cells equally high
    are widened in turn.
    """
    steps = max(0, int(spare / STEP))
    lines = np.array([
        [_lines(cell, room + STEP * np.arange(steps + 1.0), size, bold=row == 0)
         for row, cell in enumerate(column)]
        for column, room in zip(columns, least, strict=True)
    ]).swapaxes(1, 2)  # fmt: skip
    given = [0] * len(columns)
    while steps:
        best = (0.0, 0, 0)
        now = np.array([lines[column, step] for column, step in enumerate(given)])
        for column, step in enumerate(given):
            others = np.delete(now, column, axis=0).max(axis=0, initial=0)
            wider = lines[column, step : step + steps + 1]
            heights = np.maximum(others, wider).sum(axis=1) + OTHERS * wider.sum(axis=1)
            rates = (heights[0] - heights[1:]) / np.arange(1, len(heights))
            if len(rates) and rates.max() > best[0] + 1e-9:
                best = (float(rates.max()), column, int(rates.argmax()) + 1)
        if not best[0]:
            break
        given[best[1]] += best[2]
        steps -= best[2]
    return given


def _lines(cell: str, widths: Widths, size: float, *, bold: bool) -> list[int]:
    """Return how many lines a cell takes in each width; the widths rise."""
    blank = _wide(" ", size, bold)
    lines = [[_wide(word, size, bold) for word in BREAK.split(line)] for line in cell.splitlines()]
    counts: list[int] = []
    for room in widths - GAP:
        if counts and counts[-1] <= len(lines):
            counts.append(counts[-1])
            continue
        count = 0
        for words in lines:
            count, left = count + 1, room
            for wide in words:
                if wide > left and left < room:
                    count, left = count + 1, room
                left -= wide + blank
        counts.append(count)
    return counts


def _pieces(cell: str, short: int) -> list[str]:
    lines = cell.splitlines()
    return [piece for line in lines
            for piece in ([line] if len(line) <= short else BREAK.split(line))]  # fmt: skip


def _widest(column: Sequence[str], size: float, short: int) -> float:
    """Return the width that a column needs at least; a heading breaks wherever it can."""
    return GAP + max(
        _wide(piece, size, row == 0)
        for row, cell in enumerate(column)
        for piece in _pieces(cell, short if row else 0)
    )


@lru_cache(maxsize=16384)
def _wide(text: str, size: float, bold: bool) -> float:
    return 1.03 * text_width(text, size, bold=bold)
