"""Typst at work, in a process of its own: it keeps all that it has ever set until it ends."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chiprace.errors import BuildError
from chiprace.export.paging import LONG, Unit, place_units
from chiprace.scratch import scratch

#: Names in the folder that the process works in.
_TEMPLATE, _FONTS, _SHEET = "report.typ", "fonts", "report.pdf"
_DATA, _FILES, _MEASURED, _PLACES = "data.json", "files.json", "measured.json", "places.json"

#: What was measured of a chapter: ``head`` (the page, the gap between units, and what its title
#: takes), ``units``, the heights of each with one line at its foot, and ``feet``, what these take
#: beyond that line; None for what is still to be measured.
Measured = dict[str, Any]

#: Exit code where Typst refuses the document; what it says is on the error stream then.
_REFUSED = 3


class Typesetter:
    """A process that loads Typst, then measures and sets what it is given, until it is closed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str]
        self._started = False
        self._error: BuildError | None = None

    def start(self) -> None:
        """Let the process load while others work, unless it has begun to."""
        if self._started:
            return
        # Here alone: the process itself needs neither.
        from chiprace.export.common import template
        from chiprace.export.fonts import font_files

        self._kept = TemporaryDirectory(dir=scratch())
        self._folder = Path(self._kept.name)
        (self._folder / _FONTS).mkdir()
        for path in font_files():  # one file for each face, so that there is nothing to choose
            shutil.copy(path, self._folder / _FONTS)
        (self._folder / _TEMPLATE).write_text(template(_TEMPLATE), encoding="utf-8")
        self._process = subprocess.Popen(
            # Not from the folder that one happens to be in.
            [sys.executable, "-P", "-m", __name__, self._folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self._started = True

    def measure(self, data: Mapping[str, Any], known: Sequence[Measured]) -> list[Measured]:
        """Measure the parts of a document's chapters.

        Parameters
        ----------
        data : Mapping
            The texts that the template shows.
        known : sequence of dict
            What was measured of each chapter before.

        Returns
        -------
        list of dict
            The same with nothing left to be measured.

        Raises
        ------
        BuildError
            If Typst refuses the document, or its process dies.
        """
        self._order("", {_DATA: data, _MEASURED: known})
        return self._measured()

    def typeset(
        self,
        data: Mapping[str, Any],
        files: Mapping[str, Any],
        known: Sequence[Measured],
        day: date,
    ) -> tuple[bytes, list[Measured]]:
        """Set a document.

        Parameters
        ----------
        data, known
            As for `measure`.
        files : Mapping
            The pictures, and what is attached.
        day : date
            That the PDF bears.

        Returns
        -------
        bytes, list of dict
            The PDF, and what was measured of each chapter.

        Raises
        ------
        BuildError
            As for `measure`.
        """
        self._order(str(day), {_DATA: data, _FILES: files, _MEASURED: known})
        return (self._folder / _SHEET).read_bytes(), self._measured()

    def close(self) -> None:
        """End the process, which has nothing of use to anybody any more."""
        if self._started:
            self._process.kill()  # to take down all that it has set would take a while
            self._process.communicate()
            self._kept.cleanup()

    def _order(self, day: str, contents: Mapping[str, Any]) -> None:
        self.start()
        for name, content in contents.items():
            (self._folder / name).write_text(json.dumps(content), encoding="utf-8")
        if self._error is None and not self._does(day):
            _, told = self._process.communicate()
            self._error = BuildError(_ended(self._process.returncode, told.strip()))
        if self._error:
            raise self._error

    def _does(self, order: str) -> bool:
        """Say whether the process does as told; else it has ended."""
        orders, answers = self._process.stdin, self._process.stdout
        try:
            print(order, file=orders, flush=True)
        except BrokenPipeError:
            return False
        return bool(answers and answers.readline())

    def _measured(self) -> list[Measured]:
        found: list[Measured] = json.loads((self._folder / _MEASURED).read_text(encoding="utf-8"))
        return found


def _ended(code: int, told: str) -> str:
    if code == _REFUSED:
        return f"Typst refuses the PDF: {told}"
    return f"The process that sets the PDF ended with {code}: {told.rpartition(chr(10))[-1]}"


def main(folder: Path) -> None:
    """Serve orders, a line each: the day that the PDF is to bear, or none to measure alone."""
    import typst  # here and below alone: who starts the process has no use for it

    faces = typst.Fonts(include_system_fonts=False, font_paths=[folder / _FONTS])
    options: dict[str, Any] = {"input": folder / _TEMPLATE, "root": folder, "font_paths": faces}
    for order in sys.stdin:
        try:
            measured = _measure_all(folder, options)
            if day := order.strip():
                _typeset(folder, options, measured, date.fromisoformat(day))
        except (typst.TypstError, RuntimeError) as error:  # the one to set, the other to measure
            print(getattr(error, "diagnostic", None) or error, file=sys.stderr)
            sys.exit(_REFUSED)
        print("done", flush=True)


def _measure_all(folder: Path, options: Mapping[str, Any]) -> list[Measured]:
    """Measure the chapters side by side."""
    known = json.loads((folder / _MEASURED).read_text(encoding="utf-8"))
    # What has the most to be measured first, so that none is measured on alone.
    order = sorted(range(len(known)), key=lambda place: -len(_missing(known[place]["units"])))
    with ThreadPoolExecutor() as pool:
        found = dict(zip(order, pool.map(partial(_measure, options, known), order), strict=True))
    measured = [found[place] for place in range(len(known))]
    (folder / _MEASURED).write_text(json.dumps(measured), encoding="utf-8")
    return measured


def _typeset(
    folder: Path, options: Mapping[str, Any], measured: Sequence[Measured], day: date
) -> None:
    """Choose the pages of the chapters and write the PDF."""
    import typst

    places = list(map(_places, measured))
    (folder / _PLACES).write_text(json.dumps(places), encoding="utf-8")
    moment = datetime.combine(day, time(), UTC)
    pdf = typst.compile(output=None, pdf_standards=["a-3a", "ua-1"], timestamp=moment, **options)
    (folder / _SHEET).write_bytes(pdf)


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
    main(Path(sys.argv[1]))
