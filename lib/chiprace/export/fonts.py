"""The typeface of the figures: subsets for the HTML, a clean folder and coverage for the PDF."""

import base64
import io
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path

from fontTools.ttLib import TTFont

from chiprace.look.typeface import FONT_FOLDER

#: Family as the figures name it.
FAMILY = "Source Sans Pro"
#: File of each weight and slant that the report uses.
FACES = {
    (400, False): "SourceSansPro-Regular.ttf",
    (400, True): "SourceSansPro-It.ttf",
    (600, False): "SourceSansPro-Semibold.ttf",
    (600, True): "SourceSansPro-SemiboldIt.ttf",
    (700, False): "SourceSansPro-Bold.ttf",
    (700, True): "SourceSansPro-BoldIt.ttf",
}
#: Typst carries this face itself; matplotlib's copy of it tells what it covers.
_LAST_RESORT = Path(
    str(distribution("matplotlib").locate_file("matplotlib/mpl-data/fonts/ttf/DejaVuSansMono.ttf"))
)


def font_files() -> list[Path]:
    """Return the files of all faces, one for each weight and slant."""
    return [FONT_FOLDER / name for name in FACES.values()]


def font_face(weight: int, italic: bool, characters: frozenset[str]) -> str:
    """Return a CSS rule that embeds a subset of a face.

    Parameters
    ----------
    weight : int
        400, 600 or 700.
    italic : bool
        Slant.
    characters : frozenset of str
        Those that are set in it; what the face lacks is left to the reader's own fonts.

    Returns
    -------
    str
        An ``@font-face`` rule with a data address.
    """
    data = base64.b64encode(_subset(FACES[weight, italic], characters)).decode("ascii")
    return (
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};'
        f"font-style:{'italic' if italic else 'normal'};"
        f'src:url(data:font/woff;base64,{data}) format("woff")}}'
    )


@lru_cache(maxsize=16)
def _subset(name: str, characters: frozenset[str]) -> bytes:
    import uharfbuzz  # here alone: where a face is kept, nothing of this is needed

    asked = uharfbuzz.SubsetInput()
    asked.unicode_set.set(set(map(ord, characters)))
    asked.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(FONT_FOLDER / name))
    subset = io.BytesIO(uharfbuzz.subset(face, asked).blob.data)
    buffer = io.BytesIO()
    with TTFont(subset, recalcTimestamp=False, lazy=True) as font:
        font.flavor = "woff"  # WOFF2 is a quarter smaller, and takes ten times as long
        font.save(buffer)
    return buffer.getvalue()


#: Blanks and the printable signs of ASCII.
_PRINTABLE = b"\t\n\r" + bytes(range(0x20, 0x7F))


def readable(text: str) -> str:
    """Replace what the fonts of the PDF cannot show by what a reader can make out.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text, characters that no font covers replaced by their plain form (``①`` by ``1``)
        or, where they have none, by their number in Unicode, as ``[U+4E2D]``.
    """
    covered = _covered()
    # Of a picture, which is long, nearly all is in ASCII, every printable sign of which is covered.
    rest = text.encode("utf-8", "surrogatepass").translate(None, _PRINTABLE)
    unusual = set(rest.decode("utf-8", "surrogatepass"))
    missing = {character for character in unusual if ord(character) not in covered}
    for character in missing:
        text = text.replace(character, _shown(character, covered))
    return text


def _shown(character: str, covered: frozenset[int]) -> str:
    if unicodedata.category(character) in ("Cf", "Cc", "Mn"):
        return ""
    plain = unicodedata.normalize("NFKD", character)
    plain = "".join(part for part in plain if unicodedata.category(part) != "Mn")
    if plain and all(ord(part) in covered for part in plain):
        return plain
    return f"[U+{ord(character):04X}]"


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    both: set[int] = {0x09, 0x0A, 0x0D}
    for path in (FONT_FOLDER / FACES[400, False], _LAST_RESORT):
        with TTFont(path, lazy=True) as font:
            both.update(font.getBestCmap())
    return frozenset(both)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line in the figures' typeface.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Type size [pt].
    bold : bool, optional
        Semibold instead of regular.

    Returns
    -------
    float
        Sum of the advances [pt], kerning left out.
    """
    advances, default = _advances(FACES[600 if bold else 400, False])
    return size * sum(advances.get(ord(character), default) for character in text)


@lru_cache(maxsize=4)
def _advances(name: str) -> tuple[dict[int, float], float]:
    with TTFont(FONT_FOLDER / name, lazy=True) as font:
        metrics, scale = font["hmtx"], font["head"].unitsPerEm
        widths = {code: metrics[glyph][0] / scale for code, glyph in font.getBestCmap().items()}
    return widths, 0.7


def merged(uses: Iterable[dict[tuple[int, bool], set[str]]]) -> dict[tuple[int, bool], set[str]]:
    """Join the characters that several pictures use, by weight and slant."""
    total: dict[tuple[int, bool], set[str]] = {}
    for use in uses:
        for face, characters in use.items():
            total.setdefault(face, set()).update(characters)
    return total
