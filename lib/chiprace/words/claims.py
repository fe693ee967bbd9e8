"""The ledger of the claims as tables and sentences."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from chiprace.claims.finding import RATIO, VERDICTS, Decisive, Finding
from chiprace.claims.ledger import counts
from chiprace.evidence.policy import Evidence
from chiprace.look.caption import Caption
from chiprace.look.formats import (
    day,
    interval,
    listing,
    number,
    quantity,
    scaled,
    times,
    times_interval,
)
from chiprace.look.tables import Cell, Column, Row, Table, word_columns

#: What each claim is about, in a few words.
LINES = {
    "C01": "Nvidia's share of the market",
    "C02": "Developers on Ascend",
    "C03": "Ascend 910C in the table",
    "C04": "Ascend 950DT in the table",
    "C05": "Ascend 960 in the table",
    "C06": "Ascend 970 in the table",
    "C07": "Exponential growth",
    "C08": "One Ascend is no rival",
    "C09": "CloudMatrix joins its chips",
    "C10": "Outdoes the H800 in serving",
    "C11": "Parameters of DeepSeek R1",
    "C12": "Atlas 950 SuperCluster",
    "C13": "Atlas 960 SuperCluster",
    "C14": "Systems outperform",
    "C15": "Far less power-efficient",
    "C16": "Many more chips for equal work",
    "C17": "Significantly more energy",
    "C18": "Cheap energy offsets it",
    "C19": "Substantial local subsidies",
    "C20": "A safe market without Nvidia",
    "C21": "Makes everything itself",
    "C22": "Scale makes up for weak chips",
    "C23": "Developer base grows fast",
    "C24": "Poised to topple Nvidia",
}

COUNT_NOTE = "Evidence: facts measured or counted / the vendor's word / estimated or by the press"
FLIP_NOTE = (
    "Flips at: the value of the deciding input at which the result crosses the threshold of the "
    "rule, all other inputs at their central values"
)


def amount(value: float, unit: str) -> str:
    """Write an input's value with its unit; a ratio has the unit ``×``."""
    if unit == RATIO:
        return times(value)
    if unit == "USD/kWh":
        return f"{number(100 * value, 3)} ct/kWh"
    if unit == "1" and value >= 1e9:
        return f"{number(value / 1e9)} billion"
    if unit == "1" and value >= 1e6:
        return f"{number(value / 1e6)} million"
    return quantity(value, unit)


def amount_with_range(value: float, low: float, high: float, unit: str) -> str:
    """Write an input's value with its unit and, where it has one, its range."""
    if low == high:
        return amount(value, unit)
    if unit == "USD/kWh":
        ends = interval(100 * low, 100 * high)
    elif unit == RATIO:
        ends = times_interval(low, high)[:-2]
    else:
        by = scaled(value, unit)[0] / value if value else 1.0
        ends = interval(by * low, by * high)
    return f"{amount(value, unit)} ({ends})"


def decided_by(found: Decisive) -> str:
    """Write a decisive input with its value today and the range of it."""
    ranged = amount_with_range(found.value, found.low, found.high, found.unit)
    return f"{found.name}: {ranged}"


def say_finding(findings: Iterable[Finding], evidence: Evidence) -> str:
    """Open the chapter: how many claims have which verdict, and the conclusion's."""
    findings = tuple(findings)
    told = [f"{count} {verdict}" for verdict, count in counts(findings).items() if count]
    last = findings[-1]
    return (
        f"Of the {len(findings)} claims of the article, seen from {day(evidence.as_of)}, "
        f"the verdicts are: {listing(told)}. Its "
        "conclusion, that Huawei is about to end the reign of Nvidia, is "
        f"**{last.verdict}**. {last.answer.reason}."
    )


def table_ledger(findings: Iterable[Finding]) -> Table:
    """Build the ledger: what was stated, what is found, the verdict and what decides it."""
    columns = (
        *word_columns("Claim", "Stated", "Found", "Verdict"),
        Column("Evidence"),
        *word_columns("Decided by", "Flips at"),
    )
    return Table(columns, tuple(_ledger_row(each) for each in findings))


