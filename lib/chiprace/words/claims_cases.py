"""The two cases and the board of conditions: tables, captions and what decides."""

from collections.abc import Iterable

import pandas as pd

from chiprace.claims.cases import deciding
from chiprace.claims.conditions import Condition
from chiprace.claims.finding import Finding
from chiprace.look.caption import Caption
from chiprace.look.formats import listing, times
from chiprace.look.tables import Cell, Column, Row, Table, word_columns
from chiprace.look.tidy import rows
from chiprace.words.claims import COUNT_NOTE, LINES, amount, decided_by


def table_board(board: list[Condition]) -> Table:
    """Build the board of the conditions, each with its own number."""
    return Table(
        word_columns("Condition", "Needed", "Found", "Holds", "By", "From"),
        tuple(
            Row(
                (
                    Cell(each.name, facts=each.facts),
                    Cell(_needed(each)),
                    Cell(each.found, mark="" if each.known else "missing"),
                    Cell(_holds(each)),
                    Cell(each.said),
                    Cell(each.claims),
                )
            )
            for each in board
        ),
    )


def _needed(each: Condition) -> str:
    word = "at least" if each.at_least else "at most"
    if each.unit == "1":
        return f"{word} {times(each.threshold, 1)}"
    return f"{word} {amount(each.threshold, each.unit)}"


def _holds(each: Condition) -> str:
    if not each.known:
        return "not known"
    return {True: "yes", False: "no", None: "open"}[each.holds]


def caption_board(board: list[Condition]) -> Caption:
    """Say what the board shows."""
    known = [each for each in board if each.known]
    holds = sum(each.holds is True for each in known)
    fails = sum(each.holds is False for each in known)
    return Caption(
        key="score-board",
        title=(
            f"Of {len(known)} conditions for the conclusion {holds} "
            f"{'holds' if holds == 1 else 'hold'} and {fails} {'fails' if fails == 1 else 'fail'}"
            if known
            else "Nothing is known yet of the conditions for the conclusion"
        ),
        subtitle="Huawei over Nvidia where no unit is given; open: the range reaches over the line",
        notes=(
            "Each condition stands alone; they are not added up into a score",
            "Estimates on unlike bases stand side by side in a range and are never averaged",
        ),
    )


def table_case(data: pd.DataFrame, case: str) -> Table:
    """Build one case as a chain of findings.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.claims.cases.cases_frame`.
    case : {"for", "against"}
        Which one.

    Returns
    -------
    Table
        A row a step; the weakest link is set off.
    """
    return Table(
        (
            *word_columns("Step", "Rests on", "Found", "Verdict"),
            Column("Evidence"),
        ),
        tuple(
            Row(
                (
                    Cell(row.step, facts=tuple(row.facts.split())),
                    Cell(f"{row.id}{'' if row.needs == 'true' else ' being false'}"),
                    Cell(row.found),
                    Cell(
                        f"{row.verdict}: weakest link" if row.weakest else row.verdict,
                        mark="revised" if row.weakest else "",
                    ),
                    Cell(f"{row.measured} / {row.vendor} / {row.estimated}"),
                )
            )
            for row in rows(data[data["case"] == case])
        ),
    )


def caption_case(data: pd.DataFrame, case: str) -> Caption:
    """Say where a case is weakest."""
    chain = data[data["case"] == case]
    weak = rows(chain[chain["weakest"]])[0]
    return Caption(
        key=f"case-{case}",
        title=f"The case {case} the conclusion is weakest at {weak.id}, {_lower(LINES[weak.id])}",
        subtitle="The strongest chain of findings; each step leans on the one before",
        notes=(
            COUNT_NOTE,
            "Weakest: the verdict that carries its step least; of equal ones the one nearest to "
            "its flip, then the one with most estimates",
        ),
    )


def say_deciding(data: pd.DataFrame, findings: Iterable[Finding]) -> str:
    """Say what decides between the cases: the claims that one needs true and the other false."""
    known = {each.key: each for each in findings}
    parts = []
    for key in deciding(data):
        each = known[key]
        found = each.answer.decisive
        on = (
            f"{decided_by(found)}, with the line at {amount(found.flips_at, found.unit)}"
            if found is not None
            else each.answer.hangs_on
        )
        parts.append(f"{key} ({_lower(LINES[key])}), today {each.verdict}, hangs on {_lower(on)}")
    return (
        "Both cases take the same numbers. What decides between them is what one needs true and "
        f"the other false: {'; '.join(parts)}. The claims on which neither leans on a vendor's "
        f"plan are {listing(_without_plans(data, known)) or 'none'}."
    )


def _without_plans(data: pd.DataFrame, known: dict[str, Finding]) -> list[str]:
    """Return the claims of the cases in which most facts are not the vendor's word."""
    keys = dict.fromkeys(data["id"])
    return [key for key in keys if known[key].measured + known[key].estimated > known[key].vendor]


def _lower(words: str) -> str:
    first = words.split()[0] if words else ""
    keep = first[:2].isupper() or first in ("Nvidia's", "Nvidia", "Ascend", "Atlas", "CloudMatrix")
    return words if keep else words[:1].lower() + words[1:]
