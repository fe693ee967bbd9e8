"""What the figures of the supernodes draw, read back from their artists."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

from chiprace.look.style import COLOURS, SHADES, report_style
from chiprace.models import supernode_claims, supernode_costs, supernodes
from chiprace.plots import supernodes as plots
from chiprace.words import supernode_costs as cost_words
from chiprace.words import supernodes as words
from plotted import texts


@pytest.fixture
def points(evidence):
    """The labelled points of all generations."""
    return words.points_rows(supernodes.generation_points(supernodes.generations(evidence)))


@pytest.fixture
def costs(evidence):
    """The compute of all pairs per denominator."""
    return cost_words.cost_rows(supernode_costs.per_cost(evidence))


def draw(function, data, **more):
    with report_style():
        _, ax = plt.subplots(figsize=(6.3, 4.2))
        assert function(data, ax=ax, **more) is ax
    return ax


def marks(ax):
    """Return position, colour and fill of every drawn mark."""
    return [
        (
            line.get_xdata()[0],
            line.get_ydata()[0],
            to_hex(line.get_markeredgecolor()),
            to_hex(line.get_markerfacecolor()),
            line.get_markersize(),
        )
        for line in ax.lines
        if line.get_marker() not in ("None", "", None)
    ]


@given(st.floats(1, 1e6), st.floats(1.5, 100))
def test_area_of_a_mark_goes_with_its_accelerators(accelerators, times):
    one, more = plots.mark_size(accelerators), plots.mark_size(times * accelerators)
    assert (more / one) ** 2 == pytest.approx(times)


def test_generations_fill_what_has_shipped(points):
    ax = draw(plots.plot_generations, points)
    assert ax.get_yscale() == "log"
    assert "log scale" in ax.get_ylabel()
    drawn = {(round(x, 6), round(y, 6)): (edge, fill) for x, y, edge, fill, _ in marks(ax)}
    for row in points.itertuples():
        edge, fill = drawn[round(row.year, 6), round(row.value, 6)]
        assert edge == COLOURS[row.maker]
        assert fill == (edge if row.exists else SHADES.paper)


def test_generations_name_every_point_and_say_what_has_no_fp8(points):
    said = texts(draw(plots.plot_generations, points))
    assert set(points["label"]) <= set(said)
    assert sum("no FP8" in text for text in said) == 1


def test_generations_join_both_configurations(points):
    def arrows(data):
        ax = draw(plots.plot_generations, data)
        return [text for text in ax.texts if text.arrow_patch is not None]

    (arrow,) = arrows(points)
    ends = points.set_index("key")["value"]
    assert arrow.xy[1] == ends["atlas-950-listed"]
    assert arrow.xyann[1] == ends["atlas-950-announced"]
    assert not arrows(points[points["key"] != "atlas-950-listed"])


def test_costs_draw_each_known_ratio_and_the_reason_of_each_other(costs):
    panel = costs[costs["year"] == 2025]
    limits = plots.cost_limits(costs)
    ax = draw(plots.plot_costs, panel, limits=limits)
    known = panel[panel["value"].notna()]
    assert sorted(x for x, *_ in marks(ax)) == pytest.approx(sorted(known["value"]))
    assert ax.get_xlim() == pytest.approx(limits)
    assert ax.get_xscale() == "log"
    joined = " ".join(" ".join(text.split()) for text in texts(ax))
    assert "GB300: boundaries of power differ" in joined
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "Whole pod",
        "Per cabinet",
        "Per chip",
        "Per kilowatt",
        "Per dollar",
    ]


def test_costs_say_a_shared_reason_once(costs):
    panel = costs[costs["year"] == 2026]
    ax = draw(plots.plot_costs, panel, limits=plots.cost_limits(costs))
    said = [" ".join(text.split()) for text in texts(ax)]
    assert said.count("boundaries of power differ") == 1


def test_limits_hold_every_ratio_and_one(costs):
    low, high = plots.cost_limits(costs)
    assert low < costs["low"].min()
    assert high > costs["high"].max()
    assert low < 1 < high
    narrow = costs.assign(low=2.0, high=3.0)
    assert plots.cost_limits(narrow)[0] < 1


def test_claims_draw_every_reading(evidence):
    data = supernode_claims.own_comparisons(evidence)
    ax = draw(plots.plot_claims, data)
    known = data[data["value"].notna()]
    assert sorted(x for x, *_ in marks(ax)) == pytest.approx(sorted(known["value"]))
    assert {"claimed", "per chip", "per cabinet", "recomputed, whole"} <= set(texts(ax))
    claimed = known[known["reading"] == "claimed"]
    hollow = [x for x, _, edge, fill, _ in marks(ax) if fill == SHADES.paper]
    assert sorted(hollow) == pytest.approx(sorted(claimed["value"]))


def test_claims_are_drawn_with_a_single_row():
    data = pd.DataFrame(
        [
            ("x", "Compute", "claimed", 6.7, 6.7, 6.7, ""),
            ("x", "Compute", "chip", 0.06, 0.05, 0.07, ""),
        ],
        columns=["claim", "label", "reading", "value", "low", "high", "reason"],
    )
    ax = draw(plots.plot_claims, data)
    assert len(marks(ax)) == 2
    assert ax.get_xlim()[0] < 0.05
    assert ax.get_xlim()[1] > 6.7
