import fcntl
import json
from pathlib import Path

import pytest

from chiprace.hashes import file_hash
from chiprace.staging import staging, write_index
from small_repository import CHAPTER, change_cell, chiprace, write_chapter, write_repository


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A small repository with one edition."""
    root = write_repository(tmp_path_factory.mktemp("small") / "repository")
    done = chiprace(root, "build")
    assert done.returncode == 0, done.stderr
    return root, done


def outputs(root: Path) -> dict[str, str]:
    latest = root / "reports" / "latest"
    return {
        path.relative_to(latest).as_posix(): file_hash(path)
        for path in latest.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def test_a_build_says_where_the_files_are(built):
    root, done = built
    assert "report.html" in done.stdout
    assert "report.pdf" in done.stdout
    assert "done 01_small" in done.stderr
    assert "WARNING" not in done.stderr
    latest = root / "reports" / "latest"
    assert latest.is_symlink()
    for name in (
        "report.html",
        "report.pdf",
        "manifest.json",
        "claims.csv",
        "notebooks/01_small.ipynb",
        "data/01_small_power.csv",
        "data/facts.csv",
    ):
        assert (latest / name).is_file(), name
    assert "600 kW (500–600)" in (latest / "report.html").read_text(encoding="utf-8")
    assert (
        latest.name in (root / "reports" / "index.html").read_text()
        or "editions/" in (root / "reports" / "index.html").read_text()
    )


def test_nothing_is_left_beside_the_edition(built):
    root, _ = built
    assert sorted(path.name for path in (root / "reports").iterdir()) == [
        "editions",
        "index.html",
        "latest",
    ]


def test_the_manifest_lists_what_went_in_and_what_came_out(built):
    root, _ = built
    manifest = json.loads((root / "reports" / "latest" / "manifest.json").read_text())
    assert manifest["outputs"] == outputs(root)
    inputs = manifest["inputs"]
    assert inputs["data/facts/systems.csv"] == file_hash(root / "data/facts/systems.csv")
    assert "lib/chiprace/evidence.py" in inputs
    assert manifest["parameters"]["as_of"] == "2026-11-23"


def test_equal_inputs_give_equal_bytes_elsewhere(built, tmp_path):
    root, _ = built
    again = chiprace(
        root,
        "build",
        "--jobs",
        "1",
        "--out",
        str(tmp_path / "other"),
        TZ="Asia/Shanghai",
        LC_ALL="C",
        PYTHONHASHSEED="7",
    )
    assert again.returncode == 0, again.stderr
    first = json.loads((root / "reports/latest/manifest.json").read_text())
    second = json.loads((tmp_path / "other/latest/manifest.json").read_text())
    assert second == first


def test_a_changed_cell_reaches_the_caption_and_nothing_else(tmp_path, built):
    root = write_repository(tmp_path / "changed")
    change_cell(root, "SC0022", "600", "620")
    done = chiprace(root, "build")
    assert done.returncode == 0, done.stderr
    before, _ = built
    one, other = outputs(before), outputs(root)
    changed = {name for name in one if one[name] != other[name]}
    assert changed == {
        "report.html",
        "report.pdf",
        "notebooks/01_small.ipynb",
        "data/01_small_power.csv",
        "data/facts.csv",
        "claims.csv",
    }
    latest = root / "reports" / "latest"
    page = (latest / "report.html").read_text(encoding="utf-8")
    assert "It draws 620 kW (500–620)" in page
    assert "The system draws 620 kW (500–620)." in page
    assert "600" not in (latest / "data/01_small_power.csv").read_text()
    inputs = [
        json.loads((place / "reports/latest/manifest.json").read_text())["inputs"]
        for place in (before, root)
    ]
    assert {name for name in inputs[0] if inputs[0][name] != inputs[1][name]} == {
        "data/facts/systems.csv"
    }


def test_a_scenario_can_set_a_value_and_says_so(built, tmp_path):
    root, _ = built
    done = chiprace(
        root,
        "build",
        "--set",
        "overrides.CloudMatrix 384 | power | all_in=559 kW",
        "--out",
        str(tmp_path / "set"),
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "set" / "latest" / "report.html").read_text(encoding="utf-8")
    assert "It draws 559 kW" in page


def test_a_failing_chapter_leaves_the_last_edition_and_the_notebook_to_look_at(tmp_path):
    root = write_repository(tmp_path / "failing")
    assert chiprace(root, "build").returncode == 0
    before = outputs(root)
    write_chapter(root, CHAPTER + '\nraise ValueError("out of cheese")\n')
    done = chiprace(root, "build")
    assert done.returncode == 5
    assert "01_small.ipynb, code cell [3]: ValueError: out of cheese." in done.stderr
    kept = root / "reports" / "failed" / "01_small.ipynb"
    assert str(kept) in done.stderr
    assert "out of cheese" in kept.read_text()
    assert outputs(root) == before
    assert not list((root / "reports").glob(".stage-*"))


def test_a_chapter_that_prints_is_refused(tmp_path):
    root = write_repository(tmp_path / "printing", CHAPTER + '\nprint("by the way")\n')
    done = chiprace(root, "build")
    assert done.returncode == 5
    assert "01_small" in done.stderr
    assert not (root / "reports" / "latest").exists()


def test_a_killed_build_needs_no_cleaning(tmp_path):
    left = tmp_path / ".stage-dead"
    left.mkdir()
    (left / "half").write_text("x")
    Path(f"{left}.lock").touch()
    living = tmp_path / ".stage-alive"
    living.mkdir()
    with Path(f"{living}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with staging(tmp_path) as stage:
            assert stage.is_dir()
            assert not left.exists()
            assert living.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".stage-alive",
        ".stage-alive.lock",
    ]


def test_the_index_lists_the_newest_first(tmp_path):
    for name, day in (("2026-01-01_a_1", "2026-01-01"), ("2026-11-23_b_2", "2026-11-23")):
        folder = tmp_path / "editions" / name
        folder.mkdir(parents=True)
        about = {"as_of": day, "name": name[11], "policy": "all"}
        (folder / "manifest.json").write_text(json.dumps({"parameters": about}))
    write_index(tmp_path, "Title")
    page = (tmp_path / "index.html").read_text()
    assert page.index("2026-11-23") < page.index("2026-01-01")
    assert 'href="editions/2026-01-01_a_1/report.pdf"' in page
