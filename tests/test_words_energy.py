from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from chiprace.models import (
    energy,
    energy_buildings,
    energy_carbon,
    energy_costs,
    energy_offsets,
    energy_prices,
    energy_supply,
    ownership,
    ownership_frames,
    ownership_inputs,
)
from chiprace.scenario import Scenario
from chiprace.words import energy as words
from chiprace.words import energy_supply as supply_words
from chiprace.words import ownership as ownership_words

DAYS = [date(2025, 10, 1), date(2026, 1, 1), date(2026, 11, 1), date(2026, 11, 23)]


class Whole:
    """All that the chapter shows, for one scenario."""

    def __init__(self, evidence, scenario):
        self.evidence, self.scenario = evidence, scenario
        self.both = both = energy.pair(evidence, scenario)
        self.terms = terms = ownership.Terms.of(scenario)
        self.cases = cases = ownership_inputs.cases(both, evidence, scenario)
        self.stack = ownership_frames.stack_frame(cases, terms)
        self.offset = ownership_frames.offset_curves(cases, terms)
        self.bills = energy_costs.energy_bills(both)
        self.homes = energy_costs.home_costs(both, evidence)
        self.meetings = energy_costs.meetings(both, evidence)
        self.carbon = energy_carbon.carbon_frame(both, evidence, scenario)
        self.supply = energy_supply.supply_frame(evidence)
        self.prices = energy_prices.prices_frame(evidence)
        self.discount = energy_supply.reported_discount(evidence)

    def captions(self):
        return [
            words.caption_lines(self.homes, self.both, self.scenario),
            words.caption_break_even(self.meetings, self.both, self.scenario),
            words.caption_map(
                self.both, words.map_prices(self.prices), self.discount, self.scenario
            ),
            ownership_words.caption_stack(self.stack, self.terms, self.scenario),
            ownership_words.caption_offset(self.offset, self.cases[0], self.terms, self.scenario),
            supply_words.caption_carbon(self.carbon, self.both, self.scenario),
            supply_words.caption_supply(self.supply, energy_supply.spare_share(self.evidence)),
        ]

    def finding(self):
        emitted = energy_carbon.carbon_ratio(self.both, self.evidence, self.scenario)
        return words.say_finding(self.both, self.bills, self.stack, self.offset, emitted)


@pytest.fixture
def whole(evidence):
    return Whole(evidence, Scenario())


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("policy", ["all", "independent", "vendor"])
def test_every_caption_is_whole_and_short(evidence, day, policy):
    captions = Whole(replace(evidence, as_of=day, policy=policy), Scenario()).captions()
    assert len({caption.key for caption in captions}) == len(captions)
    for caption in captions:
        assert 20 < len(caption.title) <= 92, caption.title
        assert len(caption.subtitle) <= 140
        assert len(caption.alt) > 80
        assert all(note and not note.endswith(".") for note in caption.notes)


def test_the_finding_says_the_numbers_worked_out_by_hand(whole):
    # 2 kW over 145/180 kW; its inverse; 6 × 0.056 over 2.4167 × 0.091; 4.546 over 2.550 USD.
    text = whole.finding()
    for part in (
        "**2.5 × (2.0–2.7) the energy**",
        "at 40% of the American price",
        "1.5 × as much",
        "**1.8 ×**",
        "still 1.7 ×",
        "at 3.3 million USD",
        "at 2.3 million USD",
        "3.6 ×",
    ):
        assert part in text


def test_titles_follow_the_data(evidence):
    cheap = Whole(evidence, Scenario(huawei_system_price=1e6))
    title = ownership_words.caption_offset(
        cheap.offset, cheap.cases[0], cheap.terms, cheap.scenario
    ).title
    assert title.startswith("Free power offsets the gap below")
    assert title.endswith("; 1 are assumed")
    assert "with free electricity 0.6" in cheap.finding()
    alike = Whole(evidence, Scenario(delivered_huawei=1.0, delivered_nvidia=145 / 180 / 2))
    assert energy.break_even_prices(alike.both)[0] == pytest.approx(1)
    assert "at most 100% of American" in alike.captions()[1].title


