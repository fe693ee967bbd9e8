"""Time, processor time and memory of whole processes, with all that they start."""

import os
import resource
import subprocess
import threading
import time
from dataclasses import dataclass

import psutil

_PAUSE_S = 0.2


@dataclass(frozen=True)
class Measured:
    """One run of one case.

    Parameters
    ----------
    wall, work : float
        Seconds by the clock, and of processors.
    memory : float
        The most memory at one time [bytes], shared pages counted once.
    load : float
        Load of the machine when it began, others included.
    """

    wall: float
    work: float
    memory: float
    load: float


def measure(commands: list[list[str]], environment: dict[str, str], *, prints: bool) -> Measured:
    """Run commands one after another.

    Parameters
    ----------
    commands : list of list of str
        The command lines.
    environment : dict
        Of the processes.
    prints : bool
        Whether the last line of output holds the wall and processor seconds that count.

    Returns
    -------
    Measured
        Of all together.

    Raises
    ------
    RuntimeError
        If one fails.
    """
    load = os.getloadavg()[0]
    peak = 0.0
    before, start = _work(), time.perf_counter()
    output = ""
    for command in commands:
        with subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            watch = _Watch(process.pid)
            watch.start()
            output, errors = process.communicate()
            peak = max(peak, watch.stop())
        if process.returncode not in (0, 10):  # 10: a verdict flipped
            raise RuntimeError(f"{' '.join(command)} failed:\n{errors[-2000:]}")
    wall, work = time.perf_counter() - start, _work() - before
    if prints:
        wall, work = map(float, output.split()[-2:])
    return Measured(wall, work, peak, load)


def _work() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Watch(threading.Thread):
    """Looks again and again how much memory a process and its descendants take."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._peak = 0.0
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(_PAUSE_S):
            self._peak = max(self._peak, _memory(self._pid))

    def stop(self) -> float:
        self._over.set()
        self.join()
        return self._peak


def _memory(pid: int) -> float:
    total = 0.0
    try:
        parent = psutil.Process(pid)
        family = [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return total
    for process in family:
        try:
            total += process.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total
