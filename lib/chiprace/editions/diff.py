"""Comparing two editions: verdicts, numbers, facts, sources, and what caused each change."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from chiprace.changes import (
    Cause,
    CauseKind,
    Changes,
    Exhibit,
    Fact,
    Flip,
    Parameter,
    Source,
)
from chiprace.editions.rests import LEDGER
from chiprace.editions.rows import TextRow, behind, compare_rows
from chiprace.editions.shelf import Edition

#: The exhibit that holds the headline numbers.
HEADLINES = "00_summary_headlines"
#: What is told row by row, or as parameters; other files of data/ are compared as a whole.
_TOLD = ("data/facts/", "data/events.csv", "data/sources.csv", "data/scenarios/")
_LABELS = ("name", "edition")
_What = Literal["added", "revised", "removed"]


@dataclass(frozen=True)
class _Inputs:
    """What went in that is another: ids of facts, and the other kinds of input by chapter."""

    facts: Mapping[str, _What]
    parameters: Mapping[str, tuple[Any, Any]]
    data: tuple[str, ...]
    code: tuple[str, ...]
    environment: tuple[str, ...]

    def all(self) -> tuple[Cause, ...]:
        """Return all that changed."""
        found: dict[CauseKind, Iterable[str]] = {
            "facts": self.facts,
            "parameter": self.parameters,
            "data": self.data,
            "code": self.code,
            "environment": self.environment,
        }
        return tuple(Cause(kind=kind, what=tuple(what)) for kind, what in found.items() if what)

    def causes(self, facts: Iterable[str], rests: Mapping[str, Any]) -> tuple[Cause, ...]:
        """Return all that changed and can have acted on a number.

        Parameters
        ----------
        facts : iterable of str
            Ids behind the number, then and now.
        rests : Mapping
            ``parameters`` that its chapter takes and ``files`` of code that it rests on.

        Returns
        -------
        tuple of Cause
            Never empty if anything changed: where nothing of it is known to be behind the
            number, all that changed is named.
        """
        behind = set(facts)
        acting = _Inputs(
            {identity: what for identity, what in self.facts.items() if identity in behind},
            {name: pair for name, pair in self.parameters.items() if name in rests["parameters"]},
            self.data,
            tuple(path for path in self.code if path in rests["files"]),
            self.environment,
        )
        return acting.all() or self.all()


def difference(before: Edition | None, after: Edition) -> Changes:
    """Compare two editions.

    Parameters
    ----------
    before, after : Edition
        The earlier and the later one; None where there is no earlier one.

    Returns
    -------
    Changes
        What differs. The causes of a change are those inputs that changed and can have acted on
        it: changed facts behind the number, parameters that its chapter takes, other tables of
        ``data/``, the library or its own notebook, the environment.
    """
    if before is None:
        return Changes(before=None)
    inputs = _inputs(before, after)
    exhibits = tuple(_exhibits(before, after, inputs))
    return Changes(
        before=before.name,
        verdicts=tuple(_flips(before, after, inputs)),
        headlines=tuple(each for each in exhibits if each.name == HEADLINES),
        exhibits=tuple(each for each in exhibits if each.name != HEADLINES),
        facts=_facts(before, after, inputs),
        sources=tuple(
            Source(key=key, what=what)
            for key, what in changed(before.about["sources"], after.about["sources"]).items()
        ),
        causes=inputs.all(),
        parameters=tuple(
            Parameter(name=name, before=_shown(old), after=_shown(new))
            for name, (old, new) in inputs.parameters.items()
        ),
    )


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, _What]:
    """Return the names under which two mappings differ, and how, by name."""
    found: dict[str, _What] = {}
    for name in sorted(before.keys() | after.keys()):
        if name not in before:
            found[name] = "added"
        elif name not in after:
            found[name] = "removed"
        elif before[name] != after[name]:
            found[name] = "revised"
    return found


def _inputs(before: Edition, after: Edition) -> _Inputs:
    then, now = before.recipe, after.recipe
    files = changed(then.inputs, now.inputs)
    return _Inputs(
        facts=changed(before.about["facts"], after.about["facts"]),
        parameters={
            name: (then.parameters.get(name), now.parameters.get(name))
            for name in changed(then.parameters, now.parameters)
            if name not in _LABELS
        },
        data=tuple(
            path for path in files if path.startswith("data/") and not path.startswith(_TOLD)
        ),
        code=tuple(path for path in files if path.startswith(("lib/", "notebooks/"))),
        environment=tuple(changed(then.environment, now.environment)),
    )


def _flips(before: Edition, after: Edition, inputs: _Inputs) -> Iterable[Flip]:
    earlier = {row["id"]: row for row in before.table("claims.csv")}
    rests = _rests(before, after, LEDGER)
    for row in after.table("claims.csv"):
        old = earlier.get(row["id"])
        if old is not None and old["verdict"] != row["verdict"]:
            yield Flip(
                claim=row["id"],
                words=row["claim"],
                before=old["verdict"],
                after=row["verdict"],
                reason=row["reason"],
                causes=inputs.causes(behind([old, row]), rests),
            )


def _rests(before: Edition, after: Edition, part: str) -> dict[str, set[str]]:
    """Return what a chapter or the ledger rests on, then or now."""
    said = [edition.about["rests"].get(part, {}) for edition in (before, after)]
    return {
        kind: {name for each in said for name in each.get(kind, ())}
        for kind in ("parameters", "files")
    }


def _exhibits(before: Edition, after: Edition, inputs: _Inputs) -> Iterable[Exhibit]:
    for name in sorted(before.exhibits.keys() | after.exhibits.keys()):
        path = f"data/{name}.csv"
        if before.text(path) == after.text(path):
            continue  # most are alike, and are not taken apart to see it
        rows = compare_rows(before.table(path), after.table(path))
        if not rows:
            continue
        chapter = next(
            each
            for each in after.about["rests"] | before.about["rests"]
            if name.startswith(f"{each}_")
        )
        yield Exhibit(
            name=name,
            before=before.exhibits.get(name, ""),
            after=after.exhibits.get(name, ""),
            moved=rows.moved,
            added=len(rows.added),
            removed=len(rows.removed),
            causes=inputs.causes(rows.facts, _rests(before, after, chapter)),
        )


def _facts(before: Edition, after: Edition, inputs: _Inputs) -> tuple[Fact, ...]:
    old, new = (
        {row["id"]: row for row in edition.table("data/facts.csv")} for edition in (before, after)
    )
    return tuple(
        Fact(
            id=identity,
            what=what,
            subject=(new.get(identity) or old.get(identity, {})).get("subject", ""),
            attribute=(new.get(identity) or old.get(identity, {})).get("attribute", ""),
            before="" if what == "added" else _value(old.get(identity, {})),
            after="" if what == "removed" else _value(new.get(identity, {})),
        )
        for identity, what in inputs.facts.items()
    )


def _value(row: TextRow) -> str:
    unit = row.get("unit", "")
    return f"{row.get('value', '')} {'' if unit == '1' else unit}".strip()


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
