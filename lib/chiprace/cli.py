"""The command line: every command by name."""

import typer

from chiprace.commands.build import build
from chiprace.commands.check import check
from chiprace.commands.diff import diff
from chiprace.commands.scenarios import scenarios
from chiprace.commands.verify import verify
from chiprace.commands.why import why

app = typer.Typer(
    help="Rebuilds and tests the argument that Ascend systems will topple Nvidia.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for command in (build, check, diff, scenarios, verify, why):
    app.command()(command)
