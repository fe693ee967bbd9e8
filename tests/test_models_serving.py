import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.basis import Basis
from chiprace.errors import BasisError, DataError
from chiprace.evidence.estimate import Estimate
from chiprace.models import serving, serving_frontier, serving_newest, serving_paper
from chiprace.models.serving_workload import (
    Workload,
    comparable_workloads,
    parse_workload,
    throughput_ratio,
)

OURS = (
    "DeepSeek-R1; decode; KV length 4096; batch 96 per package; TPOT about 49.4 ms; "
    "CloudMatrix-Infer"
)
SGLANG = "DeepSeek-R1; decode; KV length 4000; batch 128 per GPU; TPOT about 55.6 ms; SGLang"


def throughput(value, workload, **basis):
    aspects = {"number_format": "FP8", "scope": "package", "level": "achieved"} | basis
    return Estimate(
        "a service",
        "decode_throughput",
        value,
        value,
        value,
        "token/s",
        Basis(workload=workload, **aspects),
    )


class TestParse:
    def test_reads_six_parts(self):
        assert parse_workload(OURS) == Workload(
            "DeepSeek-R1",
            "decode",
            "KV length 4096",
            "batch 96 per package",
            "TPOT about 49.4 ms",
            "CloudMatrix-Infer",
        )

    def test_a_missing_part_shifts_no_other(self):
        found = parse_workload("DeepSeek-R1; prefill and decode; prompt 8K, output 1K; SGLang")
        assert (found.lengths, found.batch, found.software) == (
            "prompt 8K, output 1K",
            "",
            "SGLang",
        )

    def test_what_is_not_stated_is_empty(self):
        found = parse_workload("model, lengths, batch and latency limit unstated")
        assert found == Workload()
        text = "DeepSeek (version unstated); decode; lengths unstated; batch unstated; TPOT 50 ms"
        assert parse_workload(text) == Workload("DeepSeek", "decode", limit="TPOT 50 ms")

    @pytest.mark.parametrize(
        ("text", "context", "output", "tpot"),
        [
            ("m; decode; prompt 8K, output 1K; batch 4; 50 token/s per user", 8192, 1024, 20.0),
            ("m; decode; KV length 4989; batch 4; TPOT about 50.2 ms", 4989, None, 50.2),
            ("m; decode; sequence about 3K; TPOT 49 to 50 ms", 3072, None, 49.5),
            ("m; decode; 15 to 18 token/s per user", None, None, 1000 / 16.5),
            ("m; prefill; range over prompt lengths; TTFT 1.6 s", None, None, None),
        ],
    )
    def test_numbers(self, text, context, output, tpot):
        found = parse_workload(text)
        assert (found.context, found.output) == (context, output)
        assert found.tpot_ms == (pytest.approx(tpot) if tpot else None)

    @given(st.text(max_size=80))
    def test_never_fails(self, text):
        assert isinstance(parse_workload(text), Workload)

    def test_reads_every_workload_of_the_facts(self, facts):
        for fact in facts:
            assert isinstance(parse_workload(fact.basis.workload).tpot_ms, (float, type(None)))


