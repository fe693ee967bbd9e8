"""Figures of how sure the verdicts are: ranges over the line, and tornados."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullFormatter

from chiprace.look.formats import number
from chiprace.look.labels import write_beside
from chiprace.look.style import GROUND, SHADES, SMALL
from chiprace.look.tidy import rows

#: Ticks of the log axes, as far as they fall within.
_TICKS = (0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10)


def plot_ranges(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the percentiles of each claim over its line, on the side of which it holds.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.words.sureness.drawable`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    for position, row in enumerate(rows(data)):
        low, middle, high = (value / row.line for value in (row.p5, row.p50, row.p95))
        ax.plot([low, high], [position] * 2, color=SHADES.guide, linewidth=5, solid_capstyle="butt")
        held = (max(low, 1), max(high, 1)) if row.side == "above" else (min(low, 1), min(high, 1))
        ax.plot(held, [position] * 2, color=SHADES.supported, linewidth=5, solid_capstyle="butt")
        ax.plot(middle, position, marker="|", color=SHADES.ink, markersize=11, markeredgewidth=1.6)
        style = {"fontsize": SMALL, "color": SHADES.ink, "annotation_clip": False}
        write_beside(ax, row.text, position, 1, 6, **style)
    _line_axis(ax, [*(data["p5"] / data["line"]), *(data["p95"] / data["line"])])
    ax.set_xlabel("Over the line of the claim (log scale); green: where it holds")
    ax.set_yticks(range(len(data)), list(data["name"]))
    ax.set_ylim(len(data) - 0.5, -0.5)
    return ax


def plot_tornado(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw what each input does to one or more numbers, the widest swing of each first.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.words.sureness.worth`, in units of the line that the numbers are held
        against.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    ticks: list[tuple[float, str]] = []
    place = 0.0
    for name, group in data.groupby("number", sort=False):
        write_beside(ax, str(name), place, 0, 4, fontweight="semibold", bbox=GROUND, zorder=3)
        top = place
        for row in rows(group):
            place += 1
            ticks.append((place, row.input))
            ax.plot([row.low, row.high], [place] * 2, color=SHADES.guide, linewidth=4, zorder=1)
            for value, fill in ((row.low, SHADES.paper), (row.high, SHADES.ink)):
                ax.plot(
                    value, place, marker="o", markersize=4.5, markeredgecolor=SHADES.ink,
                    markerfacecolor=fill, linestyle="none", zorder=2,
                )  # fmt: skip
            shares = f"{_share(row.first)} / {_share(row.total)}"
            write_beside(ax, shares, place, 1, 6, fontsize=SMALL, annotation_clip=False)
        today = group["today"].iloc[0]
        ax.plot([today] * 2, [top + 0.5, place + 0.5], color=SHADES.rule, linewidth=0.9, zorder=0)
        place += 1.4
    _line_axis(ax, [*data["low"], *data["high"]])
    ax.set_yticks([tick[0] for tick in ticks], [tick[1] for tick in ticks])
    ax.set_ylim(place - 0.8, -0.7)
    return ax


def _share(value: float) -> str:
    return f"{number(max(round(value, 2), 0.0), 2)}"


def _line_axis(ax: Axes, ends: list[float]) -> None:
    low, high = min([0.95, *ends]), max([1.05, *ends])
    ax.set_xscale("log")
    ax.set_xlim(low / 1.06, high * 1.06)
    ax.set_xticks([tick for tick in _TICKS if low / 1.06 <= tick <= high * 1.06])
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{number(value, 2)} ×"))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.axvline(1, color=SHADES.ink, linewidth=0.8, zorder=0)
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
