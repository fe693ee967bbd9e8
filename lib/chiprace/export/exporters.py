"""The exporters by which nbconvert knows the two documents; a build needs none of it."""

from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from chiprace.chapters.document import Document
from chiprace.export.common import open_document
from chiprace.export.html import document_html
from chiprace.export.pdf import document_pdf


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


class ReportPDFExporter(ReportExporter):
    """Exports executed chapters, merged or one alone, as one PDF for readers and archives."""

    output_mimetype = "application/pdf"
    export_from_notebook = "Report of chiprace (PDF)"

    def _file_extension_default(self) -> str:
        return ".pdf"

    @staticmethod
    def render(document: Document) -> bytes:
        """Return the document as a PDF."""
        return document_pdf(document)
