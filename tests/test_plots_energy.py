import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from chiprace.look.style import COLOURS, SHADES
from chiprace.models import (
    energy,
    energy_carbon,
    energy_costs,
    energy_prices,
    energy_supply,
    ownership,
    ownership_frames,
    ownership_inputs,
)
from chiprace.plots.energy import plot_break_even, plot_cost_lines, spread_out
from chiprace.plots.energy_map import plot_subsidy_map
from chiprace.plots.energy_supply import heights, plot_carbon_groups, plot_supply
from chiprace.plots.ownership import TONES, plot_offset, plot_stack
from chiprace.scenario import Scenario
from chiprace.words.energy import map_prices
from plotted import points, texts

TERMS = ownership.Terms.of(Scenario())


@pytest.fixture
def ax():
    return plt.figure(figsize=(6.3, 3.6)).add_subplot()


@pytest.fixture
def both(evidence):
    return energy.pair(evidence, Scenario())


@pytest.fixture
def found(both, evidence):
    return ownership_inputs.cases(both, evidence, Scenario())


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=7), st.floats(0.01, 3))
def test_labels_keep_their_order_and_a_gap(values, gap):
    placed = spread_out(values, gap)
    order = np.argsort(values, kind="stable")
    apart = np.diff(np.array(placed)[order])
    assert (apart >= gap * (1 - 1e-6)).all()
    assert np.mean(placed) == pytest.approx(np.mean(values), abs=1e-6)


def test_labels_that_are_apart_stay():
    assert spread_out([3.0, 1.0, 2.0], 0.5) == [3.0, 1.0, 2.0]
    assert spread_out([1.0, 1.0], 1.0) == [0.5, 1.5]


def test_places_lie_on_their_lines(both, evidence, ax):
    homes = energy_costs.home_costs(both, evidence)
    plot_cost_lines(energy_costs.cost_lines(both, homes), homes, ax=ax)
    places = [(line.get_xdata()[0], line.get_ydata()[0]) for line in points(ax)]
    sides = {side.country: side for side in both}
    expected = [
        (100 * row.price, sides[row.country].energy[0] * row.price) for row in homes.itertuples()
    ]
    assert np.array(places) == pytest.approx(np.array(expected))
    lines = [line for line in ax.lines if len(line.get_xdata()) > 1]
    assert {to_hex(line.get_color()) for line in lines} == set(COLOURS.values())
    assert any("after the subsidy" in text for text in texts(ax))


def test_each_pair_of_places_is_marked_by_who_is_cheaper(both, evidence, ax):
    data = energy_costs.meetings(both, evidence)
    plot_break_even(data, energy.break_even_prices(both), ax=ax)
    shapes = {"Huawei": "v", "Nvidia": "^", "open": "o"}
    assert sorted(line.get_marker() for line in points(ax)) == sorted(
        shapes[cheaper] for cheaper in data["cheaper"]
    )
    line = next(
        line for line in ax.lines if list(line.get_xdata())[:1] == [0] and line.get_linewidth() > 1
    )
    x, y = line.get_data()
    assert y[1] / x[1] == pytest.approx(energy.break_even_prices(both)[0])
    assert ax.get_xlim()[0] == 0 == ax.get_ylim()[0]


def test_the_tie_of_the_map_lies_where_both_pay_the_same(both, evidence, ax):
    prices = map_prices(energy_prices.prices_frame(evidence))
    data = energy_costs.subsidy_map(both, prices)
    discount = energy_supply.reported_discount(evidence)
    plot_subsidy_map(data, ax=ax, prices=prices, reported=discount)
    tie = next(each for each in ax.collections if np.allclose(each.get_linewidth(), 1.6))
    for x, y in np.concatenate([path.vertices for path in tie.get_paths()]):
        cost = both.huawei.energy[0] * x / 100 * (1 - y / 100)
        assert cost == pytest.approx(both.nvidia.energy[0] * both.nvidia.price.central, rel=0.03)
    assert "reported:\nup to 50%" in texts(ax)


def test_a_map_without_a_tie_and_without_a_report_is_drawn(evidence, ax):
    scenario = Scenario(us_price=0.001)
    both = energy.pair(evidence, scenario)
    data = energy_costs.subsidy_map(both, [("a", 0.08)], steps=9)
    plot_subsidy_map(data[data["subsidy"] < 0.5], ax=ax, prices=[], reported=None)
    assert "equal" not in texts(ax)


def test_bars_are_stacked_and_their_ranges_drawn(found, ax):
    data = ownership_frames.stack_frame(found, TERMS)
    plot_stack(data, ax=ax)
    assert len(ax.patches) == len(data)
    for patch, row in zip(ax.patches, data.itertuples(), strict=True):
        assert patch.get_x() == pytest.approx(row.start)
        assert patch.get_width() == pytest.approx(row.value)
        assert patch.get_alpha() == TONES[row.part]
    ranges = [tuple(line.get_xdata()) for line in ax.lines]
    totals = data.drop_duplicates("case")
    assert ranges == list(zip(totals["total_low"], totals["total_high"], strict=True))


def test_the_offset_crosses_one_where_it_is_marked(found, ax):
    data = ownership_frames.offset_curves(found, TERMS)
    plot_offset(data, found[0].system_price, ax=ax)
    ties = sorted(data["tie"].unique() / 1e6)
    assert sorted(line.get_xdata()[0] for line in points(ax)) == pytest.approx(ties)
    assert {line.get_ydata()[0] for line in points(ax)} == {1}
    assert {"2.3", "3.3"} <= set(texts(ax))


def test_an_offset_out_of_reach_has_no_mark(evidence, ax):
    scenario = Scenario(facility_capex_china=60.0)
    cases = ownership_inputs.cases(energy.pair(evidence, scenario), evidence, scenario)
    data = ownership_frames.offset_curves(cases, TERMS)
    assert (data["tie"] < 0).all()
    plot_offset(data, cases[0].system_price, ax=ax)
    assert not points(ax)


def test_carbon_is_pale_abroad(both, evidence):
    data = energy_carbon.carbon_frame(both, evidence, Scenario())
    axes = plt.figure().subplots(2, 1, sharex=True, height_ratios=heights(data))
    plot_carbon_groups(data, axes=axes)
    drawn = [line for ax in axes for line in points(ax)]
    assert len(drawn) == len(data)
    assert sum(line.get_alpha() == 1 for line in drawn) == data["home"].sum()
    assert [tick.get_text() for tick in axes[0].get_yticklabels()] == ["China", "United States"]


def test_one_group_of_grids_alone_is_drawn(both, evidence):
    data = energy_carbon.carbon_frame(both, evidence, Scenario()).query("group == 'common'")
    axes = plt.figure().subplots(2, 1, sharex=True, height_ratios=heights(data))
    plot_carbon_groups(data, axes=axes)
    assert not axes[1].axison


def test_plans_are_hollow_and_the_log_axis_says_so(evidence, ax):
    data = energy_supply.supply_frame(evidence)
    plot_supply(data, ax=ax)
    assert ax.get_xscale() == "log"
    assert "log" in ax.get_xlabel()
    hollow = sum(to_hex(line.get_markerfacecolor()) == SHADES.paper for line in points(ax))
    assert hollow == (~data["exists"]).sum()
    assert len(points(ax)) == len(data)
