"""The columns of every table: what each holds, and what a cell of it may look like.

One definition serves the check, the data dictionary and the data package.
"""

from collections.abc import Mapping
from dataclasses import dataclass

#: Longest spelling of a date: a day, a month, a quarter, a half or a year.
DATE = r"\d{4}(?:-(?:Q[1-4]|H[12]|(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?))?"
PERIOD = rf"{DATE}(?:/{DATE})?|FY\d{{4}}(?:-Q[1-4]|-H[12])?|unstated"
NUMBER = r"-?\d+(?:\.\d+)?"
UNIT = r"1|%|[A-Za-z][A-Za-z0-9]*(?:/[A-Za-z][A-Za-z0-9]*)*"
#: One line without blanks at its ends; letters of East Asian scripts only where allowed.
TEXT = r"(?!\s)[^\n\r\t\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]*(?<!\s)"
ANY_TEXT = r"(?!\s)[^\n\r\t]*(?<!\s)"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    description : str
        What it holds.
    pattern : str
        Regular expression that a filled cell matches as a whole.
    form : str
        The pattern in words, for the mend.
    aspect : str
        Aspect of ``basis.csv`` whose words the cell may hold, if it is a word.
    refers : str
        Column of another table whose values it names, as ``sources.source``.
    required : bool
        Whether the cell must be filled.
    unique : bool
        Whether no two rows may have the same cell.
    kind : str
        Type in the data package.
    """

    description: str
    pattern: str = TEXT
    form: str = "one line of text in Latin letters, without blanks at its ends"
    aspect: str = ""
    refers: str = ""
    required: bool = False
    unique: bool = False
    kind: str = "string"


def _date(description: str, *, required: bool = False) -> Column:
    return Column(
        description,
        DATE,
        "a date as 2026-09-18, 2026-09, 2026-Q3, 2026-H2 or 2026",
        "",
        "",
        required,
    )


def _number(description: str, *, required: bool = False) -> Column:
    return Column(
        description, NUMBER, "a plain number as 0.5 or 1200", required=required, kind="number"
    )


def _key(description: str, pattern: str, form: str) -> Column:
    return Column(description, pattern, form, required=True, unique=True)


def _word(description: str, aspect: str, *, required: bool = False) -> Column:
    return Column(description, aspect=aspect, required=required)


def _name(description: str, refers: str, *, required: bool = False) -> Column:
    return Column(description, ANY_TEXT, refers=refers, required=required)


COLUMNS: Mapping[str, Mapping[str, Column]] = {
    "facts": {
        "id": _key(
            "Stable and never used again.",
            r"[A-Z]{2}\d{4}",
            "two letters and four digits, as HW0001",
        ),
        "subject": _name("What the value is about.", "subjects.subject", required=True),
        "attribute": _name(
            "What is measured; nothing of the basis is in it.",
            "attributes.attribute",
            required=True,
        ),
        "value": Column(
            "As published: a plain number, a date (where the attribute is one) or a short word.",
            required=True,
        ),
        "unit": Column(
            "As published; `1` for counts, empty for dates and words.",
            UNIT,
            "a unit as TB/s, 1 or %",
        ),
        "bound": _word("Whether the value is an end of a range or a limit.", "bound"),
        "period": Column(
            "The time that the value is about, where it is no standing property; two dates with "
            "a slash for a span, `FY2026-Q2` for a company's fiscal year.",
            PERIOD,
            "a period as 2025, 2025-H1, 2025-Q3, 2026-06, 2024/2025, FY2026-Q2 or unstated",
        ),
        "outlook": _word("Empty for what is or was; else who looks ahead.", "outlook"),
        "number_format": _word("Number format of the arithmetic.", "number_format"),
        "sparsity": _word("Whether structured sparsity is counted in.", "sparsity"),
        "direction": _word("Of links.", "direction"),
        "scope": _word(
            "Per or of what; of a count of units made or sold, what one unit is; of a share, the "
            "area of the market.",
            "scope",
        ),
        "level": _word("What the hardware can do, or did.", "level"),
        "boundary": _word("What is counted in a power.", "boundary"),
        "segment": Column("Market, sector or part meant; `by value` or `by units` behind it."),
        "variant": Column(
            "Bin, engine, configuration, plan or setting: rows of unlike variants are different "
            "things and are never averaged. Empty for the thing as headlined."
        ),
        "workload": Column(
            "Model; phase; prompt and output lengths; batch; latency limit; software."
        ),
        "condition": Column(
            "What else the value depends on. Of a release it begins with one of the release words."
        ),
        "known_on": _date(
            "Date of the statement that was read; see the rule of dates.", required=True
        ),
        "kind": _word("What sort of evidence it is.", "kind", required=True),
        "voice": Column(
            "Who says it, as against who prints it: the same voice twice is one witness.",
            required=True,
        ),
        "source": _name("Who prints it.", "sources.source", required=True),
        "note": Column("Conflicts, traps, caveats."),
    },
    "events": {
        "id": _key(
            "Stable and never used again.",
            r"[A-Z]{3}\d{3}",
            "three letters and three digits, as MKE001",
        ),
        "date": _date("When it happened or is to happen.", required=True),
        "subject": _name("Whom or what it is about.", "subjects.subject", required=True),
        "event": Column("What happened, as a sentence.", required=True),
        "place": Column("Where."),
        "segment": Column("Sort of event, as `export control` or `supply`.", required=True),
        "effect": _word(
            "What it does to the sale of Nvidia's accelerators in China; empty for nothing or not "
            "known.",
            "effect",
        ),
        "known_on": _date("Date of the statement that was read.", required=True),
        "kind": _word("What sort of evidence it is.", "kind", required=True),
        "voice": Column("Who says it.", required=True),
        "source": _name("Who prints it.", "sources.source", required=True),
        "note": Column("Caveats."),
    },
    "subjects": {
        "subject": Column("Name.", ANY_TEXT, "a name", required=True, unique=True),
        "class": _word("What it is.", "class", required=True),
        "maker": Column("Names of subjects, with `; ` between them.", refers="subjects.subject"),
        "family": Column("Generation or family of hardware."),
        "part_of": _name("The subject that it is a part of.", "subjects.subject"),
        "accelerator": _name("The accelerator that it is built of.", "subjects.subject"),
        "accelerator_count": _number("How many of them it holds."),
        "module": _name("The system that a supercluster is built of.", "subjects.subject"),
        "module_count": _number("How many of them it holds."),
        "status": _word("State of hardware in its life.", "status"),
        "aliases": Column("Other names, with `; ` between them.", ANY_TEXT, "names"),
        "note": Column("Remarks."),
    },
    "attributes": {
        "attribute": _key("Name.", r"[a-z][a-z0-9_]*", "lower-case words joined by underscores"),
        "dimension": Column("Dimension in words; `date` and `word` have no unit.", required=True),
        "canonical_unit": Column(
            "Unit into which values are converted; empty for dates and words.",
            UNIT,
            "a unit as TB/s, 1 or %",
        ),
        "distribution": Column(
            "How a value is spread over its range when it is drawn; log-normal where empty.",
            r"log-normal|triangular",
            "log-normal or triangular",
        ),
        "label": Column("Name in figures and tables.", required=True),
        "definition": Column("What it means.", required=True),
        "requires": Column(
            "Columns of the facts that every row of this attribute must fill, with blanks between."
        ),
    },
    "sources": {
        "source": _key("Key.", r"[a-z0-9][a-z0-9-]*", "lower-case words joined by hyphens"),
        "publisher": Column("Who prints it.", ANY_TEXT, required=True),
        "publisher_english": Column("The same in Latin letters, where it is not."),
        "title": Column("Title as printed.", ANY_TEXT, required=True),
        "title_english": Column("Translation of the title, where it is not in Latin letters."),
        "url": Column(
            "Address, where there is a public one.",
            r"https?://[^\s<>\"]+",
            "an address that begins with https://",
        ),
        "published": _date("Date of publication, where it is known."),
        "opened": _word("Whether the text itself was read.", "opened", required=True),
        "note": Column("Remarks."),
    },
    "basis": {
        "aspect": Column(
            "The column, or other vocabulary, that the word belongs to.", required=True
        ),
        "word": Column("The word.", required=True),
        "family": Column(
            "The word that stands for all that may be compared with it: number formats that share "
            "hardware and peak have one family; every other word is its own.",
            required=True,
        ),
        "meaning": Column("What it means.", required=True),
    },
    "plausible": {
        "attribute": _name("The attribute.", "attributes.attribute", required=True),
        "scope": Column(
            "The scope, or `*` for every scope without a row of its own.", required=True
        ),
        "unit": Column("Unit of the bounds.", UNIT, "a unit as TB/s, 1 or %", required=True),
        "low": _number("Least plausible value.", required=True),
        "high": _number("Largest plausible value.", required=True),
    },
    "corrections": {
        "fact": _name("Id of the fact.", "facts.id", required=True),
        "action": Column(
            "`exclude` takes the fact out, `set` replaces one cell.",
            r"exclude|set",
            "exclude or set",
            required=True,
        ),
        "column": Column("The column guarded or replaced.", required=True),
        "expected": Column("What stands there now; if not, the check fails."),
        "value": Column("The new text, for `set`."),
        "reason": Column("Why, as a sentence.", required=True),
    },
    "claims": {
        "id": _key("Id.", r"C\d{2}", "C and two digits, as C01"),
        "section": Column("Section of the article.", required=True),
        "claim": Column("The claim, in words of this project.", required=True),
        "stated": Column("Value that the article states."),
        "unit": Column("Unit of that value."),
        "needs": Column("What it takes to check the claim.", required=True),
    },
    "glossary": {
        "term": Column("Term as used, or several parted by commas.", required=True, unique=True),
        "definition": Column("What it means here.", required=True),
    },
}
