from dataclasses import replace
from datetime import date

import pytest

from chiprace.models import (
    accuracy,
    serving,
    serving_frontier,
    serving_newest,
    serving_paper,
    training_mfu,
)
from chiprace.words import practice as words
from chiprace.words import practice_later as later
from chiprace.words import practice_tables as tables


@pytest.fixture
def served(evidence):
    return serving.serving_frame(evidence)


def prefill(data):
    return data[(data["phase"] == "prefill") & data["key"].isin(serving.drawn_keys(data))]


class TestServed:
    def test_the_title_counts_the_rows(self, served, evidence):
        data = prefill(served)
        caption = words.caption_served(data, evidence)
        assert caption.title == (
            "Prefill: CloudMatrix 384 is ahead on 1 of 2 H800 rows per package and 2 of 2 per "
            "TFLOPS"
        )
        better = data.assign(ratio=data["ratio"] * 2)
        assert "on 2 of 2 H800 rows per package" in words.caption_served(better, evidence).title

    def test_the_reservations_are_said(self, served, evidence):
        notes = " ".join(words.caption_served(prefill(served), evidence).notes)
        for said in ("two dies", "INT8 on Ascend", "copied", "H800 production", "estimate"):
            assert said in notes
        assert "Decode waits" not in notes

    def test_the_text_for_those_who_do_not_see_holds_the_numbers(self, served, evidence):
        alt = words.caption_served(prefill(served), evidence).alt
        for number in ("6,688 token/s", "4.45 token/s per TFLOPS", "0.85 ×"):
            assert number in alt

    def test_panels_say_whether_the_gpu_is_surpassed(self, served):
        panel = prefill(served)
        verdicts = {
            key: words.panel_verdict(panel[panel["key"] == key]) for key in ("package", "compute")
        }
        assert verdicts == {"package": "H800 surpassed on 1 of 2", "compute": "H800 surpassed"}
        worse = panel[panel["key"] == "package"].assign(ratio=0.5)
        assert words.panel_verdict(worse) == "H800 not surpassed"
        assert words.panel_verdict(worse[worse["chip"] == "H100"]) == "H800: not known"
        assert "TDP" in words.panel_title("tdp")

    def test_captions_fit(self, served, evidence):
        for phase in ("prefill", "decode"):
            mine = served[served["phase"] == phase]
            caption = words.caption_served(mine, evidence)
            assert len(caption.title) <= 92
            assert len(caption.subtitle) <= 140


class TestFinding:
    def test_leads_and_lags_stand_side_by_side(self, served, evidence):
        text = words.say_finding(
            served,
            serving.survival(evidence),
            serving.survival(evidence, serving.GPUS),
            serving.parameter_count(evidence),
        )
        for said in (
            "671 billion",
            "6,688 tokens/s",
            "1,943 tokens/s",
            "**ahead on 2 per package**",
            "**on 7 per TFLOPS of peak**",
            "0.84–0.90 ×",
            "holds per TFLOPS and splits per package",
        ):
            assert said in text

    def test_no_power_is_said_where_none_is_known(self, evidence):
        early = evidence.at(date(2026, 1, 1))
        text = words.say_finding(
            serving.serving_frame(early),
            serving.survival(early),
            serving.survival(early, serving.GPUS),
            None,
        )
        assert "no TDP of the 910C was known" in text
        assert "billion" not in text

    def test_nothing_known(self, served):
        assert "was known" in words.say_finding(served.head(0), [], [], None)


def test_others_figures_are_named_with_their_voice(evidence):
    text = words.say_published(serving.published_ratios(evidence))
    assert "DeepSeek researchers put the Ascend 910C at 60% of the H100's throughput" in text
    assert "Huawei put the Ascend 950 at 89–94% of the H100's throughput" in text
    early = serving.published_ratios(evidence.at(date(2025, 1, 1)))
    assert words.say_published(early).startswith("No other figure")


def test_decode_says_what_it_assumes(served, evidence):
    decode = served[served["phase"] == "decode"]
    notes = " ".join(words.caption_served(decode, evidence).notes)
    assert "takes 70% of the drafted tokens as accepted" in notes
    assert "Decode waits for memory" in notes


