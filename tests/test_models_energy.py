from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.errors import DataError
from chiprace.evidence.estimate import Estimate
from chiprace.look.tidy import by_key
from chiprace.models import efficiency, energy, energy_carbon, energy_costs, energy_supply
from chiprace.models.energy_buildings import break_even_with, known_buildings
from chiprace.models.energy_offsets import energy_per_token, offsets_frame
from chiprace.models.energy_paid import price_before, price_paid, subsidised, us_price
from chiprace.models.energy_prices import newest_period, prices, prices_frame
from chiprace.scenario import Scenario

positive = st.floats(0.01, 100)
DAYS = [date(2025, 10, 1), date(2026, 1, 1), date(2026, 11, 1), date(2026, 11, 23)]


@pytest.fixture
def both(evidence):
    return energy.pair(evidence, Scenario())


def flat(value, unit="1"):
    return Estimate("x", "y", value, value, value, unit)


@given(positive, positive, st.floats(1, 3), st.floats(1, 3))
def test_at_the_break_even_price_both_pay_the_same(one, other, pue, other_pue):
    price = 0.09
    tie = energy.break_even(one / other, pue / other_pue) * price
    assert tie * energy.energy_per_work(one, pue) == pytest.approx(
        price * energy.energy_per_work(other, other_pue)
    )


@given(positive, st.floats(1, 3), st.floats(0.05, 1))
def test_energy_grows_with_power_and_pue_and_falls_with_what_is_delivered(power, pue, delivered):
    base = energy.energy_per_work(power, pue, delivered)
    assert energy.energy_per_work(2 * power, pue, delivered) == pytest.approx(2 * base)
    assert energy.energy_per_work(power, 2 * pue, delivered) == pytest.approx(2 * base)
    assert energy.energy_per_work(power, pue, delivered / 2) == pytest.approx(2 * base)


def test_models_take_arrays():
    found = energy.energy_per_work(np.array([1.0, 2.0]), 1.5, 0.5)
    assert found.tolist() == [3.0, 6.0]
    assert subsidised(np.array([0.1, 0.2]), 0.5).tolist() == [0.05, 0.1]


@pytest.mark.parametrize("day", DAYS)
def test_break_even_is_the_inverse_of_the_ratio_of_power_per_compute(evidence, day):
    seen = evidence.at(day)
    comparisons = efficiency.compare_systems(seen)
    gap = next(each.ratio for each in comparisons if each.quantity.key == "power_per_compute")
    found = energy.break_even_prices(energy.pair(seen, Scenario()))
    assert found.tolist() == pytest.approx([1 / gap.central, 1 / gap.high, 1 / gap.low])


def test_energy_by_hand(both):
    # 600 kW / 300 PFLOPS = 2 kW, 145 kW / 180 PFLOPS; PUE 1.2; 40% of the peak delivered.
    assert both.huawei.energy[0] == pytest.approx(600 / 300 * 1.2 / 0.4)
    assert both.nvidia.energy[0] == pytest.approx(145 / 180 * 1.2 / 0.4)
    assert energy.energy_ratio(both)[0] == pytest.approx((600 / 300) / (145 / 180))
    bills = by_key(energy_costs.energy_bills(both), "maker")
    assert bills["Huawei"].value == pytest.approx(6 * 0.056)
    assert bills["Nvidia"].value == pytest.approx(145 / 180 * 3 * 0.091)
    assert bills["Huawei"].ratio == pytest.approx(6 * 0.056 / (145 / 180 * 3 * 0.091))


def test_unlike_buildings_move_the_tie(evidence):
    alike = energy.break_even_prices(energy.pair(evidence, Scenario()))
    worse = energy.break_even_prices(energy.pair(evidence, Scenario(pue_china=1.8)))
    assert worse == pytest.approx(alike * 1.2 / 1.8)
    better = energy.break_even_prices(energy.pair(evidence, Scenario(delivered_huawei=0.2)))
    assert better == pytest.approx(alike / 2)


