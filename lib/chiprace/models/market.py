"""Shares of the market for accelerators: whose, by whom, of what and by which measure.

A share is of a region, of a class of goods and by a measure; shares of unlike ones stand side by
side here and are never averaged.
"""

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from chiprace.evidence.arithmetic import ratio
from chiprace.evidence.estimate import MARKS, NOTES, Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import CLAIMANT, speaker
from chiprace.models.market_periods import period_span

NVIDIA = "Nvidia"
HUAWEI = "Huawei"

_MEASURES = (("by value", "value"), ("by units", "units"))

#: A share is of the market for accelerators if the goods begin so; whose goods are others is not.
_GOODS = ("AI accelerators", "AI server chips", "data-centre GPUs", "GPUs")

#: Words of a condition that the other columns say already.
_SAID_ELSEWHERE = ("forecast", "counted as cards", "GPUs only", "GPUs for AI", "analysts' range")

GROUPS = {
    ("world", "all"): "World, all accelerators",
    ("unstated", "all"): "Region not stated, all accelerators",
    ("world", "GPUs"): "World or not stated, GPUs only",
    ("unstated", "GPUs"): "World or not stated, GPUs only",
    ("country", "all"): "China",
    ("country", "GPUs"): "China",
}


_SHARE_COLUMNS = [
    "group",
    "voice",
    "period",
    "stated",
    "region",
    "counted",
    "measure",
    "low",
    "high",
    "bound",
    "outlook",
    "condition",
    "mark",
    "notes",
    "facts",
]


@dataclass(frozen=True)
class Share:
    """A share of a market as one voice gives it: a point, or the two ends of a range [%]."""

    subject: str
    voice: str
    region: str
    counted: str
    measure: str
    period: str
    stated: str
    said: date
    low: float
    high: float
    bound: str
    outlook: str
    mark: str
    facts: tuple[str, ...]
    condition: str = ""
    notes: tuple[str, ...] = ()


@remembered
def shares(evidence: Evidence, subject: str) -> list[Share]:
    """Return every share of a vendor, one voice, period and measure at a time.

    The two ends of a range are one share. What one voice says of one period in the same number,
    once with and once without the measure, is one share with the measure.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    subject : str
        A vendor or a group of vendors.

    Returns
    -------
    list of Share
        Oldest first.
    """
    found: list[Share] = []
    for _, kept, _ in evidence.by_basis(subject, "market_share"):
        voices = dict.fromkeys(fact.voice for fact in kept)
        for voice in voices:
            mine = [
                fact
                for fact in kept
                if fact.voice == voice and fact.basis.segment.startswith(_GOODS)
            ]
            found += [
                _share(group, evidence)
                for group in (
                    [fact for fact in mine if fact.bound in ("low", "high")],
                    *([fact] for fact in mine if fact.bound not in ("low", "high")),
                )
                if group
            ]
    return sorted(_merged(found), key=lambda share: (_moment(share), share.voice, share.low))


def nvidia_shares(evidence: Evidence) -> pd.DataFrame:
    """Return every estimate of Nvidia's share of a market for AI accelerators.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``group, voice, period, stated, region, counted, measure, low, high, bound, outlook,
        condition, mark, notes, facts``; one row an estimate [%], in the order of
        `GROUPS`, then by date.
    """
    order = list(dict.fromkeys(GROUPS.values()))
    grouped = [(GROUPS[share.region, share.counted], share) for share in shares(evidence, NVIDIA)]
    records = [
        {
            "group": group,
            "voice": share.voice,
            "period": share.period,
            "stated": share.stated,
            "region": "China" if share.region == "country" else share.region,
            "counted": share.counted,
            "measure": share.measure,
            "low": share.low,
            "high": share.high,
            "bound": share.bound,
            "outlook": share.outlook,
            "condition": share.condition,
            "mark": share.mark,
            "notes": NOTES.join(share.notes),
            "facts": " ".join(share.facts),
        }
        for group, share in sorted(grouped, key=lambda pair: order.index(pair[0]))
    ]
    return pd.DataFrame(records, columns=_SHARE_COLUMNS)


@dataclass(frozen=True)
class Band:
    """The range that the article under test states [%], and its facts."""

    low: float
    high: float
    facts: tuple[str, ...]


def article_band(evidence: Evidence) -> Band:
    """Return the article's own range of Nvidia's share, whatever the day.

    Parameters
    ----------
    evidence : Evidence
        Where its facts stand.

    Returns
    -------
    Band
        Low and high end [%].
    """
    facts = evidence.facts.select(NVIDIA, "market_share", where=lambda fact: fact.voice == CLAIMANT)
    values = [fact.value for fact in facts]
    return Band(min(values), max(values), tuple(fact.id for fact in facts))


def inside(data: pd.DataFrame, band: Band) -> pd.Series:
    """Say of each estimate whether all of its range lies in a band; "at least" reaches 100%.

    Parameters
    ----------
    data : DataFrame
        From `nvidia_shares`.
    band : Band
        From `article_band`.

    Returns
    -------
    Series of bool
        In the order of the rows.
    """
    high = data["high"].where(data["bound"] != "at_least", 100.0)
    return (data["low"] >= band.low) & (high <= band.high)


def _share(group: list[Fact], evidence: Evidence) -> Share:
    first = group[0]
    maker = evidence.facts.subject(first.subject).name
    own = speaker(first, maker) == maker
    values = [fact.value for fact in group]
    return Share(
        subject=first.subject,
        voice=first.voice,
        region=first.basis.scope,
        counted="GPUs" if "GPU" in first.basis.segment else "all",
        measure=_measure(first.basis.segment),
        period="" if first.period == "unstated" else first.period,
        stated=first.known_on,
        said=first.known,
        low=min(values),
        high=max(values),
        bound=first.bound if len(group) == 1 else "",
        outlook=first.outlook,
        mark="vendor" if own else MARKS[first.kind],
        facts=tuple(fact.id for fact in group),
        condition="; ".join(
            part
            for part in first.condition.split("; ")
            if part and "unstated" not in part and part not in _SAID_ELSEWHERE
        ),
    )


def _measure(segment: str) -> str:
    return next((name for words, name in _MEASURES if words in segment), "unstated")


def _merged(found: list[Share]) -> list[Share]:
    """Put a voice's statements of one number for one period together, measured ones first."""
    kept: dict[tuple[object, ...], Share] = {}
    for share in sorted(found, key=lambda share: share.measure == "unstated"):
        key = (share.voice, share.region, share.counted, share.period, share.low, share.high)
        alike = [
            name
            for name in kept
            if name[:-1] == key and (name[-1] == share.measure or share.measure == "unstated")
        ]
        if share.period and alike:
            other = kept[alike[0]]
            ids = tuple(dict.fromkeys((*other.facts, *share.facts)))
            kept[alike[0]] = replace(other, facts=ids)
        else:
            kept[(*key, share.measure)] = share
    return list(kept.values())


def _moment(share: Share) -> date:
    if share.condition.startswith("before"):
        return date.min
    span = period_span(share.period)
    return span.end if span else share.said


def compute_shipped(evidence: Evidence) -> Estimate | None:
    """Return Nvidia's over Huawei's compute shipped in the newest quarter that both are known for.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    Estimate or None
        Ratio of the counts in equivalents of an H100, by one estimator; None where one is not
        known.
    """
    pair = [evidence.find(maker, "h100_equivalents") for maker in (NVIDIA, HUAWEI)]
    if pair[0] is None or pair[1] is None:
        return None
    return ratio(pair[0], pair[1])
