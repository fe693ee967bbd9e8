"""What stands in the folder of the editions, on editions written by hand."""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import html5lib
import pytest
from lxml import html

from chiprace import scratch
from chiprace.editions.index import index_page
from chiprace.editions.lock import LOCK, only_one
from chiprace.editions.manifest import Recipe
from chiprace.editions.shelf import (
    before,
    find_edition,
    list_editions,
    next_serial,
    prune,
    read_edition,
)
from chiprace.editions.staging import in_words, keep_failed, point, publish, replace_text, staging
from chiprace.editions.verify import faults
from chiprace.errors import BuildError, BusyError, EditionError
from made_editions import make_edition


def told(step, state="done"):
    raise AssertionError(f"{state} {step}")


def recipe_like(edition, **changes):
    values = {name: getattr(edition.recipe, name) for name in Recipe.__dataclass_fields__}
    return Recipe(**{**values, "previous": None, **changes})


class TestSeries:
    def test_the_newest_of_the_series_is_compared_with(self, tmp_path):
        first = make_edition(tmp_path, 1)
        second = make_edition(tmp_path, 2, previous=first.name)
        other = make_edition(tmp_path, 3, series="article")
        editions = list_editions(tmp_path)
        assert [edition.serial for edition in editions] == [3, 2, 1]
        assert next_serial(editions) == 4
        assert before(editions, recipe_like(second, inputs={"a": "b"})).name == second.name
        assert before(editions, recipe_like(other, inputs={"a": "b"})).name == other.name
        assert before(editions, recipe_like(first, series={"scenario": "new", "set": {}})) is None

    def test_equal_inputs_find_the_edition_itself(self, tmp_path):
        first = make_edition(tmp_path, 1)
        second = make_edition(tmp_path, 2, previous=first.name)
        (second.folder / "report.pdf").write_text("damaged")
        found = before(list_editions(tmp_path), recipe_like(second))
        assert found.name == second.name
        assert found.recipe.previous == first.name

    def test_a_damaged_edition_is_not_compared_with(self, tmp_path):
        first = make_edition(tmp_path, 1)
        second = make_edition(tmp_path, 2, previous=first.name)
        (second.folder / "claims.csv").write_text("damaged")
        found = before(list_editions(tmp_path), recipe_like(second, inputs={"a": "b"}))
        assert found.name == first.name

    def test_the_name_holds_a_hash_of_all_that_went_in(self, tmp_path):
        first = make_edition(tmp_path, 1)
        assert re.fullmatch(r"2026-11-23_baseline_[0-9a-f]{8}", first.name)
        names = {
            recipe_like(first, **change).name
            for change in (
                {},
                {"previous": "x"},
                {"inputs": {"a": "b"}},
                {"environment": {"python": "3.12"}},
                {"series": {"scenario": "baseline", "set": {"a": 1}}},
                {"parameters": {**first.recipe.parameters, "confidence": 0.8}},
            )
        }
        assert len(names) == 6

    def test_old_editions_of_each_series_go_but_never_the_latest(self, tmp_path):
        made = [make_edition(tmp_path, serial) for serial in (1, 2, 3)]
        article = make_edition(tmp_path, 4, series="article")
        with staging(tmp_path) as stage:
            point(tmp_path, made[0].name, stage)
            assert prune(tmp_path, None, stage) == []
            assert prune(tmp_path, 1, stage) == [made[1].name]
            assert list(stage.iterdir()) == []
        assert [each.name for each in list_editions(tmp_path)] == [
            article.name,
            made[2].name,
            made[0].name,
        ]


