"""``chiprace sweep``."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from chiprace.commands.common import (
    BASELINE,
    ScenarioName,
    Setting,
    one_sentence,
    require_sound_data,
    settings,
    shown,
)

#: Exit code of a process that was interrupted by its terminal.
INTERRUPTED = 130


def sweep(
    over: Annotated[
        list[str],
        typer.Option(
            metavar="KEY=VALUES",
            help="What to vary: as_of=2025-01..2026-11, scenario=baseline,article, "
            "china_price=0.03..0.12/10. May be repeated.",
        ),
    ],
    scenario: ScenarioName = BASELINE,
    set_: Setting = None,
    out: Annotated[Path, typer.Option(help="The table; figures lie beside it.")] = Path(
        "sweep.csv"
    ),
    editions: Annotated[
        bool, typer.Option("--editions", help="Build the edition of each point as well.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Processes on this machine.")] = os.cpu_count()
    or 1,
    dask: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Scheduler of a dask cluster to run on instead.")
    ] = "",
) -> None:
    """Evaluate the claims over a grid of parameters; again after an interruption, it goes on."""
    from chiprace.claims.history import article_day
    from chiprace.evidence.facts import load_facts
    from chiprace.evidence.policy import Evidence
    from chiprace.paths import current_project
    from chiprace.scenario import Scenario, resolve_day
    from chiprace.sweep.points import make_points, read_axis
    from chiprace.sweep.run import cluster, local_processes
    from chiprace.sweep.run import sweep as run
    from chiprace.sweep.store import Store, key_of
    from chiprace.sweep.table import save_figures, save_table, tidy_table
    from chiprace.sweep.work import Task, begin, evaluate, inputs_hash

    project = current_project()
    parts = out.with_name(f"{out.name}.parts")
    kept = str((parts / "editions").resolve()) if editions else ""
    with one_sentence():
        require_sound_data(project)
        facts = load_facts(project.root)
        newest = resolve_day(Scenario(), facts)
        axes = [read_axis(text, newest) for text in over]
        points = make_points(axes, project.scenarios, newest, scenario, settings(set_, None))
        inputs = inputs_hash(project)
        # One edition after the other, as each is compared with the one before; its chapters are
        # run side by side instead.
        builders, at_a_time = (1, jobs) if editions and not dask else (jobs, 1)
        asked = [
            Task(point.name, point.scenario.parameters(), inputs, kept, at_a_time)
            for point in points
        ]
        kind = "editions" if editions else "ledger"
        keys = [key_of(kind, task.parameters, inputs) for task in asked]
        tasks = dict(zip(keys, asked, strict=True))
        workers = cluster(dask) if dask else local_processes(builders, begin, str(project.root))
        with _progress() as tell:
            try:
                results = run(tasks, evaluate, workers, Store(parts), tell)
            except KeyboardInterrupt:
                done = sum(key in Store(parts) for key in tasks)
                typer.echo(
                    f"Interrupted: {done} of {len(tasks)} points are kept in {shown(parts)}. "
                    "The same command goes on from there.",
                    err=True,
                )
                sys.exit(INTERRUPTED)
        data = tidy_table(points, (results[key] for key in keys))
        save_table(data, out)
        figures = save_figures(data, axes, out, str(article_day(Evidence(facts, newest))))
    typer.echo(f"{len(points)} points, {len(data)} rows: {shown(out)}")
    for figure in figures:
        typer.echo(f"  {shown(figure)}")


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal, and say each tenth elsewhere."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, highlight=False)
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TextColumn("points"))
    with Progress(
        *columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("sweep", total=None)
        tenths = -1

        def tell(done: int, total: int) -> None:
            nonlocal tenths
            bar.update(task, completed=done, total=total)
            if not console.is_terminal and 10 * done // max(total, 1) > tenths:
                tenths = 10 * done // max(total, 1)
                console.print(f"{done} of {total} points")

        yield tell
