"""One HTML file with everything in it, which asks no network for anything."""

import base64
import csv
import hashlib
import io
import re
from functools import lru_cache, partial
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup
from nbformat import NotebookNode

from chiprace.chapters.document import (
    Block,
    Chapter,
    Code,
    Document,
    Exhibit,
    Figure,
    Prose,
    Said,
    TableBlock,
)
from chiprace.export.common import (
    anchor,
    cover_lines,
    keep_signs,
    open_document,
    origin,
    render_document,
    sentence,
    template,
)
from chiprace.export.fonts import font_face, merged
from chiprace.export.markup import page_code, page_prose
from chiprace.export.prose import Rendered
from chiprace.export.svg import Classes, inline_svg, used_characters
from chiprace.export.terms import term_id
from chiprace.look.tables import Cell, Column, table_notes
from chiprace.look.theme import theme_css
from chiprace.stores import Store, once

#: Data that stand in the page: so many rows as a table, so many bytes as a file to be saved. What
#: is longer lies beside the page, in the edition's folder.
_MOST_ROWS = 40
_MOST_BYTES = 60_000
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?(e[-+]?\d+)?")
#: Classes of cells by their longest text; the longest of all get most of a table's width.
_LENGTHS = (("short", 14), ("middle", 30), ("long", 80))
#: Lets a browser read the typefaces before it sets a line in them, so that none moves afterwards.
_EARLY = "document.fonts.forEach(face => face.load())"
#: What an address may hold as it is.
_PLAIN = "!$()*+,-./:;=?@_~"


def export_html(notebook: NotebookNode) -> str:
    """Return a notebook of `chiprace.chapters.reading.merge_notebooks` as one HTML page."""
    return document_html(open_document(notebook, None))


def document_html(document: Document, store: Store | None = None) -> str:
    """Return a document as one HTML page.

    Parameters
    ----------
    document : Document
        From `chiprace.chapters.reading.read_document`.
    store : Store, optional
        Where pictures, code and typefaces are found that were in an earlier page.

    Returns
    -------
    str
        The page; equal documents give equal pages. Its policy lets in the page's own style and
        script, by their hashes, and nothing else: no request to any network.
    """
    prose = page_texts(document, store)
    classes = Classes()
    body = (
        _environment()
        .get_template("body.html.j2")
        .render(
            meta=document.meta,
            cover=cover_lines(document),
            chapters=[_chapter(chapter, prose, classes, store) for chapter in document.chapters],
            references=[(reference, *origin(reference)) for reference in document.references],
            facts=_facts(document),
        )
    )
    style = theme_css() + _fonts(document, body, store) + classes.css() + template("report.css")
    script = template("report.js")
    page = (
        _environment()
        .get_template("report.html.j2")
        .render(
            meta=document.meta,
            policy=_policy(style, _EARLY, script),
            style=Markup(style),
            early=Markup(_EARLY),
            body=Markup(body.strip()),
            script=Markup(script),
        )
    )
    return f"{page.rstrip()}\n"


def prepare_page(document: Document, store: Store) -> None:
    """Make those parts of a page that hang on one figure or one chapter alone.

    Parameters
    ----------
    document : Document
        Of some of the page's chapters.
    store : Store
        Where `document_html` finds them.
    """
    for chapter in document.chapters:
        _code(chapter, store)
    for block in document.exhibits:
        if isinstance(block, Figure):
            _picture(block, store)
            _characters(block, store)
            _data(block, store)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"sentence": sentence, "signed": keep_signs}
    return environment


def page_texts(document: Document, store: Store | None) -> dict[int, Rendered]:
    """Return the texts as they stand on the page, see `chiprace.export.common.render_document`."""
    return render_document(document, "html5", store=store)


