"""The PDF: its structure for machines, its text for readers."""

import io
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import get_args

import pikepdf
import pytest
import typst
from nbformat.v4 import new_markdown_cell

from chiprace.chapters.document import Meta
from chiprace.chapters.reading import merge_notebooks, read_document
from chiprace.errors import BuildError
from chiprace.export import fonts
from chiprace.export import pdf as pdf_module
from chiprace.export.exporters import ReportPDFExporter
from chiprace.export.fonts import readable, text_width
from chiprace.export.layout import SIZES, SMALL, lay_out
from chiprace.export.pdf import PAPERS, TEXT_WIDTH, document_pdf, export_pdf
from chiprace.export.typesetting import Typesetter
from chiprace.scenario import Scenario
from pdf_reading import (
    alternatives,
    attachments,
    bookmarks,
    elements,
    fonts_without_file,
    squeezed,
    standards,
    text_of,
    texts_of,
)
from sample_notebook import (
    META,
    ODD,
    chapter,
    figure_payload,
    odd_picture,
    sample_chapters,
    sample_table,
    shown,
    source,
    table_payload,
    text_payload,
)

#: What the PDF shows instead of a character that no font covers.
SHOWN = ODD.replace("中", "[U+4E2D]")


#: Size of the paper [mm].
SIZES_MM = {"a4": (210, 297), "us-letter": (215.9, 279.4)}


def export(*cells, meta=META):
    return export_pdf(merge_notebooks([("01_roadmap", chapter("Roadmap", *cells))], meta))


@pytest.fixture(scope="module")
def data():
    return export_pdf(merge_notebooks(sample_chapters(), META))


@pytest.fixture(scope="module")
def document(data):
    with pikepdf.open(io.BytesIO(data)) as opened:
        yield opened


def whole_text(document):
    return "".join(texts_of(document))


def test_the_file_describes_itself(document):
    assert str(document.Root.Lang).startswith("en")
    info = {name: str(value) for name, value in document.docinfo.items()}
    assert info["/Title"] == META.title
    assert info["/Author"] == "chiprace"
    assert info["/Subject"] == META.subtitle
    assert META.edition in info["/Keywords"]
    assert info["/CreationDate"] == info["/ModDate"] == "D:20261101000000Z"
    assert document.Root.ViewerPreferences.DisplayDocTitle


def test_it_claims_an_archive_standard_and_one_for_every_reader(document):
    assert standards(document) == ("3", "A", "1")


def test_it_is_tagged(document):
    assert document.Root.MarkInfo.Marked
    tags = elements(document)
    wanted = {"/Title", "/H1", "/H2", "/P", "/L", "/TOC", "/Table", "/THead", "/TH", "/TD"}
    assert wanted | {"/Figure", "/Caption"} <= set(tags)
    assert alternatives(document) == [figure_payload()["alt"]] * 2
    for head in tags["/TH"]:
        assert head.A[0].Scope == "/Column"


def test_bookmarks_lead_to_chapters_and_sections(document):
    assert bookmarks(document) == [
        ("Contents", []),
        ("Figures", []),
        ("Tables", []),
        ("1 Roadmap", ["Compute per package", "The table, cell by cell"]),
        ("3 Superclusters", ["Announced totals"]),
        ("References", []),
    ]


def test_the_data_of_every_exhibit_are_attached(document):
    files = attachments(document)
    assert set(files) == {
        "data/01_roadmap_compute.csv",
        "data/01_roadmap_roadmap.csv",
        "data/03_superclusters_clusters.csv",
        "data/03_superclusters_pods.csv",
    }
    assert files["data/01_roadmap_compute.csv"] == figure_payload()["csv"].encode()
    for associated in document.Root.AF:
        assert associated.AFRelationship == "/Data"
        assert associated.EF.F.Subtype == "/text/csv"
    described = document.attachments["data/01_roadmap_compute.csv"].description
    assert described == f"Data of figure 1.1: {figure_payload()['title']}"


@pytest.mark.parametrize("paper", PAPERS)
def test_the_paper_is_a_parameter(paper):
    made = export(shown(figure_payload()), meta=replace(META, paper=paper))
    with pikepdf.open(io.BytesIO(made)) as document:
        for page in document.pages:
            points = [float(side) for side in page.MediaBox[2:]]
            assert [side / 72 * 25.4 for side in points] == pytest.approx(SIZES_MM[paper])


def test_papers_are_those_of_the_scenario():
    assert set(get_args(Scenario.model_fields["paper"].annotation)) == set(PAPERS)


def test_an_unknown_paper_is_refused():
    with pytest.raises(BuildError, match=r"no paper 'a5'. Known: a4, us-letter."):
        export(shown(figure_payload()), meta=replace(META, paper="a5"))


def test_a_figure_stands_on_the_cover():
    made = export(shown(figure_payload()), meta=replace(META, cover="compute"))
    with pikepdf.open(io.BytesIO(made)) as document:
        assert squeezed(figure_payload()["title"]) in text_of(document.pages[0])
        front, inside = alternatives(document)
        assert inside == figure_payload()["alt"]
        assert front.startswith("The picture of figure 1.1")


