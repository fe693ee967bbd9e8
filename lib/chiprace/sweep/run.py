"""Runs a sweep on any `concurrent.futures` executor, and goes on where workers die."""

import signal
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    as_completed,
)
from contextlib import AbstractContextManager, closing, contextmanager
from multiprocessing import get_context
from typing import Any

from chiprace.errors import BuildError, ChipraceError, ParameterError
from chiprace.sweep.store import Rows, Store

#: What a worker does with one task.
Evaluate = Callable[[Any], Rows]
OpenExecutor = Callable[[], AbstractContextManager[Executor]]

#: How many times workers may die one after the other without any point done in between.
PATIENCE = 3

#: Seconds to wait for a scheduler.
SCHEDULER_LIMIT_S = 30


def sweep(
    tasks: Mapping[str, Any],
    evaluate: Evaluate,
    open_executor: OpenExecutor,
    store: Store,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Rows]:
    """Evaluate every task that is not done yet.

    Parameters
    ----------
    tasks : Mapping
        By key of the store; what `evaluate` takes, to be sent to another process.
    evaluate : callable
        A function of a module, so that another process finds it.
    open_executor : callable
        Returns an executor as a context; called again after its workers have died.
    store : Store
        Where results are kept as they come in.
    tell : callable, optional
        Hears how many points are done, of how many.

    Returns
    -------
    dict
        The rows by key, in the order of the tasks.

    Raises
    ------
    ChipraceError
        What a worker raises of the package's own errors.
    BuildError
        If a point fails otherwise, or workers keep dying; what is done stays kept.
    """
    waiting = {key: task for key, task in tasks.items() if key not in store}
    tell(len(tasks) - len(waiting), len(tasks))
    deaths = 0
    while waiting:
        before = len(waiting)
        with (
            open_executor() as executor,
            closing(_results(executor, evaluate, waiting)) as results,
        ):
            for key, rows in results:
                store.write(key, rows)
                del waiting[key]
                tell(len(tasks) - len(waiting), len(tasks))
        deaths = 0 if len(waiting) < before else deaths + 1
        if deaths == PATIENCE:
            raise BuildError(
                f"The workers died {PATIENCE} times without finishing another of the "
                f"{len(waiting)} points left. Look at their memory, or use fewer: --jobs 1. "
                "What is done is kept; the same command goes on from there."
            )
    return {key: store.read(key) for key in tasks}


def _results(
    executor: Executor, evaluate: Evaluate, waiting: Mapping[str, Any]
) -> Generator[tuple[str, Rows], None, None]:
    """Yield what gets done; what a dying worker took along stays waiting."""
    futures: dict[Future[Rows], str] = {}
    try:
        for key, task in waiting.items():
            try:
                futures[executor.submit(evaluate, task)] = key
            except BrokenExecutor:  # the workers died while tasks were still being handed out
                break
        for future in as_completed(futures):
            try:
                rows = future.result()
            except BrokenExecutor:
                continue
            except ChipraceError:
                raise
            except (Exception, CancelledError) as error:
                raise BuildError(
                    f"The point {waiting[futures[future]]} failed: {type(error).__name__}: "
                    f"{error}. "
                    "What is done is kept; the same command goes on from there."
                ) from error
            yield futures[future], rows
    finally:
        for future in futures:
            future.cancel()


def local_processes(jobs: int, begin: Callable[..., None], *arguments: Any) -> OpenExecutor:
    """Return what opens a pool of processes on this machine.

    Parameters
    ----------
    jobs : int
        How many.
    begin : callable
        Called once in each of them, as to load the facts; a function of a module.
    *arguments
        Of `begin`.

    Returns
    -------
    callable
        For `sweep`.
    """

    @contextmanager
    def opened() -> Iterator[Executor]:
        # Forked from a server with the module of `begin` loaded: neither the cost of starting
        # Python for each worker nor a copy of this process with its threads and locks.
        context = get_context("forkserver")
        context.set_forkserver_preload([begin.__module__])
        with ProcessPoolExecutor(
            jobs, mp_context=context, initializer=_begin, initargs=(begin, *arguments)
        ) as executor:
            yield executor

    return opened


def _begin(begin: Callable[..., None], *arguments: Any) -> None:
    # An interruption of the terminal reaches every process: the one that asked is to say so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    begin(*arguments)


def cluster(address: str) -> OpenExecutor:
    """Return what opens the executor of a dask cluster.

    Parameters
    ----------
    address : str
        Of its scheduler, as ``tcp://10.0.0.1:8786``.

    Returns
    -------
    callable
        For `sweep`. The scheduler itself gives the task of a dead worker to another.

    Raises
    ------
    ParameterError
        If dask.distributed is not installed.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ParameterError(
            "--dask needs dask.distributed. Install it with: pip install 'chiprace[cluster]'."
        ) from error

    @contextmanager
    def opened() -> Iterator[Executor]:
        try:
            client = Client(address, timeout=SCHEDULER_LIMIT_S)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise ParameterError(
                f"No scheduler of dask answers at '{address}' ({error}). "
                "Start one with `dask scheduler`, or give its address."
            ) from error
        with client:
            # Impure: a task is run when asked for, not looked up among those of other sweeps.
            yield client.get_executor(pure=False)  # type: ignore[no-untyped-call]

    return opened
