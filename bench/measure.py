"""Time, processor time and memory of whole processes, with all that they start."""

import os
import resource
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

import psutil

_PAUSE_S = 0.2
#: How much longer than a look at the memory the pause after it is at least: each look is taken
#: from what is measured where that keeps all cores busy.
_SELDOM = 50
#: What a core is given to do: about a second of Python.
_LOOP = "sum(range(30_000_000))"


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


def cores_at_once(count: int) -> float:
    """Return how many times the work of one core alone so many do at once.

    Cores that share one another's parts, or a machine with others, do less than their number.

    Parameters
    ----------
    count : int
        How many.
    """
    alone, together = (_seconds_of_loops(number) for number in (1, count))
    return count * alone / together


def _seconds_of_loops(number: int) -> float:
    start = time.perf_counter()
    loops = [subprocess.Popen([sys.executable, "-S", "-c", _LOOP]) for _ in range(number)]
    for loop in loops:
        loop.wait()
    return time.perf_counter() - start


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
        pause = _PAUSE_S
        while not self._over.wait(pause):
            start = time.thread_time()
            self._peak = max(self._peak, _memory(self._pid))
            pause = max(_PAUSE_S, _SELDOM * (time.thread_time() - start))

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
