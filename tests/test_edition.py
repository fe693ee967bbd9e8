import json
from pathlib import Path

import pytest

from chiprace.hashes import file_hash
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
        ".lock",
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
    assert "lib/chiprace/evidence/policy.py" in inputs
    assert manifest["parameters"]["as_of"] == "2026-11-23"


def test_equal_inputs_give_equal_bytes_elsewhere(built):
    root, _ = built
    again = chiprace(
        root,
        "build",
        "--jobs",
        "1",
        "--out",
        "other",  # seen from the folder that one is in
        TZ="Asia/Shanghai",
        LC_ALL="C",
        PYTHONHASHSEED="7",
    )
    assert again.returncode == 0, again.stderr
    first, second = (
        json.loads((place / "latest/manifest.json").read_text())
        for place in (root / "reports", root.parent / "other")
    )
    assert first.pop("built")["serial"] == second.pop("built")["serial"] == 1
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
    write_chapter(root, 'raise KeyError("bread")\n', "02_other")
    write_chapter(root, CHAPTER, "03_sound")
    done = chiprace(root, "build")
    assert done.returncode == 5
    assert "01_small.ipynb, code cell [3]: ValueError: out of cheese." in done.stderr
    assert "02_other.ipynb, code cell [3]: KeyError: 'bread'." in done.stderr
    assert "Traceback" not in done.stderr
    kept = root / "reports" / "failed" / "01_small.ipynb"
    assert str(kept) in done.stderr
    assert "out of cheese" in kept.read_text()
    assert outputs(root) == before
    assert not (root / "reports" / ".stage").exists()


def test_chapters_that_print_are_refused_all_at_once(tmp_path):
    root = write_repository(tmp_path / "printing", CHAPTER + '\nprint("by the way")\n')
    write_chapter(root, 'print("and so on")\n', "02_other")
    done = chiprace(root, "build")
    assert done.returncode == 5
    places = [done.stderr.find(f"{name}, cell") for name in ("01_small", "02_other")]
    assert 0 < places[0] < places[1]
    assert done.stderr.count(", cell") == len(places)
    assert "Traceback" not in done.stderr
    assert not (root / "reports" / "latest").exists()
