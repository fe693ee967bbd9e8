"""Captions and sentences on the cost of energy, computed from what is drawn."""

from typing import Any

import numpy as np
import pandas as pd

from chiprace.evidence.estimate import Estimate
from chiprace.look.caption import Caption
from chiprace.look.formats import interval, listing, number, times, times_interval
from chiprace.look.tidy import by_key, notes_of, rows
from chiprace.models.energy import Pair, break_even_prices, energy_ratio
from chiprace.models.energy_buildings import Buildings, break_even_with
from chiprace.models.energy_prices import CHINA, US
from chiprace.scenario import Scenario

_ESTIMATED = "The power of both systems is an outsider's estimate"


def cents(price: float, digits: int = 2) -> str:
    """Write a price of electricity [USD/kWh] in US cents."""
    return f"{number(100 * price, digits, keep=True)} US cents"


def spread(ratio: np.ndarray) -> str:
    """Write a central value with its range, as ``2.5 × (2.0–2.7)``."""
    between = times_interval(ratio[1], ratio[2])
    return times(ratio[0]) if between == times(ratio[0]) else f"{times(ratio[0])} ({between[:-2]})"


def percent(share: float) -> str:
    """Write a share in per cent."""
    return f"{number(100 * share, 2)}%"


def basis_note(scenario: Scenario) -> tuple[str, ...]:
    """Say on what the energy of a unit of delivered compute rests."""
    shares = (scenario.delivered_huawei, scenario.delivered_nvidia)
    shared = (
        f"{percent(shares[0])} of the peak is delivered by either"
        if shares[0] == shares[1]
        else f"{percent(shares[0])} of Huawei's peak and {percent(shares[1])} of Nvidia's are "
        "delivered"
    )
    pue = (scenario.pue_china, scenario.pue_us)
    building = (
        f"a PUE of {number(pue[0])} in both countries"
        if pue[0] == pue[1]
        else f"a PUE of {number(pue[0])} in China and {number(pue[1])} in the United States"
    )
    return (
        f"Assumed: {shared}; {building}",
        "A system's power is all in, with network, host processors and losses; the PUE adds "
        "cooling and losses of the building alone",
        _ESTIMATED,
    )


def say_buildings(both: Pair, found: Buildings | None) -> str:
    """Say what is known of the PUE in both countries and what it would change."""
    if found is None:
        return "No PUE of both countries was known."
    fleets = [each.central for each in found.operators]
    ends = sorted(break_even_with(both, found))
    return (
        f"The last known average of all Chinese sites is {number(found.china.central)} "
        f"({found.period}); fleets of {len(fleets)} American operators stand at "
        f"{interval(min(fleets), max(fleets))}. These are unlike things, so the chapter assumes "
        "its own values. With them instead, the energy would cost the same where Chinese "
        f"electricity is at {interval(100 * ends[0], 100 * ends[1], '%', 2)} of the American "
        f"price, not at {percent(break_even_prices(both)[0])}."
    )


def say_tokens(found: Estimate | None) -> str:
    """Say what is reported of the energy per token, which is another basis."""
    if found is None:
        return "Of energy per token, as against per peak, no comparison had been reported."
    return (
        f"The {found.facts[0].voice} reports that present Chinese chips take "
        f"{interval(100 * found.low, 100 * found.high, '%', 2)} more energy per token than "
        "Nvidia's H20. That is another basis, tokens for compute and an older and cut-down chip "
        "for the NVL72, and enters nothing here."
    )


def caption_lines(homes: pd.DataFrame, both: Pair, scenario: Scenario) -> Caption:
    """Say what the cost of energy is at the places of each country, from `home_costs`."""
    chinese = homes[homes["country"] == CHINA].sort_values("value")
    american = homes[homes["country"] == US].sort_values("value")
    low, high = rows(chinese)[0], rows(chinese)[-1]
    least, most = rows(american)[0], rows(american)[-1]
    return Caption(
        key="energy-cost",
        title=(
            f"Energy costs ${number(low.value, 2)}–{number(high.value, 2)} a PFLOPS-hour in China, "
            f"${number(least.value, 2)}–{number(most.value, 2)} in the US"
        ),
        subtitle=(
            f"{both.huawei.subject} in China, {both.nvidia.subject} in the US: dense BF16, "
            "delivered; bands: range over sources"
        ),
        alt="Energy cost per delivered PFLOPS-hour rises in proportion to the price of "
        "electricity. "
        + " ".join(
            f"{row.country}, {row.label} ({row.period}), {cents(row.price)} per kWh: "
            f"{number(row.value, 2)} USD "
            f"(range {interval(row.value_low, row.value_high, digits=2)})."
            for row in rows(homes)
        ),
        notes=(
            *basis_note(scenario),
            "Classes of buyers differ from place to place and are named at the points; a round "
            "point is a statistic, a diamond the press or an estimate",
            *notes_of(homes),
        ),
    )


