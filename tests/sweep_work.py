"""What the workers of the tested sweeps do: cheap, noted in a file, deadly once on demand."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Errand:
    """A number to be squared.

    Parameters
    ----------
    number : int
        The number.
    folder : str
        Where each evaluation leaves a note.
    kills : bool
        Whether the first worker that takes it is killed, as by the system, with no goodbye.
    """

    number: int
    folder: str
    kills: bool = False


def begin():
    """Do nothing at the start of a worker."""


def square(errand):
    """Square the number, and note it."""
    folder = Path(errand.folder)
    if errand.kills:
        try:
            (folder / f"killed-{errand.number}").touch(exist_ok=False)
        except FileExistsError:
            pass
        else:
            os.kill(os.getpid(), signal.SIGKILL)
    with (folder / "notes").open("a") as notes:
        notes.write(f"{errand.number} {os.getpid()}\n")
    return [{"id": "C01", "value": errand.number**2}, {"id": "C02", "value": -errand.number}]


def always_die(errand):
    """Kill whoever takes it."""
    os.kill(os.getpid(), signal.SIGKILL)


def fail_on_seven(errand):
    """Square all numbers but one."""
    if errand.number == 7:
        raise ZeroDivisionError("seven")
    return square(errand)
