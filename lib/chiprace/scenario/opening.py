"""The facts as a scenario sees them."""

from datetime import date

from chiprace.errors import ParameterError
from chiprace.evidence.facts import Facts
from chiprace.evidence.policy import Evidence
from chiprace.scenario.model import Scenario


def open_evidence(scenario: Scenario, facts: Facts) -> Evidence:
    """Return the facts as a scenario sees them.

    Parameters
    ----------
    scenario : Scenario
        The checked parameters.
    facts : Facts
        All facts.

    Returns
    -------
    Evidence
        Seen from the scenario's day; ``latest`` is the day on which the newest fact became known.

    Raises
    ------
    ParameterError
        If an override names a subject or an attribute that does not exist.
    """
    as_of = resolve_day(scenario, facts)
    for override in scenario.parsed_overrides:
        try:
            facts.subject(override.subject)
            facts.attribute(override.attribute)
        except Exception as error:
            raise ParameterError(f"overrides: {error}") from error
    return Evidence(facts, as_of, scenario.policy, scenario.parsed_overrides)


def resolve_day(scenario: Scenario, facts: Facts) -> date:
    """Return the day of an edition, ``latest`` being the day of the newest fact."""
    if isinstance(scenario.as_of, date):
        return scenario.as_of
    return max(fact.known for fact in facts)
