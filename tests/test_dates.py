from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.dates import parse_span, year_fraction
from chiprace.errors import DataError


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-09-18", date(2026, 9, 18), date(2026, 9, 18)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_written_date_covers_its_days(text, start, end):
    span = parse_span(text)
    assert (span.start, span.end) == (start, end)


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-02-30", "2026-Q5", "26-01", "soon", "2026-9"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(DataError, match="is no date"):
        parse_span(text)


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_every_day_reads_back(day):
    assert parse_span(day.isoformat()).middle == day


def test_year_fraction():
    assert year_fraction(date(2026, 1, 1)) == 2026.0
    assert year_fraction(date(2024, 7, 2)) == pytest.approx(2024.5)
