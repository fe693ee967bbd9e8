"""Figures of the newest hardware, of training MFU and of accuracy."""

import math
from typing import Any

import matplotlib.ticker as mticker
import pandas as pd
from matplotlib.axes import Axes

from chiprace.look.formats import number
from chiprace.look.labels import label_points
from chiprace.look.style import COLOURS, GROUND, LABEL, OTHER, SHADES, SMALL, colour, marker
from chiprace.look.tidy import rows


def newest_rows(data: pd.DataFrame) -> tuple[pd.Series, list[tuple[float, str, bool]]]:
    """Give every row of the figure a height, with a line for the heading of each section.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.serving_newest.newest`.

    Returns
    -------
    Series
        Height of each entry, rising downwards.
    list of (float, str, bool)
        Height and words of each line; true for a heading.
    """
    heights: dict[tuple[str, str], float] = {}
    lines: list[tuple[float, str, bool]] = []
    section, height = "", 0.0
    for row in rows(data):
        if row.section != section:
            section = row.section
            lines.append((height, section, True))
            height += 1
        if (row.section, row.row) not in heights:
            heights[row.section, row.row] = height
            lines.append((height, row.row, False))
            height += 1
    places = [heights[row.section, row.row] for row in rows(data)]
    return pd.Series(places, index=data.index, dtype=float), lines


def newest_height(data: pd.DataFrame) -> float:
    """Return the height [inches] that the rows of the figure on the newest hardware need.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.serving_newest.newest`.
    """
    return 0.7 + 0.175 * len(newest_rows(data)[1])


def plot_newest(data: pd.DataFrame, *, column: str, ax: Axes) -> Axes:
    """Draw throughputs on a log axis, a row for each sort of work.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.serving_newest.newest`, with a column ``text``.
    column : {"value", "per_mw"}
        For each accelerator or for each megawatt.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        Round marks were measured by others, square ones by the maker; hollow is announced.
    """
    heights, lines = newest_rows(data)
    shown = data.assign(height=heights)
    shown = shown[shown[column].notna()]
    for height, _, heading in lines:
        if not heading:
            ax.axhline(height, color=SHADES.grid, linewidth=0.5, zorder=0)
    for _, group in shown.groupby("height"):
        if len(group) > 1:
            ends = [group[column].min(), group[column].max()]
            ax.plot(
                ends, [group["height"].iloc[0]] * 2, color=SHADES.guide, linewidth=1.2, zorder=1
            )
    for row in rows(shown):
        style = marker(
            row.maker, "vendor" if row.who == "vendor" else "measured", exists=not row.stated_only
        )
        ax.plot(getattr(row, column), row.height, **style | {"markersize": 4.5}, zorder=3)
    ax.set_xscale("log")
    spread = math.log10(shown[column].max() / shown[column].min()) if len(shown) else 1
    room = 10 ** (0.26 * max(spread, 1))
    ax.set_xlim(shown[column].min() / room, shown[column].max() * room)
    ax.set_ylim(lines[-1][0] + 0.7, lines[0][0] - 0.6)
    ax.grid(False, axis="y")
    ax.set_yticks([])
    ax.xaxis.set_major_formatter(mticker.FuncFormatter(_plain))
    ax.xaxis.set_minor_formatter(mticker.NullFormatter())
    for _, group in shown.groupby("height"):
        _label_group(rows(group.sort_values(column, kind="stable")), column, ax)
    ax.tick_params(axis="y", length=0)
    return ax


