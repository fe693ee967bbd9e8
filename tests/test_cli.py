from datetime import date

import pytest
from typer.testing import CliRunner

from chiprace.cli import app
from chiprace.evidence.policy import Evidence
from chiprace.words.why import explain
from small_repository import change_cell, chiprace, write_repository

run = CliRunner()


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    return write_repository(tmp_path_factory.mktemp("cli") / "repository")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--set", "polcy=all"], 3, "There is no parameter 'polcy'. Did you mean 'policy'?"),
        (["--set", "ver=1.10"], 3, "There is no parameter 'ver'"),
        (["--set", "confidence=2"], 3, "confidence: '2' is refused"),
        (["--set", "policy"], 3, "--set policy: write KEY=VALUE"),
        (["--as-of", "someday"], 3, "as_of: 'someday' is refused"),
        (["--scenario", "artcle"], 3, "Did you mean 'article'?"),
        (
            ["--set", "overrides.CloudMatrx 384 | power=5 kW"],
            3,
            "There is no subject 'CloudMatrx 384'. The nearest is 'CloudMatrix 384'",
        ),
    ],
)
def test_a_parameter_is_refused_before_a_kernel_starts(arguments, code, message):
    done = run.invoke(app, ["build", *arguments])
    assert done.exit_code == code
    assert message in done.output
    assert "done" not in done.output


def test_bad_data_are_refused_before_a_kernel_starts(tmp_path):
    root = write_repository(tmp_path / "bad")
    change_cell(root, "SC0022", "600", "-600")
    change_cell(root, "HW0190", "winbuzzer", "winbuzer")
    done = chiprace(root, "build")
    assert done.returncode == 2
    assert "data/facts/systems.csv, line" in done.stderr
    assert "'-600'" in done.stderr
    assert "winbuzzer-cloudmatrix-2025" in done.stderr  # the nearest known source
    assert not (root / "reports").exists()
    assert chiprace(root, "check").returncode == 2


def test_check_passes_on_the_project():
    done = run.invoke(app, ["check"])
    assert done.exit_code == 0
    assert "are sound" in done.output
    assert "64 x Atlas 960 SuperPoD make 991232" in done.output


def test_why_shows_every_fact_and_what_became_of_it(facts):
    text = explain(Evidence(facts, date(2026, 11, 23)), "CloudMatrix 384", "power")
    assert "Estimate: 600 kW (500–600), central value from SC0022" in text
    for identity in ("SC0022", "HW0190", "HW0191", "SC0064"):
        assert identity in text
    assert "because: replaced by SC0022" in text
    assert "data/facts/systems.csv, line" in text


def test_why_before_the_revision():
    done = run.invoke(app, ["why", "CloudMatrix384", "power", "--as-of", "2026-01-01"])
    assert "559 kW (500–559), central value from HW0190" in done.output
    assert "because: known only from 2026-07-10" in done.output


def test_why_of_a_date_and_of_an_override():
    done = run.invoke(app, ["why", "Ascend 970", "release"])
    assert "2028" in done.output
    setting = "overrides.CloudMatrix 384 | power | all_in=450 kW"
    done = run.invoke(app, ["why", "CloudMatrix 384", "power", "--set", setting])
    assert "450 kW, set by the scenario" in done.output


def test_why_names_the_nearest():
    done = run.invoke(app, ["why", "CloudMatrix 385", "power"])
    assert done.exit_code == 2
    assert "The nearest is 'CloudMatrix 384'" in done.output
