"""A figure as SVG and PNG: drawn, or taken from where the same picture was kept."""

import base64
import io
from functools import lru_cache

import typst
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from chiprace.chapters.drawing import drawing_hash
from chiprace.look.labels import write_labels
from chiprace.look.style import SHADES, lay_out, report_style
from chiprace.look.typeface import FONT_FOLDER
from chiprace.stores import PICTURES, once, store_of

#: Of a picture in pixels [1/inch].
PIXELS = 160
#: A page as large as the picture on it.
_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: rgb(sys.inputs.paper))
#image(bytes(sys.inputs.svg), format: "svg")
"""


def picture(figure: Figure) -> tuple[str, str]:
    """Return a figure as SVG and as PNG, in the report's style.

    Parameters
    ----------
    figure : Figure
        With all that is to be drawn.

    Returns
    -------
    str, str
        The SVG, and the PNG in base64.
    """
    with report_style():
        store = store_of(PICTURES)
        name = drawing_hash(figure) if store else None
        svg, png = once(store if name else None, lambda: _drawn(figure), name)
        return svg, png


def _drawn(figure: Figure) -> tuple[str, str]:
    svg = as_svg(figure)
    return svg, as_png(svg)


def as_svg(figure: Figure) -> str:
    """Draw the figure once, in the report's style: the layout alone first, then the picture."""
    write_labels(figure)  # not before: a picture that is kept needs no places for its labels
    buffer, canvas = io.StringIO(), FigureCanvasSVG(figure)
    figure.dpi = canvas.fixed_dpi
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            if not axis.get_label_text():
                axis.set_label_coords(0.5, 0.0)  # else a place is sought for it, time and again
    lay_out(figure)
    figure.dpi = PIXELS
    canvas.print_svg(buffer, metadata={"Date": None, "Creator": None})  # type: ignore[no-untyped-call]
    text = buffer.getvalue()
    return text[text.index("<svg") :]


@lru_cache(maxsize=1)
def _typefaces() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[FONT_FOLDER])


def as_png(svg: str) -> str:
    """Return the same picture in pixels, in base64, set by what sets the PDF."""
    shown = typst.compile(
        _PAGE,
        sys_inputs={"svg": svg, "paper": SHADES.paper},
        format="png",
        ppi=PIXELS,
        font_paths=_typefaces(),
    )
    return base64.b64encode(shown).decode("ascii")
