"""The only writer of ``reports/``: stage aside, check, move into place whole, point to it."""

import base64
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import escape
from pathlib import Path

import pandas as pd

from chiprace.chapter import open_evidence
from chiprace.document import merge_notebooks
from chiprace.errors import BuildError
from chiprace.export.html import export_html
from chiprace.export.pdf import export_pdf
from chiprace.facts import Facts, load_facts
from chiprace.manifest import edition_hash, file_hash, input_hashes, manifest
from chiprace.paths import Project
from chiprace.run import ChapterRun, list_chapters, payloads, run_chapter
from chiprace.scenario import Scenario
from chiprace.show import PAYLOAD

TITLE = "Can Ascend topple Nvidia?"
SUBTITLE = "The argument of January 2026, rebuilt figure by figure and tested claim by claim"

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
    day = open_evidence(scenario, facts).as_of
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
            kept = _keep_failed(stage / "notebooks", reports)
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
        described = manifest(name, project, inputs, scenario.parameters(), stage)
        (stage / "manifest.json").write_text(
            json.dumps(described, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        return _publish(stage, reports, name)


@contextmanager
def staging(reports: Path) -> Iterator[Path]:
    """Make a folder to build in, and take away those that killed builds left behind.

    Parameters
    ----------
    reports : Path
        Folder of the editions; the stage lies in it, so that moving is one rename.

    Yields
    ------
    Path
        An empty folder, locked as long as the build lives.
    """
    reports.mkdir(parents=True, exist_ok=True)
    for left in reports.glob(".stage-*.lock"):
        with left.open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(left.with_suffix(""), ignore_errors=True)
            left.unlink(missing_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".stage-", dir=reports))
    stage.chmod(0o755)
    lock = Path(f"{stage}.lock")
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield stage
        finally:
            shutil.rmtree(stage, ignore_errors=True)
            lock.unlink(missing_ok=True)


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
    """Return facts with their sources, so that a point leads to a page.

    Parameters
    ----------
    facts : Facts
        All facts.
    ids : set of str
        Those wanted.

    Returns
    -------
    DataFrame
        One row a fact, by id.
    """
    rows = []
    for identity in sorted(ids):
        fact = facts[identity]
        source = facts.sources[fact.source]
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
                "publisher": source.publisher,
                "title": source.title,
                "url": source.url,
                "place": fact.place,
            }
        )
    return pd.DataFrame(rows)


def _publish(stage: Path, reports: Path, name: str) -> Path:
    editions = reports / "editions"
    editions.mkdir(exist_ok=True)
    target = editions / name
    if not target.exists():
        stage.rename(target)
    elif _outputs(target) != _outputs(stage):
        # Only an edition that somebody has changed by hand differs from its namesake.
        old = Path(tempfile.mkdtemp(prefix=".old-", dir=reports)) / name
        target.rename(old)
        stage.rename(target)
        shutil.rmtree(old.parent)
    pointer = Path(tempfile.mktemp(prefix=".latest-", dir=reports))
    pointer.symlink_to(Path("editions") / name)
    os.replace(pointer, reports / "latest")
    write_index(reports)
    return target


def _outputs(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def _keep_failed(notebooks: Path, reports: Path) -> Path:
    kept = reports / "failed"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(notebooks, kept)
    return kept


def write_index(reports: Path) -> None:
    """List the editions in ``index.html``, newest first.

    Parameters
    ----------
    reports : Path
        Folder of the editions.
    """
    rows = []
    for folder in sorted((reports / "editions").iterdir(), reverse=True):
        about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["parameters"]
        link = f"editions/{folder.name}"
        rows.append(
            f'<tr><th scope="row">{escape(about["as_of"])}</th><td>{escape(about["name"])}</td>'
            f"<td>{escape(about['policy'])}</td>"
            f'<td><a href="{link}/report.html">HTML</a></td>'
            f'<td><a href="{link}/report.pdf">PDF</a></td>'
            f'<td><a href="{link}/manifest.json">manifest</a></td></tr>'
        )
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Editions: {escape(TITLE)}</title>"
        "<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;"
        "max-width:46rem;margin:2rem auto;padding:0 1rem}td,th{padding:.3rem .8rem .3rem 0;"
        "text-align:left}</style>"
        f"<h1>{escape(TITLE)}</h1><p>All editions, newest first.</p><table><thead><tr>"
        '<th scope="col">As of</th><th scope="col">Scenario</th><th scope="col">Policy</th>'
        '<th scope="col" colspan="3">Open</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></html>\n"
    )
    aside = reports / ".index.html"
    aside.write_text(page, encoding="utf-8")
    os.replace(aside, reports / "index.html")
