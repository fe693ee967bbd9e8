"""What goes into an edition and what comes out, as hashes of files.

Nothing heavy is imported here: whether anything has changed is to be known at once.
"""

import hashlib
import platform
import re
import sys
from functools import lru_cache
from pathlib import Path

from chiprace.paths import PACKAGE, Project

MANIFEST = "manifest.json"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", re.MULTILINE)


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, which is read once for as long as nobody writes to it."""
    state = path.stat()
    return _hash_of(path, (state.st_mtime_ns, state.st_ctime_ns, state.st_size))


@lru_cache(maxsize=4096)
def _hash_of(path: Path, _: tuple[int, int, int]) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


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
        path.relative_to(project.root).as_posix(): path
        for folder, pattern in (
            (project.data, "**/*.csv"),
            (project.data, "scenarios/*.yml"),
            (project.data, "*.json"),
            (project.notebooks, "[0-9][0-9]_*.ipynb"),
            (project.root, "requirements.txt"),
        )
        for path in folder.glob(pattern)
    }
    for path in PACKAGE.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            found[f"lib/chiprace/{path.relative_to(PACKAGE).as_posix()}"] = path
    return {name: file_hash(found[name]) for name in sorted(found)}


def output_hashes(folder: Path) -> dict[str, str]:
    """Return the hash of every file of an edition but its manifest, by path."""
    return {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST
    }


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
