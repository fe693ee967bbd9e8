"""What models made of the evidence, remembered by the evidence itself.

Several claims and exhibits rest on the same table, and between two days little becomes known. A
model that takes nothing but evidence and plain arguments is asked once for all days on which it
would say the same; what it gave goes when the evidence goes. What it read to find the answer counts
as read by whoever gets the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from chiprace.evidence.policy import Evidence
from chiprace.reads import Read, recall, recorded

Asked = ParamSpec("Asked")
Made = TypeVar("Made")


@dataclass(frozen=True)
class _Answer:
    """What a model made of the evidence, what it read, and on which days it would say the same."""

    made: Any
    reads: set[Read]
    since: date
    until: date


def remembered(
    model: Callable[Concatenate[Evidence, Asked], Made],
) -> Callable[Concatenate[Evidence, Asked], Made]:
    """Let evidence remember what a model made of it.

    Parameters
    ----------
    model : callable
        Takes evidence first and else what can be a key of a dictionary. What it gives holds no
        evidence, which would be that of another day.

    Returns
    -------
    callable
        The same. A table, a list or a dictionary comes back as the caller's own, which he may
        change without harm to others; what stands in it is shared.
    """

    @wraps(model)
    def answer(evidence: Evidence, /, *asked: Asked.args, **named: Asked.kwargs) -> Made:
        seen = evidence.facts, evidence.policy, evidence.overrides, evidence.voices
        answers = evidence.memory.setdefault((model, seen, asked, *sorted(named.items())), [])
        for known in answers:
            if evidence.stands(known.since, known.until):
                break
        else:
            with recorded() as reads:
                made = model(evidence, *asked, **named)
            known = _Answer(made, reads, *evidence.standing(reads))
            answers.append(known)
        recall(known.reads)
        own: Made = _own(known.made)
        return own

    return answer


def _own(made: Any) -> Any:
    if isinstance(made, pd.DataFrame):
        return made.copy(deep=False)  # pandas copies what is written to
    if isinstance(made, (list, dict)):
        return made.copy()
    return made
