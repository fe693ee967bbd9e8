"""All chapters, side by side; from the cache where nothing that they rest on has changed."""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from chiprace.chapters.cache import ChapterCache
from chiprace.chapters.imports import Imports
from chiprace.chapters.run import (
    CHANGES_PARAMETER,
    ChapterRun,
    chapter_parameters,
    run_chapter,
    take_chapter,
)
from chiprace.chapters.source import code_of
from chiprace.errors import BuildError
from chiprace.evidence.fingerprints import text_digest
from chiprace.reads import VARIABLE as READS
from chiprace.reads import read_notes
from chiprace.scenario import Scenario
from chiprace.stores import INDICES, LEDGER, PARTS, PICTURES, Store, told
from chiprace.stores import VARIABLE as STORES

_LOG = logging.getLogger("chiprace")
_TURN = attrgetter("turn")


class Tell(Protocol):
    """Hears how far a build has come."""

    def __call__(self, step: str, state: str = "done", why: str = "") -> None:
        """Hear that a step is ``running``, ``kept`` from an earlier build, ``failed`` or done."""


def unheard(step: str, state: str = "done", why: str = "") -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Task:
    """A chapter that is wanted.

    Parameters
    ----------
    path : Path
        The notebook.
    parameters : Mapping
        From `chapter_parameters`.
    known : Mapping of str to str
        All that it rests on, as far as that is known before it runs; empty without a cache.
    kept : Path or None
        The file of the chapter as it was executed on just this.
    took_s : float
        How long it took last [s]; nothing where it was never run.
    """

    path: Path
    parameters: Mapping[str, Any]
    known: Mapping[str, str]
    kept: Path | None
    took_s: float = 0.0

    @property
    def turn(self) -> tuple[float, int, int]:
        """Return what is the greater the earlier it should begin.

        The longest goes first, so that none runs on alone: what took the longest last, else as a
        rule what draws the most figures, then what has the longest code.
        """
        code = "".join(code_of(self.path))
        return self.took_s, code.count(".show_figure("), len(code)


