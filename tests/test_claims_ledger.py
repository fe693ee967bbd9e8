"""The ledger as a whole: complete on any day, the same twice, and what changed it."""

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from chiprace.claims import cases, history, ledger
from chiprace.claims.cases import CARRIES
from chiprace.claims.finding import VERDICTS
from chiprace.claims.rule import mark_of
from chiprace.door.data import records
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import CLAIMANT
from chiprace.scenario import Scenario

SCENARIO = Scenario()
ARTICLE, LATER = date(2026, 1, 1), date(2026, 11, 1)
DAYS = (date(2025, 1, 1), date(2025, 10, 1), ARTICLE, LATER, date(2026, 11, 23))


@pytest.fixture(scope="module")
def findings(facts):
    return {day: ledger.evaluate(Evidence(facts, day), SCENARIO) for day in (ARTICLE, LATER)}


@pytest.mark.parametrize("policy", ["all", "independent", "vendor"])
@pytest.mark.parametrize("day", DAYS)
def test_every_claim_has_a_value_or_a_reason_on_any_day(facts, day, policy):
    evidence = Evidence(facts, day, policy)
    found = ledger.evaluate(evidence, SCENARIO)
    assert [each.key for each in found] == [row["id"] for row in records(facts.tables.claims)]
    for each in found:
        assert each.verdict in VERDICTS
        assert each.answer.found
        assert len(each.answer.reason) > 15
        assert each.answer.stated
        assert each.answer.decisive or each.answer.hangs_on
        assert each.measured + each.vendor + each.estimated == len(each.facts)
        assert each.facts or each.verdict == "not testable"
        assert len(each.rule) > 10
        for identity in each.facts:
            # No number of the future, and the article is no witness in its own case.
            assert history.known_on(evidence, identity) <= day
            assert identity not in facts or facts[identity].voice != CLAIMANT


def test_a_range_holds_its_value(findings):
    data = ledger.ledger_frame(findings[LATER])
    known = data[data["value"].notna()]
    assert (known["low"] <= known["value"] * (1 + 1e-9)).all()
    assert (known["value"] <= known["high"] * (1 + 1e-9)).all()


@pytest.fixture(scope="module")
def rulings(facts):
    return history.rulings(Evidence(facts, LATER), SCENARIO, (ARTICLE, LATER))


def test_rulings_are_what_was_found(findings, rulings):
    for day in (ARTICLE, LATER):
        for ruling, finding in zip(rulings[day], findings[day], strict=True):
            assert (ruling.key, ruling.verdict) == (finding.key, finding.verdict)
            assert (ruling.claim, ruling.reason) == (finding.claim.text, finding.answer.reason)
            assert ruling.facts == tuple(finding.facts)


def test_at_least_five_verdicts_differ_and_new_facts_say_why(facts, rulings):
    evidence = Evidence(facts, LATER)
    data = history.changes(evidence, rulings[ARTICLE], rulings[LATER], ARTICLE)
    assert len(data) >= 5
    assert {"C05", "C06", "C14", "C20"} <= set(data["id"])
    for row in data.itertuples():
        assert row.before != row.after
        assert row.new > 0
        named = row.facts.split()
        known = [history.known_on(evidence, identity) for identity in named]
        assert all(ARTICLE < day <= LATER for day in known)
        assert all(one >= other for one, other in pairwise(known))


def test_the_same_ledger_changes_nothing(facts, rulings):
    evidence = Evidence(facts, LATER)
    assert history.changes(evidence, rulings[LATER], rulings[LATER], ARTICLE).empty


def test_the_ledger_is_the_same_twice(facts, findings):
    again = ledger.ledger_frame(ledger.evaluate(Evidence(facts, LATER), SCENARIO))
    pd.testing.assert_frame_equal(again, ledger.ledger_frame(findings[LATER]))


def test_the_frame_has_a_column_for_everything(findings):
    data = ledger.ledger_frame(findings[LATER])
    assert list(data.columns) == list(ledger.COLUMNS)
    row = data.set_index("id").loc["C16"]
    assert row["claim"].startswith("CloudMatrix 384 needs more than five times")
    assert row["flips_at"] == pytest.approx(192)
    assert row["becomes"] == "supported"


def test_the_counts_add_up(findings):
    assert sum(ledger.counts(findings[LATER]).values()) == 24


def test_flips_are_ratios_to_today_nearest_first(findings):
    data = ledger.flips_frame(findings[LATER])
    assert data["distance"].is_monotonic_increasing
    power = data.set_index("id").loc["C15"]
    # 600 kW today, 500 to 600 by sources, half as much again as Nvidia's at 362.5 kW.
    assert power["flip"] == pytest.approx(362.5 / 600)
    assert power["range_low"] == pytest.approx(500 / 600)
    assert not power["within"]
    assert data.set_index("id").loc["C18"]["within"]


class TestCases:
    def test_each_case_has_one_weakest_link_that_no_step_is_below(self, findings):
        for day in findings:
            data = cases.cases_frame(findings[day])
            for _, chain in data.groupby("case"):
                assert chain["weakest"].sum() == 1
                weakest = chain[chain["weakest"]].iloc[0]
                assert weakest["carries"] == chain["carries"].min()

    def test_what_one_case_needs_true_and_the_other_false_decides(self, findings):
        assert cases.deciding(cases.cases_frame(findings[LATER])) == ["C18", "C21"]

    def test_a_verdict_never_carries_both_sides_fully(self):
        assert set(CARRIES) == set(VERDICTS)
        for true, false in CARRIES.values():
            assert min(true, false) < 6
            assert max(true, false) <= 6
        assert CARRIES["supported"][0] == CARRIES["contradicted"][1] == 6


@pytest.mark.parametrize(
    ("identity", "mark"),
    [
        ("HW0180", "vendor"),  # Huawei and SiliconFlow announced it
        ("SC0022", "estimated"),  # SemiAnalysis on the power
        ("MK0101", "vendor"),  # Nvidia on its own share, told by the press
        ("MKE004", "estimated"),  # an event, told by the press
    ],
)
def test_the_kind_of_a_fact(evidence, identity, mark):
    assert mark_of(evidence, identity) == mark


@pytest.mark.parametrize("day", ["2025-02-28", "2025-07-31", "2026-01-01", "2026-06-30"])
def test_no_claim_looks_at_what_was_not_yet_known(facts, day):
    """But for what the article says, which is tested, and the days on which hardware shipped."""
    then = date.fromisoformat(day)

    def known(fact):
        always = fact.voice == CLAIMANT or fact.attribute == "release"
        return fact if always or fact.known <= then else None

    seen = facts.changed(known)
    assert len(seen) < len(facts) - 200
    for one, other in zip(
        ledger.evaluate(Evidence(seen, then), SCENARIO),
        ledger.evaluate(Evidence(facts, then), SCENARIO),
        strict=True,
    ):
        told = one.verdict, one.facts, one.answer.reason
        assert told == (other.verdict, other.facts, other.answer.reason), one.key