def test_a_table_cannot_stand_on_the_cover():
    with pytest.raises(BuildError, match="'roadmap' cannot stand on the cover: it is no figure"):
        export(shown(table_payload()), meta=replace(META, cover="roadmap"))


def test_figures_and_tables_are_listed(document):
    _, contents, lists, *_ = texts_of(document)
    assert contents.startswith("Contents")
    title = squeezed(figure_payload()["title"])
    page = next(n for n, text in enumerate(texts_of(document), 1) if "Yearoffirst" in text)
    assert lists.startswith(f"FiguresFigure1.1{title}{page}Figure3.1{title}")
    assert "TablesTable1.1" in lists


def test_the_text_can_be_searched_figures_included(document):
    pages = [text_of(page) for page in document.pages]
    cover = squeezed(f"{META.title}{META.subtitle}Edition{META.edition}")
    assert cover in pages[0]
    assert "1November2026" in pages[0]
    assert pages[1].startswith("Contents")
    figure = next(page for page in pages[3:] if "Figure1.1" in page)
    for words in ("Year of first delivery", "PFLOPS, FP16/BF16, dense", "910C", "Huawei"):
        assert squeezed(words) in figure
    assert squeezed("Sources: [1] [2]. Data: data/01_roadmap_compute.csv") in figure
    assert "show(...)" not in "".join(pages)


def test_chapters_begin_on_a_new_page_under_a_running_head(document):
    pages = [text_of(page) for page in document.pages]
    opening = [number for number, page in enumerate(pages) if page.startswith(("1Road", "3Super"))]
    assert len(opening) == 2
    following = pages[opening[1] + 1]
    assert following.startswith(squeezed(f"{META.title} 3 Superclusters"))
    assert following.endswith(str(opening[1] + 2))


def test_a_long_table_repeats_its_head_and_loses_no_row(document):
    rows = [squeezed(row.cells[0].text) for row in sample_table(60, 6).rows]
    pages = [text for text in texts_of(document) if rows[30] in text or rows[59] in text]
    assert len(pages) == 2
    for page in pages:
        assert squeezed("Interconnect bandwidth TB/s Power W") in page
    assert all(any(row in page for page in pages) for row in rows)


def test_sources_are_linked(document):
    actions = [
        str(annotation.A.URI)
        for page in document.pages
        for annotation in page.get("/Annots", [])
        if annotation.get("/A", {}).get("/S") == "/URI"
    ]
    assert actions == [source(number)["url"] for number in (1, 2, 3, 4)]
    inner = [
        annotation
        for page in document.pages
        for annotation in page.get("/Annots", [])
        if annotation.get("/A", {}).get("/S") != "/URI"
    ]
    assert len(inner) >= 6 + 8  # the contents' lines and the citations


def test_all_fonts_are_embedded(document):
    assert not fonts_without_file(document)


def test_equal_notebooks_give_equal_bytes(data):
    assert export_pdf(merge_notebooks(sample_chapters(), META)) == data


def test_odd_characters_survive_in_every_field():
    written = table_payload(title=f"T {ODD}", subtitle=f"S {ODD}", notes=[f"N {ODD}"])
    written |= {"sources": [], "said": {}}
    written["table"]["columns"][0] |= {"name": f"C {ODD}", "unit": f"U {ODD}"}
    written["table"]["rows"][0]["cells"][0]["text"] = f"R {ODD}"
    written["table"]["rows"][0]["cells"][1]["notes"] = [f"L {ODD}"]
    drawn = figure_payload(
        title=f"FT {ODD}",
        subtitle=f"FS {ODD}",
        alt=f"A {ODD}",
        notes=[f"FN {ODD}"],
        svg=odd_picture(),
        sources=[source(1, title=f"ST {ODD}", publisher=f"SP {ODD}")],
    )
    meta = Meta(f"MT {ODD}", f"MS {ODD}", f"ME {ODD}", META.as_of, f"MN {ODD}", f"MP {ODD}")
    prose = new_markdown_cell(f"PR `{ODD}`")
    said = shown(drawn, written, text_payload("Raw <b>b</b> & #x $5, $6 @y ≥ × – 中"))
    with pikepdf.open(io.BytesIO(export(prose, said, meta=meta))) as document:
        text = whole_text(document)
        for mark in [
            "T",
            "S",
            "N",
            "C",
            "U",
            "R",
            "L",
            "FT",
            "FS",
            "FN",
            "ST",
            "SP",
            "MT",
            "MS",
            "ME",
            "MN",
            "MP",
            "PR",
        ]:
            assert squeezed(f"{mark} {SHOWN}") in text, mark
        assert text.count(squeezed(SHOWN)) >= 18
        assert squeezed("Raw <b>b</b> & #x $5, $6 @y ≥ × – [U+4E2D]") in text
        assert alternatives(document) == [f"A {ODD}"]


def test_a_figure_without_alternative_text_is_refused():
    with pytest.raises(BuildError, match=r"cell 2: the figure 'compute' has no alt. Give it one."):
        export(shown(figure_payload(alt="")))


