"""Measures a sweep of many points on this machine's processes and on a dask cluster of its own."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import psutil

from chiprace.errors import BuildError
from chiprace.evidence.facts import load_facts
from chiprace.paths import ROOT_VARIABLE, Project, current_project
from chiprace.scenario import BASELINE, Scenario, resolve_day
from chiprace.sweep.points import make_points, read_axis
from chiprace.sweep.run import OpenExecutor, cluster, local_processes, sweep
from chiprace.sweep.store import Store, key_of
from chiprace.sweep.table import tidy_table
from chiprace.sweep.work import Task, begin, evaluate, inputs_hash

#: Seconds within which a scheduler and its workers have to be up.
_START_LIMIT_S = 60.0
#: A thousand points: forty prices in China against twenty-five in the United States.
THOUSAND = ("china_price=0.02..0.12/40", "us_price=0.05..0.15/25")


@contextmanager
def local_cluster(workers: int, environment: dict[str, str] | None = None) -> Iterator[str]:
    """Run a real scheduler and real worker processes of dask on the loopback interface.

    Parameters
    ----------
    workers : int
        Processes, of one thread each; none is started anew when it dies.
    environment : dict, optional
        Variables that the processes have beside those of this one.

    Yields
    ------
    str
        Address of the scheduler.

    Raises
    ------
    BuildError
        If they are not up in time.
    """
    from distributed import Client

    common = ["--host", "127.0.0.1", "--no-dashboard"]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ends:
        file = Path(folder) / "scheduler.json"
        where = ["--scheduler-file", str(file)]

        def start(module: str, *words: str) -> None:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{module}", *common, *where, *words],
                env=os.environ | (environment or {}),
                cwd=folder,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            ends.callback(process.wait)
            ends.callback(process.kill)

        start("dask_scheduler", "--port", "0")
        _wait(file.exists)
        for _ in range(workers):
            start("dask_worker", "--nthreads", "1", "--no-nanny")
        with Client(scheduler_file=str(file)) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(workers, timeout=_START_LIMIT_S)
            address = str(client.scheduler.address)
        yield address


def _wait(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + _START_LIMIT_S
    while not ready():
        if time.monotonic() > end:
            raise BuildError(f"No scheduler of dask came up within {_START_LIMIT_S:g} s.")
        time.sleep(0.05)


@dataclass(frozen=True)
class Measured:
    """What one way of running the sweep took.

    Parameters
    ----------
    table : DataFrame
        The results.
    seconds : float
        From the first task handed out to the last result kept.
    points : int
        How many were evaluated.
    memory : float
        The largest resident set of a worker [byte].
    """

    table: pd.DataFrame
    seconds: float
    points: int
    memory: float

    @property
    def speed(self) -> float:
        """Points a second."""
        return self.points / self.seconds


def measure_sweeps(
    project: Project, axes: tuple[str, ...] = THOUSAND, workers: int = 2
) -> dict[str, Measured]:
    """Run one sweep on local processes and on a dask cluster, from nothing each time.

    Parameters
    ----------
    project : Project
        The checkout.
    axes : tuple of str, optional
        As on the command line.
    workers : int, optional
        Processes of either.

    Returns
    -------
    dict
        ``local`` and ``dask``; their tables are to be equal.
    """
    newest = resolve_day(Scenario(), load_facts(project.root))
    read = [read_axis(text, newest) for text in axes]
    points = make_points(read, project.scenarios, newest, BASELINE)
    inputs = inputs_hash(project)
    asked = [Task(point.name, point.scenario.parameters(), inputs) for point in points]
    keys = [key_of("ledger", task.parameters, inputs) for task in asked]
    tasks = dict(zip(keys, asked, strict=True))

    def measured(executor: OpenExecutor) -> Measured:
        memory = 0.0

        def watch(done: int, total: int) -> None:
            nonlocal memory
            memory = max(memory, _largest_child())

        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            results = sweep(tasks, evaluate, executor, Store(Path(folder)), watch)
            seconds = time.perf_counter() - begun
        table = tidy_table(points, (results[key] for key in keys))
        return Measured(table, seconds, len(points), memory)

    found = {"local": measured(local_processes(workers, begin, str(project.root)))}
    with local_cluster(workers, {ROOT_VARIABLE: str(project.root)}) as address:
        found["dask"] = measured(cluster(address))
    return found


def _largest_child() -> float:
    """Return the resident memory of the largest process below this one [byte]."""
    sizes: list[Any] = [0.0]
    for child in psutil.Process().children(recursive=True):
        try:
            sizes.append(child.memory_info().rss)
        except psutil.NoSuchProcess:
            continue
    return float(max(sizes))


def main() -> None:
    """Measure a thousand points both ways; an exit code of 1 says that the tables differ."""
    found = measure_sweeps(current_project())
    for name, each in found.items():
        print(
            f"{name:6} {each.points} points in {each.seconds:.1f} s, {each.speed:.1f} a second, "
            f"largest worker {each.memory / 1e6:.0f} MB"
        )
    equal = found["local"].table.equals(found["dask"].table)
    print(f"The tables are {'equal' if equal else 'NOT equal'}.")
    sys.exit(0 if equal else 1)


if __name__ == "__main__":
    main()
