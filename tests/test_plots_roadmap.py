"""What the figures of the roadmap draw, read from their artists."""

import math
from collections.abc import Iterator

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from chiprace.look.style import SHADES, colour, report_style
from chiprace.plots.roadmap import (
    LONGEST,
    plot_doubling,
    plot_lag,
    plot_over_time,
    plot_promises,
    short_name,
)
from plotted import texts

mpl.use("agg")


@pytest.fixture
def ax() -> Iterator[Axes]:
    with report_style():
        figure, axes = plt.subplots(figsize=(6.3, 3))
        yield axes
        plt.close(figure)


def point(chip: str, maker: str, end: float, value: float, **more: object) -> dict[str, object]:
    row: dict[str, object] = {
        "chip": chip,
        "maker": maker,
        "label": "FP8",
        "stage": "now",
        "towards": "",
        "end": end,
        "value": value,
        "low": value,
        "high": value,
        "unit": "PFLOPS",
        "mark": "vendor",
        "exists": True,
    }
    return row | more


TIMELINE = pd.DataFrame(
    [
        point("H100", "Nvidia", 2022.8, 2.0),
        point("Rubin", "Nvidia", 2026.7, 17.0, low=15.0, high=18.0),
        point("Ascend 950PR", "Huawei", 2026.2, 0.9),
        point("Ascend 970", "Huawei", 2029.0, 3.6, exists=False),
        point(
            "Ascend 970", "Huawei", 2028.5, 8.0, exists=False, stage="plan", towards="Ascend 970"
        ),
    ]
)


def marks(ax: Axes) -> dict[tuple[float, float], str]:
    """Return the fill of every single mark by its place."""
    return {
        (line.get_xdata()[0], line.get_ydata()[0]): to_hex(line.get_markerfacecolor())
        for line in ax.lines
        if len(line.get_xdata()) == 1
    }


def test_plans_are_hollow_and_products_filled(ax: Axes) -> None:
    plot_over_time(TIMELINE, ax=ax, years=(2022, 2030))
    fills = marks(ax)
    assert fills[2026.2, 0.9] == colour("Huawei").lower()
    assert fills[2022.8, 2.0] == colour("Nvidia").lower()
    assert fills[2029.0, 3.6] == SHADES.paper
    assert fills[2028.5, 8.0] == SHADES.paper


def test_the_axis_says_that_it_is_logarithmic_and_shared(ax: Axes) -> None:
    plot_over_time(TIMELINE, ax=ax, years=(2022, 2030))
    assert ax.get_yscale() == "log"
    assert ax.get_ylabel() == "PFLOPS (log scale)"
    assert ax.get_xlim() == (2022, 2030)
    assert ax.get_legend() is None


def test_every_chip_is_named_once_and_makers_at_their_first(ax: Axes) -> None:
    plot_over_time(TIMELINE, ax=ax, years=(2022, 2030))
    assert sorted(texts(ax)) == ["970", "970 plan", "Huawei 950PR", "Nvidia H100", "Rubin"]


def test_an_arrow_leads_from_the_plan(ax: Axes) -> None:
    plot_over_time(TIMELINE, ax=ax, years=(2022, 2030))
    arrows = [text for text in ax.texts if getattr(text, "arrow_patch", None) is not None]
    assert [(arrow.xyann, arrow.xy) for arrow in arrows] == [((2028.5, 8.0), (2029.0, 3.6))]


def test_no_arrow_lies_within_the_marks_of_a_plan_and_its_chip(ax: Axes) -> None:
    moved = TIMELINE["stage"].ne("now")
    near = TIMELINE.assign(
        value=TIMELINE["value"].where(~moved, 4.0), end=TIMELINE["end"].where(~moved, 2029.0)
    )
    plot_over_time(near, ax=ax, years=(2022, 2030))
    assert not [text for text in ax.texts if getattr(text, "arrow_patch", None) is not None]
    assert marks(ax)[2029.0, 4.0] == SHADES.paper


def test_a_plan_close_to_its_chip_needs_no_name(ax: Axes) -> None:
    close = TIMELINE.assign(value=TIMELINE["value"].where(TIMELINE["stage"] == "now", 4.0))
    plot_over_time(close, ax=ax, years=(2022, 2030))
    assert "970 plan" not in texts(ax)


