"""The only writer of ``reports/``: stage aside, check, move into place whole, point to it."""

import json
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from chiprace.changes import Changes, read_changes
from chiprace.chapters.cache import ChapterCache
from chiprace.chapters.document import Meta
from chiprace.chapters.imports import Imports
from chiprace.chapters.parallel import Press, Tell, unheard
from chiprace.chapters.run import (
    CHANGES_PARAMETER,
    ChapterRun,
    declared_parameters,
    list_chapters,
)
from chiprace.editions.diff import changed, difference
from chiprace.editions.index import index_page
from chiprace.editions.ledger import CLAIMS, write_ledger
from chiprace.editions.lock import only_one
from chiprace.editions.manifest import CHANGES, fact_hashes, read_commit, row_hashes
from chiprace.editions.order import Order, new_order, order_again
from chiprace.editions.outputs import write_exhibits, write_facts
from chiprace.editions.printing import Printer
from chiprace.editions.rests import rests
from chiprace.editions.shelf import (
    EDITIONS,
    Edition,
    is_whole,
    list_editions,
    next_serial,
    prune,
    read_edition,
)
from chiprace.editions.staging import in_words, keep_failed, point, publish, replace_text, staging
from chiprace.editions.verify import count_verdicts
from chiprace.errors import BuildError
from chiprace.evidence.facts import Facts, load_facts
from chiprace.evidence.fingerprints import Fingerprints
from chiprace.hashes import MANIFEST, input_hashes, output_hashes
from chiprace.kernels.manager import WARM
from chiprace.models.energy import pair
from chiprace.paths import Project
from chiprace.scenario import Scenario, open_evidence
from chiprace.scratch import sweep
from chiprace.stores import LEDGER, PARTS, Store

TITLE = "Can Ascend topple Nvidia?"
SUBTITLE = "The argument of January 2026, rebuilt figure by figure and tested claim by claim"
#: Key of the figure on the cover.
COVER = "verdicts"

#: Folder of executed chapters in a project.
CACHE = Path(".cache") / "chapters"


@dataclass(frozen=True)
class Built:
    """What a build leaves.

    Parameters
    ----------
    edition : Edition
        The edition, whole; ``latest`` points to it.
    changes : Changes
        What changed in it.
    new : bool
        Whether it was not there before.
    """

    edition: Edition
    changes: Changes
    new: bool

    @property
    def folder(self) -> Path:
        """Folder of the edition."""
        return self.edition.folder


def build_edition(
    project: Project,
    scenario: Scenario | Path,
    *,
    jobs: int,
    out: Path | None = None,
    tell: Tell = unheard,
    wait: bool = True,
    fresh: bool = False,
    keep: int | None = None,
    kernel: str = WARM,
) -> Built:
    """Build an edition of the report, unless it is there already.

    Parameters
    ----------
    project : Project
        The checkout; its data must have been checked.
    scenario : Scenario or Path
        The parameters, or the manifest of an edition that is to be built again.
    jobs : int
        Chapters to run at a time.
    out : Path, optional
        Folder for the editions; ``reports/`` if left out.
    tell : callable, optional
        Hears of each step that is done.
    wait : bool, optional
        Whether to wait for another build in the same folder.
    fresh : bool, optional
        Whether to build an edition that is there already, and without the cache.
    keep : int, optional
        How many editions to keep of each series; all if left out.
    kernel : str, optional
        Name of the kernel that chapters run in, see `chiprace.kernels.manager`.

    Returns
    -------
    Built
        The edition; ``latest`` beside ``editions`` points to it.

    Raises
    ------
    BuildError
        If a chapter or an export fails, if the data are edited meanwhile, or if nothing can be
        stored; then nothing but ``failed/`` has changed.
    BusyError
        If another build works in the folder and `wait` is false.
    DataError
        If the day is before the two systems that the chapters compare were known.
    EditionError
        If the manifest is none, or the edition cannot be built again from this checkout.
    """
    # Chapters run in folders of their own, from where a relative one would be another.
    reports = (out or project.reports).absolute()
    with in_words(reports), only_one(reports, wait=wait, tell=tell), staging(reports) as stage:
        sweep()
        facts = load_facts(project.root)
        if isinstance(scenario, Path):
            order = order_again(project, scenario)
        else:
            order = new_order(project, scenario, facts, reports)
        name = order.recipe.name
        target = reports / EDITIONS / name
        new = not target.exists()
        if new or fresh or not is_whole(target):
            made = stage / name
            (made / "notebooks").mkdir(parents=True)
            data = Fingerprints(facts, order.scenario.parsed_overrides)
            press = Press(
                jobs=jobs,
                kernel=kernel,
                cache=None if fresh else ChapterCache(project.root / CACHE, data),
                known=data.base() | order.recipe.environment,
                inputs=order.recipe.inputs,
                unedited=lambda: order.recipe.inputs == input_hashes(project),
                imports=Imports(),
                tell=tell,
            )
            try:
                about = _fill(made, project, order, facts, press)
            except BuildError as error:
                kept = keep_failed(made / "notebooks", reports)
                raise BuildError(str(error).replace(str(made / "notebooks"), str(kept))) from error
            if order.again:
                _require_same(order.again.outputs, about["outputs"])
            about["built"] = {
                "serial": next_serial(list_editions(reports)),
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
            }
            (made / MANIFEST).write_text(
                json.dumps(about, indent=1, sort_keys=True) + "\n", encoding="utf-8"
            )
            publish(made, reports, name)
        point(reports, name, stage)
        for gone in prune(reports, keep, stage):
            tell(gone, "removed")
        editions = list_editions(reports)
        replace_text(reports / "index.html", index_page(TITLE, editions), stage)
        return Built(read_edition(target), read_changes(target / CHANGES), new)


