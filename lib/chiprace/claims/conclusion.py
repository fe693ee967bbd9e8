"""The article's conclusion: a board of the conditions that would have to hold, never one score."""

import math
from typing import Any

import numpy as np

from chiprace.chance.draws import Trial
from chiprace.claims.conditions import Condition, conditions
from chiprace.claims.finding import RATIO, Answer, Decisive, Verdict
from chiprace.claims.rule import Test, ids, not_known, verdict_on
from chiprace.claims.verdicts import BOARD
from chiprace.evidence.estimate import Take
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import listing
from chiprace.scenario import Scenario


@verdict_on("C24", "Claims: score-board, case-for, case-against")
def c24_topple(evidence: Evidence, scenario: Scenario) -> Answer:
    """Judge the conclusion by how many of its conditions hold on the day, each by its own number.

    All would have to hold. Supported if all that are known do, contradicted if half of them or
    more fail, contested otherwise; not testable with fewer known than the board needs. It says
    what is, not what will be.
    """
    board = [each for each in conditions(evidence, scenario) if each.known]
    if len(board) < BOARD.value:
        return not_known(
            evidence,
            f"all but {len(board)} of the conditions",
            ids([" ".join(each.facts) for each in board]),
        )
    holds = [each for each in board if each.holds is True]
    fails = [each for each in board if each.holds is False]
    undecided = [each for each in board if each.holds is None]
    verdict: Verdict = (
        "supported"
        if len(holds) == len(board)
        else "contradicted"
        if 2 * len(fails) >= len(board)
        else "contested"
    )
    told = "; ".join(
        f"{len(group)} {one if len(group) == 1 else more}: {listing([each.told for each in group])}"
        for one, more, group in (
            ("fails", "fail", fails),
            ("is open", "are open", undecided),
            ("holds", "hold", holds),
        )
        if group
    )
    return Answer(
        verdict,
        f"{len(holds)} of {len(board)} conditions met",
        f"Of {len(board)} conditions {'' if holds else 'none holds; '}{told}",
        ids([" ".join(each.facts) for each in board]),
        float(len(holds)),
        float(len(holds)),
        float(len(holds) + len(undecided)),
        "1",
        _nearest(fails, undecided, len(board)),
        hangs_on="all conditions hold",
        stated="all conditions",
        trial=Trial(
            lambda take: sum(_met(each, take) for each in board),
            low=float(len(board)),
            unit="1",
            says="conditions that hold",
        ),
    )


def _met(condition: Condition, take: Take) -> Any:
    """Return one where a condition holds, nothing where it does not."""
    value = take(condition.estimate)
    reached = value >= condition.threshold
    return np.where(reached if condition.at_least else ~np.asarray(reached), 1.0, 0.0)


def _nearest(fails: list[Condition], undecided: list[Condition], known: int) -> Decisive | None:
    """Return the failing condition that would have to hold for the board to change.

    That with the least way to go; where more than one would have to change, the last of them.
    """
    needed = 1 if 2 * len(fails) < known else len(fails) - math.ceil(known / 2) + 1
    group = sorted(fails or undecided, key=_way)
    if not group:
        return None
    chosen = group[needed - 1]
    return Decisive(
        chosen.name + (f" (and {needed - 1} nearer)" if needed > 1 else ""),
        RATIO if chosen.unit == "1" else chosen.unit,
        chosen.value,
        chosen.low,
        chosen.high,
        chosen.threshold,
        "contested" if 2 * len(fails) >= known else "supported",
    )


def _way(condition: Condition) -> float:
    """Return how far a condition is from its line, as a factor's logarithm."""
    if condition.value <= 0:
        return math.inf
    return abs(math.log(condition.threshold / condition.value))


TESTS: tuple[Test, ...] = (c24_topple,)
