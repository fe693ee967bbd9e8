from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.models import energy
from chiprace.models.ownership import (
    HOURS,
    Terms,
    always_at_work,
    annuity,
    at_price,
    cost,
    cost_parts,
    hourly,
    tie_price,
    with_free_power,
)
from chiprace.models.ownership_frames import offset_curves, stack_frame
from chiprace.models.ownership_inputs import building_cost, cases, published_cost, system_price
from chiprace.scenario import Scenario


@pytest.fixture
def found(evidence):
    return cases(energy.pair(evidence, Scenario()), evidence, Scenario())


TERMS = Terms.of(Scenario())


@pytest.mark.parametrize(
    ("rate", "years", "payment"),
    [
        (0.08, 5, 0.250456),  # tables of capital recovery factors
        (0.08, 10, 0.149029),
        (0.10, 4, 0.315471),
        (0.0, 4, 0.25),
    ],
)
def test_annuity_against_printed_tables(rate, years, payment):
    assert annuity(rate, years) == pytest.approx(payment, abs=1e-6)


@given(st.floats(0.0, 0.5), st.floats(1, 50))
def test_an_annuity_pays_back_what_was_lent(rate, years):
    payment = annuity(rate, years)
    assert payment * years >= 1 - 1e-9
    if rate > 1e-6:
        assert payment * (1 - (1 + rate) ** -years) / rate == pytest.approx(1, rel=1e-6)


@given(st.floats(1, 1e9), st.floats(0, 0.3), st.floats(1, 20), st.floats(0.05, 1))
def test_idle_hours_make_hours_of_work_dearer(capital, rate, years, share):
    assert hourly(capital, rate, years, share) == pytest.approx(
        hourly(capital, rate, years, 1.0) / share
    )


def test_cost_by_hand(found):
    # 8.2 million USD for 300 PFLOPS; 2 kW/PFLOPS at 11.7 USD/W; 5.6 ct/kWh; PUE 1.2; 40%.
    parts = cost_parts(found[0], TERMS)
    hours = 365.25 * 24 * 0.7
    assert parts["hardware"][0] == pytest.approx(8.2e6 / 300 * 0.2504565 / hours / 0.4, rel=1e-6)
    assert parts["building"][0] == pytest.approx(2000 * 11.7 * 0.1490295 / hours / 0.4, rel=1e-6)
    assert parts["power"][0] == pytest.approx(2 * 0.056 / 0.4)
    assert parts["cooling"][0] == pytest.approx(0.2 * 2 * 0.056 / 0.4)
    assert cost(found[0], TERMS)[0] == pytest.approx(4.5459, abs=1e-4)
    assert HOURS == 8766


def test_power_and_cooling_are_the_bill_of_energy(found, evidence):
    both = energy.pair(evidence, Scenario())
    for case, side in zip(found[:2], both, strict=True):
        parts = cost_parts(case, TERMS)
        bill = side.energy * energy.ends(side.price)
        assert parts["power"] + parts["cooling"] == pytest.approx(bill)


def test_each_at_home_then_each_abroad(found):
    assert [(case.side.maker, case.country) for case in found] == [
        ("Huawei", "China"),
        ("Nvidia", "United States"),
        ("Huawei", "United States"),
        ("Nvidia", "China"),
    ]
    # The subsidy follows the chips.
    assert found[3].electricity.central == 0.088
    assert found[0].electricity.central == 0.056


@pytest.mark.parametrize("free", [False, True])
def test_at_the_tie_price_both_cost_the_same(found, free):
    case = with_free_power(found[0]) if free else found[0]
    price = tie_price(case, found[1], TERMS)
    assert cost(at_price(case, price), TERMS)[0] == pytest.approx(cost(found[1], TERMS)[0])


def test_the_tie_price_by_hand(found):
    # What Nvidia's costs less building, power and cooling of Huawei's, in units of its hardware.
    left = 2.549542 - 1.420786 - 0.28 - 0.056
    assert tie_price(found[0], found[1], TERMS) == pytest.approx(8.2e6 * left / 2.789108, rel=1e-4)


@given(st.floats(0.05, 1), st.floats(1, 20), st.floats(1, 40), st.floats(0, 0.4), st.floats(1, 3))
def test_ranges_hold_their_centre_on_all_terms(share, years, building, rate, pue):
    from chiprace.evidence.facts import load_facts
    from chiprace.evidence.policy import Evidence

    scenario = Scenario(pue_china=pue)
    evidence = Evidence(load_facts(), date(2026, 11, 23))
    terms = Terms(share, years, building, rate)
    for case in cases(energy.pair(evidence, scenario), evidence, scenario)[:2]:
        for value in (*cost_parts(case, terms).values(), cost(case, terms)):
            assert value[1] <= value[0] <= value[2]


def test_given_prices_take_the_place_of_facts(evidence):
    scenario = Scenario(huawei_system_price=5e6, facility_capex_china=5.0)
    found = cases(energy.pair(evidence, scenario), evidence, scenario)
    assert energy.ends(found[0].system_price).tolist() == [5e6] * 3
    assert found[0].capex.central == 5.0
    assert found[1].capex.central == 11.7


def test_no_chinese_cost_of_building_is_made_up(evidence):
    chinese = building_cost(evidence, "China", None)
    american = building_cost(evidence, "United States", None)
    assert energy.ends(chinese).tolist() == pytest.approx([11.7, 6.6, 15.0])
    assert any("No cost of building per watt is known for China" in n for n in chinese.notes)
    assert not any("No cost" in note for note in american.notes)
    early = building_cost(evidence.at(date(2025, 10, 1)), "United States", None)
    assert early.central == pytest.approx(6.6)


def test_against_a_published_cost_of_ownership(found, evidence):
    """SemiAnalysis has 2.21 USD an accelerator-hour, with network, storage and running as well."""
    full = cost(found[1], always_at_work(TERMS))[0] * found[1].side.delivered
    an_hour = full * found[1].side.compute.central / 72
    assert published_cost(evidence).central == 2.21
    assert 0.7 * 2.21 < an_hour < 2.21


@pytest.mark.parametrize("position", [0, 1])
def test_a_site_of_100_mw_lies_in_the_published_range(found, position):
    """Morgan Stanley: 330 to 807 million USD a year for 100 MW, over all platforms (SC0092/93)."""
    case = found[position]
    peak = 100e3 / (case.side.power.central * case.pue)
    yearly = cost(case, always_at_work(TERMS))[0] * case.side.delivered * peak * HOURS
    assert 330e6 < yearly < 807e6


def test_stack_adds_up(found):
    data = stack_frame(found, TERMS)
    assert list(data["part"].unique()) == ["hardware", "building", "power", "cooling"]
    for _, case in data.groupby("case"):
        assert case["value"].sum() == pytest.approx(case["total"].iloc[0])
        assert case["start"].to_numpy() == pytest.approx(
            np.concatenate([[0], case["value"].cumsum()[:-1]])
        )
    assert data["facts"].str.len().min() > 0


def test_offset_curves_cross_at_the_tie(found):
    data = offset_curves(found, TERMS)
    for _, line in data.groupby("power"):
        at_tie = np.interp(line["tie"].iloc[0], line["price"], line["ratio"])
        assert at_tie == pytest.approx(1)
    paid, free = (data[data["power"] == each]["ratio"].to_numpy() for each in ("paid", "free"))
    assert (free < paid).all()
    assert offset_curves([], TERMS).empty


def test_price_of_a_system(evidence):
    assert system_price(evidence, "GB200 NVL72", None).central == 3.1e6
    assert system_price(evidence, "GB200 NVL72", 1e6).central == 1e6
