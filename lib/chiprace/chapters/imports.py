"""Which files of the package a notebook rests on: what it imports, and what that imports in turn.

Read from the text, not from a running kernel: a kernel that is forked from a process which has
loaded everything cannot say what it would have loaded. Every import counts, also those within a
function and those for type checkers, so that the answer may hold a file too many, never one too
few: the package imports by name alone, and never relatively.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from chiprace.paths import PACKAGE

_FROM = re.compile(r"^\s*from\s+(chiprace(?:\.\w+)*)\s+import\s+(\([^)]*\)|[^\n]*)", re.MULTILINE)
_IMPORT = re.compile(r"^\s*import\s+(chiprace(?:\.\w+)*)(?!\w)", re.MULTILINE)
_NAME = re.compile(r"\w+")


def files_behind(sources: Iterable[str]) -> list[Path]:
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
    _files.cache_clear()  # a module may have come since
    found: set[Path] = set()
    waiting = [module for source in sources for module in _imported(source)]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting.extend(_of_file(module, module.stat().st_mtime_ns))
    beside = {
        path
        for folder in {module.parent for module in found}
        for path in folder.iterdir()
        if path.is_file() and path.suffix != ".py"
    }
    return sorted(found | beside)


@lru_cache(maxsize=1024)
def _of_file(path: Path, _: int) -> set[Path]:
    """Return what a file imports, read once as long as nobody edits it."""
    return _imported(path.read_text(encoding="utf-8"))


def _imported(source: str) -> set[Path]:
    names = set(_IMPORT.findall(source))
    for module, imported in _FROM.findall(source):
        names.add(module)
        names.update(f"{module}.{name}" for name in _NAME.findall(imported))
    return {path for name in names for path in _files(name)}


@cache
def _files(name: str) -> list[Path]:
    """Return the file of a module and those of the packages around it, if there are any."""
    places = [PACKAGE]
    for word in name.split(".")[1:]:
        places.append(places[-1] / word)
    candidates = [place / "__init__.py" for place in places] + [places[-1].with_suffix(".py")]
    return [path for path in candidates if path.is_file()]
