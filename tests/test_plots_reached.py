import pytest
from matplotlib import pyplot as plt

from chiprace.look.style import report_style
from chiprace.models import reached, roofline
from chiprace.plots import reached as plots
from chiprace.words import reached as words
from measured_run import with_run


@pytest.fixture(scope="module")
def measured(facts):
    return with_run(facts)


@pytest.fixture
def ax():
    with report_style():
        _, axes = plt.subplots(figsize=(6.3, 3.6))
        yield axes


def marks(ax):
    return [line for line in ax.lines if line.get_marker() not in ("None", None, "")]


def test_shares_start_at_nothing_and_end_at_the_peak(evidence, ax):
    data = words.text_rows(reached.shares_reached(evidence))
    assert plots.plot_shares(data, ax=ax) is ax
    assert ax.get_xlim() == (0, 100)
    assert [mark.get_xdata()[0] for mark in marks(ax)] == data["value"].tolist()
    assert [label.get_text() for label in ax.get_yticklabels()] == data["text"].tolist()


def test_energy_stands_beside_its_promise(measured, ax):
    data = words.text_rows(reached.energy_of_products(measured))
    plots.plot_energy(data, ax=ax)
    hollow = [mark for mark in marks(ax) if mark.get_markerfacecolor() == "#ffffff"]
    assert [mark.get_xdata()[0] for mark in hollow] == data["promised"].tolist()
    assert ax.get_xlim()[0] == 0


def test_promised_roofs_are_dashed_and_reached_ones_solid(measured, ax):
    roofs = roofline.roofs(measured)
    served = words.text_served(roofline.served_operations(measured))
    plots.plot_roofline(roofs, served, ax=ax)
    drawn = [line for line in ax.lines if len(line.get_xdata()) == 3]
    assert [line.get_linestyle() == "-" for line in drawn] == roofs["reached"].tolist()
    assert [line.get_ydata()[1] for line in drawn] == roofs["peak"].tolist()
    assert {"log"} == {ax.get_xscale(), ax.get_yscale()}
    assert len(marks(ax)) == len(served)


def flips(evidence):
    return words.text_flips(roofline.flips(evidence), roofline.reachable_ratios(evidence))


def test_flips_stand_beside_the_band_of_what_was_measured(evidence, ax):
    data = flips(evidence)
    plots.plot_flips(data, ax=ax)
    (band,) = ax.patches
    assert band.get_x() == pytest.approx(66.7 / 65.4)
    assert [mark.get_xdata()[0] for mark in marks(ax)] == data["value"].tolist()


def test_flips_without_a_measured_share_have_no_band(evidence, ax):
    data = flips(evidence)
    plots.plot_flips(data[~data["measured"]], ax=ax)
    assert not ax.patches


class TestWords:
    def test_that_nobody_measured_an_h200_is_said_until_somebody_did(self, evidence, measured):
        before = words.say_shares(words.text_rows(reached.shares_reached(evidence)))
        assert "no measurement of it by this project has been taken" in before
        assert "of its peak the 910C 65.4% and the H800 66.7%" in before
        after = words.say_shares(words.text_rows(reached.shares_reached(measured)))
        assert "no measurement" not in after
        assert "the H200 reaches" in after

    def test_titles_are_counted_from_what_is_drawn(self, evidence, measured):
        told = words.caption_flips(flips(evidence)).title
        assert (
            "turn none of the 7 comparisons: they turn at 0.54–0.91, measured is 1.02–1.13" in told
        )
        later = words.caption_flips(flips(measured)).title
        assert later == "Reachable peaks may turn 2 of the 7 comparisons"

    def test_serving_uses_little_of_a_peak(self, evidence):
        served = words.text_served(roofline.served_operations(evidence))
        caption = words.caption_roofline(roofline.roofs(evidence), served)
        assert "prefill 15–33% and decode 6.9–9.6%" in caption.title
        assert "solid: as reached by the 910C in INT8" in caption.subtitle
        assert "37 billion of its parameters" in words.say_served(served, evidence)
