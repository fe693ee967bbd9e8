"""A build does what is new and nothing else, and comes to the same bytes however it is done."""

import json

import pytest

from chiprace.hashes import output_hashes
from small_repository import change_cell, chiprace, write_repository

#: A chapter that tells the ledger at a point.
LEDGER = """\
from chiprace import open_chapter
from chiprace.claims import grid

chapter = open_chapter(as_of=as_of, policy=policy, overrides=overrides)
table = grid.ledger_at(chapter.evidence, chapter.scenario)
chapter.say(table[["id", "found", "p5", "p50", "holds"]].to_string())
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A small repository, built once."""
    root = write_repository(tmp_path_factory.mktemp("rebuild") / "repository")
    done = chiprace(root, "build", "--explain")
    assert done.returncode == 0, done.stderr
    assert "running 01_small: it was never run" in done.stderr
    return root


def build_elsewhere(root, place, *options, **environment):
    done = chiprace(root, "build", "--explain", "--out", str(place), *options, **environment)
    assert done.returncode == 0, done.stderr
    return done.stderr, output_hashes((place / "latest").resolve())


def test_nothing_changed_is_told_without_building_or_loading_anything_heavy(built):
    done = chiprace(built, "build", PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0, done.stderr
    assert "as it was" in done.stdout
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "chiprace.editions.standing" in imported
    heavy = imported & {"pandas", "numpy", "matplotlib", "papermill", "nbformat", "yaml"}
    assert not heavy


def test_ordinary_kernels_one_worker_and_no_cache_give_the_same_bytes(built, tmp_path):
    told, plain = build_elsewhere(
        built,
        tmp_path / "plain",
        *("--fresh", "--jobs", "1", "--kernels", "ordinary"),
        TZ="Asia/Shanghai",
        LC_ALL="C",
        PYTHONHASHSEED="7",
    )
    assert "running 01_small: the cache is not asked" in told
    assert plain == output_hashes((built / "reports" / "latest").resolve())


def test_only_what_rests_on_a_changed_fact_runs_again(built, tmp_path):
    told, first = build_elsewhere(built, tmp_path / "first")
    assert "kept 01_small" in told
    assert "running" not in told
    assert first == output_hashes((built / "reports" / "latest").resolve())

    unused = ("the source does not say dense", "the source leaves it open")
    change_cell(built, "HW0296", *unused)
    told, _ = build_elsewhere(built, tmp_path / "unused")
    assert "kept 01_small" in told
    change_cell(built, "HW0296", *reversed(unused))

    change_cell(built, "SC0022", "600", "620")
    told, changed = build_elsewhere(built, tmp_path / "changed")
    assert "running 01_small: changed: fact SC0022" in told
    change_cell(built, "SC0022", "620", "600")
    told, again = build_elsewhere(built, tmp_path / "again")
    assert "kept 01_small" in told
    assert changed["report.html"] != again["report.html"]


def test_a_scenario_runs_what_reads_the_facts_that_it_overrides_and_nothing_else(built, tmp_path):
    other = ("--set", "overrides.GB200 NVL72 | power | all_in=140 kW")
    told, kept = build_elsewhere(built, tmp_path / "kept", *other)
    assert "kept 01_small" in told
    # The executed chapter bears the parameters that were asked for all the same.
    assert kept == build_elsewhere(built, tmp_path / "fresh", *other, "--fresh")[1]

    own = ("--set", "overrides.CloudMatrix 384 | power | all_in=500 kW")
    told, _ = build_elsewhere(built, tmp_path / "run", *own)
    assert "running 01_small: changed: override of CloudMatrix 384, power" in told


def test_rows_of_the_ledger_outlive_a_build_and_give_the_same_bytes(tmp_path):
    root = write_repository(tmp_path / "repository", LEDGER)
    build_elsewhere(root, tmp_path / "first")
    rows = sorted((root / ".cache" / "chapters" / "ledger").iterdir())
    assert len(rows) == 1
    before = json.loads(rows[0].read_text(encoding="utf-8"))

    change_cell(root, "SC0022", "600", "620")
    told, changed = build_elsewhere(root, tmp_path / "changed")
    assert "running 01_small: changed: fact SC0022" in told
    assert sorted((root / ".cache" / "chapters" / "ledger").iterdir()) == rows
    after = json.loads(rows[0].read_text(encoding="utf-8"))
    anew = {key for key in after if after[key][0] != before[key][0]}
    assert "C17" in anew
    assert len(anew) < len(after)
    assert changed == build_elsewhere(root, tmp_path / "fresh", "--fresh")[1]


def test_an_edition_that_somebody_has_changed_does_not_stand(built):
    latest = (built / "reports" / "latest").resolve()
    whole = output_hashes(latest)
    (latest / "report.html").write_text("mine now", encoding="utf-8")
    done = chiprace(built, "build")
    assert done.returncode == 0, done.stderr
    assert output_hashes((built / "reports" / "latest").resolve()) == whole
    manifest = json.loads((latest / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["outputs"] == whole
