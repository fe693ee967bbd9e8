from datetime import date

import pytest

from chiprace.models import training_mfu
from chiprace.models.accuracy import accuracy_differences, mean_difference


def test_differences_by_hand(evidence):
    data = accuracy_differences(evidence)
    found = {(row.benchmark, row.reference): row.difference for row in data.itertuples()}
    assert found["MMLU", "api"] == pytest.approx(90.82 - 91.05)
    assert found["MMLU", "report"] == pytest.approx(90.82 - 90.8)
    assert found["C-Eval", "api"] == pytest.approx(82.05 - 79.92)
    assert found["C-Eval", "report"] == pytest.approx(82.05 - 91.8)
    assert ("CLUEWSC", "report") not in found


def test_ten_benchmarks_best_against_the_api_first(evidence):
    data = accuracy_differences(evidence)
    api = data[data["reference"] == "api"]["difference"]
    assert len(api) == 10
    assert api.is_monotonic_decreasing
    # Sum of the ten differences is 1.99.
    assert mean_difference(data, "api") == pytest.approx(0.199)


def test_nothing_before_the_paper(evidence):
    assert accuracy_differences(evidence.at(date(2025, 6, 1))).empty


class TestTraining:
    def test_each_mfu_names_its_peak(self, evidence):
        data = training_mfu.mfu_by_size(evidence)
        deepseek = data[data["label"] == "DeepSeek-V3"]
        assert set(deepseek["peak"]) == {"16-bit peak", "FP8 peak"}
        # One compute over two denominators: 39.0 to 42.9% of BF16 are 19.5 to 21.4% of FP8.
        halves = deepseek[deepseek["high"] > deepseek["low"]].sort_values("mfu")["mfu"].tolist()
        assert halves[1] / halves[0] == pytest.approx(2, rel=0.01)

    def test_best_of_each(self, evidence):
        data = training_mfu.mfu_by_size(evidence)
        assert training_mfu.best_of_each(data) == pytest.approx((0.52, 0.545))
        assert training_mfu.best_of_each(data[data["maker"] == "Nvidia"]) is None

    def test_makers_are_those_of_the_accelerators(self, evidence):
        data = training_mfu.mfu_by_size(evidence).set_index("label")
        assert data.loc["MegaScale-MoE 352B", "maker"] == "Nvidia"
        assert data.loc["PaLM 540B", "maker"] == "Alphabet"
        assert set(data[data["maker"] == "Huawei"].index) == {
            "Pangu Ultra 135B",
            "Pangu Ultra MoE 718B",
        }

    def test_runs_without_a_size_are_named_and_not_drawn(self, evidence):
        unsized = training_mfu.unsized_runs(evidence)
        drawn = {
            each for cell in training_mfu.mfu_by_size(evidence)["facts"] for each in cell.split()
        }
        assert not drawn & {each.fact for each in unsized}
        found = {each.subject: (each.mfu, each.peak) for each in unsized}
        assert found["DeepSeek-V3 on GB200 (Megatron)"] == (pytest.approx(0.18), "FP8 peak")

    def test_panels_come_in_one_order(self, evidence):
        data = training_mfu.mfu_by_size(evidence)
        assert training_mfu.peaks_known(data) == list(training_mfu.PEAKS.values())
        assert training_mfu.peaks_known(data[data["peak"] == "FP8 peak"]) == ["FP8 peak"]
