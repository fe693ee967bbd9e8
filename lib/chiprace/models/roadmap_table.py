"""The article's roadmap table rebuilt: each cell as of the day, beside what the article has."""

from collections.abc import Iterable
from dataclasses import dataclass

from chiprace.basis import family
from chiprace.dates import Span, parse_span
from chiprace.errors import BasisError
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import CLAIMANT
from chiprace.look.formats import number
from chiprace.look.tables import Cell, Column, Row, Table, word_columns
from chiprace.models.releases import Release, release
from chiprace.models.roadmap_values import (
    HUAWEI,
    METRICS,
    NVIDIA,
    ROUNDING,
    SUCCESSORS,
    Metric,
    current,
    holds,
    reading,
    replaced,
)
from chiprace.units import convert

#: Nvidia's chips that may stand beneath, the later of a year first.
PARTNERS = ("Feynman", *reversed(NVIDIA))
#: The table of the article begins with the chip that is on sale.
ROWS = HUAWEI[1:]

NOT_STATED = "not stated"
NO_HARDWARE = "none"


@dataclass(frozen=True)
class Entry:
    """One cell of the article's table beside what is known on the day.

    Parameters
    ----------
    chip, column : str
        Where it stands.
    article, now : str
        Both values as text.
    agrees : bool
        Whether the article's value still stands.
    facts : tuple of str
        Ids of both.
    """

    chip: str
    column: str
    article: str
    now: str
    agrees: bool
    facts: tuple[str, ...]


def roadmap_table(evidence: Evidence) -> Table:
    """Rebuild the roadmap table, the Nvidia chip of the same year beneath.

    Parameters
    ----------
    evidence : Evidence
        The facts, the day and the policy. The cells hold the maker's newest announced word; what
        data sheets list since hangs on them as a note.

    Returns
    -------
    Table
        A chip appears as soon as its release is known.
    """
    columns = (
        *word_columns("Chip", "Release"),
        *(Column(metric.label, metric.unit) for metric in METRICS),
    )
    known = [(chip, when) for chip in ROWS if (when := release(evidence, chip)) is not None]
    rows = []
    for place, (chip, when) in enumerate(known):
        rows.append(_huawei_row(evidence, chip, when))
        year = when.day.year
        if place + 1 == len(known) or known[place + 1][1].day.year != year:
            rows += _nvidia_row(evidence, year)
    return Table(columns, tuple(rows))


def article_entries(evidence: Evidence) -> list[Entry]:
    """Compare each value of the article's table with the roadmap of the day.

    Parameters
    ----------
    evidence : Evidence
        The facts, the day and the policy.

    Returns
    -------
    list of Entry
        Empty before the article was written. A chip that was split is held against that of the
        chips in its place that keeps most of its row.
    """
    entries = []
    for chip in ROWS:
        heirs = replaced(evidence, chip) or (chip,)
        entries += max((_kept(evidence, chip, heir) for heir in heirs), key=_agreeing)
    return entries


def _agreeing(entries: Iterable[Entry]) -> int:
    return sum(entry.agrees for entry in entries)


def _kept(evidence: Evidence, chip: str, heir: str) -> list[Entry]:
    """Hold the article's row on a chip against a chip of the day: itself, or one in its place."""
    entries = []
    said, when = _article(evidence, chip, "release"), release(evidence, heir)
    if said is not None and when is not None:
        theirs = parse_span(said.text)
        entries.append(
            Entry(
                chip,
                "Release",
                _date(theirs),
                _date(when.span),
                _agree(when.span, theirs),
                (said.id, when.fact.id),
            )
        )
    for metric in METRICS:
        said = _article(evidence, chip, metric.attribute, metric.number_format)
        value = announced(evidence, heir, metric)
        if said is None or value is None:
            continue
        number_said = convert(said.value, said.unit, metric.unit)
        entries.append(
            Entry(
                chip,
                metric.label,
                number(number_said),
                number(value.central),
                _same(value, number_said),
                (said.id, *value.ids),
            )
        )
    return entries


def announced(evidence: Evidence, chip: str, metric: Metric) -> Estimate | None:
    """Return the maker's newest announced word on a metric, without bins and engines."""
    found = reading(evidence, chip, metric, ("announced",))
    return found if found is not None and not found.variant else None


def _huawei_row(evidence: Evidence, chip: str, when: Release) -> Row:
    origin = next((old for old, new in SUCCESSORS.items() if chip in new), chip)
    return Row(
        (
            _heading(evidence, chip),
            _release_cell(evidence, chip, origin, when),
            *(_value_cell(evidence, chip, origin, metric) for metric in METRICS),
        )
    )


def _heading(evidence: Evidence, chip: str) -> Cell:
    heirs = replaced(evidence, chip)
    if heirs:
        return Cell(chip, (f"The plan of 2025; since replaced by {' and '.join(heirs)}",))
    article = evidence.facts.having(voice=CLAIMANT)
    written = [fact for fact in article if evidence.knows(fact)]
    if not written or any(fact.subject == chip for fact in written):
        return Cell(chip)
    first = min(fact.known for fact in evidence.facts.select(chip, "release"))
    if first <= written[0].known:
        return Cell(chip, ("Known when the article was written, and left out by it",))
    return Cell(chip, ("Announced after the article was written",))


