"""What a process reads of the data, noted as it is asked, so that a cache knows what it rests on.

A read is a tuple of words: what kind of thing was asked for, then what picks it out, as
``("facts", "subject", "TPU v7", "attribute", "power")``. `chiprace.evidence.fingerprints` turns
a read into a hash of what it would return.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

#: Names the file to which reads are noted; without it none are.
VARIABLE = "CHIPRACE_READS"

Read = tuple[str, ...]

_noted: set[Read] = set()
#: What the innermost `recorded` has heard; each thread has its own.
_heard: ContextVar[set[Read] | None] = ContextVar("heard", default=None)
_silent: ContextVar[bool] = ContextVar("silent", default=False)


def note(*read: str) -> None:
    """Note a read, once, at once: a process that is killed later has noted all that it read."""
    if _silent.get():
        return
    heard = _heard.get()
    if heard is not None:
        heard.add(read)
    if read in _noted:
        return
    target = os.environ.get(VARIABLE)
    if target:
        _noted.add(read)
        os.write(_opened(target), f"{json.dumps(read)}\n".encode())


@lru_cache(maxsize=1)
def _opened(target: str) -> int:
    """Return a file to add to, which stays open: a chapter notes hundreds of reads."""
    return os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)


@contextmanager
def recorded() -> Iterator[set[Read]]:
    """Collect what is read within; whoever records around it hears of it as well."""
    outer = _heard.get()
    reads: set[Read] = set()
    token = _heard.set(reads)
    try:
        yield reads
    finally:
        _heard.reset(token)
        if outer is not None:
            outer.update(reads)


def recall(reads: Iterable[Read]) -> None:
    """Note again what was read when an answer was found that is given once more."""
    heard = _heard.get()
    if heard is not None:
        heard.update(reads)


@contextmanager
def unnoted() -> Iterator[None]:
    """Let nothing be noted within, as where one only asks whether anything has changed."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def read_notes(path: Path) -> frozenset[Read]:
    """Return the reads that a process has noted in a file; none if there is no file."""
    if not path.exists():
        return frozenset()
    return frozenset(tuple(json.loads(line)) for line in path.read_text("utf-8").splitlines())
