"""The grid of a sweep as the command line gives it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.dates import month_ends
from chiprace.errors import ParameterError
from chiprace.paths import current_project
from chiprace.scenario import Scenario, load_scenario
from chiprace.sweep.points import Axis, make_points, read_axis, shown_labels

NEWEST = date(2026, 11, 23)
FOLDER = current_project().scenarios


def points(*axes, scenario="baseline", settings=()):
    read = [read_axis(text, NEWEST) for text in axes]
    return make_points(read, FOLDER, NEWEST, scenario, settings)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("scenario=baseline,article", ("baseline", "article")),
        ("policy = all, vendor,all", ("all", "vendor")),
        ("confidence=0.5..0.9/5", ("0.5", "0.6", "0.7", "0.8", "0.9")),
        ("as_of=2025-12..2026-02", ("2025-12-31", "2026-01-31", "2026-02-28")),
        ("as_of=2026-10..2026-11", ("2026-10-31", "2026-11-23")),
        ("as_of=2024-02..2024-02", ("2024-02-29",)),
        ("as_of=2026-01-01,2026-Q1,latest", ("2026-01-01", "2026-03-31", "2026-11-23")),
        ("overrides.CloudMatrix 384 | power | all_in=500 kW,600 kW", ("500 kW", "600 kW")),
    ],
)
def test_what_an_axis_runs_over(text, values):
    assert read_axis(text, NEWEST) == Axis(text.split("=")[0].strip(), values)


def test_two_years_less_a_month_are_twenty_three_months():
    assert len(read_axis("as_of=2025-01..2026-11", NEWEST).values) == 23


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(0, 400))
def test_months_follow_one_another_to_their_last_days(first, count):
    last = date(first.year + (first.month - 1 + count) // 12, (first.month - 1 + count) % 12 + 1, 1)
    ends = month_ends(f"{first:%Y-%m}", f"{last:%Y-%m}")
    assert len(ends) == count + 1
    assert all(date.fromordinal(day.toordinal() + 1).day == 1 for day in ends)
    assert (ends[0].year, ends[0].month) == (first.year, first.month)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("as_of", "write KEY=V1,V2"),
        ("policy=", "write KEY=V1,V2"),
        ("polcy=all", "There is no parameter 'polcy'. Did you mean 'policy'?"),
        ("as_of=2026-01..2026-12", "the newest fact is of 2026-11-23. End with 2026-11"),
        ("as_of=2027-03-01", "the newest fact is of 2026-11-23"),
        ("as_of=2026-05..2026-04", "the first month lies after the last"),
        ("as_of=2026-13..2026-14", "'2026-13' is no date"),
        ("as_of=soon", "'soon' is no date"),
        ("confidence=low..high/3", "is no range of numbers"),
    ],
)
def test_what_is_refused_and_how(text, message):
    with pytest.raises(ParameterError) as caught:
        read_axis(text, NEWEST)
    assert message in str(caught.value)


def test_every_point_of_the_grid_once_the_last_axis_fastest():
    found = points("as_of=2025-01..2026-11", "scenario=baseline,huawei_case,nvidia_case")
    assert len(found) == len({point.scenario.model_dump_json() for point in found}) == 23 * 3
    assert [point.labels[1][1] for point in found[:3]] == ["baseline", "huawei_case", "nvidia_case"]
    assert found[3].name == "as_of=2025-02-28, scenario=baseline"
    case = load_scenario("huawei_case", FOLDER)
    assert found[1].scenario == case.model_copy(update={"as_of": date(2025, 1, 31)})


def test_what_is_varied_stands_over_what_is_set_for_all():
    found = points("confidence=0.5,0.6", settings=("confidence=0.9", "pue_us=1.3"))
    assert [point.scenario.confidence for point in found] == [0.5, 0.6]
    assert {point.scenario.pue_us for point in found} == {1.3}
    assert {point.scenario.as_of for point in found} == {NEWEST}


def test_labels_name_day_and_scenario_and_what_else_is_varied():
    (first, _) = points("us_price=0.05..0.1/2", scenario="article")
    assert shown_labels(first) == {
        "as_of": "2026-01-01",
        "scenario": "article",
        "us_price": "0.05",
    }


def test_a_point_that_the_door_refuses_ends_it_before_it_begins():
    with pytest.raises(ParameterError, match="confidence: '2' is refused"):
        points("confidence=0.9,2")
    with pytest.raises(ParameterError, match="Did you mean 'article'"):
        points("scenario=artcle")
    with pytest.raises(ParameterError, match="--over policy stands twice"):
        points("policy=all", "policy=vendor")
    assert Scenario().confidence == 0.9
