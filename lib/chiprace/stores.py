"""Results that are kept from build to build, each in a file named by a hash of what it hangs on.

A build tells its kernels by a variable where such files lie. They are read from there, and written
aside for the build to take over once it knows that nothing was edited meanwhile.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

#: Names the stores of a process; without it nothing is kept.
VARIABLE = "CHIPRACE_STORES"
#: Kinds of results: rows of `chiprace.claims.kept`, and what `chiprace.chapters.pictures` draws.
LEDGER, PICTURES = "ledger", "pictures"


@dataclass(frozen=True)
class Store:
    """Where the results of one kind are kept.

    Parameters
    ----------
    kept : Path
        Folder of the files that are read.
    state : str
        Hash of the package and all else that is the same for every result; begins the files' names.
    new : Path
        Folder for files that are new; made when there is one.
    """

    kept: Path
    state: str
    new: Path

    def read(self, name: str) -> str | None:
        """Return what is kept under a name, None if nothing is."""
        path = self.kept / self._file(name)
        try:
            text = path.read_text(encoding="utf-8")
            os.utime(path)  # what was not used for longest goes first
        except FileNotFoundError:
            return None
        return text

    def write(self, name: str, text: str) -> None:
        """Write what is to be kept under a name."""
        self.new.mkdir(parents=True, exist_ok=True)
        (self.new / self._file(name)).write_text(text, encoding="utf-8")

    def _file(self, name: str) -> str:
        return f"{self.state}-{name}.json"


def told(stores: Mapping[str, Store]) -> str:
    """Return the value of the variable that names stores, by their kind."""
    return json.dumps(
        {kind: [str(part) for part in astuple(each)] for kind, each in stores.items()}
    )


def store_of(kind: str) -> Store | None:
    """Return this process's store of a kind, None if nothing of it is kept."""
    found = json.loads(os.environ.get(VARIABLE, "{}")).get(kind)
    if found is None:
        return None
    kept, state, new = found
    return Store(Path(kept), state, Path(new))
