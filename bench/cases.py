"""What is measured: a name, how the place is laid out before, and the commands that are timed."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.place import BIN, Place

Commands = Callable[[Place], list[list[str]]]
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One thing to measure.

    Parameters
    ----------
    name, meaning : str
        For the table.
    prepare : callable
        Lays out the place; not timed.
    commands : callable
        Returns the commands to run one after another; timed as a whole.
    prints : bool
        Whether the command prints its own wall and processor seconds, which count then.
    """

    name: str
    meaning: str
    prepare: Callable[[Place], None]
    commands: Commands
    prints: bool = False


def _plain(place: Place) -> list[list[str]]:
    commands = []
    for notebook in place.chapters:
        executed = str(place.out / notebook.name)
        commands.append([str(BIN / "papermill"), "--no-progress-bar", str(notebook), executed])
        commands.append([str(BIN / "jupyter"), "nbconvert", "--to", "html", executed])
        if place.has_browser:
            webpdf = ["--to", "webpdf", "--disable-chromium-sandbox"]
            commands.append([str(BIN / "jupyter"), "nbconvert", *webpdf, executed])
    return commands


def _api(place: Place) -> list[list[str]]:
    browser = "webpdf" if place.has_browser else "none"
    notebooks = [str(path) for path in place.chapters]
    return [[sys.executable, str(_HERE / "api.py"), str(place.out), browser, *notebooks]]


def _floor(place: Place) -> list[list[str]]:
    return [[sys.executable, str(_HERE / "floor.py"), *map(str, place.chapters)]]


def _slider(place: Place) -> list[list[str]]:
    return [[sys.executable, str(_HERE / "redraw.py")]]


def _build(*options: str) -> Commands:
    return lambda place: [place.chiprace("build", *options)]


def _sweep(place: Place) -> list[list[str]]:
    days = "as_of=2025-04..2026-11"
    out = str(place.out / "sweep.csv")
    return [place.chiprace("sweep", "--over", days, "--editions", "--out", out)]


CASES = (
    Case("plain", "papermill and nbconvert (HTML, webpdf), a process each", Place.bare, _plain),
    Case("api", "papermill's API and nbconvert, one process", Place.bare, _api),
    Case("floor", "the code of the chapters, one warm process", Place.bare, _floor, prints=True),
    Case("fresh", "a build without the cache", Place.bare, _build("--fresh")),
    Case("fresh-1", "the same, one chapter at a time", Place.bare, _build("--fresh", "--jobs=1")),
    Case("fresh-2", "the same, two at a time", Place.bare, _build("--fresh", "--jobs=2")),
    Case("fresh-4", "the same, four at a time", Place.bare, _build("--fresh", "--jobs=4")),
    Case(
        "ordinary",
        "the same, kernels not forked",
        Place.bare,
        _build("--fresh", "--kernels=ordinary"),
    ),
    Case("cold", "a build with an empty cache", Place.bare, _build()),
    Case("warm", "a build with all chapters in the cache", Place.cached, _build()),
    Case("nothing", "a build when nothing has changed", Place.built, _build()),
    Case("fact", "a build when one fact has changed", Place.changed, _build()),
    Case("scenario", "a build of one scenario more", Place.built, _build("--scenario=huawei_case")),
    Case("slider", "one move of a slider in explore.ipynb", Place.bare, _slider, prints=True),
    Case("sweep", "editions of 20 days in one sweep", Place.bare, _sweep),
)

#: What must hold: a case, the one that it is compared with, and the most that the ratio may be.
GOALS = (
    ("fresh", "plain", 0.10),
    ("fresh", "api", 0.30),
    ("fresh", "floor", 2.0),
    ("nothing", "plain", 0.02),
    ("fact", "fresh", 0.4),
    ("scenario", "fresh", 0.7),
    ("sweep", "fresh", 20.0),
)

#: What must hold by itself: a case, and the most seconds that it may take.
LIMITS = (("nothing", 1.0), ("slider", 0.2))
