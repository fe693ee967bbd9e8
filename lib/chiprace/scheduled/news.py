"""What is told of a build: that it failed, that it works again, that a verdict flipped."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chiprace.changes import Changes
from chiprace.errors import NotifyError
from chiprace.hashes import text_hash
from chiprace.scheduled.notify import Channel
from chiprace.words.changes import changes_text

#: Folder, beside the editions, of what was told already.
TOLD = ".told"


@dataclass(frozen=True)
class Told:
    """What was told last of one schedule: a failure that still holds, and an edition."""

    failure: str = ""
    edition: str = ""


class News:
    """Tells each piece of news once.

    What was told is noted only after it was sent, so that news whose telling failed, or was cut
    off, is told by the next run.

    Parameters
    ----------
    channels : tuple of Channel
        Those who are to hear; without any, nothing is told or noted.
    reports : Path
        Folder of the editions.
    schedule : str
        What tells one scheduled build from another, as its command line.
    """

    def __init__(self, channels: tuple[Channel, ...], reports: Path, schedule: str) -> None:
        self._channels = channels
        self._schedule = schedule
        self._note = reports / TOLD / f"{text_hash(schedule)[:12]}.json"

    def failed(self, sentence: str, code: int) -> None:
        """Tell of a failure, unless the same was told last."""
        told = self._told()
        if told.failure == sentence:
            return
        details = {"event": "failure", "error": sentence, "exit_code": code}
        self._send("The report could not be built", sentence, details)
        self._remember(Told(sentence, told.edition))

    def built(self, edition: str, changes: Changes) -> None:
        """Tell that the build works again, and which verdicts flipped."""
        told = self._told()
        if told.failure:
            text = f"The last failure was: {told.failure}\nThe newest edition is {edition}."
            recovery = {"event": "recovery", "edition": edition, "error": told.failure}
            self._send("The report is built again", text, recovery)
        if changes.verdicts and told.edition != edition:
            flips = ", ".join(f"{flip.claim} is {flip.after}" for flip in changes.verdicts)
            details: dict[str, Any] = {
                "event": "flip",
                "edition": edition,
                "before": changes.before,
                "verdicts": [flip.model_dump() for flip in changes.verdicts],
            }
            self._send(f"A verdict flipped: {flips}", changes_text(changes, edition), details)
        if told != Told("", edition):
            self._remember(Told("", edition))

    def _send(self, title: str, text: str, details: dict[str, Any]) -> None:
        for channel in self._channels:
            channel.send(title, text, {"schedule": self._schedule, **details})

    def _told(self) -> Told:
        if not self._note.is_file():
            return Told()
        return Told(**json.loads(self._note.read_text(encoding="utf-8")))

    def _remember(self, told: Told) -> None:
        if not self._channels:
            return
        aside = self._note.with_suffix(".new")
        try:
            self._note.parent.mkdir(parents=True, exist_ok=True)
            aside.write_text(json.dumps(asdict(told)) + "\n", encoding="utf-8")
            os.replace(aside, self._note)
        except OSError as error:
            raise NotifyError(
                f"It was told, but {self._note} cannot be written ({error.strerror}), so that the "
                "next run will tell it again."
            ) from error