class TestTables:
    def test_the_ratios_with_their_verdicts(self, served, evidence):
        verdicts = serving.survival(evidence)
        table = tables.table_ratios(served, evidence, verdicts)
        assert len(table.rows) == 8
        first = [cell.text for cell in table.rows[0].cells]
        assert first[:4] == ["Prefill, H800 production", "1.40 ×", "1.85 ×", "1.47 ×"]
        last = [cell.text for cell in table.rows[-1].cells]
        assert last[1:] == [
            "splits, 2 of 4",
            "holds, 4 of 4",
            "splits, 2 of 4",
            "splits, 2 of 4",
            "not known",
        ]
        assert all(row.cells[0].notes for row in table.rows[:-1])

    def test_the_title_follows_the_verdicts(self, evidence):
        verdicts = serving.survival(evidence)
        title = tables.caption_ratios(verdicts).title
        assert "holds per TFLOPS; splits per package" in title
        turned = [replace(each, ahead=0) for each in verdicts]
        assert tables.caption_ratios(turned).title.startswith(
            "“Surpasses the H800” fails per package, per TFLOPS"
        )

    def test_the_paper_is_reproduced(self, evidence):
        data = serving_paper.reproduced(evidence)
        caption = tables.caption_reproduced(data)
        assert caption.title.startswith("10 of 10 figures per TFLOPS come out as printed")
        assert "7 rows are copied" in caption.title
        off = data.assign(printed=data["printed"] + 1)
        assert tables.caption_reproduced(off).title.startswith("0 of 10")
        cells = [[cell.text for cell in row.cells] for row in tables.table_reproduced(data).rows]
        assert cells[1][:3] == ["Prefill, 910C CloudMatrix-Infer, ideal", "6,688", "own run"]
        assert cells[1][3:] == ["1,504 (INT8)", "4.45", "4.45"]


class TestLater:
    def test_a_faster_answer_costs_tokens(self, evidence):
        data = later.text_frontier(serving_frontier.frontier(evidence))
        # 49.4 over 14.9 ms, and 1 − 538/1943.
        assert later.caption_frontier(data).title == (
            "Answering 3.3 × as fast costs a 910C 72% of its tokens per second"
        )
        assert "as far as both" in later.caption_frontier(data.head(1)).title
        assert {"910C, batch 96", "950, V4-Pro", "H800 production, 4989 in"} <= set(data["text"])

    def test_whose_word_the_newest_throughputs_are(self, evidence):
        data = later.text_newest(serving_newest.newest(evidence))
        assert "Huawei's word" in later.caption_newest(data).title
        outside = data.assign(who="others")
        assert "4,700 token/s" in later.caption_newest(outside).title
        without = data[~data["chip"].str.startswith("Ascend 950")]
        assert later.caption_newest(without).title.startswith("No throughput")

    def test_training_names_the_peak(self, evidence):
        data = later.text_training(training_mfu.mfu_by_size(evidence))
        caption = later.caption_training(data, training_mfu.unsized_runs(evidence))
        assert caption.title == (
            "The best published MFU is 52% on Ascend and 54.5% on Nvidia, of a 16-bit peak"
        )
        assert "DeepSeek-V3 on B200 (Megatron) 13.1% (FP8 peak)" in " ".join(caption.notes)
        alone = later.caption_training(data[data["maker"] != "Huawei"], [])
        assert alone.title.startswith("Published training runs")

    def test_accuracy_says_both_ends(self, evidence):
        data = accuracy.accuracy_differences(evidence)
        caption = later.caption_accuracy(data)
        assert caption.title == (
            "Under INT8 the scores lie −0.6 to +2.1 points from the API's, +0.2 on average"
        )
        # 91.8 − 82.05, and 91.8 − 79.92.
        assert "by 9.75 points; there the API itself scored 11.9 points below" in caption.notes[-1]
        assert len(later.caption_accuracy(data[data["reference"] == "api"]).notes) == 2

    def test_grounds_name_what_is_not_known(self, served, evidence):
        newest = serving_newest.newest(evidence)
        text = later.say_grounds(served, newest, training_mfu.mfu_by_size(evidence), evidence)
        assert "5 of its rows are idealised" in text
        assert "none of those on Ascend was measured by an outsider" in text
        assert "What is not known" in text
        training = training_mfu.mfu_by_size(evidence)
        little = later.say_grounds(served.head(0), newest.head(0), training.head(0), evidence)
        assert little.startswith("What is not known")