def _fill(
    folder: Path, project: Project, order: Order, facts: Facts, press: Press
) -> dict[str, Any]:
    """Fill a folder with all of an edition but its manifest, which is returned."""
    scenario, recipe = order.scenario, order.recipe
    evidence = open_evidence(scenario, facts)
    pair(evidence, scenario)  # a day on which the two systems are unknown is told before any work
    chapters = list_chapters(project.notebooks)
    taken = {path: declared_parameters(path) for path in chapters}
    last = [path for path in chapters if CHANGES_PARAMETER in taken[path]]
    first = [path for path in chapters if path not in last]

    about: dict[str, Any] = {
        "edition": recipe.name,
        **asdict(recipe),
        "commit": read_commit(project.root),
        "exhibits": {},
    }

    used: set[str] = set()

    def exhibit(run: ChapterRun) -> None:
        titles, ids = write_exhibits(run, folder)
        about["exhibits"] |= titles
        used.update(ids)

    def describe(kept: list[ChapterRun]) -> None:
        for run in kept:
            exhibit(run)
        about["facts"] = fact_hashes(facts, evidence.as_of)
        about["sources"] = row_hashes(facts.tables.sources, "source")
        about["rests"] = rests({path: taken[path] for path in first}, press.imports)
        Printer.load()  # while the first chapters wait for what they are forked from

    executed, aside = folder / "notebooks", folder.parent
    parts = press.store(PARTS, aside) or Store(aside / PARTS, "", aside / PARTS)

    meta = Meta(
        title=TITLE,
        subtitle=SUBTITLE,
        edition=recipe.name,
        as_of=evidence.as_of,
        scenario=scenario.name,
        policy=scenario.policy,
        label=scenario.edition,
        paper=scenario.paper,
        cover=COVER,
    )
    with closing(Printer(meta, parts)) as printer:

        def prepare(run: ChapterRun) -> None:
            exhibit(run)
            printer.prepare(run)

        tasks = press.tasks(first, scenario, executed)
        ledger = partial(write_ledger, scenario, folder, press.kernel, press.store(LEDGER, aside))
        runs = press.run(tasks, executed, aside, prepare, describe, ledger)
        about["verdicts"] = count_verdicts(folder / CLAIMS)
        _write_changes(folder, order, about, facts, used)
        tasks = press.tasks(last, scenario, executed)
        later = press.run(tasks, executed, aside, besides=lambda _: printer.prepare_together(runs))
        for run in later:
            write_exhibits(run, folder)
        runs += later
        printer.write(runs, folder, press.tell)
    press.take_over(parts)
    edited = _edited(project, order)
    if edited:
        raise BuildError(
            f"{edited[0]} was edited while the edition was built, so that its chapters may differ "
            "in what they saw. Build again."
        )
    return about | {"outputs": output_hashes(folder)}


def _edited(project: Project, order: Order) -> list[str]:
    """Return the data and chapters that were edited since the edition was ordered."""
    return [
        path
        for path in changed(order.recipe.inputs, input_hashes(project))
        if path.startswith(("data/", "notebooks/"))
    ]


def _require_same(expected: dict[str, str], found: dict[str, str]) -> None:
    others = [*changed(expected, found)]
    if others:
        raise BuildError(
            f"The edition came out as another one than its manifest says: {', '.join(others)}. "
            "Something went in that the manifest does not hold, as a font or a locale."
        )


def _write_changes(
    folder: Path, order: Order, about: dict[str, Any], facts: Facts, used: set[str]
) -> None:
    """Write what changed, and the facts that the edition shows or that are new in it."""
    if order.again:
        told = {fact.id for fact in order.again.changes.facts}
    else:
        told = set(changed(order.before.about["facts"], about["facts"]) if order.before else ())
    write_facts(facts, used | (told & about["facts"].keys()), folder)
    record = (
        order.again.changes if order.again else difference(order.before, Edition(folder, about))
    )
    (folder / CHANGES).write_text(record.to_json(), encoding="utf-8")
