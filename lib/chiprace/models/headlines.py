"""The five numbers that carry the argument, each a ratio or a share with its range."""

from dataclasses import dataclass

import pandas as pd

from chiprace.evidence.cells import joined
from chiprace.evidence.policy import Evidence
from chiprace.look.tidy import by_key, rows
from chiprace.models.efficiency import compare_systems
from chiprace.models.efficiency_frames import decomposition_frame, ratio_frame
from chiprace.models.energy import pair
from chiprace.models.energy_offsets import offsets_frame
from chiprace.models.market_china import china_market
from chiprace.scenario import Scenario


@dataclass(frozen=True)
class Headline:
    """One headline number.

    Parameters
    ----------
    key, label : str
        Short name, and what is measured.
    value, low, high : float
        The number and its range [`unit`].
    unit : str
        ``1`` for a ratio, Huawei's side over Nvidia's; ``%`` for a share.
    article : str
        Which side of equality the article's argument needs: ``above``, ``below`` or empty.
    facts : str
        Ids of the facts, parted by blanks.
    """

    key: str
    label: str
    value: float
    low: float
    high: float
    unit: str
    article: str
    facts: str


def headlines(evidence: Evidence, scenario: Scenario) -> pd.DataFrame:
    """Return the headline numbers as they are known on the day.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        The assumptions on energy.

    Returns
    -------
    DataFrame
        The fields of `Headline`, one row a number; what is not known is left out.
    """
    systems = _systems(evidence)
    bill = _bill(evidence, scenario) if systems else []
    found = [*systems, *bill, *_market(evidence)]
    return pd.DataFrame(
        [vars(headline) for headline in found], columns=list(Headline.__annotations__)
    )


def _systems(evidence: Evidence) -> list[Headline]:
    comparisons = compare_systems(evidence)
    ratios = ratio_frame(comparisons)
    if ratios.empty or not {"count", "compute", "power_per_compute"} <= set(ratios["key"]):
        return []
    each = by_key(decomposition_frame(comparisons), "key")["compute"]
    whole = by_key(ratios, "key")
    gap = whole["power_per_compute"]
    share = each.count_ratio
    return [
        Headline(key, label, value, low, high, "1", side, facts)
        for key, label, value, low, high, side, facts in (
            (
                *("chip", "Compute of one chip", each.each, each.low / share, each.high / share),
                *("below", each.facts),
            ),
            (
                *("system", "Compute of the system", each.system, each.low, each.high),
                *("above", each.facts),
            ),
            (
                *("power", "Power for a unit of compute", gap.ratio, gap.low, gap.high),
                *("above", gap.facts),
            ),
        )
    ]


def _bill(evidence: Evidence, scenario: Scenario) -> list[Headline]:
    offsets = by_key(offsets_frame(pair(evidence, scenario), evidence, scenario), "key")
    labels = {
        "bill": "Electricity bill for it, each at home",
        "whole": "Whole cost for it, each at home",
    }
    return [
        Headline(key, label, row.ratio, row.low, row.high, "1", "below", row.facts)
        for key, label in labels.items()
        if (row := offsets.get(key)) is not None
    ]


def _market(evidence: Evidence) -> list[Headline]:
    data = china_market(evidence)
    known = data[(data["vendor"] == "Huawei") & (data["outlook"] == "")]
    if known.empty:
        return []
    newest = known[known["period"] == known["period"].max()]
    shares = [row.share for row in rows(newest)]
    period = rows(newest)[0].period
    return [
        Headline(
            "market",
            f"Huawei's share of China's market, {period}",
            sum(shares) / len(shares),
            min(shares),
            max(shares),
            "%",
            "",
            joined(row.facts for row in rows(newest)),
        )
    ]
