"""Captions and tables of supply: chips a year, makers of dies and memory, subsidies."""

from datetime import date
from typing import Any

import pandas as pd

from chiprace.evidence.estimate import Estimate
from chiprace.evidence.facts import Fact, Facts
from chiprace.evidence.policy import Evidence
from chiprace.look.caption import Caption
from chiprace.look.formats import day, listing, number, quantity, times
from chiprace.look.tables import Cell, Column, Row, Table, word_columns
from chiprace.look.tidy import notes_of, rows
from chiprace.models.money import in_dollars
from chiprace.models.supply import CHIPS, Maker, foreign_parts, output_range

_COUNTED = {"package": "packages", "unstated": "dies or packages: not stated"}
_BOUNDS = {"at_most": "at most ", "at_least": "at least ", "about": "about "}
_UNKNOWN = Cell("not known", ("No source at hand says who",), mark="missing")


def output_rows(data: pd.DataFrame) -> pd.DataFrame:
    """Give each estimate its row, label and what is counted in words; see `plot_output`.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.supply.output_estimates`.

    Returns
    -------
    DataFrame
        The same with ``group``, ``row``, ``label``, ``whole`` and ``counted_words``.
    """
    found = data.assign(group=data["year"])
    heads = found["group"].ne(found["group"].shift()).cumsum()
    found["row"] = [position + int(heads.iloc[position]) for position in range(len(found))]
    found["whole"] = [not row.part for row in rows(data)]
    found["label"] = [f"{_voice(row.voice)}: {_of(row)}" for row in rows(data)]
    found["counted_words"] = [_counted(row.counted, row.dies) for row in rows(data)]
    return found


def _voice(voice: str) -> str:
    return {"Council on Foreign Relations": "CFR", "US Commerce Department": "US Commerce"}.get(
        voice, voice.replace(" (opinion)", "")
    )


def _of(row: Any) -> str:
    text = str(row.of).replace("AI accelerators, China", "all").replace("AI chips", "all")
    text = {"Ascend dies": "all", "Ascend all": "all", "Ascend 910B and 910C": "910B and 910C"}.get(
        text, text
    )
    text = text.replace("Ascend ", "").replace("all of the 910C class", "910C class")
    return f"{text}, assumed" if row.assumed else text


def _counted(counted: str, dies: float) -> str:
    if counted == "die":
        return f"dies over {number(dies)}"
    return "capacity" if counted == "capacity" else _COUNTED[counted]


def caption_output(data: pd.DataFrame) -> Caption:
    """Say how far the estimates of a year's output lie apart, from `output_rows`."""
    return Caption(
        key="output",
        title=output_title(data),
        subtitle=(
            "Ascend chips made, shipped or planned a year by voice, in packages; grey: one chip "
            "alone; hollow: plan, forecast, assumption"
        ),
        alt="Ascend chips a year. "
        + " ".join(
            f"{row.year}, {row.label}: {_BOUNDS.get(row.bound, '')}{number(row.output)} "
            f"({row.counted_words}{', ' + row.outlook if row.outlook else ''})."
            for row in rows(data)
        ),
        notes=(
            "Huawei publishes no output; a count of dies is divided by the compute dies of a 910C "
            "package, an arrow says at most or at least",
            "Where the source does not say whether it counts dies or packages, the number stands "
            "as packages and may be twice too high",
            *(
                ("Assumed: the voice takes the most aggressive case, it does not forecast",)
                if data["assumed"].any()
                else ()
            ),
            *(
                ("The number of RealClearMarkets is that of an opinion piece",)
                if data["voice"].str.contains("(opinion)", regex=False).any()
                else ()
            ),
            *notes_of(data),
        ),
    )


def output_title(data: pd.DataFrame) -> str:
    """Say the range of the newest year with an outcome, and how far apart the next one is."""
    done = [row.year for row in rows(data) if not row.outlook and not row.assumed]
    years = sorted(data["year"].unique())
    year = max(done) if done else years[0]
    found = output_range(data, year)
    if found is None:
        year = next((each for each in years if output_range(data, each)), "")
        found = output_range(data, year) if year else None
    if found is None:
        return "No estimate of all Ascend chips of a year was known"
    text = f"Ascend chips in {year}: {number(found[0])} to {number(found[1])}"
    after = output_range(data, str(int(year) + 1))
    if after is None or after[0] == after[1]:
        return text
    return f"{text}; for {int(year) + 1} forecasts lie {times(after[1] / after[0])} apart"


def table_makers(statements: list[Maker], evidence: Evidence) -> Table:
    """Build the table of who makes dies and memory, chip by chip, with who says so.

    Parameters
    ----------
    statements : list of Maker
        From `chiprace.models.supply.makers`.
    evidence : Evidence
        To look up whose chip it is.

    Returns
    -------
    Table
        Chips of Nvidia are set in grey.
    """
    columns = (
        *word_columns("Chip", "Dies", "Who says so", "Memory"),
        Column("Who says so", "memory", align="left"),
    )
    body = []
    for chip in CHIPS:
        mine = [each for each in statements if each.chip == chip]
        dies = [each for each in mine if each.part == "dies"]
        dies = dies or [each for each in mine if each.part == "process"]
        kinds = [each for each in mine if each.part == "memory type"]
        memory = [each for each in mine if each.part == "memory"]
        body.append(
            Row(
                (
                    Cell(chip),
                    _made(dies, []),
                    _said(dies),
                    _made(memory, kinds),
                    _said(memory or kinds),
                ),
                tone="reference" if evidence.facts.subject(chip).maker == "Nvidia" else "",
            )
        )
    return Table(columns, tuple(body))


