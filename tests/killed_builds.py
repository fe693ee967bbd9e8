"""Builds killed at random moments: by hand ``python tests/killed_builds.py 200``, in CI a few.

Each build is a process of its own, forked from one that has everything imported, and is killed
with SIGKILL: half of them at any moment, half while the edition is put in place.
"""

import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from chiprace.door.data import load_tables
from chiprace.editions.edition import build_edition
from chiprace.editions.shelf import find_edition, list_editions
from chiprace.editions.verify import faults
from chiprace.evidence.facts import load_facts
from chiprace.kernels.manager import ORDINARY
from chiprace.paths import ROOT_VARIABLE, Project
from chiprace.scenario import load_scenario
from small_repository import QUICK, change_cell, write_repository

#: What a build says last before its edition is put in place.
_LAST = b"report.pdf"


@dataclass
class Tally:
    """What became of the builds."""

    killed: int = 0
    ended: int = 0
    whole: int = 0
    mended: int = 0


class KilledBuilds:
    """A small repository whose data change before each build, so that each has work to do."""

    def __init__(self, place: Path, seed: int) -> None:
        self.root = write_repository(place / "repository", QUICK)
        self.reports = self.root / "reports"
        self.random = random.Random(seed)
        self.power = 600
        self.tally = Tally()
        self.build()  # the first one takes longer than all others
        self.making, self.placing = self.build()

    def kill_one(self) -> None:
        """Kill a build, then require that the latest edition is whole."""
        late = self.random.random() < 0.5
        pause = self.random.uniform(0, self.placing if late else self.making)
        process, steps = self._start()
        if late:
            _wait_for(steps, _LAST)
        select.select([], [], [], pause)
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        os.close(steps)
        if os.WIFSIGNALED(status):
            self.tally.killed += 1
        else:
            assert os.waitstatus_to_exitcode(status) == 0
            self.tally.ended += 1
        edition = find_edition("latest", self.reports)
        assert faults(edition) == []
        assert all(faults(each) == [] for each in list_editions(self.reports))
        self.tally.whole += 1

    def build(self) -> tuple[float, float]:
        """Build to the end and require that nothing is left beside the editions.

        Returns
        -------
        float, float
            How long it took to make the edition, and to put it in place [s].
        """
        started = time.monotonic()
        process, steps = self._start()
        _wait_for(steps, _LAST)
        made = time.monotonic()
        _wait_for(steps, b"")
        ended = time.monotonic()
        os.close(steps)
        _, status = os.waitpid(process, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        assert sorted(path.name for path in self.reports.iterdir()) == [
            ".lock",
            "editions",
            "index.html",
            "latest",
        ]
        assert len(list_editions(self.reports)) <= 3
        self.tally.mended += 1
        return made - started, ended - made

    def _start(self) -> tuple[int, int]:
        change_cell(self.root, "SC0022", f",{self.power},", f",{self.power + 1},")
        self.power += 1
        reads, writes = os.pipe()
        process = os.fork()
        if process:
            os.close(writes)
            return process, reads
        code = 1
        try:
            os.close(reads)
            os.environ[ROOT_VARIABLE] = str(self.root)
            load_tables.cache_clear()
            load_facts.cache_clear()
            project = Project(self.root)
            build_edition(
                project,
                load_scenario("baseline", project.data / "scenarios"),
                jobs=1,
                keep=2,
                kernel=ORDINARY,
                tell=lambda step, *state: os.write(writes, f"{step}\n".encode()),
            )
            code = 0
        finally:
            os._exit(code)


def _wait_for(steps: int, word: bytes) -> None:
    """Read the steps of a build until it says a word, or to its end."""
    heard = b""
    while not (word and word in heard):
        more = os.read(steps, 4096)
        if not more:
            return
        heard += more


def main(times: int, seed: int) -> None:
    """Kill many builds and print what became of them, and of what they left elsewhere."""
    place = Path(tempfile.mkdtemp(prefix="killed-"))
    elsewhere = [Path(tempfile.gettempdir()), Path.home() / ".local/share/jupyter/runtime"]
    try:
        builds = KilledBuilds(place, seed)
        before = [_entries(folder) for folder in elsewhere]
        for number in range(1, times + 1):
            builds.kill_one()
            if number % 10 == 0:
                builds.build()
                left = {
                    folder: sorted(_entries(folder) - old)
                    for folder, old in zip(elsewhere, before, strict=True)
                }
                print(number, builds.tally, left, flush=True)
    finally:
        shutil.rmtree(place)


def _entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 7)
