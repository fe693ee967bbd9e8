"""The day that evidence is seen from, noted where a result hangs on it.

What is found on a day stands for all days on which the same is known, and between which no day
lies that was asked about. Whoever looks at the day itself is bound to it.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, overload

from chiprace.reads import Read, note

#: The kind of read that is a look at the day, or the question whether another one has come.
DAY = "day"


class Day:
    """A field of a dataclass, without a default, that is noted as read by whoever looks at it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}"

    @overload
    def __get__(self, owner: None, kind: type) -> "Day": ...

    @overload
    def __get__(self, owner: Any, kind: type) -> date: ...

    def __get__(self, owner: Any, kind: type) -> "Day | date":
        if owner is None:
            raise AttributeError(self._name)  # tells the dataclass that there is no default
        note(DAY)
        day: date = vars(owner)[self._name]
        return day

    def __set__(self, owner: Any, value: date) -> None:
        vars(owner)[self._name] = value


def standing(
    day: date, reads: Iterable[Read], known_days: Callable[[Read], Sequence[date]]
) -> tuple[date, date]:
    """Return for how long a result stands that was found on a day.

    Parameters
    ----------
    day : date
        On which it was found.
    reads : iterable of tuple
        What was read for it, see `chiprace.reads`.
    known_days : callable
        Gives the days on which what a read returns became or will become known, sorted.

    Returns
    -------
    date, date
        The first day on which it stands, and the first one after on which it does no longer.
    """
    since, until = date.min, date.max
    for read in reads:
        kind, *others = read
        turns: Sequence[date]
        if kind != DAY:
            turns = known_days(read)
        elif others:
            turns = [date.fromisoformat(others[0])]
        else:
            turns = [day, day + timedelta(days=1)]
        after = bisect_right(turns, day)
        if after:
            since = max(since, turns[after - 1])
        if after < len(turns):
            until = min(until, turns[after])
    return since, until
