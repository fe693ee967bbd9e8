"""The conditions that the article's conclusion needs, each as a number against its own line."""

import math
from dataclasses import dataclass

from chiprace.claims.energy import whole_cost
from chiprace.claims.market import nvidia_in_china, world_shares, year_of
from chiprace.claims.rule import ids
from chiprace.claims.verdicts import DOMINANT, EQUAL
from chiprace.dates import parse_span
from chiprace.errors import BasisError, DataError
from chiprace.evidence.estimate import Estimate, Shape
from chiprace.evidence.facts import Fact
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import CLAIMANT
from chiprace.look.formats import interval, listing, number, times_range
from chiprace.look.tidy import rows
from chiprace.models.ecosystem import developer_counts
from chiprace.models.energy import pair
from chiprace.models.market import HUAWEI, NVIDIA, compute_shipped
from chiprace.models.market_china import china_market
from chiprace.models.market_periods import period_span
from chiprace.models.supernode_pairs import pair_ratios
from chiprace.scenario import Scenario


@dataclass(frozen=True)
class Condition:
    """Something that would have to hold for the conclusion, as a number on a day.

    Parameters
    ----------
    key, name : str
        Short name, and the condition in words.
    claims : str
        The claims that it comes from.
    value, low, high : float
        One side's over the other's, or a share [`unit`]; NaN where nothing is known.
    unit : str
        ``1`` or ``%``.
    threshold : float
        What it is held against.
    at_least : bool
        Whether the value must reach the threshold, or must not exceed it.
    said : str
        By whom, or on what basis.
    facts : tuple of str
        Ids.
    other : str
        Whose stands below in a ratio.
    """

    key: str
    name: str
    claims: str
    value: float
    low: float
    high: float
    unit: str
    threshold: float
    at_least: bool
    said: str
    facts: tuple[str, ...]
    other: str = NVIDIA

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return not math.isnan(self.value)

    @property
    def holds(self) -> bool | None:
        """Whether the whole range is on the right side; None where it reaches over, or no value."""
        if not self.known:
            return None
        low, high = (self.low, self.high) if self.at_least else (-self.high, -self.low)
        threshold = self.threshold if self.at_least else -self.threshold
        return True if low >= threshold else False if high < threshold else None

    @property
    def estimate(self) -> Estimate:
        """The value with its range, as an input to be drawn; shares as triangular."""
        shape: Shape = "triangular" if self.unit == "%" else "log-normal"
        return Estimate(
            self.name, "condition", self.value, self.low, self.high, self.unit, shape=shape
        )

    @property
    def found(self) -> str:
        """The value with its range in words."""
        if not self.known:
            return "not known"
        if self.unit == "%":
            return interval(self.low, self.high, "%")
        return times_range(self.value, self.low, self.high)

    @property
    def told(self) -> str:
        """What it is about, with the value and whose it is a multiple of."""
        return f"{self.key} " + self.found.replace("×", f"× {self.other}'s", 1)


def conditions(evidence: Evidence, scenario: Scenario) -> list[Condition]:
    """Return the conditions that would have to hold for the article's conclusion.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        Prices and terms.

    Returns
    -------
    list of Condition
        Compute made, share of the home market, share of the world, cost of a unit of work, whole
        systems, developers; what is not known has no value.
    """
    return [
        _compute(evidence),
        _home(evidence),
        _world(evidence),
        _cost(evidence, scenario),
        _system(evidence),
        _software(evidence),
    ]


def _condition(
    key: str,
    name: str,
    claims: str,
    values: list[float],
    said: str,
    facts: tuple[str, ...],
    *,
    unit: str = "1",
    threshold: float = EQUAL.value,
    at_least: bool = True,
    other: str = NVIDIA,
) -> Condition:
    """Return a condition; the first of the values is the central one."""
    first = values[0] if values else math.nan
    low, high = (min(values), max(values)) if values else (math.nan, math.nan)
    said = said or "not known"
    return Condition(
        key, name, claims, first, low, high, unit, threshold, at_least, said, facts, other
    )


@remembered
def _compute(evidence: Evidence) -> Condition:
    """Compare the compute made in a year, or shipped in a quarter, by every estimate known."""
    shares: list[tuple[str, float, str]] = []
    shipped = compute_shipped(evidence)
    if shipped is not None:
        voices = {fact.voice for fact in shipped.facts}
        shares.append((listing(sorted(voices)), 1 / shipped.central, " ".join(shipped.ids)))
    stated = [
        fact
        for _, kept, _ in evidence.by_basis("Huawei vs Nvidia", "compute_ratio")
        for fact in kept
        if (span := period_span(fact.period)) and span.start.year <= evidence.year
    ]
    for fact in sorted(stated, key=lambda fact: fact.period, reverse=True):
        value = fact.value / 100 if fact.unit == "%" else fact.value
        shares.append((f"{fact.voice} for {fact.period}", value, fact.id))
    return _condition(
        "compute made in a year",
        "Huawei makes as much compute as Nvidia",
        "C12, C21",
        [value for _, value, _ in shares],
        listing([voice for voice, _, _ in shares]),
        ids([facts for _, _, facts in shares]),
    )


