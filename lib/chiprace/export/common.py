"""What both exporters share: from a notebook to a document, and small pieces of wording."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any, Literal

from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from chiprace.chapters.document import Chapter, Document, Exhibit, Prose, Reference
from chiprace.chapters.reading import read_document, split_notebook
from chiprace.export.prose import Rendered, Source, render_prose
from chiprace.export.terms import first_uses


class ReportExporter(Exporter):  # type: ignore[misc]
    """An nbconvert exporter that reads the notebook as a document and renders it as a whole."""

    @staticmethod
    def render(document: Document) -> str | bytes:
        """Return the document in the form of an exporter; each has its own."""
        raise TypeError("Use one of the exporters, not what they share.")

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """Export a notebook.

        Parameters
        ----------
        nb : NotebookNode
            From `chiprace.chapters.reading.merge_notebooks`, or one executed chapter.
        resources : dict, optional
            As nbconvert hands them over; the name of a single chapter is in them.
        **kw
            Passed on to nbconvert.

        Returns
        -------
        str or bytes, dict
            The document, and the resources.

        Raises
        ------
        BuildError
            If the notebook holds what the document cannot show.
        """
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return type(self).render(open_document(notebook, resources)), resources


def template(name: str) -> str:
    """Return the text of a template of this package."""
    return files("chiprace.export").joinpath("templates", name).read_text(encoding="utf-8")


def open_document(notebook: NotebookNode, resources: dict[str, Any] | None) -> Document:
    """Read a notebook as nbconvert hands it over: merged, or a single chapter."""
    name = (resources or {}).get("metadata", {}).get("name") or "notebook"
    return read_document(*split_notebook(notebook, name))


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
    return dict(zip(ids, render_prose(sources, target, readable), strict=True))


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
