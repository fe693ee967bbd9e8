"""The roadmap's values, table, growth, lag and promises against facts read by eye."""

import math
from datetime import date
from functools import lru_cache

import pandas as pd
import pytest

from chiprace.errors import BasisError
from chiprace.evidence.facts import load_facts
from chiprace.evidence.override import parse_override
from chiprace.evidence.policy import Evidence
from chiprace.look.tables import Cell, table_frame
from chiprace.models.roadmap import Timeline, doubling_times, lags, timeline, year_range
from chiprace.models.roadmap_promises import promises
from chiprace.models.roadmap_table import article_entries, roadmap_table
from chiprace.models.roadmap_values import (
    COMPUTE,
    METRICS,
    MOVING,
    current,
    planned,
    reading,
    replaced,
)

METRIC = {metric.key: metric for metric in METRICS}
DAYS = ("2025-10-01", "2026-01-01", "2026-11-01", "2026-11-23")
POLICIES = ("all", "independent", "vendor")


def seen(day: str, policy: str = "all") -> Evidence:
    return Evidence(load_facts(), date.fromisoformat(day), policy)  # type: ignore[arg-type]


@lru_cache
def drawn(day: str, policy: str = "all") -> Timeline:
    return timeline(seen(day, policy))


def cells(day: str) -> dict[str, list[Cell]]:
    return {row.cells[0].text: list(row.cells) for row in roadmap_table(seen(day)).rows}


def texts(day: str, chip: str) -> list[str]:
    return [cell.text for cell in cells(day)[chip][1:]]


ARTICLE_DAY = {
    "Ascend 910C": ["2025 Q1 shipped", "0.8", "none", "none", "128", "3.2", "0.784"],
    "Ascend 950PR": ["2026 Q1 planned", "not stated", "1", "2", "128", "1.6", "2"],
    "Ascend 950DT": ["2026 Q4 planned", "not stated", "1", "2", "144", "4", "2"],
    "Ascend 960": ["2027 Q4 planned", "not stated", "2", "4", "288", "9.6", "2.2"],
    "Ascend 970": ["2028 Q4 planned", "not stated", "4", "8", "288", "14.4", "4"],
}


@pytest.mark.parametrize("chip", ARTICLE_DAY)
def test_on_its_day_the_table_has_the_articles_values(chip: str) -> None:
    assert texts("2026-01-01", chip) == ARTICLE_DAY[chip]
    assert "revised" not in {cell.mark for cell in cells("2026-01-01")[chip]}


def test_on_its_day_every_value_of_the_article_stands() -> None:
    entries = article_entries(seen("2026-01-01"))
    assert len(entries) == 18  # three for the 910C, five for each of three others
    assert all(entry.agrees for entry in entries)
    assert "Ascend 980" not in cells("2026-01-01")


def test_later_the_revised_values_stand_beside_the_articles() -> None:
    assert texts("2026-11-01", "Ascend 970") == [
        "2028 planned (article: 2028 Q4)",
        "not stated",
        "3.6 (article: 4)",
        "14 (article: 8)",
        "288",
        "14.4",
        "4.4 (article: 4)",
    ]
    row = cells("2026-11-01")["Ascend 970"]
    assert [cell.mark for cell in row[3:5]] == ["revised", "revised"]
    assert row[1].mark == ""  # the year holds the quarter
    assert texts("2026-11-01", "Ascend 960PR")[3:5] == [
        "8 (article, 960: 4)",
        "192 (article, 960: 288)",
    ]
    assert texts("2026-11-01", "Ascend 980")[2:] == ["7.2", "28", "384", "38.4", "8"]
    unlike = {(e.chip, e.column) for e in article_entries(seen("2026-11-01")) if not e.agrees}
    assert unlike == {
        ("Ascend 960", "Release"),  # of its heirs the 960DT keeps all else
        ("Ascend 970", "FP8"),
        ("Ascend 970", "FP4"),
        ("Ascend 970", "Link, both ways"),
    }


def test_empty_cells_say_why() -> None:
    for day in DAYS:
        for row in roadmap_table(seen(day)).rows:
            for cell in row.cells:
                if cell.text in ("none", "not stated"):
                    assert cell.notes
                    assert cell.mark == "missing"
    fp8 = cells("2026-11-01")["Ascend 910C"][3]
    assert fp8.notes == ("No FP8 hardware: its formats are FP32/HF32/FP16/BF16/INT8",)
    assert fp8.facts == ("HW0027",)


def test_the_nvidia_chip_of_the_same_year_stands_beneath() -> None:
    names = [row.cells[0].text for row in roadmap_table(seen("2026-11-01")).rows]
    assert names[names.index("Ascend 910C") + 1] == "Nvidia GB300 GPU"
    assert names[names.index("Ascend 950DT") + 1] == "Nvidia Rubin"
    assert names[names.index("Ascend 970") + 1] == "Nvidia Feynman"
    tones = {row.cells[0].text: row.tone for row in roadmap_table(seen("2026-11-01")).rows}
    assert tones["Nvidia Rubin"] == "reference"


def test_a_chip_left_out_and_a_bin_listed_later_are_noted() -> None:
    row = cells("2026-11-01")["Ascend 950PR"]
    assert row[0].notes == ("Known when the article was written, and left out by it",)
    assert row[3].text == "1"
    assert row[3].notes == ("Listed: 0.865 PFLOPS (data sheet, matrix; 32 cores)",)


def test_before_the_article_there_is_nothing_to_compare() -> None:
    assert article_entries(seen("2025-10-01")) == []
    assert not any("article" in text for text in table_frame(roadmap_table(seen("2025-10-01"))))


