"""Columns of a printed table by what stands in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from chiprace.errors import BuildError
from chiprace.export.fonts import text_width

#: Type sizes that are tried [pt]: first with short cells kept on one line, then without.
SIZES = (8.5, 8.0, 7.5)
SMALL = (8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
#: A cell of so many characters, as a value with its unit, is better not broken.
SHORT = 16
#: Blank on both sides of a cell together [pt].
GAP = 8.0


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
        needs and share the rest by the text that they hold.

    Raises
    ------
    BuildError
        If the words do not stand side by side even in the smallest size.
    """
    columns = list(zip(*rows, strict=True))
    for size, short in [*((size, SHORT) for size in SIZES), *((size, 0) for size in SMALL)]:
        kept = partial(_pieces, short=short)
        least = [_widest(column, size, kept) for column in columns]
        if sum(least) <= width:
            break
    else:
        raise BuildError(
            f"{len(columns)} columns are {sum(least) / width:.1f} times as wide as the page "
            f"({', '.join(head.splitlines()[0] for head in rows[0][:3])} …). Split the table."
        )
    whole = [_widest(column, size, str.splitlines) for column in columns]
    wanted = [max(0.0, full - word) for full, word in zip(whole, least, strict=True)]
    spare = width - sum(least)
    share = min(1.0, spare / sum(wanted)) if sum(wanted) else 0.0
    widths = [word + share * more for word, more in zip(least, wanted, strict=True)]
    left = max(0.0, width - sum(widths)) / len(widths)
    return Layout(size, tuple(round(part + left, 2) for part in widths))


def _pieces(cell: str, short: int) -> list[str]:
    lines = cell.splitlines()
    return [piece for line in lines
            for piece in ([line] if len(line) <= short else line.split(" "))]  # fmt: skip


def _widest(column: Sequence[str], size: float, part: Callable[[str], list[str]]) -> float:
    return GAP + 1.03 * max(
        text_width(piece, size, bold=row == 0)
        for row, cell in enumerate(column)
        for piece in part(cell)
    )
