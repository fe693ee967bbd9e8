"""One PDF, set by Typst, which enforces PDF/A-3a and PDF/UA-1 while it compiles."""

import re
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import astuple
from datetime import date
from typing import Any

from nbformat import NotebookNode

from chiprace.chapters.document import Block, Chapter, Document, Exhibit, Figure, Prose, TableBlock
from chiprace.errors import BuildError
from chiprace.export.common import (
    anchor,
    cover_lines,
    open_document,
    origin,
    render_document,
    sentence,
)
from chiprace.export.fonts import readable
from chiprace.export.heights import Heights
from chiprace.export.layout import lay_out
from chiprace.export.naming import label
from chiprace.export.prose import Rendered
from chiprace.export.terms import term_id
from chiprace.export.typesetting import Typesetter
from chiprace.export.units import units_of
from chiprace.look.tables import Cell, table_notes
from chiprace.stores import Store, once

#: Width of the text on every paper [pt].
TEXT_WIDTH = 166 / 25.4 * 72
#: Width of each paper [pt].
PAPERS = {"a4": 210 / 25.4 * 72, "us-letter": 8.5 * 72}
#: The width and the height of a picture.
_SIZE = re.compile(r'<svg\b[^>]*\bviewBox="\S+ \S+ (\S+) (\S+)"')
#: The day that a document bears which knows none: that of the argument it tests.
_NO_DAY = date(2026, 1, 1)


def export_pdf(notebook: NotebookNode) -> bytes:
    """Return a notebook of `chiprace.chapters.reading.merge_notebooks` as a PDF."""
    return document_pdf(open_document(notebook, None))


def document_pdf(document: Document, store: Store | None = None) -> bytes:
    """Return a document as a PDF; see `prepare_pdf`."""
    with closing(Typesetter()) as typesetter:
        return prepare_pdf(document, typesetter, store)()


def prepare_pdf(
    document: Document, typesetter: Typesetter, store: Store | None = None
) -> Callable[[], bytes]:
    """Do what is Python's part in a PDF, and return the rest, which is Typst's.

    Parameters
    ----------
    document : Document
        From `chiprace.chapters.reading.read_document`.
    typesetter : Typesetter
        To set it.
    store : Store, optional
        Where the heights of chapters are found that were measured before.

    Returns
    -------
    callable
        Gives the PDF, and leaves Python to other threads; to be called once. Equal documents give
        equal bytes.
        Raises `BuildError` if Typst refuses the document, as when a text has no glyphs.
    """
    typesetter.start()
    data, files = _data(document, store), _files(document)

    def set_it() -> bytes:
        heights = Heights(data, store)
        day = document.meta.as_of or _NO_DAY
        pdf, measured = typesetter.typeset(data, files, heights.known, day)
        heights.keep(measured)
        return pdf

    return set_it


def prepare_paper(document: Document, store: Store) -> None:
    """Choose the columns of those tables that name no exhibit of another chapter.

    Parameters
    ----------
    document : Document
        Of some of the chapters.
    store : Store
        Where `prepare_pdf` finds them.
    """
    for block in document.exhibits:
        if isinstance(block, TableBlock):
            _cells(block, store)


def paper_texts(document: Document, store: Store | None) -> dict[int, Rendered]:
    """Return the texts as they stand on paper, see `chiprace.export.common.render_document`."""
    return render_document(document, "typst", readable, store)


def measure_paper(document: Document, typesetter: Typesetter, store: Store) -> None:
    """Measure the chapters of a document.

    Parameters
    ----------
    document : Document
        Of the first chapters, with what its sheets hang on.
    typesetter : Typesetter
        To measure them.
    store : Store
        Where `prepare_pdf` finds what was measured.

    Raises
    ------
    BuildError
        If Typst refuses a chapter.
    """
    data = _data(document, store)
    heights = Heights(data, store)
    heights.keep(typesetter.measure(data, heights.known))


def _data(document: Document, store: Store | None) -> dict[str, Any]:
    """Return all texts that the template shows; links and alternative texts stay as they are."""
    prose = paper_texts(document, store)
    meta = document.meta
    if meta.paper not in PAPERS:
        raise BuildError(f"There is no paper '{meta.paper}'. Known: {', '.join(PAPERS)}.")
    return {
        "paper": meta.paper,
        "paper-width": PAPERS[meta.paper],
        "text-width": TEXT_WIDTH,
        "title": readable(meta.title),
        "subtitle": readable(meta.subtitle),
        "keywords": ["AI accelerators", "Huawei Ascend", "Nvidia", *filter(None, [meta.edition])],
        "cover": [[term, readable(value)] for term, value in cover_lines(document)],
        "front": next((_front(each) for each in document.exhibits if each.key == meta.cover), None),
        "chapters": [_chapter(chapter, prose, store) for chapter in document.chapters],
        "references": [
            {
                "number": reference.number,
                "publisher": readable(sentence(origin(reference)[0])),
                "title": readable(reference.title),
                "after": readable(origin(reference)[1]),
                "url": reference.url,
                "shown": readable(reference.url),
            }
            for reference in document.references
        ],
    }


