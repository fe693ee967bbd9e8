"""The figures of the roadmap chapter: each draws given data on given axes."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from chiprace.look.formats import number
from chiprace.look.labels import label_points
from chiprace.look.style import LABEL, OTHER, SHADES, SMALL, colour, marker

#: A plan within this ratio of its chip has no name of its own, and if it is of the same date no
#: arrow either, which would lie within the marks.
CLOSE = 1.3
#: Doubling times beyond this are drawn as open arrows [months].
LONGEST = 60.0


def plot_over_time(data: pd.DataFrame, *, ax: Axes, years: tuple[float, float]) -> Axes:
    """Draw one metric of both makers over release dates.

    Parameters
    ----------
    data : DataFrame
        Rows of one metric of `chiprace.models.roadmap.timeline`.
    ax : Axes
        Where to draw; the value axis becomes logarithmic.
    years : tuple of float
        First and last year of the axis, which panels below each other share.

    Returns
    -------
    Axes
        Lines by maker, hollow marks for what does not exist yet, whiskers for ranges, arrows
        from a first plan to what became of it.
    """
    ax.set_yscale("log")
    now = data[data["stage"] == "now"]
    for maker, group in now.groupby("maker", sort=False):
        chips = group.sort_values("end")
        ax.plot(
            chips["end"],
            chips["value"],
            color=colour(str(maker)),
            linewidth=0.8,
            alpha=0.45,
            zorder=1.5,
        )
        for chip in rows(chips):
            if chip.high > chip.low:
                ax.vlines(chip.end, chip.low, chip.high, color=colour(str(maker)), linewidth=1)
            ax.plot(chip.end, chip.value, **marker(str(maker), chip.mark, exists=chip.exists))
    _arrows(data, ax)
    low, high = data["low"].min(), data["high"].max()
    ax.set_ylim(low / 1.9, high * 1.9)
    ax.set_xlim(*years)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=9))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda year, _: f"{year:.0f}"))
    ax.yaxis.set_major_locator(FixedLocator(_steps(low / 1.9, high * 1.9)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    ax.yaxis.set_minor_locator(FixedLocator([]))
    unit = data["unit"].iloc[0]
    ax.set_ylabel(f"{unit} (log scale)")
    ax.set_title(str(data["label"].iloc[0]))
    _name_points(data, ax)
    return ax


def plot_doubling(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw doubling times with their intervals, and on how many chips each rests.

    Parameters
    ----------
    data : DataFrame
        Of `chiprace.models.roadmap.doubling_times`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        An interval that leaves the axis, or has no end because no growth lies within it, ends
        in an arrow.
    """
    labels = list(dict.fromkeys(data["label"]))
    for row in rows(data):
        shade = colour(row.maker)
        place = labels.index(row.label) + (0.17 if row.maker == "Huawei" else -0.17)
        inside = row.doubling <= LONGEST
        if not math.isnan(row.low):
            start, end = min(row.low, LONGEST), min(row.high, LONGEST)
            ax.hlines(place, start, end, color=shade, linewidth=1.4)
            if row.high > LONGEST:
                ax.plot(LONGEST, place, marker=">", color=shade, markerfacecolor=SHADES.paper, ms=5)
        if inside:
            exists = row.built == row.points
            ax.plot(row.doubling, place, **marker(row.maker, "vendor", exists=exists))
        elif math.isnan(row.low):
            ax.plot(LONGEST, place, marker=">", color=shade, markerfacecolor=SHADES.paper, ms=5)
        told = f"{row.maker}: {_months(row.doubling)}, {row.points} chips"
        if row.built < row.points:
            told += f" ({row.points - row.built} planned)"
        ax.text(LONGEST + 2, place, told, color=shade, fontsize=SMALL, va="center")
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.5, -0.5)
    ax.set_xlim(0, LONGEST + 37)
    ax.set_xticks(np.arange(0, LONGEST + 1, 12))
    ax.set_xlabel("Months to double", loc="left")
    ax.grid(visible=False, axis="y")
    ax.tick_params(axis="y", length=0)
    return ax


def plot_lag(data: pd.DataFrame, *, ax: Axes, chips: list[str]) -> Axes:
    """Draw by how many years each Ascend chip follows the first Nvidia chip of equal value.

    Parameters
    ----------
    data : DataFrame
        Rows of one metric of `chiprace.models.roadmap.lags`.
    ax : Axes
        Where to draw.
    chips : list of str
        The chips in the order of the rows, those without a value included.

    Returns
    -------
    Axes
        Bars to the right for later, to the left for earlier.
    """
    known = {row.chip: row for row in rows(data)}
    for place, chip in enumerate(chips):
        row = known.get(chip)
        if row is None:
            ax.text(0.1, place, "no figure", color=SHADES.soft, fontsize=SMALL, va="center")
            continue
        if math.isnan(row.lag):
            shade = colour("Huawei")
            ax.text(0.1, place, "ahead of all", color=shade, fontsize=SMALL, va="center")
            continue
        shade = colour("Nvidia" if row.lag > 0 else "Huawei")
        ax.barh(
            place,
            row.lag,
            height=0.56,
            color=shade if row.exists else SHADES.paper,
            edgecolor=shade,
            linewidth=0.9,
        )
        ends = (row.low, row.high)
        ax.hlines(place, *ends, color=SHADES.ink, linewidth=0.8)
        least = "≥ " if row.at_least else ""
        told = f"{least}{number(round(row.lag, 1), 2)}, {short_name(row.first)}"
        ax.text(max(*ends, 0) + 0.12, place, told, fontsize=SMALL, va="center")
    ax.axvline(0, color=SHADES.ink, linewidth=0.8)
    ax.set_ylim(len(chips) - 0.4, -0.6)
    ax.set_yticks(range(len(chips)), [chip.removeprefix("Ascend ") for chip in chips])
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    ax.margins(x=0.22)
    ax.set_xlabel("Years behind", loc="left")
    ax.label_outer()
    ax.set_title(str(data["label"].iloc[0]) if len(data) else "")
    return ax


