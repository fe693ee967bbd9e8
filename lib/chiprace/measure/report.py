"""A run as files: a table in the form of the facts, and beside it all that they leave out."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from chiprace.door.columns import COLUMNS
from chiprace.measure.plan import Product
from chiprace.measure.results import Card, Result

#: How ids of measured facts begin.
PREFIX = "ME"
#: Who says it; the source's own row stands in ``data/sources.csv``.
VOICE = "This project"
SOURCE = "chiprace-measure"
#: What is counted in its power.
BOUNDARY = "board"

Row = dict[str, str]


def fact_rows(
    results: Sequence[Result], card: Card, subject: str, day: date, first: int = 1
) -> list[Row]:
    """Return a run as rows of ``data/facts``.

    Parameters
    ----------
    results : sequence of Result
        In the order in which they are numbered.
    card : Card
        For the conditions.
    subject : str
        What ``data/subjects.csv`` calls the card.
    day : date
        Of the run.
    first : int, optional
        Number of the first id.

    Returns
    -------
    list of dict
        For each case the rate, the ends of its spread, and the mean power.
    """
    always = {
        "subject": subject,
        "scope": "package",
        "known_on": day.isoformat(),
        "kind": "measured",
        "voice": VOICE,
        "source": SOURCE,
    }
    rows = [{**always, **row} for result in results for row in _rows_of(result, card)]
    columns = COLUMNS["facts"]
    return [
        {name: f"{PREFIX}{number:04d}" if name == "id" else row.get(name, "") for name in columns}
        for number, row in enumerate(rows, first)
    ]


def _rows_of(result: Result, card: Card) -> list[Row]:
    case = result.case
    if isinstance(case, Product):
        rate, unit = "compute", "TOPS" if case.number_format == "INT8" else "TFLOPS"
        shape = case.shape
        where = f"{shape.model}; {shape.phase}; {shape.layer}" if shape.model else ""
        basis = {
            "number_format": case.number_format,
            "sparsity": "dense",
            "variant": "; ".join(
                part for part in (shape.text, case.scaling and f"scaled {case.scaling}") if part
            ),
            "workload": where,
        }
    else:
        rate, unit = "memory_bandwidth_achieved", "TB/s"
        basis = {"segment": "HBM", "variant": case.text}
    always = {**basis, "condition": _condition(result, card)}
    low, high = result.spread_per_s
    ends = (("", result.rate_per_s), ("low", low), ("high", high))
    rates = [
        {"attribute": rate, "value": _number(end / 1e12), "unit": unit, "bound": bound}
        for bound, end in ends
    ]
    power = {"attribute": "power", "value": _number(result.power_w), "unit": "W"}
    return [
        *({**always, **row, "level": "achieved"} for row in rates),
        {**always, **power, "level": "average", "boundary": BOUNDARY},
    ]


def _condition(result: Result, card: Card) -> str:
    times = len(result.timing.call_s)
    return (
        f"{card.name}; median and central nine tenths of {times} repetitions; "
        f"clock {result.clock_mhz:.0f} of {card.clock_limit_mhz:.0f} MHz; "
        f"limit {card.power_limit_w:.0f} W; at most {result.temperature_c:.0f} degrees C; "
        f"PyTorch {card.torch}; CUDA {card.cuda}; driver {card.driver}"
    )


def _number(value: float) -> str:
    """Write four significant digits, more than the spread bears, as a plain number."""
    return f"{float(f'{value:.4g}'):.10f}".rstrip("0").rstrip(".")


def write_run(
    results: Sequence[Result],
    card: Card,
    subject: str,
    day: date,
    command: str,
    into: Path,
    first: int = 1,
) -> tuple[Path, Path]:
    """Write a run as a table of facts and as a record.

    Parameters
    ----------
    results, card, subject, day, first
        As in `fact_rows`.
    command : str
        The command line of the run.
    into : Path
        A folder; made if missing.

    Returns
    -------
    tuple of Path
        The table and the record. Both are whole or, after an interruption, not there.
    """
    name = f"{subject.lower().replace(' ', '-')}-{day.isoformat()}"
    text = io.StringIO()
    writer = csv.DictWriter(text, list(COLUMNS["facts"]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(fact_rows(results, card, subject, day, first))
    record = {
        "command": command,
        "day": day.isoformat(),
        "card": asdict(card),
        "cases": [
            {"case": result.case.text, result.energy_unit: result.energy} | asdict(result.timing)
            for result in results
        ],
    }
    into.mkdir(parents=True, exist_ok=True)
    table, details = into / f"{name}.csv", into / f"{name}.json"
    _put(details, json.dumps(record, indent=1) + "\n")
    _put(table, text.getvalue())
    return table, details


def _put(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.part")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
