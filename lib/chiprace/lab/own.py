"""Data of the reader's own: checked like the project's, used beside them, told apart by their id.

They stand in the memory of one session only: an edition is built from what is in ``data/``.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from chiprace.door.checks import check_tables
from chiprace.door.columns import COLUMNS
from chiprace.door.data import Tables
from chiprace.door.faults import Fault, nearest, report_faults
from chiprace.errors import DataError
from chiprace.evidence.facts import Facts

#: How the ids of the reader's own facts begin.
PREFIX = "RO"
#: Their source, where the reader names none of the project's.
SOURCE = "readers-own"
VOICE = "The reader"
KIND = "estimate"

Row = dict[str, str | int]


def is_own(identity: str) -> bool:
    """Say whether a fact is the reader's own, by its id."""
    return identity.startswith(PREFIX)


def filled(row: Row, facts: Facts) -> Row:
    """Fill a row of the reader's with what need not be said.

    Parameters
    ----------
    row : dict
        Cells by column, as in ``data/facts``, with ``file`` and ``line``; the subject may be an
        alias.
    facts : Facts
        The project's own, to know subjects and the newest day.

    Returns
    -------
    dict
        Empty cells for all that is not known; kind, voice and source are those of a reader, the
        date is that of the project's newest fact.

    Raises
    ------
    DataError
        If there is no such column or no such subject.
    """
    columns = COLUMNS["facts"]
    for name in row:
        if name not in columns and name not in ("file", "line"):
            near = nearest(str(name), columns)
            raise DataError(
                f"A fact has no column '{name}'. "
                + (f"Write '{near}'." if near else f"Known: {', '.join(columns)}.")
            )
    usual = {
        "known_on": max(fact.known for fact in facts).isoformat(),
        "kind": KIND,
        "voice": VOICE,
        "source": SOURCE,
    }
    cells = {name: row.get(name) or usual.get(name, "") for name in columns}
    subject = facts.subject(str(cells["subject"])).name
    return {**cells, "subject": subject, "file": row["file"], "line": row["line"]}


def joined(facts: Facts, own: Sequence[Row], today: date) -> Facts:
    """Return the project's facts with the reader's own beside them.

    Parameters
    ----------
    facts : Facts
        The project's.
    own : sequence of dict
        Rows from `filled`; their ids are given here.
    today : date
        No statement may be later.

    Returns
    -------
    Facts
        All.

    Raises
    ------
    DataError
        With every fault of the reader's rows, as `chiprace check` words them.
    """
    if not own:
        return facts
    rows = [{**row, "id": f"{PREFIX}{place:04d}"} for place, row in enumerate(own, 1)]
    tables = _with_rows(facts.tables, rows)
    faults = list(_faults_of(rows, check_tables(tables, today=today)))
    if faults:
        raise DataError(report_faults(faults))
    return Facts(tables, facts.gathered_until)


def _with_rows(tables: Tables, rows: list[Row]) -> Tables:
    sources = tables.registers["sources"]
    source = dict.fromkeys(map(str, sources.columns), "") | {
        "source": SOURCE,
        "publisher": "Reader's own",
        "title": "Data of the reader's own, not of the project",
        "opened": "yes",
    }
    more = pd.DataFrame([source | {"file": "sources.csv", "line": len(sources) + 2}])
    register = {"sources": pd.concat([sources, more], ignore_index=True)}
    joined_rows = pd.concat([tables.facts, pd.DataFrame(rows)], ignore_index=True)
    return Tables(joined_rows[tables.facts.columns], {**tables.registers, **register})


def _faults_of(rows: list[Row], faults: Iterable[Fault]) -> Iterable[Fault]:
    places = {(row["file"], row["line"]) for row in rows}
    return (fault for fault in faults if (fault.file, fault.line) in places)
