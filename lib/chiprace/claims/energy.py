"""The claims on power, its price and its subsidies."""

from typing import Any

import numpy as np

from chiprace.chance.draws import Trial
from chiprace.claims.finding import Answer, Decisive, Verdict
from chiprace.claims.rule import Test, ids, not_known, verdict_on
from chiprace.claims.verdicts import (
    EQUAL,
    FAR,
    SIGNIFICANT,
    SUBSTANTIAL,
    WITNESSES,
    against,
    caveated,
    measured,
)
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import (
    interval,
    listing,
    number,
    quantity,
    times,
    times_interval,
    times_range,
)
from chiprace.models.efficiency import (
    HUAWEI,
    NVIDIA,
    Comparison,
    by_key,
    compare_systems,
    system_quantity,
)
from chiprace.models.energy import Pair, break_even_prices, ends, energy_ratio, over, pair
from chiprace.models.offset_formulas import bill_formula, energy_formula
from chiprace.models.ownership import Terms, cost
from chiprace.models.ownership_inputs import cases
from chiprace.models.supply import largest_discount, subsidies
from chiprace.scenario import Scenario

#: The quantities that power is divided by, in the order in which the claim is judged.
OVER = ("power_per_compute", "power_per_bandwidth", "power_per_capacity")


def power_flip(evidence: Evidence, flips_at: float, becomes: Verdict) -> Decisive | None:
    """Return the power of Huawei's system as the decisive input."""
    power = system_quantity(evidence, HUAWEI, by_key("power"))
    if power is None:
        return None
    return Decisive(
        f"Power of the {HUAWEI}, all in",
        power.unit,
        power.central,
        power.low,
        power.high,
        flips_at,
        becomes,
    )


def _ratios(evidence: Evidence) -> dict[str, tuple[Comparison, Estimate]]:
    return {
        each.quantity.key: (each, each.ratio)
        for each in compare_systems(evidence)
        if each.ratio is not None
    }


@verdict_on("C15", "Efficiency gap: power-per-unit, pairings")
def c15_efficiency(evidence: Evidence, scenario: Scenario) -> Answer:
    """Supported if the whole range of power per unit of compute lies above "far".

    Contested if "far" lies within the range, contradicted if all of it lies below. With a caveat
    if power per unit of memory bandwidth or capacity does not reach it, or if no power of a
    system was measured.
    """
    found = _ratios(evidence)
    if "power_per_compute" not in found:
        return not_known(evidence, "power and compute of both systems")
    first = found["power_per_compute"][1]
    others = [found[key] for key in OVER[1:] if key in found]
    less = [each for each, each_ratio in others if each_ratio.low < FAR.value]
    verdict = caveated(against(first.low, first.high, FAR.value), bool(less) or not measured(first))
    power = system_quantity(evidence, HUAWEI, by_key("power"))
    flip = power.central * FAR.value / first.central if power else float("nan")
    beside = listing(
        [f"{times(value.central)} per unit of {each.quantity.over}" for each, value in others]
    )
    return Answer(
        verdict,
        times_range(first.central, first.low, first.high),
        f"{times(first.central)} the power per unit of compute "
        f"({times_interval(first.low, first.high)})"
        + (f", {beside}" if beside else "")
        + ("" if measured(first) else "; no power of either system was measured"),
        ids(first, *(value for _, value in others)),
        first.central,
        first.low,
        first.high,
        "1",
        power_flip(evidence, flip, "contradicted"),
        stated=f"far less: {times(FAR.value)} or more",
        trial=Trial(
            lambda take: take(first), low=FAR.value, says="power per unit of compute, ratio"
        ),
    )


@verdict_on("C17", "Efficiency gap: comparison; Energy: energy-cost")
def c17_energy(evidence: Evidence, scenario: Scenario) -> Answer:
    """Supported if power and energy per delivered work both exceed "significantly".

    Their whole ranges count; contested if it lies within one of them, contradicted if one lies
    below. With a caveat if no power of a system was measured.
    """
    found = _ratios(evidence)
    if "power" not in found or "power_per_compute" not in found:
        return not_known(evidence, "the power of both systems")
    power = found["power"][1]
    both = pair(evidence, scenario)
    work = energy_ratio(both)
    energy = energy_formula(both, evidence, scenario)
    low, high = min(power.low, work[1]), min(power.high, work[2])
    verdict = caveated(against(low, high, SIGNIFICANT.value), not measured(power))
    other = system_quantity(evidence, NVIDIA, by_key("power"))
    mine = system_quantity(evidence, HUAWEI, by_key("power"))
    assert mine is not None
    assert other is not None
    # Of the two ratios the one that sinks below the threshold first.
    flip = SIGNIFICANT.value * max(other.central, mine.central / work[0])
    return Answer(
        verdict,
        f"{times(power.central)} the power; {times(work[0])} for equal work",
        f"{times(power.central)} the power ({times_interval(power.low, power.high)}) and "
        f"{times(work[0])} the energy per delivered compute "
        f"({times_interval(work[1], work[2])})"
        + ("" if measured(power) else "; all powers are outsiders' estimates"),
        ids(power, both.ids),
        power.central,
        power.low,
        power.high,
        "1",
        power_flip(evidence, flip, "contradicted"),
        stated=f"significantly: {times(SIGNIFICANT.value, 3)} or more",
        trial=Trial(
            lambda take: np.minimum(take(power), energy(take)),
            low=SIGNIFICANT.value,
            says="lesser ratio of power and of energy for equal work",
        ),
    )


