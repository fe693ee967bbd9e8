"""Promise and product: what was announced against what was later listed or planned anew."""

import math
from dataclasses import dataclass, field, replace

import pandas as pd

from chiprace.evidence.arithmetic import ratio
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.models.conversions import card_to_package, read_as_both_ways, read_as_dense


@dataclass(frozen=True)
class Side:
    """Where one side of a pair is looked up."""

    subject: str
    kinds: tuple[str, ...]
    variants: tuple[str, ...] = ("",)
    basis: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Promise:
    """One thing announced, and where its later value is to be found.

    Parameters
    ----------
    group, label : str
        What it is.
    attribute, unit : str
        As in the tables.
    later : {"listed", "planned anew"}
        What the later value is.
    first, then : Side
        The announcement, and the later statement.
    """

    group: str
    label: str
    attribute: str
    unit: str
    later: str
    first: Side
    then: Side


_PLAN, _SHEET = ("announced",), ("datasheet", "announced")


def _peak(number_format: str) -> dict[str, str]:
    return {"number_format": number_format, "level": "peak"}


def _chip(attribute: str, unit: str, label: str, number_format: str = "") -> Promise:
    peak = _peak(number_format) if number_format else {}
    first = Side("Ascend 950PR", _PLAN, basis={"scope": "package", **peak})
    then = Side("Ascend 950PR", _SHEET, ("matrix; 32 cores",), {"scope": "package", **peak})
    if not number_format:
        then = Side("Atlas 350", _SHEET, basis={"scope": "card"})
    return Promise("Ascend 950PR", label, attribute, unit, "listed", first, then)


def _pod(attribute: str, unit: str, label: str, segment: str = "", **basis: str) -> Promise:
    name, where = "Atlas 950 SuperPoD", {"scope": "supernode", **basis}
    if segment:
        where["segment"] = segment
    return Promise(
        "Atlas 950 pod",
        label,
        attribute,
        unit,
        "listed",
        Side(name, _PLAN, ("8,192 NPUs",), where),
        Side(name, ("datasheet",), ("1,024 NPUs",), where),
    )


def _plan(attribute: str, unit: str, label: str, **basis: str) -> Promise:
    side = Side("Ascend 970", _PLAN, basis={"scope": "package", **basis})
    return Promise("Ascend 970", label, attribute, unit, "planned anew", side, side)


PROMISES = (
    _chip("compute", "PFLOPS", "FP8", "FP8"),
    _chip("compute", "PFLOPS", "FP4", "FP4"),
    _chip("memory_capacity", "GB", "Memory"),
    _chip("memory_bandwidth", "TB/s", "Memory bandwidth"),
    Promise(
        "Ascend 950DT",
        "Memory",
        "memory_capacity",
        "GB",
        "listed",
        Side("Ascend 950DT", _PLAN, basis={"scope": "package"}),
        Side("Ascend 950DT", ("datasheet",), ("96 GB",), {"scope": "package"}),
    ),
    _pod("accelerator_count", "1", "NPUs", level=""),
    _pod("compute", "EFLOPS", "FP8", number_format="FP8"),
    _pod("memory_capacity", "TB", "Memory", "HBM"),
    _pod("interconnect_bandwidth", "PB/s", "Link"),
    _plan("compute", "PFLOPS", "FP8", **_peak("FP8")),
    _plan("compute", "PFLOPS", "FP4", **_peak("FP4")),
    _plan("memory_capacity", "GB", "Memory"),
    _plan("interconnect_bandwidth", "TB/s", "Link"),
)

COLUMNS = (
    "group",
    "label",
    "unit",
    "later",
    "announced",
    "value",
    "share",
    "low",
    "high",
    "facts",
)


def promises(evidence: Evidence) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Compare first announcements with what is listed or planned on the day.

    Parameters
    ----------
    evidence : Evidence
        The facts, the day and the policy.

    Returns
    -------
    DataFrame
        One row for each promise: ``share`` of the announcement with its range [%], NaN where
        nothing newer is known; ``announced`` is NaN before the announcement.
    tuple of str
        Notes on conversions and variants.
    """
    rows = []
    notes: list[str] = []
    for promise in PROMISES:
        first = _first(evidence, promise)
        then = _then(evidence, promise, first) if first else None
        share = ratio(replace(then, subject=first.subject), first) if first and then else None
        notes += share.notes if share else ()
        rows.append(
            {
                "group": promise.group,
                "label": promise.label,
                "unit": promise.unit,
                "later": promise.later,
                "announced": first.central if first else math.nan,
                "value": then.central if then else math.nan,
                "share": 100 * share.central if share else math.nan,
                "low": 100 * share.low if share else math.nan,
                "high": 100 * share.high if share else math.nan,
                "facts": " ".join(share.ids if share else first.ids if first else ()),
            }
        )
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame, tuple(dict.fromkeys(notes))


def _first(evidence: Evidence, promise: Promise) -> Estimate | None:
    side = promise.first
    days = [
        fact.known
        for fact in evidence.facts.select(side.subject, promise.attribute)
        if fact.kind in side.kinds
        and fact.variant in side.variants
        and not fact.excluded
        and evidence.knows(fact)
        and all(getattr(fact.basis, aspect) == word for aspect, word in side.basis.items())
    ]
    return _look(evidence.at(min(days)), promise, side) if days else None


def _then(evidence: Evidence, promise: Promise, first: Estimate) -> Estimate | None:
    found = _look(evidence, promise, promise.then)
    if found is None or set(found.ids) & set(first.ids):
        return None
    return found


def _look(evidence: Evidence, promise: Promise, side: Side) -> Estimate | None:
    found = evidence.find(
        side.subject,
        promise.attribute,
        unit=promise.unit,
        variant=side.variants,
        kinds=side.kinds,
        basis=side.basis,
    )
    if found is None:
        return None
    if found.basis.sparsity == "unstated":
        found = read_as_dense(found)
    if found.basis.direction == "unstated":
        found = read_as_both_ways(found)
    if found.basis.scope == "card":
        found = card_to_package(found, evidence)
    return found
