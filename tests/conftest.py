"""What holds for every test: no network, no window, fixed place and time, figures closed."""

import os
import socket

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
    from chiprace.facts import load_facts

    return load_facts()


@pytest.fixture
def evidence(facts):
    """The facts seen from the day until which they were gathered."""
    from datetime import date

    from chiprace.evidence import Evidence

    return Evidence(facts, date(2026, 11, 23))
