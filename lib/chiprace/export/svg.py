"""A figure's picture made fit to stand inside a page."""

import re
from xml.etree import ElementTree as ET

from chiprace.errors import BuildError
from chiprace.export.fonts import FACES, FAMILY

_SVG = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}href"
_POINTER = re.compile(r"url\(#([^)]+)\)")


def inline_svg(svg: str, prefix: str, alt: str) -> str:
    """Return a picture to be put into HTML.

    Parameters
    ----------
    svg : str
        As matplotlib writes it.
    prefix : str
        Makes its ids unique in the page; ids that nothing points to are dropped.
    alt : str
        Its alternative text.

    Returns
    -------
    str
        An ``<svg>`` that scales, with a role and a label, without metadata, scripts or styles of
        its own.

    Raises
    ------
    BuildError
        If it would load something from elsewhere.
    """
    root = _parse(svg)
    for parent in root.iter():
        for child in list(parent):
            if _name(child) in ("metadata", "style", "script", "title", "desc"):
                parent.remove(child)
    pointed = {identity for element in root.iter() for identity in _targets(element)}
    for element in root.iter():
        _mend(element, prefix, pointed)
    for size in ("width", "height", "version"):
        root.attrib.pop(size, None)
    root.set("role", "img")
    root.set("aria-label", alt)
    ET.register_namespace("", _SVG)
    return re.sub(r">\s+<(?!/?tspan)", "><", ET.tostring(root, encoding="unicode"))


def used_characters(svg: str) -> dict[tuple[int, bool], set[str]]:
    """Return the characters of a picture's text by weight and slant of the face they need."""
    uses: dict[tuple[int, bool], set[str]] = {}

    def walk(element: ET.Element, weight: int, italic: bool) -> None:
        style = element.get("style", "")
        found = re.search(r"(?:font-weight:|font:[^;]*?)\s*(bold|normal|[1-9]00)\b", style)
        if found:
            weight = {"bold": 700, "normal": 400}.get(found[1]) or int(found[1])
        if re.search(r"\b(italic|oblique)\b", style):
            italic = True
        if _name(element) in ("text", "tspan") and element.text:
            nearest = min((400, 600, 700), key=lambda known: abs(known - weight))
            assert (nearest, italic) in FACES
            uses.setdefault((nearest, italic), set()).update(element.text)
        for child in element:
            walk(child, weight, italic)

    walk(_parse(svg), 400, False)
    return uses


def _parse(svg: str) -> ET.Element:
    try:
        return ET.fromstring(svg)
    except ET.ParseError as error:
        raise BuildError(f"A figure's SVG cannot be read: {error}. Draw it again.") from error


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _targets(element: ET.Element) -> list[str]:
    found = [hit for value in element.attrib.values() for hit in _POINTER.findall(value)]
    link = element.get(_LINK) or element.get("href") or ""
    return [*found, link.removeprefix("#")] if link.startswith("#") else found


def _mend(element: ET.Element, prefix: str, pointed: set[str]) -> None:
    identity = element.attrib.pop("id", None)
    if identity in pointed:
        element.set("id", f"{prefix}-{identity}")
    link = element.attrib.pop(_LINK, None) or element.attrib.pop("href", None)
    if link:
        if not link.startswith(("#", "data:image/")):
            raise BuildError(f"A figure would load '{link}'. Put what it needs into the figure.")
        element.set("href", f"#{prefix}-{link[1:]}" if link.startswith("#") else link)
    for name, value in list(element.attrib.items()):
        if name.startswith("on"):
            del element.attrib[name]
            continue
        value = _POINTER.sub(rf"url(#{prefix}-\1)", value)
        if name == "style":
            value = value.replace(f"'{FAMILY}'", f"'{FAMILY}', system-ui, sans-serif")
        element.set(name, value)
