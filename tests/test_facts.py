from datetime import date

import pytest

from chiprace.errors import DataError
from chiprace.evidence.facts import Facts
from small_project import read_small_project, with_cells, with_row

END = date(2026, 11, 23)


@pytest.fixture
def tables(tmp_path):
    return read_small_project(tmp_path)


def known(tables, identity="TS0001"):
    return Facts(tables, END)[identity].known


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-06-15", date(2025, 6, 15)),
        ("2025-06", date(2025, 6, 30)),
        ("2025", date(2025, 12, 31)),
        ("2026", END),  # under way when the gathering ended
        ("2026-11", END),
        ("2027-01", date(2027, 1, 31)),  # gathered later: never known too early
    ],
)
def test_a_month_or_a_year_counts_from_its_last_day(tables, written, day):
    assert known(with_cells(tables, "facts", 0, known_on=written)) == day


def test_a_data_sheet_counts_from_the_day_on_which_the_chip_shipped(tables):
    sheet = with_cells(tables, "facts", 0, kind="datasheet", known_on="2026")
    assert known(sheet) == date(2025, 3, 31)


@pytest.mark.parametrize(
    "cells", [{"kind": "estimate"}, {"kind": "datasheet", "period": "2026"}, {"kind": "announced"}]
)
def test_nothing_else_is_known_before_it_was_said(tables, cells):
    assert known(with_cells(tables, "facts", 0, known_on="2026", **cells)) == END


def test_a_revised_data_sheet_keeps_its_own_date(tables):
    first = with_cells(tables, "facts", 0, kind="datasheet", known_on="2025-06")
    both = with_row(first, "facts", 0, id="TS0099", value="708", known_on="2026-09")
    assert known(both, "TS0099") == date(2026, 9, 30)
    assert known(both) == date(2025, 3, 31)


def test_what_a_product_is_built_of_is_known_once_it_ships(facts):
    assert facts["NB0048"].attribute == "accelerator_count"
    assert facts["NB0048"].known == facts.released("GB200 NVL72") == date(2024, 12, 31)


def test_a_part_ships_with_its_system(facts):
    assert facts.released("GB200 GPU") == facts.released("GB200 NVL72")


def test_a_correction_takes_a_fact_out_with_its_reason(tables):
    assert Facts(tables, END)["TS0009"].excluded == "Below the sum of the parts."


def test_a_correction_that_no_longer_fits_is_refused(tables):
    with pytest.raises(DataError, match="correction of TS0009 expects '5' in value, found '6'"):
        Facts(with_cells(tables, "facts", 8, value="6"), END)


def test_a_correction_can_set_a_cell(tables):
    wrong = with_row(
        tables, "corrections", 0, fact="TS0001", action="set", column="voice",
        expected="Tester", value="Huawei",
    )  # fmt: skip
    assert Facts(wrong, END)["TS0001"].voice == "Huawei"


def test_names_and_aliases_find_the_subject(facts):
    assert facts.subject("atlas 900 a3 superpod").name == "CloudMatrix 384"
    with pytest.raises(DataError, match=r"There is no subject 'CloudMatrx 384'. The nearest is"):
        facts.subject("CloudMatrx 384")
    with pytest.raises(DataError, match=r"There is no attribute 'powr'. The nearest is 'power'"):
        facts.attribute("powr")


def test_a_word_is_no_number(facts):
    with pytest.raises(DataError, match="'HBM2E' is no number"):
        _ = facts["HW0032"].value


def test_no_fact_of_the_project_is_known_before_its_hardware_or_its_statement(facts):
    for fact in facts:
        released = facts.released(fact.subject)
        assert fact.known >= min(day for day in (fact.stated, END, released) if day is not None)


def test_a_fact_and_an_event_say_themselves_in_a_line(facts):
    assert facts.words_of("SC0022") == (
        "CloudMatrix 384, power: about 600 kW; estimate by SemiAnalysis, 2026-07-10"
    )
    told = facts.words_of("MKE010")
    assert told.startswith("2022-10-07: First US rule")
    assert facts.source_of("MKE010").key == "aiwiki-export-controls-2026"
    with pytest.raises(DataError, match="No fact has the id 'XX0000'"):
        facts.words_of("XX0000")