class TestVerify:
    def test_a_whole_edition_has_no_fault(self, tmp_path):
        assert faults(make_edition(tmp_path, 1)) == []

    def test_what_was_changed_lost_or_added_is_named(self, tmp_path):
        edition = make_edition(tmp_path, 1)
        (edition.folder / "report.html").write_text("another")
        (edition.folder / "report.pdf").unlink()
        (edition.folder / "data" / "more.csv").write_text("x")
        assert faults(edition) == [
            "data/more.csv was added.",
            "report.html was changed.",
            "report.pdf is missing.",
        ]

    def test_a_manifest_that_was_edited_is_found_out(self, tmp_path):
        edition = make_edition(tmp_path, 1)
        edition.about["inputs"]["data/facts/chips.csv"] = "another"
        edition.about["verdicts"] = {"supported": 24}
        edited = tmp_path / "editions" / edition.name / "manifest.json"
        edited.write_text(json.dumps(edition.about))
        first, second = faults(read_edition(edition.folder))
        assert "but what it says went in makes" in first
        assert "other verdicts than claims.csv" in second

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"edition": "x"}', '{"edition": 1'])
    def test_what_is_no_manifest_is_refused(self, tmp_path, text):
        edition = make_edition(tmp_path, 1)
        (edition.folder / "manifest.json").write_text(text)
        with pytest.raises(EditionError, match=r"cannot be read as the manifest of an edition"):
            read_edition(edition.folder)
        assert list_editions(tmp_path) == []

    def test_an_edition_is_found_by_name_folder_and_manifest(self, tmp_path):
        edition = make_edition(tmp_path, 1)
        with staging(tmp_path) as stage:
            point(tmp_path, edition.name, stage)
        for named in ("latest", edition.name, edition.folder, edition.folder / "manifest.json"):
            assert find_edition(str(named), tmp_path).name == edition.name
        with pytest.raises(EditionError, match=f"There is no edition 'x'.*{edition.name}"):
            find_edition("x", tmp_path)


class TestIndex:
    def test_it_is_valid_and_lists_the_newest_first(self, tmp_path):
        first = make_edition(tmp_path, 1, parameters={"as_of": "2026-11-30"})
        second = make_edition(tmp_path, 2, series="article", claims=[{}, {"id": "C17"}])
        page = index_page("A <title>", list_editions(tmp_path))
        html5lib.HTMLParser(strict=True).parse(page)
        tree = html.fromstring(page)
        rows = tree.xpath("//tbody/tr")
        assert [row.xpath("string(td[1])") for row in rows] == ["article", "baseline"]
        assert "2 claims" in rows[0].text_content()
        assert "2 supported" in rows[0].text_content()
        assert rows[1].xpath("string(th/text())") == "2026-11-30"
        for edition, row in zip((second, first), rows, strict=True):
            links = row.xpath(".//a/@href")
            assert links[0] == f"editions/{edition.name}/report.html"
            assert all(edition.name in label for label in row.xpath(".//a/@aria-label"))
        assert tree.xpath("string(//h1)") == "A <title>"
        assert "prefers-color-scheme:dark" in page

    def test_it_is_the_same_for_the_same_editions(self, tmp_path):
        make_edition(tmp_path, 1)
        pages = {index_page("T", list_editions(tmp_path)) for _ in range(2)}
        assert len(pages) == 1


class TestStage:
    def test_what_a_killed_build_left_is_gone(self, tmp_path):
        (tmp_path / ".stage" / "half").mkdir(parents=True)
        (tmp_path / ".stage" / "half" / "report.pdf").write_text("x")
        with staging(tmp_path) as stage:
            assert list(stage.iterdir()) == []
        assert list(tmp_path.iterdir()) == []

    def test_an_edition_that_was_changed_is_mended_and_never_away(self, tmp_path):
        edition = make_edition(tmp_path, 1)
        with staging(tmp_path) as stage:
            shutil.copytree(edition.folder, stage / edition.name)
            point(tmp_path, edition.name, stage)
            (edition.folder / "report.pdf").write_text("damaged")
            (edition.folder / "more").write_text("x")
            (edition.folder / "claims.csv").unlink()
            inode = (edition.folder / "report.html").stat().st_ino
            publish(stage / edition.name, tmp_path, edition.name)
        assert faults(find_edition("latest", tmp_path)) == []
        assert (edition.folder / "report.html").stat().st_ino == inode

    def test_only_a_damaged_manifest_is_written_anew(self, tmp_path):
        edition = make_edition(tmp_path, 1)
        manifest = edition.folder / "manifest.json"
        for damage, serial in ((None, 1), ("{", 9)):
            with staging(tmp_path) as stage:
                made = stage / edition.name
                shutil.copytree(edition.folder, made)
                about = {**edition.about, "built": {"serial": 9, "at": "2030-01-01T00:00:00"}}
                (made / "manifest.json").write_text(json.dumps(about))
                if damage:
                    manifest.write_text(damage)
                publish(made, tmp_path, edition.name)
            assert json.loads(manifest.read_text())["built"]["serial"] == serial

    def test_a_page_that_is_the_same_is_not_touched(self, tmp_path):
        page = tmp_path / "index.html"
        page.write_text("same")
        inode = page.stat().st_ino
        with staging(tmp_path) as stage:
            replace_text(page, "same", stage)
            assert page.stat().st_ino == inode
            replace_text(page, "other", stage)
        assert page.read_text() == "other"

    def test_the_notebooks_of_the_last_failure_are_kept(self, tmp_path):
        for text in ("first", "second"):
            with staging(tmp_path) as stage:
                (stage / "notebooks").mkdir()
                (stage / "notebooks" / "01.ipynb").write_text(text)
                kept = keep_failed(stage / "notebooks", tmp_path)
        assert [path.read_text() for path in kept.iterdir()] == ["second"]

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            (28, "is on a disk that is full"),
            (30, "is on a file system that cannot be written to"),
            (13, "is not open"),
        ],
    )
    def test_why_nothing_can_be_stored_is_said(self, tmp_path, number, words):
        said = rf"{tmp_path}/x {words}.*last edition is untouched"
        with pytest.raises(BuildError, match=said), in_words(tmp_path):
            raise OSError(number, "words of the system", str(tmp_path / "x"))

    def test_other_errors_are_not_hidden(self, tmp_path):
        with pytest.raises(FileNotFoundError), in_words(tmp_path):
            (tmp_path / "missing").read_text()

    def test_a_file_in_the_place_of_the_folder_is_said(self, tmp_path):
        reports = tmp_path / "reports"
        reports.write_text("")
        with pytest.raises(BuildError, match="is no folder"), in_words(reports):
            only_one(reports, wait=True, tell=told).__enter__()


