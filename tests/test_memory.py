"""What evidence remembers: asked once, and nobody changes what another gets."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from chiprace.evidence.facts import load_facts
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence

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
    assert model(evidence.at(date(2026, 1, 1)), "a") == "a"
    assert len(asked) == 3


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
