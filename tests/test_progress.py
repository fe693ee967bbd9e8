"""What a build tells: lines where nobody watches, one screen on a terminal."""

import re

import pytest

from chiprace.progress import Progress


def tell_of_two_chapters(explain=False):
    with Progress(explain=explain) as progress:
        progress.tell("01_one", "running", "changed: fact SC0022")
        progress.tell("02_two", "kept", "nothing that it rests on has changed")
        progress.tell("01_one")


@pytest.fixture
def no_terminal(monkeypatch):
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def test_each_step_is_a_line_once_it_is_done(capsys, no_terminal):
    tell_of_two_chapters()
    assert capsys.readouterr().err.splitlines() == ["kept 02_two", "done 01_one"]


def test_reasons_are_told_when_asked_for(capsys, no_terminal):
    tell_of_two_chapters(explain=True)
    assert capsys.readouterr().err.splitlines() == [
        "running 01_one: changed: fact SC0022",
        "kept 02_two: nothing that it rests on has changed",
        "done 01_one",
    ]


def test_a_terminal_shows_all_chapters_at_once_and_how_each_stands(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    tell_of_two_chapters()
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", capsys.readouterr().err)
    last = shown.rstrip().splitlines()[-2:]
    assert "done 01_one" in last[0]
    assert "kept 02_two" in last[1]
