"""Aside, whole, into place: where an edition is built and how it becomes the latest."""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from chiprace.manifest import file_hash


@contextmanager
def staging(reports: Path) -> Iterator[Path]:
    """Make a folder to build in, and take away those that killed builds left behind.

    Parameters
    ----------
    reports : Path
        Folder of the editions; the stage lies in it, so that moving is one rename.

    Yields
    ------
    Path
        An empty folder, locked as long as the build lives.
    """
    reports.mkdir(parents=True, exist_ok=True)
    for left in reports.glob(".stage-*.lock"):
        with left.open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(left.with_suffix(""), ignore_errors=True)
            left.unlink(missing_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".stage-", dir=reports))
    stage.chmod(0o755)
    lock = Path(f"{stage}.lock")
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield stage
        finally:
            shutil.rmtree(stage, ignore_errors=True)
            lock.unlink(missing_ok=True)


def publish(stage: Path, reports: Path, name: str, title: str) -> Path:
    """Move a finished edition into place and point ``latest`` to it.

    Parameters
    ----------
    stage : Path
        The whole edition.
    reports : Path
        Folder of the editions.
    name : str
        Name of the edition.
    title : str
        Title of the report, for the list of editions.

    Returns
    -------
    Path
        Folder of the edition.
    """
    editions = reports / "editions"
    editions.mkdir(exist_ok=True)
    target = editions / name
    if not target.exists():
        stage.rename(target)
    elif _outputs(target) != _outputs(stage):
        # Only an edition that somebody has changed by hand differs from its namesake.
        old = Path(tempfile.mkdtemp(prefix=".old-", dir=reports)) / name
        target.rename(old)
        stage.rename(target)
        shutil.rmtree(old.parent)
    pointer = Path(tempfile.mktemp(prefix=".latest-", dir=reports))
    pointer.symlink_to(Path("editions") / name)
    os.replace(pointer, reports / "latest")
    write_index(reports, title)
    return target


def _outputs(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def keep_failed(notebooks: Path, reports: Path) -> Path:
    """Keep the executed notebooks of a failed build in ``failed/`` and return that folder."""
    kept = reports / "failed"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(notebooks, kept)
    return kept


def write_index(reports: Path, title: str) -> None:
    """List the editions in ``index.html``, newest first.

    Parameters
    ----------
    reports : Path
        Folder of the editions.
    title : str
        Title of the report.
    """
    rows = []
    for folder in sorted((reports / "editions").iterdir(), reverse=True):
        about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["parameters"]
        link = f"editions/{folder.name}"
        rows.append(
            f'<tr><th scope="row">{escape(about["as_of"])}</th><td>{escape(about["name"])}</td>'
            f"<td>{escape(about['policy'])}</td>"
            f'<td><a href="{link}/report.html">HTML</a></td>'
            f'<td><a href="{link}/report.pdf">PDF</a></td>'
            f'<td><a href="{link}/manifest.json">manifest</a></td></tr>'
        )
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Editions: {escape(title)}</title>"
        "<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;"
        "max-width:46rem;margin:2rem auto;padding:0 1rem}td,th{padding:.3rem .8rem .3rem 0;"
        "text-align:left}</style>"
        f"<h1>{escape(title)}</h1><p>All editions, newest first.</p><table><thead><tr>"
        '<th scope="col">As of</th><th scope="col">Scenario</th><th scope="col">Policy</th>'
        '<th scope="col" colspan="3">Open</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></html>\n"
    )
    aside = reports / ".index.html"
    aside.write_text(page, encoding="utf-8")
    os.replace(aside, reports / "index.html")
