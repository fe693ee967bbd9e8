"""What goes into an edition and what comes out, as hashes of files.

Nothing heavy is imported here: whether anything has changed is to be known at once.
"""

import hashlib
import os
import platform
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from chiprace.paths import PACKAGE, Project

MANIFEST = "manifest.json"
#: What of a project goes into an edition, by path.
_INPUTS = re.compile(
    r"data/(?:.+\.csv|[^/]+\.json|scenarios/[^/]+\.yml)|notebooks/[0-9][0-9]_[^/]*\.ipynb"
)
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", re.MULTILINE)


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, which is read once for as long as nobody writes to it."""
    return _hash_of(str(path))


def _hash_of(path: str) -> str:
    state = os.stat(path)
    return _read_hash(path, (state.st_mtime_ns, state.st_ctime_ns, state.st_size))


@lru_cache(maxsize=4096)
def _read_hash(path: str, _: tuple[int, int, int]) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def files_under(folder: Path, place: str = "") -> Iterator[tuple[str, str]]:
    """Give the files under a folder, each as it is called from a place, and its path.

    A build asks often: by `os.walk` that takes a fifth of the time of `Path.rglob`.
    """
    for here, folders, files in os.walk(folder):
        if "__pycache__" in folders:
            folders.remove("__pycache__")
        for file in files:
            path = f"{here}/{file}"
            yield place + path[len(str(folder)) + 1 :], path


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def input_hashes(project: Project) -> dict[str, str]:
    """Return the hash of every file that an edition depends on.

    Parameters
    ----------
    project : Project
        The checkout.

    Returns
    -------
    dict
        Data, chapters, pinned requirements and the package itself, by path.
    """
    found = {
        name: path
        for folder in (project.data, project.notebooks)
        for name, path in files_under(folder, f"{folder.name}/")
        if _INPUTS.fullmatch(name)
    }
    found |= dict(files_under(PACKAGE, "lib/chiprace/"))
    requirements = project.root / "requirements.txt"
    if requirements.exists():
        found[requirements.name] = str(requirements)
    return {name: _hash_of(found[name]) for name in sorted(found)}


def output_hashes(folder: Path) -> dict[str, str]:
    """Return the hash of every file of an edition but its manifest, by path."""
    found = dict(files_under(folder))
    return {name: _hash_of(found[name]) for name in sorted(found.keys() - {MANIFEST})}


def environment(project: Project) -> dict[str, str]:
    """Return the version of Python and of each pinned package that is installed.

    Parameters
    ----------
    project : Project
        The checkout, for its ``requirements.txt``.

    Returns
    -------
    dict
        By name. Read from the names of the installed packages' folders, which is some fifty times
        faster than asking each package.
    """
    pinned = {
        _plain(name)
        for name in _PINNED.findall((project.root / "requirements.txt").read_text(encoding="utf-8"))
    }
    installed: dict[str, str] = {}
    for place in reversed([Path(entry) for entry in sys.path if entry]):
        for folder in place.glob("*.dist-info"):
            name, _, version = folder.name.removesuffix(".dist-info").partition("-")
            if _plain(name) in pinned:
                installed[_plain(name)] = version
    return {"python": platform.python_version()} | dict(sorted(installed.items()))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).casefold()
