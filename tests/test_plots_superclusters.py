from datetime import date

import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from chiprace.evidence.facts import load_facts
from chiprace.evidence.policy import Evidence
from chiprace.look.style import COLOURS, SHADES, report_style
from chiprace.models.supercluster_demand import powers, years_of_output
from chiprace.models.supercluster_sites import sizes
from chiprace.models.supercluster_training import training_case
from chiprace.models.superclusters import parts_against_total
from chiprace.plots import supercluster_training as training_plots
from chiprace.plots import superclusters as plots
from plotted import texts


@pytest.fixture(scope="module")
def now() -> Evidence:
    return Evidence(load_facts(), date(2026, 11, 23))


@pytest.fixture(scope="module")
def case(now):
    return training_case(now, checkpoint_write_s=30.0, restart_min=10.0, confidence=0.9)


@pytest.fixture
def ax():
    with report_style():
        figure, ax = plt.subplots(figsize=(6.3, 4.6))
        yield ax
        plt.close(figure)


def marks(ax) -> pd.DataFrame:
    """Return every drawn mark with place, fill and colour."""
    return pd.DataFrame(
        [
            {
                "x": float(line.get_xdata()[0]),
                "y": float(line.get_ydata()[0]),
                "hollow": line.get_markerfacecolor() == SHADES.paper,
                "shade": to_hex(line.get_markeredgecolor()),
            }
            for line in ax.lines
            if line.get_marker() not in ("None", None, "") and len(line.get_xdata())
        ]
    )


def test_parts_stand_where_the_data_say(now, ax):
    data = parts_against_total(now)
    drawn = marks(plots.plot_parts(data, ax=ax))
    assert list(drawn["x"]) == list(data["deviation"])
    assert list(drawn["hollow"]) == list(data["basis_of_chip"] == "announced")
    assert "+2.4" in texts(ax)
    assert len(ax.get_yticklabels()) == len(data[["label", "format"]].drop_duplicates())


@pytest.mark.parametrize(
    ("value", "text"), [(2.4, "+2.4"), (-11.42, "−11.4"), (0.0, "0"), (-0.01, "0")]
)
def test_signed(value, text):
    assert plots.signed(value) == text


def test_sizes_tell_built_from_planned(now, ax):
    data = sizes(now)
    drawn = marks(plots.plot_sizes(data, ax=ax))
    assert list(drawn["x"]) == list(data["accelerators"])
    assert list(drawn["y"]) == list(data["eflops"])
    assert list(drawn["hollow"]) == list(~data["exists"])
    assert set(drawn["shade"]) == {shade.lower() for shade in COLOURS.values()}
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert set(data["label"]) <= set(texts(ax))


def test_rival_counts_are_a_line(now, ax):
    plots.plot_sizes(sizes(now), ax=ax)
    lines = [list(line.get_xdata()) for line in ax.lines]
    assert [64_000, 800_000] in lines


def test_years_have_a_row_an_estimate(now, ax):
    data = years_of_output(now)
    plots.plot_years(data, ax=ax)
    assert len(ax.get_yticklabels()) == len(data) / 2
    assert marks(ax)["hollow"].all()
    named = {text.get_text().replace("\n", " "): text.xy for text in ax.texts}
    first = data.drop_duplicates("cluster").set_index("cluster")["years"]
    for cluster in ("Atlas 950 SuperCluster", "Atlas 960 SuperCluster"):
        assert named[cluster] == (first[cluster], 0)


def test_power_in_operation_is_filled(now, ax):
    data = powers(now)
    drawn = marks(plots.plot_power(data, ax=ax))
    assert list(drawn["hollow"]) == list(~data["exists"])
    assert "819–1,024 MW" in texts(ax)


def test_mfu_draws_every_run_and_crosses_what_is_not_fitted(case, ax):
    training_plots.plot_mfu(case.runs, case.delivered, ax=ax)
    shown = case.runs[case.runs["accelerators"] >= 1000]
    crosses = [line for line in ax.lines if line.get_marker() == "x"]
    assert len(crosses) == (~shown["fitted"]).sum()
    assert len(marks(ax)) == len(shown)


def test_goodput_draws_what_is_published(case, ax):
    training_plots.plot_goodput(case.goodput, case.delivered, ax=ax)
    assert list(marks(ax)["y"]) == pytest.approx(list(100 * case.goodput["goodput"]))
    assert set(case.goodput["label"]) <= set(texts(ax))


def test_share_is_hatched_beyond_the_largest_run(case, ax):
    training_plots.plot_share(case.delivered, case.targets, ax=ax)
    solid, hatched = ax.collections
    assert not solid.get_hatch()
    assert hatched.get_hatch()
    largest = case.runs.loc[case.runs["fitted"], "accelerators"].max()
    assert solid.get_paths()[0].vertices[:, 0].max() >= largest
    assert hatched.get_paths()[0].vertices[:, 0].min() >= largest
    assert marks(ax)["hollow"].all()
    assert list(marks(ax)["x"]) == list(case.targets["accelerators"])
    assert any("EFLOPS (BF16)" in text for text in texts(ax))


def test_nothing_is_hatched_without_extrapolation(case, ax):
    inside = case.delivered[~case.delivered["extrapolated"]]
    training_plots.plot_share(inside, case.targets.iloc[0:0], ax=ax)
    assert [area.get_hatch() for area in ax.collections] == [None]
    assert texts(ax) == []


def test_simulated_failures_are_hollow(case, ax):
    training_plots.plot_mtbf(case.failures, case.wide, ax=ax)
    sized = case.failures.dropna(subset=["accelerators"])
    drawn = marks(ax)
    assert list(drawn["hollow"]) == list(~sized["exists"].astype(bool))
    assert list(drawn["y"]) == list(sized["mtbf_h"])


def test_interval_marks_the_clusters(case, ax):
    training_plots.plot_interval(case.wide, case.targets, ax=ax)
    assert list(marks(ax)["y"]) == list(case.targets["interval_min"])
    assert any("Atlas 960 SuperCluster" in text for text in texts(ax))


@pytest.mark.parametrize("day", [date(2025, 10, 1), date(2026, 1, 1)])
def test_earlier_days_draw(now, day):
    evidence = now.at(day)
    with report_style():
        figure: Figure
        figure, axes = plt.subplots(2, 2, figsize=(12.6, 9))
        plots.plot_parts(parts_against_total(evidence), ax=axes[0, 0])
        plots.plot_sizes(sizes(evidence), ax=axes[0, 1])
        plots.plot_years(years_of_output(evidence), ax=axes[1, 0])
        plots.plot_power(powers(evidence), ax=axes[1, 1])
        figure.draw_without_rendering()
        plt.close(figure)
