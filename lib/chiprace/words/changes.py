"""What changed between two editions, in words: one set of tables for report, terminal and mail."""

import re
from collections.abc import Callable, Collection, Container, Iterable
from dataclasses import dataclass

from chiprace.changes import Cause, Changes, Exhibit, Fact, Moved
from chiprace.look.caption import Caption
from chiprace.look.formats import listing, number
from chiprace.look.tables import Cell, Column, Row, Table

#: Rows of a table in the report, and names in a cell; ``changes.json`` has them all.
MOST_ROWS = 40
MOST_NAMES = 4
_ALL = "All of them stand in changes.json of the edition"


@dataclass(frozen=True)
class Section:
    """A table of changes of one kind, and what it is called."""

    caption: Caption
    table: Table


def sections(
    changes: Changes, known: Container[str] = (), most: int | None = None
) -> list[Section]:
    """Return the changes as tables, what matters most first; none for what did not change.

    Parameters
    ----------
    changes : Changes
        From `chiprace.editions.diff.difference`.
    known : container of str, optional
        Ids of facts that can be cited.
    most : int, optional
        Rows of a table; all if left out.

    Returns
    -------
    list of Section
        Verdicts, headline numbers, figures and tables, facts, sources, parameters.
    """
    parts: tuple[tuple[str, str, str, tuple[str, ...], list[Row]], ...] = (
        (
            "flipped-verdicts",
            f"{_count(changes.verdicts, 'verdict')} flipped",
            "Claim, verdict of the edition before and of this one, reason and cause",
            ("Claim", "Was", "Is", "Reason", "Cause"),
            [
                _row(
                    f"{flip.claim}: {flip.words}",
                    flip.before,
                    flip.after,
                    flip.reason,
                    causes_text(flip.causes),
                    facts=_cited(flip.causes, known),
                )
                for flip in changes.verdicts
            ],
        ),
        (
            "headline-numbers",
            f"{_count(_cells(changes.headlines), 'headline number')} moved",
            "Numbers of the summary, before and now",
            ("Number", "Which", "Was", "Is", "Cause"),
            [
                _row(
                    moved.row,
                    moved.column,
                    _shown(moved.before),
                    _shown(moved.after),
                    causes_text(exhibit.causes),
                    facts=_cited(exhibit.causes, known),
                )
                for exhibit in changes.headlines
                for moved in exhibit.moved
            ],
        ),
        (
            "other-numbers",
            f"{_count(changes.exhibits, 'exhibit')} with other numbers",
            "Title now and before, numbers that moved, and the cause",
            ("Figure or table", "Says", "Said", "What moved", "Cause"),
            [
                _row(
                    each.name,
                    each.after or "gone",
                    _said(each),
                    _moved(each),
                    causes_text(each.causes),
                    facts=_cited(each.causes, known),
                    exhibits=(_key(each),) if each.after else (),
                )
                for each in changes.exhibits
            ],
        ),
        (
            "facts",
            _kinds([fact.what for fact in changes.facts], "fact"),
            "Facts that were written, or became known, since; value before and now",
            ("Fact", "Of", "Was", "Is"),
            [
                _row(
                    f"{fact.id}, {fact.what}",
                    _about(fact),
                    fact.before or ("not shown before" if fact.what != "added" else "none"),
                    fact.after or ("not shown now" if fact.what != "removed" else "none"),
                    facts=(fact.id,) if fact.id in known else (),
                )
                for fact in changes.facts
            ],
        ),
        (
            "sources",
            _kinds([source.what for source in changes.sources], "source"),
            "Rows of the register of sources",
            ("Source", "What"),
            [_row(source.key, source.what) for source in changes.sources],
        ),
        (
            "changed-parameters",
            f"{_count(changes.parameters, 'parameter')} changed",
            "Value before and now",
            ("Parameter", "Was", "Is"),
            [_row(each.name, each.before, each.after) for each in changes.parameters],
        ),
    )
    return [
        Section(
            Caption(
                key, title, subtitle, notes=(_ALL,) if most is not None and len(rows) > most else ()
            ),
            Table(tuple(Column(name, align="left") for name in columns), tuple(rows[:most])),
        )
        for key, title, subtitle, columns, rows in parts
        if rows
    ]


def say_changes(changes: Changes) -> str:
    """Sum up what changed since the edition before, and what went in that is another.

    Parameters
    ----------
    changes : Changes
        From `chiprace.editions.diff.difference`.

    Returns
    -------
    str
        A paragraph of Markdown.
    """
    if changes.before is None:
        return (
            "There is no edition before this one to compare with. The next one will say here "
            "what changed."
        )
    found = [section.caption.title for section in sections(changes)]
    said = f"{listing(found)}." if found else "no verdict, number, fact or source is another."
    causes = (
        f" What went in that is another: {causes_text(changes.causes, '`')}."
        if changes.causes
        else ""
    )
    return f"Since the edition **{changes.before}**: {said}{causes}"


