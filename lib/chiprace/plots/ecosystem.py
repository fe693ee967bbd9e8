"""Figure of the ecosystem: developers by date and by what is counted."""

import textwrap
from datetime import timedelta

import matplotlib.dates as mdates
import matplotlib.ticker as mticker
import pandas as pd
from matplotlib.axes import Axes

from chiprace.look.formats import number
from chiprace.look.labels import label_points
from chiprace.look.style import LABEL, OTHER, SHADES, colour, marker
from chiprace.look.tidy import rows

#: How the series of one vendor are told apart.
_LINES = {"Ascend": "-", "CUDA": "-", "Kunpeng": "--"}


def plot_developers(data: pd.DataFrame, *, ax: Axes, stated: float) -> Axes:
    """Draw counts of developers over time, one line a series; nothing is at the foot.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.ecosystem.developer_counts`.
    ax : Axes
        Where to draw.
    stated : float
        The number of developers that the article states.

    Returns
    -------
    Axes
        The same.
    """
    ax.axhline(stated, color=SHADES.ink, linewidth=0.7, zorder=1)
    points, shades = [], []
    for name, group in data.groupby("series", sort=False):
        entries = rows(group)
        shade = colour(entries[0].maker)
        middles = [row.start + (row.end - row.start) / 2 for row in entries]
        if name in _LINES:
            ax.plot(middles, group["developers"], color=shade, linestyle=_LINES[str(name)])
        for row, middle in zip(entries, middles, strict=True):
            if row.end - row.start > timedelta(days=60):
                ax.plot([row.start, row.end], [row.developers] * 2, color=shade, linewidth=1)
            ax.plot(middle, row.developers, **marker(row.maker, row.mark, exists=True), zorder=3)
            last = row is entries[-1]
            least = ">" if row.bound == "at_least" else ""
            count = (
                f"{number(row.developers / 1e6)}M"
                if row.developers >= 1e6
                else number(row.developers)
            )
            if last:
                points.append((middle, row.developers, f"{_wrapped(str(name))} {least}{count}"))
                shades.append(shade)
            else:
                # Lines rise from left to right, so the room below and to the right is free.
                ax.annotate(
                    least + count,
                    (middle, row.developers),
                    xytext=(3, -5),
                    textcoords="offset points",
                    va="top",
                    fontsize=LABEL,
                    color=shade,
                )
    ax.yaxis.set_major_formatter(mticker.FuncFormatter(_millions))
    top = max(data["developers"].max(), stated)
    ax.set_ylim(-0.09 * top, 1.15 * top)
    first, last = data["start"].min(), data["end"].max()
    span = max((last - first) * 0.07, timedelta(days=200))
    ax.set_xlim(first - span, last + 3 * span)
    ax.set_ylabel("Developers")
    ax.xaxis.set_major_locator(mdates.YearLocator())  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))  # type: ignore[no-untyped-call]
    ax.annotate(
        f"the article: {number(stated / 1e6)}M",
        (0, stated),
        xycoords=("axes fraction", "data"),
        xytext=(3, 2),
        textcoords="offset points",
        fontsize=LABEL,
        color=OTHER,
    )
    label_points(ax, points, colours=shades)
    return ax


def _millions(value: float, _: object) -> str:
    return f"{value / 1e6:g}M" if value else "0"


def _wrapped(name: str) -> str:
    """Break a long name into two lines."""
    return "\n".join(textwrap.wrap(name, 18))
