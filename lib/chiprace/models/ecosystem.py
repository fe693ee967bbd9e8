"""Developers by date and by what is counted, and how fast each count grows."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from chiprace.dates import Span, parse_span, year_fraction
from chiprace.evidence.estimate import MARKS
from chiprace.evidence.facts import Fact
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import CLAIMANT, speaker
from chiprace.models.market_periods import period_span

#: Each series: its name, whose it is, and the subjects and segments that are counted in it.
#: Counts of unlike things are never joined; Ascend was counted with CANN in its first count.
SERIES = (
    ("Ascend", "Huawei", (("Huawei", "Ascend"), ("Ascend", "Ascend and CANN"))),
    ("Kunpeng", "Huawei", (("Huawei", "Kunpeng"),)),
    (
        "Kunpeng and Ascend together",
        "Huawei",
        (("Kunpeng and Ascend", "Kunpeng and Ascend"), ("Huawei", "Ascend and Kunpeng")),
    ),
    ("CUDA", "Nvidia", (("Nvidia", "CUDA"), ("CUDA", ""))),
)

ACTIVE = "CANN, active in a month"

_COLUMNS = [
    "series",
    "maker",
    "start",
    "end",
    "developers",
    "bound",
    "voice",
    "counted",
    "mark",
    "notes",
    "facts",
]


@remembered
def developer_counts(evidence: Evidence) -> pd.DataFrame:
    """Return every count of developers with its date and what is counted.

    Only counts by the vendor itself are of a series; others repeat them, and stand out of it. The
    date is the period that the count is for, else the day on which it was said.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``series, maker, start, end, developers, bound, voice, counted, mark, notes, facts``;
        ``start`` and ``end`` are the days that the date of the count covers.
    """
    rows = []
    for name, maker, parts in SERIES:
        for subject, segment in parts:
            for question, kept, left_out in evidence.by_basis(subject, "developers"):
                if question.basis["segment"] != segment:
                    continue
                # A later count does not take the place of an earlier one here: both are dated.
                earlier = [each.fact for each in left_out if each.reason.startswith("replaced")]
                rows += [
                    _row(name, maker, fact)
                    for fact in (*kept, *earlier)
                    if speaker(fact, maker) == maker
                ]
    for question, kept, _ in evidence.by_basis("CANN", "active_developers"):
        if not question.basis["segment"]:
            rows += [_row(ACTIVE, "Huawei", fact) for fact in kept]
    data = pd.DataFrame(rows, columns=_COLUMNS)
    data = data.sort_values(["maker", "series", "end", "facts"], ignore_index=True)
    # The same number said again within days is one count.
    return data.loc[~_repeats(data)].reset_index(drop=True)


def _repeats(data: pd.DataFrame) -> pd.Series:
    before = data.shift()
    return data["series"].eq(before["series"]) & data["developers"].eq(before["developers"])


@dataclass(frozen=True)
class Growth:
    """Yearly growth of one count between its first and its last date, as a range of factors."""

    series: str
    first: float
    last: float
    years_low: float
    years_high: float
    facts: tuple[str, ...]

    @property
    def low(self) -> float:
        """Growth factor a year over the longest time that the dates allow."""
        return yearly_factor(self.first, self.last, self.years_high)

    @property
    def high(self) -> float:
        """Growth factor a year over the shortest time that the dates allow."""
        return yearly_factor(self.first, self.last, self.years_low)


def yearly_factor(first: float, last: float, years: float) -> float:
    """Return the factor a year by which a count grows: (last / first) ** (1 / years).

    Parameters
    ----------
    first, last : float
        Two counts.
    years : float
        Time between them [years].

    Returns
    -------
    float
        1.1 for a growth of ten per cent a year.
    """
    return float((last / first) ** (1 / years))


def growth(data: pd.DataFrame) -> list[Growth]:
    """Return the growth of each series that has two dated counts at least.

    Parameters
    ----------
    data : DataFrame
        From `developer_counts`.

    Returns
    -------
    list of Growth
        In the order of `SERIES`. A count dated by a year alone may be of any day of it, which
        makes the range.
    """
    found = []
    for name, _, _ in SERIES:
        counts = data[data["series"] == name]
        if len(counts) < 2:
            continue
        one, other = counts.iloc[0], counts.iloc[-1]
        shortest = year_fraction(other["start"]) - year_fraction(one["end"])
        longest = year_fraction(other["end"]) - year_fraction(one["start"])
        if shortest <= 0:
            continue
        facts = (*one["facts"].split(), *other["facts"].split())
        found.append(Growth(name, one["developers"], other["developers"], shortest, longest, facts))
    return found


def recent_growth(data: pd.DataFrame) -> list[Growth]:
    """Return the growth of each series between its last two dated counts; see `growth`."""
    last = data.groupby("series", sort=False).tail(2)
    return growth(last)


@dataclass(frozen=True)
class Stated:
    """The number of developers that the article states, and its fact."""

    developers: float
    facts: tuple[str, ...]


def article_count(evidence: Evidence) -> Stated:
    """Return the article's own number of Ascend developers, whatever the day."""
    fact = evidence.facts.select("Huawei", "developers", where=lambda fact: fact.voice == CLAIMANT)[
        0
    ]
    return Stated(fact.value, (fact.id,))


def _row(series: str, maker: str, fact: Fact) -> dict[str, object]:
    span = _dated(fact)
    return {
        "series": series,
        "maker": maker,
        "start": span.start,
        "end": span.end,
        "developers": fact.value,
        "bound": fact.bound,
        "voice": fact.voice,
        "counted": "; ".join(filter(None, (fact.basis.segment or fact.subject, fact.condition))),
        "mark": "vendor" if speaker(fact, maker) == maker else MARKS[fact.kind],
        "notes": "",
        "facts": fact.id,
    }


def _dated(fact: Fact) -> Span:
    span = period_span(fact.period) if fact.period else parse_span(fact.known_on)
    if span is None:
        span = parse_span(fact.known_on)
    if fact.period.startswith("FY"):
        # A count of an annual report is of the end of the fiscal year.
        return Span(span.end, span.end, span.text)
    return Span(span.start, min(span.end, _last(fact, span.end)), span.text)


def _last(fact: Fact, end: date) -> date:
    return max(fact.known, parse_span(fact.known_on).start) if fact.known < end else end