class TestLikeness:
    def test_alike_but_for_the_software(self):
        other = OURS.replace("CloudMatrix-Infer", "SGLang").replace("4096", "4000")
        found = comparable_workloads(OURS, other)
        assert found.like
        assert found.note == "software CloudMatrix-Infer against SGLang"

    def test_names_what_differs(self):
        found = comparable_workloads(OURS, SGLANG)
        assert not found.like
        assert found.differ == (
            "batch (batch 96 per package against batch 128 per GPU)",
            "latency (TPOT about 49.4 ms against TPOT about 55.6 ms)",
        )
        assert not found.unknown

    def test_names_what_is_open(self):
        found = comparable_workloads(OURS, "DeepSeek-R1; decode; KV length 4096; batch unstated")
        assert not found.differ
        assert found.unknown == ("batch", "latency")
        assert not found.like

    @pytest.mark.parametrize(
        ("one", "other", "differs", "open_"),
        [
            ("DeepSeek-R1", "DeepSeek-V3/R1", False, False),
            ("DeepSeek-R1", "DeepSeek-V4-Pro", True, False),
            ("DeepSeek-R1", "DeepSeek (version unstated)", False, True),
            ("DeepSeek-R1", "Step-3 321B", True, False),
            ("DeepSeek-R1", "model unstated", False, True),
        ],
    )
    def test_models(self, one, other, differs, open_):
        found = comparable_workloads(f"{one}; decode", f"{other}; decode")
        assert any("model" in part for part in found.differ) == differs
        assert ("model" in found.unknown) == open_

    def test_phases_and_outputs(self):
        one = "m; decode; prompt 4K, output 2K"
        assert "phase (decode against prefill)" in comparable_workloads(one, "m; prefill").differ
        other = "m; decode; prompt 4096, output 256"
        assert any(part.startswith("output") for part in comparable_workloads(one, other).differ)

    def test_a_batch_of_a_die_is_not_that_of_a_package(self):
        found = comparable_workloads("m; decode; batch 60 per die", "m; decode; batch 60")
        assert "batch" in found.unknown

    @given(st.sampled_from([OURS, SGLANG, "m; decode", ""]), st.sampled_from([OURS, SGLANG, "m"]))
    def test_the_order_does_not_matter(self, one, other):
        there, back = comparable_workloads(one, other), comparable_workloads(other, one)
        assert there.like == back.like
        assert there.unknown == back.unknown
        assert len(there.differ) == len(back.differ)

    def test_a_full_workload_is_like_itself(self):
        assert comparable_workloads(OURS, OURS).like
        assert comparable_workloads(OURS, OURS).note == ""


class TestThroughputRatio:
    def test_says_what_is_unlike(self):
        one = throughput(1943, OURS, number_format="INT8")
        other = throughput(2172, SGLANG, level="modelled")
        found = throughput_ratio(one, other)
        assert found.central == pytest.approx(0.8946, abs=1e-4)
        text = " ".join(found.notes)
        for words in ("batch 96", "INT8", "FP8", "idealised"):
            assert words in text

    def test_like_things_carry_no_note(self):
        assert throughput_ratio(throughput(4, OURS), throughput(2, OURS)).notes == ()

    def test_refuses_a_server_against_a_package(self):
        with pytest.raises(BasisError, match="scope"):
            throughput_ratio(throughput(8, OURS, scope="server"), throughput(1, OURS))

    @given(st.floats(1, 1e5), st.floats(1, 1e5))
    def test_both_ways_make_one(self, one, other):
        first, second = throughput(one, OURS), throughput(other, SGLANG)
        there, back = throughput_ratio(first, second), throughput_ratio(second, first)
        assert there.central * back.central == pytest.approx(1)


class TestThePaper:
    """Prefill and decode tables of arXiv 2506.12708, by hand from throughput and peak."""

    def test_has_ten_rows(self, evidence):
        rows = serving_paper.paper_rows(evidence)
        assert [row.phase for row in rows] == ["prefill"] * 6 + ["decode"] * 4
        assert [row.throughput.central for row in rows] == [
            *(5655, 6688, 4026, 6288, 7839, 7417),
            *(1943, 1850, 2325, 2172),
        ]
        assert sum(row.idealised for row in rows) == 5

    @pytest.mark.parametrize(
        ("throughput", "peak", "printed"),
        [
            (6688, 1504, 4.45),
            (5655, 1504, 3.76),
            (1943, 1504, 1.29),
            (6288, 1978, 3.18),
            (7417, 1978, 3.75),
            (7839, 1978, 3.96),
            (4026, 1978, 2.03),
            (2325, 1978, 1.17),
            (1850, 1978, 0.93),
            (2172, 1978, 1.10),
        ],
    )
    def test_tokens_per_tflops_are_reproduced(self, evidence, throughput, peak, printed):
        data = serving_paper.reproduced(evidence)
        (row,) = data[data["throughput"] == throughput].to_dict("records")
        assert row["peak"] == peak
        assert row["printed"] == printed
        assert row["computed"] == pytest.approx(throughput / peak)
        # 1,979 in place of 1,978 would move a value by 0.002 at most.
        assert row["computed"] == pytest.approx(printed, abs=0.0085)

    def test_the_gpu_rows_are_an_eighth_of_a_server(self, evidence):
        data = serving_paper.reproduced(evidence)
        copied = data[data["maker"] == "Nvidia"]
        assert (copied["server"] * 8).tolist() == [
            *(32206, 50302, 62713, 59337),
            *(14800, 18598, 17373),
        ]
        assert (copied["server"] - copied["throughput"]).abs().max() < 0.5
        assert data[data["maker"] == "Huawei"]["server"].isna().all()

    def test_the_peak_of_int8_is_twice_that_of_bf16(self, evidence):
        one = evidence.estimate(
            "Ascend 910C", "compute", number_format="INT8", scope="package", level="peak"
        )
        assert one.to("TFLOPS").central == 2 * 752

    def test_parameters_are_the_makers_word(self, evidence):
        found = serving.parameter_count(evidence)
        assert found.central == 671e9
        assert {fact.voice for fact in found.facts} == {"DeepSeek"}


