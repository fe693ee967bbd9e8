"""Cost of ownership as tidy tables: its parts, and what it would take to tie."""

import numpy as np
import pandas as pd

from chiprace.evidence.cells import joined
from chiprace.evidence.estimate import NOTES
from chiprace.models.energy import ENDS, over
from chiprace.models.ownership import (
    Case,
    Terms,
    at_price,
    cost,
    cost_parts,
    tie_price,
    with_free_power,
)


def stack_frame(found: list[Case], terms: Terms) -> pd.DataFrame:
    """Return the parts of the cost of each case as a tidy table.

    Parameters
    ----------
    found : list of Case
        As from `cases`.
    terms : Terms
        On what terms capital is paid back.

    Returns
    -------
    DataFrame
        ``case`` (position), ``maker, subject, country, home, part, start, value, low, high``,
        ``total, total_low, total_high`` [USD/(PFLOPS h)], ``notes, facts``.
    """
    table = []
    for position, case in enumerate(found):
        total = cost(case, terms)
        start = 0.0
        for part, value in cost_parts(case, terms).items():
            table.append(
                {
                    "case": position,
                    "maker": case.side.maker,
                    "subject": case.side.subject,
                    "country": case.country,
                    "home": case.home,
                    "part": part,
                    "start": start,
                    **dict(zip(ENDS, value, strict=True)),
                    "total": total[0],
                    "total_low": total[1],
                    "total_high": total[2],
                    "notes": NOTES.join(case.notes),
                    "facts": " ".join(case.ids),
                }
            )
            start += value[0]
    return pd.DataFrame(table)


def offset_curves(found: list[Case], terms: Terms) -> pd.DataFrame:
    """Return the ratio of whole costs, each at home, against the price of Huawei's system.

    Parameters
    ----------
    found : list of Case
        As from `cases`.
    terms : Terms
        On what terms capital is paid back.

    Returns
    -------
    DataFrame
        ``power`` (``paid`` or ``free``), ``price`` [USD], ``ratio, low, high`` (Huawei's cost
        over Nvidia's), ``tie`` and, as known, ``system, system_low, system_high`` [USD], ``facts``;
        empty without cases.
    """
    if len(found) < 2:
        return pd.DataFrame()
    home, other = found[0], found[1]
    farthest = tie_price(with_free_power(home), other, terms)
    highest = max(1.1 * home.system_price.high, 1.2 * farthest, 1e6)
    against = cost(other, terms)
    ids = joined((*home.ids, *other.ids))
    known = home.system_price
    table = []
    for power, case in (("paid", home), ("free", with_free_power(home))):
        tie = tie_price(case, other, terms)
        for price in np.linspace(0, highest, 41):
            ratio = over(cost(at_price(case, price), terms), against)
            table.append(
                {
                    "power": power,
                    "price": price,
                    **dict(zip(("ratio", "low", "high"), ratio, strict=True)),
                    "tie": tie,
                    "system": known.central,
                    "system_low": known.low,
                    "system_high": known.high,
                    "facts": ids,
                }
            )
    return pd.DataFrame(table)