def caption_break_even(data: pd.DataFrame, both: Pair, scenario: Scenario) -> Caption:
    """Say which pairs of places make Huawei's energy the cheaper, from `meetings`."""
    ratio = break_even_prices(both)
    wins = data[data["cheaper"] == "Huawei"]
    return Caption(
        key="break-even",
        title=(
            f"Chinese power must cost at most {percent(ratio[0])} of American; "
            f"it surely does in {len(wins)} of {len(data)} pairs of places"
        ),
        subtitle=(
            "Prices at which energy per delivered PFLOPS-hour costs the same; "
            "band: range over sources of power and compute"
        ),
        alt=(
            f"Equal cost of energy lies at a ratio of Chinese to American price of "
            f"{number(ratio[0], 2)} (range {interval(ratio[1], ratio[2], digits=2)}). "
            f"Cost of energy of {both.huawei.subject} over {both.nvidia.subject}: "
            + " ".join(
                f"{row.china_label} against {row.us_label} {spread_row(row)}." for row in rows(data)
            )
        ),
        notes=(
            "A triangle points to the side that is cheaper whatever the source, a dot lies within "
            "the range",
            *basis_note(scenario),
            *notes_of(data),
        ),
    )


def spread_row(row: Any) -> str:
    """Write the ratio of a row with its range."""
    return spread(np.array([row.ratio, row.low, row.high]))


def tie_shares(both: Pair, prices: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return the share that must be taken off each price for equal cost of energy.

    Parameters
    ----------
    both : Pair
        The systems; Nvidia's pays its price at home.
    prices : list of (str, float)
        Name and price before the subsidy [USD/kWh].

    Returns
    -------
    list of (str, float)
        Name and share [1]; nothing where the price is low enough as it is.
    """
    wanted = break_even_prices(both)[0] * both.nvidia.price.central
    return [(name, max(0.0, 1 - wanted / price)) for name, price in prices]


def map_prices(found: pd.DataFrame) -> list[tuple[str, float]]:
    """Return the Chinese prices without a condition on the chips, from `prices_frame`."""
    return [
        (row.label, row.price)
        for row in rows(found)
        if row.country == CHINA and row.buyers == "any"
    ]


def caption_map(
    both: Pair, prices: list[tuple[str, float]], reported: Estimate | None, scenario: Scenario
) -> Caption:
    """Say how large a subsidy must be for equal cost of energy, and what is reported."""
    shares = tie_shares(both, prices)
    needs = listing([f"{percent(share)} ({name})" for name, share in shares])
    known = "none is reported"
    if reported is not None:
        known = f"up to {percent(reported.central)} is reported"
    ratio = energy_ratio(both)
    prices_told = listing([f"{name}: {cents(price)}" for name, price in prices])
    return Caption(
        key="subsidy-map",
        title=f"A tie takes {needs} off; {known}",
        subtitle=(
            f"Energy cost of a {both.huawei.subject} over a {both.nvidia.subject} at "
            f"{cents(both.nvidia.price.central)} per kWh; blue: Nvidia's is cheaper"
        ),
        alt=(
            f"Without a subsidy the ratio of energy costs is {times(ratio[0])} the ratio of the "
            "Chinese to the American price. Equal cost takes a subsidy of "
            f"{needs}; prices: {prices_told}. "
            f"Of subsidies {known}."
        ),
        notes=(
            "Dotted: equal cost at the ends of the range over sources of power and compute",
            "The report of half the bill rests on unnamed sources of one newspaper; no government "
            "text is known",
            *basis_note(scenario),
        ),
    )


def say_finding(
    both: Pair,
    bills: pd.DataFrame,
    stack: pd.DataFrame,
    offset: pd.DataFrame,
    carbon: Estimate | None,
) -> str:
    """Open the chapter with its finding.

    Parameters
    ----------
    both : Pair
        The systems.
    bills : DataFrame
        From `chiprace.models.energy_costs.energy_bills`.
    stack, offset : DataFrame
        From `chiprace.models.ownership_frames`; empty where no price of hardware is known.
    carbon : Estimate or None
        Carbon of Huawei's system in China over that of Nvidia's in the United States.

    Returns
    -------
    str
        A paragraph.
    """
    ratio, tie = energy_ratio(both), break_even_prices(both)
    bill = rows(bills)[0]
    text = (
        f"For the same delivered compute a {both.huawei.subject} takes **{spread(ratio)} the "
        f"energy** of a {both.nvidia.subject}. Its energy costs the same where Chinese electricity "
        f"is at {percent(tie[0])} of the American price. At {cents(both.huawei.price.central)} per "
        f"kWh against {cents(both.nvidia.price.central)} it costs {times(bill.ratio)} as much; "
        f"over all places that are known, {times_interval(bill.ratio_low, bill.ratio_high)}. "
    )
    if not stack.empty:
        by_case = by_key(stack, "case")
        home, other = by_case["0"], by_case["1"]
        share = float(
            stack.loc[
                (stack["case"] == 0) & stack["part"].isin(["power", "cooling"]), "value"
            ].sum()
        )
        ties = offset.drop_duplicates("power").set_index("power")["tie"]
        text += (
            f"Electricity is {percent(share / home.total)} of what the compute costs in China; "
            f"with hardware and building it costs **{times(home.total / other.total)}** as much as "
            f"Nvidia's at home, and with free electricity "
            f"{'still ' if home.total - share > other.total else ''}"
            f"{times((home.total - share) / other.total)}. The whole cost would be the same with a "
            f"{both.huawei.subject} {_price(ties['free'])} if electricity were free, "
            f"{_price(ties['paid'])} with electricity as paid. "
        )
    if carbon is not None:
        text += (
            f"On each country's average grid it emits {times(carbon.central)} the carbon dioxide."
        )
    return text.strip()


def _price(tie: float) -> str:
    if tie < 0:
        return "at no price"
    return f"at {number(tie / 1e6, 2, keep=True)} million USD"