def causes_text(causes: Iterable[Cause], quote: str = "") -> str:
    """Name causes in a few words, as ``fact SC0022; code lib/chiprace/dates.py``.

    Parameters
    ----------
    causes : iterable of Cause
        What changed.
    quote : str, optional
        What stands around each name: in Markdown the underscores of a path mean something.

    Returns
    -------
    str
        Kinds parted by semicolons.
    """
    said = []
    for cause in causes:
        named = [f"{quote}{name}{quote}" for name in cause.what[:MOST_NAMES]]
        more = len(cause.what) - len(named)
        name = cause.kind if cause.kind != "facts" or len(cause.what) > 1 else "fact"
        said.append(f"{name} {', '.join(named)}{f' and {more} more' if more else ''}")
    return "; ".join(said)


def changes_text(changes: Changes, after: str) -> str:
    """Return the changes as plain text for a terminal or a mail.

    Parameters
    ----------
    changes : Changes
        From `chiprace.editions.diff.difference`.
    after : str
        Name of the later edition.

    Returns
    -------
    str
        One block a change.
    """

    def block(section: Section) -> str:
        names = [column.name for column in section.table.columns]
        lines = [section.caption.title, ""]
        for row in section.table.rows:
            head, *rest = (cell.text for cell in row.cells)
            lines.append(f"  {head}")
            lines += [f"      {name}: {text}" for name, text in zip(names[1:], rest, strict=True)]
        return "\n".join(lines)

    said = re.sub(r"[*`]", "", say_changes(changes))
    return _joined(changes, f"Edition {after}\n\n{said}", block)


def changes_markdown(changes: Changes, after: str) -> str:
    """Return the changes as Markdown, as for an issue of a tracker; see `changes_text`."""

    def block(section: Section) -> str:
        names = [column.name for column in section.table.columns]
        rows = [names, ["---"] * len(names)]
        rows += [[_escaped(cell.text) for cell in row.cells] for row in section.table.rows]
        table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        return f"## {section.caption.title}\n\n{table}"

    return _joined(changes, f"# Edition {after}\n\n{say_changes(changes)}", block)


def _joined(changes: Changes, head: str, block: Callable[[Section], str]) -> str:
    return "\n\n".join([head, *map(block, sections(changes))]) + "\n"


def _row(*texts: str, facts: tuple[str, ...] = (), exhibits: tuple[str, ...] = ()) -> Row:
    first, *others = texts
    head = Cell(first, facts=facts, exhibits=exhibits)
    return Row((head, *(Cell(text) for text in others)))


def _key(exhibit: Exhibit) -> str:
    """Return the key of an exhibit, whose name has number and name of its chapter before."""
    return exhibit.name.split("_", 2)[-1]


def _cited(causes: Iterable[Cause], known: Container[str]) -> tuple[str, ...]:
    return tuple(
        name for cause in causes if cause.kind == "facts" for name in cause.what if name in known
    )


def _cells(exhibits: Iterable[Exhibit]) -> list[Moved]:
    return [moved for exhibit in exhibits for moved in exhibit.moved]


def _count(items: Collection[object], name: str, names: str = "") -> str:
    return f"{number(len(items))} {name if len(items) == 1 else names or f'{name}s'}"


def _kinds(whats: list[str], name: str) -> str:
    found = [
        f"{number(whats.count(what))} {name if whats.count(what) == 1 else f'{name}s'} {what}"
        for what in ("added", "revised", "removed")
        if what in whats
    ]
    return listing(found)


def _said(exhibit: Exhibit) -> str:
    if not exhibit.before:
        return "new"
    return "the same" if exhibit.before == exhibit.after else exhibit.before


def _moved(exhibit: Exhibit) -> str:
    counts = [
        _count(exhibit.moved, "cell") if exhibit.moved else "",
        _rows(exhibit.added, "more"),
        _rows(exhibit.removed, "less"),
    ]
    text = listing([count for count in counts if count])
    largest = max(exhibit.moved, key=_size, default=None)
    if largest is None:
        return text
    return (
        f"{text}; most: {largest.row}, {largest.column}: "
        f"{_shown(largest.before)} → {_shown(largest.after)}"
    )


def _rows(count: int, word: str) -> str:
    return f"{number(count)} row{'' if count == 1 else 's'} {word}" if count else ""


def _size(moved: Moved) -> float:
    """Return by what share a number moved; less than any for a text."""
    try:
        before, after = float(moved.before), float(moved.after)
    except ValueError:
        return -1.0
    return abs(after - before) / max(abs(before), abs(after))


def _shown(text: str) -> str:
    try:
        return number(float(text), 4)
    except ValueError:
        return text or "nothing"


def _about(fact: Fact) -> str:
    return ", ".join(filter(None, (fact.subject, fact.attribute.replace("_", " ")))) or "not shown"


def _escaped(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
