"""Rows of the ledger that are kept: as good as new ones, and only where nothing has changed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from chiprace import reads
from chiprace.claims import kept
from chiprace.claims.grid import ledger_at, ratios_side_by_side
from chiprace.claims.kept import headline_rows
from chiprace.claims.ledger import TESTS, evaluate
from chiprace.evidence.fingerprints import Fingerprints
from chiprace.evidence.override import parse_override
from chiprace.evidence.policy import Evidence
from chiprace.models.headlines import headlines
from chiprace.reads import read_notes, recall, recorded, unnoted
from chiprace.scenario import Scenario
from chiprace.stores import LEDGER, VARIABLE, Store, told

TODAY = date(2026, 11, 23)
SCENARIO = Scenario(draws=256)
KEYS = [test.key for test in TESTS]


@pytest.fixture
def tested(monkeypatch):
    """Return the ids of the claims that are tested anew."""
    found = []
    test = kept._Tried.__init__

    def noted(self, claim, *point):
        found.append(claim.key)
        test(self, claim, *point)

    monkeypatch.setattr(kept._Tried, "__init__", noted)
    return found


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """Let rows be kept in a folder."""
    monkeypatch.setenv(VARIABLE, told({LEDGER: Store(tmp_path, "state", tmp_path)}))
    return tmp_path


def moved(facts, identity, **cells):
    """Return the facts with one changed."""
    return facts.changed(lambda fact: replace(fact, **cells) if fact.id == identity else fact)


def anew(monkeypatch, evidence, scenario=SCENARIO):
    """Return the ledger where nothing is kept."""
    with monkeypatch.context() as patch:
        patch.delenv(VARIABLE, raising=False)
        return ledger_at(evidence, scenario)


def test_what_is_kept_is_not_tested_again_and_reads_the_same(facts, shelf, tested, monkeypatch):
    first = ledger_at(Evidence(facts, TODAY), SCENARIO)
    assert tested == KEYS
    again = ledger_at(Evidence(facts, TODAY), SCENARIO)
    assert tested == KEYS
    pd.testing.assert_frame_equal(first, again)
    pd.testing.assert_frame_equal(first, anew(monkeypatch, Evidence(facts, TODAY)))


@pytest.mark.parametrize("identity", ["NB0240", "HW0191", "EN0033", "SV0263"])
def test_a_changed_fact_tests_the_claims_that_read_it_and_gives_what_a_new_ledger_would(
    facts, shelf, tested, monkeypatch, identity
):
    ledger_at(Evidence(facts, TODAY), SCENARIO)
    tested.clear()
    fact = facts[identity]
    other = Evidence(moved(facts, identity, text=repr(fact.value * 1.7)), TODAY)
    found = ledger_at(other, SCENARIO)
    expected = anew(monkeypatch, other)
    pd.testing.assert_frame_equal(found, expected)
    assert 0 < len(set(tested[: -len(KEYS)])) < len(KEYS)


def test_draws_that_shift_as_another_claim_takes_one_input_less_are_drawn_again(
    facts, shelf, tested, monkeypatch
):
    """C12 alone draws the peak of the 950DT; once all agree on it, all others are drawn anew."""

    def agreed(fact):
        mine = (fact.subject, fact.attribute) == ("Ascend 950DT", "compute")
        return replace(fact, text="1", unit="PFLOPS") if mine else fact

    before = ledger_at(Evidence(facts, TODAY), SCENARIO).set_index("id")["p50"]
    tested.clear()
    other = Evidence(facts.changed(agreed), TODAY)
    found = ledger_at(other, SCENARIO)
    again = set(tested)
    pd.testing.assert_frame_equal(found, anew(monkeypatch, other))
    shifted = set(found.set_index("id")["p50"].compare(before).index)
    assert {"C12", "C18"} <= shifted <= again < set(KEYS)


@pytest.mark.parametrize(
    ("evidence", "scenario"),
    [
        ({"as_of": date(2026, 1, 31)}, {}),
        ({"policy": "independent"}, {}),
        ({"overrides": (parse_override("CloudMatrix 384 | power | all_in", "500 kW"),)}, {}),
        ({}, {"pue_china": 1.5}),
        ({}, {"draws": 512}),
        ({}, {"seed": 3}),
    ],
)
def test_another_point_is_tested_anew(facts, shelf, tested, monkeypatch, evidence, scenario):
    here = Evidence(facts, TODAY)
    ledger_at(here, SCENARIO)
    there, asked = replace(here, **evidence), SCENARIO.model_copy(update=scenario)
    found = ledger_at(there, asked)
    assert tested == KEYS * 2
    pd.testing.assert_frame_equal(found, anew(monkeypatch, there, asked))


class TestHeadlines:
    @pytest.fixture
    def worked_out(self, monkeypatch):
        """Return the days on which headlines are worked out anew."""
        found = []

        def noted(evidence, scenario):
            found.append(evidence.as_of)
            return headlines(evidence, scenario)

        monkeypatch.setattr(kept, "headlines", noted)
        return found

    def test_what_is_kept_is_not_worked_out_again_and_reads_the_same(
        self, facts, shelf, worked_out, monkeypatch
    ):
        here = Evidence(facts, TODAY)
        first, again = (ratios_side_by_side(here, [SCENARIO]) for _ in range(2))
        assert worked_out == [TODAY]
        pd.testing.assert_frame_equal(first, again)
        monkeypatch.delenv(VARIABLE)
        pd.testing.assert_frame_equal(first, ratios_side_by_side(here, [SCENARIO]))
        expected = headlines(here, SCENARIO)
        expected = expected[expected["unit"] == "1"].reset_index(drop=True)
        pd.testing.assert_frame_equal(first.drop(columns="scenario"), expected)

    @pytest.mark.parametrize(("identity", "hangs"), [("HW0191", True), ("SV0013", False)])
    def test_a_changed_fact_counts_where_it_was_read(
        self, facts, shelf, worked_out, monkeypatch, identity, hangs
    ):
        headline_rows(Evidence(facts, TODAY), SCENARIO)
        fact = facts[identity]
        other = Evidence(moved(facts, identity, text=repr(fact.value * 1.7)), TODAY)
        found = headline_rows(other, SCENARIO)
        assert worked_out == [TODAY] * (1 + hangs)
        monkeypatch.delenv(VARIABLE)
        expected = headline_rows(other, SCENARIO)
        pd.testing.assert_frame_equal(pd.DataFrame(found), pd.DataFrame(expected))

    def test_another_point_is_worked_out_anew(self, facts, shelf, worked_out):
        here = Evidence(facts, TODAY)
        for evidence, scenario in (
            (here, SCENARIO),
            (here.at(date(2026, 1, 31)), SCENARIO),
            (here, SCENARIO.model_copy(update={"pue_china": 1.5})),
        ):
            headline_rows(evidence, scenario)
        assert len(worked_out) == 3

    def test_whoever_gets_what_is_kept_has_read_what_it_rests_on(self, facts, shelf):
        data = facts.changed(lambda fact: fact)
        noted = []
        for _ in range(2):
            with recorded() as found:
                headline_rows(Evidence(data, TODAY), SCENARIO)
            noted.append(found)
        assert len(noted[0]) > 10
        assert noted[0] == noted[1]


def test_another_name_for_the_same_parameters_is_the_same_point(facts, shelf, tested):
    ledger_at(Evidence(facts, TODAY), SCENARIO)
    named = SCENARIO.model_copy(update={"name": "mine", "about": "As ever.", "edition": "1.1"})
    assert set(ledger_at(Evidence(facts, TODAY), named)["scenario"]) == {"mine"}
    assert tested == KEYS


def test_another_state_of_the_package_is_another_shelf(facts, shelf, tested, monkeypatch):
    ledger_at(Evidence(facts, TODAY), SCENARIO)
    monkeypatch.setenv(VARIABLE, told({LEDGER: Store(shelf, "other", shelf)}))
    ledger_at(Evidence(facts, TODAY), SCENARIO)
    assert tested == KEYS * 2


def test_new_rows_are_written_aside(facts, tmp_path, tested, monkeypatch):
    """The build takes them over only if nobody has edited anything meanwhile."""
    old, new = tmp_path / "old", tmp_path / "new"
    monkeypatch.setenv(VARIABLE, told({LEDGER: Store(old, "state", new)}))
    for _ in range(2):
        ledger_at(Evidence(facts, TODAY), SCENARIO)
    assert tested == KEYS
    assert not old.exists()
    assert len(list(new.iterdir())) == 1


def test_whoever_gets_kept_rows_has_read_what_their_tests_read(facts, shelf, monkeypatch):
    data = facts.changed(lambda fact: fact)  # of which nothing is worked out yet

    def noted(name):
        monkeypatch.setattr(reads, "_noted", set())
        monkeypatch.setenv(reads.VARIABLE, str(shelf.parent / name))
        ledger_at(Evidence(data, TODAY), SCENARIO)
        return read_notes(Path(shelf.parent / name))

    tested = noted("tested")
    assert len(tested) > 300
    assert noted("kept") == tested


def test_each_claim_rests_on_the_reads_recorded_for_it_alone(facts):
    """Also where a model, or what money makes of facts, was worked out for another claim before."""
    evidence, data = Evidence(facts, TODAY), Fingerprints(facts)
    evaluate(evidence, SCENARIO)
    for test in TESTS:
        with recorded() as heard:
            expected = test(evidence, SCENARIO)
        known = [read for read in heard if read[0] == "facts"]
        assert ("facts",) not in known
        ids = {identity for read in known for identity, _ in data.rows(read)}
        assert len(ids) < len(facts)
        fewer = facts.changed(lambda fact, ids=ids: fact if fact.id in ids else None)
        found = test(replace(evidence, facts=fewer), SCENARIO)
        assert (found.verdict, found.answer.reason) == (expected.verdict, expected.answer.reason)
        assert found.facts == expected.facts


class TestRecorded:
    def test_the_outer_hears_what_the_inner_hears_and_not_the_other_way_round(self):
        with recorded() as outer:
            reads.note("register", "a")
            with recorded() as inner:
                reads.note("register", "b")
                recall({("register", "c")})
        assert inner == {("register", "b"), ("register", "c")}
        assert outer == inner | {("register", "a")}

    def test_asking_whether_anything_changed_is_no_read(self, facts):
        with recorded() as heard:
            Fingerprints(facts).rows(("facts", "id", "HW0191"))
            with unnoted():
                reads.note("register", "a")
        assert heard == set()
