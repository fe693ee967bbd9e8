"""Doubling time and lag against values worked out by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.errors import DataError
from chiprace.models.growth import Dated, growth, lag


def test_doubling_in_exactly_twelve_months() -> None:
    found = growth([2024.0, 2025.0, 2026.0, 2027.0], [1, 2, 4, 8], 0.9)
    assert found.doubling == pytest.approx(1.0)
    assert found.doubling_low == pytest.approx(1.0)
    assert found.doubling_high == pytest.approx(1.0)
    assert found.points == 4


def test_interval_of_three_points_by_hand() -> None:
    # log2 y = 0, 1, 1 on x = 0, 1, 2: slope 1/2, residuals -1/6, 1/3, -1/6, s² = 1/6,
    # standard error sqrt(1/6 / 2) = 0.288675; t(0.95; 1) = 6.313752
    found = growth([0, 1, 2], [1, 2, 2], 0.9)
    assert found.rate == pytest.approx(0.5)
    assert found.high == pytest.approx(0.5 + 6.313752 * 0.2886751)
    assert found.low == pytest.approx(0.5 - 6.313752 * 0.2886751)
    assert found.doubling == pytest.approx(2.0)
    assert math.isinf(found.doubling_high)


def test_two_points_have_no_interval_and_one_no_growth() -> None:
    found = growth([2025.0, 2027.0], [1, 4], 0.9)
    assert found.doubling == pytest.approx(1.0)
    assert math.isnan(found.doubling_low)
    assert math.isnan(found.doubling_high)
    for years, values in (([2025], [1]), ([2025, 2025], [1, 2]), ([2025, 2026], [0, 1])):
        with pytest.raises(DataError):
            growth(years, values, 0.9)


def test_a_falling_series_never_doubles() -> None:
    assert math.isinf(growth([0, 1], [2, 1], 0.9).doubling)


@given(
    st.floats(min_value=1e-3, max_value=1e6),
    st.lists(st.floats(min_value=1, max_value=1e4), min_size=3, max_size=8),
)
def test_doubling_time_does_not_depend_on_the_unit(by: float, values: list[float]) -> None:
    years = [2020 + 0.7 * place for place in range(len(values))]
    one, other = growth(years, values, 0.9), growth(years, [by * y for y in values], 0.9)
    assert other.rate == pytest.approx(one.rate, abs=1e-7)
    assert other.high == pytest.approx(one.high, abs=1e-6)


@given(st.floats(min_value=0.1, max_value=10))
def test_stretching_time_stretches_the_doubling_time(by: float) -> None:
    years, values = [0.0, 1.0, 2.5, 3.0], [1.0, 3.0, 5.0, 9.0]
    stretched = growth([by * x for x in years], values, 0.9)
    assert stretched.doubling == pytest.approx(by * growth(years, values, 0.9).doubling)


NVIDIA = [
    Dated("Old", 1.0, 2022.75, 2023.0),
    Dated("Middle", 2.5, 2024.5, 2025.0),
    Dated("New", 5.0, 2026.5, 2026.75),
]


def test_lag_of_a_chip_by_hand() -> None:
    found = lag(Dated("Mine", 2.0, 2026.75, 2027.0), NVIDIA)
    assert found is not None
    assert found.first.name == "Middle"
    assert (found.central, found.low, found.high) == (2.0, 1.75, 2.5)


def test_a_chip_may_lead_or_be_out_of_reach() -> None:
    ahead = lag(Dated("Mine", 3.0, 2026.0, 2026.25), NVIDIA)
    assert ahead is not None
    assert ahead.central == -0.5
    assert lag(Dated("Mine", 6.0, 2026.0, 2026.25), NVIDIA) is None


@given(st.floats(min_value=0.5, max_value=5), st.floats(min_value=0.01, max_value=100))
def test_lag_does_not_depend_on_the_unit(value: float, by: float) -> None:
    own = Dated("Mine", value, 2027.0, 2027.0)
    scaled = lag(
        Dated("Mine", value * by, 2027.0, 2027.0),
        [Dated(d.name, d.value * by, d.start, d.end) for d in NVIDIA],
    )
    found = lag(own, NVIDIA)
    assert found is not None
    assert scaled is not None
    assert scaled.central == found.central
