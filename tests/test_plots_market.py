from datetime import date

import pandas as pd
import pytest
from matplotlib import dates as mdates
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

from chiprace.look.style import COLOURS, SHADES, report_style
from chiprace.look.tidy import rows
from chiprace.models.chronology import AXIS_BEGINS, episodes
from chiprace.models.chronology_sales import on_sale
from chiprace.models.ecosystem import developer_counts
from chiprace.models.market import nvidia_shares
from chiprace.models.market_china import china_market
from chiprace.models.market_revenue import revenue_rates
from chiprace.models.supply import output_estimates
from chiprace.plots import market as plots
from chiprace.plots.chronology import plot_chronology
from chiprace.plots.ecosystem import plot_developers
from chiprace.plots.supply import plot_output
from chiprace.words.chronology import act_rows
from chiprace.words.market import share_rows
from chiprace.words.market_china import china_rows
from chiprace.words.supply import output_rows
from plotted import points, texts

TODAY = date(2026, 11, 23)


@pytest.fixture
def ax():
    with report_style():
        _, axes = plt.subplots(figsize=(6.3, 5))
        yield axes


def bars(ax):
    return [line for line in ax.lines if line.get_marker() in ("None", None, "")]


def hollow(line):
    return to_hex(line.get_markerfacecolor()) == SHADES.paper


@pytest.fixture
def shares(evidence):
    return share_rows(nvidia_shares(evidence))


def at(ax, row):
    return [line for line in points(ax) if line.get_ydata()[0] == row]


def test_shares_stand_at_their_values(shares, ax):
    assert plots.plot_shares(shares, ax=ax, band=(70, 95)) is ax
    assert ax.get_xlim() == (0, 100)
    for row in rows(shares):
        drawn = {line.get_xdata()[0] for line in at(ax, row.row)}
        assert drawn == {row.low, row.high}
    assert len(points(ax)) == len(shares) + (shares["low"] < shares["high"]).sum()


def test_ranges_of_shares_are_joined(shares, ax):
    plots.plot_shares(shares, ax=ax, band=(70, 95))
    joined = {(*line.get_xdata(), line.get_ydata()[0]) for line in bars(ax)}
    (mizuho,) = (row for row in rows(shares) if row.voice == "Mizuho")
    assert (70, 95, mizuho.row) in joined
    assert len(joined) == (shares["low"] < shares["high"]).sum()


def test_the_band_is_the_one_given(shares, ax):
    plots.plot_shares(shares, ax=ax, band=(70, 95))
    (band,) = ax.patches
    assert (band.get_x(), band.get_x() + band.get_width()) == (70, 95)
    assert "the article: 70–95%" in texts(ax)


def test_forecasts_of_shares_are_hollow_and_nvidias_word_is_square(shares, ax):
    plots.plot_shares(shares, ax=ax, band=(70, 95))
    for row in rows(shares):
        for line in at(ax, row.row):
            assert hollow(line) == bool(row.outlook)
            assert line.get_marker() == ("s" if row.voice == "Nvidia" else "D")
    assert any(hollow(line) for line in points(ax))


def test_an_arrow_leads_on_from_at_least(shares, ax):
    plots.plot_shares(shares, ax=ax, band=(70, 95))
    arrows = [text for text in ax.texts if getattr(text, "arrow_patch", None)]
    (economist,) = (row for row in rows(shares) if row.voice == "The Economist")
    assert [(arrow.xyann, arrow.xy[0] > 95) for arrow in arrows] == [((95, economist.row), True)]


def test_every_row_has_its_label_and_every_group_its_heading(shares, ax):
    plots.plot_shares(shares, ax=ax, band=(70, 95))
    assert [label.get_text() for label in ax.get_yticklabels()] == shares["label"].tolist()
    assert set(shares["group"]) <= set(texts(ax))
    heads = shares.groupby("group")["row"].min() - 1
    assert not set(heads) & set(shares["row"])


