"""Cost of energy as tidy tables: against the price, place by place, and under a subsidy."""

import numpy as np
import pandas as pd

from chiprace.evidence.cells import behind, joined
from chiprace.evidence.estimate import NOTES
from chiprace.evidence.policy import Evidence
from chiprace.look.tidy import rows
from chiprace.models.energy import ENDS, Pair, break_even_prices, ends, energy_ratio, over
from chiprace.models.energy_paid import subsidised
from chiprace.models.energy_prices import CHINA, US, prices_frame


def cost_lines(both: Pair, homes: pd.DataFrame) -> pd.DataFrame:
    """Return the cost of energy of both systems against the price of electricity.

    Parameters
    ----------
    both : Pair
        The systems.
    homes : DataFrame
        From `home_costs`: the lines reach beyond the highest price.

    Returns
    -------
    DataFrame
        ``maker, subject, price, value, low, high, facts`` [USD/(PFLOPS h)].
    """
    grid = np.linspace(0, 1.22 * homes["price"].max(), 29)
    return pd.concat(
        [
            pd.DataFrame(
                {"maker": side.maker, "subject": side.subject, "price": grid}
                | {name: grid * energy for name, energy in zip(ENDS, side.energy, strict=True)}
                | {"facts": " ".join(side.power.ids)}
            )
            for side in both
        ],
        ignore_index=True,
    )


def home_costs(both: Pair, evidence: Evidence) -> pd.DataFrame:
    """Return the cost of energy of each system at each place of its own country.

    Parameters
    ----------
    both : Pair
        The systems.
    evidence : Evidence
        To look up the prices.

    Returns
    -------
    DataFrame
        As `energy_prices.prices_frame`, with ``maker`` and ``value, value_low, value_high``
        [USD/(PFLOPS h)] beside.
    """
    found = prices_frame(evidence)
    sides = {side.country: side for side in both}
    energy = np.array([sides[country].energy for country in found["country"]])
    columns = {
        "value": energy[:, 0] * found["price"],
        "value_low": energy[:, 1] * found["low"],
        "value_high": energy[:, 2] * found["high"],
        "maker": [sides[country].maker for country in found["country"]],
        "facts": [joined((row.facts, *sides[row.country].power.ids)) for row in rows(found)],
    }
    return found.assign(**columns)


def meetings(both: Pair, evidence: Evidence) -> pd.DataFrame:
    """Return the ratio of energy costs for each Chinese place against each American one.

    Parameters
    ----------
    both : Pair
        The systems.
    evidence : Evidence
        To look up the prices.

    Returns
    -------
    DataFrame
        ``china, us`` (keys), ``china_label, us_label, china_price, us_price`` [USD/kWh],
        ``ratio, low, high`` (Huawei's cost over Nvidia's), ``cheaper`` (a maker, or ``open``
        where the range reaches over one), ``equal_at, equal_at_low, equal_at_high`` (ratio of
        prices at which both cost the same, of every row alike), ``notes, facts``.
    """
    found = rows(prices_frame(evidence))
    names = ("equal_at", "equal_at_low", "equal_at_high")
    line = dict(zip(names, break_even_prices(both), strict=True))
    table = []
    for one in (row for row in found if row.country == CHINA):
        for other in (row for row in found if row.country == US):
            value, low, high = energy_ratio(both) * one.price / other.price
            table.append(
                {
                    "china": one.key,
                    "us": other.key,
                    "china_label": one.label,
                    "us_label": other.label,
                    "china_price": one.price,
                    "us_price": other.price,
                    "ratio": value,
                    "low": low,
                    "high": high,
                    "cheaper": "Huawei" if high < 1 else "Nvidia" if low > 1 else "open",
                    **line,
                    "notes": NOTES.join(filter(None, (one.notes, other.notes))),
                    "facts": joined((one.facts, other.facts, *both.ids)),
                }
            )
    return pd.DataFrame(table)


def subsidy_map(both: Pair, marks: list[tuple[str, float]], steps: int = 41) -> pd.DataFrame:
    """Return the ratio of energy costs over the price in China and the share taken off it.

    Parameters
    ----------
    both : Pair
        The systems; Nvidia's pays its price at home.
    marks : list of (str, float)
        Names and prices [USD/kWh] that the map must hold.
    steps : int, optional
        Points on each axis.

    Returns
    -------
    DataFrame
        ``price`` [USD/kWh], ``subsidy, ratio, low, high, facts``, a row a point of the grid.
    """
    highest = max(0.12, *(1.1 * price for _, price in marks))
    price, share = np.meshgrid(np.linspace(0.01, highest, steps), np.linspace(0, 0.9, steps))
    paid = subsidised(price, share) / both.nvidia.price.central
    ratio = energy_ratio(both)
    ids = joined((*both.ids, *both.nvidia.price.ids))
    return pd.DataFrame(
        {"price": price.ravel(), "subsidy": share.ravel()}
        | {
            name: (each * paid).ravel()
            for name, each in zip(("ratio", "low", "high"), ratio, strict=True)
        }
        | {"facts": ids}
    )


def energy_bills(both: Pair) -> pd.DataFrame:
    """Return the cost of energy of each system at home, and the ratio of the two.

    Parameters
    ----------
    both : Pair
        The systems.

    Returns
    -------
    DataFrame
        ``maker, subject, value, low, high`` [USD/(PFLOPS h)], ``ratio, ratio_low, ratio_high``
        (Huawei's over Nvidia's, the same in both rows), ``notes, facts``.
    """
    bills = [side.energy * ends(side.price) for side in both]
    ratio = over(*bills)
    return pd.DataFrame(
        [
            {"maker": side.maker, "subject": side.subject}
            | dict(zip(ENDS, bill, strict=True))
            | dict(zip(("ratio", "ratio_low", "ratio_high"), ratio, strict=True))
            | behind(side.power, side.price)
            for side, bill in zip(both, bills, strict=True)
        ]
    )
