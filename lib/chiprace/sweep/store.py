"""What a sweep has done so far: one file a point, whole or not there."""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

#: The rows that one point gives, as plain values.
Rows = list[dict[str, Any]]


def key_of(kind: str, parameters: Mapping[str, Any], inputs: str) -> str:
    """Return the key under which the result of a point is kept.

    Parameters
    ----------
    kind : str
        What is evaluated.
    parameters : Mapping
        Every parameter of the point.
    inputs : str
        Hash of data and package.

    Returns
    -------
    str
        Another one as soon as anything that decides the result is another.
    """
    text = json.dumps([kind, dict(parameters), inputs], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


class Store:
    """Keeps the rows of each point in a folder.

    A file is written aside and moved into place, so that one under its own name is whole,
    whenever the sweep is killed.

    Parameters
    ----------
    folder : Path
        Made when the first point is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __contains__(self, key: str) -> bool:
        """Say whether a point is done."""
        return self._path(key).is_file()

    def read(self, key: str) -> Rows:
        """Return the rows of a point that is done."""
        rows: Rows = json.loads(self._path(key).read_text(encoding="utf-8"))
        return rows

    def write(self, key: str, rows: Rows) -> None:
        """Keep the rows of a point."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".aside-", dir=self.folder)
        aside = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(rows, file)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self._path(key))
        finally:
            aside.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"
