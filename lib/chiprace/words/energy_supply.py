"""Tables, captions and sentences on carbon, power and subsidies, computed from what is drawn."""

import pandas as pd

from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.look.caption import Caption
from chiprace.look.formats import day, interval, listing, number, times
from chiprace.look.tidy import by_key, notes_of, rows
from chiprace.models.energy import Pair
from chiprace.models.energy_carbon import SUBSIDISED
from chiprace.models.energy_prices import CHINA, US
from chiprace.models.energy_supply import reported_discount
from chiprace.models.money import without_rate
from chiprace.scenario import Scenario
from chiprace.words.energy import basis_note, cents, percent


def caption_carbon(data: pd.DataFrame, both: Pair, scenario: Scenario) -> Caption:
    """Say how much carbon dioxide a unit of compute costs at home, from `carbon_frame`."""
    homes = data[(data["group"] == "common") & data["home"]]
    value = homes.set_index("maker")["value"]
    if {"Huawei", "Nvidia"} <= set(value.index):
        title = (
            f"An EFLOPS-hour emits {number(value['Huawei'] / 1000, 2)} t of CO₂ on China's grid, "
            f"{number(value['Nvidia'] / 1000, 2)} t on America's: "
            f"{times(value['Huawei'] / value['Nvidia'])}"
        )
    else:
        title = "Carbon by grid; no count of both countries by one method was known"
    below = _below(data, value)
    named = listing([name.removeprefix(f"{CHINA}: ") for name in SUBSIDISED])
    return Caption(
        key="carbon",
        title=title,
        subtitle=(
            "Tonnes of CO₂ per delivered EFLOPS-hour, dense BF16; strong: in the maker's "
            "country, pale: abroad"
        ),
        alt=" ".join(
            f"{row.label} ({row.period}), {row.subject}: {number(row.value / 1000, 2)} t "
            f"({interval(row.low / 1000, row.high / 1000, digits=2)})."
            for row in rows(data)
        ),
        notes=(
            "Above: both countries by one method and of one year; below: averages by a Chinese "
            "ministry, another method and year",
            f"Provinces named for the subsidy: {named}",
            *below,
            "Averages of a grid, not what a site's own contracts or added plants emit; no value by "
            "American state is known",
            *basis_note(scenario),
            *notes_of(data),
        ),
    )


def _below(data: pd.DataFrame, value: pd.Series) -> tuple[str, ...]:
    """Say where in China Huawei's system emits less than Nvidia's in America, across methods."""
    if "Nvidia" not in value.index:
        return ()
    chinese = data[(data["group"] == "ministry") & data["home"]]
    lower = [row.label for row in rows(chinese) if row.value < value["Nvidia"]]
    whole = chinese.loc[chinese["grid"] == CHINA, "value"]
    if whole.empty:
        return ()
    where = f"only in {listing(lower)}" if lower else "nowhere in China"
    apart = percent(abs(value["Huawei"] / float(whole.iloc[0]) - 1))
    return (
        f"Across the two methods, which differ by {apart} for China as a whole, Huawei's system "
        f"emits less than Nvidia's in America {where}",
    )


def caption_supply(data: pd.DataFrame, spare: Estimate | None) -> Caption:
    """Say who adds how much power and what data centres draw, from `supply_frame`."""
    found = by_key(data.assign(both=data["key"] + data["country"]), "both")
    added, drawn = found.get(f"added{CHINA}"), found.get(f"draw_2030{CHINA}")
    planned = found.get(f"added{US}")
    if added is not None and planned is not None:
        title = (
            f"China adds {number(added.value, 2)} GW a year, the US planned "
            f"{number(planned.value, 2)}"
        )
        if drawn is not None:
            title += f"; China's data centres may draw {number(drawn.value, 2)} GW in 2030"
    else:
        title = "American data centres draw more than China's; capacity added is known in part"
    us = (
        f"Spare capacity of the United States is known only as {percent(spare.central)} at the "
        "summer peak"
        if spare is not None
        else "Spare capacity of the United States was not known in GW"
    )
    return Caption(
        key="supply",
        title=title,
        subtitle=(
            "GW; draw: mean over a year; capacity: what plants can give at most; "
            "hollow: plan or forecast"
        ),
        alt=" ".join(
            f"{row.label}: {row.country} {number(row.value, 3)} GW"
            + ("" if row.low == row.high else f" ({interval(row.low, row.high)})")
            + ("." if row.exists else ", plan or forecast.")
            for row in rows(data)
        ),
        notes=(
            "A wind or solar plant gives on average a part of its capacity: capacity and draw "
            "share the scale and are not to be divided",
            "China's growth is net of closures and built, the American figure is gross and planned",
            us,
            *notes_of(data),
        ),
    )


