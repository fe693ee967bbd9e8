"""The claims on Nvidia's share of the world's market and of China's."""

import statistics
from datetime import date

from chiprace.chance.draws import Trial
from chiprace.claims.finding import Answer, Decisive, Verdict
from chiprace.claims.rule import Test, ids, not_known, verdict_on
from chiprace.claims.verdicts import FRESH, INSULATED, caveated
from chiprace.dates import year_fraction
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import interval, listing, number
from chiprace.look.tidy import rows
from chiprace.models.chronology import closings, episodes
from chiprace.models.market import NVIDIA, Share, article_band, shares
from chiprace.models.market_china import china_market
from chiprace.models.market_periods import period_span
from chiprace.scenario import Scenario


def world_shares(evidence: Evidence) -> list[Share]:
    """Return the estimates of Nvidia's share of all accelerators, forecasts left out.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    list of Share
        Of the world or of a market that is not named; China's and GPUs alone are left out.
    """
    return [
        share
        for share in shares(evidence, NVIDIA)
        if share.region != "country" and share.counted == "all" and not share.outlook
    ]


@verdict_on("C01", "Market: nvidia-share")
def c01_share(evidence: Evidence, scenario: Scenario) -> Answer:
    """Supported if every estimate of the share of all accelerators lies in the stated band.

    China's market and GPUs alone are other measures and do not count. Contested if some lie
    wholly outside, contradicted if most do. With a caveat if one reaches over an end of the band,
    if the newest is older than a year, or if none says whether it counts value or units.
    """
    band = article_band(evidence)
    found = world_shares(evidence)
    if not found:
        return not_known(evidence, "a share of all accelerators")
    within = [share for share in found if share.low >= band.low and _top(share) <= band.high]
    touching = [share for share in found if share.low <= band.high and _top(share) >= band.low]
    newest = max(found, key=lambda share: (_moment(share), share.said))
    old = year_fraction(evidence.as_of) - year_fraction(_moment(newest)) > FRESH.value
    verdict: Verdict = "supported"
    if len(touching) < len(found):
        verdict = "contested" if 2 * len(touching) >= len(found) else "contradicted"
    vague = all(share.measure == "unstated" for share in found)
    verdict = caveated(verdict, old or vague or len(within) < len(found))
    low, high = min(share.low for share in found), max(share.high for share in found)
    middle = (newest.low + newest.high) / 2
    all_said = _said("the world or an unnamed market", middle, low, high)
    return Answer(
        verdict,
        interval(low, high, "%"),
        f"{len(within)} of {len(found)} estimates of all accelerators lie in "
        f"{interval(band.low, band.high, '%')}, the newest {_span(newest)} ({newest.voice}, "
        f"{_when(newest)}{', over a year old' if old else ''}); {_units(found)}",
        ids([" ".join(share.facts) for share in found]),
        min(max(middle, low), high),
        low,
        high,
        "%",
        Decisive(
            "Newest share of all accelerators",
            "%",
            middle,
            newest.low,
            newest.high,
            band.low,
            "contested",
        ),
        stated=interval(band.low, band.high, "%"),
        trial=Trial(
            lambda take: take(all_said),
            band.low,
            band.high,
            "%",
            "Nvidia's share of all accelerators",
        ),
    )


def _said(region: str, middle: float, low: float, high: float) -> Estimate:
    """Return all that is said of a share as one input, spread over what is said."""
    middle = min(max(middle, low), high)
    return Estimate(
        f"Nvidia in {region}", "market_share", middle, low, high, "%", shape="triangular"
    )


def _units(found: list[Share]) -> str:
    plain = sum(share.measure != "unstated" for share in found)
    return f"value or units is said of {plain or 'none'} of them"


def _top(share: Share) -> float:
    return 100.0 if share.bound == "at_least" else share.high


def _moment(share: Share) -> date:
    span = period_span(share.period)
    return span.end if span else share.said


def _when(share: Share) -> str:
    return share.period or f"{share.said:%Y-%m}"


def _span(share: Share) -> str:
    return interval(share.low, share.high, "%")


def nvidia_in_china(evidence: Evidence, *, outside: bool = False) -> list[Share]:
    """Return what is said of Nvidia's share of China in the newest year that is no forecast.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    outside : bool, optional
        Leave out what Nvidia says of itself.

    Returns
    -------
    list of Share
        Of one year.
    """
    found = [
        share
        for share in shares(evidence, NVIDIA)
        if share.region == "country" and not share.outlook and period_span(share.period)
        if not (outside and share.mark == "vendor")
    ]
    years = [year_of(share) for share in found]
    return [share for share in found if year_of(share) == max(years)]


