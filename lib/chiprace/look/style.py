"""Colours by maker, marks by kind, and the one look of all figures as a context."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from chiprace.look.palette import LIGHT
from chiprace.look.typeface import FONT_FOLDER

#: Figures are drawn on paper; a page changes the colours for readers in the dark.
SHADES = LIGHT

COLOURS = {"Huawei": SHADES.huawei, "Nvidia": SHADES.nvidia}
OTHER = SHADES.other

#: Width of the column of text, which every figure fills [inch].
WIDTH = 6.3
#: Size of labels in the picture, and of what stands close [pt]; the rest is set by the style file.
LABEL = 8.0
SMALL = 7.5

#: Shape says the kind of evidence; fill says whether the thing exists.
SHAPES = {"measured": "o", "vendor": "s", "estimated": "D"}

#: The ground of a label, so that it can be read where a line passes behind it.
GROUND = {"facecolor": SHADES.paper, "edgecolor": "none", "alpha": 0.8, "pad": 0.6}


def colour(maker: str) -> str:
    """Return the colour of a maker; grey for all but the two of the argument."""
    return COLOURS.get(maker, OTHER)


def marker(maker: str, mark: str, *, exists: bool) -> dict[str, Any]:
    """Return the marker of a point.

    Parameters
    ----------
    maker : str
        Whose product it is.
    mark : {"measured", "vendor", "estimated"}
        Kind of evidence.
    exists : bool
        Filled if shipped, built or measured; hollow if announced or planned.

    Returns
    -------
    dict
        Keywords for ``Axes.plot``.
    """
    shade = colour(maker)
    return {
        "marker": SHAPES[mark],
        "markeredgecolor": shade,
        "markerfacecolor": shade if exists else SHADES.paper,
        "markeredgewidth": 1.3,
        "linestyle": "none",
    }


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    for path in sorted(FONT_FOLDER.glob("*.ttf")):
        font_manager.fontManager.addfont(path)


@lru_cache(maxsize=1)
def _look() -> mpl.RcParams:
    file = str(files("chiprace.look").joinpath("report.mplstyle"))
    return mpl.rc_params_from_file(file, use_default_template=False)


@contextmanager
def report_style() -> Iterator[None]:
    """Draw in the report's look inside this context, and leave the process as it was."""
    _register_fonts()
    with mpl.rc_context(_look()):
        yield


def figure_of(ax: Axes) -> Figure:
    """Return the figure that axes belong to."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("The axes belong to no figure.")
    return figure


def lay_out(figure: Figure) -> None:
    """Put the axes of a figure where they stand from then on, for less than it costs to draw it.

    Parameters
    ----------
    figure : Figure
        With a layout engine, as `report_style` gives every figure, and with all that takes room
        outside its axes. Nothing is done where it was laid out before: what is drawn into the
        axes afterwards, as labels clear of each other, was placed for where they stand.
    """
    for ax in figure.axes:
        ax.spines[:].set_in_layout(False)  # they stand within what the labels of their ticks span
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine("none")
