"""How sure each verdict is: the draws of the ledger against what the facts say by hand."""

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from matplotlib import pyplot as plt

from chiprace.chance.draws import draw
from chiprace.chance.inputs import central, evaluate, inputs_of
from chiprace.chance.sensitivity import Flip, today
from chiprace.claims import ledger, sureness
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.look.style import SHADES, report_style
from chiprace.models import offset_formulas
from chiprace.models.assumptions import ASSUMED, assumption
from chiprace.models.energy import energy_ratio, pair
from chiprace.models.ownership import Terms, annuity, cost
from chiprace.models.ownership_inputs import cases
from chiprace.plots import sureness as plots
from chiprace.scenario import Scenario
from chiprace.words import draws as draw_words
from chiprace.words import sureness as words

DAY = date(2026, 11, 1)
SCENARIO = Scenario(draws=4096)


@pytest.fixture(scope="module")
def evidence(facts):
    return Evidence(facts, DAY)


@pytest.fixture(scope="module")
def found(evidence):
    return sureness.sureness(ledger.evaluate(evidence, SCENARIO), evidence, SCENARIO)


@pytest.fixture(scope="module")
def frame(found):
    return sureness.sure_frame(found)


@pytest.fixture(scope="module")
def by_id(frame):
    return {row.id: row for row in frame.itertuples()}


@pytest.fixture(scope="module")
def both(evidence):
    return pair(evidence, SCENARIO)


class TestLedger:
    def test_every_claim_has_a_number_and_a_line(self, found):
        assert [each.finding.key for each in found] == [f"C{n:02}" for n in range(1, 25)]
        for each in found:
            assert each.trial.says
            assert math.isfinite(each.trial.low) or math.isfinite(each.trial.high)
            assert 0 <= each.outcome.holds <= 1
            assert each.outcome.p5 <= each.outcome.p50 <= each.outcome.p95

    def test_the_number_is_that_of_the_verdict(self, found):
        """With all inputs central the trial gives what the verdict rests on."""
        for each in found:
            if each.finding.key in ("C15", "C16", "C18", "C22", "C12", "C14", "C08"):
                assert today(each.trial.formula) == pytest.approx(each.finding.answer.value)

    def test_a_verdict_of_the_whole_range_holds_in_all_draws_or_in_none(self, found):
        for each in found:
            if each.finding.key in ("C15", "C16", "C22"):
                low, high = each.finding.answer.low, each.finding.answer.high
                if low >= each.trial.low:
                    assert each.outcome.holds == 1
                if high < each.trial.low:
                    assert each.outcome.holds == 0

    def test_the_flip_of_the_power_is_by_hand(self, by_id):
        # 1.5 × 145 kW / 180 PFLOPS × 300 PFLOPS
        assert by_id["C15"].flips_at == pytest.approx(362.5)
        assert by_id["C15"].input == "power, CloudMatrix 384"
        assert by_id["C15"].place == "outside the range"

    def test_flips_agree_with_those_of_the_rules(self, found):
        for each in found:
            rule = each.finding.answer.decisive
            if each.finding.key in ("C15", "C16", "C18", "C20", "C19") and rule and each.flip:
                by = 100 if each.finding.key == "C19" else 1  # a share there, percent here
                assert each.flip.value * by == pytest.approx(rule.flips_at)

    def test_the_price_in_china_decides_the_bill_but_not_alone(self, by_id):
        assert by_id["C18"].input == "electricity price, China"
        assert by_id["C18"].place == "in the range"
        assert not by_id["C18"].adds_up
        assert 0.1 < by_id["C18"].holds < 0.35

    def test_without_a_range_the_answer_is_yes_or_no(self, by_id):
        assert (by_id["C09"].spread, by_id["C09"].holds) == (False, 1)
        assert (by_id["C21"].spread, by_id["C21"].holds) == (False, 0)

    def test_conditions_are_counted_in_each_draw(self, found):
        last = found[-1]
        values = draw({"": last.trial.formula}, 1024, 1)(last.trial.formula)
        assert set(np.unique(values)) <= set(range(int(last.trial.low) + 1))

    def test_the_table_for_the_file_has_the_draws(self, evidence):
        findings = ledger.evaluate(evidence, SCENARIO, "Superclusters")
        table = ledger.ledger_frame(findings, ledger.chances(findings, SCENARIO))
        assert list(table["id"]) == ["C12", "C13"]
        # 524,288 chips of 2 PFLOPS
        assert table["p50"][0] == pytest.approx(1048.576, rel=1e-4)
        # 5% of the draws lie below what the least bin listed would make, 1.946 PFLOPS.
        assert table["p5"][0] == pytest.approx(524288 * 1.946 / 1000, rel=1e-4)
        assert table["given"][0] == "it is built as planned"
        assert ledger.ledger_frame(findings)["holds"].isna().all()


