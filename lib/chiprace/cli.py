"""The command line: every command by name."""

import atexit
import gc
import sys

import typer

from chiprace.commands.build import build
from chiprace.commands.check import check
from chiprace.commands.diff import diff
from chiprace.commands.lab import lab
from chiprace.commands.measure import measure
from chiprace.commands.scenarios import scenarios
from chiprace.commands.schedule import schedule
from chiprace.commands.sweep import sweep
from chiprace.commands.verify import verify
from chiprace.commands.why import why
from chiprace.late import load_late

# jsonschema, behind nbformat, would load what checks the form of addresses and of spans of time,
# and build a grammar on the way that takes longer than most chapters; no notebook holds any.
# pandera would load hypothesis to make up tables, which no command does.
for _name in ("rfc3987_syntax", "rfc3986_validator", "isoduration", "hypothesis"):
    sys.modules.setdefault(_name, None)  # type: ignore[arg-type]

load_late("requests")  # with which papermill would fetch notebooks from elsewhere

# Most of what is made stays until it is written: often to look for what can go is in vain.
gc.set_threshold(500_000, 2, 2)

# What a process leaves when it ends goes with it: nobody need look through it for a second.
atexit.register(gc.freeze)

app = typer.Typer(
    help="Rebuilds and tests the argument that Ascend systems will topple Nvidia.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for command in (build, check, diff, scenarios, schedule, sweep, verify, why):
    app.command()(command)

app.add_typer(measure, name="measure")

# What it does not know itself is for JupyterLab.
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(lab)
