"""Editions written by hand, without a build, for the tests of what reads editions."""

import csv
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from chiprace.changes import Changes
from chiprace.editions.manifest import CHANGES, Recipe
from chiprace.editions.shelf import Edition, read_edition
from chiprace.editions.verify import count_verdicts
from chiprace.hashes import MANIFEST, output_hashes

CLAIM = {"id": "C16", "claim": "It uses more energy.", "verdict": "supported", "reason": "2.0 ×"}


def table(rows: list[dict[str, str]]) -> str:
    """Return rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def make_edition(
    reports: Path,
    serial: int,
    *,
    previous: str | None = None,
    series: str = "baseline",
    parameters: dict[str, Any] | None = None,
    inputs: dict[str, str] | None = None,
    environment: dict[str, str] | None = None,
    facts: dict[str, str] | None = None,
    fact_rows: list[dict[str, str]] | None = None,
    sources: dict[str, str] | None = None,
    claims: list[dict[str, str]] | None = None,
    exhibits: dict[str, tuple[str, list[dict[str, str]]]] | None = None,
    rests: dict[str, dict[str, list[str]]] | None = None,
) -> Edition:
    """Write an edition into ``reports/editions`` and read it."""
    recipe = Recipe(
        parameters={"as_of": "2026-11-23", "name": series, **(parameters or {})},
        series={"scenario": series, "set": {}},
        previous=previous,
        inputs=inputs or {"data/facts/chips.csv": f"{serial}"},
        environment=environment or {"python": "3.11"},
    )
    folder = reports / "editions" / recipe.name
    (folder / "data").mkdir(parents=True)
    for name in ("report.html", "report.pdf"):
        (folder / name).write_text(f"{name} {serial}", encoding="utf-8")
    rows = [{"facts": "", **CLAIM, **row} for row in claims or [{}]]
    (folder / "claims.csv").write_text(table(rows), encoding="utf-8")
    (folder / CHANGES).write_text(Changes(before=previous).to_json(), encoding="utf-8")
    if fact_rows:
        (folder / "data/facts.csv").write_text(table(fact_rows), encoding="utf-8")
    for name, (_, shown) in (exhibits or {}).items():
        (folder / f"data/{name}.csv").write_text(table(shown), encoding="utf-8")
    about = {
        "edition": recipe.name,
        **asdict(recipe),
        "commit": "unknown",
        "facts": facts or {},
        "sources": sources or {},
        "rests": rests or {},
        "exhibits": {name: title for name, (title, _) in (exhibits or {}).items()},
        "verdicts": count_verdicts(folder / "claims.csv"),
        "outputs": output_hashes(folder),
        "built": {"serial": serial, "at": "2026-11-24T06:00:00+00:00"},
    }
    (folder / MANIFEST).write_text(json.dumps(about), encoding="utf-8")
    return read_edition(folder)
