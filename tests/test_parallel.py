"""In which order chapters and what comes with them are done, and what of their errors is told."""

import pytest

from chiprace.chapters.imports import Imports
from chiprace.chapters.parallel import Press, Task, unheard
from chiprace.chapters.run import ChapterRun
from chiprace.errors import BuildError


@pytest.fixture
def begun(monkeypatch):
    """What was begun, in order; a chapter named broken fails."""
    names = []

    def run(press, task, stage, aside):
        names.append(task.path.stem)
        if task.path.stem == "broken":
            raise BuildError("a chapter is broken")
        return ChapterRun(task.path.stem, None)

    monkeypatch.setattr(Press, "_run", run)
    return names


def run(folder, chapters, last):
    """Run chapters one at a time, the longest first."""
    press = Press(1, "none", None, {}, {}, lambda: True, Imports(), unheard)
    tasks = []
    for name, took_s in chapters.items():
        path = folder / f"{name}.ipynb"
        path.write_text('{"cells": []}', encoding="utf-8")
        tasks.append(Task(path, {}, {}, None, took_s))
    return [each.name for each in press.run(tasks, folder, folder, last=last)]


def test_what_is_last_begins_when_no_chapter_waits(tmp_path, begun):
    chapters = {"short": 1.0, "long": 3.0, "middling": 2.0}
    assert run(tmp_path, chapters, lambda: begun.append("last")) == list(chapters)
    assert begun == ["long", "middling", "short", "last"]


def test_an_error_of_what_is_last_is_raised(tmp_path, begun):
    def fail():
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        run(tmp_path, {"only": 1.0}, fail)
    with pytest.raises(BuildError, match="a chapter is broken"):
        run(tmp_path, {"broken": 1.0}, fail)
    assert begun == ["only", "broken"]
