"""Figure of supply: every estimate of a year's Ascend chips."""

import matplotlib.ticker as mticker
import pandas as pd
from matplotlib.axes import Axes

from chiprace.look.formats import number
from chiprace.look.labels import write_beside
from chiprace.look.style import LABEL, OTHER, marker
from chiprace.look.tidy import rows
from chiprace.plots.market import write_rows

#: Arrows towards what a bound leaves open: factor to the tip.
_ARROWS = {"at_most": 0.78, "at_least": 1.28}


def plot_output(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw estimates of a year's output on a log axis, one row an estimate, grouped by year.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.words.supply.output_rows`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    ax.set_xscale("log")
    for row in rows(data):
        style = marker(
            "Huawei" if row.whole else "", row.mark, exists=not (row.outlook or row.assumed)
        )
        ax.plot(row.output, row.row, **style, zorder=3)
        if row.bound in _ARROWS:
            ax.annotate(
                "",
                (row.output * _ARROWS[row.bound], row.row),
                xytext=(row.output, row.row),
                arrowprops={
                    "arrowstyle": "->",
                    "color": style["markeredgecolor"],
                    "linewidth": 1.1,
                },
                zorder=2,
            )
        ax.annotate(
            f"{number(row.output / 1000)}k" if row.output < 1e6 else f"{number(row.output / 1e6)}M",
            (row.output, row.row),
            xytext=(18 if row.bound == "at_least" else 7, 0),
            textcoords="offset points",
            va="center",
            fontsize=LABEL,
        )
        write_beside(ax, row.counted_words, row.row, 1, 6, color=OTHER)
    write_rows(data, ax)
    ax.set_xlim(70_000, max(1.9 * data["output"].max(), 1_000_000))
    ax.xaxis.set_major_locator(mticker.LogLocator(base=10, subs=(1, 2, 5)))
    ax.xaxis.set_major_formatter(
        mticker.FuncFormatter(
            lambda value, _: f"{value / 1e6:g}M" if value >= 1e6 else f"{value / 1e3:g}k"
        )
    )
    ax.xaxis.set_minor_formatter(mticker.NullFormatter())
    ax.set_xlabel("Chips a year, in packages (log scale)")
    ax.spines["left"].set_visible(False)
    return ax
