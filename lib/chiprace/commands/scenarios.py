"""``chiprace scenarios``."""

from typing import Annotated

import typer

from chiprace.commands.common import one_sentence


def scenarios(
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of a scenario file instead.")
    ] = False,
) -> None:
    """List the scenarios, or print the schema that editors read."""
    from chiprace.paths import current_project
    from chiprace.scenario import list_scenarios, load_scenario, scenario_schema

    if schema:
        typer.echo(scenario_schema(), nl=False)
        return
    folder = current_project().data / "scenarios"
    with one_sentence():
        for name in list_scenarios(folder):
            typer.echo(f"{name:<18}{load_scenario(name, folder).about}")
