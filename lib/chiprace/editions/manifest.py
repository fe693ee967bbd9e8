"""What decides the bytes of an edition, what came out of it, and when: the manifest."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from chiprace.door.data import records
from chiprace.evidence.facts import Facts
from chiprace.evidence.known import known_day
from chiprace.hashes import text_hash

CHANGES = "changes.json"
_SHORT = 12


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
