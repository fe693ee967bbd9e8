"""Facts and events as a table whose sources are links."""

from collections.abc import Iterable
from html import escape

import pandas as pd

from chiprace.evidence.facts import Facts
from chiprace.lab.own import is_own
from chiprace.look.tables import Cell, Column, Row, Table, word_columns


def ids_in(data: pd.DataFrame) -> tuple[str, ...]:
    """Return the ids that stand in the column ``facts`` of a tidy table, each once."""
    return tuple(dict.fromkeys(each for cell in data["facts"] for each in str(cell).split()))


def sourced_table(entries: Iterable[tuple[str, str]], facts: Facts, remark: str = "") -> Table:
    """Build a table of facts and events.

    Parameters
    ----------
    entries : iterable of tuple
        Id and remark of each.
    facts : Facts
        Where they stand.
    remark : str, optional
        Heading over the remarks; without it they are left out.

    Returns
    -------
    Table
        Id, what it says, source, and the remark; rows of the reader's own are set off.
    """
    columns = [
        *word_columns("Fact", "It says", "Source"),
        *([Column(remark, align="left")] if remark else []),
    ]
    rows = []
    for identity, said in entries:
        source = facts.source_of(identity)
        cells = [
            Cell(identity),
            Cell(facts.words_of(identity)),
            Cell(f"{source.publisher}: {source.title}", link=source.url),
            *([Cell(said)] if remark else []),
        ]
        rows.append(Row(tuple(cells), tone="own" if is_own(identity) else ""))
    return Table(tuple(columns), tuple(rows))


def source_links(ids: Iterable[str], facts: Facts) -> str:
    """Return the publishers behind facts and events as links, each source once."""
    sources = {source.key: source for source in map(facts.source_of, ids)}
    return "; ".join(
        f'<a href="{escape(source.url)}" target="_blank">{escape(source.publisher)}</a>'
        if source.url
        else escape(source.publisher)
        for source in sources.values()
    )
