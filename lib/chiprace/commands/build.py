"""``chiprace build``."""

import os
from pathlib import Path
from typing import Annotated

import typer

from chiprace.commands.common import (
    BASELINE,
    AsOf,
    ScenarioName,
    Setting,
    one_sentence,
    require_sound_data,
    settings,
    shown,
)


def build(
    scenario: ScenarioName = BASELINE,
    as_of: AsOf = None,
    set_: Setting = None,
    jobs: Annotated[int, typer.Option(min=1, help="Chapters to run at a time.")] = os.cpu_count()
    or 1,
    out: Annotated[Path | None, typer.Option(help="Folder for the editions.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Build without the cache.")] = False,
) -> None:
    """Build an edition of the report."""
    from chiprace.edition import build_edition
    from chiprace.paths import current_project
    from chiprace.progress import Progress
    from chiprace.scenario import load_scenario

    project = current_project()
    with one_sentence():
        checked = load_scenario(scenario, project.data / "scenarios", settings(set_, as_of))
        require_sound_data()
        with Progress() as progress:
            folder = build_edition(project, checked, jobs=jobs, out=out, tell=progress.tell)
    latest = (out or project.reports) / "latest"
    typer.echo(f"Edition {folder.name}")
    for name in ("report.html", "report.pdf"):
        typer.echo(f"  {shown(latest / name)}")