class TestSurpassing:
    def test_per_package_behind_most_rows(self, evidence):
        data = serving.serving_frame(evidence)
        mine = data[(data["key"] == "package") & data["ratio"].notna()]
        found = dict(
            zip(zip(mine["phase"], mine["label"], strict=True), mine["ratio"], strict=True)
        )
        by_hand = {
            ("prefill", "H800 production"): 5655 / 4026,
            ("prefill", "H100 SGLang"): 5655 / 6288,
            ("prefill", "H800 profile, ideal"): 6688 / 7839,
            ("prefill", "H100 SGLang, ideal"): 6688 / 7417,
            ("decode", "H800 production"): 1943 / 1850,
            ("decode", "H800 profile, ideal"): 1943 / 2325,
            ("decode", "H100 SGLang, ideal"): 1943 / 2172,
        }
        assert found == pytest.approx(by_hand)
        behind = [ratio for ratio in found.values() if ratio < 1]
        assert len(behind) == 5
        assert [round(min(behind), 2), round(max(behind), 2)] == [0.84, 0.90]

    def test_what_the_claim_survives(self, evidence):
        found = {each.key: each for each in serving.survival(evidence)}
        words = {key: each.word for key, each in found.items()}
        assert words == {
            "package": "splits",
            "compute": "holds",
            "bandwidth": "splits",
            "tdp": "splits",
            "server": "not known",
        }
        assert (found["package"].ahead, found["package"].rows) == (2, 4)
        assert found["compute"].low == pytest.approx(1943 / 1504 / (2325 / 1978), abs=2e-3)
        assert found["bandwidth"].high == pytest.approx(5655 / 3.2 / (4026 / 3.35))

    def test_against_all_gpus(self, evidence):
        found = {each.key: each for each in serving.survival(evidence, serving.GPUS)}
        counts = {key: (each.ahead, each.rows) for key, each in found.items()}
        assert counts == {
            "package": (2, 7),
            "compute": (7, 7),
            "bandwidth": (2, 7),
            "tdp": (5, 7),
            "server": (0, 3),
        }
        # 16.2 kW and 10.2 kW for eight: 5655/2025 over 6288/1275.
        assert found["server"].high == pytest.approx(6688 / 2025 / (7417 / 1275))

    def test_settings_of_one_kind_stand_against_each_other(self, evidence):
        data = serving.serving_frame(evidence)
        pairs = data[data["against"] != ""]
        prefill = pairs[pairs["phase"] == "prefill"]
        assert (prefill["against"].str.contains("ideal") == prefill["idealised"]).all()

    def test_every_ratio_carries_its_reservations(self, evidence):
        data = serving.serving_frame(evidence)
        pairs = data[data["ratio"].notna()]
        assert not pairs["like"].any()
        assert pairs["notes"].str.contains("INT8").all()

    def test_what_is_not_known_is_left_out(self, evidence):
        early = evidence.at(date(2026, 1, 1))
        data = serving.serving_frame(early)
        assert serving.drawn_keys(data) == ["package", "compute", "bandwidth"]
        words = {each.key: each.word for each in serving.survival(early, serving.GPUS)}
        assert words["tdp"] == words["server"] == "not known"

    def test_before_the_paper_there_is_nothing(self, evidence):
        early = evidence.at(date(2025, 6, 1))
        assert serving.serving_frame(early).empty
        assert serving.drawn_keys(serving.serving_frame(early)) == []
        assert {each.word for each in serving.survival(early)} == {"not known"}
        assert serving_paper.reproduced(early).empty

    def test_a_counterpart_must_exist(self, evidence):
        rows = serving_paper.paper_rows(evidence)
        others = [row for row in rows if row.subject != serving_paper.SERVICE]
        with pytest.raises(DataError, match="prefill"):
            serving.counterpart(others, others[0])

    @pytest.mark.parametrize("policy", ["independent", "vendor"])
    def test_other_policies_keep_the_paper(self, evidence, policy):
        found = serving.survival(replace(evidence, policy=policy))
        assert [each.rows for each in found][:2] == [4, 4]


