"""The claims on the chips: the cells of the article's table, their growth, one chip against one."""

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np

from chiprace.basis import family
from chiprace.chance.draws import Trial
from chiprace.claims.finding import Answer, Decisive
from chiprace.claims.rule import Test, ids, not_known, of_article, verdict_on
from chiprace.dates import parse_span
from chiprace.evidence.estimate import Estimate, Take
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import CLAIMANT
from chiprace.look.formats import quantity, times
from chiprace.models.releases import Release, release
from chiprace.models.roadmap_table import announced
from chiprace.models.roadmap_values import (
    METRICS,
    ROUNDING,
    Metric,
    current,
    holds,
    quarter,
    reading,
    replaced,
)
from chiprace.scenario import Scenario
from chiprace.units import convert

EXHIBIT = "Roadmap: roadmap-table"


@dataclass(frozen=True)
class CellTest:
    """One cell of the article's table against the maker's newest word.

    Parameters
    ----------
    column : str
        Heading.
    article, now : str
        Both as text.
    agrees : bool
        Whether the article's value still stands.
    value : Estimate or None
        What the maker announced.
    listed : Estimate or None
        What a data sheet lists of it, where one does.
    facts : tuple of str
        Ids.
    """

    column: str
    article: str
    now: str
    agrees: bool
    value: Estimate | None
    listed: Estimate | None
    facts: tuple[str, ...]

    @property
    def share(self) -> float:
        """The listed value over the announced one, one where no data sheet lists one."""
        if self.value is None or self.listed is None:
            return 1.0
        return self.listed.central / self.value.central


def cell_tests(evidence: Evidence, chip: str) -> list[CellTest]:
    """Hold every cell of a chip's row against what its maker says on the day.

    Unlike `chiprace.models.roadmap_table.article_entries` it does so on days before the article
    as well.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    chip : str
        Name of a chip in the article's table.

    Returns
    -------
    list of CellTest
        Only what is known of both. A chip that was split is held against that of its heirs that
        keeps most of the row.
    """
    return _rows(evidence, chip)[0][1]


def _rows(evidence: Evidence, chip: str) -> list[tuple[str, list[CellTest]]]:
    """Return each heir of a chip, or the chip itself, with its cells; that keeping most first."""
    heirs = replaced(evidence, chip) or (chip,)
    found = [(heir, _row(evidence, chip, heir)) for heir in heirs]
    return sorted(found, key=lambda pair: -sum(test.agrees for test in pair[1]))


def _row(evidence: Evidence, chip: str, heir: str) -> list[CellTest]:
    found = []
    when = release(evidence, heir)
    for fact in evidence.facts.select(chip, "release", where=lambda fact: fact.voice == CLAIMANT):
        said = parse_span(fact.text)
        if when is not None:
            agrees = holds(when.span, said) or holds(said, when.span)
            now = quarter(when.span)
            found.append(
                CellTest("release", quarter(said), now, agrees, None, None, (when.fact.id,))
            )
    for metric in METRICS:
        found += _value_tests(evidence, chip, heir, metric)
    return found


def _value_tests(evidence: Evidence, chip: str, heir: str, metric: Metric) -> list[CellTest]:
    said = evidence.facts.select(
        chip,
        metric.attribute,
        where=lambda fact: (
            fact.voice == CLAIMANT and fact.basis.number_format == family(metric.number_format)
        ),
    )
    known = current(evidence, heir, metric)
    if not said or known is None:
        return []
    value = announced(evidence, heir, metric) or known
    listed = reading(evidence, heir, metric, ("datasheet",))
    theirs = convert(said[0].value, said[0].unit, metric.unit)
    return [
        CellTest(
            metric.label,
            quantity(theirs, metric.unit),
            quantity(value.central, metric.unit),
            abs(value.central / theirs - 1) <= ROUNDING,
            value,
            listed,
            ids(value, listed, known),
        )
    ]


