"""Verdicts through time and under several scenarios: captions, tables and sentences."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from chiprace.look.caption import Caption
from chiprace.look.formats import day, listing, number, times, times_interval
from chiprace.look.tables import Cell, Row, Table, word_columns
from chiprace.look.tidy import rows
from chiprace.scenario import Scenario, choices, readable
from chiprace.words.claims import LINES, span_of

#: Ids of facts, as reasons cite them.
_FACT = re.compile(r"\b[A-Z]{2}\d{4}\b")

#: Verdicts that were reached on evidence, from the worst for a claim to the best.
_ORDER = ("contradicted", "contested", "supported with a caveat", "supported")


def caption_through_time(data: pd.DataFrame, article: str) -> Caption:
    """Say how the verdicts moved, from `chiprace.claims.grid.through_time`.

    Parameters
    ----------
    data : DataFrame
        A row a month and claim.
    article : str
        Day of the article; what moved is counted from the last month before it.
    """
    days = list(dict.fromkeys(data["as_of"]))
    then = max((moment for moment in days if moment < article), default=days[0])
    first, last = (rows(data[data["as_of"] == moment]) for moment in (then, days[-1]))
    pairs = [(old.verdict, new.verdict) for old, new in zip(first, last, strict=True)]
    moved = sum(old != new for old, new in pairs)
    worse = sum(_falls(old, new) for old, new in pairs)
    since = "the article" if then < article < days[-1] else "the first month"
    span = span_of(pd.to_datetime(days).date)
    return Caption(
        key="verdicts-through-time",
        title=(
            f"{moved} of {len(first)} verdicts moved since {since}; {worse} claims fared worse"
            if len(days) > 1
            else f"The verdicts of one day: {span}"
        ),
        subtitle=(
            f"Verdict by claim at the end of each month, {span}; a bar left of a cell: another "
            "verdict than before"
        ),
        alt=" ".join(
            f"{key} {LINES[str(key)]}: "
            + ", then ".join(f"{row.verdict} ({row.as_of})" for row in _steps(group))
            + "."
            for key, group in data.groupby("id", sort=False)
        ),
    )


def _falls(old: str, new: str) -> bool:
    """Say whether a claim is borne out less than before, where it is judged at all."""
    if new not in _ORDER:
        return False
    if old not in _ORDER:
        return new in _ORDER[:2]
    return _ORDER.index(new) < _ORDER.index(old)


def _steps(group: pd.DataFrame) -> list[Any]:
    listed = rows(group)
    return [listed[0], *(row for row in listed[1:] if row.marked)]


def say_scenarios(data: pd.DataFrame) -> str:
    """Say on how many claims the scenarios of one day disagree, and what another day alone does.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.claims.grid.side_by_side`.
    """
    newest = max(data["as_of"])
    together = data[data["as_of"] == newest]
    split = _disagreed(together)
    same = together["id"].nunique() - len(split)
    names = [readable(name) for name in dict.fromkeys(together["scenario"])]
    text = (
        f"Seen from {_day(newest)}, {len(names)} scenarios ({listing(names)}) agree on {same} of "
        f"{together['id'].nunique()} verdicts"
    )
    text += f" and differ on {len(split)}: {listing(split)}." if split else "."
    for name, group in data[data["as_of"] < newest].groupby("scenario", sort=False):
        moved = list(group[group["marked"]]["id"])
        text += (
            f" {readable(str(name))} sees the facts from {_day(group['as_of'].iloc[0])}; "
            f"{len(moved)} of its verdicts are other ones than those of the baseline"
            + (f": {listing(moved)}." if moved else ".")
        )
    return text


def caption_scenarios(data: pd.DataFrame) -> Caption:
    """Say on how many claims the choice of scenario decides."""
    together = data[data["as_of"] == max(data["as_of"])]
    sides = data[data["scenario"].isin(("huawei_case", "nvidia_case"))]
    split = _disagreed(sides)
    title = (
        f"Between the strongest cases of both sides {len(split)} of {sides['id'].nunique()} "
        f"verdicts {'differs' if len(split) == 1 else 'differ'}"
        + (f": {listing(split)}" if split else "")
        if sides["scenario"].nunique() == 2
        else f"The scenarios differ on {len(_disagreed(together))} verdicts"
    )
    return Caption(
        key="scenarios",
        title=title,
        subtitle=(
            "Verdict by claim and scenario; a bar left of a cell: another verdict than under "
            f"{readable(data['scenario'].iloc[0]).lower()}"
        ),
        alt=" ".join(
            f"{key} {LINES[str(key)]}: "
            + "; ".join(
                f"{verdict} under {listing([readable(name) for name in each['scenario']])}"
                for verdict, each in group.groupby("verdict", sort=False)
            )
            + "."
            for key, group in data.groupby("id", sort=False)
        ),
        notes=tuple(
            f"{readable(str(name))}: seen from {_day(group['as_of'].iloc[0])}"
            for name, group in data.groupby("scenario", sort=False)
        ),
    )


def caption_ratios(data: pd.DataFrame) -> Caption:
    """Say which headline ratios cross one between scenarios, from `ratios_side_by_side`."""
    labels = dict(zip(data["key"], data["label"], strict=True))
    crossing = [
        labels[str(key)].split(",")[0].removesuffix(" for it").lower()
        for key, group in data.groupby("key", sort=False)
        if group["value"].min() < 1 <= group["value"].max()
    ]
    return Caption(
        key="scenario-ratios",
        title=(
            f"The scenario decides who is ahead by {listing(crossing)}"
            if crossing
            else "No scenario changes who is ahead in any headline ratio"
        ),
        subtitle="CloudMatrix 384 over GB200 NVL72, central value and range by scenario",
        alt=" ".join(
            f"{labels[str(key)]}: "
            + "; ".join(
                f"{readable(row.scenario)} {times(row.value)} ({times_interval(row.low, row.high)})"
                for row in rows(group)
            )
            + "."
            for key, group in data.groupby("key", sort=False)
        ),
    )


def cited(reason: str) -> tuple[str, ...]:
    """Return the ids of the facts that a reason cites."""
    return tuple(dict.fromkeys(_FACT.findall(reason)))


def shown_value(value: Any) -> str:
    """Write the value of a parameter; ``from the facts`` for none."""
    if value is None:
        return "from the facts"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {text}" for key, text in value.items()) or "none"
    if isinstance(value, float):
        return number(value, 8)
    return str(value) or "none"


def table_scenarios(scenarios: Sequence[Scenario]) -> Table:
    """List every choice of every scenario with its reason and the facts behind it."""
    listed = []
    for scenario in scenarios:
        name = readable(scenario.name)
        picked: Mapping[str, Any] = choices(scenario)
        if not picked:
            listed.append(Row((Cell(name), Cell("none"), Cell("none"), Cell(scenario.about))))
        for key, value in picked.items():
            reason = scenario.reasons.get(key, "")
            listed.append(
                Row(
                    (
                        Cell(name, facts=cited(reason)),
                        Cell(key.replace("_", " ").replace(" | ", ", ")),
                        # A pure number has the unit 1, which goes without saying.
                        Cell(shown_value(value).removesuffix(" 1")),
                        Cell(reason or "No reason is given."),
                    )
                )
            )
    columns = word_columns("Scenario", "Choice", "Value", "Because")
    return Table(columns, tuple(listed))


def caption_choices(scenarios: Sequence[Scenario]) -> Caption:
    """Say how many choices the scenarios make."""
    count = sum(len(choices(scenario)) for scenario in scenarios)
    return Caption(
        key="scenario-choices",
        title=f"{count} choices make {len(scenarios)} scenarios, each with its reason",
        subtitle="What each scenario sets to another value than the default, and the fact it is",
        notes=tuple(
            f"{readable(scenario.name)}: {scenario.about.rstrip('.')}" for scenario in scenarios
        ),
    )


def _disagreed(data: pd.DataFrame) -> list[str]:
    """Return the claims on which scenarios disagree."""
    verdicts = data.groupby("id", sort=False)["verdict"].nunique()
    return [str(key) for key in verdicts.index[verdicts > 1]]


def _day(text: str) -> str:
    return day(pd.Timestamp(text).date())
