"""A build does what is new and nothing else, and comes to the same bytes however it is done."""

import json

import pytest

from chiprace.hashes import output_hashes
from small_repository import change_cell, chiprace, write_repository


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


def test_an_edition_that_somebody_has_changed_does_not_stand(built):
    latest = (built / "reports" / "latest").resolve()
    whole = output_hashes(latest)
    (latest / "report.html").write_text("mine now", encoding="utf-8")
    done = chiprace(built, "build")
    assert done.returncode == 0, done.stderr
    assert output_hashes((built / "reports" / "latest").resolve()) == whole
    manifest = json.loads((latest / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["outputs"] == whole