class TestPlace:
    part = Estimate("CloudMatrix 384", "power", 600.0, 500.0, 600.0, "kW")

    @pytest.mark.parametrize(
        ("value", "place"),
        [(550.0, "in the range"), (400.0, "outside the range"), (9e9, "not plausible")],
    )
    def test_of_a_power(self, evidence, value, place):
        assert sureness.place_of(evidence, Flip(self.part, value)) == place

    def test_of_what_has_no_bounds(self, evidence):
        part = replace(self.part, attribute="condition")
        assert sureness.place_of(evidence, Flip(part, 1.0)) == "not stated"


class TestAssumptions:
    @pytest.mark.parametrize("name", list(ASSUMED))
    def test_the_default_lies_in_its_range(self, evidence, name):
        found = assumption(evidence, Scenario(), name)
        assert found.low <= getattr(Scenario(), name) <= found.high
        assert bool(found.facts) == (found.low < found.high)

    def test_published_values_give_the_range(self, evidence):
        # The sceptics' two years (EN0187), a text of 2026, are known only late in that year.
        late = evidence.at(date(2026, 11, 23))
        found = [assumption(seen, Scenario(), "hardware_years") for seen in (evidence, late)]
        assert [(each.low, each.high) for each in found] == [(5, 6), (2, 6)]  # EN0184
        assert assumption(evidence, Scenario(), "pue_us").low == 1.08  # EN0166

    def test_delivered_shares_are_of_a_16_bit_peak_alone(self, evidence):
        # DeepSeek's run is 20 percent of the FP8 peak (SV0277) and 41 of the 16-bit one; the least
        # over a 16-bit peak is Meta's 38 (SV0275), the most SemiAnalysis's 54.5 (SC0164).
        found = assumption(evidence, Scenario(), "delivered_nvidia")
        assert (found.low, found.high) == pytest.approx((0.38, 0.545))
        assert not {"SV0277", "SV0281", "SC0166", "SV0297"} & set(found.ids)

    def test_what_a_scenario_sets_has_no_range(self, evidence):
        found = assumption(evidence, Scenario(pue_china=1.3), "pue_china")
        assert (found.low, found.central, found.high) == (1.3, 1.3, 1.3)

    def test_nothing_published_is_no_range(self, evidence):
        found = assumption(evidence, Scenario(), "discount_rate")
        assert found.low == found.high == 0.08


class TestCosts:
    def test_the_formulas_are_the_models(self, both, evidence):
        """Fed with central values they give what the chapter draws."""
        energy = offset_formulas.energy_formula(both, evidence, SCENARIO)
        assert today(energy) == pytest.approx(energy_ratio(both)[0])
        home = [case for case in cases(both, evidence, SCENARIO) if case.home]
        terms = Terms.of(SCENARIO)
        whole = offset_formulas.whole_formula(both, evidence, SCENARIO)
        ratio = cost(home[0], terms)[0] / cost(home[1], terms)[0]
        assert today(whole) == pytest.approx(ratio)

    def test_one_compute_stands_behind_power_and_price(self, both, evidence):
        whole = offset_formulas.whole_formula(both, evidence, SCENARIO)
        names = [(part.subject, part.attribute) for part in inputs_of(whole)]
        assert names.count(("CloudMatrix 384", "compute")) == 1

    def test_annuity_of_draws(self):
        # 8% over five years: 0.08 / (1 − 1.08⁻⁵)
        found = annuity(np.array([0.0, 0.08]), np.array([5.0, 5.0]))
        assert found == pytest.approx([0.2, 0.2504565])

    def test_a_take_of_central_values(self, both):
        assert evaluate(both.huawei.power, central) == pytest.approx(both.huawei.power.central)

    def test_the_sentence_has_both_comparisons(self, both, evidence):
        text = words.say_costs(offset_formulas.formulas(both, evidence, SCENARIO), SCENARIO)
        assert text.startswith("Of 4,096 draws, the energy bill lies between")
        assert "whole cost" in text


