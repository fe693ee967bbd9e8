"""Figures on pods, clusters and sites: parts, sizes, a year's output, power."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import NullFormatter

from chiprace.look.formats import interval, number
from chiprace.look.labels import label_points
from chiprace.look.style import GROUND, LABEL, SHADES, SMALL, colour, figure_of, lay_out, marker


def rows_of(data: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dictionaries."""
    return [{str(name): value for name, value in row.items()} for row in data.to_dict("records")]


def plain_ticks(axis: Axis) -> None:
    """Write the ticks of a log axis as plain numbers, decades only."""
    axis.set_major_formatter(lambda value, _: "1M" if value == 1e6 else number(value))
    axis.set_minor_formatter(NullFormatter())


def plot_parts(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw by how much count × per-chip peak differs from each announced total.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.superclusters.parts_against_total`.
    ax : Axes
        Where.

    Returns
    -------
    Axes
        Hollow: the chip's announced peak; filled: its data sheet.
    """
    names = data["label"] + "  " + data["format"].replace("FP16", "BF16")
    rows = {name: -position for position, name in enumerate(dict.fromkeys(names))}
    ax.axvline(0, color=SHADES.ink, linewidth=0.8)
    for name, record in zip(names, rows_of(data), strict=True):
        y = rows[name]
        ax.plot([record["low"], record["high"]], [y, y], color=colour("Huawei"), linewidth=0.9)
        listed = record["basis_of_chip"] == "datasheet"
        ax.plot(record["deviation"], y, **marker("Huawei", "vendor", exists=listed))
        left = listed or record["deviation"] < 0
        cores = record["bin"].rpartition("; ")[2]
        ax.annotate(
            signed(record["deviation"]) + (f" ({cores})" if cores else ""),
            (record["deviation"], y),
            xytext=(-6 if left else 6, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            fontsize=LABEL,
            bbox=GROUND,
        )
    ax.set_yticks(list(rows.values()), list(rows))
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    reach = max(5.0, float(data[["low", "high"]].abs().max().max()))
    ax.set_xlim(
        min(-3.0, float(data["low"].min()) - 0.38 * reach), float(data["high"].max()) + 0.12 * reach
    )
    ax.set_ylim(min(rows.values()) - 0.6, 0.6)
    ax.set_xlabel("Count × per-chip peak above or below the announced total [%]")
    _name_kinds(ax, data)
    return ax


def _name_kinds(ax: Axes, data: pd.DataFrame) -> None:
    """Say above the first mark of each kind what it is."""
    words = {"announced": "by announced peaks", "datasheet": "by data sheets"}
    for kind, group in data.groupby("basis_of_chip"):
        ax.annotate(
            words[str(kind)],
            (group["deviation"].iloc[0], 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 2),
            textcoords="offset points",
            ha="center",
            fontsize=LABEL,
            color=colour("Huawei"),
        )


def signed(value: float) -> str:
    """Write a deviation with its sign and one decimal, as ``+2.4``."""
    rounded = round(value, 1)
    return "0" if rounded == 0 else f"{rounded:+.1f}".replace("-", "−")


def plot_sizes(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw peak compute over accelerators of clusters and sites.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.supercluster_sites.sizes`.
    ax : Axes
        Where.

    Returns
    -------
    Axes
        Log-log with lines of equal compute per accelerator; filled: built; hollow: planned.
    """
    ax.set_xscale("log")
    ax.set_yscale("log")
    low, high = data["accelerators"].min() / 2.2, data["accelerators_high"].max() * 2.2
    ax.set_xlim(low, high)
    ax.set_ylim(data["eflops_low"].min() / 2.5, data["eflops_high"].max() * 2.5)
    plain_ticks(ax.xaxis)
    plain_ticks(ax.yaxis)
    ax.set_xlabel("Accelerators, packages (log scale)")
    ax.set_ylabel("Peak compute, FP8 dense, EFLOPS (log scale)")
    _iso_lines(ax, sorted(data["pflops_each"].round(2).unique()))
    for record in rows_of(data):
        shade = colour(record["maker"])
        ax.plot(
            [record["accelerators_low"], record["accelerators_high"]],
            [record["eflops_low"], record["eflops_high"]],
            color=shade,
            linewidth=0.9,
        )
        style = marker(record["maker"], record["mark"], exists=record["exists"])
        ax.plot(record["accelerators"], record["eflops"], **style)
    order = data.sort_values("accelerators", ascending=False)
    records = rows_of(order)
    label_points(
        ax,
        [(record["accelerators"], record["eflops"], record["label"]) for record in records],
        colours=[colour(record["maker"]) for record in records],
    )
    return ax


def _iso_lines(ax: Axes, each: list[float]) -> None:
    shown = [value for value in (1.0, 2.0, 5.0) if any(abs(value - one) < 0.3 for one in each)]
    ends, slope = np.array(ax.get_xlim()), _slope(ax)
    for value in shown:
        ax.plot(ends, ends * value / 1000, color=SHADES.guide, linewidth=0.7, zorder=0)
        x = ends[0] * 1.12
        ax.annotate(
            f"{number(value)} PFLOPS each",
            (x, x * value / 1000),
            xytext=(0, 2),
            textcoords="offset points",
            rotation=slope,
            rotation_mode="anchor",
            fontsize=SMALL,
            color=SHADES.other,
        ).set_in_layout(False)


def _slope(ax: Axes) -> float:
    lay_out(figure_of(ax))
    (x0, y0), (x1, y1) = ax.transData.transform([(1e4, 1e1), (1e5, 1e2)])
    return float(np.degrees(np.arctan2(y1 - y0, x1 - x0)))


def plot_years(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the chips of each cluster as multiples of every estimate of a year's output.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.supercluster_sites.years_of_output`.
    ax : Axes
        Where.

    Returns
    -------
    Axes
        One row an estimate, one mark a cluster; the line at one is a whole year's output.
    """
    keys = ["year", "voice", "of", "counted", "output"]
    ax.set_xscale("log")
    ax.axvline(1, color=SHADES.ink, linewidth=0.8)
    labels = []
    for position, (_, rows) in enumerate(data.groupby(keys, sort=False)):
        ax.plot(rows["years"], [-position] * len(rows), color=SHADES.guide, linewidth=1, zorder=1)
        for record in rows_of(rows):
            style = marker("Huawei", "estimated", exists=False)
            ax.plot(record["years"], -position, **style, zorder=2)
        labels.append(_who(*(rows[name].iloc[0] for name in keys)))
    _name_clusters(ax, data)
    ax.set_yticks([-position for position in range(len(labels))], labels)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.set_ylim(-len(labels) + 0.4, 2.2)
    ax.set_xlim(0.7 * data["years"].min(), 3.2 * data["years"].max())
    plain_ticks(ax.xaxis)
    ax.set_xlabel("Chips of the cluster as multiples of the output (log scale)")
    return ax


def _name_clusters(ax: Axes, data: pd.DataFrame) -> None:
    """Name the clusters at the marks of the first row, and the line at one."""
    first = data.drop_duplicates("cluster")
    ends = {first["years"].min(): "right", first["years"].max(): "left"}
    for record in rows_of(first):
        side = ends.get(record["years"], "center")
        ax.annotate(
            record["cluster"].replace(" SuperCluster", "\nSuperCluster"),
            (record["years"], 0),
            xytext=({"right": 5, "left": -5}.get(side, 0), 6),
            textcoords="offset points",
            ha=side,
            va="bottom",
            fontsize=LABEL,
            color=colour("Huawei"),
            bbox=GROUND,
        )
    ax.annotate(
        "a whole year's output",
        (1, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 2),
        textcoords="offset points",
        ha="center",
        fontsize=LABEL,
    )


#: Names too long for a row of a figure.
_SHORT = {
    "Council on Foreign Relations": "CFR, most aggressive case",
    "Reuters, Financial Times": "Reuters, FT",
    "Financial Times": "FT",
}


def _who(year: str, voice: str, of: str, counted: str, output: float) -> str:
    chips = [word for word in ("910B", "910C", "950PR") if word in of and "class" not in of]
    unit = {"die": "from dies", "unstated": "unit unstated"}.get(counted, "")
    about = ", ".join(filter(None, (" and ".join(chips), unit)))
    size = f"{number(output / 1e6)}M" if output >= 1e6 else f"{number(output / 1e3)}k"
    return f"{year}  {_SHORT.get(voice, voice)}: {size}" + (f" ({about})" if about else "")


def plot_power(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the rated power of a cluster beside the power of sites.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.supercluster_sites.powers`.
    ax : Axes
        Where.

    Returns
    -------
    Axes
        Filled: in operation; hollow: planned; a line is a range.
    """
    tops = data.groupby("label", sort=False)["high"].max().sort_values(ascending=False)
    labels = list(tops.index)
    for record in rows_of(data):
        y = -labels.index(record["label"])
        shade = colour(record["maker"])
        ax.plot([record["low"], record["high"]], [y, y], color=shade, linewidth=1.2)
        style = marker(record["maker"], record["mark"], exists=record["exists"])
        ax.plot(record["mw"], y, **style)
        ax.annotate(
            interval(record["low"], record["high"], "MW"),
            (record["low"] if record["exists"] else record["high"], y),
            xytext=(-7 if record["exists"] else 7, 0),
            textcoords="offset points",
            ha="right" if record["exists"] else "left",
            va="center",
            fontsize=LABEL,
        )
    ax.set_yticks([-position for position in range(len(labels))], labels)
    for tick in ax.get_yticklabels():
        makers = data.loc[data["label"] == tick.get_text(), "maker"]
        tick.set_color(colour(makers.iloc[0]))
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.set_xscale("log")
    ax.set_ylim(-len(labels) + 0.4, 0.6)
    ax.set_xticks([200, 500, 1000, 2000, 5000], ["200", "500", "1,000", "2,000", "5,000"])
    ax.set_xlim(data["low"].min() / 1.9, data["high"].max() * 2.2)
    ax.minorticks_off()
    ax.set_xlabel("Power, MW (log scale)")
    return ax
