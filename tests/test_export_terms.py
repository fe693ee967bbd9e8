"""Terms: marked where a chapter uses them first, explained on paper where the report does."""

import io

import pikepdf
import pytest
from lxml import html
from nbformat.v4 import new_markdown_cell

from chiprace.chapters.reading import merge_notebooks, read_document
from chiprace.export.html import export_html
from chiprace.export.pdf import export_pdf
from chiprace.export.terms import Term, Use, first_uses, mark
from chiprace.look.tables import Cell, Column, Row, Table
from pdf_reading import squeezed, texts_of
from sample_notebook import META, chapter, figure_payload, shown, table_payload

FP8 = Term("term-fp8", ("FP8",), "A number format of eight bits.")
SUPERNODE = Term("term-supernode", ("supernode",), "One scale-up domain as sold.")
FLOPS = Term("term-flops-pflops", ("FLOPS", "PFLOPS"), "Operations per second.")
DOUBLING = Term("term-doubling-time", ("doubling time",), "The time of one doubling.")
TIME = Term("term-time", ("time",), "What passes.")


def pieces(text, *terms):
    return [(piece, use.term.id if use else "") for piece, use in mark(text, uses(*terms))]


def uses(*terms):
    return [Use(term, first=True) for term in terms]


def glossary(*terms):
    rows = tuple(Row((Cell(", ".join(term.forms)), Cell(term.meaning))) for term in terms)
    return Table((Column("Term", align="left"), Column("Meaning", align="left")), rows)


def notebooks():
    """Two chapters that use terms, and the glossary in a third."""
    first = chapter(
        "Roadmap",
        new_markdown_cell("## FP8 in a heading\n\nPeaks in `FP8`, then *in FP8*, and FP8 again."),
        shown(figure_payload(subtitle="FP8 of a supernode, PFLOPS")),
    )
    second = chapter(
        "Pods", new_markdown_cell("Supernodes have a doubling time; not an FP80.\n\n- Its FP8.")
    )
    table = glossary(FP8, SUPERNODE, FLOPS, DOUBLING, TIME)
    last = chapter(
        "Terms", new_markdown_cell("Here FP8 is told."), shown(table_payload("glossary", table))
    )
    return [("01_roadmap", first), ("02_pods", second), ("03_terms", last)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("FP8 and FP8", [("FP8", "term-fp8"), (" and FP8", "")]),
        ("Two supernodes.", [("Two ", ""), ("supernodes", "term-supernode"), (".", "")]),
        ("Supernode", [("Supernode", "term-supernode")]),
        ("1 PFLOPS", [("1 ", ""), ("PFLOPS", "term-flops-pflops")]),
        ("the doubling time", [("the ", ""), ("doubling time", "term-doubling-time")]),
        ("fp8, FP80, MXFP8, PFLOPS-hour", [("fp8, FP80, MXFP8, PFLOPS-hour", "")]),
        ("", []),
    ],
)
def test_the_first_use_is_cut_out(text, found):
    assert pieces(text, FP8, SUPERNODE, FLOPS, DOUBLING, TIME) == found


def test_each_chapter_marks_its_own_first_uses():
    document = read_document(notebooks(), META)
    found = first_uses(document)
    told = [
        [(use.term.id, use.first) for use in found[id(block)]]
        for part in document.chapters
        for block in part.blocks
        if id(block) in found
    ]
    assert told == [
        [("term-fp8", True)],
        [("term-supernode", True), ("term-flops-pflops", True)],
        [("term-fp8", False), ("term-supernode", False), ("term-doubling-time", True),
         ("term-time", True)],
    ]  # fmt: skip


def test_without_a_glossary_nothing_is_marked():
    assert not any(first_uses(read_document(notebooks()[:2], META)).values())


def test_the_page_links_each_first_use_to_the_glossary():
    page = html.fromstring(export_html(merge_notebooks(notebooks(), META)))
    links = [
        (link.text, link.get("href"))
        for link in page.xpath("//main//a[starts-with(@href, '#term-')]")
    ]
    assert links == [
        ("FP8", "#term-fp8"),
        ("supernode", "#term-supernode"),
        ("PFLOPS", "#term-flops-pflops"),
        ("Supernodes", "#term-supernode"),
        ("doubling time", "#term-doubling-time"),
        ("FP8", "#term-fp8"),
    ]
    for _, target in links:
        (row,) = page.xpath(f"//tr[@id='{target[1:]}']")
        assert row.xpath("./th")
    assert page.xpath("//em[a='FP8']"), "Emphasis around a term stays."


def test_the_pdf_explains_the_first_use_at_the_foot_of_its_page():
    with pikepdf.open(io.BytesIO(export_pdf(merge_notebooks(notebooks(), META)))) as document:
        whole = "".join(texts_of(document))
    assert whole.count(squeezed("FP8 A number format of eight bits.")) == 2  # foot and glossary
    assert squeezed("1FP8 A number format of eight bits.") in whole
    assert whole.count(squeezed("doubling time The time of one doubling.")) == 2
    assert squeezed("then in FP81, and FP8 again.") in whole
    assert squeezed("Its FP8.") in whole
