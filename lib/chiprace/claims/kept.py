"""Rows of the ledger, kept from build to build for as long as what a claim read is as it was.

The ledger is evaluated at many points: a day and a scenario each. When a fact changes, only those
claims can come out otherwise that read it. A row is kept with the reads of its test and a hash of
what they returned. The draws of a claim also hang on which inputs of the other claims are drawn
with it, so that a row says which those were.

The headline numbers are kept likewise, all of a point together.

A build says where rows are kept, and under which state of package and environment, see
`chiprace.stores`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chiprace.chance.draws import draw_groups, outcome
from chiprace.chance.inputs import Draws, groups_of
from chiprace.claims.ledger import TESTS, ledger_row
from chiprace.claims.rule import Test
from chiprace.evidence.facts import Facts
from chiprace.evidence.fingerprints import Fingerprints, text_digest
from chiprace.evidence.policy import Evidence
from chiprace.models.headlines import headlines
from chiprace.reads import Read, note, recorded
from chiprace.scenario import Scenario
from chiprace.stores import LEDGER, Store, store_of

#: What only names, explains or dresses a scenario; the day that counts is that of the evidence.
_APART = ("name", "about", "edition", "paper", "reasons", "as_of")


def ledger_rows(evidence: Evidence, scenario: Scenario) -> list[dict[str, Any]]:
    """Return the ledger at a point, with its draws.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        Its parameters.

    Returns
    -------
    list of dict
        A row for each claim, by number, see `chiprace.claims.ledger.ledger_frame`; equal to what
        comes out where nothing is kept.
    """
    shelf = _shelf(evidence, scenario)
    kept = shelf.read() if shelf else {}
    tried = {test.key: _Tried(test, evidence, scenario) for test in TESTS if test.key not in kept}
    drawn = [each.groups for each in kept.values()] + [each.groups for each in tried.values()]
    groups = tuple(sorted({group for own in drawn for group in own}))
    together = text_digest(json.dumps(groups))
    for test in TESTS:
        before = kept.get(test.key)
        if before and before.groups and before.together != together:
            tried[test.key] = _Tried(test, evidence, scenario)
    if tried:
        draws = draw_groups(groups, scenario.draws, scenario.seed)
        kept |= {key: each.kept(draws, together) for key, each in tried.items()}
        if shelf:
            shelf.write(kept)
    for key in kept.keys() - tried.keys():
        for read in _parsed(kept[key].reads):
            note(*read)
    return [kept[test.key].row for test in TESTS]


def headline_rows(evidence: Evidence, scenario: Scenario) -> list[dict[str, Any]]:
    """Return the headline numbers at a point.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        Its parameters.

    Returns
    -------
    list of dict
        A row for each number, see `chiprace.models.headlines.headlines`; equal to what comes out
        where nothing is kept.
    """
    shelf = _shelf(evidence, scenario, "headlines")
    rows: list[dict[str, Any]]
    if shelf and (known := shelf.store.read(shelf.name)):
        answers, read, rows = json.loads(known)
        if answers == shelf.answers(read):
            for each in _parsed(read):
                note(*each)
            return rows
    with recorded() as reads:
        found = headlines(evidence, scenario).to_dict("records")
    rows = [{str(name): value for name, value in row.items()} for row in found]
    if shelf:
        read = json.dumps(sorted(reads))
        shelf.store.write(shelf.name, _dumped([shelf.answers(read), read, rows]))
    return rows


@dataclass(frozen=True)
class _Kept:
    """A row and what it rests on.

    Parameters
    ----------
    row : dict
        As from `ledger_row`.
    groups : list of str
        The groups of inputs that its own number is drawn from.
    together : str
        Hash of the groups of all claims, which were drawn together.
    reads : str
        What its test read of the data, in JSON: many rows read the same.
    """

    row: dict[str, Any]
    groups: list[str]
    together: str
    reads: str


class _Tried:
    """A claim that was tested, and what the test read."""

    def __init__(self, test: Test, evidence: Evidence, scenario: Scenario) -> None:
        with recorded() as reads:
            self._finding = test(evidence, scenario)
            self._trial = self._finding.answer.trial
            self.groups = list(groups_of({"": self._trial.formula})) if self._trial else []
        self._reads = json.dumps(sorted(reads))

    def kept(self, draws: Draws, together: str) -> _Kept:
        drawn = outcome(self._trial, draws) if self._trial else None
        return _Kept(ledger_row(self._finding, drawn), self.groups, together, self._reads)


@dataclass(frozen=True)
class _Shelf:
    """The rows of a point."""

    facts: Facts
    store: Store
    name: str

    def read(self) -> dict[str, _Kept]:
        """Return the rows whose tests would read today what they read then."""
        found = {}
        for key, (answers, row) in json.loads(self.store.read(self.name) or "{}").items():
            if answers == self.answers(row["reads"]):
                found[key] = _Kept(**row)
        return found

    def write(self, rows: Mapping[str, _Kept]) -> None:
        """Write all rows of the point."""
        raw = {key: (self.answers(row.reads), vars(row)) for key, row in rows.items()}
        self.store.write(self.name, _dumped(raw))

    def answers(self, reads: str) -> str:
        """Return a hash of what reads return today."""
        return _answers_of(self.facts)(reads)


def _dumped(found: Any) -> str:
    # The numbers of numpy are no numbers to json.
    return json.dumps(found, default=lambda number: number.item())


def _shelf(evidence: Evidence, scenario: Scenario, kind: str = "ledger") -> _Shelf | None:
    store = store_of(LEDGER)
    if store is None:
        return None
    chosen = {name: value for name, value in scenario.parameters().items() if name not in _APART}
    seen = repr((evidence.as_of, evidence.policy, evidence.overrides, evidence.voices))
    name = text_digest(json.dumps([kind, seen, chosen], sort_keys=True))
    return _Shelf(evidence.facts, store, name)


@lru_cache(maxsize=1)
def _answers_of(facts: Facts) -> "_Answers":
    return _Answers(facts)


class _Answers:
    """Hashes of what reads return, each worked out once, and those of many reads together too."""

    def __init__(self, facts: Facts) -> None:
        self._data = Fingerprints(facts)
        self._known: dict[Read, str] = {}
        self._together: dict[str, str] = {}

    def __call__(self, reads: str) -> str:
        if reads not in self._together:
            self._together[reads] = text_digest(" ".join(map(self._answer, _parsed(reads))))
        return self._together[reads]

    def _answer(self, read: Read) -> str:
        if read not in self._known:
            self._known[read] = text_digest(repr(self._data.rows(read)))
        return self._known[read]


@lru_cache(maxsize=1024)
def _parsed(reads: str) -> list[Read]:
    return list(map(tuple, json.loads(reads)))
