"""What decides the bytes of an edition, what came out of it, and when: the manifest."""

import hashlib
import json
import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from chiprace.data import records
from chiprace.facts import Facts
from chiprace.known import known_day
from chiprace.paths import Project

MANIFEST = "manifest.json"
CHANGES = "changes.json"
_SHORT = 12
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", re.MULTILINE)


@dataclass(frozen=True)
class Recipe:
    """All that decides the bytes of an edition.

    Parameters
    ----------
    parameters : dict
        Every field of the scenario as a plain value, ``as_of`` as a day.
    series : dict
        ``scenario`` and ``set``, what was changed in it: editions of one series follow on each
        other.
    previous : str or None
        Name of the edition of the series that this one is compared with.
    inputs : dict of str to str
        Hash of each file that went in, by path.
    environment : dict of str to str
        Version of Python and of each pinned package that is installed.
    """

    parameters: dict[str, Any]
    series: dict[str, Any]
    previous: str | None
    inputs: dict[str, str]
    environment: dict[str, str]

    @cached_property
    def hash(self) -> str:
        """SHA-256 of all of it."""
        return text_hash(json.dumps(asdict(self), sort_keys=True))

    @property
    def name(self) -> str:
        """Name of the edition: its day, its scenario and the beginning of its hash."""
        return f"{self.parameters['as_of']}_{self.parameters['name']}_{self.hash[:8]}"

    def same_but_previous(self, other: "Recipe") -> bool:
        """Say whether only the edition before may differ."""
        return replace(self, previous=None) == replace(other, previous=None)


def recipe_of(manifest: Mapping[str, Any]) -> Recipe:
    """Return the recipe that a manifest holds; a KeyError says what is missing in it."""
    return Recipe(**{name: manifest[name] for name in Recipe.__dataclass_fields__})


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
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
    package = Path(__file__).parent
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
    for path in package.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            found[f"lib/chiprace/{path.relative_to(package).as_posix()}"] = path
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


def fact_hashes(facts: Facts, as_of: date) -> dict[str, str]:
    """Return a short hash of the row of each fact and event that is known on a day.

    Parameters
    ----------
    facts : Facts
        All facts.
    as_of : date
        The day of the edition.

    Returns
    -------
    dict
        By id. A fact that was revised has another hash, one that became known is new.
    """
    known = {fact.id for fact in facts if fact.known <= as_of}
    known |= {
        row["id"]
        for row in records(facts.tables.events)
        if known_day(row["known_on"], facts.gathered_until) <= as_of
    }
    rows = row_hashes(facts.tables.facts, "id") | row_hashes(facts.tables.events, "id")
    return {identity: rows[identity] for identity in sorted(known)}


def row_hashes(table: pd.DataFrame, key: str) -> dict[str, str]:
    """Return a short hash of each row of a table, by a key; where the row stands is left out."""
    cells = table.drop(columns=["file", "line"])
    return {row[key]: text_hash(json.dumps(row, sort_keys=True))[:_SHORT] for row in records(cells)}


def read_commit(root: Path) -> str:
    """Return the commit of a checkout, marked if what goes in was changed since.

    Returns
    -------
    str
        ``unknown`` outside of git.
    """
    try:
        asked = [
            subprocess.run(
                ["git", "-C", str(root), *command], capture_output=True, text=True, check=False
            )
            for command in (
                ("rev-parse", "HEAD"),
                ("status", "--porcelain", "--", "data", "lib", "notebooks", "requirements.txt"),
            )
        ]
    except FileNotFoundError:
        return "unknown"
    head, changed = (answer.stdout.strip() for answer in asked)
    return (f"{head} with uncommitted changes" if changed else head) or "unknown"