@dataclass(frozen=True)
class Press:
    """What chapters are run with.

    Parameters
    ----------
    jobs : int
        Chapters to run at a time.
    kernel : str
        Name of the kernel.
    cache : ChapterCache or None
        Where executed chapters are kept; without it every chapter runs.
    known : Mapping of str to str
        What all chapters rest on, apart from the files of the package: names and hashes.
    inputs : Mapping of str to str
        Hash of each file that goes into the edition, by path.
    unedited : callable
        Says whether the files are still those of `inputs`; what ran on others is not kept.
    imports : Imports
        What each module of the package imports.
    tell : Tell
        Hears of each chapter.
    """

    jobs: int
    kernel: str
    cache: ChapterCache | None
    known: Mapping[str, str]
    inputs: Mapping[str, str]
    unedited: Callable[[], bool]
    imports: Imports
    tell: Tell

    def tasks(self, paths: list[Path], scenario: Scenario, stage: Path) -> list[Task]:
        """Look up which chapters are kept.

        Parameters
        ----------
        paths : list of Path
            The notebooks.
        scenario : Scenario
            The checked parameters, with ``as_of`` as a day.
        stage : Path
            Folder of the executed notebooks, beside which the record of changes stands.

        Returns
        -------
        list of Task
            In the order of `paths`.
        """
        return [self._task(path, chapter_parameters(path, scenario), stage) for path in paths]

    def run(
        self,
        tasks: list[Task],
        stage: Path,
        aside: Path,
        made: Callable[[ChapterRun], None] = lambda run: None,
        besides: Callable[[list[ChapterRun]], None] = lambda taken: None,
        last: Callable[[], None] = lambda: None,
    ) -> list[ChapterRun]:
        """Run chapters, or take them from the cache.

        Parameters
        ----------
        tasks : list of Task
            From `tasks`.
        stage : Path
            Folder for the executed notebooks.
        aside : Path
            Folder for what is of no use afterwards.
        made : callable, optional
            Gets each chapter that was run, while others still do.
        besides : callable, optional
            Gets the chapters that were taken from the cache, once the first others have begun.
        last : callable, optional
            What is done as if it were a chapter, when no other waits to begin. What it raises is
            raised unless chapters fail.

        Returns
        -------
        list of ChapterRun
            In the order of `tasks`.

        Raises
        ------
        BuildError
            If chapters fail, with all of their errors; what failed is not tried again. What `made`
            raises of it counts as a failure of the chapter.
        """
        with ThreadPoolExecutor(max_workers=self.jobs) as pool:

            def begin(task: Task) -> "Future[ChapterRun]":
                return pool.submit(self._run, task, stage, aside)

            new = [task for task in tasks if not task.kept]
            begun = {begin(task): task.path for task in sorted(new, key=_TURN, reverse=True)}
            ended = pool.submit(last)
            runs: dict[Path, ChapterRun] = {}
            failures: dict[Path, str] = {}
            for task in tasks:
                if task.kept:
                    taken = self._taken(task, task.kept, stage)
                    if taken:
                        runs[task.path] = taken
                    else:
                        begun[begin(task)] = task.path
            besides(list(runs.values()))
            for future in as_completed(begun):
                path = begun[future]
                try:
                    runs[path] = future.result()
                    made(runs[path])
                except BuildError as error:
                    failures[path] = str(error)
        if failures:
            raise BuildError("\n".join(failures[path] for path in sorted(failures)))
        ended.result()
        return [runs[task.path] for task in tasks]

    def _task(self, path: Path, parameters: Mapping[str, Any], stage: Path) -> Task:
        known: dict[str, str] = {}
        kept, took_s = None, 0.0
        if self.cache:
            known = self._known(path, parameters, stage)
            kept = self.cache.find(path.stem, known)
            took_s = self.cache.took(path.stem)
        return Task(path, parameters, known, kept, took_s)

    def _taken(self, task: Task, kept: Path, stage: Path) -> ChapterRun | None:
        try:
            run = take_chapter(kept, task.parameters, stage / task.path.name)
        except FileNotFoundError:  # another build has made room since
            return None
        self.tell(task.path.stem, "kept", "nothing that it rests on has changed")
        return run

    def _run(self, task: Task, stage: Path, aside: Path) -> ChapterRun:
        name = task.path.stem
        why = self.cache.reason(name, task.known) if self.cache else "the cache is not asked"
        self.tell(name, "running", why)
        reads = aside / f"{name}.reads"
        stores = {kind: self.store(kind, aside / name) for kind in (LEDGER, INDICES, PICTURES)}
        more = {READS: str(reads), STORES: told(stores)}
        start = perf_counter()
        try:
            run = run_chapter(task.path, task.parameters, stage, self.kernel, more)
        except BuildError:
            self.tell(name, "failed")
            raise
        took_s = perf_counter() - start
        if self.cache and self.unedited():
            try:
                self.cache.take_over(stores.values())
                self.cache.keep(name, task.known, read_notes(reads), stage / task.path.name)
                self.cache.note_time(name, took_s)
            except OSError as error:
                _LOG.warning("%s is not kept in the cache: %s.", name, error)
        self.tell(name)
        return run

    def _known(self, path: Path, parameters: Mapping[str, Any], stage: Path) -> dict[str, str]:
        """Return all that the chapter rests on, as far as it is known before it runs."""
        text = path.read_text(encoding="utf-8")
        # What is set in place of facts counts where a chapter reads them, see `Fingerprints`.
        values = {
            name: json.dumps(value) for name, value in parameters.items() if name != "overrides"
        }
        if CHANGES_PARAMETER in parameters:
            record = stage / parameters[CHANGES_PARAMETER]
            values[CHANGES_PARAMETER] = hashlib.sha256(record.read_bytes()).hexdigest()
        return {
            **self.known,
            "notebook": hashlib.sha256(text.encode()).hexdigest(),
            **{f"parameter {name}": value for name, value in values.items()},
            **self._modules(code_of(path)),
        }

    def _modules(self, code: list[str]) -> dict[str, str]:
        """Return the hash of each file of the package that code rests on."""
        files = self.imports.files_behind(code)
        return {f"module {name}": self.inputs.get(f"lib/chiprace/{name}", "") for name in files}

    def store(self, kind: str, aside: Path) -> Store | None:
        """Return where what need not be worked out again is found and left; None without a cache.

        Parameters
        ----------
        kind : str
            From `chiprace.stores`.
        aside : Path
            Folder for what is new, see `take_over`.
        """
        return self.cache.store(kind, self._states[kind], aside / kind) if self.cache else None

    def take_over(self, store: Store | None) -> None:
        """Keep what is new in a store, unless something was edited meanwhile."""
        if self.cache and self.unedited():
            try:
                self.cache.take_over([store])
            except OSError as error:
                _LOG.warning("Parts of the documents are not kept in the cache: %s.", error)

    @cached_property
    def _states(self) -> dict[str, str]:
        """Hash of all that each kind of result rests on beside what its own name says."""
        ledger = self._modules(["import chiprace.claims.kept"])
        package = {name: each for name, each in self.inputs.items() if name.startswith("lib/")}
        return {
            kind: text_digest(json.dumps({**self.known, **rest}, sort_keys=True))
            for kind, rest in (
                (LEDGER, ledger),
                (INDICES, package),
                (PICTURES, package),
                (PARTS, package),
            )
        }
