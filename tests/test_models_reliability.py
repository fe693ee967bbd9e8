import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.errors import DataError
from chiprace.models.reliability import (
    best_interval,
    fit_power_law,
    goodput,
    machine_mtbf,
    mtbf_for,
)

times = st.floats(1e-3, 1e4)


def goodput_at(interval, mtbf, write, restart):
    """Share of time that trains at any interval: Daly's wall time (2006), inverted."""
    return np.exp(-restart / mtbf) * (interval / mtbf) / np.expm1((interval + write) / mtbf)


def test_mtbf_of_llama_3_by_hand():
    # 54 days × 24 h / 419 = 3.0931 h for 16,384 accelerators.
    rate = 419 / (54 * 24 * 16_384)
    assert machine_mtbf(16_384, rate) == pytest.approx(54 * 24 / 419)
    assert machine_mtbf(2 * 16_384, rate) == pytest.approx(54 * 12 / 419)


def test_best_interval_is_near_dalys_higher_order_estimate():
    # Daly (2006), equation 20: sqrt(2 δ M) (1 + sqrt(δ/2M)/3 + (δ/2M)/9) − δ.
    write, mtbf = 5.0, 1000.0
    small = write / (2 * mtbf)
    daly = np.sqrt(2 * write * mtbf) * (1 + np.sqrt(small) / 3 + small / 9) - write
    assert best_interval(mtbf, write) == pytest.approx(daly, rel=1e-4)


def test_goodput_without_failures_is_nearly_whole():
    assert goodput(1e9, 1e-3, 1e-3) == pytest.approx(1, abs=1e-5)


def test_goodput_agrees_with_young_to_first_order():
    # Waste δ/τ + τ/2M + R/M for rare failures, at Young's interval sqrt(2 δ M).
    mtbf, write, restart = 1e4, 1.0, 10.0
    tau = np.sqrt(2 * write * mtbf)
    waste = write / tau + tau / (2 * mtbf) + restart / mtbf
    assert 1 - goodput(mtbf, write, restart) == pytest.approx(waste, rel=0.02)


@given(mtbf=times, write=times, restart=times)
def test_goodput_lies_between_nought_and_one(mtbf, write, restart):
    assert 0 <= goodput(mtbf, write, restart) < 1


@given(st.floats(0.1, 1e4), st.floats(0.01, 1), st.floats(0.01, 1), st.floats(1.01, 100))
def test_goodput_falls_with_size(mtbf, write, restart, more):
    assert goodput(mtbf / more, write, restart) < goodput(mtbf, write, restart)


@given(st.floats(0.1, 1e3), st.floats(0.01, 1), st.floats(0.01, 1), st.floats(0.05, 20))
def test_no_other_interval_loses_less(mtbf, write, restart, by):
    best = best_interval(mtbf, write)
    found = goodput_at(best, mtbf, write, restart)
    assert goodput_at(by * best, mtbf, write, restart) <= found * (1 + 1e-9)
    assert found == pytest.approx(float(goodput(mtbf, write, restart)), rel=1e-7)


@given(st.floats(0.05, 0.95), st.floats(0.01, 1), st.floats(0.01, 1))
def test_mtbf_for_inverts_goodput(share, write, restart):
    assert goodput(mtbf_for(share, write, restart), write, restart) == pytest.approx(share)


def test_fit_recovers_a_known_line():
    x = np.geomspace(1e3, 1e5, 12)
    law = fit_power_law(x, 0.9 * x**-0.1)
    assert law.slope == pytest.approx(-0.1)
    middle, low, high = law.predict([1e6], 0.9)
    assert middle[0] == pytest.approx(0.9 * 1e6**-0.1)
    assert low[0] == pytest.approx(high[0])


def test_fit_agrees_with_the_textbook_on_noisy_points():
    generator = np.random.default_rng(7)
    x = np.geomspace(1e3, 1e5, 40)
    y = 0.9 * x**-0.1 * np.exp(generator.normal(0, 0.1, 40))
    law = fit_power_law(x, y)
    slope, intercept = np.polyfit(np.log(x), np.log(y), 1)
    assert (law.slope, law.intercept) == pytest.approx((slope, intercept))
    low, high = law.slope_interval(0.99)
    assert low < -0.1 < high


def test_band_widens_outside_and_with_confidence():
    law = fit_power_law([1e3, 3e3, 1e4, 3e4], [0.5, 0.45, 0.43, 0.36])
    _, low, high = law.predict([1e4, 1e5, 1e6], 0.9)
    width = np.log(high / low)
    assert width[0] < width[1] < width[2]
    _, low, high = law.predict([1e4, 1e5, 1e6], 0.99)
    assert (np.log(high / low) > width).all()


def test_a_line_needs_points():
    with pytest.raises(DataError, match="at least 3 points"):
        fit_power_law([1e3, 1e4], [0.5, 0.4])
    with pytest.raises(DataError, match="two sizes"):
        fit_power_law([1e3, 1e3, 1e3], [0.5, 0.4, 0.3])