@remembered
def _home(evidence: Evidence) -> Condition:
    """Compare the shares of China's market by every counter of the newest year counted.

    Where Nvidia's share is known of a later year than anybody counts both, it is held against
    Huawei's last counted ones.
    """
    data = china_market(evidence)
    data = data[data["outlook"] == ""]
    both = [
        {row.vendor: row for row in rows(group)} | {"who": (voice, period)}
        for (voice, period), group in data.groupby(["counter", "period"])
        if {HUAWEI, NVIDIA} <= set(group["vendor"])
    ]
    newest = max((parts["who"][1] for parts in both), default="")
    both = [parts for parts in both if parts["who"][1] == newest]
    counted = [
        f"{parts['who'][0]}, {parts['who'][1]}, by {parts[HUAWEI].measure}" for parts in both
    ]
    later = [share for share in nvidia_in_china(evidence) if str(year_of(share)) > newest]
    return _condition(
        "Nvidia's share of China",
        "Nvidia sells no more in China than Huawei",
        "C20",
        [
            float(share / parts[HUAWEI].share)
            for parts in both
            for share in (
                [end for each in later for end in (each.low, each.high)] or [parts[NVIDIA].share]
            )
        ],
        listing([*dict.fromkeys(f"{each.voice}, {each.period}" for each in later), *counted]),
        ids(
            [" ".join(each.facts) for each in later],
            [parts[vendor].facts for parts in both for vendor in (HUAWEI, NVIDIA)],
        ),
        at_least=False,
        other=HUAWEI,
    )


@remembered
def _world(evidence: Evidence) -> Condition:
    """Take the newest estimates of Nvidia's share of the world's or an unnamed market."""
    found = world_shares(evidence)
    years = [
        (span.end if (span := period_span(share.period)) else share.said).year for share in found
    ]
    newest = [share for share, year in zip(found, years, strict=True) if year == max(years)]
    return _condition(
        "Nvidia's share of the world",
        "Nvidia has lost the greater half of the world market",
        "C01",
        [end for share in newest for end in (share.low, share.high)],
        listing(list(dict.fromkeys(share.voice for share in newest))),
        ids([" ".join(share.facts) for share in newest]),
        unit="%",
        threshold=DOMINANT.value,
        at_least=False,
    )


@remembered
def _cost(evidence: Evidence, scenario: Scenario) -> Condition:
    """Take the whole cost of a unit of work, each system at home."""
    found = None
    known: tuple[str, ...] = ()
    try:
        both = pair(evidence, scenario)
        found, known = whole_cost(evidence, scenario, both), both.ids
    except (DataError, BasisError):
        pass
    return _condition(
        "cost of a unit of work",
        "A unit of work costs no more on Huawei's system",
        "C18",
        [] if found is None else [float(each) for each in found],
        "" if found is None else "hardware, building, power and cooling, each at home",
        () if found is None else ids(known),
        at_least=False,
    )


@remembered
def _system(evidence: Evidence) -> Condition:
    """Take the ratios of compute of whole systems due by the year of the day."""
    data = pair_ratios(evidence)
    data = data[(data["quantity"] == "compute") & (data["year"] <= evidence.year)]
    return _condition(
        "compute of a system",
        "Its systems have more compute than Nvidia's of the year",
        "C14, C22",
        [float(row.system) for row in rows(data)],
        f"{len(data)} pairs due by {evidence.year}" if len(data) else "",
        ids(data["facts"]) if len(data) else (),
    )


@remembered
def _software(evidence: Evidence) -> Condition:
    """Compare the newest registered counts of developers, Ascend's and CUDA's."""
    data = developer_counts(evidence)
    own = data[data["series"] == "Ascend"]
    other = _cuda(evidence)
    values: list[float] = []
    said, known = "", ids()
    if len(own) and other is not None:
        values = [float(own["developers"].iloc[-1]) / other.value]
        said = f"{number(other.value / 1e6)} million with CUDA by {other.voice}"
        known = ids(own["facts"].iloc[-1], other.id)
    return _condition(
        "developers", "As many developers register for it", "C02, C23", values, said, known
    )


def _cuda(evidence: Evidence) -> Fact | None:
    """Return the newest count of CUDA developers by anybody."""
    found = [
        fact
        for subject in ("CUDA", NVIDIA)
        for fact in evidence.facts.select(subject, "developers")
        if fact.basis.segment in ("", "CUDA")
        and evidence.knows(fact)
        and not fact.excluded
        and fact.voice != CLAIMANT
    ]
    return max(
        found,
        key=lambda fact: (
            (period_span(fact.period) or parse_span(fact.known_on)).end,
            fact.id,
        ),
        default=None,
    )
