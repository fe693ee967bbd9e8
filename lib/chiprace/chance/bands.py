"""The percentiles of one number beside its widest range.

A range of intervals puts every input at its worst end at once; the draws say how far the number
lies when the inputs vary each on its own.
"""

from chiprace.chance.draws import Trial, outcomes
from chiprace.chance.inputs import Formula

#: Draws and seed of a single number; another seed moves the percentiles by under one in a hundred.
DRAWS = 4096
SEED = 20260101


def band(formula: Formula) -> dict[str, float]:
    """Return the percentiles of a number as columns of a tidy table.

    Parameters
    ----------
    formula : callable
        How it is made of estimates.

    Returns
    -------
    dict
        ``p5``, ``p50`` and ``p95``, in the unit of the number.
    """
    found = outcomes({"": Trial(formula)}, DRAWS, SEED)[""]
    return {"p5": found.p5, "p50": found.p50, "p95": found.p95}
