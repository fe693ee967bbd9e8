"""A figure's picture made fit to stand inside a page: small, and without styles of its own."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from chiprace.errors import BuildError
from chiprace.export.fonts import FACES, FAMILY
from chiprace.look.theme import colour_property

_SVG = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}href"
_POINTER = re.compile(r"url\(#([^)]+)\)")
_SHADE = re.compile(r"#[0-9a-fA-F]{6}\b")
_CLASS = re.compile(r' class="v(\d+)"')
_FRACTION = re.compile(r"-?\d+\.\d+(?:e[-+]?\d+)?")
#: What a picture says of itself, and what a page must not let in.
_LEFT_OUT = ("metadata", "style", "script", "title", "desc")


class Classes:
    """Declarations of style as classes, each once for all pictures of a page.

    A policy that lets in no style but the page's own forbids the ``style`` attributes that
    matplotlib writes; the colours in them become properties, which follow the reader's setting.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, style: str) -> str:
        """Return the class for the content of a ``style`` attribute."""
        declarations = ";".join(re.sub(r":\s+", ":", part.strip()) for part in style.split(";"))
        declarations = _short(declarations).replace(f"'{FAMILY}'", "var(--face)")
        return self._name(_SHADE.sub(lambda hit: colour_property(hit[0]), declarations))

    def adopt(self, text: str, declared: Sequence[str]) -> str:
        """Return a picture with these classes in place of those that it was made with alone."""
        names = [self._name(declarations) for declarations in declared]
        return _CLASS.sub(lambda hit: f' class="{names[int(hit[1])]}"', text)

    @property
    def declared(self) -> list[str]:
        """The declarations of all classes, in the order in which they were named."""
        return list(self._names)

    def _name(self, declarations: str) -> str:
        return self._names.setdefault(declarations, f"v{len(self._names)}")

    def css(self) -> str:
        """Return the rules of all classes that were named."""
        face = f':root{{--face:"{FAMILY}",system-ui,sans-serif}}'
        rules = (f".{name}{{{declarations}}}" for declarations, name in self._names.items())
        return "\n".join((face, *rules)) + "\n"


def inline_svg(svg: str, prefix: str, alt: str, classes: Classes) -> str:
    """Return a picture to be put into HTML.

    Parameters
    ----------
    svg : str
        As matplotlib writes it.
    prefix : str
        Makes its ids unique in the page; ids that nothing points to are dropped.
    alt : str
        Its alternative text.
    classes : Classes
        Takes its styles.

    Returns
    -------
    str
        An ``<svg>`` that scales, with a role and a label, without metadata, scripts or styles of
        its own; lengths are rounded to a hundredth of a point.

    Raises
    ------
    BuildError
        If it would load something from elsewhere, or is drawn in a colour of its own.
    """
    root = _parse(svg)
    pointed = sorted({identity for element in root.iter() for identity in _targets(element)})
    names = {identity: f"{prefix}-{place}" for place, identity in enumerate(pointed)}
    _thin(root, names)
    for element in root.iter():
        _mend(element, names, classes)
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    root.set("role", "img")
    root.set("aria-label", alt)
    ET.register_namespace("", _SVG)
    text = ET.tostring(root, encoding="unicode").replace(" />", "/>")
    return re.sub(r">\s+<(?!/?tspan)", "><", text)


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


def _thin(element: ET.Element, names: dict[str, str]) -> None:
    """Take away what cannot be seen, and groups that only group."""
    kept: list[ET.Element] = []
    for child in element:
        _thin(child, names)
        bare = set(child.attrib) <= {"id"} and child.get("id") not in names
        if _name(child) in _LEFT_OUT or (_name(child) == "defs" and not len(child)):
            continue
        if _name(child) == "g" and bare:
            kept.extend(child)
        elif child.get("style") != "fill: none":
            kept.append(child)
    element[:] = kept


def _mend(element: ET.Element, names: dict[str, str], classes: Classes) -> None:
    given = dict(element.attrib)
    element.attrib.clear()
    link = given.pop(_LINK, None) or given.pop("href", None)
    if link:
        if not link.startswith(("#", "data:image/")):
            raise BuildError(f"A figure would load '{link}'. Put what it needs into the figure.")
        element.set("href", f"#{names[link[1:]]}" if link.startswith("#") else link)
    for name, raw in given.items():
        value = _POINTER.sub(lambda hit: f"url(#{names[hit[1]]})", raw)
        if name == "id":
            if value in names:
                element.set("id", names[value])
        elif name == "style":
            element.set("class", classes.name(value))
        elif name == "d":
            element.set("d", re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(_short(value).split())))
        elif name == "transform":
            if not value.startswith("rotate(-0 "):
                element.set(name, value if "scale" in value or "matrix" in value else _short(value))
        elif not name.startswith("on"):
            element.set(name, _SHADE.sub(lambda hit: colour_property(hit[0]), _short(value)))


def _short(text: str) -> str:
    """Round the numbers in a text to two decimals."""
    return _FRACTION.sub(lambda hit: f"{float(hit[0]):.2f}".rstrip("0").rstrip("."), text)
