"""A real Jupyter server with Jupyter Scheduler: a job and a job definition made through its API."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from importlib.resources import files
from pathlib import Path

import pytest

from chiprace.paths import ROOT_VARIABLE
from small_repository import write_repository

with warnings.catch_warnings():  # of Jupyter Scheduler's own database
    warnings.simplefilter("ignore")
    from chiprace.scheduled.jobs import as_literal

TOKEN = "only-for-this-test"


class Server:
    """A Jupyter server on a small repository."""

    def __init__(self, root: Path, place: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{probe.getsockname()[1]}"
        environment = {
            **os.environ,
            ROOT_VARIABLE: str(root),
            "JUPYTER_DATA_DIR": str(place / "data"),
            "JUPYTER_RUNTIME_DIR": str(place / "runtime"),
            "JUPYTER_CONFIG_DIR": str(place / "config"),
            "JUPYTER_CONFIG_PATH": str(files("chiprace").joinpath("jupyter")),
            "PYTHONWARNINGS": "ignore",
        }
        self.log = place / "server.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root"),
                    f"--port={self.address.rpartition(':')[2]}",
                    f"--IdentityProvider.token={TOKEN}",
                    f"--ServerApp.root_dir={root / 'notebooks'}",
                    "--ServerApp.jpserver_extensions=jupyter_scheduler=True",
                ],
                env=environment,
                stdout=log,
                stderr=log,
            )

    def ask(self, path: str, body: dict | None = None):
        request = urllib.request.Request(
            f"{self.address}/scheduler/{path}",
            json.dumps(body).encode() if body else None,
            {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def until(self, found, limit_s=300):
        """Ask again until there is an answer."""
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            try:
                answer = found()
            except OSError:
                answer = None
            if answer:
                return answer
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.2)
        raise AssertionError(self.log.read_text())


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    place = tmp_path_factory.mktemp("jobs")
    server = Server(write_repository(place / "repository"), place)
    server.environment = server.until(lambda: server.ask("runtime_environments"))[0]
    yield server
    server.process.kill()
    server.process.wait()


def outputs_of(server, job_id):
    """Wait for a job and return its files by format."""
    job = server.until(
        lambda: (job := server.ask(f"jobs/{job_id}"))["status"] in ("COMPLETED", "FAILED") and job
    )
    assert job["status"] == "COMPLETED", job["status_message"]
    folder = Path(server.log.parent / "data" / "scheduler_staging_area" / job_id)
    return {path.suffix: path.read_bytes() for path in folder.iterdir()}


def order(server, **more):
    return {
        "name": "small",
        "input_uri": "01_small.ipynb",
        "runtime_environment_name": server.environment["name"],
        "output_formats": ["html", "pdf"],
        "parameters": {"as_of": "2026-01-01", "overrides": "{}"},
        **more,
    }


def test_the_formats_of_the_report_are_offered(server):
    assert server.environment["output_formats"] == [
        {"name": "ipynb", "label": "Notebook"},
        {"name": "html", "label": "Report (HTML)"},
        {"name": "pdf", "label": "Report (PDF)"},
    ]


def test_a_job_and_a_job_definition_run_a_chapter_with_text_as_parameters(server):
    job = server.ask("jobs", order(server))["job_id"]
    definition = server.ask("job_definitions", order(server, schedule="0 6 * * *"))
    later = server.ask(
        f"job_definitions/{definition['job_definition_id']}/jobs",
        {"parameters": {"as_of": "2026-11-23", "policy": "all"}},
    )["job_id"]
    for made, power in ((job, "559 kW (500–559)"), (later, "600 kW (500–600)")):
        found = outputs_of(server, made)
        page = found[".html"].decode()
        assert f"It draws {power}" in page
        assert "Content-Security-Policy" in page  # the report's own page, not nbconvert's
        assert found[".pdf"].startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2026-01-01", "'2026-01-01'"),
        ('"2026-01-01"', "'2026-01-01'"),
        ("0.8", "'0.8'"),
        ("it's", '"it\'s"'),
        ("", "''"),
        ("__import__('os').abort()", "\"__import__('os').abort()\""),
    ],
)
def test_a_parameter_is_the_text_that_was_typed(typed, code):
    assert as_literal(typed) == code