@pytest.fixture
def panels(evidence):
    return {panel["counter"].iloc[0]: panel for panel in china_rows(china_market(evidence))}


def test_china_is_stacked_to_the_whole(panels, ax):
    plots.plot_china(panels["IDC"], ax=ax)
    second = [patch for patch in ax.patches if round(patch.get_x() + patch.get_width() / 2) == 1]
    heights = [(round(patch.get_y(), 1), round(patch.get_height(), 1)) for patch in second]
    assert heights == [(0, 20.3), (20.3, 20.7), (41, 4), (45, 55)]
    colours = [to_hex(patch.get_facecolor()) for patch in second]
    assert (colours[0], colours[-1]) == (COLOURS["Huawei"], COLOURS["Nvidia"])
    assert ax.get_ylim() == (0, 100)
    assert ax.get_title(loc="left") == "IDC,\nby units"
    assert "Nvidia\n55" in texts(ax)


def test_forecasts_of_china_are_hatched(panels, ax):
    data = panels["Bernstein"]
    plots.plot_china(data, ax=ax)
    for patch, row in zip(ax.patches, rows(data), strict=True):
        forecast = bool(row.outlook) and row.vendor != "Not split"
        assert bool(patch.get_hatch()) == forecast
    assert [label.get_text() for label in ax.get_xticklabels()] == [
        "2023",
        "2024",
        "2025",
        "2026\nforecast",
        "2028\nforecast",
    ]


def test_parts_too_thin_are_not_named(panels, ax):
    plots.plot_china(panels["Bernstein"], ax=ax)
    assert not any(text.startswith("AMD 2") for text in texts(ax))  # 2 %
    assert "AMD\n12" in texts(ax)


def test_revenue_is_on_a_log_axis_and_says_so(evidence, ax):
    data = revenue_rates(evidence)
    plots.plot_revenue(data, ax=ax)
    assert ax.get_yscale() == "log"
    assert "log scale" in ax.get_ylabel()
    drawn = [line.get_ydata()[0] for line in points(ax)]
    assert sorted(drawn) == pytest.approx(sorted(data["rate"]))
    assert ax.get_ylim()[1] > 89


def test_the_line_of_revenue_is_broken_where_quarters_are_missing(evidence, ax):
    data = revenue_rates(evidence)
    plots.plot_revenue(data, ax=ax)
    joined = {tuple(line.get_ydata()) for line in bars(ax)}
    assert (41.1, 51.2) in joined
    assert (3.83, 10.32) not in joined  # three quarters lie between
    assert len(joined) == (data["maker"] == "Nvidia").sum() - 2


def test_huaweis_forecast_is_hollow_and_labelled(evidence, ax):
    plots.plot_revenue(revenue_rates(evidence), ax=ax)
    state = {line.get_ydata()[0]: hollow(line) for line in points(ax)}
    assert state[3.0]  # 12 bn USD a year, forecast for 2026
    assert not state[1.875]
    labels = " ".join(texts(ax))
    assert "Huawei, AI chips 2026, forecast" in labels
    assert "Nvidia, data centre\n89" in texts(ax)


def test_revenue_without_huawei_is_drawn(evidence, ax):
    data = revenue_rates(evidence)
    plots.plot_revenue(data[data["maker"] == "Nvidia"], ax=ax)
    assert len(points(ax)) == (data["maker"] == "Nvidia").sum()


def test_output_is_on_a_log_axis_hollow_for_plans_grey_for_one_chip(evidence, ax):
    data = output_rows(output_estimates(evidence))
    assert plot_output(data, ax=ax) is ax
    assert ax.get_xscale() == "log"
    assert "log scale" in ax.get_xlabel()
    for row in rows(data):
        (line,) = at(ax, row.row)
        assert line.get_xdata()[0] == row.output
        assert hollow(line) == (bool(row.outlook) or row.assumed)
        edge = to_hex(line.get_markeredgecolor())
        assert (edge == COLOURS["Huawei"]) == (not row.part)
    low, high = ax.get_xlim()
    assert low < data["output"].min() <= data["output"].max() < high
    assert {"812k", "5M"} <= set(texts(ax))


