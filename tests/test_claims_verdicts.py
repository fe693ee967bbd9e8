"""Every rule with evidence that is changed a little: the verdict flips as the rule says."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.claims import (
    chips,
    clusters,
    conclusion,
    ecosystem,
    energy,
    market,
    practice,
    roadmap,
    systems,
)
from chiprace.claims.conditions import Condition, conditions
from chiprace.claims.verdicts import against, caveated
from chiprace.evidence.override import parse_override
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import CLAIMANT
from chiprace.models.serving_paper import SERVICE
from chiprace.scenario import Scenario

ARTICLE = date(2026, 1, 1)
LATER = date(2026, 11, 1)
SCENARIO = Scenario()


@pytest.fixture
def seen(facts):
    """Return the evidence of a day."""
    return lambda day=LATER: Evidence(facts, day)


def setting(evidence, key, text):
    return replace(evidence, overrides=(parse_override(key, text),))


def changed(evidence, change):
    """Return the evidence with facts replaced, or left out where None comes back."""
    return replace(evidence, facts=evidence.facts.changed(change))


def with_texts(evidence, **texts):
    return changed(
        evidence,
        lambda fact: replace(fact, text=texts[fact.id]) if fact.id in texts else fact,
    )


def with_developers(evidence, count):
    """Return the evidence with another count where the newest was four million."""
    return changed(
        evidence,
        lambda fact: (
            replace(fact, text=str(count))
            if fact.attribute == "developers" and fact.text == "4000000" and fact.voice != CLAIMANT
            else fact
        ),
    )


def verdict(test, evidence, scenario=SCENARIO):
    return test(evidence, scenario).verdict


class TestSharedRules:
    @given(st.floats(0.1, 10), st.floats(0, 5), st.floats(0.1, 10))
    def test_a_range_is_on_one_side_or_contested(self, low, width, threshold):
        found = against(low, low + width, threshold)
        if low >= threshold:
            assert found == "supported"
        elif low + width < threshold:
            assert found == "contradicted"
        else:
            assert found == "contested"

    def test_a_caveat_changes_nothing_but_supported(self):
        assert caveated("supported", True) == "supported with a caveat"
        assert caveated("supported", False) == "supported"
        assert caveated("contested", True) == "contested"


class TestMarket:
    def test_share(self, seen):
        assert verdict(market.c01_share, seen()) == "supported with a caveat"
        assert verdict(market.c01_share, with_texts(seen(), NB0241="40")) == "contested"

    def test_most_estimates_outside_contradict(self, seen):
        halved = changed(
            seen(),
            lambda fact: (
                replace(fact, text=str(fact.value / 4))
                if fact.attribute == "market_share" and fact.voice != CLAIMANT
                else fact
            ),
        )
        assert verdict(market.c01_share, halved) == "contradicted"

    def test_market_of_china(self, seen):
        assert verdict(market.c20_mandates, seen(date(2025, 10, 1))) == "contradicted"
        assert verdict(market.c20_mandates, seen(ARTICLE)) == "contested"
        assert verdict(market.c20_mandates, seen()) == "supported with a caveat"
        assert verdict(market.c20_mandates, with_texts(seen(), MK0101="30")) == "contradicted"

    def test_what_nvidia_alone_says_of_itself_is_named_so(self, seen):
        found = market.c20_mandates(seen(), SCENARIO).answer
        assert "by its own word alone" in found.reason
        assert "55% (IDC, 2025)" in found.reason
        assert found.trial.given.endswith("Nvidia is right about its own sales")
        # Of 2025 others spoke too.
        assert "own word" not in market.c20_mandates(seen(ARTICLE), SCENARIO).answer.reason


class TestEcosystem:
    def test_developers(self, seen):
        test = ecosystem.c02_developers
        assert verdict(test, seen(date(2025, 10, 1))) == "not testable"
        assert verdict(test, seen(ARTICLE)) == "vendor's word only"
        assert verdict(test, with_developers(seen(ARTICLE), 3e6)) == "contradicted"

    def test_growth(self, seen):
        test = ecosystem.c23_growth
        found = test(seen(ARTICLE), SCENARIO)
        assert found.verdict == "vendor's word only"
        # 1.5 million of some day of 2023 to 4.0 million on 30 December 2025.
        assert found.answer.low == pytest.approx((4 / 1.5) ** (1 / 3), rel=0.002)
        assert found.answer.high == pytest.approx((4 / 1.5) ** (1 / 2), rel=0.002)
        flip = found.answer.decisive.flips_at
        assert verdict(test, with_developers(seen(ARTICLE), 0.8 * flip)) == "contradicted"

    def test_foundries(self, seen):
        test = ecosystem.c21_foundries
        assert verdict(test, seen(ARTICLE)) == "contradicted"
        assert verdict(test, seen()) == "contested"
        foreign = ("TSMC", "Samsung", "SK hynix")
        domestic = changed(
            seen(ARTICLE),
            lambda fact: (
                None if fact.text in foreign and fact.subject.startswith("Ascend") else fact
            ),
        )
        assert verdict(test, domestic) == "supported with a caveat"


class TestRoadmap:
    def test_a_cell_that_differs_is_contested(self, seen):
        other = changed(
            seen(),
            lambda fact: (
                replace(fact, text="96")
                if (fact.subject, fact.attribute) == ("Ascend 910C", "memory_capacity")
                and fact.voice != CLAIMANT
                else fact
            ),
        )
        assert verdict(roadmap.c03_ascend_910c, seen()) == "supported"
        assert verdict(roadmap.c03_ascend_910c, other) == "contested"

    def test_a_peak_in_an_empty_cell_contradicts(self, seen):
        evidence = setting(seen(), "Ascend 910C | compute | FP8", "1 PFLOPS")
        assert verdict(roadmap.c03_ascend_910c, evidence) == "contradicted"

    def test_a_data_sheet_below_the_announcement_is_contested(self, seen):
        assert verdict(roadmap.c04_ascend_950dt, seen(ARTICLE)) == "not due yet"
        assert verdict(roadmap.c04_ascend_950dt, seen()) == "contested"
        told = roadmap.c04_ascend_950dt(seen(), SCENARIO).answer.reason
        assert told.endswith("it is planned for 2026 Q4")
        sheetless = changed(seen(), lambda fact: None if fact.kind == "datasheet" else fact)
        assert verdict(roadmap.c04_ascend_950dt, sheetless) == "not due yet"
        late = replace(sheetless, as_of=date(2027, 2, 1))
        assert verdict(roadmap.c04_ascend_950dt, late) == "contested"

    def test_a_revised_plan_contradicts(self, seen):
        assert verdict(roadmap.c06_ascend_970, seen(ARTICLE)) == "not due yet"
        assert verdict(roadmap.c06_ascend_970, seen()) == "contradicted"

    def test_a_chip_that_was_split_is_held_against_the_heir_that_keeps_most(self, seen):
        test = roadmap.c05_ascend_960
        assert verdict(test, seen(ARTICLE)) == "not due yet"
        found = test(seen(), SCENARIO)
        # The 960DT keeps all but the date, which is sooner; the 960PR keeps FP8 and the link.
        assert (found.verdict, found.answer.found) == ("contested", "4 of 5 cells as stated")
        assert "on the Ascend 960DT" in found.answer.reason
        assert "release 2027 Q1, not 2027 Q4" in found.answer.reason
        assert "the Ascend 960PR keeps 2 of 5" in found.answer.reason
        slower = with_texts(seen(), HW0151="1", HW0152="2", HW0157="1")
        assert verdict(test, slower) == "contradicted"

    def test_the_plan_of_the_970_before_and_after(self, seen):
        now = {each.column: each.now for each in roadmap.cell_tests(seen(), "Ascend 970")}
        assert (now["FP8"], now["FP4"]) == ("3.6 PFLOPS", "14 PFLOPS")


class TestChips:
    def test_growth(self, seen):
        test = chips.c07_exponential
        assert verdict(test, seen(ARTICLE)) == "vendor's word only"
        assert verdict(test, seen()) == "contested"
        assert verdict(test, seen(date(2025, 1, 1))) == "not testable"

    def test_the_flip_of_the_growth_is_where_no_growth_enters_the_interval(self, seen):
        found = chips.c07_exponential(seen(ARTICLE), SCENARIO).answer.decisive
        peak = f"{found.flips_at * 0.97:.6f} PFLOPS"
        below = setting(seen(ARTICLE), "Ascend 970 | compute | FP8", peak)
        assert verdict(chips.c07_exponential, below) == "contested"

    def test_one_chip(self, seen):
        test = chips.c08_one_chip
        found = test(seen(), SCENARIO)
        assert found.verdict == "supported"
        # 752 TFLOPS of the 910C over 989 TFLOPS of the H200, dense.
        assert found.answer.value == pytest.approx(752 / 989)
        key = "Ascend 910C | compute | FP16"
        assert verdict(test, setting(seen(), key, "1200 TFLOPS")) == "contested"
        assert verdict(test, setting(seen(), key, "3000 TFLOPS")) == "contradicted"


class TestSystems:
    def test_count(self, seen):
        test = systems.c09_one_system
        assert verdict(test, seen()) == "supported"
        alone = changed(seen(), lambda fact: None if fact.id == "SC0034" else fact)
        assert verdict(test, alone) == "vendor's word only"
        assert verdict(test, with_texts(seen(), SC0034="256")) == "contradicted"

    def test_outperforms(self, seen):
        test = systems.c14_outperforms
        assert verdict(test, seen(ARTICLE)) == "supported with a caveat"
        found = test(seen(), SCENARIO)
        assert found.verdict == "contested"
        # 1,024 NPUs of 1 PFLOPS FP8 are listed as 1 EFLOPS; 72 Rubin of 17.5 make 1.26 EFLOPS.
        assert found.answer.value == pytest.approx(1 / 1.26, rel=1e-6)
        assert found.answer.decisive.flips_at == pytest.approx(1024 * 1.26, rel=1e-6)

    def test_five_times(self, seen):
        test = systems.c16_five_times
        found = test(seen(), SCENARIO)
        assert found.verdict == "contested"
        assert found.answer.found == "5.33 ×; 3.2 × for equal compute"
        # 384 / 72 over 300 / 180.
        assert found.answer.value == pytest.approx((384 / 72) / (300 / 180))
        # At 192 PFLOPS the same chips would do 16 / 15 of the work, five for each of Nvidia's.
        assert found.answer.decisive.flips_at == pytest.approx(192)
        compute = "CloudMatrix 384 | compute | FP16"
        assert verdict(test, setting(seen(), compute, "190 PFLOPS")) == "supported"
        # 300 over 72 is 4.2.
        fewer = with_texts(seen(), HW0180="300", SC0034="300")
        assert verdict(test, fewer) == "contradicted"

    def test_scale(self, seen):
        test = systems.c22_scale
        found = test(seen(), SCENARIO)
        assert found.verdict == "supported with a caveat"
        assert found.answer.value == pytest.approx(300 / 180)
        assert found.answer.decisive.flips_at == pytest.approx(384 / (300 / 180))
        less = changed(
            seen(),
            lambda fact: (
                replace(fact, text=str(fact.value / 3))
                if fact.subject in ("CloudMatrix 384", "Ascend 910C")
                and fact.attribute == "compute"
                else fact
            ),
        )
        assert verdict(test, less) == "contradicted"


class TestClusters:
    def test_atlas_950(self, seen):
        test = clusters.c12_atlas_950
        found = test(seen(), SCENARIO)
        assert found.verdict == "not due yet"
        assert "524,288 planned" in found.answer.reason
        assert found.answer.value == pytest.approx(524288 * 2 / 1000)
        assert found.answer.decisive.flips_at == pytest.approx(1e6 / 524288)
        # Which bin is built in is not said; the least one listed is that of 36 cores (HW0118).
        assert found.answer.low == pytest.approx(524288 * 1.946 / 1000)
        assert verdict(test, seen(date(2027, 1, 15))) == "contradicted"
        small = setting(seen(), "Atlas 950 SuperCluster | accelerator_count", "400000 1")
        assert verdict(test, small) == "contradicted"

    def test_atlas_960(self, seen):
        test = clusters.c13_atlas_960
        assert verdict(test, seen(ARTICLE)) == "not due yet"
        found = test(seen(), SCENARIO)
        assert found.verdict == "contested"
        assert "64 whole pods of 15,488 are 991,232" in found.answer.reason


class TestPractice:
    @pytest.mark.parametrize(
        ("by", "expected"),
        [(1, "contested"), (2, "supported with a caveat"), (0.2, "contradicted")],
    )
    def test_surpasses(self, seen, by, expected):
        scaled = changed(
            seen(),
            lambda fact: (
                replace(fact, text=str(fact.value * by))
                if fact.subject == SERVICE and fact.attribute.endswith("_throughput")
                else fact
            ),
        )
        assert verdict(practice.c10_surpasses, scaled) == expected

    def test_rows_that_are_idealised_are_named_so(self, seen):
        # Behind DeepSeek's profile (SV0007, SV0016), ahead of its production (SV0001, SV0013).
        found = practice.c10_surpasses(seen(), SCENARIO).answer
        assert (
            "on 2 of 4 rows per chip (0.84–1.4 ×), behind on idealised rows alone" in found.reason
        )
        slow = with_texts(seen(), SV0013="2500")
        assert "idealised" not in practice.c10_surpasses(slow, SCENARIO).answer.reason

    def test_parameters(self, seen):
        assert verdict(practice.c11_parameters, seen()) == "supported"
        other = with_texts(seen(), SV0316="600000000000")
        assert verdict(practice.c11_parameters, other) == "contradicted"
        assert verdict(practice.c11_parameters, seen(date(2025, 1, 1))) == "not testable"


class TestEnergy:
    POWER = "CloudMatrix 384 | power | all_in"

    def test_efficiency(self, seen):
        test = energy.c15_efficiency
        found = test(seen(), SCENARIO)
        assert found.verdict == "supported with a caveat"
        # 600 kW over 300 PFLOPS against 145 kW over 180 PFLOPS.
        assert found.answer.value == pytest.approx((600 / 300) / (145 / 180))
        assert found.answer.decisive.flips_at == pytest.approx(1.5 * 300 * 145 / 180)
        assert verdict(test, setting(seen(), self.POWER, "250 kW")) == "contradicted"
        assert verdict(test, setting(seen(), self.POWER, "360 kW")) == "contested"

    def test_energy(self, seen):
        test = energy.c17_energy
        found = test(seen(), SCENARIO)
        assert found.answer.value == pytest.approx(600 / 145)
        assert found.verdict == "supported with a caveat"
        assert verdict(test, setting(seen(), self.POWER, "150 kW")) == "contradicted"

    def test_offset(self, seen):
        test = energy.c18_offset
        assert verdict(test, seen(ARTICLE)) == "contradicted"
        assert verdict(test, seen()) == "contested"
        cheap = Scenario(china_price=0.01, us_price=0.09)
        assert verdict(test, seen(), cheap) == "supported with a caveat"
        dear = Scenario(china_price=0.2, us_price=0.09)
        assert verdict(test, seen(), dear) == "contradicted"

    def test_the_price_of_the_flip_is_that_of_equal_bills(self, seen):
        found = energy.c18_offset(seen(), SCENARIO).answer.decisive
        # The American price over 2.48 times the energy for a unit of work.
        assert found.flips_at == pytest.approx(0.091 / ((600 / 300) / (145 / 180)), rel=1e-3)

    def test_subsidies(self, seen):
        test = energy.c19_subsidies
        assert verdict(test, seen(date(2025, 10, 1))) == "not testable"
        assert verdict(test, seen()) == "supported with a caveat"
        assert verdict(test, with_texts(seen(), EN0001="10")) == "contradicted"


class TestConclusion:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ((2, 2, 2, 2), "supported"),
            ((2, 2, 2, 0.5), "contested"),
            ((2, 2, 0.5, 0.5), "contradicted"),
            ((0.5, 0.5, 0.5, 0.5), "contradicted"),
            ((2, 2), "not testable"),
        ],
    )
    def test_the_board_decides(self, seen, monkeypatch, values, expected):
        board = [
            Condition(f"c{place}", "x", "C01", v, v, v, "1", 1.0, True, "somebody", ())
            for place, v in enumerate(values)
        ]
        monkeypatch.setattr(conclusion, "conditions", lambda evidence, scenario: board)
        assert verdict(conclusion.c24_topple, seen()) == expected

    def test_the_flip_is_the_last_condition_that_has_to_turn(self, seen, monkeypatch):
        board = [
            Condition(f"c{place}", f"n{place}", "C01", v, v, v, "1", 1.0, True, "somebody", ())
            for place, v in enumerate((0.9, 0.5, 0.1, 2.0))
        ]
        monkeypatch.setattr(conclusion, "conditions", lambda evidence, scenario: board)
        found = conclusion.c24_topple(seen(), SCENARIO).answer.decisive
        # Three of four fail: two must turn before fewer than half do, and 0.5 is the second.
        assert found.name == "n1 (and 1 nearer)"

    def test_a_share_must_not_exceed_its_line(self):
        share = Condition("w", "x", "C01", 80, 70, 80, "%", 50, False, "y", ())
        assert share.holds is False
        assert replace(share, low=30, value=40, high=45).holds is True
        assert replace(share, low=40, value=55, high=60).holds is None

    def test_a_ratio_says_over_whom(self, seen):
        board = {each.key: each for each in conditions(seen(), SCENARIO)}
        assert board["Nvidia's share of China"].told == "Nvidia's share of China 0 × Huawei's"
        assert "× Nvidia's (0.040–0.050)" in board["compute made in a year"].told
        assert board["Nvidia's share of the world"].told == "Nvidia's share of the world 70–80%"

    def test_the_numbers_of_the_board(self, seen):
        board = {each.key: each for each in conditions(seen(date(2026, 5, 1)), SCENARIO)}
        # Bernstein has 39 to 40% by value, IDC 55% to 812,000 cards of 4 million.
        assert board["Nvidia's share of China"].low == pytest.approx(39 / 40)
        assert board["Nvidia's share of China"].high == pytest.approx(0.55 / (812 / 4000))
        assert board["Nvidia's share of China"].holds is None
        assert board["compute made in a year"].holds is False

    def test_a_share_of_a_later_year_is_held_against_the_last_counts(self, seen):
        # Nvidia said in May 2026 that it sold next to nothing there (MK0101).
        board = {each.key: each for each in conditions(seen(), SCENARIO)}
        assert (
            board["Nvidia's share of China"].low,
            board["Nvidia's share of China"].high,
            board["Nvidia's share of China"].holds,
        ) == (0, 0, True)
        some = {each.key: each for each in conditions(with_texts(seen(), MK0101="30"), SCENARIO)}
        assert some["Nvidia's share of China"].low == pytest.approx(30 / 40)
        assert some["Nvidia's share of China"].high == pytest.approx(30 / 20.3)
