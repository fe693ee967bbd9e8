"""Does cheap energy offset the gap? The same question of energy, of whole cost and of carbon."""

from typing import Any

import numpy as np
import pandas as pd

from chiprace.evidence.cells import behind
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.models.energy import Pair, break_even_prices, ends, energy_ratio, over
from chiprace.models.energy_carbon import carbon_ratio, home_factors
from chiprace.models.energy_prices import CHINA
from chiprace.models.ownership import Terms, cost, tie_price, with_free_power
from chiprace.models.ownership_inputs import cases
from chiprace.scenario import Scenario


def offsets_frame(both: Pair, evidence: Evidence, scenario: Scenario) -> pd.DataFrame:
    """Return what Huawei's system in China costs over Nvidia's in the United States.

    Parameters
    ----------
    both : Pair
        The systems.
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        The assumptions.

    Returns
    -------
    DataFrame
        ``key`` (``energy``: energy itself, ``bill``: its cost, ``whole``: cost of ownership,
        ``whole_free``: the same with free electricity, ``carbon``), ``ratio, low, high`` (the
        offset holds at one and below), ``input, flips_at, unit`` (the most decisive input and
        its value at a ratio of one; empty for energy), ``notes, facts``. Rows of what is known.
    """
    table: list[dict[str, Any]] = []

    def add(key: str, ratio: np.ndarray, flip: tuple[str, float, str], *inputs: Estimate) -> None:
        table.append(
            {
                "key": key,
                **dict(zip(("ratio", "low", "high"), ratio, strict=True)),
                **dict(zip(("input", "flips_at", "unit"), flip, strict=True)),
                **behind(*inputs),
            }
        )

    powers = (both.huawei.power, both.nvidia.power)
    prices = (both.huawei.price, both.nvidia.price)
    add("energy", energy_ratio(both), ("", float("nan"), ""), *powers)
    bills = [side.energy * ends(side.price) for side in both]
    wanted = break_even_prices(both)[0] * both.nvidia.price.central
    if bills[1][1] > 0:
        flip = ("electricity price in China", wanted, "USD/kWh")
        add("bill", over(*bills), flip, *powers, *prices)
    found, terms = cases(both, evidence, scenario), Terms.of(scenario)
    if len(found) > 1:
        against = found[1]
        for key, case in (("whole", found[0]), ("whole_free", with_free_power(found[0]))):
            inputs = (*powers, *prices, found[0].system_price, against.system_price, against.capex)
            flip = (f"price of a {both.huawei.subject}", tie_price(case, against, terms), "USD")
            add(key, over(cost(case, terms), cost(against, terms)), flip, *inputs)
    emitted = carbon_ratio(both, evidence, scenario)
    if emitted is not None:
        factor = home_factors(evidence, scenario)[CHINA][1].central / emitted.central
        ratio = np.array([emitted.central, emitted.low, emitted.high])
        add("carbon", ratio, ("emission factor in China", factor, "kgCO2/kWh"), emitted)
    return pd.DataFrame(table)


def energy_per_token(evidence: Evidence) -> Estimate | None:
    """Return the energy per token of present Chinese chips over that of an H20, as reported.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    Estimate or None
        Excess over one [1], another basis than the peak of whole systems; None before the report.
    """
    return evidence.find("Chinese AI chips vs H20", "energy_per_token_excess")
