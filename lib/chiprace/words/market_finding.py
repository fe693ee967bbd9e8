"""The finding of the market chapter, and what it rests on."""

import pandas as pd

from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import day, interval, listing, number, times
from chiprace.look.tidy import rows
from chiprace.models.ecosystem import ACTIVE
from chiprace.models.market import Band, inside
from chiprace.models.supply import die_bank, output_range
from chiprace.words.market import revenue_title
from chiprace.words.market_china import china_title


def say_finding(
    shares: pd.DataFrame,
    band: Band,
    china: pd.DataFrame,
    revenue: pd.DataFrame,
    shipped: Estimate | None,
) -> str:
    """Open the chapter with its finding.

    Parameters
    ----------
    shares : DataFrame
        From `chiprace.models.market.nvidia_shares`.
    band : Band
        The article's range.
    china : DataFrame
        From `chiprace.models.market_china.china_market`.
    revenue : DataFrame
        From `chiprace.models.market_revenue.revenue_rates`.
    shipped : Estimate or None
        From `chiprace.models.market.compute_shipped`.

    Returns
    -------
    str
        Markdown.
    """
    world = shares[(shares["region"] != "China") & (shares["counted"] == "all")]
    within = int(inside(world, band).sum())
    measured = int((world["measure"] != "unstated").sum())
    telling = f"only {measured} say" if measured else "none says"
    compute = ""
    if shipped is not None:
        first = shipped.facts[0]
        compute = (
            f" By compute shipped ({first.period}, dense 8-bit operations) {first.voice} has "
            f"Nvidia at {times(shipped.central)} Huawei."
        )
    return (
        f"Of {len(world)} published estimates of Nvidia's share among all accelerators **{within} "
        f"lie within the article's {interval(band.low, band.high)}%**, but {telling} "
        f"whether units or value are counted. China is another market: {china_title(china)}. "
        f"{revenue_title(revenue)}.{compute}"
    )


def say_grounds(
    evidence: Evidence,
    shares: pd.DataFrame,
    output: pd.DataFrame,
    developers: pd.DataFrame,
    acts: pd.DataFrame,
) -> str:
    """Close the chapter with what it rests on and what is not known.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    shares, output, developers, acts : DataFrame
        The data of the figures.

    Returns
    -------
    str
        Markdown.
    """
    own = int((shares["mark"] == "vendor").sum())
    voices = sorted({voice for row in rows(output) for voice in row.voice.split(", ")})
    single = int((acts["reports"] == 1).sum())
    active = developers["series"].eq(ACTIVE).any()
    years = sorted(output["year"].unique()) if len(output) else []
    ranges = [
        f"{year} {interval(found[0] / 1e6, found[1] / 1e6)} million"
        for year in years
        if (found := output_range(output, year)) is not None
    ]
    bank = die_bank(evidence)
    dies = (
        f" Of dies that TSMC made and Huawei got, at least "
        f"{interval(bank['dies'].min() / 1e6, bank['dies'].max() / 1e6)} million "
        f"are counted by {listing(sorted(set(bank['voice'])))}, enough for "
        f"{interval(bank['packages'].min() / 1e6, bank['packages'].max() / 1e6)} million "
        "packages of the 910C."
        if len(bank)
        else ""
    )
    return (
        f"As of {day(evidence.as_of)} no share here is counted from the vendors' books: "
        f"{number(len(shares) - own)} of {len(shares)} are estimates or reports of others and "
        f"{number(own)} are Nvidia's own word. Huawei publishes neither how many Ascend chips it "
        "makes nor what they bring in; the counts come from "
        f"{listing(voices)} ({'; '.join(ranges)}).{dies} All counts of developers are the "
        f"vendors' own, and "
        + (
            "the one count of active developers is of an open-source community. "
            if active
            else "none is of active developers. "
        )
        + f"{single} of the {len(acts)} acts of the chronology rest on one report. No text of a "
        "government on the local subsidies is at hand, nor one on their size in any contract."
    )
