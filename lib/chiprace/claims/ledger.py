"""The ledger: all claims of the article on a day, as findings and as a table of data."""

import math
from collections.abc import Iterable, Mapping

import pandas as pd

from chiprace.chance.draws import Outcome, outcomes
from chiprace.claims import (
    chips,
    clusters,
    conclusion,
    ecosystem,
    energy,
    market,
    practice,
    roadmap,
    systems,
)
from chiprace.claims.finding import RATIO, VERDICTS, Finding
from chiprace.claims.rule import Test
from chiprace.evidence.policy import Evidence
from chiprace.scenario import Scenario

#: One test for each claim, by number.
TESTS: tuple[Test, ...] = tuple(
    sorted(
        (
            test
            for module in (
                chips,
                clusters,
                conclusion,
                ecosystem,
                energy,
                market,
                practice,
                roadmap,
                systems,
            )
            for test in module.TESTS
        ),
        key=lambda test: test.key,
    )
)

COLUMNS = (
    "id",
    "section",
    "claim",
    "stated",
    "found",
    "value",
    "low",
    "high",
    "unit",
    "verdict",
    "reason",
    "measured",
    "vendor",
    "estimated",
    "decisive",
    "decisive_unit",
    "today",
    "flips_at",
    "becomes",
    "number",
    "given",
    "p5",
    "p50",
    "p95",
    "holds",
    "exhibits",
    "rule",
    "facts",
)


def evaluate(
    evidence: Evidence, scenario: Scenario, chapter: str | None = None
) -> tuple[Finding, ...]:
    """Test the claims of the article.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        Prices, shares and terms that models take.
    chapter : str, optional
        Name of a chapter; only the claims that it shows.

    Returns
    -------
    tuple of Finding
        One for each claim, by number.
    """
    return tuple(
        test(evidence, scenario) for test in TESTS if chapter is None or test.in_chapter(chapter)
    )


def chances(findings: Iterable[Finding], scenario: Scenario) -> dict[str, Outcome]:
    """Draw the numbers of all claims together.

    Parameters
    ----------
    findings : iterable of Finding
        From `evaluate`.
    scenario : Scenario
        How many draws, and their seed.

    Returns
    -------
    dict
        By id; claims of which nothing is known are left out.
    """
    trials = {each.key: each.answer.trial for each in findings if each.answer.trial is not None}
    return outcomes(trials, scenario.draws, scenario.seed)


def ledger_frame(
    findings: Iterable[Finding], drawn: Mapping[str, Outcome] | None = None
) -> pd.DataFrame:
    """Return the ledger as a tidy table, for ``claims.csv``.

    Parameters
    ----------
    findings : iterable of Finding
        From `evaluate`.
    drawn : dict, optional
        From `chances`; without it the columns of the draws are nan.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: value and range in ``unit``; ``decisive`` names the input that decides,
        or says what does where no number does, ``today`` and ``flips_at`` are in
        ``decisive_unit``; ``number`` says what was drawn and ``given`` what that takes for
        granted, ``p5, p50, p95`` are its percentiles and ``holds`` the share of the draws in
        which the claim does; ``facts`` holds ids parted by blanks.
    """
    drawn = drawn or {}
    rows = [ledger_row(each, drawn.get(each.key)) for each in findings]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def ledger_row(finding: Finding, drawn: Outcome | None) -> dict[str, object]:
    """Return what is found about one claim as a row of `ledger_frame`."""
    return {
        "id": finding.key,
        "section": finding.claim.section,
        "claim": finding.claim.text,
        "stated": finding.answer.stated,
        "found": finding.answer.found,
        "value": finding.answer.value,
        "low": finding.answer.low,
        "high": finding.answer.high,
        "unit": finding.answer.unit,
        "verdict": finding.verdict,
        "reason": finding.answer.reason,
        "measured": finding.measured,
        "vendor": finding.vendor,
        "estimated": finding.estimated,
        "exhibits": finding.exhibit,
        "rule": finding.rule,
        "facts": " ".join(finding.facts),
        **_decisive(finding),
        **_drawn(finding, drawn),
    }


def _drawn(finding: Finding, found: Outcome | None) -> dict[str, object]:
    trial = finding.answer.trial
    told = {"number": trial.says, "given": trial.given} if trial else {"number": "", "given": ""}
    if found is None:
        return told | dict.fromkeys(("p5", "p50", "p95", "holds"), math.nan)
    return told | {"p5": found.p5, "p50": found.p50, "p95": found.p95, "holds": found.holds}


def _decisive(finding: Finding) -> dict[str, object]:
    found = finding.answer.decisive
    if found is None:
        words = finding.answer.hangs_on
        return {
            "decisive": words,
            "decisive_unit": "",
            "today": math.nan,
            "flips_at": math.nan,
            "becomes": "",
        }
    return {
        "decisive": found.name,
        "decisive_unit": "1" if found.unit == RATIO else found.unit,
        "today": found.value,
        "flips_at": found.flips_at,
        "becomes": found.becomes,
    }


def counts(findings: Iterable[Finding]) -> dict[str, int]:
    """Count the verdicts, in the order of `VERDICTS`; those that do not occur count nothing."""
    verdicts = [each.verdict for each in findings]
    return {verdict: verdicts.count(verdict) for verdict in VERDICTS}


def rules() -> dict[str, str]:
    """Return the rule of each claim in words, by its number."""
    return {test.key: test.words for test in TESTS}


def flips_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return how far each decisive input is from the value at which its verdict flips.

    Parameters
    ----------
    findings : iterable of Finding
        From `evaluate`.

    Returns
    -------
    DataFrame
        ``id, verdict, becomes, name, unit, value, low, high, flips_at`` in the input's unit;
        ``flip, range_low, range_high`` over its central value today; ``within`` where the flip
        lies in the range that sources give; ``facts``. Nearest first; inputs of nothing or whose
        flip is nothing have no ratio and are left out.
    """
    records = []
    for each in findings:
        found = each.answer.decisive
        if found is None or not found.value > 0 or not found.flips_at > 0:
            continue
        records.append(
            {
                "id": each.key,
                "verdict": each.verdict,
                "becomes": found.becomes,
                "name": found.name,
                "unit": found.unit,
                "value": found.value,
                "low": found.low,
                "high": found.high,
                "flips_at": found.flips_at,
                "flip": found.flips_at / found.value,
                "range_low": found.low / found.value,
                "range_high": found.high / found.value,
                "within": found.within,
                "distance": abs(math.log(found.flips_at / found.value)),
                "facts": " ".join(each.facts),
            }
        )
    columns = ["id", "verdict", "becomes", "name", "unit", "value", "low", "high", "flips_at"]
    columns += ["flip", "range_low", "range_high", "within", "distance", "facts"]
    frame = pd.DataFrame(records, columns=columns)
    return frame.sort_values("distance", kind="stable", ignore_index=True)