def _release_cell(evidence: Evidence, chip: str, origin: str, when: Release) -> Cell:
    said = _article(evidence, origin, "release")
    text, notes, mark = f"{_date(when.span)} {_status(when)}", [], ""
    ids = [when.fact.id]
    if said is not None:
        theirs = parse_span(said.text)
        ids.append(said.id)
        if when.span.text != theirs.text:
            text += f" ({_of_article(chip, origin)}: {_date(theirs)})"
        if not _agree(when.span, theirs):
            mark = "revised"
        elif when.span.text != theirs.text:
            notes.append("One date is less precise and holds the other")
    return Cell(text, tuple(notes), tuple(ids), mark)


def _value_cell(evidence: Evidence, chip: str, origin: str, metric: Metric) -> Cell:
    value = announced(evidence, chip, metric)
    listed = current(evidence, chip, metric)
    notes: list[str] = []
    if value is None and listed is None:
        return _empty(evidence, chip, metric)
    if value is None:
        assert listed is not None
        value = listed
        notes.append("not on the roadmap; from a data sheet")
    elif listed is not None and abs(listed.central / value.central - 1) > ROUNDING:
        notes.append(f"listed: {_listing(listed)}")
    notes = [*notes, *value.notes]
    text, ids, mark = number(value.central), list(value.ids), ""
    if listed is not None:
        ids += listed.ids
    said = _article(evidence, origin, metric.attribute, metric.number_format)
    if said is not None:
        ids.append(said.id)
        theirs = convert(said.value, said.unit, metric.unit)
        if not _same(value, theirs):
            text += f" ({_of_article(chip, origin)}: {number(theirs)})"
            mark = "revised"
    return Cell(text, _own(chip, notes), tuple(dict.fromkeys(ids)), mark)


def _nvidia_row(evidence: Evidence, year: int) -> list[Row]:
    dated = ((chip, release(evidence, chip)) for chip in PARTNERS)
    of_year = [(chip, when) for chip, when in dated if when is not None and when.day.year == year]
    if not of_year:
        return []
    chip, when = max(of_year, key=lambda pair: pair[1].day)
    cells = [
        Cell(f"Nvidia {chip}"),
        Cell(f"{_date(when.span)} {_status(when)}", (), (when.fact.id,)),
    ]
    for metric in METRICS:
        try:
            value = current(evidence, chip, metric)
        except BasisError as error:
            cells.append(Cell(NOT_STATED, _own(chip, [str(error)]), (), "missing"))
            continue
        cells.append(
            Cell(NOT_STATED, ("No value per package known on this day",), (), "missing")
            if value is None
            else Cell(number(value.central), _own(chip, value.notes), value.ids)
        )
    return [Row(tuple(cells), "reference")]


def _empty(evidence: Evidence, chip: str, metric: Metric) -> Cell:
    for fact in evidence.facts.select(chip, "number_formats"):
        formats = {family(word) for word in fact.text.split("/")}
        if metric.number_format and evidence.knows(fact):
            if metric.number_format not in formats:
                note = f"No {metric.label} hardware: its formats are {fact.text}"
                return Cell(NO_HARDWARE, (note,), (fact.id,), "missing")
            return Cell(
                NOT_STATED, (f"{chip}: a format it has, no peak given",), (fact.id,), "missing"
            )
    return Cell(NOT_STATED, ("Not on the roadmap, nor in a data sheet by this day",), (), "missing")


def _article(evidence: Evidence, chip: str, attribute: str, number_format: str = "") -> Fact | None:
    found = evidence.facts.select(
        chip,
        attribute,
        where=lambda fact: (
            fact.voice == CLAIMANT
            and evidence.knows(fact)
            and fact.basis.number_format == number_format
        ),
    )
    return found[0] if found else None


def _listing(listed: Estimate) -> str:
    word = (
        "data sheet" if listed.facts[:1] and listed.facts[0].kind == "datasheet" else "later word"
    )
    variant = f", {listed.variant}" if listed.variant else ""
    return f"{number(listed.central)} {listed.unit} ({word}{variant})"


def _of_article(chip: str, origin: str) -> str:
    return "article" if chip == origin else f"article, {origin.removeprefix('Ascend ')}"


def _same(value: Estimate, other: float) -> bool:
    return abs(value.central / other - 1) < 1e-3


def _agree(one: Span, other: Span) -> bool:
    return holds(one, other) or holds(other, one)


def _own(chip: str, notes: Iterable[str]) -> tuple[str, ...]:
    # The note hangs on the chip's own cell: equal notes of several chips then share one mark.
    bare = (note.removeprefix(f"{chip}: ") for note in notes)
    return tuple(note[0].upper() + note[1:] for note in bare)


def _status(when: Release) -> str:
    return "planned" if when.status == "expected" else when.status


def _date(span: Span) -> str:
    return span.text.replace("-Q", " Q").replace("-H", " H")
