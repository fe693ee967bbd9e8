"""Whether the edition that is asked for stands already, told at once, without building anything.

After each build it is noted, under a hash of all that was asked for and all that goes in, which
edition came of it. Where the same is asked for again, and that edition is the latest and whole,
there is nothing to do. Nothing heavy is imported here.
"""

import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chiprace.hashes import MANIFEST, environment, input_hashes, output_hashes, text_hash
from chiprace.paths import Project

_LOG = logging.getLogger("chiprace")


class Asked:
    """What is asked of a build.

    Parameters
    ----------
    project : Project
        The checkout.
    reports : Path
        Folder of the editions.
    options : Mapping
        Everything on the command line that decides what is built.
    """

    def __init__(self, project: Project, reports: Path, options: Mapping[str, Any]) -> None:
        self._reports = reports.resolve()
        asked = json.dumps([str(self._reports), dict(options)], sort_keys=True, default=str)
        self._note = project.root / ".cache" / "standing" / f"{text_hash(asked)}.json"
        # What is there is hashed now: what is edited while the build runs is asked for anew.
        there = [environment(project), input_hashes(project)]
        self._inputs = text_hash(json.dumps(there, sort_keys=True))

    def edition(self) -> str | None:
        """Return the name of the edition if it stands, is the latest and whole, else None."""
        try:
            noted = json.loads(self._note.read_text(encoding="utf-8"))
            latest = (self._reports / "latest").resolve(strict=True)
            outputs = json.loads((latest / MANIFEST).read_text(encoding="utf-8"))["outputs"]
        except (FileNotFoundError, KeyError, ValueError):  # none yet, or damaged: it is built
            return None
        if noted != self._noted(latest.name) or outputs != output_hashes(latest):
            return None
        return latest.name

    def note(self, name: str) -> None:
        """Note which edition came of it."""
        try:
            self._note.parent.mkdir(parents=True, exist_ok=True)
            aside = self._note.with_suffix(".part")
            aside.write_text(json.dumps(self._noted(name)), encoding="utf-8")
            os.replace(aside, self._note)
        except OSError as error:  # the edition stands all the same
            _LOG.warning("It cannot be noted that the edition stands: %s.", error)

    def _noted(self, name: str) -> dict[str, str]:
        return {"edition": name, "inputs": self._inputs}
