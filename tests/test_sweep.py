"""``chiprace sweep`` from the command line to table and figures, with the real ledger."""

import gc
import json
import os
import signal
import subprocess
import sys
import weakref
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from typer.testing import CliRunner

from chiprace.claims.grid import ledger_at
from chiprace.cli import app
from chiprace.editions import edition
from chiprace.errors import BuildError, DataError
from chiprace.evidence.policy import Evidence
from chiprace.paths import current_project
from chiprace.scenario import Scenario
from chiprace.sweep import run as sweep_run
from chiprace.sweep.points import make_points, read_axis
from chiprace.sweep.table import save_figures, tidy_table
from chiprace.sweep.work import Task, evaluate, inputs_hash

DAY = date(2025, 2, 28)
GRID = ["--over", "as_of=2025-01..2025-02", "--over", "scenario=baseline,vendor_word"]


def command(*words):
    return [sys.executable, "-m", "chiprace", "sweep", *words]


@pytest.fixture(scope="module")
def task():
    inputs = inputs_hash(current_project())
    return Task("a point", Scenario(as_of=DAY).parameters(), inputs)


def test_a_worker_gives_the_ledger_of_its_point(task, facts):
    rows = evaluate(task)
    expected = ledger_at(Evidence(facts, DAY), Scenario()).to_dict("records")
    assert json.dumps(rows) == json.dumps(expected)
    assert rows[0]["as_of"] == "2025-02-28"


def test_a_worker_with_other_data_refuses(task):
    with pytest.raises(DataError, match=r"other data or another version .* to one commit"):
        evaluate(replace(task, inputs="another"))


def test_with_editions_each_row_names_the_edition_built(task, tmp_path, monkeypatch):
    asked = []

    def build(project, scenario, *, jobs, out, tell):
        asked.append((project, scenario.as_of, jobs, out))
        return SimpleNamespace(folder=out / "editions" / "2025-02-28_baseline_1a2b3c4d")

    monkeypatch.setattr(edition, "build_edition", build)
    rows = evaluate(replace(task, editions=str(tmp_path), jobs=3))
    assert asked == [(current_project(), DAY, 3, tmp_path)]
    assert {row["edition"] for row in rows} == {"2025-02-28_baseline_1a2b3c4d"}
    assert len(rows) == 24


def test_what_an_edition_leaves_in_circles_is_gone_before_the_next(task, tmp_path, monkeypatch):
    class Circle:
        def __init__(self):
            self.itself = self

    left = []

    def build(*_, out, **__):
        left.append(weakref.ref(Circle()))
        return SimpleNamespace(folder=out)

    monkeypatch.setattr(edition, "build_edition", build)
    gc.disable()  # nobody else is to look through what there is
    try:
        evaluate(replace(task, editions=str(tmp_path)))
        assert left[0]() is None
    finally:
        gc.enable()


@pytest.mark.parametrize(("editions", "expected"), [((), (3, {1})), (("--editions",), (1, {3}))])
def test_editions_are_built_one_after_the_other_and_their_chapters_side_by_side(
    monkeypatch, tmp_path, editions, expected
):
    found = []

    def workers(jobs, *_):
        found.append(jobs)

    def go(tasks, *_):
        found.append({task.jobs for task in tasks.values()})
        raise BuildError("Far enough.")

    monkeypatch.setattr(sweep_run, "local_processes", workers)
    monkeypatch.setattr(sweep_run, "sweep", go)
    asked = ["sweep", *GRID, "--jobs", "3", "--out", str(tmp_path / "table.csv"), *editions]
    assert CliRunner().invoke(app, asked).exit_code == 5
    assert tuple(found) == expected


@pytest.fixture
def grid():
    axes = [read_axis(text, date(2026, 11, 23)) for text in (GRID[1], GRID[3])]
    points = make_points(axes, current_project().scenarios, date(2026, 11, 23), "baseline")
    verdicts = ["supported", "contested", "contested", "contested"]
    rows = [
        [{"as_of": "x", "scenario": "x", "id": key, "verdict": verdict, "value": place}]
        for place, verdict in enumerate(verdicts)
        for key in ["C18"]
    ]
    return axes, points, rows


def test_the_table_is_tidy(grid):
    _, points, rows = grid
    data = tidy_table(points, rows)
    assert list(data.columns) == ["as_of", "scenario", "id", "verdict", "value"]
    assert list(data["as_of"])[::2] == ["2025-01-31", "2025-02-28"]
    assert list(data["value"]) == [0, 1, 2, 3]


def test_figures_run_along_the_first_of_the_longest_axes_one_for_each_other_value(grid, tmp_path):
    axes, points, rows = grid
    saved = save_figures(tidy_table(points, rows), axes, tmp_path / "table.csv")
    assert [path.name for path in saved] == [
        "table_baseline.svg",
        "table_baseline.png",
        "table_vendor_word.svg",
        "table_vendor_word.png",
    ]
    text = saved[0].read_text()
    assert "Verdicts by day, scenario baseline" in text
    assert "C18  Cheap energy offsets it" in text
    assert saved[1].read_bytes().startswith(b"\x89PNG")


def test_an_interrupted_sweep_goes_on_to_the_same_table(tmp_path):
    whole, broken = tmp_path / "whole.csv", tmp_path / "broken.csv"
    with subprocess.Popen(
        command(*GRID, "--jobs", "1", "--out", str(broken)),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as asked:
        told = ""
        while "1 of 4" not in told and (line := asked.stderr.readline()):
            told += line
        # As a terminal does it: to every process of the command.
        os.killpg(asked.pid, signal.SIGINT)
        told += asked.stderr.read()
    assert asked.returncode == 130, told
    assert "Interrupted" in told
    assert "Traceback" not in told
    assert not broken.exists()
    kept = {
        path: path.stat().st_mtime_ns for path in broken.with_name("broken.csv.parts").iterdir()
    }
    assert 1 <= len(kept) < 4
    for out, jobs in ((broken, "1"), (whole, "2")):
        done = subprocess.run(
            command(*GRID, "--jobs", jobs, "--out", str(out)), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert "4 points, 96 rows" in done.stdout
    assert all(path.stat().st_mtime_ns == then for path, then in kept.items())
    assert broken.read_bytes() == whole.read_bytes()
    data = pd.read_csv(whole)
    assert len(data.drop_duplicates(["as_of", "scenario", "id"])) == len(data) == 96
    assert (tmp_path / "whole_baseline.png").exists()


def test_what_cannot_be_swept_is_said_at_once(tmp_path):
    done = subprocess.run(
        command("--over", "as_of=2026-01..2027-01", "--out", str(tmp_path / "no.csv")),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 3
    assert "the newest fact is of" in done.stderr
    assert not list(tmp_path.iterdir())
