"""The HTML page: its structure. How it behaves is tested in a browser, in test_page.py."""

import base64
import hashlib
import re
from collections import Counter
from itertools import pairwise
from urllib.parse import unquote

import html5lib
import pytest
from lxml import html
from nbformat.v4 import new_markdown_cell

from chiprace.chapters.document import Meta
from chiprace.chapters.reading import merge_notebooks
from chiprace.errors import BuildError
from chiprace.export.exporters import ReportHTMLExporter
from chiprace.export.html import export_html
from sample_notebook import (
    META,
    ODD,
    chapter,
    figure_payload,
    odd_picture,
    picture,
    sample_chapters,
    sample_table,
    shown,
    source,
    table_payload,
    text_payload,
)

LABEL = "aria-label"


def export(*cells, meta=META):
    return export_html(merge_notebooks([("01_roadmap", chapter("Roadmap", *cells))], meta))


@pytest.fixture(scope="module")
def page():
    return export_html(merge_notebooks(sample_chapters(), META))


@pytest.fixture(scope="module")
def tree(page):
    return html.document_fromstring(page)


def texts(elements):
    return [" ".join(element.text_content().split()) for element in elements]


def test_the_page_names_itself(page, tree):
    assert page.startswith("<!DOCTYPE html>")
    assert tree.get("lang") == "en"
    assert tree.findtext(".//title") == META.title
    assert tree.xpath("//meta[@name='viewport']")
    header = " ".join(texts(tree.xpath("//body/header")))
    for word in (META.subtitle, META.edition, "1 November 2026", "default", "all", "1.10"):
        assert word in header


