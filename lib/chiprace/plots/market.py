"""Figures of the market: shares by whom and of what, China by vendor, two businesses."""

import itertools
from typing import Any

import matplotlib.dates as mdates
import matplotlib.ticker as mticker
import pandas as pd
from matplotlib.axes import Axes

from chiprace.look.formats import interval, number
from chiprace.look.labels import write_beside
from chiprace.look.style import COLOURS, GROUND, LABEL, OTHER, SHADES, SMALL, colour, marker
from chiprace.look.tidy import rows

#: Fill of a vendor's part of the market; all but the two of the argument are grey.
FILLS = {
    "Huawei": COLOURS["Huawei"],
    "Nvidia": COLOURS["Nvidia"],
    "Other Chinese": OTHER,
    "Chinese vendors": OTHER,
    "Foreign vendors": SHADES.guide,
    "AMD": SHADES.grid,
    "Not split": SHADES.paper,
}
_DARK = ("Huawei", "Nvidia", "Other Chinese", "Chinese vendors")


def write_rows(data: pd.DataFrame, ax: Axes) -> None:
    """Write the labels of grouped rows on the left, with a bold heading over each group.

    Parameters
    ----------
    data : DataFrame
        With ``row``, ``label``, ``group``; the heading of a group stands one row above its first.
    ax : Axes
        Where to draw.
    """
    heads = data.groupby("group", sort=False)["row"].min() - 1
    ax.set_yticks(data["row"].tolist(), data["label"].tolist())
    for name, position in heads.items():
        write_beside(ax, str(name), position, 0, 4, fontweight="semibold")
    ax.set_ylim(data["row"].max() + 0.7, -0.7)
    ax.tick_params(axis="y", length=0, pad=8)
    ax.grid(False, axis="y")


def plot_shares(data: pd.DataFrame, *, ax: Axes, band: tuple[float, float]) -> Axes:
    """Draw estimates of Nvidia's share as points and ranges, one row an estimate.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.words.market.share_rows`.
    ax : Axes
        Where to draw.
    band : tuple of float
        The article's range [%].

    Returns
    -------
    Axes
        The same.
    """
    ax.axvspan(*band, color=SHADES.band, zorder=0)
    ax.annotate(
        f"the article: {interval(*band)}%",
        ((band[0] + band[1]) / 2, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 2),
        textcoords="offset points",
        ha="center",
        fontsize=LABEL,
        color=OTHER,
    )
    shade = colour("Nvidia")
    for row in rows(data):
        exists = not row.outlook
        if row.low < row.high:
            ax.plot([row.low, row.high], [row.row] * 2, color=shade, linewidth=2, zorder=2)
        for value in dict.fromkeys((row.low, row.high)):
            style = marker("Nvidia", row.mark, exists=exists) | {"markersize": 4.5}
            ax.plot(value, row.row, **style, zorder=3, clip_on=False)
        if row.bound == "at_least":
            ax.annotate(
                "",
                (row.high + 5, row.row),
                xytext=(row.high, row.row),
                arrowprops={"arrowstyle": "->", "color": shade, "linewidth": 1.2},
            )
        write_beside(ax, row.measured, row.row, 1, 8, color=OTHER)
    write_rows(data, ax)
    ax.set_xlim(0, 100)
    ax.xaxis.set_major_formatter(mticker.PercentFormatter(decimals=0))
    ax.spines["left"].set_visible(False)
    return ax


