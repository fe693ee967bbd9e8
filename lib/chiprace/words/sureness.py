"""How sure the verdicts are: tables, captions and sentences, computed from the draws."""

import math
from typing import Any

import pandas as pd

from chiprace.chance.draws import Trial, outcomes
from chiprace.chance.inputs import TOGETHER, Formula
from chiprace.chance.sensitivity import ADDS_UP
from chiprace.chance.shapes import WITHIN
from chiprace.claims.finding import RATIO
from chiprace.look.caption import Caption
from chiprace.look.formats import listing, number, times
from chiprace.look.tables import Cell, Column, Row, Table, word_columns
from chiprace.look.tidy import rows
from chiprace.scenario import Scenario
from chiprace.words.claims import LINES, amount, amount_with_range

#: Least share of the widest swing of a number that is worth a line.
WORTH = 0.05

FAR = (
    "The share of the draws says how far the known ranges carry the claim, not how likely a "
    "future is; what no source doubts is drawn as certain"
)

#: What a reader must know of the draws.
DRAWN = (
    "Inputs are drawn from the ranges that sources give: their ends are the "
    f"{number(50 * (1 - WITHIN))}% and {number(50 * (1 + WITHIN))}% points of a log-normal, of "
    "shares the ends of a triangle. What one source alone says is drawn without spread",
    "Drawn together: " + "; ".join(reason[0].lower() + reason[1:] for reason in TOGETHER.values())
    + "; prices, emissions and buildings of one country; two statements about one thing",
    FAR,
)  # fmt: skip

_UNITS = {"1": "", "%": "%", "1/year": " a year"}

_PLACES = {
    "in the range": "sources reach it",
    "outside the range": "outside the sources",
    "not plausible": "not plausible",
    "not stated": "outside the sources",
}


def percent(share: float) -> str:
    """Write a share of the draws; what is not quite nothing or all is not written as such."""
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 < share < 1:
        return "over 99%"
    return f"{number(100 * share, 2)}%"


def holds_text(row: Any) -> str:
    """Write in how many of the draws a claim holds; without a range, whether it does."""
    if math.isnan(row.holds):
        return "no line"
    if row.spread:
        return percent(row.holds)
    return "yes, no range" if row.holds else "no, no range"


def table_sure(data: pd.DataFrame) -> Table:
    """Build the table of what would change the verdicts.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.claims.sureness.sure_frame`.

    Returns
    -------
    Table
        A row a claim.
    """
    return Table(
        (
            *word_columns("Claim", "Verdict", "What was drawn"),
            Column("5%, middle, 95%"),
            Column("Holds in"),
            *word_columns("Hangs most on", "Flips at"),
        ),
        tuple(_row(row) for row in rows(data)),
    )


def _row(row: Any) -> Row:
    given = f", if {row.given}" if row.given else ""
    return Row(
        (
            Cell(f"{row.id} {LINES[row.id]}", facts=tuple(row.facts.split())),
            Cell(row.verdict),
            Cell(f"{row.says}{given}"),
            Cell(_span(row)),
            Cell(holds_text(row)),
            Cell(_hangs(row)),
            Cell(_flips(row)),
        )
    )


def _span(row: Any) -> str:
    if not row.spread:
        return amount(row.p50, row.unit)
    digits, keep = (2, True) if row.unit == RATIO else (3, False)
    values = (number(each, digits, keep=keep) for each in (row.p5, row.p50, row.p95))
    return f"{', '.join(values)}{_UNITS.get(row.unit, f' {row.unit}')}"


def _hangs(row: Any) -> str:
    if not row.input:
        return "no single number"
    share = "" if math.isnan(row.share) else f": {percent(min(row.share, 1.0))} of the spread"
    together = "" if row.adds_up else ", partly together with others"
    return f"{row.input}{share}{together}"


def _flips(row: Any) -> str:
    if math.isnan(row.flips_at):
        return "at no value of one input"
    where = _PLACES[row.place]
    if row.flips_at == row.value:
        return f"{amount(row.flips_at, row.input_unit)}, where it stands"
    now = amount_with_range(row.value, row.low, row.high, row.input_unit)
    return f"{amount(row.flips_at, row.input_unit)}, {where}; now {now}"


def caption_sure(data: pd.DataFrame, chapter: str, scenario: Scenario) -> Caption:
    """Say what the table shows.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.claims.sureness.sure_frame`.
    chapter : str
        Short name, for the key.
    scenario : Scenario
        How many draws were made.
    """
    reached = list(data.loc[(data["place"] == "in the range") & data["spread"], "id"])
    return Caption(
        key=f"sure-{chapter}",
        title=(
            f"The sources themselves reach the flip of {listing(reached)}"
            if reached
            else f"No flip of the {len(data)} verdicts lies where a source puts an input"
        ),
        subtitle=(
            f"{scenario.draws:,} draws from the ranges that sources give; the share of the draws "
            "in which the claim holds; the input that decides"
        ),
        notes=(FAR, *_together_note(data)),
    )


def _together_note(data: pd.DataFrame) -> tuple[str, ...]:
    mixed = list(data.loc[~data["adds_up"].astype(bool), "id"])
    if not mixed:
        return ()
    return (
        f"Of {listing(mixed)} the shares that inputs have alone miss the whole by over "
        f"{percent(ADDS_UP)}: inputs act together, and none decides alone",
    )


