"""Which files of the package a notebook rests on: what it imports, and what that imports in turn.

Read from the text, not from a running kernel: a kernel that is forked from a process which has
loaded everything cannot say what it would have loaded. Every import counts, also those within a
function and those for type checkers, so that the answer may hold a file too many, never one too
few: the package imports by name alone, and never relatively.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

from chiprace.hashes import files_under
from chiprace.paths import PACKAGE

_FROM = re.compile(r"^\s*from\s+(chiprace(?:\.\w+)*)\s+import\s+(\([^)]*\)|[^\n]*)", re.MULTILINE)
_IMPORT = re.compile(r"^\s*import\s+(chiprace(?:\.\w+)*)(?!\w)", re.MULTILINE)
_NAME = re.compile(r"\w+")


class Imports:
    """The modules of the package as they are when they are first asked for, each read once."""

    def __init__(self) -> None:
        self._of_module: dict[str, set[str]] = {}
        self._modules: set[str] = set()
        self._beside: dict[str, set[str]] = {}
        for file, _ in files_under(PACKAGE):
            if file.endswith(".py"):
                self._modules.add(file)
            else:
                self._beside.setdefault(_folder(file), set()).add(file)

    def files_behind(self, sources: Iterable[str]) -> list[str]:
        """Return the files of the package that pieces of Python code rest on.

        Parameters
        ----------
        sources : iterable of str
            The code.

        Returns
        -------
        list of str
            Modules, and the other files in their folders, as styles and units; by their path in
            the package, sorted.
        """
        found: set[str] = set()
        waiting = [module for source in sources for module in self._imported(source)]
        while waiting:
            module = waiting.pop()
            if module not in found:
                found.add(module)
                waiting.extend(self._imported_by(module))
        beside = [self._beside.get(folder, set()) for folder in set(map(_folder, found))]
        return sorted(found.union(*beside))

    def _imported_by(self, module: str) -> set[str]:
        if module not in self._of_module:
            text = (PACKAGE / module).read_text(encoding="utf-8")
            self._of_module[module] = self._imported(text)
        return self._of_module[module]

    def _imported(self, source: str) -> set[str]:
        names = set(_IMPORT.findall(source))
        for module, imported in _FROM.findall(source):
            names.add(module)
            names.update(f"{module}.{name}" for name in _NAME.findall(imported))
        return set().union(*map(_files_of, names)) & self._modules


@lru_cache(maxsize=4096)
def _files_of(name: str) -> frozenset[str]:
    """Return where a module may lie, and the packages around it."""
    folders = list(accumulate(name.split(".")[1:], "{}/{}".format))
    files = [f"{folder}{end}" for folder in folders for end in ("/__init__.py", ".py")]
    return frozenset(["__init__.py", *files])


def _folder(file: str) -> str:
    return file.rpartition("/")[0]