def test_landmarks_and_headings_are_in_order(tree):
    for landmark in ("header", "main", "nav", "footer"):
        assert len(tree.xpath(f"//{landmark}")) == 1
    levels = [int(each.tag[1]) for each in tree.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert texts(tree.iter("h2")) == ["1 Roadmap", "3 Superclusters", "References", "Facts"]


def digest(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_lets_in_this_style_and_these_scripts_and_nothing_else(tree):
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    (style,) = tree.xpath("//style/text()")
    scripts = tree.xpath("//script/text()")
    assert len(scripts) == 2
    assert rules == {
        "default-src": "'none'",
        "img-src": "data:",
        "font-src": "data:",
        "style-src": digest(style),
        "script-src": " ".join(map(digest, scripts)),
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_nothing_is_loaded_and_no_style_or_handler_stands_in_an_element(tree):
    assert not tree.xpath("//link|//iframe|//img|//object|//@src|//@srcset|//@style")
    assert not [name for each in tree.iter() for name in each.attrib if name.startswith("on")]
    loads = tree.xpath("//*[not(self::a)]/@href")
    assert all(address.startswith("#") for address in loads)
    style = "".join(tree.xpath("//style/text()"))
    assert "@import" not in style
    assert all(target.startswith("data:") for target in re.findall(r"url\(([^)]*)\)", style))


def test_the_page_is_valid_html(page):
    html5lib.HTMLParser(strict=True).parse(page)


def test_ids_are_unique_and_every_inner_link_has_its_target(tree):
    counts = Counter(tree.xpath("//@id"))
    assert [identity for identity, count in counts.items() if count > 1] == []
    inner = {link[1:] for link in tree.xpath("//@href") if link.startswith("#")}
    assert inner <= set(counts)
    pointers = re.findall(r"url\(#([^)]*)\)", html.tostring(tree, encoding="unicode"))
    assert pointers
    assert set(pointers) <= set(counts)
    labelled = tree.xpath("//@aria-labelledby")
    assert set(labelled) <= set(counts)


def test_contents_list_chapters_and_sections(tree):
    for place in ("details", "div"):
        entries = texts(tree.xpath(f"//nav/{place}//a"))
        assert entries == [
            "1 Roadmap",
            "Compute per package",
            "The table, cell by cell",
            "3 Superclusters",
            "Announced totals",
            "References",
            "Facts",
        ]


def test_a_figure_has_caption_alternative_text_sources_and_data(tree):
    figure = tree.xpath("//figure[@id='figure-1-1']")[0]
    wanted = figure_payload()
    assert figure.xpath(".//*[local-name()='svg']/@aria-label") == [wanted["alt"]]
    assert figure.xpath(".//*[local-name()='svg']/@role") == ["img"]
    caption = texts(figure.xpath("./figcaption"))[0]
    assert caption == f"Figure 1.1 {wanted['title']} {wanted['subtitle']}"
    assert figure.xpath("./figcaption/strong/text()") == [wanted["title"]]
    notes = texts(figure.xpath("./p"))
    assert notes == [
        " ".join(f"{note}." for note in wanted["notes"]),
        "Sources: [1] [2]. Data: 01_roadmap_compute.csv.",
    ]
    first, second, file = figure.xpath("./p/a")
    assert first.get("data-tip") == "reference-1 SC0001"
    assert (first.get("href"), second.get("href")) == ("#reference-1", "#reference-2")
    assert file.get("download") == "01_roadmap_compute.csv"
    kind, _, content = file.get("href").partition(",")
    assert (kind, unquote(content)) == ("data:text/csv;charset=utf-8", wanted["csv"])
    data = figure.xpath("./details//table")[0]
    assert figure.xpath("./details//p/a/@href") == ["#fact-SC0001", "#fact-SC0002"]
    (fact,) = tree.xpath("//li[@id='fact-SC0001']")
    assert "910B, compute: 0.38 PFLOPS." in texts([fact])[0]
    assert re.fullmatch(r"#reference-[1-4]", fact.xpath("./a/@href")[0])
    assert texts(data.xpath(".//th[@scope='col']")) == ["chip", "year", "PFLOPS", "facts"]
    assert texts(data.xpath(".//tbody/tr[1]/*")) == ["910B", "2023", "0.38", "SC0001"]
    assert texts(data.xpath(".//th[@scope='row']")) == ["910B", "H100"]
    assert data.xpath(".//thead//th/@class") == ["n", "n", "ids"]
    assert {len(row) for row in data.xpath(".//tr")} == {4}


def test_the_column_that_tells_rows_apart_stands_first():
    rows = "kind,chip,place,facts\nvendor,910B,,x\nvendor,910C,2,x\n"
    tree = html.document_fromstring(export(shown(figure_payload(csv=rows))))
    assert texts(tree.xpath("//details//th[@scope='col']")) == ["chip", "kind", "place", "facts"]


def test_of_many_rows_the_first_stand_in_the_page_and_it_says_so():
    rows = "year,value,facts\n" + "".join(
        f"{1000 + row},{row}{'0' * 1600},x\n" for row in range(41)
    )
    tree = html.document_fromstring(export(shown(figure_payload(csv=rows))))
    assert len(tree.xpath("//details//tbody/tr")) == 40
    words = " ".join(texts(tree.xpath("//figure//p")))
    assert "41 rows, of which 40 stand here; all are in data/01_roadmap_compute.csv." in words
    assert "Data: data/01_roadmap_compute.csv in the edition's folder." in words
    assert not tree.xpath("//figure//@download")


def test_the_picture_keeps_its_text_and_scales(tree):
    svg = tree.xpath("//figure[@id='figure-1-1']//*[local-name()='svg']")[0]
    assert "Year of first delivery" in texts(svg.xpath(".//*[local-name()='text']"))
    assert svg.get("width") is None
    assert re.match(r"0 0 [\d.]+ [\d.]+", svg.get("viewbox") or svg.get("viewBox"))
    assert not svg.xpath(".//*[local-name()='metadata' or local-name()='style']")


def test_faces_that_the_pictures_use_are_embedded(page):
    faces = re.findall(r"@font-face\{[^}]*weight:(\d+);font-style:(\w+)[^}]*base64,", page)
    assert faces == [("400", "normal"), ("400", "italic"), ("600", "normal")]
    assert len(page) < 250_000


def test_no_line_ends_between_a_ratio_and_its_sign():
    written = table_payload(title="It is 5 × as large", notes=["Half of 10 ×"])
    written["table"]["rows"][0]["cells"][1]["text"] = "1.7 ×"
    page = export(shown(written, figure_payload(title="It is 4 × as large", notes=["Not 3 ×"])))
    assert not re.search(r"\d ×", html.document_fromstring(page).text_content())
    for number in ("5", "10", "1.7", "4", "3"):
        assert f"{number}\u00a0×" in page


def test_a_table_is_a_table_with_scopes_and_lettered_notes(tree):
    figure = tree.xpath("//figure[@id='table-1-1']")[0]
    region = figure.xpath("./div")[0]
    assert (region.get("role"), region.get("tabindex"), region.get(LABEL)) == (
        "region",
        "0",
        "Table 1.1",
    )
    table = region.xpath("./table")[0]
    assert texts(table.xpath("./thead/tr/th[@scope='col']"))[1] == "Compute PFLOPS"
    assert len(table.xpath("./tbody/tr/th[@scope='row']")) == 4
    assert texts(table.xpath("./tbody/tr[2]/td")) == ["1.00a", "not publishedb", "4.75", "6.00"]
    assert texts(table.xpath(".//td[contains(@class, 'revised')]")) == ["1.00a"]
    assert texts(table.xpath(".//td[contains(@class, 'missing')]")) == ["not publishedb"]
    assert table.xpath("./tbody/tr/@class") == ["reference"]
    assert texts(figure.xpath("./p"))[0].replace("\u00a0", " ") == (
        "a Was 0.80 until the revision of March 2026. b The vendor gives none."
    )


def test_what_a_number_of_a_table_rests_on_is_linked_notes_before_facts(tree):
    table = tree.xpath("//figure[@id='table-1-1']//table")[0]
    (head,) = table.xpath("./tbody/tr[1]/th/a")
    assert head.get("href") == "#fact-SC0001"
    (noted,) = table.xpath("./tbody/tr[2]/td[1]/a")
    assert noted.get("href") == "#table-1-1-a"
    (note,) = tree.xpath("//*[@id='table-1-1-a']")
    assert "Was 0.80 until the revision of March 2026." in note.text_content()
    assert not table.xpath("./tbody/tr[1]/td/a")


def test_the_code_of_a_chapter_is_folded_away_at_its_end(tree):
    (code,) = tree.xpath("//section[@aria-labelledby='chapter-1']/details[@class='code']")
    assert code.getnext() is None
    assert "open" not in code.attrib
    listing = code.xpath(".//pre")[0]
    assert listing.text_content().startswith(
        "import chiprace  # the opening\n\nday = 'latest'\n\n\nshow(...)"
    )
    assert set(listing.xpath(".//@class")) == {"k", "s", "c"}


def test_references_are_numbered_and_linked(tree):
    items = tree.xpath("//ol[@class='references']/li")
    assert [item.get("id") for item in items] == [f"reference-{n}" for n in (1, 2, 3, 4)]
    assert items[0].xpath(".//a/@href") == [source(1)["url"]]
    assert texts(items)[0] == ("Publisher 1. Report 1 on accelerators. Published 2025-09-18.")


def test_odd_characters_survive_in_every_field():
    odd = {name: f"{name[:3]} {ODD}" for name in ("title", "subtitle", "alt")}
    table = sample_table(2)
    written = table_payload(**{**odd, "alt": ""}, notes=[ODD], table=table, sources=[])
    written["table"]["columns"][0]["name"] = written["table"]["rows"][0]["cells"][0]["text"] = ODD
    written["table"]["rows"][0]["cells"][1]["notes"] = [ODD]
    drawn = figure_payload(
        **odd,
        svg=odd_picture(),
        notes=[ODD],
        csv=f'"{ODD}",facts\n"{ODD}",x\n',
        sources=[source(1, title=ODD, publisher=ODD)],
    )
    cells = shown(drawn, written, code=f"text = r'''{ODD}'''")
    meta = Meta(ODD, ODD, ODD, META.as_of, ODD, ODD, ODD)
    tree = html.document_fromstring(export(cells, meta=meta))
    whole = tree.text_content()
    assert tree.findtext(".//title") == ODD
    assert tree.xpath("//figure//*[local-name()='svg']/@aria-label") == [odd["alt"]]
    assert whole.count(odd["title"]) == whole.count(odd["subtitle"]) == 2
    # title's tag 1, cover 6, footer 2, captions 4, picture 1, notes 3, data 2, cells 2, source 2,
    # code 1; the alternative text is an attribute
    assert whole.count(ODD) == 24
    assert texts(tree.xpath("//figure//table//th[@scope='row']"))[0] == ODD


def test_prose_shows_markup_that_it_must_not_run():
    prose = "Raw <script>x</script> and <b>bold</b>, $5 or $6, `a<b`, [link](https://a.example/?a=1&b=2)."
    tree = html.document_fromstring(export(new_markdown_cell(prose), shown(text_payload(ODD[3:]))))
    words = " ".join(texts(tree.xpath("//main//p")))
    assert "Raw <script>x</script> and <b>bold</b>, $5 or $6, a<b, link." in words
    assert not tree.xpath("//main//script|//main//b")
    assert "https://a.example/?a=1&b=2" in tree.xpath("//main//a/@href")


def test_prose_may_hold_lists_tables_and_footnotes():
    cells = [
        new_markdown_cell("## Same\n\n```\nunclosed"),
        new_markdown_cell("## Same\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nText[^1].\n\n[^1]: Foot."),
        new_markdown_cell("Text[^1], see [above](#chapter-1-same).\n\n[^1]: Other foot."),
    ]
    tree = html.document_fromstring(export(*cells))
    assert [each.get("id") for each in tree.iter("h3")] == ["chapter-1-same", "chapter-1-same-2"]
    assert tree.xpath("//main//table//th/@scope") == ["col", "col", "row"]
    assert texts(tree.xpath("//h3[1]/a[@href='#chapter-1-same']")) == ["Same"]
    assert tree.xpath("//main//table/..//@tabindex") == ["0"]
    assert not [name for name, count in Counter(tree.xpath("//@id")).items() if count > 1]
    inner = {link[1:] for link in tree.xpath("//@href") if link.startswith("#")}
    assert inner <= set(tree.xpath("//@id"))


@pytest.mark.parametrize(
    ("prose", "told"),
    [
        ("![x](https://a.example/x.png)", r"01_roadmap, cell 2: an image in the text"),
        ("# Second", r"01_roadmap, cell 2: '# Second' would be a second chapter title"),
        ("[x](other.ipynb)", r"cell 2: the link to 'other.ipynb' leads nowhere"),
        ("[x](javascript:alert)", r"cell 2: the link to 'javascript:alert' leads nowhere"),
    ],
)
def test_prose_that_cannot_stand_alone_is_refused(prose, told):
    with pytest.raises(BuildError, match=told):
        export(new_markdown_cell(prose))


def test_a_picture_that_loads_something_is_refused():
    link = '<image href="https://a.example/x.png"/></svg>'
    with pytest.raises(BuildError, match=r"A figure would load 'https://a.example/x.png'"):
        export(shown(figure_payload(svg=picture().replace("</svg>", link))))


def test_equal_notebooks_give_equal_pages(page):
    assert export_html(merge_notebooks(sample_chapters(), META)) == page


def test_a_single_chapter_is_exported_as_nbconvert_does_it():
    name, notebook = sample_chapters()[1]
    exporter = ReportHTMLExporter()
    page, resources = exporter.from_notebook_node(notebook, {"metadata": {"name": name}})
    tree = html.document_fromstring(page)
    assert texts(tree.iter("h1", "h2"))[:2] == ["Superclusters", "3 Superclusters"]
    assert resources["output_extension"] == exporter.file_extension == ".html"
