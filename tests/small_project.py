"""The smallest project that passes every check, to be broken one cell at a time."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from chiprace.door.columns import COLUMNS
from chiprace.door.data import Tables, load_tables

ROWS: Mapping[str, Sequence[Mapping[str, str]]] = {
    "facts": [
        {
            "id": "TS0001",
            "subject": "Ascend 910C",
            "attribute": "compute",
            "value": "752",
            "unit": "TFLOPS",
            "number_format": "BF16",
            "sparsity": "dense",
            "scope": "package",
            "level": "peak",
        },
        {
            "id": "TS0002",
            "subject": "Ascend 910C",
            "attribute": "memory_capacity",
            "value": "128",
            "unit": "GB",
            "scope": "package",
            "segment": "HBM",
        },
        {
            "id": "TS0003",
            "subject": "Ascend 910C",
            "attribute": "release",
            "value": "2025-Q1",
            "condition": "shipped",
        },
        {
            "id": "TS0004",
            "subject": "CloudMatrix 384",
            "attribute": "power",
            "value": "559",
            "unit": "kW",
            "scope": "supernode",
            "boundary": "all_in",
        },
        {
            "id": "TS0005",
            "subject": "CloudMatrix 384",
            "attribute": "compute",
            "value": "300",
            "unit": "PFLOPS",
            "number_format": "BF16",
            "sparsity": "dense",
            "scope": "supernode",
            "level": "peak",
        },
        {
            "id": "TS0006",
            "subject": "Ascend 910C",
            "attribute": "link",
            "value": "0.784",
            "unit": "TB/s",
            "direction": "both_ways",
            "scope": "package",
        },
        {
            "id": "TS0007",
            "subject": "Huawei",
            "attribute": "market_share",
            "value": "40",
            "unit": "%",
            "period": "2025",
            "segment": "AI accelerators, China",
        },
        {
            "id": "TS0008",
            "subject": "Ascend 910C",
            "attribute": "memory_type",
            "value": "HBM2E",
        },
        {
            "id": "TS0009",
            "subject": "CloudMatrix 384",
            "attribute": "power",
            "value": "5",
            "unit": "kW",
            "scope": "supernode",
            "boundary": "unstated",
        },
    ],
    "events": [
        {
            "id": "TSE001",
            "date": "2027",
            "subject": "Huawei",
            "event": "Huawei is to show a system.",
            "segment": "product",
        }
    ],
    "subjects": [
        {"subject": "Huawei", "class": "company"},
        {
            "subject": "Ascend 910C",
            "class": "chip",
            "maker": "Huawei",
            "status": "shipping",
            "aliases": "910C",
        },
        {
            "subject": "CloudMatrix 384",
            "class": "supernode",
            "maker": "Huawei",
            "accelerator": "Ascend 910C",
            "accelerator_count": "384",
            "status": "shipping",
            "aliases": "Atlas 900 A3 SuperPoD; CloudMatrix384",
        },
    ],
    "attributes": [
        {
            "attribute": "compute",
            "dimension": "operations/time",
            "canonical_unit": "FLOPS",
            "requires": "number_format sparsity scope level",
        },
        {
            "attribute": "link",
            "dimension": "information/time",
            "canonical_unit": "GB/s",
            "requires": "direction scope",
        },
        {
            "attribute": "market_share",
            "dimension": "dimensionless",
            "canonical_unit": "1",
            "requires": "period segment",
        },
        {
            "attribute": "memory_capacity",
            "dimension": "information",
            "canonical_unit": "GB",
            "requires": "scope",
        },
        {"attribute": "memory_type", "dimension": "word"},
        {
            "attribute": "power",
            "dimension": "power",
            "canonical_unit": "W",
            "requires": "boundary scope",
        },
        {"attribute": "release", "dimension": "date"},
    ],
    "sources": [
        {
            "source": "test-source",
            "publisher": "Test",
            "title": "A test",
            "url": "https://example.org/test",
            "published": "2025-04",
            "opened": "yes",
        }
    ],
    "basis": [
        {"aspect": aspect, "word": word, "family": "FP16" if word == "BF16" else word}
        for aspect, words in {
            "kind": "announced datasheet measured estimate press statistic derived",
            "bound": "low high at_least at_most about",
            "outlook": "forecast plan guidance",
            "number_format": "FP16 BF16 FP8 unstated",
            "sparsity": "dense sparse unstated",
            "direction": "one_way both_ways unstated",
            "scope": "package supernode",
            "level": "peak achieved",
            "boundary": "it all_in unstated",
            "opened": "yes quoted",
            "class": "company chip supernode",
            "status": "announced shipping unclear",
            "release": "announced expected shipped",
        }.items()
        for word in words.split()
    ],
    "plausible": [
        {
            "attribute": "compute",
            "scope": "package",
            "unit": "PFLOPS",
            "low": "0.001",
            "high": "200",
        },
        {"attribute": "compute", "scope": "*", "unit": "PFLOPS", "low": "0.001", "high": "1000000"},
        {"attribute": "market_share", "scope": "*", "unit": "%", "low": "0", "high": "100"},
        {"attribute": "power", "scope": "*", "unit": "kW", "low": "20", "high": "20000"},
    ],
    "corrections": [
        {
            "fact": "TS0009",
            "action": "exclude",
            "column": "value",
            "expected": "5",
            "reason": "Below the sum of the parts.",
        }
    ],
    "claims": [
        {"id": "C01", "section": "test", "claim": "A claim.", "needs": "A fact."},
    ],
    "glossary": [{"term": "dense", "definition": "A definition."}],
}
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "facts": {
        "known_on": "2025-06-15",
        "kind": "estimate",
        "voice": "Tester",
        "source": "test-source",
    },
    "events": {
        "known_on": "2026-11",
        "kind": "announced",
        "voice": "Huawei",
        "source": "test-source",
    },
    "attributes": {"label": "Label", "definition": "A definition."},
    "basis": {"meaning": "A meaning."},
}


def write_small_project(root: Path) -> Path:
    """Write the tables of the small project under `root` and return `root`."""
    (root / "data" / "facts").mkdir(parents=True)
    for name, rows in ROWS.items():
        place = "facts/small.csv" if name == "facts" else f"{name}.csv"
        with (root / "data" / place).open("w", newline="", encoding="utf-8") as handle:
            writer = csv.DictWriter(handle, list(COLUMNS[name]), "", lineterminator="\n")
            writer.writeheader()
            writer.writerows({**DEFAULTS.get(name, {}), **row} for row in rows)
    package = {"name": "small", "gathered_until": "2026-11-23", "resources": []}
    (root / "data" / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return root


def read_small_project(root: Path) -> Tables:
    """Write the small project under `root` and read it."""
    return load_tables(write_small_project(root))


def with_frame(tables: Tables, name: str, frame: pd.DataFrame) -> Tables:
    """Return the tables with another frame in the place of one."""
    if name == "facts":
        return Tables(frame, tables.registers)
    return Tables(tables.facts, {**tables.registers, name: frame})


def with_cells(tables: Tables, name: str, row: int, **cells: str) -> Tables:
    """Return the tables with some cells of one row replaced; `row` counts from 0."""
    frame = (tables.facts if name == "facts" else tables.registers[name]).copy()
    for column, text in cells.items():
        frame[column] = [
            text if place == row else old for place, old in enumerate(frame[column].tolist())
        ]
    return with_frame(tables, name, frame)


def with_row(tables: Tables, name: str, row: int, **cells: str) -> Tables:
    """Return the tables with a copy of one row, changed in some cells, below the others."""
    frame = tables.facts if name == "facts" else tables.registers[name]
    old = {str(column): cell for column, cell in frame.iloc[row].items()}
    return with_rows(tables, name, [{**old, **cells}])


def with_rows(tables: Tables, name: str, rows: Sequence[Mapping[str, object]]) -> Tables:
    """Return the tables with more rows below the others."""
    frame = tables.facts if name == "facts" else tables.registers[name]
    lines = range(len(frame) + 2, len(frame) + 2 + len(rows))
    more = pd.DataFrame(
        [
            {"file": "data/more.csv", **row, "line": line}
            for row, line in zip(rows, lines, strict=True)
        ]
    )
    return with_frame(tables, name, pd.concat([frame, more], ignore_index=True)[frame.columns])
