"""The two roadmaps over time: values with their plans, doubling times, years behind."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from chiprace.dates import year_fraction
from chiprace.errors import BasisError
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.look.tidy import rows as as_rows
from chiprace.models.growth import Dated, growth, lag
from chiprace.models.releases import Release, release
from chiprace.models.roadmap_values import (
    HUAWEI,
    METRICS,
    NVIDIA,
    ROUNDING,
    Metric,
    current,
    holds,
    planned,
    replaced,
)


@dataclass(frozen=True)
class Timeline:
    """Values over release dates, tidy, and the notes that belong to them.

    Parameters
    ----------
    frame : DataFrame
        One row for each chip, metric and stage (``now`` or ``plan``); a plan that was revised
        names in ``towards`` the chip that its arrow points to.
    noted : tuple of (str, str)
        Key of the metric, and a conversion, a variant or what was left out.
    """

    frame: pd.DataFrame
    noted: tuple[tuple[str, str], ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes, each once."""
        return tuple(dict.fromkeys(note for _, note in self.noted))

    def of(self, metrics: Iterable[Metric]) -> "Timeline":
        """Return the part that is about some of the metrics."""
        keys = {metric.key for metric in metrics}
        return Timeline(
            self.frame[self.frame["metric"].isin(keys)],
            tuple(pair for pair in self.noted if pair[0] in keys),
        )


COLUMNS = (
    "chip",
    "maker",
    "metric",
    "label",
    "stage",
    "towards",
    "when",
    "start",
    "end",
    "value",
    "low",
    "high",
    "unit",
    "mark",
    "exists",
    "facts",
)
GROWTH_COLUMNS = (
    "metric",
    "label",
    "maker",
    "doubling",
    "low",
    "high",
    "points",
    "built",
    "facts",
)
LAG_COLUMNS = (
    "chip",
    "metric",
    "label",
    "value",
    "unit",
    "exists",
    "first",
    "lag",
    "low",
    "high",
    "at_least",
    "facts",
)


@remembered
def timeline(evidence: Evidence, metrics: Iterable[Metric] = METRICS) -> Timeline:
    """Return both roadmaps on the day of the edition.

    Parameters
    ----------
    evidence : Evidence
        The facts, the day and the policy.
    metrics : iterable of Metric, optional
        What is asked for.

    Returns
    -------
    Timeline
        Dates as decimal years; ``start`` and ``end`` are the ends of the written date.
    """
    rows: list[dict[str, object]] = []
    noted: list[tuple[str, str]] = []
    for metric in metrics:
        for chip in (*HUAWEI, *NVIDIA):
            when = release(evidence, chip)
            successors = replaced(evidence, chip)
            try:
                now = current(evidence, chip, metric)
            except BasisError as error:
                noted.append((metric.key, f"{error}; left out"))
                continue
            if when is None:
                continue
            if now is None:
                noted.append((metric.key, f"{chip}: no value known on this day for {metric.label}"))
                continue
            if not successors:
                rows.append(_row(evidence, metric, chip, now, when))
                noted += [(metric.key, note) for note in now.notes]
            first = planned(evidence, chip, metric)
            if first is None:
                continue
            if successors or _differ(first, now, when):
                rows += [
                    _row(evidence, metric, chip, *first, towards=other)
                    for other in successors or (chip,)
                ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return Timeline(frame, tuple(noted))


def year_range(frame: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of a time axis that holds every release of a timeline, with some room."""
    return math.floor(frame["end"].min()) - 0.1, math.ceil(frame["end"].max()) + 0.45


def doubling_times(frame: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Fit the growth of each maker's chips in each metric.

    Parameters
    ----------
    frame : DataFrame
        Of `timeline`.
    confidence : float
        Share of cases that the interval covers.

    Returns
    -------
    DataFrame
        Doubling time with its interval [months]: infinite where no growth is within it, NaN
        where two points leave none; only what has two dates at least.
    """
    rows = []
    now = frame[frame["stage"] == "now"]
    for (metric, label, maker), group in now.groupby(["metric", "label", "maker"], sort=False):
        if group["end"].nunique() < 2:
            continue
        fit = growth(group["end"], group["value"], confidence)
        rows.append(
            {
                "metric": metric,
                "label": label,
                "maker": maker,
                "doubling": 12 * fit.doubling,
                "low": 12 * fit.doubling_low,
                "high": 12 * fit.doubling_high,
                "points": fit.points,
                "built": int(group["exists"].sum()),
                "facts": " ".join(group["facts"]),
            }
        )
    return pd.DataFrame(rows, columns=list(GROWTH_COLUMNS))


def lags(frame: pd.DataFrame) -> pd.DataFrame:
    """Compare each Ascend chip with the first Nvidia chip of at least the same value.

    Parameters
    ----------
    frame : DataFrame
        Of `timeline`.

    Returns
    -------
    DataFrame
        ``lag``, ``low`` and ``high`` [years], above zero where the Ascend chip comes later;
        ``first`` is empty and the lag NaN where no listed Nvidia chip reaches the value;
        ``at_least`` where the first listed chip does, so that an earlier one may have.
    """
    rows = []
    now = frame[frame["stage"] == "now"]
    nvidia = now[now["maker"] == "Nvidia"]
    first_listed = nvidia.sort_values("end")["chip"].iloc[0] if len(nvidia) else ""
    rivals = {metric: as_rows(group) for metric, group in nvidia.groupby("metric", sort=False)}
    for own in as_rows(now[now["maker"] == "Huawei"]):
        others = rivals.get(own.metric)
        if not others:
            continue
        found = lag(_dated(own), [_dated(other) for other in others])
        # Where none reaches the value, the best of them shows it.
        best = sorted(others, key=lambda other: other.value)[-1]
        name = found.first.name if found else best.chip
        same = ("chip", "metric", "label", "value", "unit", "exists")
        rows.append(
            {
                **{key: getattr(own, key) for key in same},
                "first": found.first.name if found else "",
                "lag": found.central if found else math.nan,
                "low": found.low if found else math.nan,
                "high": found.high if found else math.nan,
                "at_least": found is not None and found.first.name == first_listed,
                "facts": " ".join(
                    [own.facts, *(each.facts for each in others if each.chip == name)]
                ),
            }
        )
    return pd.DataFrame(rows, columns=list(LAG_COLUMNS))


def _dated(row: Any) -> Dated:
    return Dated(row.chip, row.value, row.start, row.end)


def _row(
    evidence: Evidence,
    metric: Metric,
    chip: str,
    value: Estimate,
    when: Release,
    towards: str = "",
) -> dict[str, object]:
    return {
        **value.row(),
        "chip": chip,
        "maker": evidence.facts.subject(chip).maker,
        "metric": metric.key,
        "label": metric.label,
        "stage": "plan" if towards else "now",
        "towards": towards,
        "when": when.span.text,
        "start": year_fraction(when.span.start),
        "end": year_fraction(when.span.end),
        "exists": when.exists and not towards,
        "facts": " ".join((*value.ids, when.fact.id)),
    }


def _differ(first: tuple[Estimate, Release], now: Estimate, when: Release) -> bool:
    value, then = first
    return abs(value.central / now.central - 1) > ROUNDING or not (
        holds(when.span, then.span) or holds(then.span, when.span)
    )