def _policy(style: str, *scripts: str) -> str:
    """Return a content security policy: data in the page, this style, these scripts, no network."""
    return (
        f"default-src 'none'; img-src data:; font-src data:; style-src {_hash(style)}; "
        f"script-src {' '.join(map(_hash, scripts))}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


def _fonts(document: Document, body: str, store: Store | None) -> str:
    """Return the faces of the figures and of headings, captions and tables."""
    pictures = (
        {(weight, italic): set(characters) for weight, italic, characters in found}
        for block in document.exhibits
        if isinstance(block, Figure)
        for found in [_characters(block, store)]
    )
    letters = set(body)
    page = {(400, False): letters, (400, True): letters, (600, False): letters}
    return "".join(
        once(
            store,
            partial(font_face, *face, frozenset(characters)),
            "face",
            face,
            sorted(characters),
        )
        for face, characters in sorted(merged([page, *pictures]).items())
    )


def _characters(block: Figure, store: Store | None) -> list[tuple[int, bool, str]]:
    """Return weight and slant of each face of a picture, and the characters set in it."""

    def make() -> list[tuple[int, bool, str]]:
        used = used_characters(block.svg)
        return [(*face, "".join(sorted(each))) for face, each in used.items()]

    found: list[tuple[int, bool, str]] = once(store, make, "characters", block.svg)
    return found


def _code(chapter: Chapter, store: Store | None) -> str:
    code = "\n\n\n".join(block.source for block in chapter.blocks if isinstance(block, Code))
    return str(once(store, partial(page_code, code), "code", code)) if code else ""


def _chapter(
    chapter: Chapter, prose: dict[int, Rendered], classes: Classes, store: Store | None
) -> dict[str, Any]:
    return {
        "id": anchor(chapter),
        "number": chapter.number,
        "title": chapter.title,
        "sections": [
            section
            for block in chapter.blocks
            if isinstance(block, Prose)
            for section in prose[id(block)].sections
        ],
        "blocks": [
            _block(block, prose, classes, store)
            for block in chapter.blocks
            if not isinstance(block, Code)
        ],
        "code": Markup(_code(chapter, store)),
    }


def _block(
    block: Block, prose: dict[int, Rendered], classes: Classes, store: Store | None
) -> dict[str, Any]:
    text = Markup(page_prose(prose[id(block)].text))
    if isinstance(block, Figure):
        shown = _exhibit(block, "Figure") | {"subtitle": text}
        picture = Markup(classes.adopt(*_picture(block, store)))
        return shown | {"kind": "figure", "svg": picture, "data": _data(block, store)}
    if isinstance(block, TableBlock):
        shown = _exhibit(block, "Table") | {"subtitle": text}
        return shown | {"kind": "table", "table": block.table} | _cells(block, shown["id"])
    return {"kind": "prose", "html": text}


def _picture(block: Figure, store: Store | None) -> tuple[str, list[str]]:
    """Return a picture that has classes of its own, and what they declare."""
    given = block.svg, f"p{block.number}", block.alt

    def make() -> tuple[str, list[str]]:
        classes = Classes()
        return inline_svg(*given, classes), classes.declared

    text, declared = once(store, make, "picture", given)
    return text, declared


def _exhibit(block: Exhibit, kind: str) -> dict[str, Any]:
    said = {number: [f"reference-{number}"] for number in block.references}
    for fact in block.facts:
        said[fact.reference].append(fact.id)
    return {
        "id": f"{kind.lower()}-{block.number.replace('.', '-')}",
        "label": f"{kind} {block.number}",
        "exhibit": block,
        "sources": list(said.items()),
        "file": PurePath(block.file).name,
        "address": _address(block.csv),
    }


def _address(text: str) -> str:
    """Return an address that holds CSV itself, nothing where it would be too long."""
    if len(text) > _MOST_BYTES:  # told at once, as it takes long to write
        return ""
    file = quote(text, safe=_PLAIN)
    return f"data:text/csv;charset=utf-8,{file}" if len(file) <= _MOST_BYTES else ""


def _cells(block: TableBlock, identity: str) -> dict[str, Any]:
    """Return the rows of a table: cells with what they rest on, notes first, then facts."""
    letters = table_notes(block.table)

    def shown(cell: Cell, column: Column) -> dict[str, Any]:
        length = next((name for name, most in _LENGTHS if len(cell.text) <= most), "text")
        notes = [letters[note] for note in cell.notes]
        return {
            "text": cell.text,
            "letters": ",".join(notes),
            "classes": " ".join(filter(None, (column.align, cell.mark, length))),
            "ids": [*(f"{identity}-{letter}" for letter in notes), *cell.facts],
        }

    return {
        "rows": [
            {
                "id": term_id(block, row.cells[0].text),
                "tone": row.tone,
                "cells": list(map(shown, row.cells, block.table.columns)),
            }
            for row in block.table.rows
        ],
        "cell_notes": [(f"{identity}-{mark}", mark, note) for note, mark in letters.items()],
    }


def _data(block: Figure, store: Store | None) -> dict[str, Any]:
    """Return the data of a figure as a table, and what it leaves out."""
    table, more = once(store, lambda: _table_of(block.csv), "data", block.csv)
    return {"table": Markup(table), "more": more}


def _table_of(text: str) -> tuple[str, str]:
    """Return CSV as a table whose first column tells the rows apart, and what that leaves out."""
    head, *rows = csv.reader(io.StringIO(text))
    columns = list(zip(*rows, strict=True))
    sorts = [
        "n" if any(column) and all(not cell or _NUMBER.fullmatch(cell) for cell in column)
        else "ids" if name == "facts" else ""
        for name, column in zip(head, columns, strict=True)
    ]  # fmt: skip
    first = max(
        range(len(head)), key=lambda it: (all(columns[it]), not sorts[it], len(set(columns[it])))
    )
    order = [first, *(place for place in range(len(head)) if place != first)]
    more = f"{len(rows):,} rows, of which {_MOST_ROWS} stand here" if len(rows) > _MOST_ROWS else ""
    table = (
        _environment()
        .get_template("data.html.j2")
        .render(
            head=[(head[place], sorts[place]) for place in order],
            rows=[[row[place] for place in order] for row in rows[:_MOST_ROWS]],
        )
    )
    return table, more


def _facts(document: Document) -> list[Said]:
    """Return every fact behind an exhibit once, by its id."""
    found = {fact.id: fact for block in document.exhibits for fact in block.facts}
    return [found[identity] for identity in sorted(found)]
