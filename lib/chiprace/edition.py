"""The only writer of ``reports/``: stage aside, check, move into place whole, point to it."""

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd

from chiprace.chapter import open_evidence
from chiprace.claims.ledger import evaluate, ledger_frame
from chiprace.data import records
from chiprace.document import merge_notebooks
from chiprace.errors import BuildError
from chiprace.export.html import export_html
from chiprace.export.pdf import export_pdf
from chiprace.facts import Facts, load_facts
from chiprace.manifest import edition_hash, input_hashes, manifest
from chiprace.paths import Project
from chiprace.run import ChapterRun, list_chapters, payloads, run_chapter
from chiprace.scenario import Scenario
from chiprace.show import PAYLOAD
from chiprace.staging import keep_failed, publish, staging

TITLE = "Can Ascend topple Nvidia?"
SUBTITLE = "The argument of January 2026, rebuilt figure by figure and tested claim by claim"

_FACT_COLUMNS = (
    *("id", "subject", "attribute", "value", "unit", "bound", "basis", "variant", "condition"),
    *("known_on", "kind", "voice", "publisher", "title", "url", "place"),
)

Step = Callable[[str], None]


def build_edition(
    project: Project, scenario: Scenario, *, jobs: int, out: Path | None = None, tell: Step = print
) -> Path:
    """Build an edition of the report.

    Parameters
    ----------
    project : Project
        The checkout; its data must have been checked.
    scenario : Scenario
        The parameters.
    jobs : int
        Chapters to run at a time.
    out : Path, optional
        Folder for the editions; ``reports/`` if left out.
    tell : callable, optional
        Hears of each step that is done.

    Returns
    -------
    Path
        Folder of the edition, whole; ``latest`` beside ``editions`` points to it.

    Raises
    ------
    BuildError
        If a chapter or an export fails; then nothing but ``failed/`` has changed.
    """
    facts = load_facts(project.root)
    evidence = open_evidence(scenario, facts)
    day = evidence.as_of
    scenario = scenario.model_copy(update={"as_of": day})
    chapters = list_chapters(project.notebooks)
    inputs = input_hashes(project)
    name = f"{day}_{scenario.name}_{edition_hash(inputs, scenario.parameters())[:8]}"
    reports = out or project.reports
    with staging(reports) as stage:
        (stage / "notebooks").mkdir()
        try:
            runs = _run_all(chapters, scenario, stage / "notebooks", jobs, tell)
        except BuildError as error:
            kept = keep_failed(stage / "notebooks", reports)
            raise BuildError(str(error).replace(str(stage / "notebooks"), str(kept))) from error
        meta = {
            "title": TITLE,
            "subtitle": SUBTITLE,
            "edition": name,
            "as_of": str(day),
            "scenario": scenario.name,
            "policy": scenario.policy,
            "label": scenario.edition,
        }
        merged = merge_notebooks([(run.name, run.notebook) for run in runs], meta)
        (stage / "report.html").write_text(export_html(merged), encoding="utf-8")
        tell("report.html")
        (stage / "report.pdf").write_bytes(export_pdf(merged))
        tell("report.pdf")
        _write_parts(runs, facts, stage)
        ledger = ledger_frame(evaluate(evidence, scenario))
        ledger.to_csv(stage / "claims.csv", index=False, lineterminator="\n", float_format="%.10g")
        described = manifest(name, project, inputs, scenario.parameters(), stage)
        (stage / "manifest.json").write_text(
            json.dumps(described, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        return publish(stage, reports, name, TITLE)


def _run_all(
    chapters: list[Path], scenario: Scenario, stage: Path, jobs: int, tell: Step
) -> list[ChapterRun]:
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        futures = [pool.submit(run_chapter, path, scenario, stage) for path in chapters]
        runs = []
        try:
            for future in futures:
                runs.append(future.result())
                tell(runs[-1].name)
        except BuildError:
            for future in futures:
                future.cancel()
            raise
    return runs


def _write_parts(runs: list[ChapterRun], facts: Facts, stage: Path) -> None:
    for folder in ("figures", "data"):
        (stage / folder).mkdir()
    used: set[str] = set()
    for run in runs:
        for shown in payloads(run, PAYLOAD):
            if "csv" not in shown:
                continue
            name = f"{run.name}_{shown['key']}"
            used.update(shown["facts"])
            (stage / "data" / f"{name}.csv").write_text(shown["csv"], encoding="utf-8")
            if "svg" in shown:
                (stage / "figures" / f"{name}.svg").write_text(shown["svg"], encoding="utf-8")
            if shown["png"]:
                (stage / "figures" / f"{name}.png").write_bytes(base64.b64decode(shown["png"]))
    fact_table(facts, used).to_csv(stage / "data" / "facts.csv", index=False, lineterminator="\n")


def fact_table(facts: Facts, ids: set[str]) -> pd.DataFrame:
    """Return facts and events with their sources, so that a point leads to a page.

    Parameters
    ----------
    facts : Facts
        All facts.
    ids : set of str
        Those wanted.

    Returns
    -------
    DataFrame
        One row a fact or event, by id.
    """
    events = {row["id"]: row for row in records(facts.tables.events)}
    rows = []
    for identity in sorted(ids):
        source = facts.source_of(identity)
        cited = {"publisher": source.publisher, "title": source.title, "url": source.url}
        if identity in events:
            event = events[identity]
            told = {name: event[name] for name in ("id", "subject", "known_on", "kind", "voice")}
            place = f"{event['file']}, line {event['line']}"
            said = {"attribute": "event", "value": event["event"], "condition": event["date"]}
            rows.append(told | said | cited | {"place": place})
            continue
        fact = facts[identity]
        rows.append(
            {
                "id": fact.id,
                "subject": fact.subject,
                "attribute": fact.attribute,
                "value": fact.text,
                "unit": fact.unit,
                "bound": fact.bound,
                "basis": str(fact.basis),
                "variant": fact.variant,
                "condition": fact.condition,
                "known_on": fact.known_on,
                "kind": fact.kind,
                "voice": fact.voice,
                **cited,
                "place": fact.place,
            }
        )
    return pd.DataFrame(rows, columns=list(_FACT_COLUMNS))
