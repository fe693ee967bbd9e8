import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.basis import Basis
from chiprace.errors import BasisError, DataError
from chiprace.evidence.arithmetic import per, product, ratio, total
from chiprace.evidence.estimate import Estimate

POD = Basis(scope="supernode", boundary="all_in")
PEAK = Basis(number_format="FP16", sparsity="dense", scope="supernode", level="peak")


def make(
    value, unit="kW", *, low=None, high=None, basis=POD, attribute="power", kinds=("estimate",)
):
    return Estimate(
        "thing",
        attribute,
        value,
        value if low is None else low,
        value if high is None else high,
        unit,
        basis,
        kinds=kinds,
    )


def test_the_published_power_ratio():
    found = ratio(make(600.0, low=500.0), make(145.0))
    assert found.central == pytest.approx(4.138, abs=1e-3)
    assert (found.low, found.high) == (pytest.approx(500 / 145), pytest.approx(600 / 145))


def test_units_are_brought_together():
    assert ratio(make(0.6, "MW"), make(150.0)).central == pytest.approx(4.0)


def test_power_per_compute_is_of_one_scope():
    compute = make(300.0, "PFLOPS", basis=PEAK, attribute="compute")
    found = per(make(600.0), compute, "kW/PFLOPS")
    assert found.central == pytest.approx(2.0)
    assert found.basis == Basis("FP16", "dense", "", "supernode", "peak", "all_in")
    package = make(2.5, "PFLOPS", basis=Basis(scope="package"), attribute="compute")
    with pytest.raises(BasisError, match="scope 'supernode' against 'package'"):
        per(make(600.0), package, "kW/PFLOPS")


def test_unlike_boundaries_are_not_divided():
    it = make(120.0, basis=Basis(scope="supernode", boundary="it"))
    with pytest.raises(BasisError, match=r"thing, power \(supernode, all in\).*boundary"):
        ratio(make(600.0), it)


def test_unlike_attributes_are_not_divided():
    with pytest.raises(BasisError, match="different attributes"):
        ratio(make(600.0), make(1.0, "PFLOPS", attribute="compute"))


def test_adding_like_parts_only():
    parts = total([make(100.0, high=120.0), make(0.1, "MW")], "both")
    assert (parts.central, parts.high, parts.unit) == (200.0, 220.0, "kW")
    with pytest.raises(BasisError, match="unlike basis"):
        total([make(1.0), make(1.0, basis=Basis(scope="server", boundary="all_in"))], "both")


def test_count_times_package():
    count = make(384.0, "1", basis=Basis(scope="supernode"), attribute="accelerator_count")
    each = make(752.0, "TFLOPS", basis=Basis(scope="package"), attribute="compute")
    found = product(count, each, attribute="compute", unit="PFLOPS", basis=PEAK)
    assert found.central == pytest.approx(288.768)


def test_a_range_holds_its_centre():
    with pytest.raises(DataError, match="does not hold its central value"):
        make(5.0, low=6.0, high=7.0)


def test_the_mark_is_that_of_the_weakest_part():
    strong, weak = make(1.0, kinds=("measured",)), make(1.0, kinds=("press",))
    assert ratio(strong, weak).mark == "estimated"
    assert make(1.0, kinds=("datasheet",)).mark == "vendor"
    assert strong.mark == "measured"


def test_division_by_a_range_that_reaches_zero():
    with pytest.raises(DataError, match="cannot divide"):
        ratio(make(1.0), make(1.0, low=0.0))


positive = st.floats(1e-3, 1e6)


@given(st.tuples(positive, positive, positive), st.tuples(positive, positive, positive))
def test_a_ratio_holds_every_ratio_of_its_parts(one, other):
    a, b = sorted(one), sorted(other)
    found = ratio(make(a[1], low=a[0], high=a[2]), make(b[1], low=b[0], high=b[2]))
    for x in a:
        for y in b:
            assert found.low * (1 - 1e-12) <= x / y <= found.high * (1 + 1e-12)


@given(positive)
def test_a_unit_and_back(value):
    there = make(value).to("MW")
    assert there.to("kW").central == pytest.approx(value, rel=1e-12)
