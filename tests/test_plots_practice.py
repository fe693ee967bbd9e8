import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from chiprace.look import labels
from chiprace.look.style import COLOURS, SHADES
from chiprace.models import accuracy, serving, serving_frontier, serving_newest, training_mfu
from chiprace.plots import practice as plots
from chiprace.plots import practice_later as later
from chiprace.words.practice_later import text_frontier, text_newest, text_training
from plotted import points, texts


def colours(ax):
    return {to_hex(line.get_markeredgecolor()) for line in points(ax)}


class TestServed:
    @pytest.fixture
    def data(self, evidence):
        data = serving.serving_frame(evidence)
        return data[(data["phase"] == "prefill") & (data["key"] == "package")]

    def test_a_row_a_system_from_zero(self, data, ax):
        assert plots.plot_served(data, ax=ax) is ax
        plots.label_served(data, ax=ax)
        assert len(points(ax)) == 6
        assert ax.get_xlim()[0] == 0
        assert next(text.get_text() for text in ax.get_yticklabels()) == "910C CloudMatrix-Infer"
        assert ax.yaxis_inverted()

    def test_idealised_marks_are_hollow(self, data, ax):
        plots.plot_served(data, ax=ax)
        hollow = [line.get_xdata()[0] for line in points(ax) if line.get_mfc() == SHADES.paper]
        assert hollow == [6688, 7839, 7417]

    def test_ahead_or_behind_stands_beside_each(self, data, ax):
        plots.plot_served(data, ax=ax)
        assert "0.85 × behind" in texts(ax)
        assert "1.40 × ahead" in texts(ax)
        assert "6,688" in texts(ax)
        assert sum("ahead" in text for text in texts(ax)) == 1

    def test_both_makers_have_their_colour(self, data, ax):
        plots.plot_served(data, ax=ax)
        assert colours(ax) == set(COLOURS.values())


class TestFrontier:
    def test_marks_by_likeness_on_log_scales(self, evidence, ax):
        data = text_frontier(serving_frontier.frontier(evidence))
        plots.plot_frontier(data, serving_frontier.trade_off(data), ax=ax)
        assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
        assert "log scale" in ax.get_xlabel()
        assert "log scale" in ax.get_ylabel()
        shapes = [line.get_marker() for line in points(ax)]
        assert sorted(shapes) == sorted(data["likeness"].map(plots.LIKENESS))
        assert set(data["text"]) <= set(texts(ax))

    def test_lines_of_equal_batch_hold_everywhere(self, evidence, ax):
        data = text_frontier(serving_frontier.frontier(evidence))
        plots.plot_frontier(data, serving_frontier.trade_off(data), ax=ax)
        for line in ax.lines:
            if to_hex(line.get_color()) == SHADES.guide:
                first, last = (x * y for x, y in zip(*line.get_data(), strict=True))
                assert first == pytest.approx(last)
                assert first / 1000 in plots._BATCHES

    def test_labels_of_the_crowd_are_apart(self, evidence, ax):
        data = text_frontier(serving_frontier.frontier(evidence))
        plots.plot_frontier(data, serving_frontier.trade_off(data), ax=ax)
        column = sorted(text.xyann[1] for text in ax.texts if text.xyann[0] == 1.05)
        assert len(column) > 5
        gaps = [b - a for a, b in itertools.pairwise(column)]
        assert min(gaps) > 0.06

    @given(st.lists(st.floats(0, 1), max_size=12).map(sorted), st.floats(0.01, 0.2))
    def test_spreading_keeps_order_and_gap(self, heights, gap):
        spread = labels._spread(heights, gap)
        assert len(spread) == len(heights)
        assert all(b - a >= gap - 1e-9 for a, b in itertools.pairwise(spread))
        assert sum(spread) == pytest.approx(sum(heights))


class TestNewest:
    @pytest.fixture
    def data(self, evidence):
        return text_newest(serving_newest.newest(evidence))

    def test_rows_and_headings(self, data):
        heights, lines = later.newest_rows(data)
        assert [line[0] for line in lines] == list(range(len(lines)))
        assert sum(line[2] for line in lines) == data["section"].nunique()
        same = data.assign(height=heights).groupby(["section", "row"])["height"].nunique()
        assert (same == 1).all()
        assert later.newest_height(data) > later.newest_height(data.head(3))

    @pytest.mark.parametrize("column", ["value", "per_mw"])
    def test_a_mark_and_a_label_for_each_known_value(self, data, ax, column):
        later.plot_newest(data, column=column, ax=ax)
        known = data[data[column].notna()]
        assert len(points(ax)) == len(known)
        assert sorted(texts(ax)) == sorted(known["text"])
        assert ax.get_xscale() == "log"

    def test_who_measured_is_the_shape_and_a_plan_is_hollow(self, data, ax):
        later.plot_newest(data, column="value", ax=ax)
        squares = [line for line in points(ax) if line.get_marker() == "s"]
        assert len(squares) == data["who"].eq("vendor").sum()
        hollow = [line.get_xdata()[0] for line in points(ax) if line.get_mfc() == SHADES.paper]
        assert hollow == [pytest.approx(19.6e6 / 8192)]

    def test_the_rows_are_named(self, data, ax):
        later.plot_newest(data, column="value", ax=ax)
        later.label_newest(data, ax=ax)
        named = [text.get_text() for text in ax.get_yticklabels()]
        assert "DeepSeek V4" in named
        assert "MLPerf Inference v6.0, server scenario" in named


class TestTraining:
    def test_points_ranges_and_labels(self, evidence, ax):
        data = text_training(training_mfu.mfu_by_size(evidence))
        mine = data[data["peak"] == "16-bit peak"]
        later.frame_training(data, ax=ax)
        later.plot_training(mine, ax=ax)
        assert len(points(ax)) == len(mine)
        assert ax.get_xscale() == "log"
        assert {text.replace("\n", " ") for text in texts(ax)} == set(mine["text"])
        assert ax.get_ylim()[1] > 54.5

    def test_wider_panels_for_more_runs(self, evidence):
        data = training_mfu.mfu_by_size(evidence)
        widths = later.panel_widths(data, training_mfu.peaks_known(data))
        assert widths == sorted(widths, reverse=True)


def test_accuracy_stands_round_zero(evidence, ax):
    data = accuracy.accuracy_differences(evidence)
    later.plot_accuracy(data, ax=ax)
    assert len(points(ax)) == len(data)
    left, right = ax.get_xlim()
    assert left < -9.75 < 0 < 2.13 < right
    assert "+2.13" in texts(ax)
    assert "−0.60" in texts(ax)
    assert {"against the API", "against the report"} <= set(texts(ax))
