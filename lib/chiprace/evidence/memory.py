"""What models made of the evidence, remembered by the evidence itself.

Several claims and exhibits rest on the same table. Evidence does not change, so a model that takes
nothing but evidence and plain arguments is asked once; what it gave goes when the evidence goes.
What it read to find the answer counts as read by whoever gets the answer.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from chiprace.evidence.policy import Evidence
from chiprace.reads import recall, recorded

Asked = ParamSpec("Asked")
Made = TypeVar("Made")


def remembered(
    model: Callable[Concatenate[Evidence, Asked], Made],
) -> Callable[Concatenate[Evidence, Asked], Made]:
    """Let evidence remember what a model made of it.

    Parameters
    ----------
    model : callable
        Takes evidence first and else what can be a key of a dictionary.

    Returns
    -------
    callable
        The same. A table, a list or a dictionary comes back as the caller's own, which he may
        change without harm to others; what stands in it is shared.
    """

    @wraps(model)
    def answer(evidence: Evidence, /, *asked: Asked.args, **named: Asked.kwargs) -> Made:
        key = (model, asked, tuple(sorted(named.items())))
        if key not in evidence.memory:
            with recorded() as reads:
                evidence.memory[key] = model(evidence, *asked, **named), reads
        made, reads = evidence.memory[key]
        recall(reads)
        own: Made = _own(made)
        return own

    return answer


def _own(made: Any) -> Any:
    if isinstance(made, pd.DataFrame):
        return made.copy(deep=False)  # pandas copies what is written to
    if isinstance(made, (list, dict)):
        return made.copy()
    return made
