"""Figure of the two chronologies, with the chips that were on sale in China between them."""

from datetime import date, timedelta
from typing import Any

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes

from chiprace.look.labels import write_beside
from chiprace.look.style import GROUND, OTHER, SHADES, SMALL, colour
from chiprace.look.tidy import rows

#: Width of a figure's letter at the size of the labels, as a share of the axis.
_LETTER = 0.0095


def plot_chronology(
    acts: pd.DataFrame, sales: pd.DataFrame, *, ax: Axes, first: date, last: date
) -> Axes:
    """Draw acts above and below a block of bars, one bar a chip on sale in China.

    Parameters
    ----------
    acts : DataFrame
        From `chiprace.models.chronology.episodes`.
    sales : DataFrame
        From `chiprace.models.chronology_sales.on_sale`.
    ax : Axes
        Where to draw.
    first, last : date
        Ends of the axis; earlier acts are left to the table.

    Returns
    -------
    Axes
        The same.
    """
    chips = list(dict.fromkeys(sales["chip"]))
    width = (last - first) * 1.16
    right = first + width
    for position, chip in enumerate(chips):
        for row in rows(sales[sales["chip"] == chip]):
            _draw_sale(row, -position, ax, first)
        shade = colour(sales[sales["chip"] == chip]["maker"].iloc[0])
        write_beside(ax, chip, -position, 0, -4, ha="right", color=shade)
    top, bottom = 0.8, -len(chips) + 0.2
    shown = acts[acts["end"] >= first]
    heights = {}
    for side, (words, edge, step) in {
        "United States": ("US export\ncontrols", top, 1),
        "China": ("Chinese\nmandates,\nsubsidies", bottom, -1),
    }.items():
        ax.axhline(edge, color=SHADES.rule, linewidth=0.6)
        acts_here = shown[shown["side"] == side]
        heights[side] = _draw_acts(acts_here, edge, step, ax, first, width)
        middle = edge + step * (heights[side] + 0.6) / 2
        write_beside(ax, words, middle, 0, -4, ha="right", fontweight="semibold")
    ax.set_ylim(bottom - heights["China"] - 0.9, top + heights["United States"] + 0.9)
    ax.set_xlim(first, right)  # type: ignore[arg-type]
    ax.axvline(last, color=OTHER, linewidth=0.6, linestyle=":")  # type: ignore[arg-type]
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_locator(mdates.YearLocator())  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))  # type: ignore[no-untyped-call]
    return ax


def _draw_sale(row: Any, height: float, ax: Axes, first: date) -> None:
    shade = colour(row.maker)
    begin, earliest = max(row.start, first), max(row.earliest, first)
    if row.limited:
        ax.plot([earliest, row.end], [height] * 2, color=shade, linewidth=1.2, linestyle=":")
        return
    ax.plot([begin, row.end], [height] * 2, color=shade, linewidth=5, solid_capstyle="butt")
    if earliest < begin:
        ax.plot(
            [earliest, begin], [height] * 2, color=shade, linewidth=5, alpha=0.35,
            solid_capstyle="butt",
        )  # fmt: skip


def _draw_acts(
    acts: pd.DataFrame, edge: float, step: int, ax: Axes, first: date, width: timedelta
) -> int:
    """Draw the acts of one side, each on the lowest level that is free; return the levels."""
    free: list[float] = []
    for row in rows(acts):
        middle = row.start + (row.end - row.start) / 2
        place = (middle - first) / width
        level = next((index for index, end in enumerate(free) if end <= place), len(free))
        text = f"{row.number} {row.short}".strip()
        reach = place + 0.022 + _LETTER * len(text)
        free[level : level + 1] = [reach]
        height = edge + step * (level + 0.8)
        ax.plot([middle, middle], [edge, height], color=SHADES.guide, linewidth=0.6, zorder=1)
        closes, opens = row.effect == "closes", row.effect == "opens"
        ax.plot(
            middle,
            height,
            marker="o",
            markersize=5 if closes or opens else 3,
            markerfacecolor=SHADES.ink if closes else SHADES.paper if opens else SHADES.rule,
            markeredgecolor=SHADES.ink if closes or opens else SHADES.rule,
            linestyle="none",
            zorder=3,
        )
        ax.annotate(
            text,
            (middle, height),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            color=SHADES.ink if closes or opens else OTHER,
            bbox=GROUND,
            zorder=2,
        )
    return len(free)
