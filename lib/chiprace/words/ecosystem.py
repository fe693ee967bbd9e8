"""Caption and table of the developers: what is counted, and how fast each count grows."""

import pandas as pd

from chiprace.look.caption import Caption
from chiprace.look.formats import interval, number
from chiprace.look.tables import Cell, Column, Row, Table
from chiprace.look.tidy import notes_of, rows
from chiprace.models.ecosystem import ACTIVE, Growth, Stated


def caption_developers(data: pd.DataFrame, stated: Stated) -> Caption:
    """Say how many developers are counted and how many are active, from `developer_counts`."""
    return Caption(
        key="developers",
        title=developers_title(data),
        subtitle=(
            "Developers by date as the vendor counts them: registered or in the community, except "
            "where active is said"
        ),
        alt="Developers. "
        + " ".join(
            f"{row.series} ({row.counted}), {_span(row.start, row.end)}: "
            f"{'at least ' if row.bound == 'at_least' else ''}{number(row.developers)}."
            for row in rows(data)
        )
        + f" The article: {number(stated.developers)}.",
        notes=(
            "Every count is the vendor's own word, and none says what makes a developer; a person "
            "may be in several",
            "The first count of Ascend is of Ascend and CANN, the later ones of Ascend alone; a "
            "horizontal line is a count dated by its year only",
            *notes_of(data),
        ),
    )


def developers_title(data: pd.DataFrame) -> str:
    """Say the newest count of Ascend, and the active ones where they are known."""
    ascend = [row for row in rows(data) if row.series == "Ascend"]
    active = [row for row in rows(data) if row.series == ACTIVE]
    if not ascend:
        return "No count of Ascend developers was known"
    text = f"Huawei counts {number(ascend[-1].developers / 1e6)} million Ascend developers"
    if not active:
        year = f"{ascend[-1].end:%Y}"
        return f"{text} in {year}; how many are active is not said"
    return f"{text}; CANN's community has {number(active[-1].developers)} active a month"


def table_growth(every: list[Growth], recent: list[Growth]) -> Table:
    """Build the growth of each count over all its dates and between the last two.

    Parameters
    ----------
    every, recent : list of Growth
        From `growth` and `recent_growth`.

    Returns
    -------
    Table
        First and last count, growth a year.
    """
    last = {each.series: each for each in recent}
    body = []
    for each in every:
        newest = last.get(each.series)
        alone = newest is None or newest.facts == each.facts
        body.append(
            Row(
                (
                    Cell(each.series, facts=each.facts),
                    Cell(number(each.first / 1e6)),
                    Cell(number(each.last / 1e6)),
                    Cell(_years(each)),
                    Cell(growth_text(each)),
                    Cell("–", ("Only two counts are known",), mark="missing")
                    if alone or newest is None
                    else Cell(growth_text(newest), facts=newest.facts),
                )
            )
        )
    columns = (
        Column("Count", align="left"),
        Column("First", "million"),
        Column("Last", "million"),
        Column("Years between"),
        Column("Growth", "a year"),
        Column("Growth, last two counts", "a year"),
    )
    return Table(columns, tuple(body))


def caption_growth(every: list[Growth]) -> Caption:
    """Say which count grows how fast, from `growth`."""
    title = "; ".join(f"{each.series} {growth_text(each)}" for each in every)
    return Caption(
        key="developer-growth",
        title=f"Growth a year: {title}",
        subtitle="(last count / first count) to the power of one over the years between, less one",
        notes=(
            "A range comes from counts dated by a year alone, or by a month",
            "Growth of registered developers is not growth of use",
        ),
    )


def growth_text(each: Growth) -> str:
    """Write a growth a year, as ``39–63%``."""
    return f"{interval(100 * (each.low - 1), 100 * (each.high - 1), digits=2)}%"


def _years(each: Growth) -> str:
    return interval(each.years_low, each.years_high, digits=2)


def _span(start: object, end: object) -> str:
    return str(start) if start == end else f"{start} to {end}"
