"""Energy, its bill and the whole cost of a unit of work, as formulas of their inputs.

The same models as in `chiprace.models.energy` and `chiprace.models.ownership`, fed with what a
`Take` gives: central values, or draws.
"""

from dataclasses import replace
from typing import Any

from chiprace.chance.inputs import Formula, inputs_of
from chiprace.evidence.estimate import Estimate, Take
from chiprace.evidence.policy import Evidence
from chiprace.models.assumptions import assumption
from chiprace.models.energy import Pair, Side, energy_per_work
from chiprace.models.ownership import Case, Terms, cost_parts
from chiprace.models.ownership_inputs import cases
from chiprace.scenario import Scenario

_COUNTRY = {"Huawei": "china", "Nvidia": "us"}


def _pue(evidence: Evidence, scenario: Scenario, side: Side) -> Estimate:
    return assumption(evidence, scenario, f"pue_{_COUNTRY[side.maker]}")


def _delivered(evidence: Evidence, scenario: Scenario, side: Side) -> Estimate:
    return assumption(evidence, scenario, f"delivered_{side.maker.lower()}")


def energy_formula(both: Pair, evidence: Evidence, scenario: Scenario) -> Formula:
    """Return the ratio of energy for a unit of work, Huawei's system over Nvidia's.

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
    callable
        Takes a `Take`, returns the ratio.
    """
    return _ratio(both, evidence, scenario, priced=False)


def bill_formula(both: Pair, evidence: Evidence, scenario: Scenario) -> Formula:
    """Return the same ratio of what the energy costs, each at home; see `energy_formula`."""
    return _ratio(both, evidence, scenario, priced=True)


def _ratio(both: Pair, evidence: Evidence, scenario: Scenario, *, priced: bool) -> Formula:
    parts = [
        (side, _pue(evidence, scenario, side), _delivered(evidence, scenario, side))
        for side in both
    ]

    def formula(take: Take) -> Any:
        one, other = (
            energy_per_work(take(side.power), take(pue), take(delivered))
            * (take(side.price) if priced else 1.0)
            for side, pue, delivered in parts
        )
        return one / other

    return formula


def whole_formula(both: Pair, evidence: Evidence, scenario: Scenario) -> Formula | None:
    """Return the ratio of the whole cost of a unit of work, each system at home.

    Returns
    -------
    callable or None
        See `energy_formula`; None where a price of a system or a building is not known.
    """
    home = [case for case in cases(both, evidence, scenario) if case.home]
    if len(home) < 2:
        return None
    terms = [
        assumption(evidence, scenario, name)
        for name in ("utilisation", "hardware_years", "facility_years", "discount_rate")
    ]
    placed = [
        (case, _pue(evidence, scenario, case.side), _delivered(evidence, scenario, case.side))
        for case in home
    ]

    def formula(take: Take) -> Any:
        paid = Terms(*(take(each) for each in terms))
        one, other = (
            sum(cost_parts(_drawn(case, take(pue), take(share)), paid, take).values())
            for case, pue, share in placed
        )
        return one / other

    return formula


def formulas(both: Pair, evidence: Evidence, scenario: Scenario) -> dict[str, tuple[Formula, str]]:
    """Return every comparison of cost by name, with the ids of the facts behind it.

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
    dict
        ``energy bill`` and, where prices of hardware are known, ``whole cost``.
    """
    found = {"energy bill": bill_formula(both, evidence, scenario)}
    whole = whole_formula(both, evidence, scenario)
    if whole is not None:
        found["whole cost"] = whole
    return {name: (formula, _facts(formula)) for name, formula in found.items()}


def _facts(formula: Formula) -> str:
    return " ".join(dict.fromkeys(each for part in inputs_of(formula) for each in part.ids))


def _drawn(case: Case, pue: Any, delivered: Any) -> Case:
    return replace(case, pue=pue, side=replace(case.side, delivered=delivered))
