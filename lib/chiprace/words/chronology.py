"""Captions and table of the two chronologies."""

from typing import Any

import pandas as pd

from chiprace.evidence.policy import Evidence
from chiprace.look.caption import Caption
from chiprace.look.tables import Cell, Column, Row, Table, word_columns
from chiprace.look.tidy import rows
from chiprace.models.chronology import closings

#: Classes of subjects that name a product.
_PRODUCTS = ("chip", "card")


def act_rows(data: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """Give each act the short name that stands beside its number.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.chronology.episodes`.
    evidence : Evidence
        To tell products from countries and companies.

    Returns
    -------
    DataFrame
        The same with ``short``: the product that an act is about, or its sort, or nothing.
    """
    subjects = evidence.facts.subjects
    return data.assign(
        short=[
            row.segment
            if row.segment in ("subsidy", "quota")
            else row.subject
            if row.subject in subjects and subjects[row.subject].kind in _PRODUCTS
            else ""
            for row in rows(data)
        ]
    )


def drawn_rows(acts: pd.DataFrame, sales: pd.DataFrame) -> pd.DataFrame:
    """Join all that the chronology shows in one table: the acts, then what was on sale.

    Parameters
    ----------
    acts : DataFrame
        From `act_rows`.
    sales : DataFrame
        From `chiprace.models.chronology_sales.on_sale`.

    Returns
    -------
    DataFrame
        The columns of both; ``effect`` of a chip on sale says whether by licence alone.
    """
    chips = sales.rename(columns={"chip": "subject"}).assign(
        side="China",
        effect=["on sale by licence" if limited else "on sale" for limited in sales["limited"]],
    )
    both = [acts.astype(object), chips.drop(columns="limited").astype(object)]
    return pd.concat(both, ignore_index=True).fillna("")


def caption_chronology(acts: pd.DataFrame, sales: pd.DataFrame) -> Caption:
    """Say how often each government closed China to Nvidia, from `episodes` and `on_sale`."""
    return Caption(
        key="chronology",
        title=chronology_title(acts),
        subtitle=(
            "Filled: closes China to Nvidia; hollow: opens it; grey: neither. Bars: on sale in "
            "China; dotted: small volumes by licence"
        ),
        alt=f"{chronology_title(acts)}. On sale in China: "
        + "; ".join(
            f"{row.chip} from {_from(row)} to {'the end of the line' if row.open else row.end}"
            + (", in small volumes under licence" if row.limited else "")
            for row in rows(sales)
        )
        + ". The acts are listed by number in the table below.",
        notes=(
            "A pale end of a bar is time within which sales began; the numbers are those of the "
            "table, acts before the axis stand in the table alone",
            "Chips whose first sale in China is not dated in the facts are left out, among them "
            "the A800 and the RTX Pro 6000D; that of the A100 is its launch",
            "An Ascend chip counts as on sale from its first delivery; that it is short in supply, "
            "or since when the 910B is no longer sold, is not drawn",
        ),
    )


def _from(row: Any) -> str:
    earliest, start = row.earliest, row.start
    return str(start) if earliest == start else f"between {earliest} and {start}"


def chronology_title(acts: pd.DataFrame) -> str:
    """Say how often each side closed China to Nvidia and opened it."""
    counts = closings(acts)
    us, china = (
        (counts.get((side, "closes"), 0), counts.get((side, "opens"), 0))
        for side in ("United States", "China")
    )
    return (
        f"The US closed China to Nvidia {us[0]} times and opened it {us[1]}; China closed it "
        f"{china[0]} and opened it {china[1]}"
    )


def table_acts(data: pd.DataFrame) -> Table:
    """Build the numbered list of the acts.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.chronology.episodes`.

    Returns
    -------
    Table
        One row an act.
    """
    columns = (
        Column("No."),
        *word_columns("Date", "By", "What", "Nvidia in China", "Who says so"),
    )
    body = [
        Row(
            (
                Cell(str(row.number), facts=tuple(row.facts.split())),
                Cell(row.date),
                Cell({"United States": "US"}.get(row.side, row.side)),
                Cell(row.text),
                Cell(row.effect or "neither"),
                Cell(f"{row.voice}, {row.kind}"),
            )
        )
        for row in rows(data)
    ]
    return Table(columns, tuple(body))


def caption_acts(data: pd.DataFrame) -> Caption:
    """Say how many acts are on record and how many reports they rest on, from `episodes`."""
    official = sum(row.kind in ("announced", "statistic") for row in rows(data))
    return Caption(
        key="acts",
        title=(
            f"{len(data)} acts from {int(data['reports'].sum())} reports, {official} of them in "
            "a company's or an official text"
        ),
        subtitle="Export controls, mandates, subsidies and quotas in the order of their dates",
        notes=("Whether an act closes or opens the market is a reading of the report",),
    )