def say_sure(data: pd.DataFrame) -> str:
    """Say in which share of the draws the claims hold, the least sure first."""
    mine = data[data["spread"] & data["holds"].between(0, 1, inclusive="neither")]
    mine = mine.assign(doubt=(mine["holds"] - 0.5).abs()).sort_values("doubt", kind="stable")
    if mine.empty:
        return "The known ranges leave no claim of this chapter open to chance."
    parts = [f"{row.id} ({LINES[row.id]}) holds in {percent(row.holds)}" for row in rows(mine)]
    return (
        f"Of the draws from the ranges that sources give, {listing(parts)}. Every other claim here "
        "holds in all draws or in none."
    )


def drawable(data: pd.DataFrame) -> pd.DataFrame:
    """Return the claims whose range can be drawn as a ratio to the line that they are held against.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.claims.sureness.sure_frame`.

    Returns
    -------
    DataFrame
        Those with a range and one line, both above nothing; with ``line``, ``name``, ``side``
        (``above`` or ``below``: where the claim holds) and ``text``.
    """
    bounded = data["band_low"].map(math.isfinite) != data["band_high"].map(math.isfinite)
    mine = data[data["spread"] & bounded & (data["p5"] > 0)]
    above = mine["band_low"].map(math.isfinite)
    line = mine["band_low"].where(above, mine["band_high"])
    mine = mine.assign(line=line, side=above.map({True: "above", False: "below"}))
    mine = mine[mine["line"] > 0]
    return mine.assign(
        name=[f"{row.id}  {LINES[row.id]}" for row in rows(mine)],
        text=[percent(row.holds) for row in rows(mine)],
    )


def caption_ranges(data: pd.DataFrame, scenario: Scenario) -> Caption:
    """Say what the figure of the ranges shows; `data` from `drawable`."""
    open_ = [row for row in rows(data) if 0.05 < row.holds < 0.95]
    return Caption(
        key="sure-ranges",
        title=(
            f"{listing([row.id for row in open_])} could go either way within the known ranges"
            if open_
            else "No claim with a range could go either way"
        ),
        subtitle=(
            f"5% to 95% of {scenario.draws:,} draws and their middle, over the line that the claim "
            "is held against; right: share of the draws in which it holds"
        ),
        alt=" ".join(
            f"{row.id}, {row.says}: {times(row.p50)} in the middle, {times(row.p5)} to "
            f"{times(row.p95)}, line {times(row.line)}, holds {row.side} it, in {row.text}."
            for row in rows(data)
        ),
        notes=(
            *DRAWN,
            "Claims without a range, and those held against two lines, are in the table",
        ),
    )


def worth(data: pd.DataFrame) -> pd.DataFrame:
    """Return the swings that matter, of the numbers that more than one input moves.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.claims.sureness.swings_frame`.

    Returns
    -------
    DataFrame
        Swings of at least `WORTH` of the widest of their number.
    """
    width = (data["high"] - data["low"]).abs()
    mine = data[width > WORTH * width.groupby(data["number"]).transform("max")]
    return mine[mine.groupby("number")["input"].transform("size") > 1]


def caption_tornado(data: pd.DataFrame, key: str, line: str) -> Caption:
    """Say what a tornado shows.

    Parameters
    ----------
    data : DataFrame
        From `worth`.
    key : str
        Of the exhibit.
    line : str
        What the line at one stands for.
    """
    return Caption(
        key=key,
        title=_deciding_title(data),
        subtitle=(
            "The number with one input at its 5% (hollow) and 95% point (filled), all others "
            f"central; {line}; right: share of the variance, first-order and total Sobol index"
        ),
        alt=" ".join(
            f"{row.number}: {times(row.today)} today; {row.input} moves it from "
            f"{times(row.low)} to {times(row.high)}, {percent(max(row.total, 0.0))} of the "
            "variance in total."
            for row in rows(data)
        ),
        notes=(DRAWN[1], *_sums(data)),
    )


def _deciding_title(data: pd.DataFrame) -> str:
    """Name the input that decides each number; of a claim its id alone stands for the number."""
    first = data.sort_values("total", ascending=False, kind="stable").drop_duplicates("number")
    parts = [
        f"{row.number.split('  ')[0]} hangs most on the {row.input}"
        for row in rows(first.sort_index())
    ]
    text = listing(parts)
    return text[:1].upper() + text[1:]


def say_costs(formulas: dict[str, tuple[Formula, str]], scenario: Scenario) -> str:
    """Say how the comparisons of cost are drawn.

    Parameters
    ----------
    formulas : dict
        From `chiprace.models.offset_formulas.formulas`.
    scenario : Scenario
        How many draws, and their seed.
    """
    trials = {name: Trial(formula, high=1.0) for name, (formula, _) in formulas.items()}
    drawn = outcomes(trials, scenario.draws, scenario.seed)
    parts = [
        f"the {name} lies between {times(each.p5)} and {times(each.p95)} in 90% of them, with "
        f"{times(each.p50)} in the middle, and is no higher than Nvidia's in {percent(each.holds)}"
        for name, each in drawn.items()
    ]
    return f"Of {scenario.draws:,} draws, {'; '.join(parts)}."


def _sums(data: pd.DataFrame) -> tuple[str, ...]:
    sums = data.groupby("number", sort=False)["first"].sum()
    mixed = [f"{name} {percent(value)}" for name, value in sums.items() if 1 - value > ADDS_UP]
    if not mixed:
        return ()
    return (f"First-order shares of these add up to less than the whole: {listing(mixed)}; the "
            "rest comes from inputs acting together",)  # fmt: skip
