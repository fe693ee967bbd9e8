"""Figures of serving: throughput by denominator, and throughput against latency."""

import math
from typing import Any

import matplotlib.ticker as mticker
import pandas as pd
from matplotlib.axes import Axes

from chiprace.look.formats import number, ratio_number
from chiprace.look.labels import label_column
from chiprace.look.style import COLOURS, LABEL, OTHER, SHADES, SMALL, colour, marker
from chiprace.look.tidy import rows

#: Shapes by how near the work is to that of the paper's main row.
LIKENESS = {"like": "o", "lengths": "^", "model": "X"}

_BATCHES = (4, 16, 64, 256)


def plot_served(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw one phase over one denominator, a row a system, with the ratio beside it.

    Parameters
    ----------
    data : DataFrame
        Rows of one phase and one key from `chiprace.models.serving.serving_frame`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        Hollow marks are idealised. To the right stand the value and CloudMatrix 384 over it.
    """
    for row in rows(data):
        shade = colour(row.maker)
        ax.plot([0, row.value], [row.position] * 2, color=shade, linewidth=4, alpha=0.25, zorder=1)
        ax.plot([row.low, row.high], [row.position] * 2, color=shade, linewidth=1.4, zorder=2)
        style = marker(row.maker, row.mark, exists=not row.idealised)
        ax.plot(row.value, row.position, **style | {"markersize": 5}, zorder=3, clip_on=False)
        compared = math.isfinite(row.ratio)
        place: dict[str, Any] = {
            "transform": ax.get_yaxis_transform(),
            "ha": "left",
            "clip_on": False,
        }
        ax.text(
            1.08,
            row.position + (-0.03 if compared else 0),
            number(row.value, 3, keep=True),
            va="bottom" if compared else "center",
            fontsize=LABEL,
            color=shade,
            **place,
        )
        if compared:
            ahead = row.ratio > 1
            ax.text(
                1.08,
                row.position + 0.03,
                f"{ratio_number(row.ratio)} × {'ahead' if ahead else 'behind'}",
                va="top",
                fontsize=SMALL,
                color=COLOURS["Huawei"] if ahead else OTHER,
                fontweight="semibold" if ahead else "normal",
                **place,
            )
    ax.set_xlim(0, 1.06 * data["high"].max())
    ax.xaxis.set_major_locator(mticker.MaxNLocator(2))
    ax.xaxis.set_major_formatter(lambda value, _: number(value))
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    return ax


def label_served(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Name the rows of a phase at the first panel.

    Parameters
    ----------
    data : DataFrame
        Rows of one phase from `chiprace.models.serving.serving_frame`.
    ax : Axes
        The first panel.

    Returns
    -------
    Axes
        The first row on top.
    """
    named = data.drop_duplicates("position").sort_values("position")
    ax.set_yticks(named["position"].tolist(), named["label"].tolist())
    for text, maker in zip(ax.get_yticklabels(), named["maker"], strict=True):
        text.set_color(colour(maker))
    ax.set_ylim(len(named) - 0.45, -0.55)
    return ax


def plot_frontier(data: pd.DataFrame, line: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw decode throughput over time per output token, with lines of equal batch.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.serving_frontier.frontier`, with a column ``text``.
    line : DataFrame
        From `chiprace.models.serving_frontier.trade_off`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        Both scales are logarithmic. The labels of the crowd stand in a column on the right.
    """
    ax.set_xscale("log")
    ax.set_yscale("log")
    left, right = 0.8 * data["tpot_ms"].min(), 1.12 * data["tpot_ms"].max()
    bottom, top = 0.75 * data["throughput"].min(), 1.25 * data["throughput"].max()
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)
    _equal_batches(ax, left, right, bottom, top)
    ax.plot(line["tpot_ms"], line["throughput"], color=COLOURS["Huawei"], linewidth=1.2, zorder=2)
    for row in rows(data):
        style = marker(row.maker, "measured", exists=not row.idealised)
        style |= {"marker": LIKENESS[row.likeness], "markersize": 6, "zorder": 3}
        ax.plot(row.tpot_ms, row.throughput, **style)
    crowd = data["tpot_ms"] > 0.75 * data["tpot_ms"].max()
    for row in rows(data[~crowd]):
        ax.annotate(
            row.text,
            (row.tpot_ms, row.throughput),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=LABEL,
            color=colour(row.maker),
        )
    column = rows(data[crowd].sort_values("throughput"))
    label_column(
        ax,
        [(row.tpot_ms, row.throughput, row.text) for row in column],
        colours=[colour(row.maker) for row in column],
    )
    ax.set_xlabel("Time per output token, ms (log scale); left is faster for each user")
    ax.set_ylabel("Decode, token/s per accelerator (log scale)")
    for axis, step in ((ax.xaxis, (1, 2, 3, 5)), (ax.yaxis, (1, 2, 5))):
        axis.set_major_locator(mticker.LogLocator(subs=step))
        axis.set_major_formatter(mticker.FuncFormatter(lambda value, _: number(value)))
        axis.set_minor_locator(mticker.NullLocator())
    return ax


def _equal_batches(ax: Axes, left: float, right: float, bottom: float, top: float) -> None:
    """Draw where throughput times latency is one batch, named on the upper or the left edge."""
    for batch in _BATCHES:
        x = max(left, 1000 * batch / top)
        if 1.5 * x >= right or 1000 * batch / x <= 1.3 * bottom:
            continue
        ax.plot(
            [left, right], [1000 * batch / left, 1000 * batch / right], color=SHADES.guide, lw=0.7
        )
        ax.annotate(
            f"batch {batch}",
            (1.18 * x, 1000 * batch / (1.18 * x)),
            xytext=(3, 1),
            textcoords="offset points",
            va="bottom",
            fontsize=SMALL,
            color=SHADES.soft,
        )
