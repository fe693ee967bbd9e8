"""Each scheduler's files, checked by the scheduler's own tool or run as it would run them."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from chiprace.cli import app
from chiprace.errors import ParameterError
from chiprace.paths import current_project
from chiprace.scheduled.schedule import Plan, schedule_files

ARGUMENTS = ("build", "--keep", "12", "--no-wait")
#: Stands in for a command: writes down how it was called.
RECORDER = """\
#!/bin/sh
printf '%s\\n' "$*" >> {log}
{then}
"""


def plan(root, at="06:05", arguments=ARGUMENTS):
    return Plan(Path(root), at, arguments)


def recorder(path, log, then=""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(RECORDER.format(log=shlex.quote(str(log)), then=then))
    path.chmod(0o755)
    return path


class TestCron:
    def line(self, root, **asked):
        (text,) = schedule_files("cron", plan(root, **asked)).values()
        *comments, line = text.splitlines()
        assert all(comment.startswith("#") for comment in comments)
        return line

    def test_every_later_hour_of_the_day_catches_up(self):
        assert self.line("/a").startswith("5 6-23 * * * cd /a && ")
        assert self.line("/a", at="23:59").startswith("59 23 * * * ")

    def test_the_line_runs_in_the_empty_shell_of_cron(self, tmp_path, monkeypatch):
        root = tmp_path / 'a place, 100 % "odd"'
        (root / "reports").mkdir(parents=True)
        python = recorder(tmp_path / "python", tmp_path / "log", 'echo told "$CHIPRACE_WEBHOOK"')
        monkeypatch.setattr(sys, "executable", str(python))
        (tmp_path / ".config").mkdir()
        (tmp_path / ".config" / "chiprace.env").write_text("CHIPRACE_WEBHOOK='hush?a=1&b=$2'\n")
        # Up to the fifth blank stands the time; cron reads "\\%" as a percent sign.
        command = self.line(root).split(" ", 5)[5].replace("\\%", "%")
        home = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
        subprocess.run(["/bin/sh", "-c", command], env=home, cwd="/", check=True)
        assert (tmp_path / "log").read_text() == "-m chiprace build --keep 12 --no-wait\n"
        assert (root / "reports" / "schedule.log").read_text() == "told hush?a=1&b=$2\n"


class TestSystemd:
    def test_a_missed_run_is_caught_up_and_a_flip_is_no_failure(self):
        service, timer = schedule_files("systemd", plan("/a b/50%")).values()
        assert "Persistent=true" in timer.splitlines()
        assert "OnCalendar=*-*-* 06:05:00" in timer.splitlines()
        assert "SuccessExitStatus=7 10" in service.splitlines()
        assert "WorkingDirectory=/a b/50%%" in service.splitlines()

    @pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
    def test_systemd_finds_no_fault(self, tmp_path):
        (tmp_path / "a place, 100 %").mkdir()
        for name, text in schedule_files("systemd", plan(tmp_path / "a place, 100 %")).items():
            (tmp_path / name).write_text(text)
        done = subprocess.run(
            ["systemd-analyze", "verify", "--user", *map(str, tmp_path.glob("chiprace.*"))],
            env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")


class TestGithub:
    """The steps of the workflow, run in order with commands that write down how they are called."""

    def test_the_workflow_is_the_one_that_is_printed(self):
        committed = current_project().root / ".github" / "workflows" / "report.yml"
        done = CliRunner().invoke(app, ["schedule", "--github"])
        assert done.output == committed.read_text(encoding="utf-8")

    def test_it_runs_weekly_and_on_data_and_may_do_no_more_than_it_must(self):
        workflow = yaml.load(schedule_files("github", plan("/a"))["report.yml"], yaml.BaseLoader)
        assert workflow["on"]["schedule"] == [{"cron": "5 6 * * 1"}]
        assert workflow["on"]["push"]["paths"] == ["data/**"]
        assert workflow["permissions"] == {"contents": "read"}
        assert workflow["jobs"]["publish"]["needs"] == "build"
        assert workflow["jobs"]["tell"]["needs"] == ["build", "publish"]
        uses = [
            step["uses"]
            for job in workflow["jobs"].values()
            for step in job["steps"]
            if "uses" in step
        ]
        assert "actions/deploy-pages@v4" in uses

    def run(self, tmp_path, code, *, releases="", previous="before", issues="", install="true"):
        """Run the jobs as the runner would: steps in order, on failure the job for failure."""
        log = tmp_path / "log"
        bin_ = tmp_path / "bin"
        edition = tmp_path / "reports" / "editions" / "new"
        edition.mkdir(parents=True)
        for name in ("report.html", "report.pdf"):
            (edition / name).touch()
        (edition / "manifest.json").write_text(f'{{"previous": "{previous}"}}')
        (tmp_path / "reports" / "latest").symlink_to("editions/new")
        (tmp_path / "reports" / "index.html").touch()
        recorder(
            tmp_path / ".venv/bin/chiprace",
            log,
            f'case $1 in build) echo "05_x.ipynb: out of cheese."; exit {code};; '
            'diff) echo "# C17 flipped, SC0022"; exit 10;; esac',
        )
        archive = tmp_path / "editions.tar.gz"
        subprocess.run(
            ["tar", "-czf", archive, "-C", tmp_path / "reports", "index.html"], check=True
        )
        recorder(
            bin_ / "gh",
            log,
            f"case \"$1 $2\" in 'release list') echo {releases};; "
            f"'release download') cat {shlex.quote(str(archive))};; "
            f"'issue list') echo {issues};; esac",
        )
        recorder(bin_ / "make", log, install)
        jobs = yaml.safe_load(schedule_files("github", plan("/a"))["report.yml"])["jobs"]
        output = tmp_path / "output"
        output.touch()
        environment = {
            **os.environ,
            "PATH": f"{bin_}:{os.environ['PATH']}",
            "GITHUB_OUTPUT": str(output),
            "GITHUB_SERVER_URL": "https://example.org",
            "GITHUB_REPOSITORY": "a/b",
            "GITHUB_RUN_ID": "1",
        }
        failed = not self.steps(jobs["build"], tmp_path, environment, output)
        if failed:
            assert jobs["tell"]["if"] == "failure()"
            _, _, said = output.read_text().partition("said<<END_OF_LOG\n")
            environment["SAID"] = said.removesuffix("END_OF_LOG\n")
            assert self.steps(jobs["tell"], tmp_path, environment, output)
        return log.read_text().splitlines(), failed

    def steps(self, job, folder, environment, output):
        """Run the steps of a job up to the first that fails; say whether none did."""
        for step in (step for step in job["steps"] if "run" in step):
            flipped = "code=10" in output.read_text()
            if {"": True, "steps.build.outputs.code == '10'": flipped}[step.get("if", "")]:
                script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
                done = subprocess.run(
                    script, cwd=folder, env=environment, check=False, capture_output=True
                )
                if done.returncode:
                    return False
        return True

    def test_the_first_edition_is_released(self, tmp_path):
        calls, failed = self.run(tmp_path, 0, previous="")
        assert not failed
        assert "build --keep 12 --no-wait" in calls
        assert not any(call.startswith(("release download", "issue", "diff")) for call in calls)
        (made,) = (call for call in calls if call.startswith("release create"))
        assert made.startswith("release create new --title new --notes-file changes.md")
        assert made.endswith("reports/latest/report.pdf reports/latest/report.html editions.tar.gz")

    def test_a_flip_opens_an_issue_that_says_what_changed(self, tmp_path):
        calls, failed = self.run(tmp_path, 10, releases="before")
        assert not failed
        assert calls.index("diff before latest --format markdown") < calls.index(
            "issue create --title A verdict flipped --body-file changes.md"
        )
        assert (tmp_path / "changes.md").read_text() == "# C17 flipped, SC0022\n"
        assert any(call.startswith("release download before") for call in calls)
        assert any(call.startswith("release create new") for call in calls)

    def test_an_edition_that_was_released_is_not_released_again(self, tmp_path):
        calls, failed = self.run(tmp_path, 0, releases="new")
        assert not failed
        assert not any(call.startswith(("release create", "issue")) for call in calls)

    @pytest.mark.parametrize(("issues", "told"), [("", "issue create"), ("7", "issue comment 7")])
    def test_a_failure_opens_an_issue_or_adds_to_it(self, tmp_path, issues, told):
        calls, failed = self.run(tmp_path, 5, issues=issues)
        assert failed
        assert calls[-1].startswith(told)
        assert not any(call.startswith("release create") for call in calls)
        told = (tmp_path / "failure.md").read_text()
        assert "actions/runs/1" in told
        assert "05_x.ipynb: out of cheese." in told

    def test_an_environment_that_cannot_be_installed_is_told_as_well(self, tmp_path):
        calls, failed = self.run(tmp_path, 0, install="exit 1")
        assert failed
        assert calls[-1].startswith("issue create")


def test_a_time_that_is_none_and_two_schedulers_are_refused():
    with pytest.raises(ParameterError, match="--at 25:00: write a time of the day"):
        schedule_files("cron", plan("/a", at="25:00"))
    run = CliRunner()
    for arguments in ([], ["--cron", "--systemd"]):
        done = run.invoke(app, ["schedule", *arguments])
        assert (done.exit_code, "Choose one of" in done.output) == (3, True)


def test_a_scenario_that_is_none_is_refused_before_it_is_scheduled():
    done = CliRunner().invoke(app, ["schedule", "--cron", "--scenario", "huawei_cas"])
    assert (done.exit_code, "Did you mean 'huawei_case'?" in done.output) == (3, True)


def test_the_files_are_written_where_they_are_wanted(tmp_path):
    done = CliRunner().invoke(
        app, ["schedule", "--systemd", "--notify", "mail", "--into", str(tmp_path / "units")]
    )
    assert done.exit_code == 0
    service = (tmp_path / "units" / "chiprace.service").read_text()
    assert "--no-wait --notify mail" in service
    assert (tmp_path / "units" / "chiprace.timer").exists()
