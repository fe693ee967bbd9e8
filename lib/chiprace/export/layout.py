"""Columns of a printed table by what stands in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chiprace.export.fonts import text_width

#: Type sizes that are tried, the largest first [pt].
SIZES = (8.5, 8.0, 7.5, 7.0, 6.5)
#: Blank on both sides of a cell together [pt].
GAP = 8.0


@dataclass(frozen=True)
class Layout:
    """Type size and widths of the columns [pt], and whether long words must be broken."""

    size: float
    widths: tuple[float, ...]
    broken: bool


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
        needs and share the rest by the text that they hold.
    """
    columns = list(zip(*rows, strict=True))
    for size in SIZES:
        least = [max(_longest_word(cell, size, row == 0) for row, cell in enumerate(column))
                 for column in columns]  # fmt: skip
        if sum(least) <= width:
            break
    else:
        scale = width / sum(least)
        return Layout(SIZES[-1], tuple(round(part * scale, 2) for part in least), True)
    whole = [max(_longest_line(cell, size, row == 0) for row, cell in enumerate(column))
             for column in columns]  # fmt: skip
    wanted = [max(0.0, full - word) for full, word in zip(whole, least, strict=True)]
    spare = width - sum(least)
    share = min(1.0, spare / sum(wanted)) if sum(wanted) else 0.0
    widths = [word + share * more for word, more in zip(least, wanted, strict=True)]
    left = max(0.0, width - sum(widths)) / len(widths)
    return Layout(size, tuple(round(part + left, 2) for part in widths), False)


def _longest_word(cell: str, size: float, bold: bool) -> float:
    words = re.split(r"[ \n]|(?<=[-–/])", cell)
    return max(text_width(word, size, bold=bold) for word in words) * 1.03 + GAP


def _longest_line(cell: str, size: float, bold: bool) -> float:
    lines = cell.split("\n")
    return max(text_width(line, size, bold=bold) for line in lines) * 1.03 + GAP