def _made(found: list[Maker], kinds: list[Maker]) -> Cell:
    names = list(dict.fromkeys(each.text for each in found))
    facts = tuple(each.fact for each in (*found, *kinds))
    kind = kinds[0].text if kinds else ""
    if not names and not kind:
        return _UNKNOWN
    if not names:
        return Cell(f"{kind}, maker not known", facts=facts)
    return Cell(" or ".join(names) + (f" ({kind})" if kind else ""), facts=facts)


def _said(found: list[Maker]) -> Cell:
    if not found:
        return Cell("–", ("No source at hand says who",), mark="missing")
    said = dict.fromkeys(f"{each.voice}, {each.kind}" for each in found)
    return Cell("; ".join(said), facts=tuple(each.fact for each in found))


def caption_makers(statements: list[Maker], evidence: Evidence) -> Caption:
    """Say for how many chips foreign parts are on record, from `makers`."""
    counts = []
    for maker, word in (("Huawei", "Ascend"), ("Nvidia", "Nvidia")):
        chips = tuple(chip for chip in CHIPS if evidence.facts.subject(chip).maker == maker)
        found = {each.chip for each in foreign_parts(statements, chips)}
        counts.append(f"{len(found)} of {len(chips)} {word} chips")
    return Caption(
        key="makers",
        title=f"Parts from Taiwan, Korea or the US: on record for {listing(counts)}",
        subtitle="Who makes compute dies and memory, chip by chip, with voice and kind of source",
        notes=(
            "Two names joined by 'or' are two sources that differ, or two samples that differ",
            "Huawei's own memory is its own by design; who makes its dies is not stated",
        ),
    )


_HEADINGS = {
    "electricity_price_discount": "power bill cut by",
    "subsidy_opex_cover": "incentives worth the operating cost of",
    "subsidy_eligibility": "foreign chips",
    "domestic_chip_share_required": "domestic chips required",
    "rule_threshold": "foreign chips must go if less is built than",
    "investment": "money",
}


def table_subsidies(facts: list[Fact], evidence: Evidence) -> Table:
    """Build the table of subsidies and conditions: place, what, condition, who says so.

    Parameters
    ----------
    facts : list of Fact
        From `chiprace.models.supply.subsidies`.
    evidence : Evidence
        To turn money into dollars and to name the sources.

    Returns
    -------
    Table
        One row a statement.
    """
    dollars = in_dollars(evidence).facts
    columns = word_columns("Place", "For", "What", "Condition", "Reported", "Who says so")
    body = []
    for fact in facts:
        source = evidence.facts.sources[fact.source].publisher
        said = f"{fact.voice} in {source}" if fact.voice not in source else source
        body.append(
            Row(
                (
                    Cell(fact.subject.removeprefix("China: "), facts=(fact.id,)),
                    Cell(fact.basis.segment or "chips"),
                    Cell(f"{_HEADINGS[fact.attribute]}: {_worth(fact, dollars)}"),
                    Cell(_condition(fact)),
                    Cell(fact.known_on),
                    Cell(f"{said}, {fact.kind}"),
                )
            )
        )
    return Table(columns, tuple(body))


def _worth(fact: Fact, dollars: Facts) -> str:
    if not fact.unit:
        return fact.text
    bound = {**_BOUNDS, "low": "from ", "high": "up to "}.get(fact.bound, "")
    if fact.attribute != "investment":
        return f"{bound}{quantity(fact.value, fact.unit)}"
    text = f"{bound}{number(fact.value / 1e9)} bn {fact.unit}"
    if fact.unit == "USD" or fact.id not in dollars:
        return text
    return f"{text} ({number(dollars[fact.id].value / 1e9)} bn USD)"


def _condition(fact: Fact) -> str:
    parts = [part for part in (fact.condition, fact.outlook) if part]
    if len(parts) == 2 and fact.outlook in fact.condition:
        parts.pop()
    return "; ".join(parts) or "none stated"


def caption_subsidies(facts: list[Fact], discount: Estimate | None, as_of: date) -> Caption:
    """Say how large the reported discount is and who reports it, from `subsidies`."""
    if discount is None:
        title = f"By {day(as_of)} no discount for data centres with domestic chips was reported"
    else:
        first = discount.facts[0]
        place = first.subject.removeprefix("China: ")
        title = (
            f"{place}: power bills cut by {_BOUNDS.get(first.bound, '')}"
            f"{quantity(discount.central, '%')}, by {first.voice}"
        )
    official = [fact for fact in facts if fact.kind in ("announced", "statistic", "datasheet")]
    word = "no official text is among them" if not official else f"{len(official)} are official"
    return Caption(
        key="subsidies",
        title=title,
        subtitle=f"Subsidies, quotas, funds by place and condition: {len(facts)} reports, {word}",
        notes=("Sums in yuan are turned into dollars at the rate nearest in time",)
        if any(fact.unit == "CNY" for fact in facts)
        else (),
    )
