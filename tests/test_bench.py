"""The benchmarks measure what they say; their cases are named once."""

import sys

import pytest
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
