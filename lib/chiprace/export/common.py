"""What both exporters share: from a notebook to a document, and small pieces of wording."""

import re
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from typing import Any, Literal

from nbformat import NotebookNode

from chiprace.chapters.document import Chapter, Document, Exhibit, Prose, Reference
from chiprace.chapters.reading import read_document, split_notebook
from chiprace.export.naming import with_names
from chiprace.export.prose import Rendered, Source, render_prose
from chiprace.export.terms import first_uses

_SIGN = re.compile(r"(?<=\d) ×")


def template(name: str) -> str:
    """Return the text of a template of this package."""
    return files("chiprace.export").joinpath("templates", name).read_text(encoding="utf-8")


def open_document(notebook: NotebookNode, resources: dict[str, Any] | None) -> Document:
    """Read a notebook as nbconvert hands it over: merged, or a single chapter."""
    name = (resources or {}).get("metadata", {}).get("name") or "notebook"
    return with_names(read_document(*split_notebook(notebook, name)))


def render_document(
    document: Document, target: Literal["html5", "typst"], readable: Callable[[str], str] = str
) -> dict[int, Rendered]:
    """Return the rendered texts by the `id` of their block; of an exhibit, its subtitle."""
    terms = first_uses(document)
    ids, sources = [], []
    for chapter in document.chapters:
        for block in chapter.blocks:
            found = terms.get(id(block), ())
            if isinstance(block, Prose):
                sources.append(Source(block.markdown, block.where, anchor(chapter), found))
            elif isinstance(block, Exhibit):
                sources.append(Source(block.subtitle, block.key, "", found, plain=True))
            else:
                continue
            ids.append(id(block))
    rendered = (
        replace(each, text=_SIGN.sub("\u00a0×", each.text))  # a ratio keeps its sign
        for each in render_prose(sources, target, readable)
    )
    return dict(zip(ids, rendered, strict=True))


def anchor(chapter: Chapter) -> str:
    """Return the id of a chapter."""
    return f"chapter-{chapter.number}"


def sentence(note: str) -> str:
    """Return a note with a full stop, if it has no stop yet."""
    return note if note.rstrip().endswith((".", "!", "?", "…")) else f"{note.rstrip()}."


def origin(reference: Reference) -> tuple[str, str]:
    """Return what is said of a source before its title and after it."""
    after = [f"Published {reference.published}." if reference.published else ""]
    after.append("Only known as others quote it." if reference.opened == "quoted" else "")
    return reference.publisher, " ".join(filter(None, after))


def cover_lines(document: Document) -> list[tuple[str, str]]:
    """Return what the cover says of the edition, as pairs of term and value."""
    meta = document.meta
    lines = [
        ("Edition", meta.edition),
        ("Label", meta.label),
        ("As of", f"{meta.as_of.day} {meta.as_of:%B} {meta.as_of.year}" if meta.as_of else ""),
        ("Scenario", meta.scenario),
        ("Evidence policy", meta.policy),
    ]
    return [(term, value) for term, value in lines if value]
