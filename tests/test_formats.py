import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.look.formats import (
    interval,
    listing,
    number,
    quantity,
    times,
    times_interval,
    times_range,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.8056, "0.806"),
        (600.0, "600"),
        (1229.0, "1,229"),
        (524288.0, "524,288"),
        (2.0, "2"),
        (0.0, "0"),
        (-3.5, "−3.5"),
        (9.999, "10"),
    ],
)
def test_three_digits_and_never_fewer_than_the_whole_part(value, text):
    assert number(value) == text


def test_a_ratio_keeps_its_zero():
    assert times(2.0) == "2.0 ×"
    assert times_interval(2.02, 2.74) == "2.0–2.7 ×"
    assert times_interval(2.11, 2.13) == "2.1 ×"
    assert times_range(2.48, 2.02, 2.74) == "2.5 × (2.0–2.7)"
    assert times_range(2.12, 2.11, 2.13) == "2.1 ×"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (600.0, "kW", "600 kW"),
        (1048.6, "EFLOPS", "1,049 EFLOPS"),
        (0.784, "TB/s", "784 GB/s"),
        (45.0, "%", "45%"),
        (384.0, "1", "384"),
        (300000.0, "PFLOPS", "300 EFLOPS"),
    ],
)
def test_units_climb_their_ladder(value, unit, text):
    assert quantity(value, unit) == text


def test_a_range_without_width_is_one_number():
    assert interval(500, 600, "kW") == "500–600 kW"
    assert interval(145, 145, "kW") == "145 kW"


def test_listing():
    assert listing(["a", "b", "c"]) == "a, b and c"
    assert listing(["a"]) == "a"


@given(st.floats(1e-6, 1e12))
def test_what_is_written_reads_back_within_its_digits(value):
    assert float(number(value).replace(",", "")) == pytest.approx(value, rel=5.1e-3)
