"""The benchmarks measure what they say; their cases are named once."""

import sys

import pytest
from bench import measure as measuring
from bench.cases import CASES, GOALS
from bench.measure import measure
from bench.place import Place

HOLDS = "block = bytearray(80_000_000); import time; time.sleep(1)"


def test_time_and_memory_of_a_process_and_its_descendants_are_measured():
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLDS!r}])"
    run = measure([[sys.executable, "-c", nested]] * 2, {}, prints=False)
    assert run.wall > 2
    assert run.memory > 80e6
    assert run.work > 0


def test_to_look_at_the_memory_takes_no_more_than_a_fiftieth_of_a_core(monkeypatch):
    """Else it would be measured too, and most where all cores are busy."""
    looks, pauses = [], []

    class Over:
        def wait(self, pause):
            pauses.append(pause)
            return len(pauses) > 3

    clock = iter([0.0, 0.1, 1.0, 1.001, 2.0, 2.02])
    monkeypatch.setattr(measuring.time, "thread_time", lambda: next(clock))
    monkeypatch.setattr(measuring, "_memory", lambda pid: looks.append(pid) or 5.0)
    watch = measuring._Watch(7)
    watch._over = Over()
    watch.run()
    assert looks == [7] * 3
    assert pauses == pytest.approx([0.2, 5.0, 0.2, 1.0])


def test_what_cores_do_at_once_is_told_in_cores(monkeypatch):
    monkeypatch.setattr(measuring, "_seconds_of_loops", {1: 1.0, 4: 1.6}.get)
    assert measuring.cores_at_once(4) == 2.5


def test_what_a_case_prints_counts_where_it_says_so():
    run = measure([[sys.executable, "-c", "print(1.5, 2.5)"]], {}, prints=True)
    assert (run.wall, run.work) == (1.5, 2.5)


def test_a_command_that_fails_is_no_measurement():
    with pytest.raises(RuntimeError, match="out of cheese"):
        measure([[sys.executable, "-c", "raise SystemExit('out of cheese')"]], {}, prints=False)


def test_goals_are_about_cases_each_of_its_own_name():
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
    assert {name for goal in GOALS for name in goal[:2]} <= set(names)


def test_one_fact_is_changed_and_no_other_line(tmp_path):
    place = Place(tmp_path)
    place.bare()
    facts = place.root / "data" / "facts"
    before = {path.name: path.read_text(encoding="utf-8").splitlines() for path in facts.iterdir()}
    place.change("SC0022")
    after = {path.name: path.read_text(encoding="utf-8").splitlines() for path in facts.iterdir()}
    changed = [
        line
        for name, lines in before.items()
        for line, other in zip(lines, after[name], strict=True)
        if line != other
    ]
    assert [line.split(",")[0] for line in changed] == ["SC0022"]
