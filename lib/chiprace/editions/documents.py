"""The documents of an edition: one page and one PDF of all its chapters."""

from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

from chiprace.chapters.document import Document, Meta
from chiprace.chapters.parallel import Tell
from chiprace.chapters.reading import read_document
from chiprace.chapters.run import ChapterRun
from chiprace.editions.staging import settle
from chiprace.export.common import prepare_prose
from chiprace.export.html import document_html, page_texts, prepare_page
from chiprace.export.naming import with_names
from chiprace.export.pdf import paper_texts, prepare_paper, prepare_pdf
from chiprace.export.typesetting import Typesetter
from chiprace.hashes import output_hashes
from chiprace.stores import Store


def prepare_documents(run: ChapterRun, store: Store) -> None:
    """Make what the documents show of one chapter alone, while others still run.

    Parameters
    ----------
    run : ChapterRun
        The chapter.
    store : Store
        Where `write_documents` finds it.

    Raises
    ------
    BuildError
        If the chapter holds what cannot be shown.
    """
    document = read_document([(run.name, run.notebook)], Meta())
    prepare_prose(document)
    prepare_page(document, store)
    prepare_paper(document, store)


def prepare_texts(runs: Sequence[ChapterRun], meta: Meta, store: Store) -> Document:
    """Render the texts of the first chapters, while one that comes behind them still runs.

    Parameters
    ----------
    runs : sequence of ChapterRun
        All chapters before it, in order.
    meta : Meta
        What stands on the cover.
    store : Store
        Where `write_documents` finds them.

    Returns
    -------
    Document
        Of these chapters.

    Raises
    ------
    BuildError
        If a text holds what cannot be shown.
    """
    document = _opened(runs, meta)
    with ThreadPoolExecutor(max_workers=1) as pool:  # it is pandoc that works
        page = pool.submit(page_texts, document, store)
        paper_texts(document, store)
        page.result()
    return document


def write_documents(
    runs: Sequence[ChapterRun],
    meta: Meta,
    folder: Path,
    store: Store,
    typesetter: Typesetter,
    pool: Executor,
    tell: Tell,
) -> None:
    """Write ``report.html`` and ``report.pdf``.

    Parameters
    ----------
    runs : sequence of ChapterRun
        The chapters, in order.
    meta : Meta
        What stands on the cover.
    folder : Path
        Gets both files.
    store : Store
        Where parts are found that were prepared or in an earlier edition.
    typesetter : Typesetter
        Sets the PDF.
    pool : Executor
        Where that is waited for, as Typst works beside Python.
    tell : Tell
        Hears of each file.

    Raises
    ------
    BuildError
        If a chapter holds what cannot be shown.
    """
    document = _opened(runs, meta)
    sheet = pool.submit(prepare_pdf(document, typesetter, store))
    (folder / "report.html").write_text(document_html(document, store), encoding="utf-8")
    tell("report.html")
    # Each file is read and stored once, and there is time while Typst works.
    output_hashes(folder)
    settle(folder)
    (folder / "report.pdf").write_bytes(sheet.result())
    tell("report.pdf")


def _opened(runs: Sequence[ChapterRun], meta: Meta) -> Document:
    return with_names(read_document([(run.name, run.notebook) for run in runs], meta))
