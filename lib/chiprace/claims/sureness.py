"""How sure each verdict is: its draws, what decides it, and where that would flip it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from chiprace.chance.draws import Outcome, Trial
from chiprace.chance.inputs import Formula
from chiprace.chance.sensitivity import (
    Flip,
    Index,
    adds_up,
    decisive,
    indices_of,
    today,
    tornado,
)
from chiprace.claims.finding import Finding
from chiprace.claims.ledger import chances
from chiprace.errors import DataError
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.scenario import Scenario
from chiprace.units import convert

#: Base draws of the Sobol indices, for which a hundredth is close enough.
BASE = 1024

#: Where a flip lies.
PLACES = ("in the range", "outside the range", "not plausible", "not stated")

_SURE = [
    *("id", "verdict", "says", "given", "unit", "today", "p5", "p50", "p95", "holds"),
    *("band_low", "band_high", "spread", "input", "share", "adds_up", "input_unit"),
    *("value", "low", "high", "flips_at", "place", "facts"),
]
_SWINGS = ["number", "input", "today", "low", "high", "first", "total", "error", "facts"]


@dataclass(frozen=True)
class Sureness:
    """What the draws say of one claim.

    Parameters
    ----------
    finding : Finding
        The claim and its verdict.
    trial : Trial
        Its number and the band in which it holds.
    outcome : Outcome
        What the draws say.
    indices : tuple of Index
        What decides, the greatest first; empty where nothing has a range.
    flip : Flip or None
        Of the most decisive input; None where no input alone changes sides.
    place : str
        One of `PLACES`, or empty without a flip.
    """

    finding: Finding
    trial: Trial
    outcome: Outcome
    indices: tuple[Index, ...]
    flip: Flip | None
    place: str


def sureness(findings: Iterable[Finding], evidence: Evidence, scenario: Scenario) -> list[Sureness]:
    """Draw the claims and find what decides them.

    Parameters
    ----------
    findings : iterable of Finding
        From `chiprace.claims.ledger.evaluate`.
    evidence : Evidence
        Where the plausible bounds stand.
    scenario : Scenario
        How many draws, and their seed.

    Returns
    -------
    list of Sureness
        Of the claims of which something is known, by number.
    """
    findings = tuple(findings)
    drawn = chances(findings, scenario)
    found = []
    for finding in findings:
        trial = finding.answer.trial
        if trial is None:
            continue
        indices = indices_of(trial.formula, BASE, scenario.seed)
        turn = decisive(trial, indices)
        found.append(
            Sureness(
                finding,
                trial,
                drawn[finding.key],
                tuple(indices),
                turn,
                place_of(evidence, turn) if turn else "",
            )
        )
    return found


def place_of(evidence: Evidence, turn: Flip) -> str:
    """Say whether the sources, or at least what is plausible, reach a flip.

    Parameters
    ----------
    evidence : Evidence
        Where the plausible bounds stand.
    turn : Flip
        Of an input.

    Returns
    -------
    str
        One of `PLACES`: ``not stated`` where the flip lies outside the range and no bounds of
        what is plausible are registered for the input.
    """
    if turn.within:
        return "in the range"
    bounds = plausible(evidence, turn.part)
    if bounds is None:
        return "not stated"
    return "outside the range" if bounds[0] <= turn.value <= bounds[1] else "not plausible"


def plausible(evidence: Evidence, part: Estimate) -> tuple[float, float] | None:
    """Return the bounds of what is plausible for an input [its unit], None where none are known."""
    found: dict[str, tuple[float, float]] = {}
    for row in evidence.facts.tables.rows("plausible"):
        if row["attribute"] != part.attribute:
            continue
        try:
            low, high = (
                convert(float(row[end]), row["unit"], part.unit) for end in ("low", "high")
            )
        except DataError:  # bounds in a unit of another dimension are about another measure
            continue
        found.setdefault(row["scope"], (low, high))
    return found.get(part.basis.scope) or found.get("*")


def name_of(part: Estimate) -> str:
    """Return the name of an input for a reader."""
    words = part.attribute.replace("_", " ")
    return words if part.subject == "scenario" else f"{words}, {part.subject}"


def sure_frame(found: Iterable[Sureness]) -> pd.DataFrame:
    """Return how sure the verdicts are as a tidy table.

    Parameters
    ----------
    found : iterable of Sureness
        From `sureness`.

    Returns
    -------
    DataFrame
        A row a claim: what was drawn (``says, given, unit, today``), its percentiles, the share
        of the draws in which it ``holds`` and its band; whether anything has a ``spread``; the
        deciding ``input``, its ``share`` of the variance with all that it does together with
        others, whether the first-order shares add up; its ``value, low, high`` and ``flips_at``
        in ``input_unit``, and the `PLACES` of the flip.
    """
    return pd.DataFrame([_row(each) for each in found], columns=_SURE)


def _row(each: Sureness) -> dict[str, object]:
    top = each.indices[0] if each.indices else None
    row: dict[str, object] = {
        "id": each.finding.key,
        "verdict": each.finding.verdict,
        "says": each.trial.says,
        "given": each.trial.given,
        "unit": each.trial.unit,
        "today": today(each.trial.formula),
        "p5": each.outcome.p5,
        "p50": each.outcome.p50,
        "p95": each.outcome.p95,
        "holds": each.outcome.holds,
        "band_low": each.trial.low,
        "band_high": each.trial.high,
        "spread": each.outcome.spread,
        "input": top.group if top else "",
        "share": top.total if top else math.nan,
        "adds_up": adds_up(each.indices),
        "place": each.place,
        "facts": " ".join(each.finding.facts),
    }
    if each.flip is None:
        return row | {
            "input_unit": "",
            **dict.fromkeys(("value", "low", "high", "flips_at"), math.nan),
        }
    part = each.flip.part
    return row | {
        "input": name_of(part),
        "input_unit": part.unit,
        "value": part.central,
        "low": part.low,
        "high": part.high,
        "flips_at": each.flip.value,
    }


def swings_frame(formulas: dict[str, tuple[Formula, str]], seed: int) -> pd.DataFrame:
    """Return what each input does to numbers: alone, and as shares of their variance.

    Parameters
    ----------
    formulas : dict
        By name of the number, how it is made and the ids of the facts behind it.
    seed : int
        Of the draws.

    Returns
    -------
    DataFrame
        ``number, input, today`` (all inputs central), ``low, high`` (the number with the input at
        its 5% and 95% point), ``first, total, error`` (Sobol indices), ``facts``; by number, the
        widest swing first.
    """
    rows = []
    for name, (formula, facts) in formulas.items():
        shares = {each.group: each for each in indices_of(formula, BASE, seed)}
        for swing in tornado(formula):
            index = shares.get(swing.group, Index(swing.group, 0.0, 0.0, 0.0))
            rows.append(
                {
                    "number": name,
                    "input": swing.group,
                    "today": today(formula),
                    "low": swing.low,
                    "high": swing.high,
                    "first": index.first,
                    "total": index.total,
                    "error": index.error,
                    "facts": facts,
                }
            )
    return pd.DataFrame(rows, columns=_SWINGS)


def swings_over_line(found: Iterable[Sureness], seed: int) -> pd.DataFrame:
    """Return the swings of the claims that more than one input moves, over their lines.

    Parameters
    ----------
    found : iterable of Sureness
        From `sureness`.
    seed : int
        Of the draws.

    Returns
    -------
    DataFrame
        As `swings_frame`, every number over the line that it is held against; claims held against
        two lines or none above nothing, and those that one input alone moves, are left out.
    """
    formulas: dict[str, tuple[Formula, str]] = {}
    for each in found:
        lines = [end for end in (each.trial.low, each.trial.high) if math.isfinite(end)]
        if len(lines) == 1 and lines[0] > 0 and each.outcome.p5 > 0 and len(each.indices) > 1:
            name = f"{each.finding.key}  {each.trial.says}"
            formulas[name] = (_over(each.trial.formula, lines[0]), " ".join(each.finding.facts))
    return swings_frame(formulas, seed)


def _over(formula: Formula, line: float) -> Formula:
    return lambda take: formula(take) / line
