"""Figures of the supernodes; each draws tidy data on given axes."""

import textwrap
from typing import Any

import matplotlib.ticker as mticker
import pandas as pd
from matplotlib.axes import Axes

from chiprace.look.formats import number, times
from chiprace.look.labels import label_points
from chiprace.look.style import COLOURS, OTHER, SHADES, SMALL, colour, marker
from chiprace.look.tidy import rows

#: Width of a mark for one accelerator [points]; its area grows with their number.
_SIZE = 0.36


#: From here to 1 a label stands on the left of its mark, clear of the line at 1.
_LEFT_OF_ONE = 0.2

#: How each reading of a claim is drawn: marker, colour, fill and height above its row.
READING_MARKS = {
    "claimed": ("s", COLOURS["Huawei"], SHADES.paper, 0.0),
    "whole": ("D", OTHER, OTHER, 0.24),
    "cabinet": ("^", OTHER, OTHER, 0.24),
    "chip": ("o", SHADES.ink, SHADES.ink, 0.0),
    "kW": ("v", OTHER, OTHER, 0.24),
}


def mark_size(accelerators: float) -> float:
    """Return the width of a pod's mark [points], whose area is as its accelerators."""
    return float(_SIZE * accelerators**0.5)


def plot_generations(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw each pod's compute over the date at which it is due; area as its accelerators.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.supernodes.generation_points`, with ``label``.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    entries = sorted(rows(data), key=lambda row: -row.accelerators)
    _join_configurations(data, ax)
    for row in entries:
        size = mark_size(row.accelerators)
        look = marker(row.maker, row.mark, exists=row.exists)
        ax.plot(row.year, row.value, **look, markersize=size, zorder=3)
        ends = [row.low, row.high]
        ax.plot([row.year] * 2, ends, color=colour(row.maker), linewidth=1.4, zorder=4)
    ax.set_yscale("log")
    ax.set_ylim(data["low"].min() / 2.2, data["high"].max() * 3.5)
    ax.set_xlim(data["year"].min() - 0.55, data["year"].max() + 0.95)
    ax.yaxis.set_major_formatter(mticker.FuncFormatter(lambda value, _: number(value)))
    ax.xaxis.set_major_locator(mticker.MaxNLocator(integer=True))
    ax.xaxis.set_major_formatter(mticker.FormatStrFormatter("%d"))
    ax.set_xlabel("Year due, as known on the day of the edition")
    ax.set_ylabel("EFLOPS, FP8 dense (log scale)")
    label_points(
        ax,
        [(row.year, row.value, row.label) for row in entries],
        colours=[colour(row.maker) for row in entries],
        size=SMALL,
        radii=[mark_size(row.accelerators) / 2 for row in entries],
    )
    return ax


def plot_costs(data: pd.DataFrame, *, ax: Axes, limits: tuple[float, float]) -> Axes:
    """Draw the compute of one year's Ascend pods per unit of what is paid, Nvidia's pod at 1.

    Parameters
    ----------
    data : DataFrame
        Rows of one year from `chiprace.words.supernode_costs.cost_rows`: ``row``, ``series`` (each
        pair's position), ``name`` (its label).
    ax : Axes
        Where to draw.
    limits : tuple of float
        Ends of the axis, from `cost_limits` of all years.

    Returns
    -------
    Axes
        The same.
    """
    ax.axvline(1, color=COLOURS["Nvidia"], linewidth=1.2, zorder=1)
    series = data["series"].max() + 1
    gap = 0.36
    for row in rows(data):
        height = row.row + gap * (row.series - (series - 1) / 2)
        if row.value != row.value:
            continue
        ax.plot([row.low, row.high], [height] * 2, color=COLOURS["Huawei"], linewidth=1.4)
        ax.plot(row.value, height, **marker("Huawei", row.mark, exists=row.exists), zorder=3)
        left = _LEFT_OF_ONE < row.value < 1
        ax.annotate(
            number(row.value, 2, keep=True),
            (row.low if left else row.high, height),
            xytext=(-6 if left else 6, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            fontsize=SMALL,
            color=COLOURS["Huawei"],
        )
        if row.row == 0 and row.name:
            above, inside = row.series == 0, row.value < 1
            ax.annotate(
                row.name,
                (row.value, height),
                xytext=(0 if inside else -4, 5 if above else -5),
                textcoords="offset points",
                ha="right" if inside else "left",
                va="bottom" if above else "top",
                fontsize=SMALL,
                color=COLOURS["Huawei"],
            )
    _say_reasons(data, ax, gap, series)
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(mticker.LogLocator(base=10, numticks=6))
    ax.xaxis.set_major_formatter(mticker.FuncFormatter(lambda value, _: number(value)))
    ax.xaxis.set_minor_formatter(mticker.NullFormatter())
    ax.set_xlim(limits)
    ax.set_ylim(data["row"].max() + 0.6, -0.75)
    ax.set_yticks(range(data["row"].max() + 1), _row_names(data))
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    return ax


def cost_limits(data: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the axis that all panels of `plot_costs` share."""
    return min(0.1, data["low"].min()) / 1.9, max(1.0, data["high"].max()) * 8


def plot_claims(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw Huawei's multiples as claimed and on equal terms, a row a claim.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.supernode_claims.own_comparisons`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    known = data[data["value"].notna()]
    names = list(dict.fromkeys(data["claim"]))
    labels = dict(zip(data["claim"], data["label"], strict=True))
    ax.axvline(1, color=SHADES.ink, linewidth=0.8)
    for position, claim in enumerate(names):
        same = known[known["claim"] == claim]
        level = same[same["reading"].isin(["claimed", "chip"])]["value"]
        ax.plot([level.min(), level.max()], [position] * 2, color=SHADES.guide, linewidth=1.0)
        for row in rows(same):
            _plot_reading(row, position, ax)
    _name_readings(known, names, ax)
    ax.set_xscale("log")
    ax.set_xlim(known["low"].min() / 1.9, known["high"].max() * 2.4)
    ax.xaxis.set_major_formatter(mticker.FuncFormatter(lambda value, _: times(value, 1)))
    ax.xaxis.set_minor_formatter(mticker.NullFormatter())
    ax.set_xlabel("Huawei's system over the other (log scale)")
    ax.set_yticks(range(len(names)), ["\n".join(textwrap.wrap(labels[n], 23)) for n in names])
    ax.set_ylim(len(names) - 0.4, -0.85)
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    return ax


def _join_configurations(data: pd.DataFrame, ax: Axes) -> None:
    """Lead from what was announced of a pod to what is listed of it."""
    found = {row.key: row for row in rows(data)}
    announced, listed = (found.get(f"atlas-950-{word}") for word in ("announced", "listed"))
    if announced is None or listed is None:
        return
    ax.annotate(
        "",
        (listed.year, listed.value),
        xytext=(announced.year, announced.value),
        arrowprops={
            "arrowstyle": "-|>",
            "color": colour(listed.maker),
            "linestyle": (0, (4, 2)),
            "shrinkA": mark_size(announced.accelerators) / 2,
            "shrinkB": mark_size(listed.accelerators) / 2 + 1,
        },
    )


def _say_reasons(data: pd.DataFrame, ax: Axes, gap: float, series: int) -> None:
    """Write into a row why there is no ratio, once where all pairs share the reason."""
    for position in range(data["row"].max() + 1):
        same = data[data["row"] == position]
        missing = same[same["value"].isna()]
        alone = len(missing) == len(same) and missing["reason"].nunique() == 1
        for row in rows(missing.head(1) if alone else missing):
            offset = 0.0 if alone else gap * (row.series - (series - 1) / 2)
            text = row.reason if alone or not row.name else f"{row.name}: {row.reason}"
            ax.annotate(
                "\n".join(textwrap.wrap(text, 17)),
                (1, position + offset),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                fontsize=SMALL,
                linespacing=0.95,
                color=OTHER,
            )


def _row_names(data: pd.DataFrame) -> list[str]:
    named = data.drop_duplicates("row").sort_values("row")
    return named["row_name"].tolist()


def _plot_reading(row: Any, position: int, ax: Axes) -> None:
    shape, shade, fill, height = READING_MARKS[row.reading]
    at = position + height
    ax.plot([row.low, row.high], [at] * 2, color=shade, linewidth=1.3)
    ax.plot(
        row.value,
        at,
        marker=shape,
        markeredgecolor=shade,
        markerfacecolor=fill,
        markeredgewidth=1.3,
        linestyle="none",
        zorder=3,
    )
    below, left = height > 0, height > 0 and _LEFT_OF_ONE < row.value < 1
    ax.annotate(
        number(row.value, 3 if row.value >= 10 else 2, keep=row.value < 10),
        (row.low if left else row.value, at),
        xytext=(-7 if left else 7, 0) if below else (0, 6),
        textcoords="offset points",
        ha="right" if left else "left" if below else "center",
        va="center" if below else "bottom",
        fontsize=SMALL,
        color=shade,
    )


def _name_readings(known: pd.DataFrame, names: list[str], ax: Axes) -> None:
    """Name the marks at the first row that has all of them."""
    words = {
        "claimed": "claimed",
        "whole": "recomputed, whole",
        "cabinet": "per cabinet",
        "chip": "per chip",
        "kW": "per kilowatt",
    }
    first = known[known["claim"] == names[0]]
    for row in rows(first):
        shade, height = READING_MARKS[row.reading][1], READING_MARKS[row.reading][3]
        below = height > 0
        ax.annotate(
            words[row.reading],
            (row.value, height),
            xytext=(30, 0) if below else (0, 16),
            textcoords="offset points",
            ha="left" if below else "center",
            va="center" if below else "bottom",
            fontsize=SMALL,
            color=shade,
        )