def test_an_unstated_nvidia_peak_is_not_read_as_dense() -> None:
    with pytest.raises(BasisError, match="headlines count sparsity"):
        reading(seen("2026-01-01"), "Rubin Ultra", METRIC["fp4"])
    assert any("left out" in note for note in drawn("2026-01-01").notes)


def test_ranges_reach_over_the_witnesses() -> None:
    found = current(seen("2026-11-01"), "Ascend 910C", METRIC["fp16"])
    assert found is not None
    assert (found.central, found.low, found.high) == pytest.approx((0.752, 0.752, 0.8))


def test_first_plans_and_successors() -> None:
    plan = planned(seen("2026-11-01"), "Ascend 970", METRIC["fp4"])
    assert plan is not None
    assert (plan[0].central, plan[1].span.text) == (8, "2028-Q4")
    assert planned(seen("2026-11-01"), "Ascend 910C", METRIC["fp16"]) is None
    assert replaced(seen("2026-01-01"), "Ascend 960") == ()
    assert replaced(seen("2026-11-01"), "Ascend 960") == ("Ascend 960DT", "Ascend 960PR")
    frame = drawn("2026-11-01").frame
    split = frame[(frame["chip"] == "Ascend 960") & (frame["metric"] == "fp4")]
    assert set(split["stage"]) == {"plan"}
    assert set(split["towards"]) == {"Ascend 960DT", "Ascend 960PR"}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("policy", POLICIES)
def test_every_day_and_policy_has_whole_data(day: str, policy: str) -> None:
    part = drawn(day, policy)
    frame = part.frame
    assert (frame["low"] <= frame["value"]).all()
    assert (frame["value"] <= frame["high"]).all()
    assert frame["facts"].str.len().gt(0).all()
    assert {str(unit) for unit in frame["unit"]} == {"PFLOPS", "GB", "TB/s"}
    assert not frame[frame["stage"] == "now"].duplicated(["chip", "metric"]).any()
    facts = load_facts()
    for cell in frame["facts"]:
        assert all(facts[identity].known is not None for identity in cell.split())
    assert len(part.of(COMPUTE).frame) + len(part.of(MOVING).frame) == len(frame)
    assert len(doubling_times(frame, 0.9)) >= 10
    assert len(lags(frame)) >= 20
    assert len(promises(seen(day, policy))[0]) == 13
    low, high = year_range(frame)
    assert low < frame["end"].min() < frame["end"].max() < high


def test_what_does_not_exist_is_not_said_to() -> None:
    frame = drawn("2026-01-01").frame
    exists = frame.groupby("chip")["exists"].first()
    assert not exists[["Ascend 950PR", "Ascend 970", "Rubin Ultra"]].any()
    assert exists[["Ascend 910C", "H100", "GB200 GPU"]].all()


def chip(name: str, maker: str, end: float, value: float) -> dict[str, object]:
    return {
        "chip": name,
        "maker": maker,
        "metric": "fp8",
        "label": "FP8",
        "stage": "now",
        "start": end,
        "end": end,
        "value": value,
        "unit": "PFLOPS",
        "exists": True,
        "facts": name,
    }


SYNTHETIC = pd.DataFrame(
    [
        chip("N1", "Nvidia", 2022.0, 1.0),
        chip("N2", "Nvidia", 2023.0, 2.0),
        chip("N3", "Nvidia", 2024.0, 4.0),
        chip("H1", "Huawei", 2025.0, 1.5),
        chip("H2", "Huawei", 2026.0, 8.0),
        chip("H3", "Huawei", 2027.0, 0.5),
    ]
)


def test_doubling_and_lag_of_synthetic_chips() -> None:
    growth = doubling_times(SYNTHETIC, 0.9).set_index("maker")
    assert growth.loc["Nvidia", "doubling"] == pytest.approx(12)
    assert growth.loc["Nvidia", "points"] == 3
    found = lags(SYNTHETIC).set_index("chip")
    assert (found.loc["H1", "first"], found.loc["H1", "lag"]) == ("N2", 2.0)
    assert (found.loc["H2", "first"], math.isnan(found.loc["H2", "lag"])) == ("", True)
    assert found.loc["H3", "at_least"]
    assert not found.loc["H1", "at_least"]
    assert found.loc["H1", "facts"] == "H1 N2"


def test_promises_by_hand() -> None:
    frame, notes = promises(seen("2026-11-01"))
    share = frame.set_index(["group", "label"])["share"]
    assert share["Ascend 950PR", "FP8"] == pytest.approx(86.5)
    assert share["Ascend 950PR", "Memory"] == pytest.approx(100 * 112 / 128)
    assert share["Ascend 950DT", "Memory"] == pytest.approx(100 * 96 / 144)
    assert share["Atlas 950 pod", "NPUs"] == pytest.approx(100 / 8)
    assert share["Atlas 950 pod", "Link"] == pytest.approx(100 * 1.72 / 16.3)
    assert share["Ascend 970", "FP4"] == pytest.approx(175)
    assert any("one Ascend 950PR" in note for note in notes)
    assert promises(seen("2026-01-01"))[0]["share"].isna().all()
    assert promises(seen("2025-06-01"))[0]["announced"].isna().all()


def test_an_override_takes_the_place_of_the_facts() -> None:
    override = parse_override("Ascend 970 | compute | FP4", "10 PFLOPS")
    evidence = Evidence(load_facts(), date(2026, 11, 1), overrides=(override,))
    frame = timeline(evidence).frame
    row = frame[(frame["chip"] == "Ascend 970") & (frame["metric"] == "fp4")].iloc[0]
    assert (row["value"], row["mark"]) == (10, "estimated")
    table = {row.cells[0].text: row for row in roadmap_table(evidence).rows}
    assert table["Ascend 970"].cells[4].text == "10 (article: 8)"
    assert len(promises(evidence)[0]) == 13
