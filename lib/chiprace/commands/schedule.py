"""``chiprace schedule``."""

from pathlib import Path
from typing import Annotated

import typer

from chiprace.commands.common import BASELINE, Channel, ScenarioName, one_sentence


def schedule(
    cron: Annotated[bool, typer.Option("--cron", help="A line for crontab.")] = False,
    systemd: Annotated[bool, typer.Option("--systemd", help="A service and its timer.")] = False,
    github: Annotated[bool, typer.Option("--github", help="A workflow of GitHub Actions.")] = False,
    at: Annotated[str, typer.Option(help="Time of the day.", metavar="HH:MM")] = "06:00",
    scenario: ScenarioName = BASELINE,
    keep: Annotated[int, typer.Option(min=1, help="Editions to keep.")] = 12,
    notify: Annotated[list[Channel] | None, typer.Option(help="Whom to tell; see build.")] = None,
    into: Annotated[
        Path | None, typer.Option(help="Write the files to this folder; else they are printed.")
    ] = None,
) -> None:
    """Print the files with which a scheduler builds the report."""
    from chiprace.errors import ParameterError
    from chiprace.paths import current_project
    from chiprace.scenario import load_scenario
    from chiprace.scheduled.schedule import FILES, Plan, schedule_files

    chosen = [name for name, wanted in zip(FILES, (cron, systemd, github), strict=True) if wanted]
    arguments: tuple[str, ...] = ("build", "--scenario", scenario, "--keep", str(keep), "--no-wait")
    arguments += tuple(word for channel in notify or () for word in ("--notify", channel.value))
    with one_sentence():
        if len(chosen) != 1:
            raise ParameterError("Choose one of --cron, --systemd and --github.")
        project = current_project()
        load_scenario(scenario, project.scenarios)  # what is refused is refused now, not at night
        plan = Plan(project.root, at, arguments)
        for name, text in schedule_files(chosen[0], plan).items():
            if into is None:
                place = FILES[chosen[0]][name]
                typer.echo(f"# {place}\n{text}" if len(FILES[chosen[0]]) > 1 else text, nl=False)
            else:
                into.mkdir(parents=True, exist_ok=True)
                (into / name).write_text(text, encoding="utf-8")
                typer.echo(into / name)
