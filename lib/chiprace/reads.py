"""What a process reads of the data, noted as it is asked, so that a cache knows what it rests on.

A read is a tuple of words: what kind of thing was asked for, then what picks it out, as
``("facts", "subject", "TPU v7", "attribute", "power")``. `chiprace.evidence.fingerprints` turns
a read into a hash of what it would return.
"""

import json
import os
from pathlib import Path

#: Names the file to which reads are noted; without it none are.
VARIABLE = "CHIPRACE_READS"

Read = tuple[str, ...]

_noted: set[Read] = set()


def note(*read: str) -> None:
    """Note a read, once, at once: a process that is killed later has noted all that it read."""
    if read in _noted:
        return
    target = os.environ.get(VARIABLE)
    if target:
        _noted.add(read)
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(json.dumps(read) + "\n")


def read_notes(path: Path) -> frozenset[Read]:
    """Return the reads that a process has noted in a file; none if there is no file."""
    if not path.exists():
        return frozenset()
    return frozenset(tuple(json.loads(line)) for line in path.read_text("utf-8").splitlines())
