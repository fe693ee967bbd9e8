"""What a process needs for a while outside of the editions, and what dead processes left of it."""

import atexit
import fcntl
import os
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

_PREFIX = "chiprace-"
_LOCK = ".lock"


def scratch() -> Path:
    """Return a folder of this process alone, short enough to hold sockets; gone at its end.

    It is locked as long as the process lives, so that another one can tell when it is left over.
    """
    return _scratch_of(os.getpid())


@lru_cache(maxsize=1)
def _scratch_of(process: int) -> Path:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        handle = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            atexit.register(_leave, folder, process)
            return folder
        os.close(handle)  # swept away by another process before it was locked


def _leave(folder: Path, process: int) -> None:
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of processes that were killed."""
    for lock in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_LOCK}"):
        try:
            handle = os.open(lock, os.O_RDWR)
        except (FileNotFoundError, PermissionError):  # its process has just left, or is another's
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(handle)
