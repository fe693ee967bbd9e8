"""Colours and typeface of pictures and tables in JupyterLab, in its light and its dark theme."""

import re
from functools import lru_cache

from chiprace.export.fonts import font_face
from chiprace.export.theme import colour_property, rule
from chiprace.look.palette import DARK, LIGHT

_SHADE = re.compile(r"#[0-9a-fA-F]{6}\b")
#: Latin with accents, punctuation, raised figures, arrows, signs of arithmetic.
_CHARACTERS = frozenset(
    [
        *map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2027))),
        *"′←→↓−≈≤≥⁰⁴⁵⁶⁷⁸⁹",
    ]
)
_FACES = ((400, False), (600, False))
#: What JupyterLab sets on the page in its dark theme.
_IN_THE_DARK = '[data-jp-theme-light="false"] .chiprace'
_RULES = """
.chiprace{color:var(--ink);font-size:14px;line-height:1.4;max-width:60em}
.chiprace svg{max-width:100%;height:auto;overflow:visible;background:var(--paper)}
.chiprace table{border-collapse:collapse;margin:.4em 0;color:var(--ink)}
.chiprace.chiprace th,.chiprace.chiprace td{padding:.25em .7em;text-align:left;vertical-align:top;
border-bottom:1px solid var(--grid);background:var(--paper);white-space:normal}
.chiprace.chiprace th.right,.chiprace.chiprace td.right{text-align:right}
.chiprace tbody tr.own th,.chiprace tbody tr.own td{background:var(--band)}
.chiprace a{color:var(--nvidia)}
.chiprace .refused{color:var(--huawei)}
"""


@lru_cache(maxsize=1)
def page_css() -> str:
    """Return the rules that pictures and tables need, with the typeface of the figures."""
    faces = (font_face(weight, italic, _CHARACTERS) for weight, italic in _FACES)
    return "\n".join((*faces, rule(LIGHT, ".chiprace"), rule(DARK, _IN_THE_DARK), _RULES))


def in_page(html: str) -> str:
    """Return what stands in ``class="chiprace"`` with the rules that it needs."""
    return f"<style>{page_css()}</style>{html}"


def recoloured(svg: str) -> str:
    """Return a picture whose colours follow the theme."""
    return _SHADE.sub(lambda hit: colour_property(hit[0]), svg)
