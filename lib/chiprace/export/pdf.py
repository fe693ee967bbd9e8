"""One PDF, set by Typst, which enforces PDF/UA-1 while it compiles."""

import json
import shutil
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from nbformat import NotebookNode

from chiprace.document import Block, Chapter, Document, Exhibit, Figure, Prose, TableBlock
from chiprace.errors import BuildError
from chiprace.export.common import (
    ReportExporter,
    anchor,
    cover_lines,
    open_document,
    origin,
    render_document,
    sentence,
    template,
)
from chiprace.export.fonts import font_files, readable
from chiprace.export.layout import lay_out
from chiprace.export.prose import Rendered
from chiprace.tables import Cell, table_notes

#: Width of the text on A4 [pt], as in the template.
TEXT_WIDTH = (210 - 2 * 22) / 25.4 * 72
#: The day that a document bears which knows none: that of the argument it tests.
_NO_DAY = date(2026, 1, 1)


class ReportPDFExporter(ReportExporter):
    """Exports executed chapters, merged or one alone, as one PDF for every reader (PDF/UA-1)."""

    output_mimetype = "application/pdf"
    export_from_notebook = "Report of chiprace (PDF)"

    def _file_extension_default(self) -> str:
        return ".pdf"

    @staticmethod
    def render(document: Document) -> bytes:
        """Return the document as a PDF."""
        return document_pdf(document)


def export_pdf(notebook: NotebookNode) -> bytes:
    """Return a merged notebook as a PDF.

    Parameters
    ----------
    notebook : NotebookNode
        From `chiprace.document.merge_notebooks`.

    Returns
    -------
    bytes
        The PDF.
    """
    return document_pdf(open_document(notebook, None))


def document_pdf(document: Document) -> bytes:
    """Return a document as a PDF.

    Parameters
    ----------
    document : Document
        From `chiprace.document.read_document`.

    Returns
    -------
    bytes
        The PDF; equal documents give equal bytes.

    Raises
    ------
    BuildError
        If Typst refuses the document, as when a text has no glyphs.
    """
    moment = datetime.combine(document.meta.as_of or _NO_DAY, time(), UTC)
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "fonts").mkdir()
        for path in font_files():  # one file for each face, so that there is nothing to choose
            shutil.copy(path, folder / "fonts")
        main = folder / "report.typ"
        main.write_text(template("report.typ"), encoding="utf-8")
        (folder / "data.json").write_text(json.dumps(_data(document)), encoding="utf-8")
        try:
            return typst.compile(
                main,
                root=folder,
                font_paths=[folder / "fonts"],
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
                timestamp=moment,
            )
        except typst.TypstError as error:
            raise BuildError(f"Typst refuses the PDF: {error.diagnostic or error}") from error


def _data(document: Document) -> dict[str, Any]:
    """Return everything that the template shows; links and alternative texts stay as they are."""
    prose = render_document(document, "typst", readable)
    meta = document.meta
    return {
        "title": readable(meta.title),
        "subtitle": readable(meta.subtitle),
        "keywords": ["AI accelerators", "Huawei Ascend", "Nvidia", *filter(None, [meta.edition])],
        "cover": [[term, readable(value)] for term, value in cover_lines(document)],
        "chapters": [_chapter(chapter, prose) for chapter in document.chapters],
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


def _chapter(chapter: Chapter, prose: dict[int, Rendered]) -> dict[str, Any]:
    blocks = [_block(block, prose) for block in chapter.blocks]
    return {
        "id": anchor(chapter),
        "number": chapter.number,
        "title": readable(chapter.title),
        "blocks": [block for block in blocks if block],
    }


def _block(block: Block, prose: dict[int, Rendered]) -> dict[str, Any]:
    if isinstance(block, Prose):
        return {"kind": "prose", "typst": prose[id(block)].text}
    if isinstance(block, Figure):
        picture = {"kind": "figure", "svg": readable(block.svg), "alt": block.alt}
        return _exhibit(block, "Figure") | picture
    if isinstance(block, TableBlock):
        return _exhibit(block, "Table") | {"kind": "table"} | _cells(block)
    return {}


def _exhibit(block: Exhibit, kind: str) -> dict[str, Any]:
    return {
        "id": f"{kind.lower()}-{block.number.replace('.', '-')}",
        "label": f"{kind} {block.number}",
        "title": readable(block.title),
        "subtitle": readable(block.subtitle),
        "notes": [readable(sentence(note)) for note in block.notes],
        "references": list(block.references),
        "file": block.file,
    }


def _cells(block: TableBlock) -> dict[str, Any]:
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
        layout = lay_out(texts, TEXT_WIDTH)
    except BuildError as error:
        raise BuildError(f"Table {block.number} '{block.key}': {error}") from error
    return {
        "heads": heads,
        "rows": rows,
        "tones": [row.tone for row in table.rows],
        "aligns": [column.align for column in table.columns],
        "widths": list(layout.widths),
        "size": layout.size,
        "cell_notes": [[mark, readable(sentence(note))] for note, mark in notes.items()],
    }
