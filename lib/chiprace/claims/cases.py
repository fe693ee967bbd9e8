"""The strongest case for and against the article's conclusion, each as a chain of findings."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from chiprace.claims.finding import Finding, Verdict


@dataclass(frozen=True)
class Step:
    """A step of a case: a claim that it needs to be true, or to be false."""

    key: str
    words: str
    true: bool = True


FOR = (
    Step("C22", "Scale makes up for weaker chips"),
    Step("C14", "so that whole systems outperform"),
    Step("C07", "and each generation doubles them"),
    Step("C18", "Cheap energy pays for the power"),
    Step("C20", "the home market is safe"),
    Step("C21", "supply is in its own hands"),
    Step("C23", "and developers follow"),
)
AGAINST = (
    Step("C08", "One chip is no match"),
    Step("C10", "not even in serving, of an older one", true=False),
    Step("C15", "so that equal work takes far more power"),
    Step("C18", "which cheap energy does not pay for", true=False),
    Step("C21", "Supply hangs on foreign parts", true=False),
    Step("C01", "Nvidia holds most of the world market"),
    Step("C24", "and too few conditions hold", true=False),
)

#: How well a verdict carries a step that needs the claim true, and one that needs it false.
CARRIES: dict[Verdict, tuple[int, int]] = {
    "supported": (6, 0),
    "supported with a caveat": (5, 1),
    "vendor's word only": (4, 3),
    "not due yet": (3, 3),
    "contested": (2, 4),
    "not testable": (1, 2),
    "contradicted": (0, 6),
}

_COLUMNS = [
    "case",
    "id",
    "step",
    "needs",
    "found",
    "verdict",
    "carries",
    "distance",
    "weakest",
    "measured",
    "vendor",
    "estimated",
    "facts",
]


def cases_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return both cases as chains of findings, the weakest link of each marked.

    The weakest link is the step whose verdict carries it least (`CARRIES`); of equal ones that
    whose decisive input is nearest to its flip, then that with the greater part of estimates.

    Parameters
    ----------
    findings : iterable of Finding
        From `chiprace.claims.ledger.evaluate`.

    Returns
    -------
    DataFrame
        ``case`` (``for`` or ``against``), ``id, step, needs`` (``true`` or ``false``), ``found,
        verdict, carries, distance`` (of the decisive input from its flip, as a logarithm),
        ``weakest, measured, vendor, estimated, facts``.
    """
    known = {each.key: each for each in findings}
    rows = []
    for case, steps in (("for", FOR), ("against", AGAINST)):
        chain = [_row(case, step, known[step.key]) for step in steps]
        weakest = min(chain, key=lambda row: (row["carries"], row["distance"], -_guessed(row)))
        rows += [row | {"weakest": row is weakest} for row in chain]
    return pd.DataFrame(rows, columns=_COLUMNS)


def deciding(data: pd.DataFrame) -> list[str]:
    """Return the claims that one case needs true and the other false.

    Parameters
    ----------
    data : DataFrame
        From `cases_frame`.

    Returns
    -------
    list of str
        Their numbers.
    """
    needs = data.groupby("id")["needs"].nunique()
    return [str(key) for key in needs.index[needs > 1]]


def _row(case: str, step: Step, finding: Finding) -> dict[str, object]:
    decisive = finding.answer.decisive
    distance = math.inf
    if decisive is not None and decisive.value > 0 and decisive.flips_at > 0:
        distance = abs(math.log(decisive.flips_at / decisive.value))
    return {
        "case": case,
        "id": step.key,
        "step": step.words,
        "needs": "true" if step.true else "false",
        "found": finding.answer.found,
        "verdict": finding.verdict,
        "carries": CARRIES[finding.verdict][0 if step.true else 1],
        "distance": distance,
        "measured": finding.measured,
        "vendor": finding.vendor,
        "estimated": finding.estimated,
        "facts": " ".join(finding.facts),
    }


def _guessed(row: dict[str, object]) -> float:
    counted = [int(str(row[name])) for name in ("measured", "vendor", "estimated")]
    return counted[2] / max(1, sum(counted))
