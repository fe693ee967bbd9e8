"""What is reached of a peak, the roofline with serving results, and where comparisons turn."""

from typing import Any

import matplotlib.ticker as mticker
import pandas as pd
from matplotlib.axes import Axes

from chiprace.look.formats import number, quantity
from chiprace.look.labels import label_column, write_beside
from chiprace.look.style import COLOURS, SHADES, SMALL, colour, marker
from chiprace.look.tidy import rows

#: Room for one row of marks, and for axis and margins [inch].
ROW, FRAME = 0.27, 0.75


def rows_height(data: pd.DataFrame) -> float:
    """Return the height of a figure with one row of marks for each row of data [inch]."""
    return FRAME + ROW * len(data)


def plot_shares(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the share of its peak that each chip reached, a row a chip, work and format.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.reached.shares_reached`, with a column ``text``.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        From nothing to the whole peak, the first row on top.
    """
    _draw_rows(data, ax)
    ax.set_xlim(0, 100)
    ax.axvline(100, color=SHADES.ink, linewidth=0.8)
    ax.xaxis.set_major_formatter(mticker.PercentFormatter(decimals=0))
    ax.set_xlabel("Share of the peak on the data sheet")
    return ax


def plot_energy(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the measured energy of products, with TDP over peak as a hollow square.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.reached.energy_of_products`, with a column ``text``.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        From zero, the first row on top.
    """
    _draw_rows(data, ax)
    for position, row in enumerate(rows(data)):
        style: dict[str, Any] = marker(row.maker, "vendor", exists=False)
        ax.plot(row.promised, position, **style, markersize=6, zorder=4)
    ax.set_xlim(0, 1.12 * data["high"].max())
    ax.set_xlabel("J/PFLOP; hollow square: TDP over peak, as on the data sheet")
    return ax


def plot_roofline(roofs: pd.DataFrame, served: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw roofs on log axes, and serving results at the least intensity they can have.

    Parameters
    ----------
    roofs : DataFrame
        From `chiprace.models.roofline.roofs`.
    served : DataFrame
        From `chiprace.models.roofline.served_operations`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        Promised roofs dashed, reached ones solid. A line leads right from each result: it may lie
        anywhere along it.
    """
    left, right = 0.5 * served["intensity"].min(), 4 * roofs["ridge"].max()
    bottom, top = 0.6 * served["value"].min(), 1.6 * roofs["peak"].max()
    ax.set(xscale="log", yscale="log", xlim=(left, right), ylim=(bottom, top))
    for roof in rows(roofs):
        start = max(left, bottom / roof.bandwidth)
        ax.plot(
            [start, roof.ridge, right],
            [start * roof.bandwidth, roof.peak, roof.peak],
            color=colour(roof.maker),
            linewidth=1.4 if roof.reached else 1.1,
            linestyle="solid" if roof.reached else (0, (4, 2)),
            zorder=1.5,
        )
        if not roof.reached:
            ax.annotate(
                f"{roof.subject.removeprefix('Ascend ')}, {roof.format}",
                (right, roof.peak),
                xytext=(-3, 2),
                textcoords="offset points",
                ha="right",
                va="bottom",
                fontsize=SMALL,
                color=colour(roof.maker),
            )
    points = rows(served.sort_values("value"))
    for row in points:
        ax.plot([row.intensity, right], [row.value] * 2, color=SHADES.guide, lw=0.7, zorder=1)
        style = marker(row.maker, row.mark, exists=not row.idealised)
        ax.plot(row.intensity, row.value, **style, markersize=5, zorder=3)
    label_column(
        ax,
        [(right, row.value, row.text) for row in points],
        colours=[colour(row.maker) for row in points],
    )
    ax.set_xlabel("Operations for each byte of memory traffic, at least (log scale)")
    ax.set_ylabel("TFLOPS of a package (log scale)")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(mticker.LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter(mticker.FuncFormatter(lambda value, _: number(value)))
        axis.set_minor_locator(mticker.NullLocator())
    return ax


def plot_flips(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the ratio of shares at which each comparison turns, and the ratios that were measured.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.words.reached.text_flips`.
    ax : Axes
        Where to draw.

    Returns
    -------
    Axes
        One is where both reach the same share, as a division by peaks takes for granted. A band
        spans what was measured.
    """
    measured = data[data["measured"]]
    if len(measured):
        ax.axvspan(measured["low"].min(), measured["high"].max(), color=SHADES.band, zorder=0)
    ax.axvline(1, color=SHADES.ink, linewidth=0.8, zorder=1)
    _draw_rows(data, ax)
    ax.set_xlim(0.9 * data["low"].min(), 1.1 * max(1.0, data["high"].max()))
    ax.set_xlabel("Share of its peak that the GPU reaches, over the 910C's share of its own")
    return ax


def _draw_rows(data: pd.DataFrame, ax: Axes) -> None:
    """Draw a mark with its range in each row, and its value beside the axes."""
    for position, row in enumerate(rows(data)):
        shade = colour(row.maker)
        ax.plot([row.low, row.high], [position] * 2, color=shade, linewidth=1.4, zorder=2)
        style = marker(row.maker, row.mark, exists=not getattr(row, "idealised", False))
        ax.plot(row.value, position, **style, markersize=5, zorder=3, clip_on=False)
        value = quantity(row.value, "%") if row.unit == "%" else number(row.value, 3, keep=True)
        write_beside(ax, value, position, 1, 10, color=shade)
    _name_rows(data, ax)
    ax.set_ylim(len(data) - 0.45, -0.55)


def _name_rows(data: pd.DataFrame, ax: Axes) -> None:
    """Name each row at the left in its maker's colour."""
    ax.set_yticks(range(len(data)), data["text"].tolist())
    for label, maker in zip(ax.get_yticklabels(), data["maker"], strict=True):
        label.set_color(COLOURS.get(maker, SHADES.ink))
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
