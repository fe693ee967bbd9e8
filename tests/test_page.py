"""The page as a reader meets it: in a real browser, by eye, keyboard, touch and screen reader."""

import re
from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python
import nbformat
import pytest

from chiprace.chapters.reading import merge_notebooks
from chiprace.export.exporters import ReportHTMLExporter
from chiprace.export.html import export_html
from chiprace.look.palette import DARK, LIGHT
from sample_notebook import (
    META,
    chapter,
    figure_payload,
    sample_chapters,
    sample_table,
    table_payload,
)
from sample_notebook import shown as cell

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
CHAPTERS = sorted(path.name for path in NOTEBOOKS.glob("[0-9]*.ipynb"))
DESKTOP, PHONE = 1280, 360
SETTINGS = [(width, scheme) for width in (DESKTOP, PHONE) for scheme in ("light", "dark")]
# A browser tells of an unfolding in a later task: until then the buttons are not there.
EQUIPPED = ":is(nav *, [data-ready]) > summary:focus"
SHIFTS = """new Promise(told => {
  window.shifts = [];
  new PerformanceObserver(list => {
    window.shifts.push(...list.getEntries().map(entry => entry.value));
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(told));
})"""
UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true })"


@contextmanager
def opened(browser, path, width=DESKTOP, scheme="light", **more):
    """Open a page, and insist that nothing complained and nothing else was asked for."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, **more
    )
    complaints, requests = [], []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    try:
        page.goto(path.as_uri())
        yield page
        assert complaints == []
        others = {url.partition("#")[0] for url in requests if not url.startswith("data:")}
        assert others == {path.as_uri()}
    finally:
        context.close()


def violations(page):
    """Return what axe-core finds wrong, all its rules asked."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [(each["id"], each["help"], each["nodes"][0]["html"][:200]) for each in found]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """A page with every kind of block, small enough to be looked at from all sides."""
    rows = "chip,year,PFLOPS,facts\n" + "".join(
        f"{chip},{year},{value},SC0001 SC0002\n"
        for chip, year, value in (
            ("910B", 2023, 0.376),
            ("H100", 2022, 0.989),
            ("950PR", 2026, 10),
            ("none", 2027, ""),
        )
    )
    wide = table_payload("wide", sample_table(3, 18), title="Long " + "title " * 30)
    extra = chapter("Wide", cell(wide, figure_payload("more", csv=rows)))
    path = tmp_path_factory.mktemp("page") / "report.html"
    merged = merge_notebooks([*sample_chapters(), ("05_wide", extra)], META)
    path.write_text(export_html(merged), encoding="utf-8")
    return path


@pytest.mark.parametrize(("width", "scheme"), SETTINGS)
class TestEverySetting:
    def test_axe_finds_nothing_unfolded_and_with_a_tip_shown(self, browser, sample, width, scheme):
        with opened(browser, sample, width, scheme) as page:
            page.evaluate(UNFOLD)
            page.locator("#figure-1-1 > p a").first.focus()
            page.wait_for_selector("#tip:popover-open")
            assert violations(page) == []

    def test_nothing_reaches_beyond_the_screen(self, browser, sample, width, scheme):
        with opened(browser, sample, width, scheme) as page:
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.evaluate(UNFOLD)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            faces = page.evaluate("document.fonts.ready.then(all => [...all].map(f => f.status))")
            assert set(faces) == {"loaded"}

    def test_the_whole_report_is_quiet_and_fits(self, browser, edition, width, scheme):
        with opened(browser, (edition / "report.html").resolve(), width, scheme) as page:
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_figures_take_the_colours_of_the_setting(self, browser, sample, width, scheme):
        palette = LIGHT if scheme == "light" else DARK
        with opened(browser, sample, width, scheme) as page:
            strokes = page.evaluate(
                "[...document.querySelectorAll('#figure-1-1 svg *')]"
                ".map(each => getComputedStyle(each).stroke)"
            )
            assert {rgb(palette.huawei), rgb(palette.nvidia), rgb(palette.grid)} <= set(strokes)
            ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert ground == rgb(palette.paper)


def rgb(shade):
    return f"rgb({', '.join(str(int(shade[at : at + 2], 16)) for at in (1, 3, 5))})"


@pytest.mark.parametrize(("place", "name"), list(enumerate(CHAPTERS)))
def test_axe_finds_nothing_in_a_chapter(browser, edition, tmp_path, place, name):
    """Each chapter in one of the four settings: axe takes minutes for the report as a whole.

    What is folded axe passes over, but slowly; it is looked at in the sample, unfolded.
    """
    notebook = nbformat.read(edition / "notebooks" / name, as_version=4)
    page, _ = ReportHTMLExporter().from_notebook_node(
        notebook, {"metadata": {"name": Path(name).stem}}
    )
    written = tmp_path / "chapter.html"
    written.write_text(page, encoding="utf-8")
    with opened(browser, written, *SETTINGS[place % len(SETTINGS)]) as shown:
        shown.evaluate("document.querySelectorAll('main details').forEach(each => each.remove())")
        assert violations(shown) == []


def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser, sample):
    with opened(browser, sample) as page:
        stops = []
        for _ in range(400):
            page.keyboard.press("Tab")
            stop = page.evaluate(
                "(e => [e.tagName, e.className, e.textContent.trim().slice(0, 30),"
                " getComputedStyle(e).outlineStyle, e.getBoundingClientRect().width > 0])"
                "(document.activeElement)"
            )
            if stop[0] == "BODY":
                break
            stops.append(stop)
            if stop[0] == "SUMMARY":
                page.keyboard.press("Enter")
                page.locator(EQUIPPED).wait_for()
        else:
            pytest.fail("The keyboard does not come out at the end.")
    assert all(outline != "none" and seen for *_, outline, seen in stops)
    words = [text for _, _, text, *_ in stops]
    assert words[0] == "Skip to the text"
    assert "1 Roadmap" in words
    assert words.index("1 Roadmap") < words.index("[1]")
    assert {"DIV", "SUMMARY", "BUTTON", "A"} <= {tag for tag, *_ in stops}
    for reached in ("Copy", "PFLOPS", "SC0001", "Ascend 910C", "Code of this chapter, Roadmap"):
        assert reached in words


def test_what_is_folded_away_is_made_when_it_is_unfolded_and_only_once(browser, sample):
    with opened(browser, sample) as page:
        details = page.locator("#figure-5-1 details")
        assert page.locator("main details table").count() == 0
        for _ in range(3):
            details.locator("summary").click()
        details.get_by_role("button", name="Copy").wait_for()
        assert details.locator("table").count() == 1
        assert details.get_by_role("button", name="Copy").count() == 1


def test_no_line_moves_when_the_typefaces_come(browser, sample):
    with opened(browser, sample, PHONE) as page:
        loaded = page.evaluate("[...document.fonts].map(face => face.status)")
        assert loaded
        assert set(loaded) == {"loaded"}
        page.evaluate(SHIFTS)
        assert page.evaluate("window.shifts") == []


def test_the_skip_link_leads_past_the_contents(browser, sample):
    with opened(browser, sample) as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.hash") == "#chapter-1"


def test_contents_stand_beside_the_text_or_are_folded(browser, sample):
    with opened(browser, sample) as page:
        beside = page.locator("nav .wide")
        assert beside.is_visible()
        assert beside.bounding_box()["x"] < page.locator("main").bounding_box()["x"]
        assert not page.locator("nav .narrow").is_visible()
        page.locator("nav .wide a", has_text="Superclusters").click()
        page.wait_for_selector("nav .wide a[aria-current] >> text=Superclusters")
        assert page.locator("nav .wide", has_text="Announced totals").is_visible()
    with opened(browser, sample, PHONE) as page:
        assert not page.locator("nav .wide").is_visible()
        assert not page.locator("nav .narrow ol").first.is_visible()
        page.locator("nav summary").click()
        assert page.locator("nav .narrow ol").first.is_visible()


def test_a_number_a_note_and_a_citation_tell_source_date_and_kind(browser, sample):
    with opened(browser, sample) as page:
        tip = page.locator("#tip")
        page.locator("#figure-1-1 > p a").first.hover()
        assert "Publisher 1. Report 1 on accelerators. Published 2025-09-18." in tip.inner_text()
        assert "SC0001 910B, compute: 0.38 PFLOPS." in tip.inner_text()
        page.locator("#table-1-1 td a").first.focus()
        assert "Was 0.80 until the revision of March 2026." in tip.inner_text()
        described = page.evaluate("document.activeElement.getAttribute('aria-describedby')")
        assert described == "tip"
        page.keyboard.press("Escape")
        assert not tip.is_visible()
        page.locator("#table-1-1 details summary").click()
        page.locator("#table-1-1 details a").first.hover()
        assert "Publisher 2" in tip.inner_text()
        page.locator("h1").hover()
        tip.wait_for(state="hidden")


def test_a_tap_tells_and_a_second_one_leads_there(browser, sample):
    with opened(browser, sample, PHONE, has_touch=True) as page:
        citation = page.locator("#figure-1-1 > p a").first
        citation.tap()
        assert page.locator("#tip").is_visible()
        assert not page.url.endswith("#reference-1")
        citation.tap()
        page.wait_for_url("**#reference-1")
        assert not page.locator("#tip").is_visible()


def column(figure, place):
    return figure.locator("tbody tr").evaluate_all(
        f"rows => rows.map(row => row.cells[{place}].textContent)"
    )


def test_data_are_sorted_by_value_and_empty_cells_stay_last(browser, sample):
    with opened(browser, sample) as page:
        figure = page.locator("#figure-5-1")
        figure.locator("summary").click()
        figure.get_by_role("button", name="PFLOPS").click()
        assert column(figure, 2) == ["0.376", "0.989", "10", ""]
        assert figure.locator("th[aria-sort=ascending]").inner_text() == "PFLOPS"
        figure.get_by_role("button", name="PFLOPS").click()
        assert column(figure, 2) == ["10", "0.989", "0.376", ""]
        figure.get_by_role("button", name="chip").click()
        assert column(figure, 0) == ["910B", "950PR", "H100", "none"]
        assert figure.locator("th[aria-sort]").count() == 1


def test_data_and_code_are_copied(browser, sample):
    rights = {"permissions": ["clipboard-read", "clipboard-write"]}
    with opened(browser, sample, **rights) as page:
        for place, start in (
            ("#figure-5-1 details", "chip\tyear\tPFLOPS\tfacts\n910B\t2023\t0.376\tSC0001 SC0002"),
            ("details.code", "import chiprace  # the opening"),
        ):
            details = page.locator(place).first
            details.locator("summary").click()
            details.get_by_role("button", name="Copy").click()
            details.get_by_role("button", name="Copied").wait_for()
            assert page.evaluate("navigator.clipboard.readText()").startswith(start)


def test_without_scripts_all_is_there_but_sorting_and_copying(browser, sample, tmp_path):
    with opened(browser, sample, java_script_enabled=False) as page:
        figure = page.locator("#figure-1-1")
        assert not figure.locator("table").is_visible()
        figure.locator("summary").click()
        assert figure.locator("table").is_visible()
        assert page.get_by_role("button").count() == 0
        with page.expect_download() as saved:
            figure.locator("a[download]").click()
        saved.value.save_as(tmp_path / "data.csv")
        assert (tmp_path / "data.csv").read_text() == figure_payload()["csv"]
        assert saved.value.suggested_filename == "01_roadmap_compute.csv"
        page.locator("#table-1-1 th a").first.click()
        assert page.url.endswith("#fact-SC0001")
        page.locator("#fact-SC0001 a").click()
        assert re.search(r"#reference-\d$", page.url)


def test_on_paper_the_page_is_light_and_bare(browser, sample):
    with opened(browser, sample, scheme="dark") as page:
        page.emulate_media(media="print", color_scheme="dark")
        assert not page.locator("nav").is_visible()
        assert not page.locator("summary").first.is_visible()
        paper = page.evaluate(
            "getComputedStyle(document.documentElement).getPropertyValue('--paper')"
        )
        assert paper == LIGHT.paper
