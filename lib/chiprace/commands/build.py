"""``chiprace build``."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chiprace.commands.common import (
    BASELINE,
    FLIPPED,
    AsOf,
    Channel,
    ScenarioName,
    Setting,
    one_sentence,
    require_sound_data,
    settings,
    shown,
)


class Kernels(StrEnum):
    """How the kernels of chapters are started."""

    warm = "warm"
    ordinary = "ordinary"


def build(
    scenario: ScenarioName = BASELINE,
    as_of: AsOf = None,
    set_: Setting = None,
    jobs: Annotated[int, typer.Option(min=1, help="Chapters to run at a time.")] = os.cpu_count()
    or 1,
    out: Annotated[Path | None, typer.Option(help="Folder for the editions.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Build without the cache.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each chapter why it is run or not.")
    ] = False,
    kernels: Annotated[
        Kernels, typer.Option(help="Fork kernels from a warm process, or start ordinary ones.")
    ] = Kernels.warm,
    from_manifest: Annotated[
        Path | None, typer.Option(help="Build the edition of this manifest again.")
    ] = None,
    keep: Annotated[
        int | None, typer.Option(min=1, help="Editions to keep of each series; default: all.")
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Wait for another build, or leave with code 7.")
    ] = True,
    notify: Annotated[
        list[Channel] | None,
        typer.Option(help="Tell of failure, recovery and flipped verdicts; may be repeated."),
    ] = None,
) -> None:
    """Build an edition of the report; exit code 10 if a verdict flipped since the one before."""
    from chiprace.editions.standing import Asked
    from chiprace.paths import current_project

    project = current_project()
    reports = out or project.reports
    asked_for = (scenario, *settings(set_, as_of))
    standing = Asked(project, reports, {"asked": asked_for, "keep": keep})
    name = None if fresh or from_manifest else standing.edition()
    if name and not notify:
        _say(name, reports, new=False)
        return

    from chiprace.scheduled.notify import open_channels

    # Before any other process is started, as it takes the secrets out of the environment.
    with one_sentence():
        channels = open_channels(notify or (), os.environ)

    from chiprace.kernels.forks import start_early

    if kernels is Kernels.warm and not name:
        start_early()

    from chiprace.scheduled.news import News

    news = News(channels, reports, str(from_manifest or " ".join(asked_for)))
    if name:
        from chiprace.changes import read_changes
        from chiprace.editions.manifest import CHANGES

        with one_sentence():
            news.built(name, read_changes(reports / "latest" / CHANGES))
        _say(name, reports, new=False)
        return

    from chiprace.editions.edition import build_edition
    from chiprace.errors import ParameterError
    from chiprace.kernels.manager import ORDINARY, WARM
    from chiprace.progress import Progress
    from chiprace.scenario import load_scenario

    with one_sentence(news.failed):
        if from_manifest and (scenario != BASELINE or as_of or set_):
            raise ParameterError("--from-manifest has all parameters: give no others beside it.")
        asked = from_manifest or load_scenario(
            scenario, project.data / "scenarios", settings(set_, as_of)
        )
        require_sound_data(project, again=fresh)
        with Progress(explain=explain) as progress:
            built = build_edition(
                project,
                asked,
                jobs=jobs,
                out=out,
                tell=progress.tell,
                wait=wait,
                fresh=fresh or from_manifest is not None,
                keep=keep,
                kernel=WARM if kernels is Kernels.warm else ORDINARY,
            )
        news.built(built.edition.name, built.changes)
    if not from_manifest:
        standing.note(built.edition.name)
    _say(built.edition.name, reports, new=built.new)
    if built.new and not from_manifest and built.changes.verdicts:
        count = len(built.changes.verdicts)
        some = "1 verdict" if count == 1 else f"{count} verdicts"
        typer.echo(f"{some} flipped since {built.changes.before}:")
        for flip in built.changes.verdicts:
            typer.echo(f"  {flip.claim}: {flip.before} -> {flip.after}")
        sys.exit(FLIPPED)


def _say(name: str, reports: Path, *, new: bool) -> None:
    typer.echo(f"Edition {name}{'' if new else ', as it was'}")
    for document in ("report.html", "report.pdf"):
        typer.echo(f"  {shown(reports / 'latest' / document)}")
