"""The thresholds that words of the article are read as, and the rules that verdicts share."""

from dataclasses import dataclass

from chiprace.claims.finding import Verdict
from chiprace.evidence.estimate import Estimate


@dataclass(frozen=True)
class Threshold:
    """A number that a word of the article is read as, and why.

    Parameters
    ----------
    name : str
        The word or the question.
    value : float
        The number.
    unit : str
        Its unit; ``1`` for a ratio.
    reason : str
        Why this number.
    """

    name: str
    value: float
    unit: str
    reason: str


EQUAL = Threshold("surpasses, outperforms, offsets", 1.0, "1", "Better than the other means above")
SIGNIFICANT = Threshold(
    "significantly more",
    1.25,
    "1",
    "More than what sources disagree by about the power of one system",
)
FAR = Threshold(
    "far less efficient", 1.5, "1", "Half as much again: beyond what is merely significant"
)
COMPARABLE = Threshold(
    "comparable performance", 1.25, "1", "Within a quarter of one another, up or down"
)
SUBSTANTIAL = Threshold("substantial subsidy", 25.0, "%", "A quarter of the bill")
INSULATED = Threshold(
    "without Nvidia", 10.0, "%", "Under a tenth of the market is next to nothing of it"
)
DOMINANT = Threshold("reign", 50.0, "%", "More than half of the world market")
FAST = Threshold("grows fast", 1.2, "1", "A fifth a year: doubling in under four years")
FRESH = Threshold(
    "up to date", 1.0, "year", "A share or count of an earlier year says nothing of this one"
)
FIT = Threshold("growth of what is built", 3.0, "points", "A line through fewer has no error")
WITNESSES = Threshold("independent reports", 2.0, "voices", "One report may be a mistake")
BOARD = Threshold("conditions known", 3.0, "conditions", "With fewer the board would say nothing")

THRESHOLDS = (
    EQUAL,
    SIGNIFICANT,
    FAR,
    COMPARABLE,
    SUBSTANTIAL,
    INSULATED,
    DOMINANT,
    FAST,
    FRESH,
    FIT,
    WITNESSES,
    BOARD,
)


def against(low: float, high: float, threshold: float) -> Verdict:
    """Hold a range against a threshold that the claim says is exceeded.

    Parameters
    ----------
    low, high : float
        Ends of the range.
    threshold : float
        In the same unit.

    Returns
    -------
    Verdict
        Supported if the whole range reaches the threshold, contradicted if none of it does,
        contested if the threshold lies within.
    """
    if low >= threshold:
        return "supported"
    return "contradicted" if high < threshold else "contested"


def caveated(verdict: Verdict, caveat: bool) -> Verdict:
    """Turn "supported" into "supported with a caveat" where there is one."""
    return "supported with a caveat" if verdict == "supported" and caveat else verdict


def measured(*estimates: Estimate | None) -> bool:
    """Say whether a fact behind one of these estimates was measured or counted."""
    return any(
        fact.kind in ("measured", "statistic")
        for each in estimates
        if each is not None
        for fact in each.facts
    )
