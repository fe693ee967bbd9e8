"""The editions in a folder: what each says of itself, which is newest, which may go."""

import csv
import io
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from chiprace.editions.manifest import CHANGES, Recipe, recipe_of
from chiprace.errors import EditionError
from chiprace.hashes import MANIFEST, file_hash, output_hashes

EDITIONS = "editions"
LATEST = "latest"
#: What a manifest holds.
KEYS = (
    *("edition", *Recipe.__dataclass_fields__, "facts", "sources", "commit", "rests"),
    *("exhibits", "verdicts", "outputs", "built"),
)


@dataclass(frozen=True)
class Edition:
    """A built report.

    Parameters
    ----------
    folder : Path
        Where it lies.
    about : dict
        Its manifest.
    """

    folder: Path
    about: dict[str, Any]

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.about["edition"])

    @property
    def serial(self) -> int:
        """Its number among the editions of its folder, in the order in which they were built.

        The order does not hang on a clock, which may jump back.
        """
        return int(self.about["built"]["serial"])

    @property
    def day(self) -> str:
        """The day on which it was built."""
        return str(self.about["built"]["at"])[:10]

    @cached_property
    def recipe(self) -> Recipe:
        """What went in."""
        return recipe_of(self.about)

    @property
    def exhibits(self) -> dict[str, str]:
        """Titles of figures and tables by name, in the order of the report."""
        return dict(self.about["exhibits"])

    def text(self, path: str) -> str:
        """Return the text of a file of the edition; empty if it has no such file."""
        place = self.folder / path
        return place.read_bytes().decode("utf-8") if place.is_file() else ""

    def table(self, path: str) -> list[dict[str, str]]:
        """Return a table of the edition as rows of text; none if it has no such file."""
        return list(csv.DictReader(io.StringIO(self.text(path), newline="")))

    def is_whole(self) -> bool:
        """Say whether its files are those that its manifest lists."""
        return output_hashes(self.folder) == dict(self.about["outputs"])

    def has_intact(self, path: str) -> bool:
        """Say whether one of its files is the one that its manifest lists."""
        place = self.folder / path
        return place.is_file() and file_hash(place) == str(self.about["outputs"].get(path))


def read_edition(folder: Path) -> Edition:
    """Read what an edition says of itself.

    Parameters
    ----------
    folder : Path
        Folder of the edition.

    Returns
    -------
    Edition
        With a manifest that has all that this version of the package writes.

    Raises
    ------
    EditionError
        If there is no manifest, or it is none.
    """
    path = folder / MANIFEST
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        lacking = [name for name in KEYS if name not in about]
        if lacking:
            raise KeyError(lacking[0])
        edition = Edition(folder.resolve(), about)
        edition.recipe.name, edition.serial  # noqa: B018  # refuses what is none
    except FileNotFoundError as error:
        raise EditionError(
            f"{folder} is no edition: it has no {MANIFEST}. Name a folder of reports/editions."
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise EditionError(
            f"{path} cannot be read as the manifest of an edition "
            f"({type(error).__name__}: {error}). Build the edition again."
        ) from error
    return edition


def is_whole(folder: Path) -> bool:
    """Say whether a folder holds an edition whose files are those of its manifest."""
    try:
        return read_edition(folder).is_whole()
    except EditionError:
        return False


def find_edition(named: str, reports: Path) -> Edition:
    """Find an edition by its folder, its manifest, or its name among the editions.

    Parameters
    ----------
    named : str
        As ``latest``, ``reports/latest``, a name in ``reports/editions`` or a path.
    reports : Path
        Folder of the editions.

    Returns
    -------
    Edition
        As read.

    Raises
    ------
    EditionError
        If there is none of that name.
    """
    for folder in (Path(named), reports / named, reports / EDITIONS / named):
        if folder.name == MANIFEST and folder.is_file():
            return read_edition(folder.parent)
        if folder.is_dir():
            return read_edition(folder)
    names = ", ".join(edition.name for edition in list_editions(reports)) or "none"
    raise EditionError(f"There is no edition '{named}'. Those in {reports}: {names}.")


def list_editions(reports: Path) -> list[Edition]:
    """Return the editions in a folder, the newest first; what cannot be read is none."""
    found = []
    for manifest in (reports / EDITIONS).glob(f"*/{MANIFEST}"):
        try:
            found.append(read_edition(manifest.parent))
        except EditionError:
            continue
    return sorted(found, key=lambda edition: edition.serial, reverse=True)


def next_serial(editions: Iterable[Edition]) -> int:
    """Return the number of the next edition."""
    return max((edition.serial for edition in editions), default=0) + 1


def before(editions: Iterable[Edition], recipe: Recipe) -> Edition | None:
    """Find the edition to compare with, or the one that is to be built again.

    Parameters
    ----------
    editions : iterable of Edition
        The newest first.
    recipe : Recipe
        Of the edition to be built; its ``previous`` does not matter.

    Returns
    -------
    Edition or None
        The newest of the same series. One from the same recipe counts if its record of changes
        is intact, for then it is built again; any other if it is whole, for then it can be
        compared with.
    """
    for edition in editions:
        if edition.recipe.series == recipe.series and (
            edition.has_intact(CHANGES)
            if edition.recipe.same_but_previous(recipe)
            else edition.is_whole()
        ):
            return edition
    return None


def prune(reports: Path, keep: int | None, stage: Path) -> list[str]:
    """Remove all but the newest editions of each series.

    Parameters
    ----------
    reports : Path
        Folder of the editions.
    keep : int or None
        How many to keep of each series, all if None; the one that ``latest`` points to is kept
        besides.
    stage : Path
        Folder of the stage, into which they are moved first, so that none is ever half there.

    Returns
    -------
    list of str
        Names of those removed.
    """
    if keep is None:
        return []
    latest = (reports / LATEST).resolve()
    seen: dict[str, int] = {}
    removed = []
    for edition in list_editions(reports):
        series = json.dumps(edition.recipe.series, sort_keys=True)
        seen[series] = seen.get(series, 0) + 1
        if seen[series] > keep and edition.folder != latest:
            edition.folder.rename(stage / edition.name)
            shutil.rmtree(stage / edition.name)
            removed.append(edition.name)
    return removed