def test_the_compiler_enforces_pdf_ua(monkeypatch):
    monkeypatch.setattr(pdf_module, "readable", str)
    with pytest.raises(BuildError, match=r"(?s)Typst refuses the PDF: .*PDF/UA-1 error.*中"):
        export(shown(figure_payload(title="中")))


def test_a_pdf_is_set_in_a_process_of_its_own_as_typst_keeps_all_that_it_has_set(monkeypatch):
    def here(**options):
        raise AssertionError("set in this process")

    monkeypatch.setattr(typst, "query", here)
    monkeypatch.setattr(typst, "compile", here)
    assert export(shown(figure_payload())).startswith(b"%PDF-")


def test_a_process_that_dies_while_it_sets_is_told(monkeypatch):
    monkeypatch.setattr("chiprace.export.typesetting._MEASURED", "elsewhere.json")
    with pytest.raises(BuildError, match=r"process that sets the PDF ended with 1: .*measured"):
        export(shown(figure_payload()))


def test_what_typst_refuses_to_measure_is_refused_for_the_same_reason_when_it_is_to_be_set():
    data = {"paper": "a9000", "chapters": []}
    with closing(Typesetter()) as typesetter:
        with pytest.raises(BuildError, match="Typst refuses the PDF: ") as measured:
            typesetter.measure(data, [{"head": None, "units": [], "feet": []}])
        with pytest.raises(BuildError) as told:
            typesetter.typeset(data, {}, [], date(2026, 1, 1))
    assert str(told.value) == str(measured.value)


def test_what_is_taken_as_covered_unseen_is_covered():
    assert set(fonts._PRINTABLE) <= fonts._covered()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("≥ × – − µ ² → ✓ ⇒", "≥ × – − µ ² → ✓ ⇒"),
        ("中", "[U+4E2D]"),
        ("①", "1"),
        ("zero\u200bwidth", "zerowidth"),
        ("ﬁ", "ﬁ"),
        ("Ａ", "A"),
        ("a\x7fb\x00", "ab"),
    ],
)
def test_what_no_font_covers_becomes_readable(text, wanted):
    assert readable(text) == wanted


def test_a_table_fills_the_width_and_keeps_short_values_whole():
    long = "The vendor's slide gives another figure than its later datasheet " * 2
    rows = [["Attribute", "Value", "Why"], ["Memory bandwidth", "1.6 TB/s", long]]
    layout = lay_out(rows, TEXT_WIDTH)
    assert layout.size == SIZES[0]
    assert sum(layout.widths) == pytest.approx(TEXT_WIDTH, abs=0.1)
    assert layout.widths[1] > text_width("1.6 TB/s", layout.size)
    assert layout.widths[2] > layout.widths[0] > layout.widths[1]


def test_width_goes_where_it_saves_lines():
    head = "A heading of many words that would take much room for itself"
    text = "seven words that stand in one cell"
    rows = [["Claim", head, head], *[[text, "1.0 ×", "2.0 ×"]] * 9]
    layout = lay_out(rows, TEXT_WIDTH)
    assert layout.widths[0] > text_width(text, layout.size)
    assert layout.widths[1] == pytest.approx(layout.widths[2], rel=0.3)


def test_a_ratio_keeps_its_sign():
    rows = [["Name", *["Ratio"] * 9], ["Ascend", *["114.25 × (62.25–63.75); 10.55 ×"] * 9]]
    layout = lay_out(rows, TEXT_WIDTH)
    assert min(layout.widths[1:]) > text_width("10.55 ×", layout.size)


def test_a_wide_table_is_set_smaller():
    rows = [["Name of chip", *["Bandwidth"] * 10], ["Ascend 910C", *["1,234.5 TB/s"] * 10]]
    layout = lay_out(rows, TEXT_WIDTH)
    assert min(SMALL) <= layout.size < SIZES[0]
    assert sum(layout.widths) == pytest.approx(TEXT_WIDTH, abs=0.1)


def test_a_table_too_wide_for_any_size_is_refused():
    with pytest.raises(BuildError, match=r"Table 1.1 'roadmap': 24 columns are .* Split the table"):
        export(shown(table_payload(table=sample_table(3, 24))))


def test_prose_with_every_element_compiles():
    prose = (
        "## Two\n\n### Three\n\n> quote\n\n1. a\n   - b\n\n- [x] done\n\n---\n\n~~old~~ text[^1]"
        "\n\n```python\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "[up](#chapter-1-two)\n\n[^1]: Foot."
    )
    with pikepdf.open(io.BytesIO(export(new_markdown_cell(prose)))) as document:
        assert "quote" in whole_text(document)
        assert "Foot." in whole_text(document)


def test_a_single_chapter_is_exported_as_nbconvert_does_it():
    name, notebook = sample_chapters()[0]
    exporter = ReportPDFExporter()
    data, resources = exporter.from_notebook_node(notebook, {"metadata": {"name": name}})
    assert data.startswith(b"%PDF-1.7")
    assert resources["output_extension"] == exporter.file_extension == ".pdf"
    assert data == document_pdf(read_document([(name, notebook)], Meta()))
