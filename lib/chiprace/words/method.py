"""The method chapter: rules, parameters, kinds, equations, corrections and terms, from the code.

Nothing is told twice: a rule is the docstring of the function that applies it, an equation that of
the model, a parameter its field, a term its row in the glossary.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from chiprace.basis import FAMILIES
from chiprace.evidence.estimate import MARKS
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import RANK, RULES
from chiprace.look.caption import Caption
from chiprace.look.formats import day, listing, number
from chiprace.look.tables import Cell, Column, Row, Table, word_columns
from chiprace.models import conversions
from chiprace.scenario import Scenario, choices, readable
from chiprace.words.scenarios import cited, shown_value

_MARK_WORDS = {
    "measured": "circle: measured",
    "vendor": "square: the vendor's word",
    "estimated": "diamond: estimated",
}
_KIND_WORDS = {
    "measured": "somebody measured it",
    "statistic": "an official count, or audited accounts",
    "datasheet": "the maker's data sheet, manual or published tool",
    "announced": "the maker's word at a launch or on a stage",
    "estimate": "an outsider's calculation or judgement",
    "derived": "arithmetic by the source on other figures",
    "press": "told by the press, its own source often unnamed",
}
CONVERSIONS: tuple[Callable[..., Any], ...] = (
    conversions.to_dense,
    conversions.read_as_dense,
    conversions.to_both_ways,
    conversions.to_one_way,
    conversions.read_as_both_ways,
    conversions.dies_to_packages,
    conversions.card_to_package,
)


def summary(function: Callable[..., Any]) -> str:
    """Return the first paragraph of a function's docstring as one line."""
    text = inspect.getdoc(function) or ""
    return " ".join(text.split("\n\n")[0].split()).replace("`", "'")


def table_rules() -> Table:
    """List the rules of evidence in the order in which they are applied."""
    rows = [
        Row((Cell(str(position)), Cell(summary(rule)))) for position, rule in enumerate(RULES, 1)
    ]
    return Table(word_columns("Step", "Rule"), tuple(rows))


def table_kinds(evidence: Evidence) -> Table:
    """List the kinds of facts from the strongest to the weakest, with their mark and count."""
    known = evidence.known_kinds()
    rows = [
        Row(
            (
                Cell(kind),
                Cell(_KIND_WORDS[kind]),
                Cell(_MARK_WORDS[MARKS[kind]]),
                Cell(number(known[kind])),
            )
        )
        for kind in RANK
    ]
    columns = (
        *word_columns("Kind", "Meaning", "Mark in figures"),
        Column("Facts known", "number"),
    )
    return Table(columns, tuple(rows))


def table_parameters(scenario: Scenario, origin: Mapping[str, str]) -> Table:
    """List every parameter with its meaning, default and value, who set it and why.

    Parameters
    ----------
    scenario : Scenario
        As the edition is built.
    origin : Mapping
        From `chiprace.scenario.origins`.

    Returns
    -------
    Table
        An override has a row of its own.
    """
    rows = []
    default, values = Scenario.model_construct().parameters(), scenario.parameters()
    for name, field in Scenario.model_fields.items():
        if name == "reasons":
            continue
        meaning = field.description or name
        rows.append(_parameter(scenario, origin, name, meaning, default[name], values[name]))
        for key, text in scenario.overrides.items() if name == "overrides" else ():
            rows.append(_parameter(scenario, origin, key, "value in its place", None, text))
    columns = word_columns("Parameter", "Meaning", "Default", "In this edition", "Set by, because")
    return Table(columns, tuple(rows))


def _parameter(
    scenario: Scenario,
    origin: Mapping[str, str],
    name: str,
    meaning: str,
    default: Any,
    value: Any,
) -> Row:
    if name == "overrides":
        value = f"{len(value)}, below" if value else {}
    reason = scenario.reasons.get(name, "")
    setter = "each below" if name == "overrides" else "names the edition"
    if value == default:
        setter = "default"
    if name in origin:
        setter = readable(origin[name] or "this edition alone")
    return Row(
        (
            Cell(name.replace(" | ", ", ")),
            Cell(meaning),
            Cell(shown_value(default)),
            Cell(shown_value(value), mark="" if value == default else "revised"),
            Cell(f"{setter}: {reason}" if reason else setter, facts=cited(reason)),
        )
    )


