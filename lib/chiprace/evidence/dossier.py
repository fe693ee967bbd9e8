"""All facts on one attribute of one subject, with the answers that were found in them.

What evidence makes of them changes only on the days on which one of them becomes known, so an
answer is worked out once for all days between two of these.
"""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from chiprace.evidence.fact import Fact


class Dossier:
    """The facts on one attribute of one subject.

    Parameters
    ----------
    facts : tuple of Fact
        In the order of the files.

    Attributes
    ----------
    facts : tuple of Fact
        As given.
    answers : dict
        What was made of them, by all that it hangs on; filled by who asks.
    """

    def __init__(self, facts: tuple[Fact, ...]) -> None:
        self.facts = facts
        self.answers: dict[tuple[Any, ...], Any] = {}

    @cached_property
    def _days(self) -> list[date]:
        return sorted(fact.known for fact in self.facts)

    def known_on(self, day: date) -> int:
        """Return how many of the facts are known on a day, which tells which ones are."""
        return bisect_right(self._days, day)

    def among(self, facts: Mapping[str, Fact]) -> "Dossier":
        """Return the facts of the same ids in another register; this one where they are the same.

        Parameters
        ----------
        facts : Mapping of str to Fact
            By id; those that are missing are left out.

        Returns
        -------
        Dossier
            Its answers are empty, unless it is this one.
        """
        mine = tuple(facts[fact.id] for fact in self.facts if fact.id in facts)
        same = len(mine) == len(self.facts) and all(map(_is, mine, self.facts))
        return self if same else Dossier(mine)


def _is(one: Fact, other: Fact) -> bool:
    return one is other