@verdict_on("C18", "Energy: break-even, subsidy-map, offset")
def c18_offset(evidence: Evidence, scenario: Scenario) -> Answer:
    """Supported if energy for a unit of work costs no more in China than in the United States.

    The whole range over sources, places and subsidies counts: contradicted if all of it lies
    above equal cost, contested if equal cost lies within. With a caveat if the whole cost of
    ownership, hardware included, is higher all the same.
    """
    both = pair(evidence, scenario)
    bill = over(
        both.huawei.energy * ends(both.huawei.price), both.nvidia.energy * ends(both.nvidia.price)
    )
    whole = whole_cost(evidence, scenario, both)
    verdict: Verdict
    if bill[2] <= EQUAL.value:
        verdict = (
            "supported" if whole is None or whole[0] <= EQUAL.value else ("supported with a caveat")
        )
    else:
        verdict = "contradicted" if bill[1] > EQUAL.value else "contested"
    tie = break_even_prices(both)
    price = both.huawei.price
    flip = float(tie[0]) * both.nvidia.price.central
    owned = f"; with hardware {times(whole[0])} the whole cost" if whole is not None else ""
    return Answer(
        verdict,
        times_range(*bill).replace("×", "× the energy bill"),
        f"A unit of work costs {times(bill[0])} the energy bill "
        f"({times_interval(bill[1], bill[2])} over places and sources) at "
        f"{number(price.central)} against {number(both.nvidia.price.central)} USD/kWh; equal at "
        f"{times(tie[0])} the American price{owned}",
        ids(both.ids, price, both.nvidia.price),
        float(bill[0]),
        float(bill[1]),
        float(bill[2]),
        "1",
        Decisive(
            "Price of electricity paid in China",
            price.unit,
            price.central,
            price.low,
            price.high,
            flip,
            "supported with a caveat" if bill[0] > EQUAL.value else "contested",
        ),
        stated="no dearer: 1 × or less",
        trial=Trial(
            bill_formula(both, evidence, scenario),
            high=EQUAL.value,
            says="energy bill for a unit of work, ratio",
        ),
    )


def whole_cost(evidence: Evidence, scenario: Scenario, both: Pair) -> Any:
    """Return the whole cost of a unit of work of Huawei's system over Nvidia's, each at home.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        Prices and terms.
    both : Pair
        The systems.

    Returns
    -------
    ndarray or None
        Central, low and high ratio; None where a price of hardware is not known.
    """
    found = cases(both, evidence, scenario)
    home = [case for case in found if case.home]
    if len(home) < 2:
        return None
    terms = Terms.of(scenario)
    return np.asarray(over(cost(home[0], terms), cost(home[1], terms)))


@verdict_on("C19", "Market: subsidies; Energy: subsidies")
def c19_subsidies(evidence: Evidence, scenario: Scenario) -> Answer:
    """Supported if the largest discount reported is substantial and more than one voice reports.

    Contradicted if the largest discount is not substantial. With a caveat if nothing but the
    press and analysts say so, or if too few voices tell of subsidies tied to domestic chips.
    """
    discount = largest_discount(evidence)
    if discount is None:
        return not_known(evidence, "a discount for data centres with domestic chips")
    told = [
        fact
        for fact in subsidies(evidence)
        if "domestic chip" in fact.basis.segment
        or "subsidy" in fact.basis.segment
        or fact.attribute == "subsidy_eligibility"
    ]
    voices = {fact.voice for fact in told}
    official = [fact for fact in told if fact.kind in ("statistic", "announced", "measured")]
    verdict: Verdict = "supported" if discount.high >= SUBSTANTIAL.value else "contradicted"
    verdict = caveated(verdict, not official or len(voices) < WITNESSES.value)
    return Answer(
        verdict,
        f"up to {quantity(discount.central, '%')}",
        f"Up to {quantity(discount.central, '%')} off the power bill in "
        f"{discount.subject.removeprefix('China: ')}, by {len(voices)} voices of the press, "
        f"{'with' if official else 'without'} an official text",
        ids(discount, [fact.id for fact in told]),
        discount.central,
        discount.low,
        discount.high,
        "%",
        Decisive(
            "Largest discount reported",
            "%",
            discount.central,
            discount.low,
            discount.high,
            SUBSTANTIAL.value,
            "contradicted",
        ),
        stated=f"substantial: {interval(SUBSTANTIAL.value, SUBSTANTIAL.value, '%')} or more",
        trial=Trial(
            lambda take: take(discount),
            low=SUBSTANTIAL.value,
            unit="%",
            says="largest discount reported",
        ),
    )


TESTS: tuple[Test, ...] = (c15_efficiency, c17_energy, c18_offset, c19_subsidies)
