"""What a read would return today, as hashes: equal hashes, equal answers."""

import hashlib
from dataclasses import fields
from functools import cached_property

from chiprace.door.data import records
from chiprace.evidence.fact import Fact
from chiprace.evidence.facts import Facts
from chiprace.evidence.override import Override
from chiprace.paths import current_project
from chiprace.reads import Read, unnoted

#: What was returned, in its order, with the hash of each.
Rows = list[list[str]]

#: Begins the name of a row that is no fact but stands in place of some.
OVERRIDE = "override of"

_LENGTH = 12
#: Where a row stands in its file changes no result.
_COLUMNS = tuple(field.name for field in fields(Fact) if field.name != "place")


def text_digest(text: str) -> str:
    """Return a short hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


class Fingerprints:
    """Hashes of the data as they are.

    Parameters
    ----------
    facts : Facts
        All facts.
    overrides : tuple of Override, optional
        What a scenario sets in their place.
    """

    def __init__(self, facts: Facts, overrides: tuple[Override, ...] = ()) -> None:
        self._facts = facts
        self._overrides = overrides
        self._indexes: dict[tuple[str, ...], dict[tuple[str, ...], Rows]] = {}

    def rows(self, read: Read) -> Rows:
        """Return what a read would return today.

        Parameters
        ----------
        read : tuple of str
            See `chiprace.reads`.

        Returns
        -------
        list of [str, str]
            The id and the hash of each row; of what has no rows, an empty id.

        Raises
        ------
        ValueError
            If there is no such kind of read.
        """
        with unnoted():
            return self._rows(read)

    def _rows(self, read: Read) -> Rows:
        kind, *words = read
        match kind:
            case "facts":
                columns, values = tuple(words[::2]), tuple(words[1::2])
                return self._index(columns).get(values, []) + self._set(columns, values)
            case "event":
                return [[words[0], self._events.get(words[0], "")]]
            case "source":
                source = self._facts.sources.get(words[0])
                return [[words[0], text_digest(repr(source))]]
            case "released":
                return [["", str(self._facts.released(words[0]))]]
            case "scenario":
                files = sorted(current_project().scenarios.glob("*.yml"))
                texts = [[file.name, file.read_text(encoding="utf-8")] for file in files]
                return [["", text_digest(repr(texts))]]
            case "count":
                return [["", text_digest(repr(sorted(self._facts.counts().items())))]]
            case "parameter":
                return [["", text_digest(repr(self._overrides))]]
            case "day":
                return []  # is a parameter of whatever is kept
            case "register":
                return [["", self._register(words[0])]]
        raise ValueError(f"There is no read of kind '{kind}'.")

    def base(self) -> dict[str, str]:
        """Return hashes of what every chapter rests on: names and the day of the gathering."""
        return {
            "register of subjects": self._register("subjects"),
            "register of attributes": self._register("attributes"),
            "day of the gathering": str(self._facts.gathered_until),
        }

    def _index(self, columns: tuple[str, ...]) -> dict[tuple[str, ...], Rows]:
        if columns not in self._indexes:
            index: dict[tuple[str, ...], Rows] = {}
            for fact, digest in self._digests:
                values = tuple(str(getattr(fact, column)) for column in columns)
                index.setdefault(values, []).append([fact.id, digest])
            self._indexes[columns] = index
        return self._indexes[columns]

    def _set(self, columns: tuple[str, ...], values: tuple[str, ...]) -> Rows:
        """Return what is set in place of facts, as further rows."""
        if columns != ("subject", "attribute"):
            return []
        return [
            [f"{OVERRIDE} {each.subject}, {each.attribute}", text_digest(repr(each))]
            for each in self._overrides
            if (each.subject, each.attribute) == values
        ]

    @cached_property
    def _digests(self) -> list[tuple[Fact, str]]:
        return [
            (fact, text_digest(repr([getattr(fact, column) for column in _COLUMNS])))
            for fact in self._facts
        ]

    @cached_property
    def _events(self) -> dict[str, str]:
        rows = records(self._facts.tables.registers["events"].drop(columns=["file", "line"]))
        return {row["id"]: text_digest(repr(row)) for row in rows}

    def _register(self, name: str) -> str:
        table = self._facts.tables.registers[name].drop(columns=["file", "line"])
        return text_digest(repr(records(table)))
