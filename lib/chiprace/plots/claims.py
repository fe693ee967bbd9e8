"""Figures of the claims: how verdicts are marked, and how far each is from its flip."""

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullFormatter
from matplotlib.transforms import blended_transform_factory

from chiprace.claims.finding import Verdict
from chiprace.look.formats import number
from chiprace.look.style import COLOURS, GROUND, LABEL, OTHER, SHADES, SMALL
from chiprace.look.tidy import rows

#: Letter, fill and colour of the letter of each verdict; they stay apart in grey by letter and
#: by lightness, and for the colour-blind, as no two differ by red and green alone.
CELLS: dict[Verdict, tuple[str, str, str]] = {
    "supported": ("S", SHADES.supported, SHADES.on_fill),
    "supported with a caveat": ("C", SHADES.caveat, SHADES.ink),
    "contested": ("?", SHADES.contested, SHADES.ink),
    "contradicted": ("X", SHADES.contradicted, SHADES.ink),
    "vendor's word only": ("V", SHADES.vendor, SHADES.ink),
    "not due yet": ("…", SHADES.waiting, SHADES.ink),
    "not testable": ("–", SHADES.untestable, SHADES.ink),
}

#: Letters after which the name of an input goes on in a second line.
NAME_WIDTH = 50

SHORT: dict[Verdict, str] = {
    "supported": "supported",
    "supported with a caveat": "with a caveat",
    "contested": "contested",
    "contradicted": "contradicted",
    "vendor's word only": "vendor's word",
    "not due yet": "not due yet",
    "not testable": "not testable",
}


def draw_key(ax: Axes) -> None:
    """Write the key of the letters below a grid of verdicts, over the width of the figure."""
    across = blended_transform_factory(ax.figure.transFigure, ax.transAxes)
    for position, (verdict, (letter, fill, ink)) in enumerate(CELLS.items()):
        x, y = 0.03 + 0.245 * (position % 4), -0.035 - 0.042 * (position // 4)
        ax.text(
            x, y, f" {letter} ", transform=across, ha="left", va="center", fontsize=LABEL,
            color=ink, bbox={"facecolor": fill, "edgecolor": SHADES.rule, "lw": 0.4, "pad": 1.8},
        )  # fmt: skip
        ax.text(
            x + 0.035, y, SHORT[verdict], transform=across, ha="left", va="center", fontsize=LABEL
        )


def plot_flips(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw a bar from each decisive input today to the value at which its verdict flips.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.claims.ledger.flips_frame`, with a column ``text``: today's value and the
        flip in words.
    ax : Axes
        Where to draw, on a log scale of the ratio to today's value.

    Returns
    -------
    Axes
        The same.
    """
    entries = rows(data)
    ends = data[["flip", "range_low", "range_high"]].to_numpy(dtype=float)
    # A range that reaches down to nothing ends at the frame.
    low, high = min(0.9, *ends[ends > 0]), max(1.1, *ends[ends > 0])
    for position, row in enumerate(entries):
        ax.plot(
            [1, row.flip], [position] * 2, color=SHADES.guide, linewidth=6, solid_capstyle="butt",
            zorder=1,
        )  # fmt: skip
        ax.plot(
            [max(row.range_low, low / 1.1), row.range_high], [position] * 2, color=SHADES.ink,
            linewidth=1.6, zorder=2, solid_capstyle="butt",
        )  # fmt: skip
        ax.plot(1, position, marker="|", color=SHADES.ink, markersize=9, zorder=3)
        shade = COLOURS["Huawei"] if row.within else OTHER
        ax.plot(
            row.flip, position, marker="D", markersize=5.5, markeredgecolor=shade,
            markerfacecolor=shade if row.within else SHADES.paper, linestyle="none", zorder=4,
        )  # fmt: skip
        ax.annotate(
            row.text,
            (max(row.flip, row.range_high, 1.0), position),
            xytext=(7, 0),
            textcoords="offset points",
            ha="left",
            va="center",
            fontsize=SMALL,
            color=shade if row.within else SHADES.ink,
            annotation_clip=False,
            bbox=GROUND,
        )
    ax.set_xscale("log")
    ax.set_xlim(low / 1.08, high * 1.08)
    ticks = [tick for tick in (0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5) if low <= tick <= high]
    ax.set_xticks(ticks)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{number(value, 2)} ×"))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xlabel("Over today's central value (log scale)")
    ax.axvline(1, color=SHADES.rule, linewidth=0.7, zorder=0)
    ax.set_yticks(
        range(len(entries)),
        [textwrap.fill(f"{row.id}  {row.name}", NAME_WIDTH) for row in entries],
        fontsize=LABEL,
    )
    ax.set_ylim(len(entries) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    return ax