def _table_answer(evidence: Evidence, chip: str) -> Answer:
    """Return the answer on one row of the article's table; the rule is that of C04."""
    (heir, tests), *others = _rows(evidence, chip)
    if not tests:
        return not_known(evidence, f"any plan for the {chip}")
    facts = ids(*(test.facts for test in tests))
    agree = [test for test in tests if test.agrees]
    found = f"{len(agree)} of {len(tests)} cells as stated"
    when = release(evidence, chip)
    values = {"value": float(len(agree)), "low": float(len(agree)), "high": float(len(agree))}
    stated = f"{len(tests)} cells of the table"
    lower = [test for test in tests if test.share < 1 - ROUNDING]
    trial = _cells(tests, agree, lower, when is None or not when.exists)
    rest = {"facts": facts, "unit": "1", "stated": stated, "trial": trial, **values}
    if len(agree) < len(tests):
        differ = "; ".join(
            [
                f"{inline(test.column)} {test.now}, not {test.article}"
                for test in tests
                if not test.agrees
            ]
        )
        most = 2 * len(agree) < len(tests)
        return Answer(
            "contradicted" if most else "contested",
            found,
            f"The maker's newest word{_split(chip, heir)} is another in "
            f"{len(tests) - len(agree)} of {len(tests)} cells: {differ}{_beside(others)}"
            f"{_then(evidence, chip)}",
            hangs_on="the maker's next announcement",
            **rest,  # type: ignore[arg-type]
        )
    if lower:
        least = min(lower, key=lambda test: test.share)
        return Answer(
            "contested",
            found,
            f"All {len(tests)} cells stand as announced, but data sheets list "
            f"{times(least.share)} the announced {inline(least.column)}{_planned(when)}",
            decisive=_listed(chip, least),
            **rest,  # type: ignore[arg-type]
        )
    if when is not None and not when.exists and not evidence.passed(when.span.end):
        return Answer(
            "not due yet",
            found,
            f"All {len(tests)} cells repeat the maker's plan; the chip is due {quarter(when.span)}",
            hangs_on="whether it ships as announced",
            **rest,  # type: ignore[arg-type]
        )
    if when is not None and not when.exists:
        return Answer(
            "contested",
            found,
            f"All {len(tests)} cells repeat the maker's plan, but {quarter(when.span)} has passed "
            "without a shipment",
            hangs_on="whether it ships as announced",
            **rest,  # type: ignore[arg-type]
        )
    outside = [
        evidence.facts[each].voice
        for each in facts
        if evidence.facts[each].voice != evidence.facts.subject(chip).maker
    ]
    return Answer(
        "supported" if outside else "vendor's word only",
        found,
        f"All {len(tests)} cells stand; voices beside the maker's: {len(set(outside))}",
        hangs_on="no cell is in doubt",
        **rest,  # type: ignore[arg-type]
    )


def _planned(when: Release | None) -> str:
    """Say for when a chip is planned, with a semicolon before; empty of one that is made."""
    return "" if when is None or when.exists else f"; it is planned for {quarter(when.span)}"


def _split(chip: str, heir: str) -> str:
    """Name the heir that a row is held against, with a blank before; empty of the chip itself."""
    return "" if heir == chip else f" on the {heir}"


def _beside(others: list[tuple[str, list[CellTest]]]) -> str:
    """Say how many cells other heirs keep, each with a semicolon before."""
    return "".join(
        f"; the {heir} keeps {sum(test.agrees for test in tests)} of {len(tests)}"
        for heir, tests in others
    )


def _cells(
    tests: list[CellTest],
    agree: list[CellTest],
    lower: list[CellTest],
    plan: bool,
) -> Trial:
    """Return the share of the cells that stand and are listed as announced."""
    stand = len(agree) / len(tests)
    parts = [(test.listed, test.value) for test in lower]

    def formula(take: Take) -> Any:
        shares = [take(one) / take(other) for one, other in parts if one and other]
        return functools.reduce(np.minimum, shares, stand)

    return Trial(
        formula,
        low=1 - ROUNDING,
        unit="1",
        says="share of cells that stand, or the least listed over its announced value",
        given="it ships as announced" if plan else "",
    )


