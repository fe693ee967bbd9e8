"""Figures of the summary: headline numbers, and the verdicts then and now."""

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import ConnectionPatch
from matplotlib.ticker import FuncFormatter, NullFormatter

from chiprace.look.formats import number, times
from chiprace.look.style import COLOURS, OTHER, SHADES, SMALL, figure_of
from chiprace.look.tidy import rows
from chiprace.plots.claims import CELLS, SHORT

_SIDES = {"above": (1.0, 1e3), "below": (1e-3, 1.0)}


def plot_ratios(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the headline ratios on one log axis, the side that the article needs shaded.

    Parameters
    ----------
    data : DataFrame
        Rows of unit ``1`` from `chiprace.models.headlines.headlines`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    entries = rows(data)
    for position, row in enumerate(entries):
        low, high = _SIDES[row.article]
        ax.fill_betweenx(
            [position - 0.4, position + 0.4], low, high, color=OTHER, alpha=0.12, linewidth=0
        )
        ax.plot([row.low, row.high], [position] * 2, color=COLOURS["Huawei"], linewidth=2)
        ax.plot(row.value, position, marker="D", color=COLOURS["Huawei"], markersize=7, zorder=3)
        ax.annotate(
            times(row.value),
            (row.high, position),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontweight="semibold",
            color=COLOURS["Huawei"],
        )
    ax.axvline(1, color=SHADES.ink, linewidth=0.9)
    ax.set_xscale("log")
    ax.set_xlim(0.2, 5.5)
    ax.set_xticks([0.25, 0.5, 1, 2, 4])
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{number(value)} ×"))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xlabel("CloudMatrix 384 over GB200 NVL72 (log scale)")
    ax.set_yticks(range(len(entries)), [row.label for row in entries])
    ax.set_ylim(len(entries) - 0.45, -0.55)
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    return ax


def plot_share(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw a market share with its range between counters.

    Parameters
    ----------
    data : DataFrame
        The row of unit ``%`` from `chiprace.models.headlines.headlines`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    for position, row in enumerate(rows(data)):
        ax.plot([row.low, row.high], [position] * 2, color=COLOURS["Huawei"], linewidth=2)
        for value in dict.fromkeys((row.low, row.high)):
            ax.plot(value, position, marker="D", color=COLOURS["Huawei"], markersize=7, zorder=3)
            ax.annotate(
                f"{number(value)}%",
                (value, position),
                xytext=(0, 8),
                textcoords="offset points",
                ha="center",
                fontweight="semibold",
                color=COLOURS["Huawei"],
            )
        ax.set_yticks([position], [row.label])
    ax.set_xlim(0, 100)
    ax.set_ylim(0.5, -0.8)
    ax.set_xlabel("Per cent of the market, by units and by value")
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    return ax


def plot_verdicts(data: pd.DataFrame, *, ax: Axes, below: bool = False) -> Axes:
    """Draw a row of squares, one a claim, in the order and the colours of the verdicts.

    Parameters
    ----------
    data : DataFrame
        Rows of one moment: ``moment`` (its label), ``place`` (column), ``number`` (of the
        claim), ``verdict``.
    ax : Axes
        Where to draw.
    below : bool, optional
        Whether the names of the verdicts stand below the squares.

    Returns
    -------
    Axes
        The same.
    """
    import seaborn as sns  # here alone: all processes but that of the summary do without

    order = list(CELLS)
    entries = rows(data.sort_values("place"))
    codes = [[order.index(row.verdict) for row in entries]]
    with _undrawn(figure_of(ax)):
        sns.heatmap(
            codes,
            annot=[[row.number for row in entries]],
            fmt="",
            cmap=ListedColormap([CELLS[verdict][1] for verdict in order]),
            vmin=-0.5,
            vmax=len(order) - 0.5,
            cbar=False,
            linewidths=1.2,
            linecolor=SHADES.paper,
            annot_kws={"fontsize": 8},
            xticklabels=False,
            yticklabels=False,
            ax=ax,
        )
    for text, row in zip(list(ax.texts), entries, strict=True):
        text.set_color(CELLS[row.verdict][2])
    for verdict in dict.fromkeys(row.verdict for row in entries):
        places = [row.place for row in entries if row.verdict == verdict]
        width = 8 if len(places) > 1 else 4
        words = "\n".join(
            (str(len(places)), *textwrap.wrap(SHORT[verdict], width, break_long_words=False))
        )
        ax.annotate(
            words,
            (sum(places) / len(places) + 0.5, 1 if below else 0),
            xytext=(0, -3 if below else 2),
            textcoords="offset points",
            ha="center",
            va="top" if below else "bottom",
            fontsize=SMALL,
            linespacing=1.0,
            annotation_clip=False,
        )
    ax.set_yticks([0.5], [entries[0].moment], rotation=0)
    ax.tick_params(length=0)
    return ax


@contextmanager
def _undrawn(figure: Figure) -> Iterator[None]:
    """Keep a figure from being drawn: seaborn would, to see whether names of ticks overlap."""
    canvas = figure.canvas
    FigureCanvasBase(figure)  # a canvas on which nothing is drawn
    try:
        yield
    finally:
        figure.set_canvas(canvas)


def join_flips(data: pd.DataFrame, *, axes: Sequence[Axes]) -> None:
    """Join the squares of a claim in neighbouring rows by a line where its verdict flipped.

    Parameters
    ----------
    data : DataFrame
        As for `plot_verdicts`, all moments.
    axes : sequence of Axes
        The row of each moment, in order.
    """
    moments = list(dict.fromkeys(data["moment"]))
    for first, last, upper, lower in zip(
        moments[:-1], moments[1:], axes[:-1], axes[1:], strict=True
    ):
        before = {row.number: row for row in rows(data[data["moment"] == first])}
        for row in rows(data[data["moment"] == last]):
            old = before[row.number]
            if old.verdict == row.verdict:
                continue
            link = ConnectionPatch(
                (old.place + 0.5, 1),
                (row.place + 0.5, 0),
                coordsA="data",
                coordsB="data",
                axesA=upper,
                axesB=lower,
                color=SHADES.other,
                linewidth=0.9,
            )
            lower.add_artist(link)
