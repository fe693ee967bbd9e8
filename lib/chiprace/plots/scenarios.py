"""Verdicts against a parameter, by month or by scenario, and the headline ratios by scenario."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.ticker import FuncFormatter, NullFormatter

from chiprace.look.formats import number, times_range
from chiprace.look.labels import write_beside
from chiprace.look.letters import write_letters
from chiprace.look.style import LABEL, SHADES, SMALL, WIDTH, colour
from chiprace.look.tidy import rows
from chiprace.plots.claims import CELLS, draw_key
from chiprace.scenario import readable

#: Width of the names of the claims, of the narrowest column, and height of a row [inch].
_NAMES, _COLUMN, _ROW = 2.3, 0.17, 0.245
#: Corners of a cell, seen from its middle.
_CELL = np.array([[-0.47, -0.46], [0.47, -0.46], [0.47, 0.46], [-0.47, 0.46]])
#: How a letter stands in its cell, by whether that is marked.
_LETTER = {
    marked: {"ha": "center", "va": "center", "fontsize": LABEL, "fontweight": weight}
    for marked, weight in ((False, "normal"), (True, "bold"))
}
#: Height of the headings and of the key [inch].
_HEAD = 0.75
#: Ticks of the ratios.
_TICKS = (0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32)
#: Columns beyond which a heading is turned.
_LEVEL = 8


def grid_size(data: pd.DataFrame, across: str) -> tuple[float, float]:
    """Return a size for a grid of verdicts: the width of the text, or more for many columns.

    Parameters
    ----------
    data : DataFrame
        As for `plot_grid`.
    across : str
        The column that the grid runs along.

    Returns
    -------
    (float, float)
        Width and height [inch].
    """
    columns, claims = data[across].nunique(), data["id"].nunique()
    return max(WIDTH, _NAMES + _COLUMN * columns), _HEAD + _ROW * claims


def plot_grid(data: pd.DataFrame, *, across: str, ax: Axes, article: str = "") -> Axes:
    """Draw the verdicts as a grid of coloured and lettered cells, a row a claim.

    Parameters
    ----------
    data : DataFrame
        ``id, line`` (the claim in a few words), ``verdict``, ``marked`` (a cell gets a bar at its
        left) and the column `across`.
    across : str
        What the columns of the grid are: ``as_of``, ``scenario`` or a parameter.
    ax : Axes
        Where to draw.
    article : str, optional
        The day of the article, where days run across; it is drawn between two of them.

    Returns
    -------
    Axes
        The same.
    """
    values = list(dict.fromkeys(data[across]))
    keys = list(dict.fromkeys(data["id"]))
    lines = dict(zip(data["id"], data["line"], strict=True))
    across_at = {value: place for place, value in enumerate(values)}
    down_at = {key: place for place, key in enumerate(keys)}
    corners, fills, letters, bars = [], [], [], []
    for row, value in zip(rows(data), data[across], strict=True):
        letter, fill, ink = CELLS[row.verdict]
        x, y = across_at[value], down_at[row.id]
        corners.append(np.add(_CELL, (x, y)))
        fills.append(fill)
        letters.append((x, y, letter, _LETTER[bool(row.marked)] | {"color": ink}))
        if row.marked:
            bars.append([(x - 0.5, y - 0.46), (x - 0.5, y + 0.46)])
    write_letters(ax, letters)
    cells = PolyCollection(corners, facecolors=fills, edgecolors=SHADES.rule, linewidths=0.4)
    ax.add_collection(cells, autolim=False)
    marks = LineCollection(bars, colors=SHADES.ink, linewidths=2, capstyle="butt", zorder=3)
    ax.add_collection(marks, autolim=False)
    # A few columns alone keep the width of a column of many.
    ax.set_xlim(-0.55, max(len(values), 4) - 0.45)
    ax.set_ylim(len(keys) - 0.45, -0.55)
    ax.set_xticks(range(len(values)), _headings(values, across), fontsize=LABEL)
    if across != "as_of" and len(values) > _LEVEL:
        ax.tick_params(axis="x", labelrotation=90)
    ax.set_yticks(range(len(keys)), [f"{key}  {lines[key]}" for key in keys], fontsize=LABEL)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    later = [place for place, value in enumerate(values) if article and str(value) >= article]
    if later and later[0]:
        ax.axvline(later[0] - 0.5, color=SHADES.ink, linewidth=1.2, linestyle=(0, (2, 1.5)))
        ax.annotate(
            "the article", (later[0] - 0.5, 1), xycoords=("data", "axes fraction"),
            xytext=(0, 24), textcoords="offset points", ha="center", fontsize=SMALL,
        )  # fmt: skip
    draw_key(ax)
    return ax


def _headings(values: Sequence[str], across: str) -> list[str]:
    if across != "as_of":
        return [readable(str(value)).replace(" ", "\n") for value in values]
    days = [date.fromisoformat(str(value)) for value in values]
    if len(days) <= _LEVEL:
        return [f"{day.day} {day:%b}\n{day.year}" for day in days]
    years = [day.year for day in days]
    return [
        (f"{day.year}\n" if years.index(day.year) == place else "") + f"{day:%b}"[0]
        for place, day in enumerate(days)
    ]


def ratios_size(data: pd.DataFrame) -> tuple[float, float]:
    """Return a size for the headline ratios: a line a scenario, and a heading a ratio [inch]."""
    return WIDTH, 0.7 + 0.152 * (len(data) + 1.6 * data["key"].nunique())


def plot_ratios(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw each headline ratio under every scenario, with its range, on one log axis.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.claims.grid.ratios_side_by_side`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same; ratios below one another, each with a row a scenario.
    """
    places, labels, y = [], [], 0.0
    for _, group in data.groupby("key", sort=False):
        entries = rows(group)
        write_beside(ax, entries[0].label, y, 0, 4, fontweight="semibold")
        for row in entries:
            y += 1
            side = colour(readable(row.scenario).split()[0])
            ax.plot([row.low, row.high], [y, y], color=side, linewidth=2, solid_capstyle="butt")
            ax.plot(row.value, y, marker="D", markersize=5, color=side, linestyle="none")
            ratio = times_range(row.value, row.low, row.high).replace(" ×", "")
            write_beside(ax, ratio, y, 1, 6, fontsize=SMALL)
            places.append(y)
            labels.append(readable(row.scenario))
        y += 1.6
    ax.axvline(1, color=SHADES.ink, linewidth=0.9, zorder=0)
    ax.set_xscale("log")
    ends = data[["low", "high"]].to_numpy(dtype=float)
    ax.set_xlim(min(0.25, ends.min()) / 1.15, max(4.0, ends.max()) * 1.15)
    left, right = ax.get_xlim()
    ax.set_xticks([tick for tick in _TICKS if left <= tick <= right])
    ax.tick_params(axis="x", which="minor", length=0)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{number(value, 3)} ×"))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xlabel("Huawei's system over Nvidia's (log scale)")
    ax.set_yticks(places, labels, fontsize=LABEL)
    ax.set_ylim(y - 0.9, -0.8)
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    return ax
