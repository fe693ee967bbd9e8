"""Colours and typeface of pictures and tables in JupyterLab, in its light and its dark theme."""

from functools import lru_cache

from chiprace.export.fonts import font_face
from chiprace.look.theme import notebook_css

#: Latin with accents, punctuation, raised figures, arrows, signs of arithmetic.
_CHARACTERS = frozenset(
    [
        *map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2027))),
        *"′←→↓−≈≤≥⁰⁴⁵⁶⁷⁸⁹",
    ]
)
_FACES = ((400, False), (600, False))


@lru_cache(maxsize=1)
def page_css() -> str:
    """Return the rules that pictures and tables need, with the typeface of the figures."""
    faces = (font_face(weight, italic, _CHARACTERS) for weight, italic in _FACES)
    return "\n".join((*faces, notebook_css()))


def in_page(html: str) -> str:
    """Return what stands in ``class="chiprace"`` with the rules that it needs."""
    return f"<style>{page_css()}</style>{html}"
