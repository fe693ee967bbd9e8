"""What changed from one edition to the next, each change with its cause: a plain record."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from chiprace.errors import EditionError
from chiprace.paths import current_project

CauseKind = Literal["facts", "parameter", "data", "code", "environment"]


class _Record(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Cause(_Record):
    """A kind of input that changed, and which."""

    kind: CauseKind
    what: tuple[str, ...]


class Parameter(_Record):
    """A parameter that has another value."""

    name: str
    before: str
    after: str


class Flip(_Record):
    """A claim whose verdict is another one."""

    claim: str
    words: str
    before: str
    after: str
    reason: str
    causes: tuple[Cause, ...]


class Moved(_Record):
    """A cell of a table of numbers that is another one: its row in words, its column, its text."""

    row: str
    column: str
    before: str
    after: str


class Exhibit(_Record):
    """A figure or table that is new, gone or has other numbers.

    ``before`` and ``after`` are its titles, empty where there is none; ``added`` and ``removed``
    count rows.
    """

    name: str
    before: str
    after: str
    moved: tuple[Moved, ...]
    added: int
    removed: int
    causes: tuple[Cause, ...]


class Fact(_Record):
    """A fact or event that was added, revised or removed; texts where the editions have them."""

    id: str
    what: Literal["added", "revised", "removed"]
    subject: str
    attribute: str
    before: str
    after: str


class Source(_Record):
    """A source that was added, revised or removed, by its key."""

    key: str
    what: Literal["added", "revised", "removed"]


class Changes(_Record):
    """Everything that differs between two editions, what matters most first.

    Parameters
    ----------
    before : str or None
        Name of the earlier edition; None where there is none.
    verdicts : tuple of Flip
        Claims whose verdict is another one.
    headlines : tuple of Exhibit
        The headline numbers of the summary, if one of them is another.
    exhibits : tuple of Exhibit
        All other figures and tables with other numbers, in the order of the report.
    facts, sources : tuple
        Those added, revised or removed.
    causes : tuple of Cause
        Every kind of input that changed.
    parameters : tuple of Parameter
        Those with another value.
    """

    before: str | None
    verdicts: tuple[Flip, ...] = ()
    headlines: tuple[Exhibit, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    facts: tuple[Fact, ...] = ()
    sources: tuple[Source, ...] = ()
    causes: tuple[Cause, ...] = ()
    parameters: tuple[Parameter, ...] = ()

    def to_json(self) -> str:
        """Return the record as text, the same for equal records."""
        return f"{self.model_dump_json(indent=1)}\n"


def open_changes(named: str) -> Changes:
    """Open the record that a chapter shows.

    Parameters
    ----------
    named : str
        Path of a record, as a build hands it over; empty for that of the latest edition, if there
        is one.

    Returns
    -------
    Changes
        As written.
    """
    path = Path(named) if named else current_project().reports / "latest" / "changes.json"
    if not named and not path.exists():
        return Changes(before=None)
    return read_changes(path)


def read_changes(path: Path) -> Changes:
    """Read a record that an edition holds.

    Parameters
    ----------
    path : Path
        A ``changes.json``.

    Returns
    -------
    Changes
        As written.

    Raises
    ------
    EditionError
        If there is no such file, or it is no such record.
    """
    try:
        return Changes.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EditionError(
            f"{path} is missing: it says what changed in an edition. Build the edition again."
        ) from error
    except ValidationError as error:
        fault = error.errors()[0]
        raise EditionError(
            f"{path}: {'.'.join(map(str, fault['loc'])) or 'the file'}: {fault['msg']}. "
            "Build the edition again."
        ) from error