def say_averages(found: list[tuple[str, float]], prices: pd.DataFrame) -> str:
    """Say how average prices compare, and what the subsidised price equals.

    Parameters
    ----------
    found : list of (str, float)
        From `chiprace.models.energy_supply.same_page_ratios`.
    prices : DataFrame
        From `chiprace.models.energy_prices.prices_frame`.

    Returns
    -------
    str
        A paragraph.
    """
    known = by_key(prices, "key")
    parts = []
    if found:
        ratios = listing([f"{times(ratio, 3)} ({voice})" for voice, ratio in found])
        start = (
            "Chinese industry does not pay less than American on average"
            if all(ratio >= 1 for _, ratio in found)
            else "Sources differ on whether Chinese industry pays less than American on average"
        )
        parts.append(f"{start}: where one page has both, China's price is {ratios} the American.")
    hub = known.get("qingyang") or known.get("zhongwei")
    if "subsidised" in known and hub is not None:
        paid = known["subsidised"]
        apart = paid.price / hub.price - 1
        word = "above" if apart >= 0 else "below"
        parts.append(
            f"The price reported after the subsidy, {cents(paid.price)}, lies "
            f"{percent(abs(apart))} {word} what the {hub.label} lists without a condition on the "
            f"chips, {cents(hub.price)} ({hub.period})."
        )
    return " ".join(parts) or "No two prices of the countries on one basis were known."


def say_grounds(both: Pair, evidence: Evidence, scenario: Scenario) -> str:
    """Close the chapter with what it rests on and what is not known."""
    voices = sorted({fact.voice for side in both for fact in side.power.facts})
    said = [
        f"As of {day(evidence.as_of)} power and compute rest on {listing(voices)}; neither vendor "
        "states the power of these systems."
    ]
    if reported_discount(evidence) is not None:
        said.append(
            "The subsidy and the price after it rest on one newspaper and its unnamed sources."
        )
    said.append(
        "Prices of whole systems are the press's and analysts'; Huawei and Nvidia publish none. "
        "That both deliver the assumed share of their peak, and are at work in the same share of "
        "the hours, no measurement shows."
    )
    used = evidence.find(CHINA, "utilisation", segment="data centres")
    if used is not None:
        said.append(
            f"Many sites in China were reported to run at {_share_range(used)} "
            "of their capacity, which would raise the cost of capital there."
        )
    said.append(
        "What a building costs per watt in China, what a system draws when idle and what data "
        "centres really pay for power are not known."
    )
    euro = without_rate(evidence, "electricity_price")
    if euro:
        said.append(
            f"{len(euro)} prices in euro are left out, because no rate of the euro is among the "
            "facts."
        )
    given = [name.replace("_", " ") for name in _OPTIONAL if getattr(scenario, name) is not None]
    if given:
        said.append(f"Set by the scenario: {listing(given)}.")
    return " ".join(said)


_OPTIONAL = (
    "china_price",
    "subsidy",
    "us_price",
    "huawei_system_price",
    "nvidia_system_price",
    "facility_capex_china",
    "facility_capex_us",
    "carbon_china",
    "carbon_us",
)


def _share_range(share: Estimate) -> str:
    return interval(100 * share.low, 100 * share.high, "%", 2)
