"""That data found sound are not looked at again, and that all else is."""

from datetime import date

import pytest

from chiprace.door import checks
from chiprace.door.data import load_tables
from chiprace.door.faults import Fault
from chiprace.door.sound import require_sound
from chiprace.errors import DataError
from chiprace.paths import Project
from small_project import write_small_project

TODAY = date(2026, 11, 23)


@pytest.fixture
def project(tmp_path):
    write_small_project(tmp_path)
    (tmp_path / "requirements.txt").write_text("pandas==2.3.3\n", encoding="utf-8")
    return Project(tmp_path)


@pytest.fixture
def looked(monkeypatch):
    """How often the tables were looked at."""
    found = []
    check = checks.check_tables

    def noted(tables, *, today):
        found.append(today)
        return check(tables, today=today)

    monkeypatch.setattr(checks, "check_tables", noted)
    return found


def test_sound_data_are_looked_at_once_a_day(project, looked):
    for today, again, times in (
        (TODAY, False, 1),
        (TODAY, False, 1),
        (TODAY, True, 2),
        (date(2026, 11, 24), False, 3),
    ):
        require_sound(project, today, again=again)
        assert len(looked) == times


def test_edited_data_are_looked_at_again(project, looked):
    require_sound(project, TODAY, again=False)
    path = next((project.data / "facts").glob("*.csv"))
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    load_tables.cache_clear()
    require_sound(project, TODAY, again=False)
    assert len(looked) == 2


def test_data_with_faults_are_refused_each_time(project, monkeypatch):
    fault = Fault("data/facts/a.csv", 2, "value", "x", "is no number", "Give one")
    monkeypatch.setattr(checks, "check_tables", lambda tables, *, today: [fault])
    for _ in range(2):
        with pytest.raises(DataError, match="is no number"):
            require_sound(project, TODAY, again=False)


def test_where_nothing_can_be_noted_the_data_are_looked_at_each_time(project, looked):
    (project.root / ".cache").write_text("in the way", encoding="utf-8")
    for times in (1, 2):
        require_sound(project, TODAY, again=False)
        assert len(looked) == times
