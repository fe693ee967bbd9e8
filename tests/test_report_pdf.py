"""The PDF of the default edition: whole, open to every reader, and the same in all its forms."""

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import nbformat
import pikepdf
import pytest

from chiprace.chapters.document import Exhibit, Figure, Meta, Prose, TableBlock
from chiprace.chapters.reading import read_document
from chiprace.export.terms import first_uses
from pdf_reading import (
    alternatives,
    attachments,
    bookmarks,
    elements,
    fonts_without_file,
    squeezed,
    standards,
    texts_of,
    within,
)

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def pdf(edition):
    with pikepdf.open(edition / "report.pdf") as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(pdf):
    """The text of each page."""
    return texts_of(pdf)


@pytest.fixture(scope="module")
def document(edition):
    """The document, as it lies in the edition's notebooks."""
    paths = sorted((edition / "notebooks").glob("[0-9]*.ipynb"))
    notebooks = [(path.stem, nbformat.read(path, as_version=4)) for path in paths]
    return read_document(notebooks, Meta("Report", as_of=date(2026, 11, 23)))


def exhibits(document, kind=Exhibit):
    return [
        block
        for chapter in document.chapters
        for block in chapter.blocks
        if isinstance(block, kind)
    ]


def prose(chapter):
    return [block.markdown for block in chapter.blocks if isinstance(block, Prose)]


def label(block):
    return f"{'Figure' if isinstance(block, Figure) else 'Table'} {block.number}"


def page_of(block, pages):
    """Return the number of the page on which an exhibit is told, behind the one that lists it."""
    told = squeezed(f"{label(block)} {block.title}")
    listed, shown = (number for number, text in enumerate(pages) if told in text)
    assert listed < 6
    return shown


def texts_in(path):
    return {
        squeezed("".join(element.itertext()))
        for element in ET.parse(path).getroot().iter(f"{SVG}text")
    }


def test_it_meets_both_standards(pdf):
    assert standards(pdf) == ("3", "A", "1")
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en-GB"
    assert str(pdf.docinfo["/Title"]) == "Can Ascend topple Nvidia?"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_every_chapter_and_section_has_its_bookmark(pdf, document):
    told = bookmarks(pdf)
    assert [title for title, _ in told[:3]] == ["Contents", "Figures", "Tables"]
    assert told[-1][0] == "References"
    for chapter, (title, sections) in zip(document.chapters, told[3:-1], strict=True):
        assert title == (f"{chapter.number} " if chapter.number else "") + chapter.title
        heads = re.findall(r"^## (.+)$", "\n".join(prose(chapter)), re.MULTILINE)
        assert [section.replace("’", "'") for section in sections] == heads


def test_every_picture_has_an_alternative_text_of_its_own(pdf, document):
    told = alternatives(pdf)
    figures = exhibits(document, Figure)
    assert told[1:] == [figure.alt for figure in figures]
    assert len(set(told)) == len(told) == len(figures) + 1  # and the one on the cover


def test_every_table_has_a_head(pdf, document):
    tables = elements(pdf)["/Table"]
    shown = exhibits(document, TableBlock)
    assert len(tables) == len(shown)
    for element, block in zip(tables, shown, strict=True):
        assert len(within(element, "/TH")) == len(block.table.columns)


def test_the_attached_files_are_those_of_the_edition(pdf, edition, document):
    files = attachments(pdf)
    assert set(files) == {block.file for block in exhibits(document)}
    for name, data in files.items():
        assert data == (edition / name).read_bytes(), name


def test_every_word_of_every_figure_is_found_on_its_page(pages, edition, document):
    for figure in exhibits(document, Figure):
        picture = edition / "figures" / f"{Path(figure.file).stem}.svg"
        text = pages[page_of(figure, pages)]
        lost = {words for words in texts_in(picture) if words not in text}
        assert not lost, f"{label(figure)}: {sorted(lost)[:5]}"


def test_every_exhibit_is_told_with_its_caption_and_its_file(pages, document):
    for block in exhibits(document):
        following = "".join(pages[page_of(block, pages) :])
        assert squeezed(f"Data: {block.file}") in following


def test_no_heading_ends_a_page(pages, document):
    heads = {
        squeezed(head)
        for chapter in document.chapters
        for head in re.findall(r"^##+ (.+)$", "\n".join(prose(chapter)), re.MULTILINE)
    }
    for text in pages[5:]:
        assert not any(re.sub(r"\d+$", "", text).endswith(head) for head in heads)


def test_all_fonts_are_embedded(pdf):
    assert not fonts_without_file(pdf)


def test_the_pages_are_a4_and_not_too_many(pdf, document):
    assert 0.7 < len(pdf.pages) / len(exhibits(document)) < 1.5
    for page in pdf.pages:
        width, height = map(float, page.MediaBox[2:])
        assert (width, height) == pytest.approx((595.28, 841.89), abs=0.1)


def test_the_cover_counts_the_verdicts(pages, document):
    (verdicts,) = (figure for figure in exhibits(document, Figure) if figure.key == "verdicts")
    assert squeezed(verdicts.title) in pages[0]
    assert re.search(r"Of\d+claims", pages[0])
    assert "23November2026" in pages[0]


def test_every_term_is_explained_at_the_foot_of_the_page_that_has_it_first(pages, document):
    used = [use for uses in first_uses(document).values() for use in uses if use.first]
    assert len(used) > 20
    for use in used:
        told = squeezed(f"{', '.join(use.term.forms)} {use.term.meaning}")
        assert "".join(pages).count(told) == 2, f"{use.term.forms[0]}: once below, once listed"


def test_a_chapter_opens_with_its_finding_and_ends_with_what_is_not_known(document):
    for chapter in document.chapters:
        opening = prose(chapter)[0]
        assert not opening.startswith("#"), chapter.title
        assert re.search(r"\d", opening) or chapter.title == "What changed"
        last = "\n".join(prose(chapter)).rpartition("## ")[2]
        head, _, words = last.partition("\n")
        assert head == "What this rests on, and what is not known"
        assert len(words.split()) > 20
        unknown = r"[Nn]ot (known|published)|[Nn]o (check|\w+ power)|neither|none|[Nn]othing|cannot"
        assert re.search(unknown, words), chapter.title
