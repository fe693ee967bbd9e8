"""What Typst measured of the parts of a document, kept from one document to the next."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from chiprace.export.typesetting import Measured
from chiprace.stores import Store, name_of


class Heights:
    """What was measured before of a document's chapters.

    Parameters
    ----------
    data : Mapping
        What the template shows.
    store : Store or None
        Where it is kept; without one nothing is known.

    Attributes
    ----------
    known : list of dict
        A chapter each; None for what is still to be measured.
    """

    def __init__(self, data: Mapping[str, Any], store: Store | None) -> None:
        self._store = store
        sheet = [data[name] for name in ("paper", "paper-width", "text-width")]
        self._names = [_names(sheet, chapter) for chapter in data["chapters"]]
        self.known: list[Measured] = [
            {"head": self._read(head), "units": list(map(self._read, units))}
            for head, units in self._names
        ]

    def keep(self, measured: Sequence[Measured]) -> None:
        """Keep what was not known before.

        Parameters
        ----------
        measured : sequence of dict
            As `known`, with nothing left to be measured.
        """
        for (head, units), known, found in zip(self._names, self.known, measured, strict=True):
            self._write(head, known["head"], found["head"])
            for unit in zip(units, known["units"], found["units"], strict=True):
                self._write(*unit)

    def _read(self, name: str) -> Any:
        kept = self._store.read(name) if self._store else None
        return json.loads(kept) if kept else None

    def _write(self, name: str, known: Any, found: Any) -> None:
        if self._store and known is None:
            self._store.write(name, json.dumps(found))


def _names(sheet: list[Any], chapter: Mapping[str, Any]) -> tuple[str, list[str]]:
    title = [chapter[part] for part in ("id", "number", "title")]
    # Of a picture its height counts, which stands beside it.
    units = [name_of("height", sheet, unit | {"svg": ""}) for unit in chapter["units"]]
    return name_of("head", sheet, title), units