def plot_china(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw one counter's parts of China's market as stacked bars, forecasts hatched.

    Parameters
    ----------
    data : DataFrame
        Rows of one counter from `chiprace.words.market_china.china_rows`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    names = list(dict.fromkeys(data["bar"]))
    for row in rows(data):
        position = names.index(row.bar)
        ax.bar(
            position,
            row.share,
            bottom=row.bottom,
            width=0.86,
            color=FILLS[row.vendor],
            edgecolor=SHADES.guide if row.vendor == "Not split" else SHADES.paper,
            linewidth=0.8,
            hatch="////" if row.outlook and row.vendor != "Not split" else "",
            alpha=0.75 if row.outlook else 1.0,
        )
        if row.share >= _LEGIBLE:
            _name_part(row, position, ax)
    ax.set_xticks(range(len(names)), names)
    ax.set_xlim(-0.5, len(names) - 0.5)
    ax.set_ylim(0, 100)
    ax.set_yticks([0, 25, 50, 75, 100])
    ax.yaxis.set_major_formatter(mticker.PercentFormatter(decimals=0))
    ax.tick_params(axis="x", length=0)
    ax.grid(False, axis="x")
    ax.set_title(data["heading"].iloc[0].replace(", ", ",\n"))
    return ax


#: Parts smaller than this are not named in the bar [%].
_LEGIBLE = 3.5


def _name_part(row: Any, position: int, ax: Axes) -> None:
    tall = row.share >= 9
    name = row.short.replace(" ", "\n") if tall else row.short
    boxed = bool(row.outlook)
    shade = SHADES.ink if boxed or row.vendor not in _DARK else SHADES.on_fill
    ax.annotate(
        f"{name}{chr(10) if tall else ' '}{number(row.share, 2)}",
        (position, row.bottom + row.share / 2),
        ha="center",
        va="center",
        fontsize=SMALL,
        linespacing=0.95,
        color=SHADES.other if row.vendor == "Not split" else shade,
        bbox=GROUND if boxed else None,
    )


def plot_revenue(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw two revenues as dollars per quarter on one log axis.

    Nvidia's as a line through its quarters, broken where one is not known; Huawei's as the
    rectangle of a year between its least and its most, hollow where it is a forecast.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.market_revenue.revenue_rates`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    ax.set_yscale("log")
    quarters = rows(data[data["maker"] == "Nvidia"])
    for one, other in itertools.pairwise(quarters):
        if (other.start - one.end).days == 1:
            ends = [_middle(one), _middle(other)]
            ax.plot(ends, [one.rate, other.rate], color=colour("Nvidia"), zorder=2)
    for row in quarters:
        ax.plot(_middle(row), row.rate, **marker("Nvidia", row.mark, exists=True), zorder=3)
    if quarters:
        text = f"Nvidia, data centre\n{number(quarters[-1].rate)}"
        _label(ax, _middle(quarters[-1]), quarters[-1].rate, text, "Nvidia", above=True)
    years = data[data["maker"] == "Huawei"]
    for _, group in years.groupby("period"):
        _draw_year(group, ax)
    ax.yaxis.set_major_locator(mticker.LogLocator(base=10, subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter(mticker.FuncFormatter(lambda value, _: f"{value:g}"))
    ax.yaxis.set_minor_formatter(mticker.NullFormatter())
    ax.set_ylim(1, 1.8 * data["rate"].max())
    ax.set_ylabel("bn USD a quarter (log scale)")
    ax.xaxis.set_major_locator(mdates.YearLocator())  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))  # type: ignore[no-untyped-call]
    return ax


def _draw_year(group: pd.DataFrame, ax: Axes) -> None:
    shade = colour("Huawei")
    first = rows(group)[0]
    exists = not first.outlook
    low, high = group["rate"].min(), group["rate"].max()
    ax.fill_between(
        [first.start, first.end],
        low * 0.985,
        high * 1.015,
        facecolor=shade if exists else "none",
        edgecolor=shade,
        alpha=0.35 if exists else 1.0,
        hatch="" if exists else "////",
        linewidth=0.8,
    )
    for row in rows(group):
        ax.plot(_middle(row), row.rate, **marker("Huawei", row.mark, exists=exists), zorder=3)
    word = "" if exists else ", forecast"
    text = f"Huawei, AI chips {first.period}{word}\n{interval(low, high)}"
    _label(ax, _middle(first), low if exists else high, text, "Huawei", above=not exists)


def _middle(row: Any) -> Any:
    return row.start + (row.end - row.start) / 2


def _label(ax: Axes, day: Any, value: float, text: str, maker: str, *, above: bool) -> None:
    ax.annotate(
        text,
        (day, value),
        xytext=(0, 8 if above else -8),
        textcoords="offset points",
        ha="center",
        va="bottom" if above else "top",
        fontsize=LABEL,
        color=colour(maker),
    )
