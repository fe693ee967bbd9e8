"""Figures of carbon and of who has the power; each draws tidy data on given axes."""

from collections.abc import Sequence

import matplotlib.ticker as mticker
import pandas as pd
from matplotlib.axes import Axes

from chiprace.look.formats import number
from chiprace.look.style import LABEL, OTHER, SHADES, colour, marker
from chiprace.look.tidy import rows


def plot_carbon(data: pd.DataFrame, *, ax: Axes, labels: bool = True) -> Axes:
    """Draw carbon per delivered compute, a row a grid, a point a system.

    Parameters
    ----------
    data : DataFrame
        Rows of one group from `chiprace.models.energy_carbon.carbon_frame`.
    ax : Axes
        Where to draw.
    labels : bool, optional
        Name the systems above the first row.

    Returns
    -------
    Axes
        The same.
    """
    grids = list(dict.fromkeys(data.sort_values("factor", ascending=False)["grid"]))
    names = data.drop_duplicates("grid").set_index("grid")["label"]
    for row in rows(data):
        height = grids.index(row.grid)
        shade = colour(row.maker)
        ax.plot(
            [row.low / 1000, row.high / 1000],
            [height] * 2,
            color=shade,
            linewidth=1.5,
            alpha=1.0 if row.home else 0.4,
        )
        # Pale where a system would stand abroad.
        ax.plot(
            row.value / 1000,
            height,
            **marker(row.maker, row.mark, exists=True),
            alpha=1.0 if row.home else 0.4,
            zorder=3,
        )
    if labels:
        for row in rows(data[data["grid"] == grids[0]]):
            ax.annotate(
                row.subject,
                (row.value / 1000, 0),
                xytext=(0, 7),
                textcoords="offset points",
                ha="center",
                fontsize=LABEL,
                color=colour(row.maker),
            )
    ax.set_yticks(range(len(grids)), [names[grid] for grid in grids])
    ax.set_ylim(len(grids) - 0.5, -0.95 if labels else -0.5)
    ax.set_xlim(0, 1.08 * data["high"].max() / 1000)
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    return ax


def heights(data: pd.DataFrame) -> list[float]:
    """Return the heights of the two panels of `plot_carbon_groups`: one unit a grid."""
    sizes = data.groupby("group")["grid"].nunique()
    return [sizes.get("common", 0) + 0.6, max(sizes.get("ministry", 0), 1)]


def plot_carbon_groups(data: pd.DataFrame, *, axes: Sequence[Axes]) -> Sequence[Axes]:
    """Draw both countries by one method above, and the provinces by another below.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.energy_carbon.carbon_frame`.
    axes : sequence of Axes
        The upper and the lower panel, with one horizontal axis.

    Returns
    -------
    sequence of Axes
        The same.
    """
    titles = {
        "common": "Whole countries by one method, ",
        "ministry": "Chinese grids by the ministry's count, ",
    }
    for (group, title), ax in zip(titles.items(), axes, strict=True):
        part = data[data["group"] == group]
        if part.empty:
            ax.set_axis_off()
            continue
        plot_carbon(part, ax=ax, labels=group == "common")
        ax.set_title(title + " and ".join(sorted(set(part["period"]))))
    axes[-1].set_xlim(0, 1.05 * data["high"].max() / 1000)
    axes[-1].set_xlabel("t of CO₂ per delivered EFLOPS-hour")
    return axes


def plot_supply(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw power by measure on a log axis, a row a measure, a point a country.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.energy_supply.supply_frame`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    keys = list(dict.fromkeys(data["key"]))
    names = data.drop_duplicates("key").set_index("key")["label"]
    shades = {"China": SHADES.ink, "United States": OTHER}
    ax.set_xscale("log")
    ax.set_xlim(0.35 * data["low"].min(), 2.1 * data["high"].max())
    for row in rows(data):
        height, shade = keys.index(row.key), shades[row.country]
        ax.plot([row.low, row.high], [height] * 2, color=shade, linewidth=1.6)
        ax.plot(
            row.value,
            height,
            marker="o" if row.country == "China" else "s",
            linestyle="none",
            markeredgecolor=shade,
            markerfacecolor=shade if row.exists else SHADES.paper,
            markeredgewidth=1.3,
            zorder=3,
        )
        alone = (data["key"] == row.key).sum() == 1
        rank = data.loc[data["key"] == row.key, "value"]
        left = not alone and row.value == rank.min()
        ax.annotate(
            f"{row.country}, {number(row.value, 2)}",
            (row.low if left else row.high, height),
            xytext=(-7 if left else 7, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            fontsize=LABEL,
            color=shade,
            annotation_clip=False,
        )
    ax.set_yticks(range(len(keys)), [names[key] for key in keys])
    ax.set_ylim(len(keys) - 0.5, -0.5)
    ax.set_xlabel("GW (log scale)")
    ax.xaxis.set_major_formatter(mticker.FuncFormatter(lambda value, _: number(value)))
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    return ax
