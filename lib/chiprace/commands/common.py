"""What the commands share: options, and errors as one sentence with an exit code.

Nothing heavy is imported at the head of a command's module, so that ``--help`` answers at once.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chiprace.paths import Project

Setting = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change one parameter.")
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Day from which the facts are seen.")
]
ScenarioName = Annotated[str, typer.Option("--scenario", help="Name of a file in data/scenarios.")]

#: The scenario of a plain command; `chiprace.scenario` has the same, but is slow to import.
BASELINE = "baseline"

#: Exit code of each error of the package; 1 for any other.
CODES = {
    "DataError": 2,
    "ParameterError": 3,
    "BasisError": 4,
    "BuildError": 5,
    "EditionError": 6,
    "BusyError": 7,
    "NotifyError": 8,
    "MeasureError": 9,
}
#: Exit code where all went well and a verdict is another one than before.
FLIPPED = 10


class Channel(StrEnum):
    """Who is told; the addresses and secrets stand in the environment."""

    webhook = "webhook"
    mail = "mail"


@contextmanager
def one_sentence(hear: Callable[[str, int], None] | None = None) -> Iterator[None]:
    """Turn the package's own errors into their sentence on stderr and an exit code.

    Parameters
    ----------
    hear : callable, optional
        Hears the sentence and the code of what failed, and of an unforeseen error; not that
        another build was at work, which is no failure.
    """
    from chiprace.errors import BusyError, ChipraceError, NotifyError

    try:
        yield
    except Exception as error:
        ours = isinstance(error, ChipraceError)
        sentence = str(error) if ours else f"{type(error).__name__}: {error}"
        code = CODES.get(type(error).__name__, 1)
        if ours:
            typer.echo(sentence, err=True)
        if hear is not None and not isinstance(error, (BusyError, NotifyError)):
            try:
                hear(sentence, code)
            except NotifyError as untold:
                typer.echo(str(untold), err=True)
        if not ours:
            raise
        sys.exit(code)


def settings(given: list[str] | None, as_of: str | None) -> tuple[str, ...]:
    """Return the changed parameters as ``KEY=VALUE`` pairs."""
    return (*(given or ()), *((f"as_of={as_of}",) if as_of else ()))


def require_sound_data(project: Project, *, again: bool = False) -> None:
    """Refuse to go on while `chiprace check` finds faults; see `chiprace.door.sound`."""
    from chiprace.door.sound import require_sound

    require_sound(project, date.today(), again=again)


def shown(path: Path) -> str:
    """Return a path as a person in the working directory would write it."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
