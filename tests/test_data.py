"""Rules that the real data keep; what they hold may grow, so no counts."""

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from chiprace.door.checks import check_tables
from chiprace.door.columns import COLUMNS
from chiprace.door.data import FOLDERS, REGISTERS, Tables, load_tables
from chiprace.door.faults import report_faults
from chiprace.door.parts import list_part_sums
from chiprace.measure.report import BOUNDARY
from small_project import with_cells, with_row

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
LATIN = re.compile(r"[^\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]*")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables(ROOT)


@pytest.fixture(scope="module")
def package() -> dict[str, Any]:
    described: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    return described


@pytest.fixture(scope="module")
def until(package: dict[str, Any]) -> date:
    return date.fromisoformat(package["gathered_until"])


def facts(tables: Tables, **cells: str) -> pd.DataFrame:
    frame = tables.facts
    for column, text in cells.items():
        frame = frame[frame[column] == text]
    return frame


def test_the_data_have_no_faults(tables: Tables, until: date) -> None:
    assert report_faults(check_tables(tables, today=until)) == "No faults in data/."


def test_the_gathering_ended_before_a_fact_was_known(tables: Tables, until: date) -> None:
    assert max(tables.facts["known_on"]) <= until.isoformat()


@pytest.mark.parametrize(
    ("chip", "release", "fp8", "fp4", "memory", "link"),
    [
        ("Ascend 910C", "2025-Q1", "", "", "128 GB", "784 GB/s"),
        ("Ascend 950DT", "2026-Q4", "1 PFLOPS", "2 PFLOPS", "144 GB", "2.0 TB/s"),
        ("Ascend 960", "2027-Q4", "2 PFLOPS", "4 PFLOPS", "288 GB", "2.2 TB/s"),
        ("Ascend 970", "2028-Q4", "4 PFLOPS", "8 PFLOPS", "288 GB", "4.0 TB/s"),
    ],
)
def test_the_roadmap_table_of_the_article(
    tables: Tables, chip: str, release: str, fp8: str, fp4: str, memory: str, link: str
) -> None:
    def cell(attribute: str, number_format: str = "") -> str:
        found = facts(
            tables,
            subject=chip,
            attribute=attribute,
            number_format=number_format,
            source="empire-strikes-back-2026",
        )
        return " ".join(f"{row.value} {row.unit}".strip() for row in found.itertuples())

    printed = (
        cell("release"),
        cell("compute", "FP8"),
        cell("compute", "FP4"),
        cell("memory_capacity"),
        cell("interconnect_bandwidth"),
    )
    assert printed == (release, fp8, fp4, memory, link)


def test_what_the_article_states_is_its_own_word_of_its_own_day(tables: Tables) -> None:
    article = facts(tables, source="empire-strikes-back-2026")
    assert set(article["kind"]) == {"press"}
    assert set(article["voice"]) == {"The article"}
    assert set(article["known_on"]) == {"2026-01-01"}
    assert set(article["file"]) == {"data/facts/article.csv"}


def test_the_power_of_a_supernode_keeps_all_its_witnesses(tables: Tables) -> None:
    rows = facts(tables, subject="CloudMatrix 384", attribute="power").set_index("id")
    stated = {name: (row["value"], row["unit"], row["boundary"]) for name, row in rows.iterrows()}
    assert stated["HW0190"] == ("559", "kW", "all_in")
    assert stated["SC0022"] == ("600", "kW", "all_in")
    assert stated["SC0064"] == ("559", "kW", "all_in")
    assert stated["HW0191"] == ("500", "kW", "all_in")
    voices = dict(zip(rows.index, rows["voice"], strict=True))
    assert [voices["SC0022"], voices["HW0190"]] == ["SemiAnalysis"] * 2


def test_a_910c_with_780_pflops_is_refused(tables: Tables, until: date) -> None:
    row = tables.facts.index[tables.facts["id"] == "HW0023"][0]
    assert tables.facts.loc[row, ["value", "unit"]].tolist() == ["780", "TFLOPS"]
    (fault,) = check_tables(with_cells(tables, "facts", row, unit="PFLOPS"), today=until)
    assert "unit" not in fault.column
    assert "'780' PFLOPS is no plausible package compute (0.0005 to 200 PFLOPS)" in str(fault)


def test_the_fifty_pflops_of_rubin_pass(tables: Tables, until: date) -> None:
    row = tables.facts.index[tables.facts["id"] == "NA0296"][0]
    assert tables.facts.loc[row, ["value", "unit"]].tolist() == ["50", "PFLOPS"]
    again = with_row(tables, "facts", row, id="TS0001", variant="another", value="51")
    assert check_tables(again, today=until) == []


