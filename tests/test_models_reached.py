"""Shares of peaks and rooflines, against values worked out by hand from the facts."""

from datetime import date

import pytest

from chiprace.models.reached import energy_of_products, shares_reached
from chiprace.models.roofline import flips, reachable_ratios, roofs, served_operations
from measured_run import with_run


@pytest.fixture(scope="module")
def measured(facts):
    return with_run(facts)


def one(data, **cells):
    for column, text in cells.items():
        data = data[data[column] == text]
    (row,) = data.to_dict("records")
    return row


class TestShares:
    def test_published_shares_stand_as_printed(self, evidence):
        data = shares_reached(evidence)
        npu = one(data, subject="Ascend 910C", kind="product", format="INT8")
        assert (npu["low"], npu["high"]) == (77.4, 82.7)
        assert one(data, subject="Ascend 910C", kind="attention")["value"] == 65.4
        assert one(data, subject="H800", kind="memory")["value"] == 89.6

    def test_a_practical_peak_is_divided_by_the_data_sheet(self, evidence):
        row = one(shares_reached(evidence), subject="H800", kind="product")
        assert row["value"] == pytest.approx(100 * 865 / 989)
        assert row["mark"] == "measured"
        assert {"NA0098", "NA0090"} <= set(row["facts"].split())

    def test_runs_of_whole_models_are_no_products(self, evidence, measured):
        for data in (shares_reached(evidence), shares_reached(measured)):
            assert set(data["subject"]) <= {"Ascend 910C", "H800", "H200"}

    def test_a_run_of_ones_own_gets_rows_by_format_scaling_and_phase(self, measured):
        data = shares_reached(measured)
        row = one(data, subject="H200", format="BF16", work="")
        # 0.8 of 0.989 PFLOPS; the spread of the made-up card is from 3% slower to 2% faster.
        assert row["value"] == pytest.approx(100 * 800 / 989, rel=1e-3)
        assert row["low"] < row["value"] < row["high"]
        assert row["voice"] == "This project"
        works = set(data.loc[(data["subject"] == "H200") & (data["format"] == "FP8"), "work"])
        assert {"per row", "per tensor", "decode, per row", "prefill, per tensor"} <= works
        memory = one(data, subject="H200", kind="memory")
        assert memory["value"] == pytest.approx(100 * 4.5 / 4.8, rel=1e-3)

    def test_nothing_is_known_before_it_was_published(self, evidence):
        assert shares_reached(evidence.at(date(2025, 4, 21))).empty


class TestEnergy:
    def test_there_is_none_before_a_measurement(self, evidence):
        assert energy_of_products(evidence).empty

    def test_power_over_rate_beside_tdp_over_peak(self, measured):
        row = one(energy_of_products(measured), format="BF16", work="")
        assert row["value"] == pytest.approx(600 / 0.8, rel=1e-3)
        assert row["promised"] == pytest.approx(700 / 0.989)
        assert "NA0172" in row["promise_facts"]


class TestRoofline:
    def test_roofs_by_data_sheet(self, evidence):
        row = one(roofs(evidence), subject="H200", format="FP8", reached=False)
        assert (row["peak"], row["bandwidth"]) == (1978, 4.8)
        assert row["ridge"] == pytest.approx(1978 / 4.8)

    def test_a_reached_roof_takes_the_best_shares(self, evidence, measured):
        row = one(roofs(evidence), subject="Ascend 910C", reached=True)
        assert row["peak"] == pytest.approx(1504 * (0.774 + 0.827) / 2)
        assert row["bandwidth"] == pytest.approx(3.2 * 0.841)
        assert not len(roofs(evidence).query("subject == 'H200' and reached"))
        mine = one(roofs(measured), subject="H200", format="FP8", reached=True)
        assert mine["peak"] == pytest.approx(1500, rel=1e-3)
        assert mine["bandwidth"] == pytest.approx(4.5, rel=1e-3)

    def test_two_operations_a_token_for_37_billion_parameters(self, evidence):
        row = one(served_operations(evidence), label="910C CloudMatrix-Infer", phase="decode")
        assert row["value"] == pytest.approx(1943 * 2 * 37e9 / 1e12)
        assert row["share"] == pytest.approx(100 * 1943 * 0.074 / 1504)
        assert row["intensity"] == pytest.approx(1943 * 0.074 / 3.2)

    def test_no_result_is_above_its_own_roof(self, evidence):
        data = served_operations(evidence)
        assert (data["share"] < 100).all()
        bandwidth = data["value"] / data["intensity"]
        assert set(bandwidth.round(2)) == {3.2, 3.35}

    def test_nothing_is_served_before_the_paper(self, evidence):
        assert served_operations(evidence.at(date(2025, 1, 31))).empty
        assert flips(evidence.at(date(2025, 1, 31))).empty


class TestReachablePeaks:
    def test_published_shares_against_each_other(self, evidence):
        data = reachable_ratios(evidence)
        same = one(data, kind="attention")
        assert same["value"] == pytest.approx(66.7 / 65.4)
        assert same["like"]
        unlike = one(data, kind="product")
        assert unlike["low"] == pytest.approx(100 * 865 / 989 / 82.7)
        assert unlike["high"] == pytest.approx(100 * 865 / 989 / 77.4)
        assert not unlike["like"]

    def test_at_the_flip_both_do_the_same_for_each_reachable_tflops(self, evidence):
        row = one(flips(evidence), label="H800 profile, ideal", phase="decode")
        # 2,325 tokens/s over 1,978 TFLOPS against 1,943 over 1,504.
        assert row["value"] == pytest.approx((2325 / 1978) / (1943 / 1504), rel=1e-4)
        assert row["value"] * row["ratio"] == pytest.approx(1)

    def test_products_in_the_shapes_of_one_phase_are_left_aside(self, measured):
        assert not reachable_ratios(measured)["work"].str.contains("decode|prefill").any()