def test_arrows_of_output_lead_to_what_a_bound_leaves_open(evidence, ax):
    data = output_rows(output_estimates(evidence))
    plot_output(data, ax=ax)
    arrows = {
        (text.xyann[1], text.xy[0] > text.xyann[0])
        for text in ax.texts
        if getattr(text, "arrow_patch", None)
    }
    assert arrows == {
        (row.row, row.bound == "at_least")
        for row in rows(data)
        if row.bound in ("at_least", "at_most")
    }
    assert {up for _, up in arrows} == {True, False}


def test_developers_stand_at_their_dates_on_an_axis_from_nothing(evidence, ax):
    data = developer_counts(evidence)
    plot_developers(data, ax=ax, stated=4e6)
    low, high = ax.get_ylim()
    assert low < 0 < 6e6 < high
    assert sorted(line.get_ydata()[0] for line in points(ax)) == sorted(data["developers"])
    assert "the article: 4M" in texts(ax)
    assert any(set(line.get_ydata()) == {4e6} for line in bars(ax))
    colours = {to_hex(line.get_markerfacecolor()) for line in points(ax)}
    assert colours == set(COLOURS.values())


@pytest.fixture
def chronology(evidence, ax):
    acts, sales = act_rows(episodes(evidence), evidence), on_sale(evidence)
    plot_chronology(acts, sales, ax=ax, first=AXIS_BEGINS, last=TODAY)
    return acts, sales


def test_acts_stand_on_their_side_and_day(chronology, ax):
    acts, sales = chronology
    top, bottom = 0.8, -sales["chip"].nunique() + 0.2
    shown = acts[acts["end"] >= AXIS_BEGINS]
    assert len(points(ax)) == len(shown) < len(acts)  # the Entity List of 2019 is before the axis
    for side, beyond in (
        ("United States", lambda y: y > top),
        ("China", lambda y: y < bottom),
    ):
        days = sorted(
            row.start + (row.end - row.start) / 2 for row in rows(shown) if row.side == side
        )
        drawn = sorted(line.get_xdata()[0] for line in points(ax) if beyond(line.get_ydata()[0]))
        assert drawn == days


def test_what_closes_is_filled_and_what_opens_hollow(chronology, ax):
    acts, _ = chronology
    shown = acts[acts["end"] >= AXIS_BEGINS]
    opened = [line for line in points(ax) if hollow(line)]
    closed = [line for line in points(ax) if to_hex(line.get_markerfacecolor()) == SHADES.ink]
    assert len(opened) == (shown["effect"] == "opens").sum()
    assert len(closed) == (shown["effect"] == "closes").sum()


def test_sales_are_bars_dotted_under_licence(chronology, ax):
    _, sales = chronology
    chips = list(dict.fromkeys(sales["chip"]))
    drawn = {(line.get_ydata()[0], line.get_xdata()[-1]): line for line in bars(ax)}
    h800 = drawn[-chips.index("H800"), date(2023, 10, 23)]
    assert h800.get_linestyle() == "-"
    assert drawn[-chips.index("H200"), TODAY].get_linestyle() == ":"
    assert set(chips) <= set(texts(ax))
    assert ax.get_xlim()[0] == pytest.approx(mdates.date2num(AXIS_BEGINS))


def test_plots_leave_their_data_alone(evidence, ax):
    data = revenue_rates(evidence)
    before = data.copy()
    plots.plot_revenue(data, ax=ax)
    pd.testing.assert_frame_equal(data, before)


def test_shares_leave_their_data_alone(shares, ax):
    before = shares.copy()
    plots.plot_shares(shares, ax=ax, band=(70, 95))
    pd.testing.assert_frame_equal(shares, before)
