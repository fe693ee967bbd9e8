"""Conversions keep the value of the thing and change only the basis, with a note each."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.basis import Basis
from chiprace.errors import BasisError
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.facts import load_facts
from chiprace.evidence.policy import Evidence
from chiprace.models.conversions import (
    card_to_package,
    dies_to_packages,
    read_as_both_ways,
    read_as_dense,
    to_both_ways,
    to_dense,
    to_one_way,
)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence(load_facts(), date(2026, 11, 1))


def link(direction: str, value: float = 392.0) -> Estimate:
    basis = Basis(direction=direction, scope="package")
    return Estimate("Chip", "interconnect_bandwidth", value, value, value, "GB/s", basis)


def test_sparse_h100_becomes_dense_by_its_own_bf16_ratio(evidence: Evidence) -> None:
    sparse = evidence.estimate(
        "H100", "compute", number_format="FP8", sparsity="sparse", scope="package", level="peak"
    )
    without_fp8 = evidence_without(evidence, "H100", ("FP8", "INT8"), "dense")
    dense = to_dense(sparse, without_fp8)
    # 3958 × 989 / 1979
    assert dense.to("TFLOPS").central == pytest.approx(3958 * 989 / 1979)
    assert dense.to("TFLOPS").central == pytest.approx(1979, rel=1e-3)
    assert dense.basis.sparsity == "dense"
    assert any("as known from FP16" in note for note in dense.notes)


def test_blackwell_ultra_fp4_is_not_simply_halved(evidence: Evidence) -> None:
    sparse = evidence.estimate(
        "GB300 GPU", "compute", number_format="FP4", sparsity="sparse", scope="package"
    )
    # 20 PFLOPS sparse against 15 dense: three quarters, not one half
    assert to_dense(sparse, evidence).to("PFLOPS").central == pytest.approx(15)


def test_fp4_lends_no_ratio_to_fp8(evidence: Evidence) -> None:
    sparse = evidence.estimate(
        "GB300 GPU", "compute", number_format="FP8", sparsity="sparse", scope="package"
    )
    only_fp4 = evidence_without(evidence, "GB300 GPU", ("FP8", "FP16", "INT8"), "dense")
    with pytest.raises(BasisError, match="not known on 2026-11-01"):
        to_dense(sparse, only_fp4)


def test_unstated_sparsity_is_read_as_dense_with_a_note(evidence: Evidence) -> None:
    plan = evidence.estimate(
        "Ascend 970", "compute", number_format="FP4", kinds=("announced",), sparsity="unstated"
    )
    dense = read_as_dense(plan)
    assert (dense.central, dense.basis.sparsity) == (plan.central, "dense")
    assert "does not say dense or sparse" in dense.notes[-1]
    with pytest.raises(BasisError):
        read_as_dense(replace(plan, basis=replace(plan.basis, sparsity="sparse")))


@given(st.floats(min_value=1e-3, max_value=1e6))
def test_doubling_and_halving_a_link_are_inverse(value: float) -> None:
    there = to_both_ways(link("one_way", value))
    back = to_one_way(there)
    assert there.central == pytest.approx(2 * value)
    assert back.central == pytest.approx(value)
    assert back.basis == link("one_way").basis
    assert len(back.notes) == 2


def test_a_link_is_converted_only_from_what_the_source_says() -> None:
    assert read_as_both_ways(link("unstated")).central == 392
    assert to_both_ways(link("both_ways")) == link("both_ways")
    for convert, direction in (
        (to_both_ways, "unstated"),
        (to_one_way, "unstated"),
        (read_as_both_ways, "one_way"),
    ):
        with pytest.raises(BasisError, match="direction"):
            convert(link(direction))


def test_two_dies_of_the_910c_make_a_package(evidence: Evidence) -> None:
    die = evidence.estimate("Ascend 910C", "memory_bandwidth", scope="die", unit="TB/s")
    package = dies_to_packages(die, evidence)
    assert (die.central, package.central) == (1.6, 3.2)
    assert package.basis.scope == "package"
    assert set(die.ids) < set(package.ids)
    with pytest.raises(BasisError, match="scope"):
        dies_to_packages(replace(die, basis=replace(die.basis, scope="rack")), evidence)


def test_a_card_with_one_chip_is_read_as_the_chip(evidence: Evidence) -> None:
    card = evidence.estimate("Atlas 350", "memory_capacity", scope="card")
    assert card_to_package(card, evidence).basis.scope == "package"
    with pytest.raises(BasisError, match="one accelerator"):
        card_to_package(replace(card, subject="DGX H100"), evidence)


class _Without:
    """Evidence in which some formats of one chip were never stated."""

    def __init__(self, evidence: Evidence, gone: tuple[str, ...], sparsity: str) -> None:
        self.inner, self.gone, self.sparsity, self.as_of = evidence, gone, sparsity, evidence.as_of

    def find(self, subject: str, attribute: str, **asked: str) -> Estimate | None:
        if asked["number_format"] in self.gone and asked["sparsity"] == self.sparsity:
            return None
        return self.inner.find(subject, attribute, **asked)


def evidence_without(
    evidence: Evidence, chip: str, gone: tuple[str, ...], sparsity: str
) -> Evidence:
    return _Without(evidence, gone, sparsity)  # type: ignore[return-value]