HOLD = """\
import sys
from pathlib import Path
from chiprace.editions.lock import only_one
with only_one(Path(sys.argv[1]), wait=True, tell=print):
    print("held", flush=True)
    sys.stdin.read()
"""


class TestLock:
    def test_a_second_one_leaves_or_waits_and_a_dead_process_holds_nothing(self, tmp_path):
        first = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert first.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=rf"Another build \(process {first.pid}\) works in"):
            only_one(tmp_path, wait=False, tell=told).__enter__()
        heard = []

        def tell(step, state):
            heard.append(f"{state} {step}")
            first.kill()  # the second one gets the lock as the first one dies

        with only_one(tmp_path, wait=True, tell=tell):
            assert heard == [f"waiting for another build (process {first.pid})"]
            assert (tmp_path / LOCK).read_text() == str(os.getpid())
        first.communicate()


class TestScratch:
    def test_a_folder_is_swept_when_its_process_is_dead_and_not_before(self, tmp_path, monkeypatch):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        own = scratch._scratch_of.__wrapped__(os.getpid())
        dead, young = tmp_path / "chiprace-dead", tmp_path / "chiprace-young"
        for folder in (dead, young):
            folder.mkdir()
        (dead / ".lock").touch()
        (dead / "left.json").touch()
        scratch.sweep()
        assert sorted(tmp_path.iterdir()) == sorted([own, young])
        assert own.stat().st_mode & 0o777 == 0o700

    def test_it_is_the_same_for_a_process_and_short_enough_for_a_socket(self):
        assert scratch.scratch() == scratch.scratch()
        assert len(str(scratch.scratch() / "kernel-0123456789ab-5")) < 100
        with (scratch.scratch() / ".lock").open("w") as handle, pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        assert isinstance(scratch.scratch(), Path)
