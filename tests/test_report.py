"""The default edition, built once as the README says, and what a reader relies on in it."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from lxml import html

from chiprace.paths import current_project

GOLDEN = Path(__file__).parent / "golden" / "values"


@pytest.fixture(scope="module")
def page(edition):
    return html.fromstring((edition / "report.html").read_text(encoding="utf-8"))


def read(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


def table(path):
    header, *cells = read(path)
    return [dict(zip(header, row, strict=True)) for row in cells]


def alike(one, other):
    try:
        return float(one) == pytest.approx(float(other), rel=1e-6, abs=1e-9)
    except ValueError:
        return one == other


def test_the_numbers_are_those_under_golden(edition):
    built = {path.name: path for path in (edition / "data").glob("[0-9][0-9]_*.csv")}
    kept = {path.name: path for path in GOLDEN.glob("*.csv")}
    assert sorted(built) == sorted(kept), "Run make golden and look at the difference."
    for name, path in built.items():
        new, old = read(path), read(kept[name])
        assert len(new) == len(old), f"{name}: run make golden and look at the difference."
        for line, (row, before) in enumerate(zip(new, old, strict=True), 1):
            assert len(row) == len(before)
            assert all(map(alike, row, before)), f"{name}, line {line}: {row} was {before}"


def test_every_exhibit_is_in_the_page_with_its_files(edition, page):
    titles = [text.strip() for text in page.xpath("//main//figure//text()") if text.strip()]
    for name in GOLDEN.glob("*.csv"):
        svg = edition / "figures" / f"{name.stem}.svg"
        assert svg.with_suffix(".png").exists() == svg.exists()
    assert len(page.xpath("//main//*[local-name()='svg']")) == len(
        list((edition / "figures").glob("*.svg"))
    )
    assert titles


def test_every_figure_says_its_finding_with_numbers(page):
    figures = page.xpath("//*[local-name()='svg'][@role='img']")
    assert figures
    for figure in figures:
        alt = figure.get("aria-label")
        assert re.search(r"\d", alt), alt
        assert len(alt) > 60


def test_every_figure_and_fact_leads_to_a_source(edition, page):
    anchors = {node.get("id") for node in page.xpath("//*[@id]")}
    links = [link for link in page.xpath("//a/@href") if link.startswith("#")]
    assert links
    assert {link[1:] for link in links} <= anchors
    facts = table(edition / "data/facts.csv")
    assert all(row["publisher"] for row in facts)
    used = {
        identity
        for path in (edition / "data").glob("[0-9][0-9]_*.csv")
        for row in table(path)
        for identity in row["facts"].split()
    }
    assert used <= {row["id"] for row in facts}


def test_a_plotted_point_is_two_clicks_from_its_source(page):
    tables = page.xpath("//main//figure//details//table")
    assert tables
    links = page.xpath("//main//figure//details//a[@href='#fact-SC0022']")
    assert links
    (fact,) = page.xpath("//li[@id='fact-SC0022']")
    assert "600 kW; estimate by SemiAnalysis" in fact.text_content()
    (target,) = fact.xpath("./a/@href")
    (reference,) = page.xpath(f"//li[@id='{target[1:]}']")
    assert "semianalysis.com" in reference.xpath(".//a/@href")[0]


def test_the_ledger_has_every_claim_with_a_value_or_a_reason(edition):
    claims = table(edition / "claims.csv")
    assert [row["id"] for row in claims] == [f"C{number:02}" for number in range(1, 25)]
    assert all(row["verdict"] and row["reason"] and row["found"] for row in claims)


def test_nothing_is_loaded_from_a_network(edition, page):
    text = (edition / "report.html").read_text(encoding="utf-8")
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"""(?:src|srcset|poster|data)=["']https?:""", text)
    assert "<link" not in text
    assert "@import" not in text
    assert len(text.encode()) < 2_500_000


def test_the_pdf_is_tagged_and_bookmarked(edition):
    with pikepdf.open(edition / "report.pdf") as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang).startswith("en")
        with document.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
        with document.open_outline() as outline:
            titles = [entry.title for entry in outline.root]
        assert any("The chip roadmap" in title for title in titles)


def test_the_edition_knows_its_day(edition):
    manifest = json.loads((edition / "manifest.json").read_text())
    assert manifest["parameters"]["as_of"] == "2026-11-23"
    assert manifest["edition"] in (edition / "report.html").read_text(encoding="utf-8")


def test_no_text_names_a_path_of_a_machine(edition):
    root = str(current_project().root)
    for path in edition.rglob("*"):
        if path.suffix in (".html", ".json", ".csv", ".ipynb", ".svg"):
            assert root not in path.read_text(encoding="utf-8"), path.name


def build(day, out):
    command = [sys.executable, "-m", "chiprace", "build", "--as-of", day, "--out", str(out)]
    return subprocess.run(command, capture_output=True, text=True, cwd=out, check=False)


def test_the_day_on_which_the_systems_became_known_has_an_edition(tmp_path):
    """Where a chapter knows nothing yet it says so, and shows the rest."""
    done = build("2025-04-30", tmp_path)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "latest" / "report.html").read_text(encoding="utf-8")
    assert "Nothing is known of the prices of both systems on 30 April 2025." in page


def test_a_day_before_that_is_refused_at_once(tmp_path):
    done = build("2025-03-31", tmp_path)
    assert done.returncode not in (0, 10)
    assert "CloudMatrix 384 is not known on 2025-03-31. Take a later day." in done.stderr
    assert "running" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]