def test_a_correction_that_no_longer_fits_fails(tables: Tables, until: date) -> None:
    row = tables.facts.index[tables.facts["id"] == "HW0014"][0]
    faults = check_tables(with_cells(tables, "facts", row, value="0.8"), today=until)
    assert any("no longer stands in value of HW0014" in str(fault) for fault in faults)


def test_a_million_npus_are_more_than_sixty_four_pods(tables: Tables) -> None:
    sums = list_part_sums(tables)
    (row,) = sums[
        (sums["whole"] == "Atlas 960 SuperCluster") & (sums["attribute"] == "accelerator_count")
    ].to_dict("records")
    assert row["product"] == 64 * 15_488
    assert row["difference"] == pytest.approx(991_232 / 1_000_000 - 1)


def test_sources_in_other_letters_have_an_english_form(tables: Tables) -> None:
    for row in tables.sources.to_dict("records"):
        for column in ("title", "publisher"):
            english = row[f"{column}_english"]
            assert bool(english) is not bool(LATIN.fullmatch(row[column])), row["source"]
            assert LATIN.fullmatch(english)


def test_the_article_has_four_and_twenty_claims(tables: Tables) -> None:
    assert tables.claims["id"].tolist() == [f"C{number:02}" for number in range(1, 25)]


def test_every_numeric_attribute_with_three_rows_has_bounds(tables: Tables) -> None:
    numeric = set(tables.attributes.loc[tables.attributes["canonical_unit"] != "", "attribute"])
    counts = tables.facts["attribute"].value_counts()
    frequent = {str(name) for name, count in counts.items() if count >= 3} & numeric
    assert frequent <= set(tables.plausible["attribute"])


def test_every_attribute_and_every_word_of_a_plain_vocabulary_is_used(tables: Tables) -> None:
    assert set(tables.attributes["attribute"]) == set(tables.facts["attribute"])
    for aspect in ("kind", "bound", "outlook", "direction", "boundary"):
        words = set(tables.basis.loc[tables.basis["aspect"] == aspect, "word"])
        assert words <= {*tables.facts[aspect], BOUNDARY}, aspect  # of a run yet to come


def dictionary() -> dict[str, list[str]]:
    """Return the first cells of the tables in the dictionary, by heading."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in (DATA / "README.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif match := re.match(r"\| `([^`]*)` \|", line):
            found.setdefault(heading, []).append(match[1])
    return found


@pytest.mark.parametrize("name", COLUMNS)
def test_the_dictionary_has_the_columns_of_the_schema(name: str) -> None:
    assert dictionary()[name.capitalize()] == list(COLUMNS[name])


def test_the_dictionary_has_the_words_of_the_vocabulary(tables: Tables) -> None:
    written = dictionary()
    for aspect, group in tables.basis.groupby("aspect"):
        assert written[str(aspect)] == group["word"].tolist()


def test_the_dictionary_names_every_file() -> None:
    named = dictionary()["Data dictionary"]
    files = [path.relative_to(DATA).as_posix() for path in sorted(DATA.rglob("*.csv"))]
    assert set(files) <= set(named)


@pytest.mark.parametrize("name", COLUMNS)
def test_the_package_describes_the_tables(
    name: str, package: dict[str, Any], tables: Tables
) -> None:
    (resource,) = (each for each in package["resources"] if each["name"] == name)
    fields = resource["schema"]["fields"]
    assert [field["name"] for field in fields] == list(COLUMNS[name])
    for field, rule in zip(fields, COLUMNS[name].values(), strict=True):
        constraints = field.get("constraints", {})
        assert field["description"] == rule.description
        assert field["type"] == rule.kind
        assert constraints.get("required", False) is rule.required
        assert constraints.get("unique", False) is rule.unique
        if rule.aspect:
            words = tables.basis.loc[tables.basis["aspect"] == rule.aspect, "word"].tolist()
            assert constraints["enum"] == words
    paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
    for path in paths:
        with (DATA / path).open(encoding="utf-8", newline="") as handle:
            assert next(csv.reader(handle)) == list(COLUMNS[name])
    if name == "facts":
        found = [path for folder in FOLDERS for path in sorted(DATA.glob(f"{folder}/*.csv"))]
        assert paths == [path.relative_to(DATA).as_posix() for path in found]


def test_the_package_refers_to_columns_that_exist(package: dict[str, Any]) -> None:
    names = {each["name"]: each for each in package["resources"]}
    assert set(names) == {"facts", *REGISTERS}
    for resource in package["resources"]:
        for key in resource["schema"].get("foreignKeys", []):
            other = key["reference"]["resource"] or resource["name"]
            fields = [field["name"] for field in names[other]["schema"]["fields"]]
            assert key["reference"]["fields"] in fields
    assert [each["name"] for each in package["licenses"]] == ["CC-BY-4.0"]
