"""Which files of the package a notebook rests on: what it imports, and what that imports in turn.

Read from the text, not from a running kernel: a kernel that is forked from a process which has
loaded everything cannot say what it would have loaded. Every import counts, also those within a
function and those for type checkers, so that the answer may hold a file too many, never one too
few: the package imports by name alone, and never relatively.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from chiprace.paths import PACKAGE

_FROM = re.compile(r"^\s*from\s+(chiprace(?:\.\w+)*)\s+import\s+(\([^)]*\)|[^\n]*)", re.MULTILINE)
_IMPORT = re.compile(r"^\s*import\s+(chiprace(?:\.\w+)*)(?!\w)", re.MULTILINE)
_NAME = re.compile(r"\w+")


class Imports:
    """The modules of the package as they are when they are first asked for, each read once."""

    def __init__(self) -> None:
        self._of_name: dict[str, list[Path]] = {}
        self._of_file: dict[Path, set[Path]] = {}
        self._beside: dict[Path, set[Path]] = {}

    def files_behind(self, sources: Iterable[str]) -> list[Path]:
        """Return the files of the package that pieces of Python code rest on.

        Parameters
        ----------
        sources : iterable of str
            The code.

        Returns
        -------
        list of Path
            Modules, and the other files in their folders, as styles and units; sorted.
        """
        found: set[Path] = set()
        waiting = [module for source in sources for module in self._imported(source)]
        while waiting:
            module = waiting.pop()
            if module not in found:
                found.add(module)
                waiting.extend(self._imported_by(module))
        beside = [self._files_in(folder) for folder in {module.parent for module in found}]
        return sorted(found.union(*beside))

    def _imported_by(self, module: Path) -> set[Path]:
        if module not in self._of_file:
            self._of_file[module] = self._imported(module.read_text(encoding="utf-8"))
        return self._of_file[module]

    def _imported(self, source: str) -> set[Path]:
        names = set(_IMPORT.findall(source))
        for module, imported in _FROM.findall(source):
            names.add(module)
            names.update(f"{module}.{name}" for name in _NAME.findall(imported))
        return {path for name in names for path in self._files(name)}

    def _files(self, name: str) -> list[Path]:
        """Return the file of a module and those of the packages around it, if there are any."""
        if name not in self._of_name:
            places = [PACKAGE]
            for word in name.split(".")[1:]:
                places.append(places[-1] / word)
            candidates = [place / "__init__.py" for place in places]
            candidates.append(places[-1].with_suffix(".py"))
            self._of_name[name] = [path for path in candidates if path.is_file()]
        return self._of_name[name]

    def _files_in(self, folder: Path) -> set[Path]:
        if folder not in self._beside:
            self._beside[folder] = {
                path for path in folder.iterdir() if path.is_file() and path.suffix != ".py"
            }
        return self._beside[folder]
