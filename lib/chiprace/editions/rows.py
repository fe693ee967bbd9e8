"""How a table of numbers differs from an earlier one, row by row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from chiprace.changes import Moved

#: Relative difference up to which two numbers are equal: the last of the ten digits written.
_CLOSE = 1e-9
TextRow = Mapping[str, str]
_Identity = tuple[tuple[str, ...], int]


@dataclass(frozen=True)
class Rows:
    """How a table of numbers differs from an earlier one.

    ``moved`` are cells with another text; ``added`` and ``removed`` rows in words; ``facts`` the
    ids behind all of these.
    """

    moved: tuple[Moved, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    facts: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.moved or self.added or self.removed)


def compare_rows(before: Sequence[TextRow], after: Sequence[TextRow]) -> Rows:
    """Compare two tables of text row by row.

    Rows are matched by the fewest leading columns of words that tell them apart in both tables,
    and by their position among equals where no such columns do.

    Parameters
    ----------
    before, after : list of dict
        The rows; the column ``facts`` is not compared.

    Returns
    -------
    Rows
        What differs. Numbers that differ by less than one in a billion are equal.
    """
    columns = [name for row in (*after[:1], *before[:1]) for name in row if name != "facts"]
    columns = list(dict.fromkeys(columns))
    key = _telling([*before, *after], (before, after), columns)
    old, new = _keyed(before, key), _keyed(after, key)
    moved, touched = [], []
    for identity, row in new.items():
        earlier = old.get(identity, row)
        cells = [
            Moved(
                row=_said(identity, row),
                column=name,
                before=earlier.get(name, ""),
                after=row.get(name, ""),
            )
            for name in columns
            if not _alike(earlier.get(name, ""), row.get(name, ""))
        ]
        if cells or identity not in old:
            touched += [earlier, row]
        moved += cells
    gone = [identity for identity in old if identity not in new]
    return Rows(
        tuple(moved),
        tuple(_said(each, row) for each, row in new.items() if each not in old),
        tuple(_said(each, old[each]) for each in gone),
        frozenset(behind([*touched, *(old[each] for each in gone)])),
    )


def _telling(
    rows: Sequence[TextRow], tables: Iterable[Sequence[TextRow]], columns: list[str]
) -> list[str]:
    """Return the fewest leading columns of words that tell the rows of each table apart."""
    words = [
        name
        for name in columns
        if any(row.get(name) and _number(row[name]) is None for row in rows)
    ]
    for length in range(1, len(words)):
        if all(_distinct(table, words[:length]) for table in tables):
            return words[:length]
    return words


def _keyed(rows: Sequence[TextRow], key: list[str]) -> dict[_Identity, TextRow]:
    places: dict[tuple[str, ...], count[int]] = {}
    keyed = {}
    for row in rows:
        words = tuple(row.get(name, "") for name in key)
        keyed[words, next(places.setdefault(words, count()))] = row
    return keyed


def _said(identity: _Identity, row: TextRow) -> str:
    """Name a row by what tells it apart, and by its label if it has one."""
    words, place = identity
    said = dict.fromkeys(" ".join(word.split()) for word in (*words, row.get("label", "")) if word)
    if not words:
        said = {f"row {place + 1}": None} | said
    return ", ".join(said) + (f" ({place + 1})" if words and place else "")


def _distinct(rows: Sequence[TextRow], columns: list[str]) -> bool:
    return len({tuple(row.get(name, "") for name in columns) for row in rows}) == len(rows)


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    first, second = _number(one), _number(other)
    if first is None or second is None:
        return False
    return abs(first - second) <= _CLOSE * max(abs(first), abs(second))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def behind(rows: Iterable[TextRow]) -> set[str]:
    """Return the ids of the facts behind rows."""
    return {identity for row in rows for identity in row.get("facts", "").split()}
