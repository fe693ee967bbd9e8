"""Markdown to HTML or Typst, all texts of a document in one go."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chiprace.errors import BuildError
from chiprace.export.pandoc import Blocks, parse_texts, write_pieces
from chiprace.export.terms import Use, mark


@dataclass(frozen=True)
class Section:
    """A heading inside a chapter: the id to link to, and its words."""

    identity: str
    title: str


@dataclass(frozen=True)
class Source:
    """A text to render.

    Parameters
    ----------
    text : str
        Markdown, or one plain line.
    where : str
        The cell that it comes from.
    prefix : str
        Begins the ids of its headings.
    terms : tuple of Use
        Terms to mark in it.
    plain : bool
        Whether it is a plain line, without markup.
    """

    text: str
    where: str
    prefix: str
    terms: tuple[Use, ...] = ()
    plain: bool = False


@dataclass(frozen=True)
class Rendered:
    """A text in the target's markup, with the sections that begin in it."""

    text: str
    sections: tuple[Section, ...]

    @classmethod
    def of(cls, text: str, sections: list[dict[str, str]]) -> "Rendered":
        """Return what was told in JSON."""
        return cls(text, tuple(Section(**each) for each in sections))


def render_prose(
    texts: Sequence[Source],
    target: Literal["html5", "typst"],
    readable: Callable[[str], str] = str,
) -> list[Rendered]:
    """Turn Markdown into the markup of a target.

    Raw HTML stays visible as text in both targets, so that nothing is lost and nothing let in.

    Parameters
    ----------
    texts : sequence of Source
        The texts.
    target : {"html5", "typst"}
        Headings of the second level become ``h3`` in HTML, where chapters are ``h2``. The first
        use of a term leads to the glossary; on paper the document's first has a footnote, too.
    readable : callable, optional
        Applied to every piece of text.

    Returns
    -------
    list of Rendered
        In the order of `texts`.

    Raises
    ------
    BuildError
        If a text holds an image or a second chapter title.
    """
    walk = _Walk(target, readable)
    pieces = _parse(texts)
    for source, blocks in zip(texts, pieces, strict=True):
        walk.piece(blocks, source)
    parts = write_pieces(pieces, target)
    return [
        Rendered(part, tuple(sections)) for part, sections in zip(parts, walk.sections, strict=True)
    ]


def parse_prose(texts: Iterable[Source]) -> None:
    """Have texts parsed, which `render_prose` then finds."""
    parse_texts(each.text for each in texts if not each.plain)


def _parse(texts: Sequence[Source]) -> list[Blocks]:
    parsed = iter(parse_texts(each.text for each in texts if not each.plain))
    return [
        [{"t": "Plain", "c": _words(each.text)}] if each.plain else next(parsed) for each in texts
    ]


class _Walk:
    """Goes through pandoc's tree in place."""

    def __init__(self, target: str, readable: Callable[[str], str]) -> None:
        self.target = target
        self.readable = readable
        self.sections: list[list[Section]] = []
        self._taken: set[str] = set()
        self._prefix = self._where = ""

    def piece(self, blocks: list[Any], source: Source) -> None:
        self._prefix, self._where = source.prefix, source.where
        self.sections.append([])
        self._terms(blocks, list(source.terms))
        self._node(blocks)

    def _node(self, node: Any) -> None:
        if isinstance(node, list):
            for child in node:
                self._node(child)
        elif isinstance(node, dict) and "t" in node:
            self._element(node)

    def _element(self, node: dict[str, Any]) -> None:
        kind, content = node["t"], node.get("c", "")
        if kind == "Image":
            raise BuildError(
                f"{self._where}: an image in the text has no data and no sources. "
                "Show it by chiprace.chapters.show."
            )
        if kind in ("RawInline", "RawBlock"):
            words = {"t": "Str", "c": self.readable(content[1])}
            node.update(words if kind == "RawInline" else {"t": "Para", "c": [words]})
        elif kind == "Str":
            node["c"] = self.readable(content)
        elif kind in ("Code", "CodeBlock"):
            content[1] = self.readable(content[1])
        elif kind == "Link":
            self._link(content)
        elif kind == "Header":
            self._header(content)
        else:
            self._node(content)

    def _terms(self, node: Any, left: list[Use]) -> None:
        """Mark in place the first use of each term that is left."""
        if isinstance(node, dict) and node["t"] not in ("Header", "Link", "Note", "Table"):
            self._terms(node.get("c"), left)
        elif isinstance(node, list):
            for child in node:
                self._terms(child, left)
            if left and any(_is_word(child) for child in node):
                node[:] = self._marked(node, left)

    def _marked(self, words: list[Any], left: list[Use]) -> Iterator[Any]:
        for text, others in _runs(words):
            for piece, use in mark(text, left):
                if use is None:
                    yield from _words(piece)
                    continue
                left.remove(use)
                address = [f"#{use.term.id}", ""]
                yield {"t": "Link", "c": [["", ["term"], []], _words(piece), address]}
                if use.first and self.target == "typst":
                    name = {"t": "Strong", "c": _words(", ".join(use.term.forms))}
                    told = [name, {"t": "Space"}, *_words(use.term.meaning)]
                    yield {"t": "Note", "c": [{"t": "Para", "c": told}]}
            yield from others

    def _link(self, content: list[Any]) -> None:
        self._node(content[1])
        address = content[2][0]
        if "__" in address and address.startswith("#"):  # pandoc prefixed the file's name
            address = "#" + address.rsplit("__", 1)[1]
        if not address.startswith(("#", "https://", "http://", "mailto:")):
            raise BuildError(
                f"{self._where}: the link to '{address}' leads nowhere once the report stands "
                "alone. Give a whole address with https://."
            )
        content[2][0] = address

    def _header(self, content: list[Any]) -> None:
        level, attributes, words = content
        title = _plain(words)
        if level == 1:
            raise BuildError(
                f"{self._where}: '# {title}' would be a second chapter title. Use '##'."
            )
        self._node(words)
        slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "section"
        identity, count = f"{self._prefix}-{slug}", 2
        while identity in self._taken:
            identity, count = f"{self._prefix}-{slug}-{count}", count + 1
        self._taken.add(identity)
        attributes[0] = identity
        if level == 2:
            self.sections[-1].append(Section(identity, title))
        if self.target == "html5":
            content[0] = min(level + 1, 6)


def _is_word(node: Any) -> bool:
    return isinstance(node, dict) and node["t"] in ("Str", "Space", "SoftBreak")


def _runs(words: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Part inline elements into runs of plain text, each with the other elements behind it."""
    text, others = "", list[Any]()
    for word in words:
        if not _is_word(word):
            others.append(word)
            continue
        if others:
            yield text, others
            text, others = "", []
        text += word.get("c", " ")
    yield text, others


def _words(text: str) -> list[Any]:
    parts = re.split("( )", text)
    return [{"t": "Space"} if part == " " else {"t": "Str", "c": part} for part in parts if part]


def _plain(words: list[Any]) -> str:
    parts = []
    for word in words:
        kind, content = word["t"], word.get("c")
        if kind in ("Space", "SoftBreak", "LineBreak"):
            parts.append(" ")
        elif kind == "Str":
            parts.append(content)
        elif kind in ("Code", "RawInline"):
            parts.append(content[1])
        elif isinstance(content, list):
            inner = content[1] if kind == "Link" else content
            parts.append(_plain([part for part in inner if isinstance(part, dict)]))
    return "".join(parts)
