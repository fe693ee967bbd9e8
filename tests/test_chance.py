"""Draws, indices and flips, against functions whose answers are known."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from SALib.sample import sobol
from scipy import stats

from chiprace.chance.draws import Trial, draw, outcome, outcomes
from chiprace.chance.inputs import Draws, group_of, groups_of, inputs_of
from chiprace.chance.sensitivity import (
    adds_up,
    decisive,
    flip,
    indices,
    indices_of,
    today,
    tornado,
)
from chiprace.chance.shapes import quantile
from chiprace.evidence.arithmetic import per, product, ratio, total
from chiprace.evidence.estimate import Estimate

#: How far another seed may move the median at 100,000 draws.
SEED_TOLERANCE = 1e-3

#: The standard normal below which 95% lie.
Z95 = 1.6448536269514722


def made(low, middle, high, *, subject="A", attribute="compute", shape="log-normal", unit="TFLOPS"):
    return Estimate(subject, attribute, middle, low, high, unit, shape=shape)


class TestQuantile:
    @pytest.mark.parametrize(("share", "value"), [(0.05, 0.5), (0.5, 1.0), (0.95, 4.0)])
    def test_the_ends_of_a_log_normal_are_its_5_and_95_percent_points(self, share, value):
        assert quantile(made(0.5, 1.0, 4.0), share) == pytest.approx(value)

    @pytest.mark.parametrize(("share", "value"), [(0.05, -1.0), (0.5, 0.5), (0.95, 1.0)])
    def test_a_normal_may_reach_below_nothing(self, share, value):
        assert quantile(made(-1.0, 0.5, 1.0, shape="normal"), share) == pytest.approx(value)

    @given(st.floats(0.01, 0.99), st.floats(0.0, 1.0))
    def test_a_triangle_is_that_of_scipy(self, share, peak):
        found = quantile(made(2.0, 2 + 3 * peak, 5.0, shape="triangular"), share)
        assert found == pytest.approx(stats.triang(peak, loc=2, scale=3).ppf(share), abs=1e-9)

    def test_what_reaches_down_to_nothing_has_no_logarithm(self):
        found = quantile(made(0.0, 1.0, 2.0), np.array([1e-9, 0.5, 1 - 1e-9]))
        assert found == pytest.approx([0.0, 1.0, 2.0], abs=1e-3)

    def test_one_source_has_no_spread(self):
        assert (quantile(made(3.0, 3.0, 3.0), np.array([0.01, 0.99])) == 3.0).all()

    @given(
        st.tuples(*[st.floats(0.1, 10)] * 3).map(sorted),
        st.sampled_from(["log-normal", "triangular", "normal"]),
    )
    def test_it_rises(self, ends, shape):
        assume(ends[0] < ends[2])
        found = quantile(made(*ends, shape=shape), np.linspace(0.001, 0.999, 50))
        assert (np.diff(found) >= -1e-12).all()


class TestTrees:
    def test_a_ratio_is_drawn_from_its_inputs(self):
        one, other = made(8.0, 10.0, 12.0), made(1.0, 2.0, 4.0, subject="B")
        whole = ratio(one, other).to("1")
        assert inputs_of(lambda take: take(whole)) == (one, other)

    def test_the_same_input_above_and_below_cancels(self):
        one = made(5.0, 10.0, 20.0)
        quotient = ratio(one, replace(one))
        found = outcomes({"": Trial(lambda take: take(quotient))}, 256, 1)[""]
        assert (found.p5, found.p95) == pytest.approx((1, 1))
        assert quotient.low == 0.25  # as intervals, which know nothing of that

    def test_units_and_sums_come_along(self):
        count = made(2.0, 2.0, 2.0, attribute="accelerator_count", unit="1")
        each = made(100.0, 400.0, 1600.0)
        whole = product(count, each, attribute="compute", unit="PFLOPS", basis=each.basis)
        both = total([whole, whole], "two")
        power = made(10.0, 10.0, 10.0, attribute="power", unit="kW", subject="A")
        intensity = per(power, both, "kW/PFLOPS")
        found = Draws({"compute, A": np.array([0.05, 0.5, 0.95])})(lambda take: take(intensity))
        assert found == pytest.approx([10 / 0.4, 10 / 1.6, 10 / 6.4])

    def test_new_ends_make_an_input_of_its_own(self):
        whole = ratio(made(8.0, 10.0, 12.0), made(1.0, 2.0, 4.0, subject="B"))
        wider = replace(whole, high=100.0)
        assert inputs_of(lambda take: take(wider)) == (wider,)

    def test_the_powers_of_both_systems_are_drawn_together(self):
        one = made(500.0, 600.0, 660.0, attribute="power", unit="kW")
        other = made(125.0, 150.0, 165.0, attribute="power", unit="kW", subject="B")
        assert group_of(one) == group_of(other)
        found = outcomes({"": Trial(lambda take: take(one) / take(other))}, 1024, 1)[""]
        assert (found.p5, found.p50, found.p95) == pytest.approx((4, 4, 4))

    def test_prices_of_one_country_are_drawn_together(self):
        places = [
            made(0.03, 0.05, 0.09, attribute="electricity_price", subject=name, unit="USD/kWh")
            for name in ("China", "China: Guizhou", "United States")
        ]
        assert [group_of(place) for place in places] == [
            "electricity price, China",
            "electricity price, China",
            "electricity price, United States",
        ]


class TestDraws:
    one, other = made(8.0, 10.0, 12.5), made(1.0, 2.0, 4.0, subject="B")

    def formula(self, take):
        return take(self.one) / take(self.other)

    def test_a_quotient_of_log_normals_is_log_normal(self):
        found = outcomes({"": Trial(self.formula, low=5.0)}, 2**17, 3)[""]
        spread = math.hypot(math.log(1.25), math.log(2)) / Z95
        assert found.p50 == pytest.approx(5.0, rel=1e-3)
        assert found.p95 == pytest.approx(5 * math.exp(Z95 * spread), rel=1e-3)
        assert found.p5 == pytest.approx(5 * math.exp(-Z95 * spread), rel=1e-3)
        assert found.holds == pytest.approx(0.5, abs=1e-3)

    def test_the_same_seed_gives_the_same_bytes(self):
        one, other = (draw({"": self.formula}, 4096, 5)(self.formula) for _ in range(2))
        assert one.tobytes() == other.tobytes()

    def test_another_seed_moves_the_median_less_than_the_tolerance(self):
        medians = [outcomes({"": Trial(self.formula)}, 100_000, seed)[""].p50 for seed in (1, 2, 3)]
        assert np.ptp(medians) / medians[0] < SEED_TOLERANCE
        assert len(set(medians)) == 3

    def test_two_formulas_share_the_draws_of_an_input(self):
        draws = draw({"a": self.formula, "b": lambda take: take(self.one)}, 256, 1)
        product = draws(self.formula) * draws(lambda take: take(self.other))
        assert product == pytest.approx(draws(lambda take: take(self.one)))

    def test_without_a_range_there_is_one_answer(self):
        sure = made(3.0, 3.0, 3.0)
        found = outcomes({"": Trial(lambda take: take(sure), low=2.0)}, 256, 1)[""]
        assert (found.p5, found.p50, found.p95, found.holds) == (3, 3, 3, 1)
        assert not found.spread

    def test_a_band_has_two_ends(self):
        part = made(0.0, 50.0, 100.0, shape="triangular")
        draws = draw({"": lambda take: take(part)}, 2**14, 1)
        # The area of the middle half of a triangle is three quarters.
        found = outcome(Trial(lambda take: take(part), 25.0, 75.0), draws)
        assert found.holds == pytest.approx(0.75, abs=1e-3)

    def test_nothing_to_hold_against_is_no_probability(self):
        assert math.isnan(outcomes({"": Trial(self.formula)}, 256, 1)[""].holds)

    def test_a_90_percent_range_holds_the_truth_in_90_percent_of_cases(self):
        """Sources scatter about a true ratio as their ranges say; 2,000 cases."""
        generator = np.random.default_rng(11)
        truth, wide, narrow = (30.0, 5.0), 0.3, 0.1
        held = 0
        for _ in range(2000):
            parts = [
                made(*(seen * math.exp(Z95 * spread * end) for end in (-1, 0, 1)), subject=name)
                for name, true, spread in zip("AB", truth, (wide, narrow), strict=True)
                for seen in [true * math.exp(spread * generator.normal())]
            ]
            one, other = parts
            found = outcomes({"": Trial(lambda take, a=one, b=other: take(a) / take(b))}, 1024, 7)[
                ""
            ]
            held += found.p5 <= truth[0] / truth[1] <= found.p95
        assert held / 2000 == pytest.approx(0.90, abs=0.02)


class TestIndices:
    def test_ishigami(self):
        """Saltelli et al., Global Sensitivity Analysis: The Primer, 2008, with a=7 and b=0.1."""

        def ishigami(shares):
            x = -math.pi + 2 * math.pi * shares
            return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])

        found = {each.group: each for each in indices(ishigami, ["a", "b", "c"], 2**13, 1)}
        first = [found[name].first for name in "abc"]
        whole = [found[name].total for name in "abc"]
        assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
        assert whole == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)
        assert not adds_up(list(found.values()))

    def test_a_sum_has_the_squares_of_its_weights(self):
        weights = np.array([1.0, 2.0, 3.0])
        found = indices(lambda shares: shares @ weights, ["a", "b", "c"], 2**12, 1)
        assert [each.group for each in found] == ["c", "b", "a"]
        assert [each.first for each in found] == pytest.approx([9 / 14, 4 / 14, 1 / 14], abs=0.01)
        assert adds_up(found)

    @pytest.mark.parametrize("inputs", [1, 2, 5, 8])
    def test_a_function_is_asked_where_salib_would_ask_it(self, inputs):
        asked = []
        names = [f"input {number}" for number in range(inputs)]
        indices(lambda points: asked.append(points) or points.sum(axis=1), names, 256, 7)
        problem = {"num_vars": inputs, "names": names, "bounds": [[0.0, 1.0]] * inputs}
        design = sobol.sample(problem, 256, calc_second_order=False, seed=7)
        np.testing.assert_array_equal(asked[0], np.clip(design, 2.0**-40, 1 - 2.0**-40))

    def test_nothing_that_varies_has_no_indices(self):
        sure = made(3.0, 3.0, 3.0)
        assert indices_of(lambda take: take(sure), 256, 1) == []

    def test_of_a_formula_by_group(self):
        one, other = made(5.0, 10.0, 20.0), made(9.0, 10.0, 11.0, subject="B")
        found = indices_of(lambda take: np.log(take(one)) + np.log(take(other)), 2**12, 1)
        # Of a sum of logarithms the squared spreads are the weights.
        wide, narrow = math.log(2) ** 2, ((math.log(1.1) + math.log(10 / 9)) / 2) ** 2
        assert [each.group for each in found] == ["compute, A", "compute, B"]
        assert found[0].first == pytest.approx(wide / (wide + narrow), abs=0.01)


class TestDeciding:
    power = made(500.0, 600.0, 600.0, attribute="power", unit="kW")
    compute = made(270.0, 300.0, 307.0, unit="PFLOPS")
    rival = made(0.8, 0.8, 0.8, subject="B", attribute="intensity", unit="kW/PFLOPS")

    def formula(self, take):
        return take(self.power) / take(self.compute) / take(self.rival)

    def test_a_tornado_moves_one_input_at_a_time(self):
        swings = tornado(self.formula)
        assert today(self.formula) == pytest.approx(2.5)
        assert [swing.group for swing in swings] == ["power of the systems", "compute, A"]
        assert (swings[0].low, swings[0].high) == pytest.approx((500 / 240, 600 / 240))
        assert (swings[1].low, swings[1].high) == pytest.approx((600 / 216, 600 / 245.6))

    def test_the_flip_is_where_the_number_reaches_its_line(self):
        found = flip(Trial(self.formula, low=1.5), self.power)
        assert found.value == pytest.approx(1.5 * 0.8 * 300)
        assert not found.within

    @given(st.floats(0.2, 20.0))
    def test_the_flip_gives_the_line_when_put_in(self, line):
        found = flip(Trial(self.formula, low=line), self.compute)
        assert 600 / found.value / 0.8 == pytest.approx(line, rel=1e-6)

    def test_a_flip_out_of_reach_is_none(self):
        assert not flip(Trial(lambda take: take(self.power) * 0 + 2, low=1.0), self.power).found

    def test_of_a_slope_the_flip_is_nothing(self):
        slope = made(-0.5, 0.1, 0.7, attribute="growth", shape="normal")
        assert flip(Trial(lambda take: take(slope), low=0.0), slope).value == pytest.approx(0)

    def test_the_most_decisive_input_has_the_greatest_index(self):
        trial = Trial(self.formula, low=1.5)
        found = decisive(trial, indices_of(self.formula, 1024, 1))
        assert found is not None
        assert found.part == self.power

    def test_without_a_range_the_nearest_flip_decides(self):
        near, far = made(11.0, 11.0, 11.0), made(3.0, 3.0, 3.0, subject="B")
        found = decisive(Trial(lambda take: np.minimum(take(near), 10 * take(far)), low=10.0), [])
        assert found is not None
        assert (found.part, found.value) == (near, pytest.approx(10))

    def test_where_no_input_changes_it_there_is_none(self):
        sure = made(2.0, 2.0, 2.0)
        assert decisive(Trial(lambda take: 0 * take(sure), low=1.0), []) is None


def test_groups_without_a_range_are_not_drawn():
    formulas = {"": lambda take: take(made(1.0, 1.0, 1.0)) + take(made(1.0, 2.0, 3.0, subject="B"))}
    assert groups_of(formulas) == ("compute, B",)
