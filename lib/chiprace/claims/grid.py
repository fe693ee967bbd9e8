"""The ledger at many points, month by month and scenario by scenario, as tidy tables."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from chiprace.claims.kept import headline_rows, ledger_rows
from chiprace.claims.ledger import COLUMNS
from chiprace.dates import month_ends
from chiprace.evidence.policy import Evidence
from chiprace.models.headlines import Headline
from chiprace.scenario import Scenario

#: Columns of the ledger that are the same at every point.
_CONSTANT = ["section", "claim", "stated", "exhibits", "rule"]

#: Columns of what a chapter shows.
_TOLD = ["as_of", "scenario", "id", "verdict", "value", "low", "high", "unit", "holds", "facts"]

#: Month from which verdicts are followed: that of the first chip in the article's table.
FIRST_MONTH = "2025-01"


def ledger_at(evidence: Evidence, scenario: Scenario) -> pd.DataFrame:
    """Return the ledger at one point, with its draws.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        Its parameters.

    Returns
    -------
    DataFrame
        ``as_of`` (as text) and ``scenario``, then the columns of
        `chiprace.claims.ledger.ledger_frame` that may differ from point to point.
    """
    return _ledgers([(evidence, scenario)])


def _ledgers(points: Iterable[tuple[Evidence, Scenario]]) -> pd.DataFrame:
    """Return the ledger at several points, one below the other, as `ledger_at` does of one."""
    records = [
        {"as_of": str(evidence.as_of), "scenario": scenario.name} | row
        for evidence, scenario in points
        for row in ledger_rows(evidence, scenario)
    ]
    columns = ["as_of", "scenario", *(name for name in COLUMNS if name not in _CONSTANT)]
    return pd.DataFrame(records, columns=columns)


def seen_by(evidence: Evidence, scenario: Scenario) -> Evidence:
    """Return the evidence as a scenario sees it, on the same day or on its own if that is earlier.

    Parameters
    ----------
    evidence : Evidence
        The facts, and the last day that may be seen.
    scenario : Scenario
        Its day, policy and overrides.

    Returns
    -------
    Evidence
        Of the same facts.
    """
    own = scenario.as_of
    return evidence.like(
        as_of=min(own, evidence.as_of) if isinstance(own, date) else evidence.as_of,
        policy=scenario.policy,
        overrides=scenario.parsed_overrides,
    )


def through_time(
    evidence: Evidence, scenario: Scenario, first_month: str = FIRST_MONTH
) -> pd.DataFrame:
    """Return the ledger as it would have stood at the end of each month.

    Parameters
    ----------
    evidence : Evidence
        Facts, policy and the last day.
    scenario : Scenario
        Prices, shares and terms, the same on every day.
    first_month : str, optional
        The month to begin with.

    Returns
    -------
    DataFrame
        ``as_of, scenario, id, verdict, value, low, high, unit, holds, facts``, a row a month and
        claim, and ``marked`` where another verdict stood before; the last month ends with the
        evidence's day.
    """
    ends = month_ends(first_month, f"{evidence.as_of:%Y-%m}")
    days = [min(day, evidence.as_of) for day in ends] or [evidence.as_of]
    data = _ledgers((evidence.at(day), scenario) for day in days)[_TOLD]
    return data.assign(marked=changed(data))


def side_by_side(evidence: Evidence, scenarios: Iterable[Scenario]) -> pd.DataFrame:
    """Return the ledger under several scenarios.

    Parameters
    ----------
    evidence : Evidence
        The facts, and the last day that may be seen.
    scenarios : iterable of Scenario
        The first is the one that the others are compared with.

    Returns
    -------
    DataFrame
        As from `through_time`, a row a scenario and claim; ``marked`` where the verdict is
        another one than under the first.
    """
    points = ((seen_by(evidence, scenario), scenario) for scenario in scenarios)
    data = _ledgers(points)[_TOLD]
    return data.assign(marked=differs(data))


def ratios_side_by_side(evidence: Evidence, scenarios: Iterable[Scenario]) -> pd.DataFrame:
    """Return the headline ratios under several scenarios.

    Parameters
    ----------
    evidence : Evidence
        The facts, and the last day that may be seen.
    scenarios : iterable of Scenario
        In the order of the rows.

    Returns
    -------
    DataFrame
        ``scenario``, then the columns of `chiprace.models.headlines.headlines`, ratios alone.
    """
    records = [
        {"scenario": scenario.name} | row
        for scenario in scenarios
        for row in headline_rows(seen_by(evidence, scenario), scenario)
    ]
    found = pd.DataFrame(records, columns=["scenario", *Headline.__annotations__])
    return found[found["unit"] == "1"].reset_index(drop=True)


def changed(data: pd.DataFrame) -> "pd.Series[bool]":
    """Say where the verdict on a claim is another one than at the point before.

    Parameters
    ----------
    data : DataFrame
        With ``id`` and ``verdict``, the points of each claim in order.

    Returns
    -------
    Series of bool
        Nothing has changed at a first point.
    """
    before = data.groupby("id", sort=False)["verdict"].shift()
    return before.notna() & (before != data["verdict"])


def differs(data: pd.DataFrame) -> "pd.Series[bool]":
    """Say where the verdict on a claim is another one than at the first point.

    Parameters
    ----------
    data : DataFrame
        With ``id`` and ``verdict``.

    Returns
    -------
    Series of bool
        By row.
    """
    return data["verdict"] != data.groupby("id", sort=False)["verdict"].transform("first")
