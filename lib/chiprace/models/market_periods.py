"""The periods of the market's facts as days: calendar years, spans, and Nvidia's fiscal year."""

import calendar
import re
from datetime import date, timedelta

from chiprace.dates import Span, parse_span
from chiprace.errors import DataError

#: A quarter of Nvidia's fiscal year ends on the last Sunday of this month.
_QUARTER_MONTHS = {1: 4, 2: 7, 3: 10, 4: 1}

_FISCAL = re.compile(r"FY(?P<year>\d{4})(?:-Q(?P<quarter>[1-4]))?")


def nvidia_period(text: str) -> Span:
    """Return the days of a fiscal year or quarter of Nvidia.

    The fiscal year N ends on the last Sunday of January of year N; its quarters end on the last
    Sundays of April, July and October of the year before and of that January. Each begins on the
    day after the end of the one before.

    Parameters
    ----------
    text : str
        As ``FY2026`` or ``FY2026-Q2``.

    Returns
    -------
    Span
        First and last day.

    Raises
    ------
    DataError
        If the text is neither.
    """
    match = _FISCAL.fullmatch(text)
    if match is None:
        raise DataError(f"'{text}' is no fiscal period. Write FY2026 or FY2026-Q2.")
    year, quarter = int(match["year"]), int(match["quarter"] or 0)
    if not quarter:
        return Span(_quarter_end(year - 1, 4) + timedelta(1), _quarter_end(year, 4), text)
    before = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    return Span(_quarter_end(*before) + timedelta(1), _quarter_end(year, quarter), text)


def _quarter_end(year: int, quarter: int) -> date:
    month = _QUARTER_MONTHS[quarter]
    last = date(year if quarter == 4 else year - 1, month, 1)
    last = last.replace(day=calendar.monthrange(last.year, month)[1])
    return last - timedelta((last.weekday() + 1) % 7)


def period_span(text: str) -> Span | None:
    """Return the days of a period, or None where the source names none."""
    if text in ("", "unstated"):
        return None
    if text.startswith("FY"):
        return nvidia_period(text)
    first, _, last = text.partition("/")
    begin, end = parse_span(first), parse_span(last or first)
    return Span(begin.start, end.end, text)
