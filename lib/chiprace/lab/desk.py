"""What one session works on: the project's facts and the reader's own, seen under parameters."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from chiprace.chapters.chapter import Chapter
from chiprace.door.data import records
from chiprace.evidence.facts import Facts, load_facts
from chiprace.evidence.policy import Evidence
from chiprace.lab.exhibits import Exhibit, list_exhibits
from chiprace.lab.own import Row, filled, joined
from chiprace.paths import current_project
from chiprace.scenario import Scenario, make_scenario, open_evidence

#: How much evidence is kept at a time, with all that it remembers.
_MOST = 8


class Desk:
    """The facts of a session; all of `chiprace.lab` works on one, `DESK`."""

    def __init__(self) -> None:
        self._own: list[Row] = []
        self._facts: Facts | None = None
        self._seen: dict[Evidence, Evidence] = {}

    @property
    def facts(self) -> Facts:
        """The project's facts with the reader's own."""
        return self._facts or load_facts()

    @property
    def own(self) -> int:
        """How many facts are the reader's own."""
        return len(self._own)

    @cached_property
    def exhibits(self) -> tuple[Exhibit, ...]:
        """The figures of all chapters."""
        return list_exhibits(current_project().notebooks)

    @cached_property
    def claims(self) -> dict[str, str]:
        """The claims of the article by id."""
        return {row["id"]: row["claim"] for row in records(load_facts().tables.claims)}

    def take(self, rows: Iterable[Row]) -> int:
        """Take rows of the reader's own in, all or none; see `chiprace.lab.own`."""
        fresh = [filled(row, load_facts()) for row in rows]
        facts = joined(load_facts(), [*self._own, *fresh], date.today())
        self._own += fresh
        self._facts = facts
        self._seen.clear()
        return len(fresh)

    def forget(self) -> None:
        """Leave the reader's own facts out again."""
        self._own.clear()
        self._facts = None
        self._seen.clear()

    def chapter(self, scenario: Scenario) -> Chapter:
        """Return scenario and evidence as a chapter has them.

        Parameters that evidence does not hang on leave it the same one, with all that it
        remembers.
        """
        evidence = open_evidence(scenario, self.facts)
        if len(self._seen) >= _MOST:
            self._seen.clear()
        return Chapter(scenario, self._seen.setdefault(evidence, evidence))

    def asked(self, parameters: dict[str, Any]) -> Chapter:
        """Return the same for parameters by name; see `chiprace.scenario.make_scenario`."""
        return self.chapter(make_scenario(parameters))


DESK = Desk()
