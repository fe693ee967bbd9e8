"""``chiprace measure``."""

import shlex
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chiprace.commands.common import one_sentence, shown

if TYPE_CHECKING:
    from chiprace.measure.results import Result

measure = typer.Typer(no_args_is_help=True, add_completion=False)


@measure.callback()
def _name() -> None:
    """Measure what hardware really reaches."""


@measure.command()
def gpu(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where table and record go.")],
    formats: Annotated[
        str, typer.Option(metavar="F1,F2,…", help="Number formats of the products.")
    ] = "BF16,FP16,FP8,INT8",
    seconds: Annotated[
        float, typer.Option(min=0.1, help="How long each case is repeated [s].")
    ] = 2.0,
    index: Annotated[int, typer.Option(min=0, help="Which GPU, in CUDA's order.")] = 0,
    first: Annotated[
        int, typer.Option(min=1, help="Number of the first id, after those of earlier runs.")
    ] = 1,
    subject: Annotated[
        str | None, typer.Option(help="Its name in data/subjects.csv; else told from its driver's.")
    ] = None,
) -> None:
    """Time dense products and memory on a CUDA GPU, and sample its power, clock and temperature.

    The clocks and limits of the card stay as they are. It takes about 1.5 times the seconds for
    each of its cases, five minutes in all.
    """
    from chiprace.measure.gpu import Gpu
    from chiprace.measure.plan import plan_cases
    from chiprace.measure.report import write_run
    from chiprace.measure.run import measure as measure_all
    from chiprace.measure.run import subject_of

    with one_sentence():
        cases = plan_cases(tuple(name.strip() for name in formats.split(",")))
        bench = Gpu(index)
        card = bench.describe()
        typer.echo(f"{card.name}: {len(cases)} cases, {card.power_limit_w:.0f} W, {card.torch}")
        results = measure_all(bench, cases, seconds, _tell)
        command = shlex.join(["chiprace", *sys.argv[1:]])
        paths = write_run(
            results, card, subject or subject_of(card), date.today(), command, out, first
        )
        typer.echo("\n".join(shown(path) for path in paths))


def _tell(result: "Result") -> None:
    """Say a result in a line: its rate, its power, its clock."""
    from chiprace.measure.plan import Product

    unit = "TFLOPS" if isinstance(result.case, Product) else "TB/s"
    typer.echo(
        f"{result.case.text}: {result.rate_per_s / 1e12:.4g} {unit}, "
        f"{result.power_w:.0f} W, {result.energy:.4g} {result.energy_unit}, "
        f"{result.clock_mhz:.0f} MHz"
    )
