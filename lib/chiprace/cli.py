"""The command line: every command by name."""

import atexit
import gc
import sys
from importlib.util import LazyLoader, find_spec, module_from_spec

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

# jsonschema, behind nbformat, would load what checks the form of addresses and of spans of time,
# and build a grammar on the way that takes longer than most chapters; no notebook holds any.
# pandera would load hypothesis to make up tables, which no command does.
for _name in ("rfc3987_syntax", "rfc3986_validator", "isoduration", "hypothesis"):
    sys.modules.setdefault(_name, None)  # type: ignore[arg-type]

# papermill would load what fetches notebooks from elsewhere; it is loaded when one is fetched.
if "requests" not in sys.modules and (_spec := find_spec("requests")) and _spec.loader:
    _spec.loader = LazyLoader(_spec.loader)
    sys.modules["requests"] = module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules["requests"])

# Most of what is made stays until it is written: often to look for what can go is in vain.
gc.set_threshold(50_000, 20, 20)

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
