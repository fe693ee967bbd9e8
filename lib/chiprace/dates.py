"""Dates as the tables write them: a day, a month, a quarter, a half or a year."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from chiprace.errors import DataError

_FORM = re.compile(
    r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?"
)


@dataclass(frozen=True, order=True)
class Span:
    """The days that a written date covers, both ends included.

    Parameters
    ----------
    start, end : date
        First and last day.
    text : str
        The date as it is written.
    """

    start: date
    end: date
    text: str = ""

    @property
    def middle(self) -> date:
        """The day half way between the ends."""
        return self.start + timedelta(days=(self.end - self.start).days // 2)


@cache
def parse_span(text: str) -> Span:
    """Read a date such as ``2026-09-18``, ``2026-09``, ``2026-Q4``, ``2026-H2`` or ``2026``.

    Parameters
    ----------
    text : str
        The date as it stands in a table.

    Returns
    -------
    Span
        The first and the last day that it covers.

    Raises
    ------
    DataError
        If the text has none of these forms or names a day that does not exist.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise DataError(
            f"'{text}' is no date. Write 2026-09-18, 2026-09, 2026-Q3, 2026-H2 or 2026."
        )
    part = {key: int(number) for key, number in match.groupdict().items() if number is not None}
    year = part["year"]
    try:
        if "day" in part:
            day = date(year, part["month"], part["day"])
            return Span(day, day, text)
        if "month" in part:
            first = last = part["month"]
        elif "quarter" in part:
            first, last = 3 * part["quarter"] - 2, 3 * part["quarter"]
        elif "half" in part:
            first, last = 6 * part["half"] - 5, 6 * part["half"]
        else:
            first, last = 1, 12
        end = date(year, last, calendar.monthrange(year, last)[1])
        return Span(date(year, first, 1), end, text)
    except ValueError as error:
        raise DataError(f"'{text}' is no date: {error}.") from error


def month_ends(first: str, last: str) -> list[date]:
    """Return the last day of each month from one to another.

    Parameters
    ----------
    first, last : str
        Months, as ``2025-01``; of another written date the month in which it ends.

    Returns
    -------
    list of date
        Both months included; empty where the last lies before the first.

    Raises
    ------
    DataError
        If one of the two is no date.
    """
    day, end = parse_span(first).end, parse_span(last).end
    days = []
    while (day.year, day.month) <= (end.year, end.month):
        days.append(day.replace(day=calendar.monthrange(day.year, day.month)[1]))
        day = days[-1] + timedelta(1)
    return days


def year_fraction(day: date) -> float:
    """Return a day as a decimal year, so that dates can be fitted and subtracted.

    Parameters
    ----------
    day : date
        Any day.

    Returns
    -------
    float
        For instance 2026.5 for the middle of 2026 [years].
    """
    start = date(day.year, 1, 1)
    length = (date(day.year + 1, 1, 1) - start).days
    return day.year + (day - start).days / length
