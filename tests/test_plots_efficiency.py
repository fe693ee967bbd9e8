import pandas as pd
import pytest
from matplotlib.colors import to_hex

from chiprace.look.labels import label_points, write_labels
from chiprace.look.style import COLOURS, SHADES
from chiprace.models.efficiency import compare_systems
from chiprace.models.efficiency_frames import decomposition_frame, intensity_frame, pairings_frame
from chiprace.models.per_watt import chips_per_watt, systems_per_watt
from chiprace.plots import efficiency as plots
from chiprace.words.efficiency import systems_rows
from plotted import points, texts


def test_intensity_draws_both_systems_from_zero(evidence, ax):
    data = intensity_frame(compare_systems(evidence))
    data = data[data["key"] == "power_per_compute"]
    assert plots.plot_intensity(data, ax=ax) is ax
    assert ax.get_xlim()[0] == 0
    assert [line.get_xdata()[0] for line in points(ax)] == pytest.approx([2.0, 145 / 180])
    assert texts(ax) == ["2.00", "0.806"]
    assert "2.5 ×" in ax.get_title(loc="left")


def test_decomposition_is_on_a_log_axis_that_starts_at_one(evidence, ax):
    data = decomposition_frame(compare_systems(evidence))
    plots.plot_decomposition(data, ax=ax)
    assert ax.get_xscale() == "log"
    assert "log scale" in ax.get_xlabel()
    assert "0.31 × each" in texts(ax)
    assert len(points(ax)) == len(data)


def test_pairings_show_one_mark_a_pair_and_the_printed_ratios(evidence, ax):
    data = pairings_frame(evidence)
    plots.plot_pairings(data, ax=ax, printed=[2.3])
    assert sum(len(line.get_xdata()) for line in points(ax)) == len(data)
    assert "2.3" in texts(ax)


def test_plans_are_hollow_and_makers_keep_their_colours(evidence, ax):
    data = systems_rows(systems_per_watt(evidence))
    data = data[data["format"] == "FP8"]
    plots.plot_systems_per_watt(data, ax=ax)
    drawn = dict(zip(data["label"], points(ax), strict=True))
    planned = drawn["Atlas 950 SuperPoD, one cabinet"]
    assert to_hex(planned.get_markerfacecolor()) == SHADES.paper
    assert to_hex(planned.get_markeredgecolor()) == COLOURS["Huawei"]
    assert to_hex(drawn["DGX H100"].get_markerfacecolor()) == COLOURS["Nvidia"]


def test_chips_are_labelled_and_no_label_covers_another(evidence, ax):
    data = chips_per_watt(evidence)
    panel = data[data["format"] == "FP16"]
    plots.plot_chips_per_watt(panel, ax=ax)
    assert texts(ax)
    boxes = [text.get_window_extent() for text in ax.texts]
    assert len(boxes) == (data["format"] == "FP16").sum()
    for index, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[index + 1 :])


def test_crowded_labels_move_apart(ax):
    ax.set(xlim=(0, 10), ylim=(0, 10))
    label_points(ax, [(5, 5, "one"), (5, 5.2, "two")], colours=["k", "k"])
    write_labels(ax.get_figure())
    boxes = [label.get_window_extent() for label in ax.texts]
    assert not boxes[0].overlaps(boxes[1])


def test_labels_are_there_however_the_figure_is_drawn(ax):
    label_points(ax, [(0.5, 0.5, "one")], colours=["k"])
    ax.get_figure().draw_without_rendering()
    assert [text.get_text() for text in ax.texts] == ["one"]


def test_a_plot_leaves_its_data_alone(evidence, ax):
    data = pairings_frame(evidence)
    before = data.copy()
    plots.plot_pairings(data, ax=ax, printed=[])
    pd.testing.assert_frame_equal(data, before)