class TestFrontier:
    def test_batch_over_latency_gives_the_throughput(self, evidence):
        line = serving_frontier.trade_off(serving_frontier.frontier(evidence))
        assert line["throughput"].tolist() == [538, 974, 1943]
        assert line["tpot_ms"].tolist() == [14.9, 24.6, 49.4]
        # The paper's batches of a package: 8, 24 and 96.
        assert line["batch"].tolist() == pytest.approx([8, 24, 96], rel=0.005)

    def test_one_measurement_told_twice_is_one_point(self, evidence):
        data = serving_frontier.frontier(evidence)
        assert not data.duplicated(["chip", "throughput"]).any()

    def test_other_work_is_marked(self, evidence):
        data = serving_frontier.frontier(evidence).set_index("throughput")
        assert data["likeness"].loc[[1943, 2325, 2172]].tolist() == ["like"] * 3
        assert data["likeness"].loc[[1850, 2733]].tolist() == ["lengths"] * 2
        assert data["likeness"].loc[[4700, 2400]].tolist() == ["model"] * 2

    def test_a_server_is_divided_by_its_gpus(self, evidence):
        data = serving_frontier.frontier(evidence)
        (row,) = data[data["label"] == "H800 RTP-LLM"].to_dict("records")
        assert row["throughput"] == 14700 / 8
        assert "over its 8 accelerators" in row["notes"]

    def test_without_a_count_nothing_is_divided(self, evidence):
        found = throughput(8, OURS, scope="cluster")
        fact = next(iter(evidence.facts))
        assert serving_frontier.per_accelerator(replace(found, facts=(fact,))) is None


class TestNewest:
    def test_values_by_hand(self, evidence):
        data = serving_newest.newest(evidence)
        plan = data[data["chip"] == "Ascend 950DT"].to_dict("records")[0]
        assert plan["value"] == pytest.approx(19.6e6 / 8192)
        assert plan["stated_only"]
        decode = data[(data["chip"] == "Ascend 910C") & (data["value"] == 1943)]
        assert decode["per_mw"].tolist() == pytest.approx([1943 * 384 / 0.6])

    def test_one_row_one_sort_of_work(self, evidence):
        data = serving_newest.newest(evidence)
        row = data[data["row"].str.startswith("8K in, 1K out, 75/s")]
        assert dict(zip(row["chip"], row["value"], strict=True)) == {
            "B200": 2557.7,
            "GB200 GPU": 5789.6,
        }
        # What the dashboard assumes for one GPU, all in: 2.17 and 2.10 kW.
        watts = (1e6 * row["value"] / row["per_mw"]).tolist()
        assert watts == pytest.approx([2170, 2100], rel=1e-3)

    def test_huaweis_word_is_told_apart(self, evidence):
        data = serving_newest.newest(evidence)
        assert set(data[data["maker"] == "Huawei"]["who"]) == {"vendor"}
        assert set(data[data["voice"] == "SemiAnalysis"]["who"]) == {"others"}

    def test_nothing_idealised_and_nothing_twice(self, evidence):
        data = serving_newest.newest(evidence)
        assert not data.duplicated(["section", "row", "chip", "value"]).any()
        assert 2785.25 not in set(data["value"])
        assert 6688 not in set(data["value"])

    def test_nothing_is_known_too_early(self, evidence):
        early = serving_newest.newest(evidence.at(date(2025, 7, 1)))
        assert not early["chip"].str.startswith("Ascend 950").any()
        assert not (early["voice"] == "SemiAnalysis").any()


def test_a_server_of_unknown_power_has_no_share(evidence):
    rows = serving_paper.paper_rows(evidence)
    h800 = next(row for row in rows if row.chip == "H800")
    assert serving_paper.divided(evidence, h800, "server") is None
    assert math.isclose(serving_paper.divided(evidence, h800, "package").central, 4026)