def _then(evidence: Evidence, chip: str) -> str:
    """Say how many cells stood on the article's own day, where that day has passed."""
    written = of_article(evidence, chip, "release").stated
    if not evidence.passed(written):
        return ""
    then = cell_tests(evidence.at(written), chip)
    stood = sum(test.agrees for test in then)
    return f"; on the article's day {stood} of {len(then)} stood"


def inline(heading: str) -> str:
    """Return a heading as it stands within a sentence; names of formats keep their capitals."""
    return heading if heading[:2].isupper() else heading[0].lower() + heading[1:]


def _listed(chip: str, test: CellTest) -> Decisive | None:
    if test.value is None or test.listed is None:
        return None
    return Decisive(
        f"{test.column} of the {chip} in the data sheet",
        test.listed.unit,
        test.listed.central,
        test.listed.low,
        test.listed.high,
        test.value.central,
        "not due yet",
    )


@verdict_on("C03", EXHIBIT)
def c03_ascend_910c(evidence: Evidence, scenario: Scenario) -> Answer:
    """Supported if every cell stands and no peak in the formats left empty is known.

    The cells are held against facts as in the rule of C04; the empty cells must be empty
    because the chip has no such hardware: a known peak in one of them contradicts the claim.
    """
    answer = _table_answer(evidence, "Ascend 910C")
    empty = [metric for metric in METRICS if metric.key in ("fp8", "fp4")]
    peaks = [reading(evidence, "Ascend 910C", metric) for metric in empty]
    if answer.verdict == "not testable":
        return answer
    if any(peaks):
        return Answer(
            "contradicted",
            answer.found,
            "A peak is known in a format that the article leaves empty",
            ids(answer.facts, *peaks),
            hangs_on=answer.hangs_on,
        )
    integer = evidence.find(
        "Ascend 910C", "compute", unit="TFLOPS", number_format="INT8", sparsity="dense",
        scope="package", level="peak",
    )  # fmt: skip
    instead = (
        f"; its eight-bit format is INT8 ({quantity(integer.central, 'TFLOPS')})" if integer else ""
    )
    return Answer(
        answer.verdict,
        answer.found,
        f"{answer.reason}; no source gives an FP8 or FP4 peak, so the empty cells are right"
        f"{instead}",
        ids(answer.facts, integer),
        answer.value,
        answer.low,
        answer.high,
        "1",
        hangs_on=answer.hangs_on,
        stated=answer.stated,
        trial=answer.trial,
    )


@verdict_on("C04", f"{EXHIBIT}, promise-and-product")
def c04_ascend_950dt(evidence: Evidence, scenario: Scenario) -> Answer:
    """Judge a row of the table by its cells.

    Contradicted if the maker's newest word differs in more than half of them, contested if in
    fewer, if a data sheet lists less than what was announced, or if the date has passed without
    a shipment; not due yet as long as the date lies ahead; once the chip is made, supported if
    anybody but the maker says the same, else the vendor's word only.
    """
    return _table_answer(evidence, "Ascend 950DT")


@verdict_on("C05", f"{EXHIBIT}, promise-and-product")
def c05_ascend_960(evidence: Evidence, scenario: Scenario) -> Answer:
    """As for C04; a chip that was split is held against that of its heirs that keeps most."""
    return _table_answer(evidence, "Ascend 960")


@verdict_on("C06", f"{EXHIBIT}, promise-and-product")
def c06_ascend_970(evidence: Evidence, scenario: Scenario) -> Answer:
    """As for C04."""
    return _table_answer(evidence, "Ascend 970")


TESTS: tuple[Test, ...] = (c03_ascend_910c, c04_ascend_950dt, c05_ascend_960, c06_ascend_970)
