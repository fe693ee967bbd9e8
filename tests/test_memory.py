"""What evidence remembers: asked once, and nobody changes what another gets."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from chiprace.claims.kept import ledger_rows
from chiprace.evidence.facts import load_facts
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.scenario import Scenario

DAY = date(2026, 11, 23)
POWER = {"scope": "supernode", "boundary": "all_in"}


@pytest.fixture
def evidence():
    return Evidence(load_facts(), DAY)


def test_a_model_is_asked_once_for_each_question(evidence):
    asked = []

    @remembered
    def model(evidence, word, *, times=1):
        asked.append((word, times))
        return word * times

    assert [model(evidence, "a"), model(evidence, "a"), model(evidence, "a", times=2)] == [
        *("a", "a", "aa")
    ]
    assert asked == [("a", 1), ("a", 2)]
    assert model(evidence.of("SemiAnalysis"), "a") == "a"
    assert len(asked) == 3


def test_an_answer_stands_for_all_days_on_which_as_much_is_known(evidence):
    asked = []

    @remembered
    def power(evidence):
        asked.append(evidence)
        return evidence.find("CloudMatrix 384", "power", **POWER)

    facts = evidence.facts
    turns = sorted({fact.known for fact in facts.select("CloudMatrix 384", "power")})
    days = [day + timedelta(days=more) for day in turns for more in (-1, 0, 1)]
    found = [power(evidence.at(day)) for day in days]
    assert len(asked) == len(turns) + 1
    assert [power(evidence.at(day)) for day in reversed(days)] == found[::-1]
    assert len(asked) == len(turns) + 1
    assert [power(Evidence(facts, day)) for day in days] == found


def test_who_looks_at_the_day_is_asked_anew_on_each(evidence):
    asked = []

    @remembered
    def model(evidence, how):
        asked.append(how)
        return how(evidence)

    def new_year(evidence):
        return evidence.reached(date(2026, 1, 1))

    def year(evidence):
        return evidence.year

    def itself(evidence):
        return str(evidence.as_of)

    days = [date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2)]
    for how, results, times in (
        (new_year, [False, False, True, True], 2),
        (year, [2025, 2025, 2026, 2026], 2),
        (itself, [str(day) for day in days], 4),
    ):
        asked.clear()
        assert [model(evidence.at(day), how) for day in days] == results
        assert len(asked) == times


@pytest.mark.parametrize("policy", ["all", "independent"])
def test_the_ledger_of_a_day_is_the_same_whatever_days_were_looked_at_before(evidence, policy):
    facts = evidence.facts
    seen, few = Evidence(facts, DAY, policy), Scenario(draws=256)
    days = [date(2025, month, 28) for month in (4, 9, 11)] + [date(2026, 1, 1), date(2026, 7, 31)]
    together = {}
    for day in (*days, DAY, *reversed(days)):
        together[day] = pd.DataFrame(ledger_rows(seen.at(day), few))
    for day, frame in together.items():
        alone = Evidence(facts, day, policy)
        pd.testing.assert_frame_equal(frame, pd.DataFrame(ledger_rows(alone, few)))


@pytest.mark.parametrize("made", [pd.DataFrame({"a": [1, 2]}), [1, 2], {"a": 1}])
def test_who_changes_what_he_got_changes_it_for_himself(evidence, made):
    whole = made.copy()
    model = remembered(lambda evidence: made)
    mine = model(evidence)
    if isinstance(mine, list):
        mine.append(3)
    else:
        mine["b"] = 3
    if isinstance(mine, pd.DataFrame):
        mine.loc[0, "a"] = 9
        pd.testing.assert_frame_equal(model(evidence), whole)
    else:
        assert model(evidence) == whole


def test_an_answer_found_on_one_day_is_not_given_on_a_day_that_knows_more(evidence):
    facts = evidence.facts
    days = sorted({fact.known for fact in facts.select("CloudMatrix 384", "power")})
    assert len(days) > 1
    there_and_back = [*days, *reversed(days)]
    together = [
        Evidence(facts, day).find("CloudMatrix 384", "power", **POWER) for day in there_and_back
    ]
    alone = [
        Evidence(facts.changed(lambda fact: replace(fact)), day).find(
            "CloudMatrix 384", "power", **POWER
        )
        for day in there_and_back
    ]
    assert together == alone
    for day, found in zip(there_and_back, together, strict=True):
        assert found is None or all(fact.known <= day for fact in found.facts)


def test_a_changed_fact_changes_the_answer_and_leaves_the_old_one(evidence):
    before = evidence.estimate("CloudMatrix 384", "power", unit="kW", **POWER)
    moved = before.facts[0].id
    other = evidence.facts.changed(
        lambda fact: replace(fact, text="1") if fact.id == moved else fact
    )
    after = Evidence(other, DAY).estimate("CloudMatrix 384", "power", unit="kW", **POWER)
    assert after != before
    assert evidence.estimate("CloudMatrix 384", "power", unit="kW", **POWER) == before
    assert other.dossier("GB200 NVL72", "power") is evidence.facts.dossier("GB200 NVL72", "power")
    gone = evidence.facts.changed(lambda fact: None if fact.subject == "CloudMatrix 384" else fact)
    assert Evidence(gone, DAY).find("CloudMatrix 384", "power", **POWER) is None
