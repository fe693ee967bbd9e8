"""The words of the claims: titles are true of the data, tables have a row for each claim."""

from dataclasses import replace
from datetime import date

import pytest

from chiprace.claims import cases, conditions, history, ledger
from chiprace.claims.finding import Decisive
from chiprace.evidence.policy import Evidence
from chiprace.scenario import Scenario
from chiprace.words import claims as words
from chiprace.words import claims_cases as case_words
from chiprace.words import claims_history as history_words

ARTICLE, LATER = date(2026, 1, 1), date(2026, 11, 1)


@pytest.fixture(scope="module")
def findings(facts):
    return ledger.evaluate(Evidence(facts, LATER), Scenario())


@pytest.fixture
def later(facts):
    return Evidence(facts, LATER)


def test_the_finding_counts_the_verdicts(findings, later):
    text = words.say_finding(findings, later)
    found = ledger.counts(findings)
    assert f"{found['contested']} contested" in text
    assert "**contradicted**" in text
    assert "1 November 2026" in text


def test_the_ledger_has_a_row_of_seven_cells_for_each_claim(findings, later):
    table = words.table_ledger(findings)
    assert len(table.rows) == 24
    assert len(table.columns) == 7
    texts = {row.cells[0].text[:3]: [cell.text for cell in row.cells] for row in table.rows}
    assert texts["C16"][2] == "5.33 ×; 3.2 × for equal compute"
    assert texts["C15"][5] == "Power of the CloudMatrix 384, all in: 600 kW (500–600)"
    assert texts["C15"][6] == "362 kW → contradicted"
    assert texts["C11"][6] == "no number"
    assert all(row.cells[0].facts for row in table.rows)
    assert "contested" in words.caption_ledger(findings, later).title


def test_titles_follow_the_verdicts(findings, later):
    all_one = [replace(each, answer=replace(each.answer, verdict="supported")) for each in findings]
    title = words.caption_ledger(all_one, later).title
    assert title == "24 claims are borne out, 0 contested, 0 contradicted"


def test_a_value_is_written_in_its_own_unit():
    assert words.amount(0.0366, "USD/kWh") == "3.66 ct/kWh"
    assert words.amount(4e6, "1") == "4 million"
    assert words.amount(1024, "1") == "1,024"
    assert words.amount(1, "×") == "1.0 ×"
    peak = Decisive("Peak", "PFLOPS", 0.752, 0.752, 0.8, 0.989, "contested")
    assert words.decided_by(peak) == "Peak: 752 TFLOPS (752–800)"


def test_changes_name_the_new_facts(later):
    past = history.rulings(later, Scenario(), [ARTICLE, LATER])
    data = history.changes(later, past[ARTICLE], past[LATER], ARTICLE)
    table = history_words.table_changes(data, later)
    cells = {row.cells[0].text[:3]: row.cells[4].text for row in table.rows}
    assert cells["C13"] == "HW0288 (Huawei, 2026-09-17)"
    said = history_words.say_changes(data, ARTICLE, later)
    assert f"{len(data)} claims" in said
    before = history_words.say_changes(data, ARTICLE, later.at(date(2025, 10, 1)))
    assert "no verdict can have changed" in before
    assert "No verdict changed" in history_words.say_changes(data.head(0), ARTICLE, later)


def test_the_flips_name_those_inside_their_range(findings):
    data = ledger.flips_frame(findings)
    caption = history_words.caption_flips(data)
    assert caption.title.endswith("C02, C10 and C18")
    none = history_words.caption_flips(data[~data["within"]])
    assert none.title.startswith("No flip of")


def test_the_board_says_yes_no_and_open(later):
    board = conditions.conditions(later, Scenario())
    table = case_words.table_board(board)
    held = {row.cells[0].text: row.cells[3].text for row in table.rows}
    assert held["Huawei makes as much compute as Nvidia"] == "no"
    assert held["Nvidia sells no more in China than Huawei"] == "yes"
    assert held["Its systems have more compute than Nvidia's of the year"] == "open"
    assert case_words.caption_board(board).title.startswith("Of 6 conditions")
    early = conditions.conditions(later.at(date(2024, 1, 1)), Scenario())
    assert "known" in next(row.cells[3].text for row in case_words.table_board(early).rows)


def test_the_cases_mark_their_weakest_link(findings):
    data = cases.cases_frame(findings)
    for case in ("for", "against"):
        table = case_words.table_case(data, case)
        marked = [row for row in table.rows if row.cells[3].mark]
        assert len(marked) == 1
        assert marked[0].cells[3].text.endswith("weakest link")
        assert case in case_words.caption_case(data, case).title
    said = case_words.say_deciding(data, findings)
    assert "C18 (cheap energy offsets it)" in said
    assert "USD" not in said


def test_the_grounds_name_claims_without_measurement(findings, later):
    text = words.say_grounds(findings, later)
    measured = sum(each.measured for each in findings)
    assert f"{measured} uses of a measured or counted fact" in text
    assert "C12" in text


def test_rules_and_thresholds_are_printed(findings):
    assert len(words.table_rules(findings).rows) == 24
    text = {row.cells[0].text: row.cells[1].text for row in history_words.table_thresholds().rows}
    assert text["far less efficient"] == "1.5 ×"
    assert text["substantial subsidy"] == "25%"
    for caption in (words.caption_rules(), history_words.caption_thresholds()):
        assert caption.title
