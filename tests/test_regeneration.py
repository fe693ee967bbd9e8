"""Builds on a schedule, as processes: news, differences, being killed, being two, no room."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import html

from chiprace.editions.lock import only_one
from chiprace.editions.shelf import list_editions
from chiprace.hashes import output_hashes
from chiprace.paths import ROOT_VARIABLE, current_project
from listeners import mailbox, webhook
from small_repository import CHAPTER, QUICK, change_cell, chiprace, write_chapter, write_repository


def repository(place, code=CHAPTER):
    """A small repository with the real chapter on changes."""
    root = write_repository(place / "repository", code)
    shutil.copy(current_project().notebooks / "10_changes.ipynb", root / "notebooks")
    return root


def latest(root):
    return (root / "reports" / "latest").resolve()


@pytest.fixture(scope="module")
def flipped(tmp_path_factory):
    """Two editions between which one fact changed so that verdicts flip, and who heard of it."""
    place = tmp_path_factory.mktemp("flipped")
    root = repository(place)
    assert chiprace(root, "build").returncode == 0
    first = latest(root)
    change_cell(root, "SC0022", "600", "100")
    with webhook() as hook, mailbox() as mails:
        secrets = {**hook.environment, **mails.environment}
        told = ("--notify", "webhook", "--notify", "mail")
        done = chiprace(root, "build", *told, **secrets)
        again = chiprace(root, "build", *told, **secrets, PYTHONPROFILEIMPORTTIME="1")
    return {
        "root": root,
        "first": first,
        "done": done,
        "again": again,
        "heard": hook.heard,
        "mails": mails.mails,
        "secrets": secrets,
    }


class TestFlip:
    def test_exit_code_and_words(self, flipped):
        done = flipped["done"]
        assert done.returncode == 10, done.stderr
        assert "2 verdicts flipped since" in done.stdout
        assert "C17: supported with a caveat -> contested" in done.stdout

    def test_the_difference_names_fact_and_claim(self, flipped):
        first = flipped["first"].name
        done = chiprace(flipped["root"], "diff", first, "latest", "--format", "json")
        assert done.returncode == 10
        changes = json.loads(done.stdout)
        assert [flip["claim"] for flip in changes["verdicts"]] == ["C15", "C17"]
        assert all(
            flip["causes"] == [{"kind": "facts", "what": ["SC0022"]}]
            for flip in changes["verdicts"]
        )
        (fact,) = changes["facts"]
        assert (fact["id"], fact["before"], fact["after"]) == ("SC0022", "600 kW", "100 kW")
        (exhibit,) = changes["exhibits"]
        assert exhibit["before"] == "It draws 600 kW (500–600)"
        # What the edition itself has on record is the same, to the byte.
        assert (latest(flipped["root"]) / "changes.json").read_text() == done.stdout

    def test_the_report_says_it(self, flipped):
        page = html.fromstring((latest(flipped["root"]) / "report.html").read_text("utf-8"))
        text = " ".join(page.text_content().split())
        assert f"Since the edition {flipped['first'].name}: 2 verdicts flipped" in text
        assert "2 verdicts flipped" in page.xpath("string(//figure[contains(., 'flipped')])")
        assert page.xpath("//a[@href='#fact-SC0022']")

    def test_the_first_edition_says_that_there_is_none_before(self, flipped):
        page = (flipped["first"] / "report.html").read_text("utf-8")
        assert "There is no edition before this one" in page

    def test_everybody_heard_of_it_once(self, flipped):
        assert flipped["again"].returncode == 0
        assert "as it was" in flipped["again"].stdout
        (told,) = flipped["heard"]
        assert told["event"] == "flip"
        assert told["verdicts"][1]["claim"] == "C17"
        assert "fact SC0022" in told["text"]
        (mail,) = flipped["mails"]
        assert "C17 is contested" in mail["Subject"]

    def test_nothing_new_is_soon_told_to_those_who_are_told_as_well(self, flipped):
        imported = flipped["again"].stderr
        assert "chiprace.scheduled.news" in imported
        assert "papermill" not in imported

    def test_no_secret_is_in_an_edition_or_a_message(self, flipped):
        texts = [flipped[run].stdout + flipped[run].stderr for run in ("done", "again")]
        texts += [
            path.read_bytes().decode("utf-8", "replace")
            for path in flipped["root"].rglob("*")
            if path.is_file()
        ]
        assert len(texts) > 50
        assert not any("hush" in text for text in texts)

    def test_an_edition_verifies_until_it_is_touched(self, flipped, tmp_path):
        done = chiprace(flipped["root"], "verify")
        assert done.returncode == 0, done.stderr
        assert "the edition can be built again" in done.stdout
        copy = tmp_path / flipped["first"].name
        shutil.copytree(flipped["first"], copy)
        (copy / "claims.csv").write_text("touched")
        done = chiprace(flipped["root"], "verify", str(copy))
        assert done.returncode == 6
        assert "claims.csv was changed." in done.stderr

    def test_it_is_built_again_from_its_manifest_byte_for_byte(self, flipped, tmp_path):
        manifest = latest(flipped["root"]) / "manifest.json"
        out = tmp_path / "again"
        done = chiprace(
            flipped["root"], "build", "--from-manifest", str(manifest), "--out", str(out)
        )
        assert done.returncode == 0, done.stderr
        assert output_hashes(out / "latest") == output_hashes(manifest.parent)

    def test_another_checkout_cannot_build_it_again_and_says_why(self, flipped, tmp_path):
        manifest = flipped["first"] / "manifest.json"
        done = chiprace(flipped["root"], "build", "--from-manifest", str(manifest))
        assert done.returncode == 6
        assert "data/facts/systems.csv was changed since the edition was built" in done.stderr


class TestFailures:
    def test_failure_and_recovery_are_told(self, tmp_path):
        root = repository(tmp_path, 'raise ValueError("out of cheese")')
        with webhook() as hook:
            assert (
                chiprace(root, "build", "--notify", "webhook", **hook.environment).returncode == 5
            )
            write_chapter(root, QUICK)
            done = chiprace(root, "build", "--notify", "webhook", **hook.environment)
            assert done.returncode == 0, done.stderr
        assert [told["event"] for told in hook.heard] == ["failure", "recovery"]
        assert "code cell [3]: ValueError: out of cheese" in hook.heard[0]["error"]

    def test_data_edited_meanwhile_are_refused(self, tmp_path):
        edit = f"_ = open({str(tmp_path / 'repository/data/glossary.csv')!r}, 'a').write('A,B\\n')"
        done = chiprace(repository(tmp_path, QUICK + edit), "build")
        assert done.returncode == 5
        assert "data/glossary.csv was edited while the edition was built" in done.stderr
        assert not (tmp_path / "repository" / "reports" / "latest").exists()

    def test_a_clock_that_jumps_back_does_no_harm(self, tmp_path, monkeypatch):
        from made_editions import make_edition

        future = make_edition(tmp_path / "reports", 7)
        about = {**future.about, "built": {"serial": 7, "at": "2099-01-01T00:00:00+00:00"}}
        (future.folder / "manifest.json").write_text(json.dumps(about))
        root = repository(tmp_path, QUICK)
        shutil.copytree(tmp_path / "reports", root / "reports")
        done = chiprace(root, "build")
        assert done.returncode in (0, 10), done.stderr
        newest, older = list_editions(root / "reports")
        assert (newest.serial, older.serial) == (8, 7)
        assert newest.recipe.previous == older.name


class TestTwoAtOnce:
    def start(self, root, *arguments):
        return subprocess.Popen(
            [sys.executable, "-m", "chiprace", "build", *arguments],
            env={**os.environ, ROOT_VARIABLE: str(root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def test_they_make_one_edition_of_each_kind(self, tmp_path):
        root = repository(tmp_path, QUICK)
        builds = [self.start(root), self.start(root, "--as-of", "2026-01-01")]
        for build in builds:
            _, errors = build.communicate(timeout=300)
            assert build.returncode == 0, errors
        editions = list_editions(root / "reports")
        assert all(edition.is_whole() for edition in editions)
        assert sorted(edition.recipe.parameters["as_of"] for edition in editions) == [
            "2026-01-01",
            "2026-11-23",
        ]

    def test_the_second_one_leaves_if_it_is_not_to_wait(self, tmp_path):
        root = repository(tmp_path, QUICK)
        with only_one(root / "reports", wait=False, tell=print):
            done = chiprace(root, "build", "--no-wait")
        assert done.returncode == 7
        assert f"Another build (process {os.getpid()}) works in" in done.stderr


class TestNoRoom:
    @pytest.fixture
    def small_disk(self, tmp_path):
        """A file system of 5 MB, where one may be made."""
        place = tmp_path / "disk"
        place.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", str(place)]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("file systems cannot be made here")
        yield place
        subprocess.run(["umount", "--lazy", str(place)], check=True)

    def test_a_disk_that_fills_up_leaves_the_last_edition_whole(self, tmp_path, small_disk):
        root = repository(tmp_path, QUICK)
        out = ("--out", str(small_disk / "reports"))
        assert chiprace(root, "build", *out).returncode == 0
        first = list_editions(small_disk / "reports")
        change_cell(root, "SC0022", "600", "610")
        ballast = small_disk / "ballast"
        room = shutil.disk_usage(small_disk).free
        ballast.write_bytes(b"x" * (room - 60_000))
        done = chiprace(root, "build", *out)
        assert done.returncode == 5
        assert "is on a disk that is full. Make room, then build again." in done.stderr
        assert "Traceback" not in done.stderr
        assert [each.name for each in list_editions(small_disk / "reports")] == [first[0].name]
        assert (small_disk / "reports" / "latest").resolve().name == first[0].name
        assert first[0].is_whole()
        ballast.unlink()
        assert chiprace(root, "build", *out).returncode == 0

    def test_a_file_that_may_not_grow_is_said(self, tmp_path):
        root = repository(tmp_path, QUICK)
        done = subprocess.run(
            ["prlimit", "--fsize=15000", sys.executable, "-m", "chiprace", "build"],
            env={**os.environ, ROOT_VARIABLE: str(root)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 5
        assert "would be larger than files may be here" in done.stderr
        assert not (root / "reports" / "latest").exists()


def test_killed_at_any_moment_the_latest_edition_is_whole():
    # A process of its own: one with the threads of the other tests cannot be forked safely.
    script = Path(__file__).with_name("killed_builds.py")
    done = subprocess.run(
        [sys.executable, str(script), "10", "11"], capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()[-1]
    assert "whole=10, mended=3" in said
    assert int(re.search(r"killed=(\d+)", said)[1]) >= 5


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path):
    reports = tmp_path / "reports"
    reports.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(reports)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        reports.chmod(0o555)
    try:
        done = chiprace(repository(tmp_path, QUICK), "build", "--out", str(reports))
    finally:
        subprocess.run(["umount", str(reports)], capture_output=True, check=False)
    assert done.returncode == 5
    assert str(reports) in done.stderr
    assert "with --out, then build again. The last edition is untouched." in done.stderr
    assert "Traceback" not in done.stderr
