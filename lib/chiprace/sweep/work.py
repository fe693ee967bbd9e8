"""What a worker of a sweep does: one point, with data and package equal to those of the sender."""

import gc
import hashlib
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from chiprace.claims.grid import ledger_at
from chiprace.errors import DataError
from chiprace.evidence.facts import Facts, load_facts
from chiprace.hashes import input_hashes
from chiprace.paths import ROOT_VARIABLE, Project, current_project
from chiprace.scenario import make_scenario, open_evidence
from chiprace.sweep.store import Rows


@dataclass(frozen=True)
class Task:
    """One point, as it is sent to a worker.

    Parameters
    ----------
    name : str
        The point in words, for messages.
    parameters : dict
        Every field of the scenario as a plain value.
    inputs : str
        Hash of data and package where it is sent from.
    editions : str, optional
        Folder in which the edition is built; none is where this is empty.
    jobs : int, optional
        Chapters to run at a time in a build.
    """

    name: str
    parameters: dict[str, Any]
    inputs: str
    editions: str = ""
    jobs: int = 1

    def __str__(self) -> str:
        """Return the point in words."""
        return self.name


def inputs_hash(project: Project) -> str:
    """Return one hash of all data, of the package and of the chapters."""
    text = json.dumps(input_hashes(project), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def begin(root: str) -> None:
    """Load a project's facts in a fresh process, so that no point has to."""
    os.environ[ROOT_VARIABLE] = root
    _loaded()


@lru_cache(maxsize=1)
def _loaded() -> tuple[Facts, str]:
    project = current_project()
    return load_facts(project.root), inputs_hash(project)


def evaluate(task: Task) -> Rows:
    """Evaluate the ledger at one point, and build its edition where one is asked for.

    Parameters
    ----------
    task : Task
        The point.

    Returns
    -------
    list of dict
        A row a claim: the columns of `chiprace.claims.grid.ledger_at`; with an edition its name
        as ``edition``.

    Raises
    ------
    DataError
        If this worker has other data or another version of the package than the sender.
    """
    facts, own = _loaded()
    if own != task.inputs:
        raise DataError(
            f"A worker in {current_project().root} has other data or another version of the "
            "package than the machine that sent the sweep. Bring both to one commit."
        )
    scenario = make_scenario(task.parameters)
    frame = ledger_at(open_evidence(scenario, facts), scenario)
    if task.editions:
        from chiprace.chapters.parallel import unheard
        from chiprace.editions.edition import build_edition

        built = build_edition(
            current_project(), scenario, jobs=task.jobs, out=Path(task.editions), tell=unheard
        )
        frame.insert(2, "edition", built.folder.name)
        gc.collect()  # what an edition leaves in circles goes before the next one
    rows: Rows = json.loads(json.dumps(frame.to_dict("records")))
    return rows
