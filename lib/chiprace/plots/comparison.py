"""Two subjects compared: a ratio for each basis on which both are known."""

from collections.abc import Sequence

import pandas as pd
from matplotlib import ticker as mticker
from matplotlib.axes import Axes

from chiprace.look.formats import times
from chiprace.look.style import LABEL, OTHER, SHADES, marker
from chiprace.look.tidy import rows


def plot_comparison(data: pd.DataFrame, *, ax: Axes, names: Sequence[str]) -> Axes:
    """Draw ratios with their ranges, a row a basis.

    Parameters
    ----------
    data : DataFrame
        ``label, value, low, high, mark``.
    ax : Axes
        Where to draw.
    names : sequence of str
        The two that are compared, the numerator first.

    Returns
    -------
    Axes
        The same.
    """
    for place, row in enumerate(rows(data)):
        ax.plot([row.low, row.high], [place] * 2, color=OTHER, linewidth=1.4)
        ax.plot(row.value, place, **marker("", row.mark, exists=True))
        ax.annotate(
            times(row.value),
            (row.value, place),
            xytext=(0, 6),
            textcoords="offset points",
            ha="center",
            fontsize=LABEL,
        )
    ax.axvline(1, color=SHADES.ink, linewidth=0.8)
    ax.set_xscale("log")
    ax.set_xlim(0.5 * min(1, data["low"].min()), 2 * max(1, data["high"].max()))
    ax.xaxis.set_major_locator(mticker.LogLocator(10, (1, 2, 5)))
    ax.xaxis.set_major_formatter(mticker.FuncFormatter(lambda value, _: f"{value:g} ×"))
    ax.xaxis.set_minor_locator(mticker.NullLocator())
    ax.set_yticks(range(len(data)), list(data["label"]))
    ax.set_ylim(len(data) - 0.5, -0.8)
    ax.set_xlabel(f"{names[0]} over {names[1]}")
    return ax