def test_the_shares_needed_for_a_tie(whole):
    shares = dict(words.tie_shares(whole.both, [("hub", 0.398 / 7.185), ("low", 0.01)]))
    # 0.40278 × 9.1 ct = 3.665 ct; 1 − 3.665 / 5.539.
    assert shares["hub"] == pytest.approx(1 - 0.0366528 / 0.0553932, abs=1e-4)
    assert shares["low"] == 0


def test_a_tie_that_no_price_brings_is_said(evidence):
    whole = Whole(evidence, Scenario(facility_capex_china=60.0))
    assert "at no price if electricity were free" in whole.finding()
    title = whole.captions()[4].title
    assert "at no price of a system" in title


def test_assumptions_stand_in_the_notes(evidence):
    unlike = Scenario(pue_china=1.5, delivered_huawei=0.3)
    notes = " ".join(words.basis_note(unlike))
    assert "1.5 in China and 1.2 in the United States" in notes
    assert "30% of Huawei's peak and 40% of Nvidia's" in notes
    both = energy.pair(evidence, unlike)
    table = ownership_words.table_inputs([], both, unlike)
    assert "differ" in ownership_words.caption_inputs(unlike).title
    assert len(table.rows) == 8


def test_the_table_of_inputs(whole):
    table = ownership_words.table_inputs(whole.cases, whole.both, whole.scenario)
    cells = {row.cells[0].text: [cell.text for cell in row.cells[2:]] for row in table.rows}
    assert cells["Price of the system"][:2] == ["8.2 (7–11)", "3.1 (2.5–4)"]
    assert cells["Building"][0] == "11.7 (6.6–15)"
    assert cells["Power usage effectiveness"] == ["1.2", "1.2", "assumed"]
    assert table.rows[0].cells[2].facts


def test_a_value_of_the_scenario_is_called_so(evidence):
    whole = Whole(evidence, Scenario(us_price=0.05, china_price=0.05))
    table = ownership_words.table_inputs(whole.cases, whole.both, whole.scenario)
    assert table.rows[1].cells[-1].text == "scenario"
    assert "Set by the scenario: china price and us price." in supply_words.say_grounds(
        whole.both, evidence, whole.scenario
    )


def test_the_averages_are_read_from_the_ratios(whole):
    told = supply_words.say_averages([("A", 1.2), ("B", 1.1)], whole.prices)
    assert told.startswith("Chinese industry does not pay less")
    assert "1.1% above what the Qingyang hub lists" in told
    assert supply_words.say_averages([("A", 0.8)], whole.prices).startswith("Sources differ")


def test_what_was_not_known_is_not_said(evidence):
    early = evidence.at(date(2025, 10, 1))
    whole = Whole(early, Scenario())
    told = supply_words.say_grounds(whole.both, early, Scenario())
    assert "subsidy" not in told
    assert "% of their capacity" not in told
    assert "no comparison" in words.say_tokens(energy_offsets.energy_per_token(early))
    assert "No published cost" in ownership_words.say_cross_check(whole.cases, whole.stack, None)


def test_what_other_buildings_would_change(whole):
    told = words.say_buildings(whole.both, energy_buildings.known_buildings(whole.evidence))
    assert "1.49 (2021)" in told
    assert "29–32% of the American price, not at 40%" in told
    assert "No PUE" in words.say_buildings(whole.both, None)


def test_the_cross_check_by_hand(whole):
    full = ownership_frames.stack_frame(whole.cases, ownership.always_at_work(whole.terms))
    told = ownership_words.say_cross_check(
        whole.cases, full, ownership_inputs.published_cost(whole.evidence)
    )
    # 72 × 2.21 USD.
    assert "159 USD for 72" in told


def test_across_methods_only_with_a_caveat(whole):
    notes = supply_words.caption_carbon(whole.carbon, whole.both, whole.scenario).notes
    (note,) = (each for each in notes if each.startswith("Across"))
    assert "differ by 1.4% for China as a whole" in note
    assert note.endswith("only in Sichuan")


def test_spread_of_a_ratio():
    assert words.spread(np.array([2.0, 2.0, 2.0])) == "2.0 ×"
    assert words.spread(np.array([2.5, 2.02, 2.74])) == "2.5 × (2.0–2.7)"