def plot_promises(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw what was listed or planned anew in per cent of what was announced.

    Parameters
    ----------
    data : DataFrame
        Of `chiprace.models.roadmap_promises.promises`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        Dumbbells from the announcement, hollow at 100 %, to the later value: filled where it is
        listed, hollow where it is a new plan.
    """
    shade, places, labels = colour("Huawei"), [], []
    place, group = 0.0, ""
    for row in rows(data):
        if row.group != group:
            place, group = place + 0.9, row.group
            ax.text(-2, place - 0.05, group, fontweight="semibold", fontsize=LABEL, va="center")
            place += 0.85
        places.append(place)
        labels.append(row.label)
        told = "not announced by this day"
        if not math.isnan(row.announced):
            ax.plot(100, place, **marker("Huawei", "vendor", exists=False))
            told = f"{number(row.announced)} {_unit(row.unit)} announced, nothing newer"
        if not math.isnan(row.share):
            ax.plot([100, row.share], [place, place], color=shade, linewidth=1.2, zorder=1)
            ax.plot([row.low, row.high], [place, place], color=shade, linewidth=3.2, alpha=0.5)
            listed = row.later == "listed"
            ax.plot(row.share, place, **marker("Huawei", "vendor", exists=listed))
            told = (
                f"{number(row.announced)} → {number(row.value)} {_unit(row.unit)}: "
                f"{number(row.share)}%"
            )
        ax.text(190, place, told, fontsize=SMALL, va="center", color=SHADES.ink)
        place += 0.85
    ax.axvline(100, color=OTHER, linewidth=0.8, zorder=0)
    ax.set_yticks(places, labels)
    ax.set_ylim(place, 0.3)
    ax.set_xlim(-3, 290)
    ax.set_xticks([0, 50, 100, 150], ["0%", "50%", "100%", "150%"])
    ax.set_xlabel("Share of the first announcement", loc="left")
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    return ax


def _arrows(data: pd.DataFrame, ax: Axes) -> None:
    now = data[data["stage"] == "now"].set_index("chip")
    for plan in rows(data[data["stage"] == "plan"]):
        shade = colour(plan.maker)
        style = marker(plan.maker, plan.mark, exists=False) | {"alpha": 0.55, "markersize": 4}
        ax.plot(plan.end, plan.value, **style)
        if plan.towards in now.index:
            goal = now.loc[plan.towards]
            if goal["end"] == plan.end and _close(goal["value"], plan.value):
                continue
            ax.annotate(
                "",
                xy=(goal["end"], goal["value"]),
                xytext=(plan.end, plan.value),
                arrowprops={
                    "arrowstyle": "-|>",
                    "color": shade,
                    "linewidth": 0.9,
                    "linestyle": (0, (3, 2)),
                    "shrinkA": 3,
                    "shrinkB": 4,
                    "mutation_scale": 8,
                },
            )


def _name_points(data: pd.DataFrame, ax: Axes) -> None:
    # A revised plan that stands close to its chip goes without a name of its own.
    now = {row.chip: row for row in rows(data[data["stage"] == "now"])}
    first = {row.maker: row.chip for row in sorted(now.values(), key=lambda row: -row.end)}
    named: dict[tuple[float, float], tuple[str, str]] = {}
    for row in sorted(now.values(), key=lambda row: row.end):
        prefix = f"{row.maker} " if first[row.maker] == row.chip else ""
        named[row.end, row.value] = prefix + short_name(row.chip), row.maker
    for row in rows(data[data["stage"] == "plan"]):
        heir = now.get(row.chip)
        if heir is None or not _close(heir.value, row.value):
            named[row.end, row.value] = f"{short_name(row.chip)} plan", row.maker
    label_points(
        ax,
        [(x, y, text) for (x, y), (text, _) in named.items()],
        colours=[colour(maker) for _, maker in named.values()],
        size=SMALL,
    )


def _close(value: float, plan: float) -> bool:
    return abs(math.log(value / plan)) <= math.log(CLOSE)


def short_name(chip: str) -> str:
    """Return a chip's name as it stands in a figure, without what its colour says."""
    return chip.removeprefix("Ascend ").removesuffix(" GPU")


def rows(data: pd.DataFrame) -> list[Any]:
    """Return the rows of a tidy table as objects with a field for each column."""
    return list(data.itertuples())


def _steps(low: float, high: float) -> list[float]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = [base * 10.0**decade for decade in decades for base in (1, 2, 5)]
    return [step for step in steps if low <= step <= high]


def _months(value: float) -> str:
    return "no growth" if math.isinf(value) else f"{number(value, 2)} months"


def _unit(unit: str) -> str:
    return "NPUs" if unit == "1" else unit
