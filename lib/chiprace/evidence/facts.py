"""Facts as typed objects, and their selection by subject, attribute, basis and date."""

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from chiprace.door.data import Tables, load_tables
from chiprace.door.registers import Source
from chiprace.errors import DataError
from chiprace.evidence.dossier import Dossier
from chiprace.evidence.fact import Fact as Fact
from chiprace.evidence.known import backdated, release_days
from chiprace.evidence.registers import Registers
from chiprace.evidence.rows import corrected_rows, fact_of
from chiprace.glance import glance
from chiprace.paths import current_project
from chiprace.reads import Read, note, unnoted

#: The read of how many facts there are, whatever they say.
COUNT: Read = ("count", "of facts")


class Facts(Registers):
    """All facts of a project, indexed, with the registers that they refer to.

    Parameters
    ----------
    tables : Tables
        The tables as text.
    gathered_until : date
        Day on which the gathering ended: a month or year that was under way then counts as
        known on it.
    """

    def __init__(self, tables: Tables, gathered_until: date) -> None:
        super().__init__(tables)
        self.gathered_until = gathered_until
        rows = corrected_rows(tables)
        self._released = release_days(rows, self.subjects)
        facts = [fact_of(row, gathered_until) for row in rows]
        by_subject: dict[str, list[Fact]] = {}
        for fact in backdated(facts, self._released):
            by_subject.setdefault(fact.subject, []).append(fact)
        self._by_id = {fact.id: fact for facts in by_subject.values() for fact in facts}
        together: dict[tuple[str, str], list[Fact]] = {}
        for fact in self._by_id.values():
            together.setdefault((fact.subject, fact.attribute), []).append(fact)
        self._dossiers = {pair: Dossier(tuple(facts)) for pair, facts in together.items()}
        self._columns: dict[str, dict[str, dict[str, Fact]]] = {}
        self._known_days: dict[Read, list[date]] = {}

    def __getitem__(self, identity: str) -> Fact:
        """Return the fact of an id.

        Raises
        ------
        DataError
            If no fact has it.
        """
        note("facts", "id", identity)
        try:
            return self._by_id[identity]
        except KeyError as error:
            raise DataError(f"No fact has the id '{identity}'.") from error

    def __iter__(self) -> Iterator[Fact]:
        """Go through all facts in the order of the files; `having` asks for less."""
        note("facts")
        return iter(self._by_id.values())

    def __len__(self) -> int:
        """Return the number of facts."""
        note("facts")
        return len(self._by_id)

    def __contains__(self, identity: str) -> bool:
        """Say whether a fact has this id."""
        note("facts", "id", identity)
        return identity in self._by_id

    def __repr__(self) -> str:
        return f"<Facts: {len(self)} on {len(self.subjects)} subjects>"

    def _repr_html_(self) -> str:
        return glance(
            f"{len(self)} facts",
            {
                "subjects": len(self.subjects),
                "attributes": len(self.attributes),
                "sources": len(self.sources),
                "gathered until": self.gathered_until,
            },
        )

    def source_of(self, identity: str) -> Source:
        """Return the source of a fact or of an event by its id.

        Raises
        ------
        DataError
            If neither a fact nor an event has it.
        """
        event = self.event(identity)
        key = event["source"] if event is not None else self[identity].source
        note("source", key)
        return self.sources[key]

    def words_of(self, identity: str) -> str:
        """Say in a line what a fact or an event says, by whom and when.

        Parameters
        ----------
        identity : str
            Id of a fact or of an event.

        Returns
        -------
        str
            As ``CloudMatrix 384, power: 600 kW; estimate by SemiAnalysis, 2026-07-10``.

        Raises
        ------
        DataError
            If neither a fact nor an event has the id.
        """
        event = self.event(identity)
        if event is not None:
            told = f"{event['date']}: {event['event'].rstrip('.')}"
            return f"{told}; {event['kind']} by {event['voice']}, {event['known_on']}"
        return self[identity].words

    def released(self, subject: str) -> date | None:
        """Return the day on which hardware first shipped, its system's if it has none itself."""
        note("released", subject)
        return self._released.get(subject)

    def having(self, **words: str) -> list[Fact]:
        """Return all facts with certain words in certain columns, whenever known.

        Parameters
        ----------
        **words : str
            By column, as ``attribute="mfu"``.

        Returns
        -------
        list of Fact
            In the order in which one goes through all facts.
        """
        note("facts", *(word for pair in words.items() for word in pair))
        found = [self._column(column).get(word, {}) for column, word in words.items()]
        if not found:
            return list(self._by_id.values())
        first, *others = found
        return [fact for key, fact in first.items() if all(key in other for other in others)]

    def counts(self) -> Mapping[tuple[str, date], int]:
        """Return how many facts there are of each kind and day from which they are known."""
        note(*COUNT)
        return Counter((fact.kind, fact.known) for fact in self._by_id.values())

    def known_days(self, read: Read) -> list[date]:
        """Return the days on which what a read returns became known, sorted; none if no facts."""
        if read not in self._known_days:
            kind, *words = read
            with unnoted():
                if kind == "facts":
                    found = self.having(**dict(zip(words[::2], words[1::2], strict=True)))
                else:
                    found = self.having() if read == COUNT else []
            self._known_days[read] = sorted({fact.known for fact in found})
        return self._known_days[read]

    def _column(self, column: str) -> dict[str, dict[str, Fact]]:
        """Return the facts by id by what stands in a column."""
        if column not in self._columns:
            words = self._columns[column] = {}
            for fact in self._by_id.values():
                words.setdefault(getattr(fact, column), {})[fact.id] = fact
        return self._columns[column]

    def select(
        self,
        subject: str,
        attribute: str,
        *,
        where: Callable[[Fact], bool] = lambda fact: True,
    ) -> list[Fact]:
        """Return all facts on one attribute of one subject, whenever known.

        Parameters
        ----------
        subject : str
            Name or alias.
        attribute : str
            Name of an attribute.
        where : callable, optional
            Keeps the facts for which it returns true.

        Returns
        -------
        list of Fact
            In the order of the files.

        Raises
        ------
        DataError
            If the subject or the attribute is unknown.
        """
        return [fact for fact in self.dossier(subject, attribute).facts if where(fact)]

    def dossier(self, subject: str, attribute: str) -> Dossier:
        """Return all facts on one attribute of one subject with the answers found in them.

        Parameters
        ----------
        subject : str
            Name or alias.
        attribute : str
            Name of an attribute.

        Returns
        -------
        Dossier
            The same one at each call.

        Raises
        ------
        DataError
            If the subject or the attribute is unknown.
        """
        name = self.subject(subject).name
        self.attribute(attribute)
        note("facts", "subject", name, "attribute", attribute)
        return self._dossiers.setdefault((name, attribute), Dossier(()))

    def changed(
        self, change: Callable[[Fact], Fact | None], among: Iterable[Fact] | None = None
    ) -> "Facts":
        """Return the same register with facts replaced, or left out where None comes back.

        Parameters
        ----------
        change : callable
            Takes a fact and returns what stands in its place; subject, attribute and id stay.
        among : iterable of Fact, optional
            Those that are asked about; all if left out.

        Returns
        -------
        Facts
            A copy; this one stays as it is. Answers found in facts that did not change are kept.
        """
        turned = {}
        pairs = set()
        for fact in self._by_id.values() if among is None else among:
            new = change(fact)
            if new is not fact:
                turned[fact.id] = new
                pairs.add((fact.subject, fact.attribute))
        now = self._by_id | turned
        other = copy.copy(self)
        other._by_id = {name: fact for name, fact in now.items() if fact is not None}
        other._columns, other._known_days = {}, {}
        other._dossiers = {
            **self._dossiers,
            **{pair: self._dossiers[pair].among(other._by_id) for pair in pairs},
        }
        return other


@lru_cache(maxsize=8)
def load_facts(root: Path | None = None) -> Facts:
    """Load the facts of a project.

    Parameters
    ----------
    root : Path, optional
        Root of the project; the current one if left out.

    Returns
    -------
    Facts
        Loaded once for each root and kept.

    Raises
    ------
    DataError
        If a table cannot be read, or a correction no longer fits its fact.
    """
    home = root or current_project().root
    package = json.loads((home / "data" / "datapackage.json").read_text(encoding="utf-8"))
    return Facts(load_tables(home), date.fromisoformat(package["gathered_until"]))