class TestWords:
    def test_the_table_says_all(self, frame):
        table = words.table_sure(frame)
        texts = {row.cells[0].text[:3]: [cell.text for cell in row.cells] for row in table.rows}
        assert texts["C15"][3] == "2.1, 2.5, 2.7 ×"
        assert texts["C15"][4] == "100%"
        assert texts["C15"][6] == "362 kW, outside the sources; now 600 kW (500–600)"
        assert texts["C21"][4] == "no, no range"
        assert texts["C21"][6] == "at no value of one input"
        assert texts["C12"][2].endswith("if it is built as planned")
        assert texts["C18"][5].endswith("partly together with others")

    @pytest.mark.parametrize(
        ("share", "text"),
        [(0.0, "0%"), (0.001, "under 1%"), (0.205, "20%"), (0.999, "over 99%"), (1.0, "100%")],
    )
    def test_a_share_that_is_not_all_is_not_written_as_all(self, share, text):
        assert words.percent(share) == text

    def test_the_title_names_the_claims_that_sources_flip(self, frame):
        title = words.caption_sure(frame, "claims", SCENARIO).title
        assert "C18" in title
        assert "C15" not in title

    def test_nothing_open_is_said(self, frame):
        sure = frame[frame["id"] == "C09"]
        assert words.say_sure(sure) == (
            "The known ranges leave no claim of this chapter open to chance."
        )


class TestFigures:
    def test_bars_lie_between_the_percentiles_over_the_line(self, frame):
        data = words.drawable(frame)
        with report_style():
            ax = plots.plot_ranges(data, ax=plt.subplots()[1])
        bars = [line for line in ax.lines if line.get_color() == SHADES.guide]
        assert len(bars) == len(data) > 5
        row = data.iloc[0]
        assert bars[0].get_xdata() == pytest.approx([row.p5 / row.line, row.p95 / row.line])
        assert {text.get_text() for text in ax.texts} == set(data["text"])

    def test_a_tornado_has_a_bar_for_each_input(self, found):
        data = words.worth(sureness.swings_over_line(found, 1))
        with report_style():
            ax = plots.plot_tornado(data, ax=plt.subplots()[1])
        labels = [label.get_text() for label in ax.get_yticklabels()]
        assert labels == list(data["input"])
        assert set(data["number"]) <= {text.get_text() for text in ax.texts}
        caption = words.caption_tornado(data, "key", "line")
        for name in data["number"]:
            assert name in caption.alt


class TestMethod:
    def test_the_sentence_names_the_sequence_and_what_goes_together(self, evidence):
        text = draw_words.say_draws(evidence, SCENARIO)
        assert text.startswith("4,096 points of a scrambled Sobol sequence (seed 20260101)")
        assert "electricity price" in text

    def test_the_table_tells_what_is_drawn_from_what_is_set(self, evidence):
        scenario = Scenario(pue_china=1.3)
        table = draw_words.table_assumed(evidence, scenario)
        texts = {row.cells[0].text: [cell.text for cell in row.cells] for row in table.rows}
        assert texts["PUE in China"][1:] == ["1.3", "set by the scenario, so not drawn"]
        assert texts["Yearly cost of capital"][2] == "nothing is published, so not drawn"
        # EN0164 to EN0169: Alphabet 1.1, Amazon 1.15, Meta 1.08, Microsoft 1.17 and 1.18
        assert texts["PUE in the United States"][1] == "1.2 (1.08–1.2)"
