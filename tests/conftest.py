"""What holds for every test: no network, no window, fixed place and time, figures closed."""

import os
import shutil
import socket
import subprocess
import sys

import matplotlib as mpl
import pytest
from hypothesis import settings

os.environ["TZ"] = "UTC"
mpl.use("Agg")
settings.register_profile("chiprace", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("chiprace")


@pytest.fixture(autouse=True)
def _closed_figures():
    yield
    from matplotlib import pyplot as plt

    plt.close("all")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Refuse every connection that leaves this machine; kernels and pages talk on loopback."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            raise AssertionError(f"A test reached for the network: {address}.")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def facts():
    """All facts of the project."""
    from chiprace.evidence.facts import load_facts

    return load_facts()


@pytest.fixture
def evidence(facts):
    """The facts seen from the day until which they were gathered."""
    from datetime import date

    from chiprace.evidence.policy import Evidence

    return Evidence(facts, date(2026, 11, 23))


@pytest.fixture
def ax():
    """Axes of the size and in the look of a figure of the report."""
    from matplotlib import pyplot as plt

    from chiprace.look.style import report_style

    with report_style():
        yield plt.subplots(figsize=(6.3, 3.6))[1]


@pytest.fixture(scope="session")
def edition(tmp_path_factory):
    """The default edition, built once for all tests as the README says."""
    out = tmp_path_factory.mktemp("report")
    done = subprocess.run(
        [sys.executable, "-m", "chiprace", "build", "--out", str(out)],
        capture_output=True,
        text=True,
        cwd=out,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    assert "WARNING" not in done.stderr
    return out / "latest"


CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


@pytest.fixture(scope="session")
def browser():
    """A real browser, which asks nothing of any network by itself."""
    if CHROMIUM is None:
        pytest.skip("There is no Chromium on this machine.")
    from playwright.sync_api import sync_playwright

    quiet = ("background-networking", "component-update", "sync")
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
    with sync_playwright() as play:
        started = play.chromium.launch(
            executable_path=CHROMIUM, args=arguments + [f"--disable-{name}" for name in quiet]
        )
        yield started
        started.close()