def _files(document: Document) -> dict[str, Any]:
    """Return the pictures, and the tables that are attached."""
    pictures = {each.key: each for each in document.exhibits if isinstance(each, Figure)}
    front = pictures.get(document.meta.cover)
    return {
        "pictures": {_id(each): readable(each.svg) for each in pictures.values()},
        "front": readable(front.svg) if front else None,
        "attachments": [
            (each.file, each.csv, f"Data of {label(each).lower()}: {each.title}")
            for each in document.exhibits
        ],
    }


def _chapter(chapter: Chapter, prose: dict[int, Rendered], store: Store | None) -> dict[str, Any]:
    blocks = [_block(block, prose, store) for block in chapter.blocks]
    return {
        "id": anchor(chapter),
        "number": chapter.number,
        "title": readable(chapter.title),
        "units": units_of(filter(None, blocks)),
    }


def _front(figure: Exhibit) -> dict[str, str]:
    """Return what the cover shows of a figure that stands in full inside."""
    if not isinstance(figure, Figure):
        raise BuildError(f"'{figure.key}' cannot stand on the cover: it is no figure.")
    return {
        "title": readable(figure.title),
        "subtitle": readable(figure.subtitle),
        "alt": f"The picture of {label(figure).lower()}, where its text stands: {figure.title}.",
    }


def _block(block: Block, prose: dict[int, Rendered], store: Store | None) -> dict[str, Any]:
    if isinstance(block, Prose):
        return {"kind": "prose", "typst": prose[id(block)].text}
    if isinstance(block, Figure):
        return _exhibit(block, prose) | {
            "kind": "figure",
            "alt": block.alt,
            "height": _height(block),
        }
    if isinstance(block, TableBlock):
        return _exhibit(block, prose) | {"kind": "table"} | _cells(block, store)
    return {}


def _height(figure: Figure) -> float:
    """Return how tall a picture stands that is as wide as the text [pt]."""
    size = _SIZE.search(figure.svg)
    if size is None:
        raise BuildError(f"Figure {figure.number} '{figure.key}': its picture has no viewBox.")
    width, height = map(float, size.groups())
    return TEXT_WIDTH * height / width


def _exhibit(block: Exhibit, prose: dict[int, Rendered]) -> dict[str, Any]:
    return {
        "id": _id(block),
        "label": label(block),
        "title": readable(block.title),
        "subtitle": prose[id(block)].text,
        "foot": {
            "notes": [readable(sentence(note)) for note in block.notes],
            "references": _runs(block.references),
            "file": block.file,
        },
    }


def _id(exhibit: Exhibit) -> str:
    return label(exhibit).lower().replace(" ", "-").replace(".", "-")


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return sorted numbers as pairs of first and last, three or more in a row as one pair."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return [
        pair
        for first, last in runs
        for pair in (
            [(first, last)] if last - first > 1 else [(n, n) for n in sorted({first, last})]
        )
    ]


def _cells(block: TableBlock, store: Store | None) -> dict[str, Any]:
    table, notes = block.table, table_notes(block.table)

    def letters(cell: Cell) -> str:
        return ",".join(notes[note] for note in cell.notes)

    heads = [[readable(column.name), readable(column.unit)] for column in table.columns]
    rows = [
        [[readable(cell.text), letters(cell), cell.mark] for cell in row.cells]
        for row in table.rows
    ]
    texts = [["\n".join(head) for head in heads]]
    texts += [[f"{text}{marks}" for text, marks, _ in row] for row in rows]
    try:
        size, widths = once(store, lambda: astuple(lay_out(texts, TEXT_WIDTH)), "columns", texts)
    except BuildError as error:
        raise BuildError(f"Table {block.number} '{block.key}': {error}") from error
    return {
        "heads": heads,
        "rows": rows,
        "ids": [term_id(block, row.cells[0].text) for row in table.rows],
        "tones": [row.tone for row in table.rows],
        "aligns": [column.align for column in table.columns],
        "widths": list(widths),
        "size": size,
        "cell_notes": [[mark, readable(sentence(note))] for note, mark in notes.items()],
    }
