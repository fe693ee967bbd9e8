"""One HTML file with everything in it, which asks no network for anything."""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup
from nbconvert.filters import Highlight2HTML
from nbformat import NotebookNode

from chiprace.document import Block, Chapter, Code, Document, Exhibit, Figure, Prose, Said
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
from chiprace.export.fonts import font_face, merged
from chiprace.export.prose import Rendered
from chiprace.export.svg import inline_svg, used_characters
from chiprace.tables import table_notes

#: Nothing is loaded and nothing is run.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:"
#: Rows of data that stand in the page; the file beside it has all of them.
_MOST_ROWS = 150
_NUMBER = re.compile(r"[-−+]?[\d.,]+([eE][-+]?\d+)?\Z")


class ReportHTMLExporter(ReportExporter):
    """Exports executed chapters, merged or one alone, as one self-contained page."""

    output_mimetype = "text/html"
    export_from_notebook = "Report of chiprace (HTML)"

    def _file_extension_default(self) -> str:
        return ".html"

    @staticmethod
    def render(document: Document) -> str:
        """Return the document as one page."""
        return document_html(document)


def export_html(notebook: NotebookNode) -> str:
    """Return a merged notebook as one HTML page.

    Parameters
    ----------
    notebook : NotebookNode
        From `chiprace.document.merge_notebooks`.

    Returns
    -------
    str
        The page.
    """
    return document_html(open_document(notebook, None))


def document_html(document: Document) -> str:
    """Return a document as one HTML page.

    Parameters
    ----------
    document : Document
        From `chiprace.document.read_document`.

    Returns
    -------
    str
        The page; equal documents give equal pages.
    """
    environment = Environment(
        loader=FunctionLoader(template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["sentence"] = sentence
    prose = render_document(document, "html5")
    page = environment.get_template("report.html.j2").render(
        meta=document.meta,
        policy=POLICY,
        style=Markup(_fonts(document) + template("report.css")),
        cover=cover_lines(document),
        chapters=[_chapter(chapter, prose) for chapter in document.chapters],
        references=[(reference, *origin(reference)) for reference in document.references],
        facts=_facts(document),
    )
    return f"{page.rstrip()}\n"


def _fonts(document: Document) -> str:
    uses = merged(
        used_characters(block.svg)
        for chapter in document.chapters
        for block in chapter.blocks
        if isinstance(block, Figure)
    )
    return "".join(
        font_face(weight, italic, frozenset(characters))
        for (weight, italic), characters in sorted(uses.items())
    )


def _chapter(chapter: Chapter, prose: dict[int, Rendered]) -> dict[str, Any]:
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
        "blocks": [_block(block, prose) for block in chapter.blocks],
    }


def _block(block: Block, prose: dict[int, Rendered]) -> dict[str, Any]:
    if isinstance(block, Prose):
        return {"kind": "prose", "html": Markup(_wrap_tables(prose[id(block)].text))}
    if isinstance(block, Code):
        return {"kind": "code", "html": Markup(Highlight2HTML()(block.source, "python"))}
    shown = _exhibit(block)
    if isinstance(block, Figure):
        picture = Markup(inline_svg(block.svg, shown["id"], block.alt))
        return shown | {"kind": "figure", "svg": picture, "data": _data(block)}
    notes = table_notes(block.table)
    letters = [
        [",".join(notes[note] for note in cell.notes) for cell in row.cells]
        for row in block.table.rows
    ]
    return shown | {
        "kind": "table",
        "table": block.table,
        "letters": letters,
        "cell_notes": [(letter, note) for note, letter in notes.items()],
    }


def _exhibit(block: Exhibit) -> dict[str, Any]:
    kind = "Figure" if isinstance(block, Figure) else "Table"
    return {
        "id": f"{kind.lower()}-{block.number.replace('.', '-')}",
        "label": f"{kind} {block.number}",
        "exhibit": block,
        "facts": _links(fact.id for fact in block.facts),
    }


def _data(block: Exhibit) -> dict[str, Any]:
    head, *rows = csv.reader(io.StringIO(block.csv))
    numeric = [
        any(cells) and all(not cell or _NUMBER.match(cell) for cell in cells)
        for cells in zip(*rows, strict=True)
    ]
    if "facts" in head:
        place = head.index("facts")
        for row in rows:
            row[place] = _links(row[place].split())
    more = f"{len(rows):,} rows, of which {_MOST_ROWS} stand here" if len(rows) > _MOST_ROWS else ""
    return {"head": head, "rows": rows[:_MOST_ROWS], "numeric": numeric, "more": more}


def _links(ids: Iterable[str]) -> Markup:
    """Return ids of facts as links to the list of facts."""
    link = Markup('<a href="#fact-{0}">{0}</a>')
    return Markup(" ").join(link.format(identity) for identity in ids)


def _facts(document: Document) -> list[Said]:
    """Return every fact behind an exhibit once, by its id."""
    found = {
        fact.id: fact
        for chapter in document.chapters
        for block in chapter.blocks
        if isinstance(block, Exhibit)
        for fact in block.facts
    }
    return [found[identity] for identity in sorted(found)]


def _wrap_tables(html: str) -> str:
    """Let tables of the prose scroll in themselves, and give their headings a scope."""
    opening = '<div class="scroll" tabindex="0" role="region" aria-label="Table in the text"><table'
    html = re.sub(r"<table\b", opening, html).replace("</table>", "</table></div>")
    return re.sub(r"<th\b", '<th scope="col"', html)
