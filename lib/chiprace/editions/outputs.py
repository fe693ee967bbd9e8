"""The files of an edition beside its documents: figures, their numbers, and facts."""

import base64
from pathlib import Path

import pandas as pd

from chiprace.chapters.document import PAYLOAD
from chiprace.chapters.run import ChapterRun, payloads
from chiprace.door.data import records
from chiprace.evidence.facts import Facts

_FACT_COLUMNS = (
    *("id", "subject", "attribute", "value", "unit", "bound", "basis", "variant", "condition"),
    *("known_on", "kind", "voice", "publisher", "title", "url", "place"),
)


def write_exhibits(run: ChapterRun, folder: Path) -> tuple[dict[str, str], set[str]]:
    """Write each figure of a chapter, and the numbers behind each figure and table.

    Parameters
    ----------
    run : ChapterRun
        The executed chapter.
    folder : Path
        Of the edition; gets ``figures/`` and ``data/``.

    Returns
    -------
    dict of str to str, set of str
        The title of each exhibit by the name of its files, and the ids of the facts behind them.
    """
    titles: dict[str, str] = {}
    used: set[str] = set()
    for name in ("figures", "data"):
        (folder / name).mkdir(exist_ok=True)
    for shown in payloads(run, PAYLOAD):
        if "csv" not in shown:
            continue
        name = f"{run.name}_{shown['key']}"
        titles[name] = shown["title"]
        used.update(shown["facts"])
        (folder / "data" / f"{name}.csv").write_text(shown["csv"], encoding="utf-8")
        if "svg" in shown:
            (folder / "figures" / f"{name}.svg").write_text(shown["svg"], encoding="utf-8")
        if shown["png"]:
            (folder / "figures" / f"{name}.png").write_bytes(base64.b64decode(shown["png"]))
    return titles, used


def write_facts(facts: Facts, ids: set[str], folder: Path) -> None:
    """Write facts and events with their sources as ``data/facts.csv``."""
    fact_table(facts, ids).to_csv(folder / "data" / "facts.csv", index=False, lineterminator="\n")


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