def test_the_newest_period_counts(evidence):
    found = prices(evidence)
    assert (found["texas"].period, found["texas"].estimate.central) == ("2026-01", 0.0725)
    assert (found["virginia"].period, found["virginia"].estimate.central) == ("2026-02", 0.1301)
    early = prices(evidence.at(date(2026, 1, 1)))
    assert (early["texas"].period, early["texas"].estimate.central) == ("2023", 0.066)
    assert "best" not in early
    assert "subsidised" not in prices(evidence.at(date(2025, 10, 1)))
    assert newest_period([]) == ""


def test_of_hubs_the_newer_statement_alone(evidence):
    keys = set(prices_frame(evidence)["key"])
    assert "qingyang" in keys
    assert "zhongwei" not in keys
    assert "zhongwei" in set(prices_frame(evidence.at(date(2026, 1, 1)))["key"])


def test_prices_from_facts(evidence):
    paid, before = price_paid(evidence, Scenario()), price_before(evidence, Scenario())
    assert (paid.central, paid.low, paid.high) == (0.056, 0.03, 0.088)
    assert (before.central, before.high) == (0.088, 0.088)
    assert before.low == pytest.approx(0.36 / 7.17)
    american = us_price(evidence, Scenario())
    assert (american.central, american.low, american.high) == (0.091, 0.0725, 0.1301)


@pytest.mark.parametrize(
    ("given_", "paid"),
    [
        ({"china_price": 0.08}, 0.08),
        ({"china_price": 0.08, "subsidy": 0.5}, 0.04),
        ({"subsidy": 0.5}, 0.398 / 7.185 / 2),
        ({"china_price": 0.08, "subsidy": 1.0}, 0.0),
    ],
)
def test_a_subsidy_comes_off_the_price(evidence, given_, paid):
    found = price_paid(evidence, Scenario(**given_))
    assert found.central == pytest.approx(paid)
    assert "by the scenario" in found.notes[-1]


def test_each_meeting_is_the_product_of_gap_and_price_ratio(both, evidence):
    data = energy_costs.meetings(both, evidence)
    assert data["ratio"].to_numpy() == pytest.approx(
        energy.energy_ratio(both)[0] * data["china_price"] / data["us_price"]
    )
    assert (data["low"] <= data["ratio"]).all()
    assert (data["ratio"] <= data["high"]).all()
    for row in data.itertuples():
        expected = "Huawei" if row.high < 1 else "Nvidia" if row.low > 1 else "open"
        assert row.cheaper == expected
    pairs = set(
        data.loc[data["cheaper"] == "Huawei", ["china", "us"]].itertuples(index=False, name=None)
    )
    assert pairs == {("best", "us_average"), ("best", "virginia")}


def test_the_map_agrees_with_the_line(both):
    data = energy_costs.subsidy_map(both, [("a", 0.08)], steps=11)
    assert len(data) == 121
    row = data[(data["subsidy"] == 0)].iloc[-1]
    expected = energy.energy_ratio(both)[0] * row["price"] / both.nvidia.price.central
    assert row["ratio"] == pytest.approx(expected)
    assert (data.groupby("price")["ratio"].apply(lambda each: each.is_monotonic_decreasing)).all()


def test_carbon_by_hand(both, evidence):
    data = energy_carbon.carbon_frame(both, evidence, Scenario())
    row = data[(data["grid"] == "China: Sichuan") & (data["maker"] == "Huawei")].iloc[0]
    assert row["value"] == pytest.approx(1000 * 2 * 1.2 / 0.4 * 0.1404)
    found = energy_carbon.carbon_ratio(both, evidence, Scenario())
    assert found.central == pytest.approx(2 / (145 / 180) * 544.355 / 379.26)
    assert {"EN0099", "EN0100"} <= set(found.ids)


