"""Each check finds the one thing broken, and says where and what to do."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chiprace.door.checks import check_tables
from chiprace.door.columns import COLUMNS
from chiprace.door.data import Tables
from chiprace.door.faults import Fault, nearest, report_faults
from chiprace.door.parts import list_part_sums, part_sums_text
from small_project import read_small_project, with_cells, with_frame, with_row

TODAY = date(2026, 11, 23)
FACTS = "data/facts/small.csv"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return read_small_project(tmp_path_factory.mktemp("small"))


def said(tables: Tables) -> list[str]:
    return [str(fault) for fault in check_tables(tables, today=TODAY)]


def test_small_project_is_sound(small: Tables) -> None:
    assert said(small) == []


@pytest.mark.parametrize(
    ("row", "cells", "sentence"),
    [
        (5, {"unit": "TBps"}, "line 7, unit: 'TBps' is no known unit. Write TB/s."),
        (5, {"unit": "W"}, "line 7, unit: 'W' does not measure link, which is in GB/s."),
        (5, {"unit": ""}, "line 7, unit: the empty cell must be filled. Write GB/s"),
        (5, {"direction": ""}, "line 7, direction: the empty cell leaves open what link needs."),
        (0, {"sparsity": ""}, "line 2, sparsity: the empty cell leaves open what compute needs."),
        (0, {"sparsity": "denes"}, "sparsity: 'denes' is no word for sparsity. Write dense."),
        (0, {"kind": "datashet"}, "kind: 'datashet' is no word for kind. Write datasheet."),
        (0, {"kind": ""}, "line 2, kind: the empty cell must be filled."),
        (0, {"kind": "zzz"}, "kind: 'zzz' is no word for kind. Write one of: announced, "),
        (0, {"value": "780", "unit": "PFLOPS"}, "'780' PFLOPS is no plausible package compute"),
        (3, {"value": "-559"}, "line 5, value: '-559' kW is no plausible power (20 to 20000 kW)"),
        (3, {"value": "0"}, "value: '0' kW is no plausible power"),
        (6, {"value": "140"}, "value: '140' % is no plausible market share (0 to 100 %)"),
        (3, {"value": "5,590"}, "line 5, value: '5,590' is no number."),
        (3, {"value": "nan"}, "value: 'nan' is no number."),
        (3, {"value": "1e400"}, "value: '1e400' is no number."),
        (3, {"value": "9" * 400}, "is no number."),
        (3, {"value": ""}, "line 5, value: the empty cell must be filled."),
        (2, {"value": "soon"}, "line 4, value: 'soon' is no date."),
        (2, {"unit": "day"}, "line 4, unit: 'day' does not go with release. Leave it empty."),
        (2, {"condition": "launched"}, "condition: 'launched' does not say which date."),
        (2, {"condition": "expected"}, "outlook: the empty cell leaves open who expects it."),
        (2, {"outlook": "plan"}, "outlook: 'plan' does not go with a date shipped."),
        (7, {"unit": "GB"}, "line 9, unit: 'GB' does not go with memory_type."),
        (0, {"subject": "Ascend 910c"}, "is not in subjects.csv. Write 'Ascend 910C' or add it"),
        (0, {"attribute": "computes"}, "attribute: 'computes' is not in attributes.csv."),
        (0, {"source": "tset-source"}, "is not in sources.csv. Write 'test-source' or add it"),
        (0, {"source": "?"}, "source: '?' is not in sources.csv. Add it to sources.csv."),
        (0, {"known_on": "2026-13"}, "line 2, known_on: '2026-13' has the wrong form."),
        (0, {"known_on": "2025-02-30"}, "line 2, known_on: '2025-02-30' is no date."),
        (0, {"known_on": "2026-11-24"}, "'2026-11-24' lies after today (2026-11-23)."),
        (6, {"period": "2025-Q5"}, "line 8, period: '2025-Q5' has the wrong form."),
        (6, {"period": "2025/2024"}, "period: '2025/2024' ends before it begins."),
        (6, {"period": ""}, "line 8, period: the empty cell leaves open what market_share needs."),
        (6, {"period": "2030"}, "must be filled: 2030 had not begun on 2025-06-15."),
        (1, {"id": "TS0001"}, "id: 'TS0001' stands in data/facts/small.csv, line 2, too."),
        (1, {"id": "7"}, "line 3, id: '7' has the wrong form. Write two letters and four digits"),
        (1, {"note": "昇腾"}, "line 3, note: '昇腾' has the wrong form."),
        (1, {"note": " x"}, "line 3, note: 'x' has the wrong form."),
    ],
)
def test_a_broken_fact_is_named(
    small: Tables, row: int, cells: dict[str, str], sentence: str
) -> None:
    faults = said(with_cells(small, "facts", row, **cells))
    assert any(FACTS in fault and sentence in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("name", "row", "cells", "sentence"),
    [
        ("events", 0, {"subject": "Huwei"}, "subject: 'Huwei' is not in subjects.csv."),
        ("events", 0, {"known_on": "2027"}, "known_on: '2027' lies after today"),
        ("events", 0, {"date": "some day"}, "line 2, date: 'some day' has the wrong form."),
        ("subjects", 1, {"maker": "Huawei; Hua"}, "maker: 'Huawei; Hua' is not in subjects.csv."),
        ("subjects", 2, {"accelerator": "910"}, "accelerator: '910' is not in subjects.csv."),
        ("subjects", 2, {"accelerator_count": "0"}, "accelerator_count: '0' is no count."),
        ("subjects", 2, {"aliases": "910C"}, "has '910C', as has Ascend 910C."),
        ("subjects", 2, {"aliases": "Huawei"}, "has 'Huawei', as has Huawei."),
        ("subjects", 1, {"status": ""}, "line 3, status: the empty cell must be filled for hardw"),
        ("subjects", 1, {"class": "chips"}, "class: 'chips' is no word for class. Write chip."),
        ("subjects", 1, {"subject": "Huawei"}, "subject: 'Huawei' stands in data/subjects.csv"),
        ("attributes", 0, {"canonical_unit": "FLIPS"}, "canonical_unit: 'FLIPS' is no known unit."),
        ("attributes", 6, {"canonical_unit": "day"}, "'day' does not go with a date or a word."),
        ("attributes", 0, {"requires": "sparsty"}, "names 'sparsty', which is no basis column."),
        ("sources", 0, {"url": "www.example.org"}, "url: 'www.example.org' has the wrong form."),
        ("sources", 0, {"opened": "no"}, "opened: 'no' is no word for opened."),
        ("sources", 0, {"source": "Test Source"}, "source: 'Test Source' has the wrong form."),
        ("sources", 0, {"published": "2027-01"}, "published: '2027-01' lies after today"),
        ("sources", 0, {"title_english": "昇腾"}, "title_english: '昇腾' has the wrong form."),
        ("basis", 1, {"word": "announced"}, "word: 'announced' stands twice for kind."),
        ("basis", 1, {"family": "sheet"}, "family: 'sheet' is no word for kind."),
        ("plausible", 0, {"low": "200"}, "low: '200' is not below 200."),
        ("plausible", 0, {"low": "little"}, "low: 'little' has the wrong form."),
        ("plausible", 0, {"unit": "GB"}, "unit: 'GB' does not measure compute."),
        ("plausible", 0, {"scope": "packge"}, "scope: 'packge' is no scope. Write package."),
        ("plausible", 1, {"scope": "package"}, "scope: 'package' has bounds already."),
        ("corrections", 0, {"fact": "TS0099"}, "fact: 'TS0099' is not in the facts."),
        ("corrections", 0, {"expected": "6"}, "expected: '6' no longer stands in value of TS0009"),
        ("corrections", 0, {"column": "valu"}, "column: 'valu' is no column of the facts."),
        ("corrections", 0, {"reason": ""}, "reason: the empty cell must be filled."),
        ("corrections", 0, {"action": "drop"}, "action: 'drop' has the wrong form."),
        ("corrections", 0, {"action": "set", "value": "5"}, "value: '5' changes nothing."),
        ("claims", 0, {"id": "1"}, "id: '1' has the wrong form. Write C and two digits"),
    ],
)
def test_a_broken_register_is_named(
    small: Tables, name: str, row: int, cells: dict[str, str], sentence: str
) -> None:
    faults = said(with_cells(small, name, row, **cells))
    assert any(f"data/{name}.csv" in fault and sentence in fault for fault in faults), faults


def test_two_rows_that_say_the_same_in_two_units(small: Tables) -> None:
    again = with_row(small, "facts", 3, id="TS0010", value="0.559", unit="MW")
    (fault,) = said(again)
    assert "line 11, value: '0.559' says the same as TS0004 (data/facts/small.csv" in fault


def test_another_variant_is_another_thing(small: Tables) -> None:
    assert said(with_row(small, "facts", 3, id="TS0010", variant="air-cooled")) == []


def test_an_excluded_fact_may_be_implausible_and_only_then(small: Tables) -> None:
    none = small.registers["corrections"].iloc[:0]
    (fault,) = said(with_frame(small, "corrections", none))
    assert "line 10, value: '5' kW is no plausible power" in fault


def test_a_missing_and_a_foreign_column(small: Tables) -> None:
    frame = small.facts.rename(columns={"voice": "voise"})
    faults = said(with_frame(small, "facts", frame))
    assert f"{FACTS}, line 1, voice: 'voice' is missing. Add the column to the header." in faults
    assert any("'voise' is no column of this table. Write voice." in fault for fault in faults)


def test_all_faults_come_at_once_in_order(small: Tables) -> None:
    broken = with_cells(small, "facts", 5, unit="TBps")
    broken = with_cells(broken, "facts", 0, sparsity="")
    broken = with_cells(broken, "sources", 0, url="nowhere")
    faults = check_tables(broken, today=TODAY)
    assert [(fault.file, fault.line, fault.column) for fault in faults] == [
        (FACTS, 2, "sparsity"),
        (FACTS, 7, "unit"),
        ("data/sources.csv", 2, "url"),
    ]
    assert report_faults(faults).splitlines()[-1] == "3 faults in 2 files."


def test_empty_registers_have_no_faults_of_their_own(small: Tables) -> None:
    tables = small
    for name in ("events", "plausible", "claims"):
        tables = with_frame(tables, name, small.registers[name].iloc[:0])
    assert said(tables) == []


def test_a_fault_is_one_line_and_short() -> None:
    fault = Fault("data/x.csv", 3, "note", "a\nb" + "c" * 200, "has the wrong form", "Mend it")
    assert str(fault).startswith("data/x.csv, line 3, note: 'a bccc")
    assert "\n" not in str(fault)
    assert len(str(fault)) < 130


@pytest.mark.parametrize(
    ("word", "found"), [("TBps", "TB/s"), ("datashet", "datasheet"), ("qqqq", "")]
)
def test_nearest(word: str, found: str) -> None:
    assert nearest(word, ["TB/s", "GB", "datasheet"]) == found


def test_report_of_nothing() -> None:
    assert report_faults([]) == "No faults in data/."


def test_parts_that_do_not_add_up_are_listed(small: Tables) -> None:
    (row,) = list_part_sums(small).to_dict("records")
    assert (row["whole"], row["attribute"], row["unit"]) == ("CloudMatrix 384", "compute", "PFLOPS")
    assert row["product"] == pytest.approx(384 * 0.752)
    assert row["difference"] == pytest.approx(288.768 / 300 - 1)
    assert "300 PFLOPS published, 384 x Ascend 910C make 288.768 PFLOPS" in part_sums_text(small)


def test_parts_that_add_up_are_not_listed(small: Tables) -> None:
    assert list_part_sums(with_cells(small, "facts", 4, value="288.8")).empty
    assert part_sums_text(with_cells(small, "facts", 4, value="288.8")).startswith("Parts add up")


def test_unlike_sparsity_is_not_added_up(small: Tables) -> None:
    assert list_part_sums(with_cells(small, "facts", 0, sparsity="sparse")).empty


def test_the_mx_format_counts_as_its_family(small: Tables) -> None:
    tables = with_cells(small, "facts", 0, number_format="MXFP4", value="2000")
    tables = with_cells(tables, "facts", 4, number_format="FP4", value="750")
    (row,) = list_part_sums(tables).to_dict("records")
    assert row["number_format"] == "FP4"
    assert row["product"] == pytest.approx(768)


TYPED = ("id", "subject", "attribute", "unit", "period", "sparsity", "known_on", "kind", "source")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    row=st.integers(0, 8),
    column=st.sampled_from(TYPED),
    garbage=st.text("#~$!?ßλ*{}[]^\\|<>´", min_size=1, max_size=12),
)
def test_garbage_in_a_typed_cell_is_reported_where_it_stands(
    small: Tables, row: int, column: str, garbage: str
) -> None:
    faults = check_tables(with_cells(small, "facts", row, **{column: garbage}), today=TODAY)
    assert (FACTS, row + 2, column) in [(each.file, each.line, each.column) for each in faults]
    assert all(str(fault).startswith("data/") and "\n" not in str(fault) for fault in faults)


@settings(max_examples=25, deadline=None)
@given(
    table=st.sampled_from(sorted(COLUMNS)),
    text=st.text(max_size=30),
    place=st.integers(0, 10_000),
)
def test_no_text_crashes_the_check(small: Tables, table: str, text: str, place: int) -> None:
    frame = small.facts if table == "facts" else small.registers[table]
    column = list(COLUMNS[table])[place % len(COLUMNS[table])]
    for fault in check_tables(
        with_cells(small, table, place % len(frame), **{column: text}), today=TODAY
    ):
        assert fault.line >= 1
        assert str(fault).endswith(".")


@settings(max_examples=25, deadline=None)
@given(st.floats(0.021, 19_999.0))
def test_every_plausible_power_passes(small: Tables, kilowatts: float) -> None:
    tables = with_cells(small, "facts", 3, value=f"{kilowatts / 1000:.9f}", unit="MW")
    low, high = 0.02, 20.0
    inside = low <= float(f"{kilowatts / 1000:.9f}") <= high
    assert (said(tables) == []) is inside


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    assert said(read_small_project(tmp_path)) == []
