"""The grid of a sweep: what is varied, over which values, and the points that come of it."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from chiprace.dates import month_ends, parse_span
from chiprace.errors import DataError, ParameterError
from chiprace.scenario import Scenario, load_scenario, nearest

#: What may be varied beside the parameters: which file they are read from.
SCENARIO = "scenario"
DAY = "as_of"

_MONTHS = re.compile(r"(\d{4}-\d{2})\.\.(\d{4}-\d{2})")
_STEPS = re.compile(r"([^/]+)\.\.([^/]+)/(\d+)")


@dataclass(frozen=True)
class Axis:
    """One direction of the grid.

    Parameters
    ----------
    key : str
        A parameter, ``overrides.SUBJECT | ATTRIBUTE | …``, or ``scenario``.
    values : tuple of str
        Each once, in order, as a command line would give them.
    """

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """One point of the grid.

    Parameters
    ----------
    labels : tuple of (str, str)
        The value on each axis.
    scenario : Scenario
        The checked parameters, the day given as such.
    """

    labels: tuple[tuple[str, str], ...]
    scenario: Scenario

    @property
    def name(self) -> str:
        """The labels in a line."""
        return ", ".join(f"{key}={value}" for key, value in self.labels)


def read_axis(text: str, newest: date) -> Axis:
    """Read an axis as the command line gives it.

    Parameters
    ----------
    text : str
        ``KEY=V1,V2,…``; ``KEY=LOW..HIGH/COUNT`` for evenly spaced numbers;
        ``as_of=2025-01..2026-11`` for the last day of each month. A month or another written date
        stands for its last day.
    newest : date
        Day of the newest fact, beyond which no day of a grid lies.

    Returns
    -------
    Axis
        With at least one value.

    Raises
    ------
    ParameterError
        If the text has none of these forms, or a day lies in a month that has not begun.
    """
    key, equals, given = text.partition("=")
    key = key.strip()
    if not (equals and key and given.strip()):
        raise ParameterError(
            f"--over {text}: write KEY=V1,V2, or KEY=LOW..HIGH/COUNT, or as_of=2025-01..2026-11."
        )
    known = [SCENARIO, *Scenario.model_fields]
    if not key.startswith("overrides.") and key not in known:
        raise ParameterError(f"--over: There is no parameter '{key}'.{nearest(key, known)}")
    if key == DAY:
        return Axis(key, _days(given, newest))
    steps = _STEPS.fullmatch(given.strip())
    values = _spaced(*steps.groups()) if steps else [part.strip() for part in given.split(",")]
    return Axis(key, tuple(dict.fromkeys(values)))


def make_points(
    axes: list[Axis], folder: Path, newest: date, scenario: str, settings: tuple[str, ...] = ()
) -> tuple[Point, ...]:
    """Return every point of a grid, checked.

    Parameters
    ----------
    axes : list of Axis
        The last one varies fastest.
    folder : Path
        ``data/scenarios``.
    newest : date
        What ``latest`` means.
    scenario : str
        The scenario where none is varied.
    settings : tuple of str, optional
        ``KEY=VALUE`` for all points.

    Returns
    -------
    tuple of Point
        In the order of the grid.

    Raises
    ------
    ParameterError
        If two axes vary the same, or a value is refused.
    """
    keys = [axis.key for axis in axes]
    twice = [key for place, key in enumerate(keys) if key in keys[:place]]
    if twice:
        raise ParameterError(f"--over {twice[0]} stands twice. Give all its values in one.")
    points = []
    for values in product(*(axis.values for axis in axes)):
        labels = dict(zip(keys, values, strict=True))
        varied = (f"{key}={value}" for key, value in labels.items() if key != SCENARIO)
        found = load_scenario(labels.get(SCENARIO, scenario), folder, (*settings, *varied))
        if found.as_of == "latest":
            found = found.model_copy(update={DAY: newest})
        points.append(Point(tuple(labels.items()), found))
    return tuple(points)


def shown_labels(point: Point) -> dict[str, Any]:
    """Return day, scenario and what else was varied, as columns of the table of results."""
    return {DAY: str(point.scenario.as_of), SCENARIO: point.scenario.name} | {
        key: value for key, value in point.labels if key not in (DAY, SCENARIO)
    }


def _days(given: str, newest: date) -> tuple[str, ...]:
    months = _MONTHS.fullmatch(given.strip())
    try:
        days = (
            month_ends(*months.groups())
            if months
            else [
                newest if part.strip() == "latest" else parse_span(part.strip()).end
                for part in given.split(",")
            ]
        )
    except DataError as error:
        raise ParameterError(f"--over {DAY}={given}: {error}") from error
    late = [day for day in days if (day.year, day.month) > (newest.year, newest.month)]
    if late or not days:
        raise ParameterError(
            f"--over {DAY}={given}: the newest fact is of {newest}. End with {newest:%Y-%m}."
            if late
            else f"--over {DAY}={given}: the first month lies after the last. Change them over."
        )
    return tuple(dict.fromkeys(str(min(day, newest)) for day in days))


def _spaced(low: str, high: str, count: str) -> list[str]:
    try:
        ends = float(low), float(high)
    except ValueError as error:
        raise ParameterError(
            f"--over: '{low}..{high}/{count}' is no range of numbers. Write it as 0.03..0.12/10."
        ) from error
    return [f"{value:.12g}" for value in np.linspace(*ends, max(2, int(count)))]
