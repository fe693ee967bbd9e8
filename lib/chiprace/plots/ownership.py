"""Figures of the cost of ownership; each draws tidy data on given axes."""

import matplotlib.ticker as mticker
import pandas as pd
from matplotlib.axes import Axes

from chiprace.evidence.estimate import Estimate
from chiprace.look.formats import number
from chiprace.look.style import COLOURS, GROUND, LABEL, SHADES, colour
from chiprace.look.tidy import rows

#: How strong the colour of a part is: strongest for what costs most as a rule.
TONES = {"hardware": 0.95, "building": 0.62, "power": 0.38, "cooling": 0.18}
NAMES = {"hardware": "hardware", "building": "building", "power": "power", "cooling": "cooling"}


def plot_stack(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the cost of ownership of each case as a stack of its parts with the total's range.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.ownership_frames.stack_frame`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    first = data["case"].min()
    for row in rows(data):
        ax.barh(
            row.case,
            row.value,
            left=row.start,
            height=0.52,
            color=colour(row.maker),
            alpha=TONES[row.part],
            edgecolor=SHADES.paper,
            linewidth=0.6,
        )
        if row.case == first and row.part in ("hardware", "building"):
            ax.text(
                row.start + row.value / 2,
                row.case - 0.32,
                NAMES[row.part],
                ha="center",
                va="bottom",
                fontsize=LABEL,
                color=SHADES.ink,
            )
        elif row.case == first and row.part == "power":
            ax.text(
                row.start,
                row.case - 0.32,
                "power, cooling",
                ha="left",
                va="bottom",
                fontsize=LABEL,
                color=SHADES.ink,
            )
    totals = data.drop_duplicates("case")
    for row in rows(totals):
        ax.plot(
            [row.total_low, row.total_high], [row.case + 0.36] * 2, color=SHADES.ink, linewidth=1.1
        )
        ax.annotate(
            number(row.total, 2, keep=True),
            (row.total, row.case),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontweight="semibold",
            color=colour(row.maker),
        )
    ax.set_yticks(
        [row.case for row in rows(totals)],
        [
            f"{row.subject}\n{'at home: ' if row.home else 'moved to: '}{row.country}"
            for row in rows(totals)
        ],
    )
    ax.set_ylim(totals["case"].max() + 0.6, first - 0.75)
    ax.set_xlim(0, 1.05 * data["total_high"].max())
    ax.set_xlabel("USD per delivered PFLOPS-hour")
    ax.tick_params(axis="y", length=0, labelsize=LABEL)
    ax.grid(False, axis="y")
    return ax


def plot_offset(data: pd.DataFrame, price: Estimate, *, ax: Axes) -> Axes:
    """Draw the ratio of whole costs against the price of Huawei's system.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.ownership_frames.offset_curves`.
    price : Estimate
        Reported price of the system [USD].
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        The same.
    """
    right = data["price"].max() / 1e6
    top = 1.03 * data["high"].max()
    ax.axvspan(price.low / 1e6, price.high / 1e6, color=SHADES.grid, alpha=0.6, linewidth=0)
    ax.axvline(price.central / 1e6, color=SHADES.rule, linewidth=0.8)
    ax.text(
        price.central / 1e6 - 0.08,
        0.04 * top,
        f"{'reported' if price.facts else 'assumed'}, {number(price.central / 1e6, 2)}",
        ha="right",
        fontsize=LABEL,
        color=SHADES.soft,
    )
    ax.axhline(1, color=SHADES.ink, linewidth=0.9)
    ax.text(
        right,
        1 + 0.015 * top,
        "equal to a GB200 NVL72",
        ha="right",
        va="bottom",
        fontsize=LABEL,
        bbox=GROUND,
    )
    styles = {"paid": ("-", "electricity\npaid", 6), "free": ("--", "electricity\nfree", -6)}
    for power, group in data.groupby("power", sort=False):
        line, name, shift = styles[str(power)]
        x = group["price"] / 1e6
        if power == "paid":
            ax.fill_between(
                x, group["low"], group["high"], color=COLOURS["Huawei"], alpha=0.13, linewidth=0
            )
        ax.plot(x, group["ratio"], color=COLOURS["Huawei"], linestyle=line)
        last = rows(group)[-1]
        ax.annotate(
            name,
            (last.price / 1e6, last.ratio),
            xytext=(5, shift),
            textcoords="offset points",
            ha="left",
            va="bottom" if power == "paid" else "top",
            fontsize=LABEL,
            color=COLOURS["Huawei"],
            annotation_clip=False,
        )
        if 0 < last.tie < data["price"].max():
            ax.plot(last.tie / 1e6, 1, marker="o", color=COLOURS["Huawei"], zorder=4)
            ax.annotate(
                number(last.tie / 1e6, 2, keep=True),
                (last.tie / 1e6, 1),
                xytext=(-3, 6) if power == "paid" else (3, -6),
                textcoords="offset points",
                ha="right" if power == "paid" else "left",
                va="bottom" if power == "paid" else "top",
                fontweight="semibold",
                color=COLOURS["Huawei"],
            )
    ax.set_xlim(0, right)
    ax.set_ylim(0, top)
    ax.set_xlabel("Price of a CloudMatrix 384, million USD")
    ax.set_ylabel("Whole cost over that of a GB200 NVL72")
    ax.yaxis.set_major_formatter(mticker.FuncFormatter(lambda value, _: f"{number(value, 2)} ×"))
    return ax