def label_newest(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Write the rows' work and the sections' headings beside the first panel.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.serving_newest.newest`.
    ax : Axes
        The first panel.

    Returns
    -------
    Axes
        The same.
    """
    _, lines = newest_rows(data)
    ax.set_yticks([height for height, _, _ in lines], [words for _, words, _ in lines])
    for text, (_, _, heading) in zip(ax.get_yticklabels(), lines, strict=True):
        text.set_fontsize(SMALL)
        text.set_fontweight("semibold" if heading else "normal")
        text.set_color(SHADES.ink if heading else SHADES.soft)
    ax.tick_params(axis="y", length=0)
    return ax


def plot_training(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw MFU over accelerators for runs whose MFU is a share of one sort of peak.

    Parameters
    ----------
    data : DataFrame
        Rows of one peak from `chiprace.models.training_mfu.mfu_by_size`, with a column ``text``.
    ax : Axes
        With its limits set.

    Returns
    -------
    Axes
        Bars are ranges that the source gives. Each run is named at its largest.
    """
    for row in rows(data):
        shade = colour(row.maker)
        if row.low < row.high:
            ax.plot([row.accelerators] * 2, [100 * row.low, 100 * row.high], color=shade, lw=1.2)
        style = marker(row.maker, row.mark, exists=True) | {"markersize": 5}
        ax.plot(row.accelerators, 100 * row.mfu, **style, zorder=3)
    # Runs of one name are joined, and named once.
    for _, group in data.groupby("text"):
        line = group.sort_values("accelerators")
        shade = colour(rows(line)[0].maker)
        ax.plot(line["accelerators"], 100 * line["mfu"], color=shade, lw=0.8, alpha=0.35, zorder=1)
    _name_runs(data, ax)
    return ax


def _name_runs(data: pd.DataFrame, ax: Axes) -> None:
    last = data.sort_values("accelerators").drop_duplicates("text", keep="last").index
    named = rows(data.loc[last.sort_values()])
    label_points(
        ax,
        [(row.accelerators, 100 * row.mfu, row.text.replace(", ", ",\n")) for row in named],
        colours=[colour(row.maker) for row in named],
        size=SMALL,
    )


def panel_widths(data: pd.DataFrame, peaks: list[str]) -> list[float]:
    """Return the widths of the panels on training: the more runs, the wider.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.training_mfu.mfu_by_size`.
    peaks : list of str
        In the order of the panels.
    """
    return [float(data["peak"].eq(peak).sum() ** 0.5) for peak in peaks]


def frame_training(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Set the scales that all panels of the figure on training share.

    Parameters
    ----------
    data : DataFrame
        All rows from `chiprace.models.training_mfu.mfu_by_size`.
    ax : Axes
        A panel, still empty.

    Returns
    -------
    Axes
        Accelerators on a log scale.
    """
    ax.set_xscale("log")
    ax.set_xlim(data["accelerators"].min() / 2, data["accelerators"].max() * 8)
    ax.set_ylim(80 * data["low"].min(), 110 * data["high"].max())
    ax.xaxis.set_major_formatter(mticker.FuncFormatter(_plain))
    ax.xaxis.set_minor_formatter(mticker.NullFormatter())
    return ax


def plot_accuracy(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the score under INT8 less each reference as a dot plot about zero.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.accuracy.accuracy_differences`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        Round: against the API; square and grey: against the maker's own report.
    """
    names = list(dict.fromkeys(data["benchmark"]))
    ax.axvline(0, color=SHADES.ink, linewidth=0.9)
    styles = {
        "api": marker("Huawei", "measured", exists=True),
        "report": marker("", "vendor", exists=True),
    }
    for row in sorted(rows(data), key=lambda row: row.reference == "api"):
        y = names.index(row.benchmark)
        ax.plot(row.difference, y, **styles[row.reference])
        if row.reference == "api":
            ax.annotate(
                f"{row.difference:+.2f}".replace("-", "−"),
                (1.02, y),
                xycoords=ax.get_yaxis_transform(),
                va="center",
                fontsize=LABEL,
                color=COLOURS["Huawei"],
            )
    ax.set_xlim(1.3 * min(-1, data["difference"].min()), 1.2 * max(1, data["difference"].max()))
    ax.set_ylim(len(names) - 0.5, -1.1)
    ax.set_yticks(range(len(names)), [_scored(data, name) for name in names])
    ax.tick_params(axis="y", length=0)
    gaps = data.groupby("benchmark", sort=False)["difference"].agg(
        lambda each: each.max() - each.min()
    )
    widest = data[data["benchmark"] == gaps.idxmax()]
    words = {"api": ("against the API", COLOURS["Huawei"]), "report": ("against the report", OTHER)}
    for row in rows(widest):
        text, shade = words[row.reference]
        ax.annotate(
            text,
            (row.difference, names.index(row.benchmark)),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            fontsize=LABEL,
            color=shade,
        )
    ax.set_xlabel("Score under INT8 less the reference, percentage points")
    return ax


def _scored(data: pd.DataFrame, name: str) -> str:
    first = rows(data[data["benchmark"] == name])[0]
    return f"{name} ({first.metric}), {number(first.score, 3, keep=True)}%"


def _label_group(entries: list[Any], column: str, ax: Axes) -> None:
    """Name the points of one row: the first on its left, the last on its right."""
    for place, row in enumerate(entries):
        first, last = place == 0 and len(entries) > 1, place == len(entries) - 1
        ax.annotate(
            row.text,
            (getattr(row, column), row.height),
            xytext=(-5, 0) if first else (5, 0) if last else (0, 4),
            textcoords="offset points",
            ha="right" if first else "left" if last else "center",
            va="center" if first or last else "bottom",
            fontsize=SMALL,
            color=colour(row.maker),
            bbox=GROUND,
        )


def _plain(value: float, _: int) -> str:
    if value >= 1e6:
        return f"{number(value / 1e6)}M"
    return f"{number(value / 1e3)}k" if value >= 1e3 else number(value)
