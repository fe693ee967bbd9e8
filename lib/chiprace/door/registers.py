"""The registers that facts refer to: subjects and sources as typed objects, names with aliases."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from chiprace.door.data import records

#: Most names that a hint holds.
_MOST = 6


@dataclass(frozen=True)
class Subject:
    """A row of the register of subjects."""

    name: str
    kind: str
    maker: str
    part_of: str
    accelerator: str
    accelerator_count: float | None
    status: str
    note: str


@dataclass(frozen=True)
class Source:
    """A row of the register of sources; `title` and `publisher` are in English."""

    key: str
    publisher: str
    title: str
    url: str
    published: str
    opened: str


def read_subjects(table: pd.DataFrame) -> dict[str, Subject]:
    """Return the subjects of the register by name."""
    return {
        row["subject"]: Subject(
            name=row["subject"],
            kind=row["class"],
            maker=row["maker"],
            part_of=row["part_of"],
            accelerator=row["accelerator"],
            accelerator_count=(
                float(row["accelerator_count"]) if row["accelerator_count"] else None
            ),
            status=row["status"],
            note=row["note"],
        )
        for row in records(table)
    }


def read_names(table: pd.DataFrame) -> dict[str, str]:
    """Return the name of a subject by each of its names and aliases, in small letters."""
    entries = records(table)
    names = {row["subject"].casefold(): row["subject"] for row in entries}
    for row in entries:
        for alias in filter(None, (part.strip() for part in row["aliases"].split(";"))):
            names.setdefault(alias.casefold(), row["subject"])
    return names


def read_sources(table: pd.DataFrame) -> dict[str, Source]:
    """Return the sources of the register by key."""
    return {
        row["source"]: Source(
            key=row["source"],
            publisher=row.get("publisher_english") or row["publisher"],
            title=row.get("title_english") or row["title"],
            url=row["url"],
            published=row["published"],
            opened=row["opened"],
        )
        for row in records(table)
    }


def nearest_hint(name: str, known: Iterable[str]) -> str:
    """Return a sentence that names the known words that hold `name` or are nearest to it."""
    names = list(known)
    holding = sorted((each for each in names if name.casefold() in each.casefold()), key=len)
    close = holding[:_MOST] or difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if len(close) > 1:
        return f" Those that hold it: {', '.join(close)}{', …' if len(holding) > _MOST else ''}."
    return f" The nearest is '{close[0]}'." if close else ""