def _ledger_row(each: Finding) -> Row:
    found = each.answer.decisive
    flips = f"{amount(found.flips_at, found.unit)} → {found.becomes}" if found else "no number"
    return Row(
        (
            Cell(f"{each.key} {LINES[each.key]}", facts=each.facts),
            Cell(each.answer.stated),
            Cell(each.answer.found, mark="missing" if each.verdict == "not testable" else ""),
            Cell(each.verdict, mark="revised" if each.verdict == "contradicted" else ""),
            Cell(f"{each.measured} / {each.vendor} / {each.estimated}"),
            Cell(decided_by(found) if found else each.answer.hangs_on),
            Cell(flips),
        )
    )


def caption_ledger(findings: Iterable[Finding], evidence: Evidence) -> Caption:
    """Say what the ledger shows."""
    found = counts(findings)
    backed = found["supported"] + found["supported with a caveat"]
    return Caption(
        key="ledger",
        title=(
            f"{backed} claims are borne out, {found['contested']} contested, "
            f"{found['contradicted']} contradicted"
        ),
        subtitle=f"All claims of the article in its order, as of {day(evidence.as_of)}",
        notes=(COUNT_NOTE, FLIP_NOTE),
    )


def table_why(findings: Iterable[Finding]) -> Table:
    """Build the reasons: each verdict in a sentence, and where the report shows it."""
    return Table(
        word_columns("Claim", "Verdict", "Why", "Shown in"),
        tuple(
            Row(
                (
                    Cell(f"{each.key} {LINES[each.key]}", facts=each.facts),
                    Cell(each.verdict),
                    Cell(f"{each.answer.reason}."),
                    Cell(each.exhibit),
                )
            )
            for each in findings
        ),
    )


def caption_why(findings: Iterable[Finding]) -> Caption:
    """Say what the reasons show: how much of the evidence was measured."""
    measured, vendor, estimated = _evidence(findings)
    whole = measured + vendor + estimated
    share = f"{number(100 * measured / whole, 2)}%" if whole else "none"
    return Caption(
        key="why",
        title=f"Of the evidence behind the verdicts {share} was measured or counted",
        subtitle="The reason for each verdict with its numbers, and the exhibits that show it",
    )


def _evidence(findings: Iterable[Finding]) -> tuple[int, int, int]:
    listed = tuple(findings)
    return (
        sum(each.measured for each in listed),
        sum(each.vendor for each in listed),
        sum(each.estimated for each in listed),
    )


def table_rules(findings: Iterable[Finding]) -> Table:
    """Build the rules of the verdicts in words, one a claim."""
    return Table(
        word_columns("Claim", "Rule"),
        tuple(Row((Cell(f"{each.key} {LINES[each.key]}"), Cell(each.rule))) for each in findings),
    )


def caption_rules() -> Caption:
    """Say what the rules are."""
    return Caption(
        key="rules",
        title="Each verdict follows from a rule, the same on every day and under every policy",
        subtitle=f"Rule by rule; a verdict is one of: {', '.join(VERDICTS)}",
        notes=("A claim is not testable on a day on which what its rule needs was not known",),
    )


def say_grounds(findings: Iterable[Finding], evidence: Evidence) -> str:
    """Close the chapter with what the verdicts rest on and what is not known."""
    listed = tuple(findings)
    measured, vendor, estimated = _evidence(listed)
    never = [each.key for each in listed if each.facts and not each.measured]
    alone = [
        each.key for each in listed if each.vendor and not each.measured and not each.estimated
    ]
    blind = [each.key for each in listed if each.verdict == "not testable"]
    parts = [
        f"As of {day(evidence.as_of)} the verdicts rest on {measured} uses of a measured or "
        f"counted fact, {vendor} of a vendor's word and {estimated} of an estimate or a press "
        "report; a fact that serves several claims counts for each.",
        f"Nothing measured stands behind {len(never)} of the {len(listed)} claims.",
        f"Behind {listing(alone)} stands the vendor's word alone." if alone else "",
        f"Not testable on this day: {listing(blind)}." if blind else "",
        "The rules read words of the article as numbers; another reading of 'far', 'fast' or "
        "'comparable' would move some verdicts, and the column 'flips at' says how far. The board "
        "of conditions says what holds on the day and makes no forecast.",
    ]
    return " ".join(part for part in parts if part)


def lined(data: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the claims' few words in a column ``line``, for a figure."""
    return data.assign(line=[LINES[key] for key in data["id"]])


def span_of(days: Iterable[date]) -> str:
    """Write the first and the last of some days."""
    listed = sorted(days)
    if listed[0] == listed[-1]:
        return day(listed[0])
    return f"{day(listed[0])} to {day(listed[-1])}"
