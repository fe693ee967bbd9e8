"""What the tests read out of a PDF: its structure, its text as a search finds it, its files."""

import re

import pikepdf


def elements(document):
    """Return all structure elements by their tag, in reading order."""
    found = {}

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.setdefault(str(node.S), []).append(node)
            if "/K" in node:
                walk(node.K)

    walk(document.Root.StructTreeRoot)
    return found


def within(element, tag):
    """Return the structure elements of a tag inside another one."""
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if node.get("/S") == tag:
                found.append(node)
            if "/K" in node:
                walk(node.K)

    walk(element.K)
    return found


def alternatives(document):
    """Return the alternative texts of all pictures; a picture without one gives an empty text."""
    pictures = elements(document).get("/Figure", [])
    return [str(each.get("/Alt", "")) for each in pictures if not within(each, "/Figure")]


def attachments(document):
    """Return the attached files: name to bytes."""
    return {name: file.get_file().read_bytes() for name, file in document.attachments.items()}


def standards(document):
    """Return what the file claims of itself: PDF/A part and level, PDF/UA part."""
    with document.open_metadata() as meta:
        return tuple(meta[f"pdf{name}"] for name in ("aid:part", "aid:conformance", "uaid:part"))


def bookmarks(document):
    """Return the bookmarks: titles of chapters with the titles of their sections."""
    with document.open_outline() as outline:
        return [
            (entry.title.replace("\u2002", " "), [child.title for child in entry.children])
            for entry in outline.root
        ]


def squeezed(text):
    """Return a text without blanks and places to break, which a line's end swallows."""
    return "".join(text.replace("\u200b", "").replace("’", "'").split())


def text_of(page):
    """Return a page's text as a search finds it: through the fonts' Unicode maps."""
    fonts = {str(name): _unicode(font) for name, font in page.Resources.Font.items()}
    words, font = [], {}
    for operands, operator in pikepdf.parse_content_stream(page, "Tf Tj TJ"):
        if str(operator) == "Tf":
            font = fonts[str(operands[0])]
            continue
        for piece in operands[0] if str(operator) == "TJ" else operands:
            if isinstance(piece, pikepdf.String):
                raw = bytes(piece)
                words += [font[raw[at : at + 2]] for at in range(0, len(raw), 2)]
    return squeezed("".join(words))


def texts_of(document):
    """Return the text of every page."""
    return [text_of(page) for page in document.pages]


def fonts_without_file(document):
    """Return the names of the fonts that are not embedded."""
    return {
        str(font.BaseFont)
        for page in document.pages
        for font in page.Resources.Font.values()
        if not {"/FontFile2", "/FontFile3"} & set(font.DescendantFonts[0].FontDescriptor.keys())
    }


def _unicode(font):
    text = font.ToUnicode.read_bytes().decode("ascii")
    return {
        bytes.fromhex(code): bytes.fromhex(target).decode("utf-16-be")
        for code, target in re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>", text)
    }
