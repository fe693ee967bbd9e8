"""What is measured and how it is counted; no test here needs a GPU."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from chiprace.cli import app
from chiprace.door.checks import check_tables
from chiprace.door.columns import COLUMNS
from chiprace.door.data import load_tables
from chiprace.errors import MeasureError
from chiprace.measure import gpu
from chiprace.measure.counts import (
    joules_per_gb,
    joules_per_pflop,
    product_bytes,
    product_operations,
    stream_bytes,
)
from chiprace.measure.plan import Product, Stream, plan_cases
from chiprace.measure.report import fact_rows, write_run
from chiprace.measure.results import Card, Result
from chiprace.measure.run import measure, subject_of
from chiprace.measure.shapes import LAYERS, SQUARES, Shape, list_shapes
from measured_run import CARD, POWER_W, MadeUpGpu
from small_project import with_rows

DAY = date(2026, 11, 23)
SQUARE = Shape(4096, 4096, 4096)

sides = st.integers(1, 2**15)


@pytest.fixture
def results():
    return measure(MadeUpGpu(), plan_cases(), 2.0, lambda result: None)


class TestCounts:
    def test_a_product_by_hand(self):
        # [[1 2] [3 4]] by [[5] [6]]: four multiplications, and as many additions as data sheets
        # count; 4 + 2 numbers in, 2 out.
        assert product_operations(2, 1, 2) == 8
        assert product_bytes(2, 1, 2, "BF16") == 2 * (4 + 2 + 2)
        assert product_bytes(2, 1, 2, "FP8") == 6 + 2 * 2
        assert product_bytes(2, 1, 2, "INT8") == 6 + 4 * 2

    def test_streams_as_stream_counts_them(self):
        # STREAM: copy moves 16 bytes and triad 24 for each element of 8.
        assert stream_bytes("copy", 8) == 16
        assert stream_bytes("triad", 8) == 24

    def test_a_kilowatt_for_a_second_at_a_petaflops(self):
        assert joules_per_pflop(1000.0, 1e15) == 1000.0
        assert joules_per_gb(500.0, 5e12) == pytest.approx(0.1)

    @given(sides, sides, sides)
    def test_counts_do_not_care_which_factor_is_first(self, m, n, k):
        assert product_operations(m, n, k) == product_operations(n, m, k)
        assert product_bytes(m, n, k, "FP8") == product_bytes(n, m, k, "FP8")

    @given(sides, sides, sides)
    def test_a_product_has_less_intensity_than_a_cube_of_its_longest_side(self, m, n, k):
        side = max(m, n, k)
        mine = product_operations(m, n, k) / product_bytes(m, n, k, "BF16")
        cube = product_operations(side, side, side) / product_bytes(side, side, side, "BF16")
        assert mine <= cube * (1 + 1e-12)


class TestShapes:
    @pytest.mark.parametrize(
        # DeepSeek: 671B, of which 37B active. Meta: 70.6B, all active, with the table of tokens.
        ("model", "vocabulary", "whole", "used"),
        [
            ("DeepSeek-R1", 129280 * 7168, 671.0, 36.6),
            ("Llama 3.1 70B", 128256 * 8192, 70.6, 69.5),
        ],
    )
    def test_the_layers_make_the_published_model(self, model, vocabulary, whole, used):
        mine = [layer for layer in LAYERS if layer.model == model]
        assert sum(x.weights * x.copies for x in mine) + vocabulary == pytest.approx(
            whole * 1e9, rel=1e-3
        )
        assert sum(x.weights * x.used for x in mine) == pytest.approx(used * 1e9, rel=1e-3)

    def test_squares_first_then_both_phases_of_both_models(self):
        shapes = list_shapes()
        assert [shape.m for shape in shapes[: len(SQUARES)]] == list(SQUARES)
        rest = {(shape.model, shape.phase) for shape in shapes[len(SQUARES) :]}
        assert rest == {
            (model, phase)
            for model in ("DeepSeek-R1", "Llama 3.1 70B")
            for phase in ("prefill", "decode")
        }

    def test_int8_needs_more_than_sixteen_rows_and_multiples_of_eight(self):
        for shape in list_shapes():
            assert shape.m > 16
            assert shape.n % 16 == shape.k % 16 == 0


class TestPlan:
    def test_fp8_is_scaled_both_ways_and_nothing_is_measured_twice(self):
        cases = plan_cases()
        assert len(set(cases)) == len(cases)
        scalings = {case.scaling for case in cases if getattr(case, "number_format", "") == "FP8"}
        assert scalings == {"per tensor", "per row"}

    def test_formats_can_be_chosen_and_are_checked(self):
        kinds = {getattr(case, "number_format", "memory") for case in plan_cases(["INT8"])}
        assert kinds == {"INT8", "memory"}
        with pytest.raises(MeasureError, match=r"'FP4'\. Known: BF16, FP16, FP8, INT8"):
            plan_cases(["FP4"])


class TestResults:
    def test_rate_power_and_energy_of_a_made_up_card(self):
        case = Product(SQUARE, "BF16")
        result = Result(case, MadeUpGpu().time(case, 1.0))
        assert result.rate_per_s == pytest.approx(8e14)
        low, high = result.spread_per_s
        assert 8e14 / 1.03 < low < 8e14 < high < 8e14 / 0.98
        assert result.power_w == pytest.approx(POWER_W)
        # 600 W over 0.8 PFLOPS, times the mean over the median of the times.
        assert result.energy == pytest.approx(750 * 3.01 / 3)
        assert result.clock_mhz == 1675
        assert result.temperature_c == 65

    def test_decode_waits_for_memory(self):
        case = Product(Shape(128, 7168, 16384), "FP8")
        result = Result(case, MadeUpGpu().time(case, 1.0))
        moved = 128 * 16384 + 16384 * 7168 + 2 * 128 * 7168
        assert result.rate_per_s == pytest.approx(2 * 128 * 7168 * 16384 / moved * 4.5e12)

    def test_each_case_is_timed_once_and_told_at_once(self):
        bench, told = MadeUpGpu(), []
        cases = plan_cases(["BF16"])
        measure(bench, cases, 0.5, told.append)
        assert bench.timed == [(case, 0.5) for case in cases]
        assert [result.case for result in told] == list(cases)

    @pytest.mark.parametrize(
        ("driver", "subject"),
        [("NVIDIA H200", "H200"), ("NVIDIA H100 80GB HBM3", "H100"), ("NVIDIA B200", "B200")],
    )
    def test_a_card_is_named_as_the_facts_name_it(self, driver, subject):
        assert subject_of(Card(driver, "", "", "", 0, 0.0, 0.0, 0)) == subject


class TestFacts:
    def test_rows_pass_the_door(self, results):
        tables = load_tables()
        rows = fact_rows(results, CARD, "H200", DAY)
        assert check_tables(with_rows(tables, "facts", rows), today=DAY) == []

    def test_a_slip_in_a_run_is_refused_at_the_door(self, results):
        rows = fact_rows(results, CARD, "H200", DAY)
        rows[0]["value"] = "4500"  # GB/s under TB/s
        (fault,) = check_tables(with_rows(load_tables(), "facts", rows), today=DAY)
        assert "memory bandwidth" in str(fault)

    def test_a_product_as_rows(self, results):
        rows = [row for row in fact_rows(results, CARD, "H200", DAY) if row["attribute"] != "x"]
        mine = [row for row in rows if row["variant"] == "4096 x 4096 x 4096; scaled per row"]
        stated = [(row["attribute"], row["bound"], row["value"], row["unit"]) for row in mine]
        assert stated == [
            ("compute", "", "1500", "TFLOPS"),
            ("compute", "low", "1461", "TFLOPS"),
            ("compute", "high", "1527", "TFLOPS"),
            ("power", "", "600", "W"),
        ]
        assert {(row["kind"], row["voice"]) for row in mine} == {("measured", "This project")}
        assert "clock 1675 of 1980 MHz; limit 700 W" in mine[0]["condition"]

    def test_layers_say_model_and_phase(self, results):
        rows = fact_rows(results, CARD, "H200", DAY)
        assert {
            row["workload"] for row in rows if row["variant"].startswith("128 x 7168 x 2048")
        } == {"DeepSeek-R1; decode; expert, down"}

    def test_ids_go_on_where_an_earlier_run_ended(self, results):
        assert fact_rows(results, CARD, "H200", DAY, first=88)[0]["id"] == "ME0088"

    def test_files_of_a_run(self, results, tmp_path):
        table, record = write_run(
            results, CARD, "H200", DAY, "chiprace measure gpu", tmp_path / "a"
        )
        assert table.name == "h200-2026-11-23.csv"
        assert table.read_text(encoding="utf-8").startswith(",".join(COLUMNS["facts"]))
        kept = json.loads(record.read_text(encoding="utf-8"))
        assert kept["card"]["power_limit_w"] == 700
        assert len(kept["cases"]) == len(results)
        assert kept["cases"][0]["samples"][0]["temperature_c"] == 60
        assert (
            sorted(path.name for path in (tmp_path / "a").iterdir())
            == [record.name, table.name][::-1]
        )


class TestWithoutAGpu:
    def test_without_pytorch_it_says_what_to_install(self, monkeypatch, tmp_path):
        def missing(name):
            raise ImportError(name)

        monkeypatch.setattr(gpu, "import_module", missing)
        done = CliRunner().invoke(app, ["measure", "gpu", "--out", str(tmp_path / "out")])
        assert done.exit_code == 9
        assert "PyTorch is not installed. Install the extra `gpu`" in done.output
        assert not (tmp_path / "out").exists()

    @pytest.mark.parametrize(
        ("count", "words"), [(0, "sees no CUDA GPUs here"), (1, "sees 1 CUDA GPU here")]
    )
    def test_without_the_gpu_it_says_so(self, monkeypatch, count, words):
        class Torch:
            __version__ = "2.0"

            class cuda:  # noqa: N801
                is_available = staticmethod(lambda: count > 0)
                device_count = staticmethod(lambda: count)

        monkeypatch.setattr(gpu, "import_module", lambda name: Torch)
        with pytest.raises(MeasureError, match=words):
            gpu.Gpu(1)


def test_memory_is_told_with_its_size():
    assert Stream("copy", 2**28).text == "copy, arrays of 256 MiB"
