"""Typst at work, in a process of its own: it keeps all that it has ever set until it ends."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from chiprace.errors import BuildError
from chiprace.export.paging import LONG, Unit, place_units

#: Names in the folder that the process works in.
TEMPLATE, FONTS, SHEET = "report.typ", "fonts", "report.pdf"
DATA, FILES = "data.json", "files.json"
_MEASURED, _PLACES = "measured.json", "places.json"

#: What was measured of a chapter: ``head`` (the page, the gap between units, and what its title
#: takes), ``units``, the heights of each with one line at its foot, and ``feet``, what these take
#: beyond that line; None for what is still to be measured.
Measured = dict[str, Any]

#: Exit code where Typst refuses the document; what it says is on the error stream then.
_REFUSED = 3


class Typesetter:
    """A process that loads Typst and waits for a document to set."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            # Not from the folder that one happens to be in.
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def typeset(
        self, folder: Path, known: Sequence[Measured], day: date
    ) -> tuple[bytes, list[Measured]]:
        """Set the document that lies in a folder; once, as the process ends with it.

        Parameters
        ----------
        folder : Path
            Holds the template `TEMPLATE`, the typefaces in `FONTS`, the texts as `DATA`, and the
            pictures and attachments as `FILES`.
        known : sequence of dict
            What was measured of each chapter before.
        day : date
            That the PDF bears.

        Returns
        -------
        bytes, list of dict
            The PDF, and what was measured of each chapter.

        Raises
        ------
        BuildError
            If Typst refuses the document, or its process dies.
        """
        (folder / _MEASURED).write_text(json.dumps(known), encoding="utf-8")
        _, told = self._process.communicate(f"{day} {folder}")
        code, told = self._process.returncode, told.strip()
        if code == _REFUSED:
            raise BuildError(f"Typst refuses the PDF: {told}")
        if code:
            last = told.rpartition("\n")[-1]
            raise BuildError(f"The process that sets the PDF ended with {code}: {last}")
        measured = json.loads((folder / _MEASURED).read_text(encoding="utf-8"))
        return (folder / SHEET).read_bytes(), measured

    def close(self) -> None:
        """Let the process go that has nothing to set."""
        self._process.communicate("")


def main(folder: Path, day: date) -> None:
    """Measure the chapters side by side, choose their pages and write the PDF."""
    import typst  # here and below alone: who starts the process has no use for it

    known = json.loads((folder / _MEASURED).read_text(encoding="utf-8"))
    faces = typst.Fonts(include_system_fonts=False, font_paths=[folder / FONTS])
    options: dict[str, Any] = {"input": folder / TEMPLATE, "root": folder, "font_paths": faces}
    # What has the most to be measured first, so that none is measured on alone.
    order = sorted(range(len(known)), key=lambda place: -len(_missing(known[place]["units"])))
    with ThreadPoolExecutor() as pool:
        found = dict(zip(order, pool.map(partial(_measure, options, known), order), strict=True))
    measured = [found[place] for place in range(len(known))]
    (folder / _MEASURED).write_text(json.dumps(measured), encoding="utf-8")
    places = list(map(_places, measured))
    (folder / _PLACES).write_text(json.dumps(places), encoding="utf-8")
    moment = datetime.combine(day, time(), UTC)
    pdf = typst.compile(output=None, pdf_standards=["a-3a", "ua-1"], timestamp=moment, **options)
    (folder / SHEET).write_bytes(pdf)


def _measure(options: Mapping[str, Any], known: Sequence[Measured], position: int) -> Measured:
    """Return what is known of a chapter with all that was still to be measured."""
    before = known[position]
    missing = {part: _missing(before[part]) for part in ("units", "feet")}
    if before["head"] and not any(missing.values()):
        return before
    import typst

    inputs = {"measure": str(position)} | {part: json.dumps(at) for part, at in missing.items()}
    told = typst.query(selector="<measured>", field="value", one=True, sys_inputs=inputs, **options)
    found = json.loads(told)
    new = {part: dict(zip(at, found.pop(part), strict=True)) for part, at in missing.items()}
    whole = {
        part: [own.get(place, height) for place, height in enumerate(before[part])]
        for part, own in new.items()
    }
    return {"head": found} | whole


def _missing(heights: Sequence[Any]) -> list[int]:
    return [place for place, height in enumerate(heights) if height is None]


def _places(measured: Measured) -> list[dict[str, Any]]:
    """Return where the units of a chapter stand, as the template takes it."""
    head = measured["head"]
    units = [
        _unit(unit, foot, head["page"])
        for unit, foot in zip(measured["units"], measured["feet"], strict=True)
    ]
    places = place_units(units, head["used"], head["page"], head["gap"])
    return [
        {"fresh": place.fresh, "scale": place.scale, "whole": unit.start == unit.height}
        for unit, place in zip(units, places, strict=True)
    ]


def _unit(measured: Sequence[Any], foot: float, page: float) -> Unit:
    own, pictures, start, leads = measured
    height = own + foot
    long = start is not None and height >= LONG * page
    return Unit(height, pictures, start if long else height, leads)


if __name__ == "__main__":
    import typst

    asked = sys.stdin.read()  # nothing where there is nothing to set
    try:
        if asked:
            told, _, place = asked.partition(" ")
            main(Path(place), date.fromisoformat(told))
    except (typst.TypstError, RuntimeError) as error:  # the one to set, the other to measure
        print(getattr(error, "diagnostic", None) or error, file=sys.stderr)
        sys.exit(_REFUSED)
