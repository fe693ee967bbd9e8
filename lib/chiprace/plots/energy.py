"""Figures of the cost of energy; each draws tidy data on given axes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from chiprace.look.formats import number
from chiprace.look.style import COLOURS, GROUND, LABEL, OTHER, SHADES, colour, marker
from chiprace.look.tidy import rows


def spread_out(values: Sequence[float], gap: float) -> list[float]:
    """Move values apart until each pair of neighbours is a gap apart, keeping their order.

    Parameters
    ----------
    values : sequence of float
        Positions of labels along one axis.
    gap : float
        Least distance between two of them.

    Returns
    -------
    list of float
        In the order given.
    """
    order = sorted(range(len(values)), key=lambda index: values[index])
    groups: list[list[int]] = []
    centres: list[float] = []
    for index in order:
        groups.append([index])
        centres.append(values[index])
        while len(groups) > 1:
            reach = gap * (len(groups[-1]) + len(groups[-2])) / 2
            if centres[-1] - centres[-2] >= reach:
                break
            merged = groups[-2] + groups[-1]
            groups[-2:] = [merged]
            centres[-2:] = [float(np.mean([values[each] for each in merged]))]
    placed = list(values)
    for group, centre in zip(groups, centres, strict=True):
        for position, index in enumerate(group):
            placed[index] = centre + gap * (position - (len(group) - 1) / 2)
    return placed


def plot_cost_lines(lines: pd.DataFrame, homes: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the cost of energy against the price of electricity, with the places on the lines.

    Parameters
    ----------
    lines : DataFrame
        From `chiprace.models.energy_costs.cost_lines`.
    homes : DataFrame
        From `chiprace.models.energy_costs.home_costs`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    for maker, group in lines.groupby("maker", sort=False):
        shade = colour(str(maker))
        cents = 100 * group["price"]
        ax.fill_between(cents, group["low"], group["high"], color=shade, alpha=0.15, linewidth=0)
        ax.plot(cents, group["value"], color=shade, linewidth=1.2)
        last = group.iloc[-1]
        ax.annotate(
            "\n".join(last["subject"].rsplit(" ", 1)),
            (100 * last["price"], last["value"]),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=shade,
            fontweight="semibold",
            annotation_clip=False,
        )
    right, top = 100 * lines["price"].max(), 1.04 * lines["high"].max()
    ax.set_xlim(0, right)
    ax.set_ylim(0, top)
    for row in rows(homes):
        ax.plot(100 * row.price, row.value, **marker(row.maker, row.mark, exists=True), zorder=3)
    for country, side in homes.groupby("country", sort=False):
        above = country == "China"
        places = rows(side)
        wanted = [row.value + (0.03 if above else -0.08) * top for row in places]
        heights = spread_out(wanted, 0.07 * top)
        if not above:  # clear of the line above them
            pairs = zip(heights, places, strict=True)
            reach = max(height - row.value + 0.08 * top for height, row in pairs)
            heights = [height - max(reach, 0.0) for height in heights]
        for row, height in zip(places, heights, strict=True):
            x = 100 * row.price
            ax.annotate(
                f"{row.label} ({row.period})",
                (x, row.value),
                xytext=(0.9 * x - 0.01 * right if above else x + 0.02 * right, height),
                ha="right" if above else "left",
                va="center",
                fontsize=LABEL,
                color=colour(row.maker),
                arrowprops={
                    "arrowstyle": "-",
                    "color": colour(row.maker),
                    "linewidth": 0.5,
                    "relpos": (1, 0.5) if above else (0, 0.5),
                },
            )
    ax.set_xlabel("Electricity, US cents per kWh")
    ax.set_ylabel("USD per delivered PFLOPS-hour")
    return ax


def plot_break_even(data: pd.DataFrame, ratio: np.ndarray, *, ax: Axes) -> Axes:
    """Draw the line on which both systems' energy costs the same, and the places about it.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.energy_costs.meetings`.
    ratio : ndarray
        Central, low and high ratio of the Chinese to the American price on the line.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    right = 100 * max(0.14, 1.08 * data["us_price"].max())
    top = 100 * 1.25 * max(data["china_price"].max(), 0.08)
    x = np.array([0, right])
    ax.fill_between(x, x * ratio[1], x * ratio[2], color=OTHER, alpha=0.22, linewidth=0)
    ax.plot(x, x * ratio[0], color=SHADES.ink, linewidth=1.3)
    american = data.drop_duplicates("us")
    chinese = data.drop_duplicates("china")
    for row in rows(american):
        ax.axvline(100 * row.us_price, color=SHADES.guide, linewidth=0.6, zorder=0)
    shown = [100 * row.us_price for row in rows(american)]
    for row, place in zip(rows(american), spread_out(shown, 0.22 * right), strict=True):
        ax.annotate(
            f"{row.us_label}\n{number(100 * row.us_price, 2, keep=True)}¢",
            (100 * row.us_price, top),
            xytext=(place, 1.04 * top),
            ha="center",
            va="bottom",
            fontsize=LABEL,
            color=COLOURS["Nvidia"],
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": SHADES.guide, "linewidth": 0.5, "shrinkB": 0},
        )
    for row in rows(chinese):
        ax.axhline(100 * row.china_price, color=SHADES.guide, linewidth=0.6, zorder=0)
    shown = [100 * row.china_price for row in rows(chinese)]
    for row, place in zip(rows(chinese), spread_out(shown, 0.075 * top), strict=True):
        ax.annotate(
            f"{row.china_label}, {number(100 * row.china_price, 2, keep=True)}¢",
            (right, 100 * row.china_price),
            xytext=(1.03 * right, place),
            ha="left",
            va="center",
            fontsize=LABEL,
            color=COLOURS["Huawei"],
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": SHADES.guide, "linewidth": 0.5},
        )
    for row in rows(data):
        shade = OTHER if row.cheaper == "open" else colour(row.cheaper)
        ax.plot(
            100 * row.us_price,
            100 * row.china_price,
            marker={"Huawei": "v", "Nvidia": "^"}.get(row.cheaper, "o"),
            color=shade,
            markersize=6,
            linestyle="none",
            zorder=4,
        )
    ax.text(
        0.03,
        0.95,
        "GB200 NVL72 cheaper ▲",
        transform=ax.transAxes,
        va="top",
        color=COLOURS["Nvidia"],
        fontsize=LABEL,
        fontweight="semibold",
    )
    ax.text(
        0.97,
        0.03,
        "CloudMatrix 384 cheaper ▼",
        transform=ax.transAxes,
        ha="right",
        color=COLOURS["Huawei"],
        fontsize=LABEL,
        fontweight="semibold",
        bbox=GROUND,
    )
    ax.set_xlim(0, right)
    ax.set_ylim(0, top)
    angle = np.degrees(np.arctan(ratio[0]))
    ax.annotate(
        "equal cost",
        (0.2 * right, 0.2 * right * ratio[0]),
        xytext=(0, 5),
        textcoords="offset points",
        rotation=angle,
        rotation_mode="anchor",
        transform_rotates_text=True,
        fontsize=LABEL,
        color=SHADES.ink,
    )
    ax.set_xlabel("Electricity in the United States, US cents per kWh")
    ax.set_ylabel("Electricity in China, US cents per kWh")
    ax.grid(False)
    return ax
