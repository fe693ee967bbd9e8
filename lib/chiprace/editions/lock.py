"""One build at a time in a folder, by a lock that a dead process does not hold."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from chiprace.errors import BusyError

#: The file that is locked. It stays: to remove it would let two builds lock two files.
LOCK = ".lock"


@contextmanager
def only_one(folder: Path, *, wait: bool, tell: Callable[[str, str], None]) -> Iterator[None]:
    """Hold the lock of a folder.

    The operating system releases the lock when the process ends, however it ends, so that no
    lock is ever left behind.

    Parameters
    ----------
    folder : Path
        Folder of the editions; made if missing.
    wait : bool
        Whether to wait for a build that holds the lock.
    tell : callable
        Hears that this build waits.

    Raises
    ------
    BusyError
        If the lock is held and `wait` is false.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+", encoding="ascii") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(handle)
            if not wait:
                raise BusyError(
                    f"Another build ({holder}) works in {folder}. "
                    "Wait for it, or leave out --no-wait."
                ) from None
            tell(f"for another build ({holder})", "waiting")
            fcntl.flock(handle, fcntl.LOCK_EX)
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def _holder(handle: TextIO) -> str:
    handle.seek(0)
    number = handle.read()
    return f"process {number}" if number else "its process is starting"
