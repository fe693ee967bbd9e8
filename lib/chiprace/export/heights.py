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
            {
                "head": self._read(names["head"]),
                "units": [self._read(name) for name in names["units"]],
                "feet": [self._read(name) if name else 0.0 for name in names["feet"]],
            }
            for names in self._names
        ]

    def keep(self, measured: Sequence[Measured]) -> None:
        """Keep what was not known before.

        Parameters
        ----------
        measured : sequence of dict
            As `known`, with nothing left to be measured.
        """
        for names, known, found in zip(self._names, self.known, measured, strict=True):
            self._write(names["head"], known["head"], found["head"])
            for part in ("units", "feet"):
                for each in zip(names[part], known[part], found[part], strict=True):
                    self._write(*each)

    def _read(self, name: str) -> Any:
        kept = self._store.read(name) if self._store else None
        return json.loads(kept) if kept else None

    def _write(self, name: str, known: Any, found: Any) -> None:
        if self._store and known is None:
            self._store.write(name, json.dumps(found))


def _names(sheet: list[Any], chapter: Mapping[str, Any]) -> dict[str, Any]:
    """Return the names of what is measured of a chapter; no foot has a text."""
    title = [chapter[part] for part in ("id", "number", "title")]
    return {
        "head": name_of("head", sheet, title),
        "units": [name_of("height", sheet, _body(unit)) for unit in chapter["units"]],
        "feet": [
            name_of("foot", sheet, unit["foot"]) if "foot" in unit else None
            for unit in chapter["units"]
        ],
    }


def _body(unit: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the height of a unit hangs on, its foot apart."""
    return {name: value for name, value in unit.items() if name not in ("foot", "alt")}