def table_conversions() -> Table:
    """List the only conversions between bases that are made."""
    rows = [
        Row((Cell(function.__name__.replace("_", " ")), Cell(summary(function))))
        for function in CONVERSIONS
    ]
    return Table(word_columns("Conversion", "What it does"), tuple(rows))


def table_corrections(evidence: Evidence) -> Table:
    """List the facts that are known to be faulty and do not count."""
    rows = []
    for row in evidence.facts.tables.rows("corrections"):
        fact = evidence.facts[row["fact"]]
        value = f"{fact.text} {fact.unit}".strip() if fact.unit != "1" else fact.text
        cells = (
            Cell(fact.id, facts=(fact.id,)),
            Cell(f"{fact.subject}, {fact.attribute.replace('_', ' ')}"),
            Cell(value),
            Cell(row["reason"].rstrip(".")),
        )
        rows.append(Row(cells))
    columns = word_columns("Fact", "What", "As published", "Why it does not count")
    return Table(columns, tuple(rows))


def table_glossary(evidence: Evidence) -> Table:
    """List the terms of the report."""
    rows = [
        Row((Cell(row["term"]), Cell(row["definition"])))
        for row in evidence.facts.tables.rows("glossary")
    ]
    return Table(word_columns("Term", "Meaning"), tuple(rows))


def caption_rules() -> Caption:
    """Caption of the rules."""
    return Caption(
        "evidence-rules",
        f"Which facts count is settled by {len(RULES)} rules, in this order",
        "Each rule is printed from the function that applies it",
        notes=(
            "Central value: the newest fact of the strongest kind",
            "Range: from the lowest to the highest of all facts that count",
            "Ranges of sums and ratios are intervals: the low end takes the low numerator and "
            "the high denominator",
        ),
    )


def caption_kinds(evidence: Evidence) -> Caption:
    """Caption of the kinds, with the share that is the vendor's word."""
    known = evidence.known_kinds()
    vendor, measured = (
        sum(count for kind, count in known.items() if MARKS[kind] == mark)
        for mark in ("vendor", "measured")
    )
    return Caption(
        "kinds",
        f"Of {number(known.total())} facts known, {number(vendor)} are a vendor's word, "
        f"{number(measured)} are measured",
        "Kinds of facts, strongest first; a filled mark exists, a hollow one is a plan",
        notes=(
            "Number formats are compared within a family: "
            + "; ".join(f"{name}: {listing(list(words))}" for name, words in FAMILIES.items()),
        ),
    )


def caption_parameters(scenario: Scenario) -> Caption:
    """Caption of the parameters, with what differs from the defaults."""
    changed = [
        name.split(" | ")[0]
        + (f" ({name.split(' | ')[1].replace('_', ' ')})" if "|" in name else "")
        for name in choices(scenario)
        if name != "as_of"
    ]
    title = (
        f"This edition changes {listing(changed)}"
        if changed
        else "This edition keeps every parameter at its default"
    )
    return Caption(
        "parameters",
        title,
        "Name, meaning, default and value in this edition; the scenario that set it, and why",
        notes=(scenario.about.rstrip("."),) if scenario.about else (),
    )


def caption_conversions() -> Caption:
    """Caption of the conversions."""
    return Caption(
        "conversions",
        f"Unlike bases are refused; only {len(CONVERSIONS)} conversions are made, each with a note",
        "Conversions between sparse and dense, directions, dies and packages",
    )


def caption_corrections(evidence: Evidence) -> Caption:
    """Caption of the corrections."""
    count = len(evidence.facts.tables.corrections)
    return Caption(
        "corrections",
        f"{count} facts are known to be faulty; they stand in the data and do not count",
        "Fact, value as published, and the reason",
    )


def caption_glossary() -> Caption:
    """Caption of the glossary."""
    return Caption("glossary", "What the words mean", "Terms of this report")


def say_day(evidence: Evidence) -> str:
    """Say from which day and under which policy the facts are seen."""
    count = sum(evidence.facts.counts().values())
    known = evidence.known_kinds().total()
    sources = len(evidence.facts.tables.rows("sources"))
    return (
        f"This edition sees the facts from **{day(evidence.as_of)}** under the policy "
        f"**{evidence.policy}**. Of {number(count)} facts {number(known)} "
        f"were known by then. The register holds {number(sources)} sources. "
        "A date given as a month or a year counts from its last day. What a data sheet says of "
        "hardware counts from the day on which the hardware first shipped."
    )
