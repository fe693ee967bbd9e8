"""Results that are kept from build to build, each in a file named by a hash of what it hangs on.

A build tells its kernels by a variable where such files lie. They are read from there, and written
aside for the build to take over once it knows that nothing was edited meanwhile.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import get_ident
from typing import Any

#: Names the stores of a process; without it nothing is kept.
VARIABLE = "CHIPRACE_STORES"
#: Kinds of results: rows of `chiprace.claims.kept`, indices of `chiprace.chance.sensitivity`, what
#: `chiprace.chapters.pictures` draws, and parts of the documents that `chiprace.export` makes.
LEDGER, INDICES, PICTURES, PARTS = "ledger", "indices", "pictures", "parts"


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
        """Return what is kept under a name or is new, None if nothing is."""
        for folder in (self.kept, self.new):
            path = folder / self._file(name)
            with suppress(FileNotFoundError):
                text = path.read_text(encoding="utf-8")
                os.utime(path)  # what was not used for longest goes first
                return text
        return None

    def write(self, name: str, text: str) -> None:
        """Write what is to be kept under a name; whoever reads meanwhile finds all or nothing."""
        self.new.mkdir(parents=True, exist_ok=True)
        aside = self.new / f".{self._file(name)}-{os.getpid()}-{get_ident()}"
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, self.new / self._file(name))

    def _file(self, name: str) -> str:
        return f"{self.state}-{name}.json"


def told(stores: Mapping[str, Store | None]) -> str:
    """Return the value of the variable that names stores, by their kind."""
    parts = {kind: astuple(each) for kind, each in stores.items() if each}
    return json.dumps({kind: list(map(str, each)) for kind, each in parts.items()})


def store_of(kind: str) -> Store | None:
    """Return this process's store of a kind, None if nothing of it is kept."""
    found = json.loads(os.environ.get(VARIABLE, "{}")).get(kind)
    if found is None:
        return None
    kept, state, new = found
    return Store(Path(kept), state, Path(new))


def name_of(*given: Any) -> str:
    """Return the name under which what comes of something is kept."""
    return hashlib.sha256(repr(given).encode()).hexdigest()


def once(store: Store | None, make: Callable[[], Any], *given: Any) -> Any:
    """Return what comes of something, from a store if it is kept there.

    Parameters
    ----------
    store : Store or None
        Without one it is made.
    make : callable
        Gives what can be told in JSON.
    *given
        All that it hangs on beside the store's state; their `repr` tells them apart.
    """
    if store is None:
        return make()
    name = name_of(*given)
    kept = store.read(name)
    if kept is not None:
        return json.loads(kept)
    made = make()
    store.write(name, json.dumps(made))
    return made
