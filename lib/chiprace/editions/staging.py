"""Aside, whole, into place: where an edition is built and how it becomes the latest."""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chiprace.editions.shelf import EDITIONS, LATEST
from chiprace.errors import BuildError
from chiprace.hashes import MANIFEST, output_hashes

_STAGE = ".stage"
_REASONS = {
    errno.ENOSPC: "is on a disk that is full. Make room",
    errno.EDQUOT: "is on a disk of which no more may be used. Make room",
    errno.EFBIG: "would be larger than files may be here. Raise the limit",
    errno.EROFS: "is on a file system that cannot be written to. Name another folder with --out",
    errno.EACCES: "is not open to this user. Mend its permissions or name another with --out",
    errno.EPERM: "is not open to this user. Mend its permissions or name another with --out",
    errno.ENOTDIR: "is no folder. Name another with --out",
    errno.EEXIST: "is no folder. Name another with --out",
}


@contextmanager
def staging(reports: Path) -> Iterator[Path]:
    """Make an empty folder to build in, in place of what a killed build left there.

    Parameters
    ----------
    reports : Path
        Folder of the editions, whose lock is held; the stage lies in it, so that moving is one
        rename, and all that is unfinished lies in the stage.

    Yields
    ------
    Path
        The stage; gone afterwards.
    """
    for left in reports.glob(f"{_STAGE}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    stage = reports / _STAGE
    stage.mkdir()
    try:
        yield stage
    finally:
        shutil.rmtree(stage)


@contextmanager
def in_words(reports: Path) -> Iterator[None]:
    """Say in a sentence why nothing can be stored.

    Parameters
    ----------
    reports : Path
        Folder of the editions.

    Raises
    ------
    BuildError
        If the disk is full, or the folder cannot be written to.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _REASONS:
            raise
        raise BuildError(
            f"{error.filename or reports} {_REASONS[error.errno]}, then build again. "
            "The last edition is untouched."
        ) from error


def publish(edition: Path, reports: Path, name: str) -> Path:
    """Move a finished edition into place.

    Parameters
    ----------
    edition : Path
        The whole edition, in the stage.
    reports : Path
        Folder of the editions.
    name : str
        Name of the edition.

    Returns
    -------
    Path
        Folder of the edition.
    """
    target = reports / EDITIONS / name
    target.parent.mkdir(exist_ok=True)
    settle(edition)
    if target.exists():
        _mend(target, edition)
    else:
        edition.rename(target)
    return target


def point(reports: Path, name: str, stage: Path) -> None:
    """Let ``latest`` point to an edition, in one step."""
    pointer = stage / LATEST
    pointer.symlink_to(Path(EDITIONS) / name)
    os.replace(pointer, reports / LATEST)


def replace_text(path: Path, text: str, stage: Path) -> None:
    """Write a file of the folder of the editions in one step, if it is to be another."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    aside = stage / path.name
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)


def keep_failed(notebooks: Path, reports: Path) -> Path:
    """Keep the executed notebooks of a failed build in ``failed/`` and return that folder.

    They are moved, which needs no room on a disk that may be full.
    """
    kept = reports / "failed"
    if kept.exists():
        shutil.rmtree(kept)
    notebooks.rename(kept)
    return kept


def settle(folder: Path) -> None:
    """Have every file of a folder on the disk, lest a power cut leave it empty.

    Before the edition is named all are; most can be while others are yet to come.
    """
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _mend(target: Path, edition: Path) -> None:
    """Make an edition that somebody has changed what it was, file by file.

    Its folder is never away, as ``latest`` may point to it.
    """
    wanted, found = output_hashes(edition), output_hashes(target)
    for path in found.keys() - wanted.keys():
        (target / path).unlink()
    for path in [name for name in wanted if wanted[name] != found.get(name)]:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        os.replace(edition / path, target / path)
    if wanted != found or _said(target) != _said(edition):
        os.replace(edition / MANIFEST, target / MANIFEST)


def _said(edition: Path) -> dict[str, Any]:
    """Return what a manifest says but of when the edition was built."""
    try:
        about = json.loads((edition / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {name: value for name, value in about.items() if name != "built"}
