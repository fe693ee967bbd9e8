"""The command line: parse, call, exit code; no logic of its own."""

import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Rebuilds and tests the argument that Ascend systems will topple Nvidia.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Setting = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change one parameter.")
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Day from which the facts are seen.")
]
ScenarioName = Annotated[str, typer.Option("--scenario", help="Name of a file in data/scenarios.")]


@app.command()
def build(
    scenario: ScenarioName = "default",
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

    project = current_project()
    settings = _settings(set_, as_of)
    with _one_sentence():
        from chiprace.scenario import load_scenario

        checked = load_scenario(scenario, project.data / "scenarios", settings)
        _require_sound_data()
        with Progress() as progress:
            folder = build_edition(project, checked, jobs=jobs, out=out, tell=progress.tell)
    latest = (out or project.reports) / "latest"
    typer.echo(f"Edition {folder.name}")
    for name in ("report.html", "report.pdf"):
        typer.echo(f"  {_shown(latest / name)}")


@app.command()
def check() -> None:
    """Validate everything in data/ and name every fault."""
    from chiprace.data import load_tables
    from chiprace.parts import part_sums_text

    with _one_sentence():
        _require_sound_data()
        tables = load_tables()
        typer.echo(part_sums_text(tables))
        typer.echo(f"{len(tables.facts)} facts and their registers are sound.")


@app.command()
def why(
    subject: str,
    attribute: str,
    as_of: AsOf = None,
    scenario: ScenarioName = "default",
    set_: Setting = None,
) -> None:
    """Show every fact on one attribute, what the policy made of them and why."""
    from chiprace.chapter import open_evidence
    from chiprace.facts import load_facts
    from chiprace.paths import current_project
    from chiprace.scenario import load_scenario
    from chiprace.why import explain

    with _one_sentence():
        folder = current_project().data / "scenarios"
        checked = load_scenario(scenario, folder, _settings(set_, as_of))
        typer.echo(explain(open_evidence(checked, load_facts()), subject, attribute))


def _settings(given: list[str] | None, as_of: str | None) -> tuple[str, ...]:
    return (*(given or ()), *((f"as_of={as_of}",) if as_of else ()))


def _require_sound_data() -> None:
    from chiprace.checks import check_tables
    from chiprace.data import load_tables
    from chiprace.errors import DataError
    from chiprace.faults import report_faults

    faults = check_tables(load_tables(), today=date.today())
    if faults:
        raise DataError(report_faults(faults))


def _shown(path: Path) -> str:
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


class _one_sentence:  # noqa: N801 - reads as a verb where it is used
    """Turn the package's own errors into their sentence on stderr and an exit code."""

    codes = {"DataError": 2, "ParameterError": 3, "BasisError": 4, "BuildError": 5}  # noqa: RUF012

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        from chiprace.errors import ChipraceError

        if isinstance(error, ChipraceError):
            typer.echo(str(error), err=True)
            sys.exit(self.codes.get(type(error).__name__, 1))