def test_countries_are_compared_by_one_method_alone(evidence, both):
    data = energy_carbon.carbon_frame(both, evidence, Scenario())
    common = data[data["group"] == "common"]
    assert set(common["period"]) == {"2021"}
    assert "United States" not in set(data.loc[data["group"] == "ministry", "grid"])
    given_ = energy_carbon.carbon_ratio(both, evidence, Scenario(carbon_china=0.1, carbon_us=0.4))
    assert given_.central == pytest.approx(2 / (145 / 180) / 4)


def test_supply_by_hand(evidence):
    data = by_key(energy_supply.supply_frame(evidence).query("country == 'China'"), "key")
    assert data["draw_2024"].value == pytest.approx(102e3 / (365.25 * 24))
    assert data["draw_2024"].high == pytest.approx(140e3 / (365.25 * 24))
    # 2,919 GW at the end of 2023, 3,890 GW at the end of 2025.
    assert data["added"].value == pytest.approx((3890 - 2919) / 2, rel=2e-3)
    assert not data["spare"].exists
    american = by_key(energy_supply.supply_frame(evidence).query("country != 'China'"), "key")
    assert american["renewables"].value == pytest.approx(33.3 + 7.8)
    assert not american["added"].exists


def test_the_currency_cancels_on_one_page(evidence):
    found = dict(energy_supply.same_page_ratios(evidence))
    assert found["Tech in Asia"] == pytest.approx(88 / 72.7)
    assert found["Prometheus Group"] == pytest.approx(0.08 / 0.075)


def test_the_reported_discount(evidence):
    assert energy_supply.reported_discount(evidence).central == 0.5
    assert energy_supply.reported_discount(evidence.at(date(2025, 11, 3))) is None
    assert energy_per_token(evidence).low == pytest.approx(0.3)


def test_buildings_on_unlike_bases_are_only_a_what_if(evidence, both):
    found = known_buildings(evidence)
    assert (found.period, found.china.central) == ("2021", 1.49)
    low, high = break_even_with(both, found)
    assert low == pytest.approx(145 / 180 / 2 * 1.08 / 1.49)
    assert high == pytest.approx(145 / 180 / 2 * 1.17 / 1.49)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("policy", ["all", "independent", "vendor"])
def test_offsets_hold_together_on_every_day(evidence, day, policy):
    seen = replace(evidence, as_of=day, policy=policy)
    scenario = Scenario()
    both = energy.pair(seen, scenario)
    data = offsets_frame(both, seen, scenario)
    assert list(data["key"]) == ["energy", "bill", "whole", "whole_free", "carbon"]
    assert (data["low"] <= data["ratio"]).all()
    assert (data["ratio"] <= data["high"]).all()
    bill = by_key(data, "key")["bill"]
    moved = energy.pair(seen, Scenario(china_price=float(bill.flips_at), us_price=None))
    assert by_key(energy_costs.energy_bills(moved), "maker")["Huawei"].ratio == pytest.approx(1)


def test_carbon_flips_where_it_says(evidence, both):
    row = by_key(offsets_frame(both, evidence, Scenario()), "key")["carbon"]
    moved = Scenario(carbon_china=float(row.flips_at))
    assert energy_carbon.carbon_ratio(both, evidence, moved).central == pytest.approx(1)


def test_too_early_a_day_is_refused_with_a_mend(evidence):
    with pytest.raises(DataError, match="Take a later day"):
        energy.pair(evidence.at(date(2025, 1, 31)), Scenario(us_price=0.08, china_price=0.05))


@given(st.tuples(positive, positive), st.tuples(positive, positive))
def test_a_ratio_of_ranges_holds_every_pair(one, other):
    (a, b), (c, d) = sorted(one), sorted(other)
    found = energy.over(np.array([a, a, b]), np.array([d, c, d]))
    for x in (a, b):
        for y in (c, d):
            assert found[1] * (1 - 1e-9) <= x / y <= found[2] * (1 + 1e-9)