def year_of(share: Share) -> int:
    """Return the year that a share is of, or in which it was said."""
    span = period_span(share.period)
    return span.end.year if span else share.said.year


@verdict_on("C20", "Market: china-market, chronology, acts")
def c20_mandates(evidence: Evidence, scenario: Scenario) -> Answer:
    """Supported if mandates close the market and every share of Nvidia's there is under a tenth.

    The shares of the newest year count, forecasts aside. Contested if some lie above,
    contradicted if all do or if no mandate is known. With a caveat if acts of the United States
    close the market as well, if other Chinese vendors hold as much of it as Huawei, or if nobody
    but Nvidia says what it holds.
    """
    acts = closings(episodes(evidence))
    closed = acts.get(("China", "closes"), 0)
    american = acts.get(("United States", "closes"), 0)
    found = nvidia_in_china(evidence)
    if not found:
        return not_known(evidence, "a share of Nvidia's in China")
    high = max(share.high for share in found)
    low = min(share.low for share in found)
    verdict: Verdict = (
        "contradicted"
        if not closed or low >= INSULATED.value
        else "supported"
        if high < INSULATED.value
        else "contested"
    )
    rivals = other_chinese(evidence)
    own = all(share.mark == "vendor" for share in found)
    verdict = caveated(verdict, american > 0 or bool(rivals) or own)
    told = listing([f"{_span(share)} ({share.voice}, {share.period})" for share in found])
    middle = statistics.median((share.low + share.high) / 2 for share in found)
    all_said = _said("China", middle, low, high)
    return Answer(
        verdict,
        f"Nvidia at {interval(low, high, '%')} of China",
        f"{closed} Chinese and {american} American acts close the market; Nvidia's share of "
        f"{year_of(found[0])} is {told}{_counted_last(evidence) if own else ''}"
        f"{rivals[0] if rivals else ''}",
        ids(
            [" ".join(share.facts) for share in found],
            [" ".join(share.facts) for share in nvidia_in_china(evidence, outside=True)],
            _acts(evidence),
            rivals[1] if rivals else None,
        ),
        high,
        low,
        high,
        "%",
        Decisive(
            "Nvidia's share of China, highest said",
            "%",
            high,
            low,
            high,
            INSULATED.value,
            "supported with a caveat" if high >= INSULATED.value else "contested",
        ),
        stated=f"none: under {number(INSULATED.value)}%",
        trial=Trial(
            lambda take: take(all_said),
            high=INSULATED.value,
            unit="%",
            says="Nvidia's share of China in the newest year counted",
            given="a mandate closes the market"
            + (" and Nvidia is right about its own sales" if own else ""),
        ),
    )


def _counted_last(evidence: Evidence) -> str:
    """Say what others counted last, where Nvidia alone speaks of the newest year."""
    counted = nvidia_in_china(evidence, outside=True)
    told = listing([f"{_span(share)} ({share.voice}, {share.period})" for share in counted])
    return ", by its own word alone" + (f"; others counted {told} last" if counted else "")


def _acts(evidence: Evidence) -> list[str]:
    data = episodes(evidence)
    return list(data.loc[(data["side"] == "China") & (data["effect"] != ""), "facts"])


def other_chinese(evidence: Evidence) -> tuple[str, str] | None:
    """Return where other Chinese vendors hold at least Huawei's share: words and ids.

    Returns
    -------
    tuple of str or None
        Of the newest count that splits them, forecasts aside; None where they hold less.
    """
    data = china_market(evidence)
    data = data[data["outlook"] == ""]
    for (voice, period), group in reversed(list(data.groupby(["counter", "period"]))):
        parts = {row.vendor: row for row in rows(group)}
        if "Huawei" in parts and "Other Chinese" in parts:
            own, other = parts["Huawei"], parts["Other Chinese"]
            if other.share >= own.share:
                words = (
                    f"; other Chinese vendors held {number(other.share)}% to Huawei's "
                    f"{number(own.share)}% ({voice}, {period})"
                )
                return words, other.facts
    return None


TESTS: tuple[Test, ...] = (c01_share, c20_mandates)