def test_ranges_are_drawn(ax: Axes) -> None:
    plot_over_time(TIMELINE, ax=ax, years=(2022, 2030))
    whiskers = [
        segment for lines in ax.collections for segment in getattr(lines, "get_segments", list)()
    ]
    assert [[list(end) for end in segment] for segment in whiskers] == [
        [[2026.7, 15.0], [2026.7, 18.0]]
    ]


GROWTH = pd.DataFrame(
    {
        "label": ["FP8", "FP8", "FP4", "Link"],
        "maker": ["Huawei", "Nvidia", "Huawei", "Huawei"],
        "doubling": [12.0, 24.0, 20.0, 150.0],
        "low": [10.0, 15.0, math.nan, 18.0],
        "high": [15.0, math.inf, math.nan, math.inf],
        "points": [6, 5, 2, 4],
        "built": [1, 5, 0, 3],
    }
)


def test_open_intervals_end_in_an_arrow_and_points_are_counted(ax: Axes) -> None:
    plot_doubling(GROWTH, ax=ax)
    arrows = [line for line in ax.lines if line.get_marker() == ">"]
    assert [line.get_xdata()[0] for line in arrows] == [LONGEST, LONGEST]
    told = [text.get_text() for text in ax.texts]
    assert told == [
        "Huawei: 12 months, 6 chips (5 planned)",
        "Nvidia: 24 months, 5 chips",
        "Huawei: 20 months, 2 chips (2 planned)",
        "Huawei: 150 months, 4 chips (1 planned)",
    ]
    centres = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "s"]
    assert centres == [12.0, 24.0, 20.0]


LAGS = pd.DataFrame(
    {
        "chip": ["Ascend 910C", "Ascend 950PR", "Ascend 980"],
        "label": "Link",
        "exists": [True, False, False],
        "first": ["H100", "GB200 GPU", ""],
        "lag": [2.4, -0.5, math.nan],
        "low": [2.2, -0.6, math.nan],
        "high": [2.5, -0.2, math.nan],
        "at_least": [True, False, False],
    }
)


def test_bars_point_both_ways_and_none_is_left_blank(ax: Axes) -> None:
    chips = ["Ascend 910B", *LAGS["chip"]]
    plot_lag(LAGS, ax=ax, chips=chips)
    assert [bar.get_width() for bar in ax.patches] == [2.4, -0.5]
    assert to_hex(ax.patches[0].get_facecolor()) == colour("Nvidia").lower()
    assert to_hex(ax.patches[1].get_edgecolor()) == colour("Huawei").lower()
    assert to_hex(ax.patches[1].get_facecolor()) == SHADES.paper
    assert [text.get_text() for text in ax.texts] == [
        "no figure",
        "≥ 2.4, H100",
        "−0.5, GB200",
        "ahead of all",
    ]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["910B", "910C", "950PR", "980"]


PROMISES = pd.DataFrame(
    {
        "group": ["Pod", "Pod", "Chip"],
        "label": ["NPUs", "Memory", "FP4"],
        "unit": ["1", "TB", "PFLOPS"],
        "later": ["listed", "listed", "planned anew"],
        "announced": [8192.0, 1000.0, 8.0],
        "value": [1024.0, math.nan, 14.0],
        "share": [12.5, math.nan, 175.0],
        "low": [12.5, math.nan, 175.0],
        "high": [12.5, math.nan, 175.0],
    }
)


def test_dumbbells_start_at_the_announcement(ax: Axes) -> None:
    plot_promises(PROMISES, ax=ax)
    fills = [
        (line.get_xdata()[0], to_hex(line.get_markerfacecolor()))
        for line in ax.lines
        if line.get_marker() == "s"
    ]
    shade = colour("Huawei").lower()
    assert fills == [
        (100, SHADES.paper),
        (12.5, shade),
        (100, SHADES.paper),
        (100, SHADES.paper),
        (175.0, SHADES.paper),
    ]
    told = [text.get_text() for text in ax.texts]
    assert "8,192 → 1,024 NPUs: 12.5%" in told
    assert "1,000 TB announced, nothing newer" in told


def test_names_lose_only_what_the_colour_says() -> None:
    assert [short_name(chip) for chip in ("Ascend 970", "GB200 GPU", "Rubin Ultra")] == [
        "970",
        "GB200",
        "Rubin Ultra",
    ]
