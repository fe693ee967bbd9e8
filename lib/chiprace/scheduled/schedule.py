"""The files with which a scheduler builds the report: cron, a systemd timer, a workflow."""

import re
import shlex
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from chiprace.errors import ParameterError

#: The files of each scheduler, by the name of their template, and where each belongs.
FILES = {
    "cron": {"crontab": "your crontab"},
    "systemd": {
        "chiprace.service": "~/.config/systemd/user/chiprace.service",
        "chiprace.timer": "~/.config/systemd/user/chiprace.timer",
    },
    "github": {"report.yml": ".github/workflows/report.yml"},
}
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Plan:
    """What is to be built, and when.

    Parameters
    ----------
    root : Path
        The checkout.
    at : str
        Time of the day, as ``06:00``.
    arguments : tuple of str
        Of the command ``chiprace``.
    """

    root: Path
    at: str
    arguments: tuple[str, ...]


def schedule_files(scheduler: str, plan: Plan) -> dict[str, str]:
    """Return the files of a scheduler.

    Parameters
    ----------
    scheduler : str
        Of `FILES`.
    plan : Plan
        What is to be built, and when.

    Returns
    -------
    dict of str to str
        The text of each file by its name.

    Raises
    ------
    ParameterError
        If the time is none.
    """
    time = _TIME.fullmatch(plan.at)
    if time is None:
        raise ParameterError(f"--at {plan.at}: write a time of the day, as 06:00.")
    hour, minute = (int(part) for part in time.groups())
    quote = _QUOTES[scheduler]
    command = [sys.executable, "-m", "chiprace", *plan.arguments]
    words = {
        "at": f"{hour:02}:{minute:02}",
        "hour": hour,
        # Later hours catch up what was missed.
        "hours": f"{hour}-23" if hour < 23 else "23",
        "minute": minute,
        # A working directory of systemd is never quoted.
        "root": str(plan.root).replace("%", "%%")
        if scheduler == "systemd"
        else quote(str(plan.root)),
        "command": " ".join(map(quote, command)),
        "arguments": " ".join(map(quote, plan.arguments)),
    }
    # The files have dollars and braces of their own.
    environment = Environment(
        variable_start_string="{@ ",
        variable_end_string=" @}",
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    folder = files("chiprace.scheduled").joinpath("templates")
    return {
        name: environment.from_string(folder.joinpath(name).read_text(encoding="utf-8")).render(
            words
        )
        for name in FILES[scheduler]
    }


def _for_systemd(word: str) -> str:
    # What systemd would take for a specifier, a variable or the end of a word.
    word = word.replace("\\", "\\\\").replace("%", "%%").replace("$", "$$").replace('"', '\\"')
    return f'"{word}"' if re.search(r"[\s'\"]", word) else word


_QUOTES = {
    "cron": lambda word: shlex.quote(word).replace("%", "\\%"),
    "systemd": _for_systemd,
    "github": shlex.quote,
}
