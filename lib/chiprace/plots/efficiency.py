"""Figures of the efficiency gap; each draws tidy data on given axes."""

import textwrap
from collections.abc import Sequence

import matplotlib.ticker as mticker
import pandas as pd
from matplotlib.axes import Axes

from chiprace.look.formats import number, times, times_interval
from chiprace.look.labels import label_points
from chiprace.look.style import COLOURS, LABEL, OTHER, SHADES, colour, marker
from chiprace.look.tidy import rows


def plot_intensity(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw power per unit of both systems as two bars with ranges.

    Parameters
    ----------
    data : DataFrame
        Rows of one quantity from `chiprace.models.efficiency_frames.intensity_frame`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    for position, row in enumerate(rows(data)):
        shade = colour(row.maker)
        ax.plot([0, row.value], [position] * 2, color=shade, linewidth=5, alpha=0.3, zorder=1)
        ax.plot([row.low, row.high], [position] * 2, color=shade, linewidth=1.6, zorder=2)
        ax.plot(row.value, position, **marker(row.maker, row.mark, exists=True), zorder=3)
        ax.annotate(
            number(row.value, 3, keep=True),
            (row.value, position),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            color=shade,
        )
    first = rows(data)[0]
    name = "\n".join(textwrap.wrap(first.quantity, 24))
    ends = times_interval(first.ratio_low, first.ratio_high)
    ax.set_title(f"{name}\n{times(first.ratio)} ({ends})")
    ax.set_xlabel(_unit_words(first.unit))
    ax.set_xlim(0, 1.15 * data["high"].max())
    ax.xaxis.set_major_locator(mticker.MaxNLocator(4))
    ax.set_ylim(1.5, -0.6)
    ax.set_yticks([0, 1], data["subject"].tolist())
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    return ax


def plot_decomposition(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw system ratio = ratio of counts × ratio per accelerator as steps on a log axis.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.efficiency_frames.decomposition_frame`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    entries = rows(data)
    for position, row in enumerate(entries):
        ax.plot(
            [1, row.count_ratio],
            [position - 0.17] * 2,
            color=OTHER,
            linewidth=7,
            solid_capstyle="butt",
        )
        ax.plot(
            [row.count_ratio, row.system],
            [position + 0.17] * 2,
            color=COLOURS["Nvidia"],
            linewidth=7,
            solid_capstyle="butt",
        )
        ax.plot([row.low, row.high], [position + 0.17] * 2, color=SHADES.ink, linewidth=1.2)
        ax.plot(
            row.system, position + 0.17, marker="D", color=COLOURS["Huawei"], markersize=6, zorder=4
        )
        middle = (row.count_ratio * row.system) ** 0.5
        ax.text(
            middle,
            position + 0.36,
            f"{times(row.each)} each",
            ha="center",
            va="top",
            fontsize=LABEL,
            color=COLOURS["Nvidia"],
        )
        ax.annotate(
            times(row.system),
            (row.low, position + 0.17),
            xytext=(-7, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontweight="semibold",
            color=COLOURS["Huawei"],
        )
    ax.text(
        entries[0].count_ratio ** 0.5,
        -0.33,
        f"{times(entries[0].count_ratio)} as many accelerators",
        ha="center",
        va="bottom",
        fontsize=LABEL,
        color=OTHER,
    )
    ax.axvline(1, color=SHADES.ink, linewidth=0.8)
    ax.set_xscale("log")
    ax.set_xlim(0.85, 7)
    ax.set_xticks([1, 2, 3, 4, 5, 6])
    ax.xaxis.set_major_formatter(mticker.FuncFormatter(lambda value, _: times(value)))
    ax.xaxis.set_minor_formatter(mticker.NullFormatter())
    ax.set_xlabel("CloudMatrix 384 over GB200 NVL72 (log scale)")
    ax.set_yticks(range(len(entries)), [row.quantity for row in entries])
    ax.set_ylim(len(entries) - 0.35, -0.75)
    ax.grid(False, axis="y")
    ax.tick_params(axis="y", length=0)
    return ax


def plot_pairings(data: pd.DataFrame, *, ax: Axes, printed: Sequence[float]) -> Axes:
    """Draw the ratio of power per compute for each pair of sources as a strip by power.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.efficiency_frames.pairings_frame`.
    ax : Axes
        Where to draw.
    printed : sequence of float
        Ratios as sources print them, drawn as thin labelled lines.

    Returns
    -------
    Axes
        The same.
    """
    powers = sorted(data["power_kw"].unique())
    for position, power in enumerate(powers):
        same = data[data["power_kw"] == power]
        ax.plot(
            same["ratio"],
            [position] * len(same),
            **marker("Huawei", "estimated", exists=True),
            alpha=0.8,
        )
    top = len(powers) - 0.45
    for value in printed:
        ax.axvline(value, color=SHADES.ink, linewidth=0.8, linestyle=(0, (4, 2)))
        ax.annotate(
            number(value, 2),
            (value, top),
            xytext=(0, 2),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=LABEL,
            annotation_clip=False,
        )
    ax.axvline(1, color=SHADES.ink, linewidth=0.8)
    ax.annotate(
        "equal", (1, top), xytext=(0, 2), textcoords="offset points", ha="center", fontsize=LABEL
    )
    ax.set_yticks(range(len(powers)), [f"{power:g} kW" for power in powers])
    ax.set_ylim(-0.5, top)
    ax.set_xlim(0.9, max([*data["ratio"], *printed]) * 1.06)
    ax.set_ylabel("Power of the\nCloudMatrix 384")
    ax.set_xlabel("Power per PFLOPS, CloudMatrix 384 over GB200 NVL72")
    ax.xaxis.set_major_locator(mticker.MultipleLocator(0.5))
    ax.xaxis.set_major_formatter(mticker.FuncFormatter(lambda value, _: times(value)))
    return ax


def plot_chips_per_watt(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw compute per watt of TDP over the release date, a point a chip.

    Parameters
    ----------
    data : DataFrame
        Rows of one format from `chiprace.models.per_watt.chips_per_watt`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    for row in rows(data):
        ax.plot(
            [row.year] * 2, [row.low, row.high], color=colour(row.maker), linewidth=1.4, zorder=2
        )
        ax.plot(row.year, row.value, **marker(row.maker, row.mark, exists=row.exists), zorder=3)
    ax.set_ylim(0, 1.18 * data["high"].max())
    ax.set_xlim(data["year"].min() - 0.5, data["year"].max() + 1.3)
    ax.xaxis.set_major_locator(mticker.MaxNLocator(integer=True))
    ax.xaxis.set_major_formatter(mticker.FormatStrFormatter("%d"))
    ax.set_xlabel("First shipment")
    label_points(
        ax,
        [(row.year, row.value, row.subject) for row in rows(data)],
        colours=[colour(row.maker) for row in rows(data)],
    )
    return ax


def plot_systems_per_watt(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw power per compute of whole systems, a row a system, grouped by boundary.

    Parameters
    ----------
    data : DataFrame
        Rows of one format from `chiprace.models.per_watt.systems_per_watt`, with ``row`` (the
        position) and ``label``.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    for row in rows(data):
        ax.plot([row.low, row.high], [row.row] * 2, color=colour(row.maker), linewidth=1.6)
        ax.plot(row.value, row.row, **marker(row.maker, row.mark, exists=row.exists), zorder=3)
        ax.annotate(
            number(row.value, 2, keep=True),
            (row.high, row.row),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            fontsize=LABEL,
            color=colour(row.maker),
        )
    ax.set_xlim(0, 1.2 * data["high"].max())
    ax.set_xlabel("kW per PFLOPS")
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    return ax


def label_systems(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Name the rows of `plot_systems_per_watt`, and part the boundaries of power by lines.

    Parameters
    ----------
    data : DataFrame
        All rows, with ``row``, ``label`` and ``boundary``.
    ax : Axes
        The leftmost panel.

    Returns
    -------
    Axes
        The same.
    """
    entries = rows(data.drop_duplicates("row").sort_values("row"))
    labels = [f"{row.label}\n{row.boundary_name}" for row in entries]
    ax.set_yticks([row.row for row in entries], labels)
    ax.set_ylim(len(entries) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0, labelsize=LABEL)
    return ax


def _unit_words(unit: str) -> str:
    return {"kW*s/TB": "kW per TB/s", "kW/PFLOPS": "kW per PFLOPS", "kW/TB": "kW per TB"}.get(
        unit, unit
    )
