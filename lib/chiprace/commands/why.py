"""``chiprace why``."""

import typer

from chiprace.commands.common import BASELINE, AsOf, ScenarioName, Setting, one_sentence, settings


def why(
    subject: str,
    attribute: str,
    as_of: AsOf = None,
    scenario: ScenarioName = BASELINE,
    set_: Setting = None,
) -> None:
    """Show every fact on one attribute, what the policy made of them and why."""
    from chiprace.evidence.facts import load_facts
    from chiprace.paths import current_project
    from chiprace.scenario import load_scenario, open_evidence
    from chiprace.words.why import explain

    with one_sentence():
        folder = current_project().data / "scenarios"
        checked = load_scenario(scenario, folder, settings(set_, as_of))
        typer.echo(explain(open_evidence(checked, load_facts()), subject, attribute))
