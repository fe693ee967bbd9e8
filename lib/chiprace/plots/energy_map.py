"""The map of who is cheaper over price and subsidy."""

import itertools
from collections.abc import Sequence

import matplotlib.ticker as mticker
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from chiprace.evidence.estimate import Estimate
from chiprace.look.formats import number, times
from chiprace.look.style import COLOURS, LABEL, SHADES, SMALL

#: Contours of the ratio of costs that the map is shaded and labelled by.
LEVELS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5)


def plot_subsidy_map(
    data: pd.DataFrame,
    *,
    ax: Axes,
    prices: Sequence[tuple[str, float]],
    reported: Estimate | None,
) -> Axes:
    """Draw who is cheaper over the price in China and the share taken off it.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.energy_costs.subsidy_map`.
    ax : Axes
        Where to draw.
    prices : sequence of (str, float)
        Name and price before the subsidy [USD/kWh] of the places marked.
    reported : Estimate or None
        The discount that is reported [1].

    Returns
    -------
    Axes
        The same.
    """
    grid = {
        name: data.pivot(index="subsidy", columns="price", values=name)
        for name in ("ratio", "low", "high")
    }
    x = 100 * grid["ratio"].columns.to_numpy()
    y = 100 * grid["ratio"].index.to_numpy()
    logs = {name: np.log2(values.to_numpy()) for name, values in grid.items()}
    lowest = min(float(logs["ratio"].min()), -0.1)
    highest = max(float(logs["ratio"].max()), 0.1)
    inner = [level for level in np.log2(LEVELS) if lowest < level < highest]
    edges = [lowest, *inner, highest]
    tints = [_tint((low + high) / 2) for low, high in itertools.pairwise(edges)]
    ax.contourf(x, y, logs["ratio"], levels=edges, colors=tints)
    others = [level for level in inner if abs(level) > 1e-9]
    if others:
        drawn = ax.contour(
            x,
            y,
            logs["ratio"],
            levels=others,
            colors=SHADES.soft,
            linewidths=0.4,
            linestyles="solid",
        )
        ax.clabel(drawn, fmt=lambda level: times(2**level), fontsize=SMALL, colors=SHADES.ink)
    if 0.0 in inner:
        tie = ax.contour(x, y, logs["ratio"], levels=[0.0], colors=SHADES.ink, linewidths=1.6)
        ax.clabel(tie, fmt=lambda _: "equal", fontsize=LABEL, colors=SHADES.ink)
    for name in ("low", "high"):
        if float(logs[name].min()) < 0 < float(logs[name].max()):
            ax.contour(
                x,
                y,
                logs[name],
                levels=[0.0],
                colors=SHADES.ink,
                linewidths=0.8,
                linestyles="dotted",
            )
    for label, price in prices:
        ax.axvline(100 * price, color=SHADES.ink, linewidth=0.7)
        ax.annotate(
            label,
            (100 * price, y[-1]),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=LABEL,
            annotation_clip=False,
        )
    if reported is not None:
        ax.axhline(100 * reported.central, color=SHADES.ink, linewidth=0.7, linestyle=(0, (4, 2)))
        ax.annotate(
            f"reported:\nup to {number(100 * reported.central)}%",
            (x[-1], 100 * reported.central),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=LABEL,
            annotation_clip=False,
        )
    for text, place, side, maker in (
        ("CloudMatrix 384 cheaper", (0.02, 0.95), "left", "Huawei"),
        ("GB200 NVL72 cheaper", (0.98, 0.04), "right", "Nvidia"),
    ):
        ax.text(
            *place,
            text,
            transform=ax.transAxes,
            ha=side,
            fontsize=LABEL,
            fontweight="semibold",
            va="top" if maker == "Huawei" else "bottom",
            color=SHADES.ink,
        )
    ax.set_xlim(x[0], x[-1])
    ax.set_ylim(0, y[-1])
    ax.set_xlabel("Price in China before the subsidy, US cents per kWh")
    ax.set_ylabel("Share of it taken off, %")
    ax.yaxis.set_major_locator(mticker.MultipleLocator(20))
    ax.grid(False)
    return ax


def _tint(log: float) -> tuple[float, float, float, float]:
    """Return the colour of the cheaper maker, stronger the more it leads."""
    strength = min(0.6, 0.08 + 0.4 * abs(log))
    return to_rgba(COLOURS["Huawei" if log < 0 else "Nvidia"], strength)
