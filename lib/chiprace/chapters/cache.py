"""Executed chapters, kept under all that they rest on.

What a chapter rests on is known in two steps, as in a compiler's cache. Its notebook, parameters,
modules and environment are known before it runs: they name its records. What it read of the data
is known only afterwards: each record lists it, with hashes of what was returned, and fits as long
as the same questions have the same answers.

Every file is written aside and moved into place, so that a build that is killed leaves nothing
half, and two builds at once do no harm: they write the same.
"""

import errno
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from chiprace.evidence.fingerprints import OVERRIDE, Fingerprints, Rows, text_digest
from chiprace.reads import Read
from chiprace.stores import Store

#: Bytes that the cache may take; what was not used for longest goes first.
MOST_BYTES = 1 << 29
_SHOWN = 3
#: Name of the file with the seconds that a chapter took.
_TOOK = "took"


@dataclass(frozen=True)
class Record:
    """What one run of a chapter rested on.

    Parameters
    ----------
    known : Mapping of str to str
        What is known before the run: a name, as ``module plots/roadmap.py``, and its hash.
    reads : tuple of (Read, Rows)
        What it read of the data, and what was returned.
    """

    known: Mapping[str, str]
    reads: tuple[tuple[Read, Rows], ...]

    def causes(self, known: Mapping[str, str], data: Fingerprints) -> list[str]:
        """Return what is no longer as it was, in words; nothing if the record fits.

        Parameters
        ----------
        known : Mapping of str to str
            What the chapter would rest on today.
        data : Fingerprints
            The data as they are today.

        Returns
        -------
        list of str
            As ``module plots/roadmap.py`` or ``fact SC0022``, each once.
        """
        causes = [
            name
            for name in sorted(known.keys() | self.known.keys())
            if known.get(name) != self.known.get(name)
        ]
        for read, then in self.reads:
            now = data.rows(read)
            if now != then:
                causes.extend(_cause(read, then, now))
        return list(dict.fromkeys(causes))


class ChapterCache:
    """A folder of executed chapters.

    Parameters
    ----------
    folder : Path
        Made when something is kept.
    data : Fingerprints
        The data as they are.
    """

    def __init__(self, folder: Path, data: Fingerprints) -> None:
        self._folder = folder
        self._data = data

    def find(self, chapter: str, known: Mapping[str, str]) -> Path | None:
        """Return the file of a chapter as it was executed on just this, None if it was not."""
        for path in self._folder.glob(f"{chapter}/{_key(known)}-*.json"):
            record = _read(path)
            if record and not record.causes(known, self._data):
                kept = path.with_suffix(".ipynb")
                try:
                    for used in (path, kept):
                        os.utime(used)
                except FileNotFoundError:  # another build has made room
                    return None
                return kept
        return None

    def keep(
        self,
        chapter: str,
        known: Mapping[str, str],
        reads: frozenset[Read],
        executed: Path,
    ) -> None:
        """Keep the file of an executed chapter under what it rested on, and make room for it."""
        rows = [[read, self._data.rows(read)] for read in sorted(reads)]
        text = json.dumps({"known": dict(known), "reads": rows})
        folder = self._folder / chapter
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{_key(known)}-{text_digest(text)}"
        _write(folder / f"{name}.ipynb", executed.read_text(encoding="utf-8"))
        _write(folder / f"{name}.json", text)
        self._make_room()

    def note_time(self, chapter: str, took_s: float) -> None:
        """Keep how long a chapter took."""
        (self._folder / chapter).mkdir(parents=True, exist_ok=True)
        _write(self._folder / chapter / _TOOK, str(took_s))

    def took(self, chapter: str) -> float:
        """Return how long a chapter took when it was last run [s], nothing if it never was."""
        try:
            return float((self._folder / chapter / _TOOK).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return 0.0

    def store(self, kind: str, state: str, new: Path) -> Store:
        """Return where the results of a kind are kept.

        Parameters
        ----------
        kind : str
            Name of the folder.
        state : str
            Hash of what they all hang on.
        new : Path
            Folder for those that are new.

        Returns
        -------
        Store
            For the kernels, and to be taken over afterwards.
        """
        return Store(self._folder / kind, state, new)

    def take_over(self, stores: Iterable[Store | None]) -> None:
        """Keep what is new in stores, which is no longer new then."""
        for store in filter(None, stores):
            for path in sorted(store.new.glob("*.json")):
                store.kept.mkdir(parents=True, exist_ok=True)
                _move(path, store.kept / path.name)

    def reason(self, chapter: str, known: Mapping[str, str]) -> str:
        """Say why a chapter is not in the cache: what differs from the run that is nearest."""
        runs = [
            record.causes(known, self._data) for record in self._newest(chapter) if record.known
        ]
        if not runs:
            return "it was never run, or too long ago"
        causes = min(runs, key=len)
        more = f" and {len(causes) - _SHOWN} more" if len(causes) > _SHOWN else ""
        return f"changed: {', '.join(causes[:_SHOWN])}{more}"

    def _newest(self, chapter: str) -> Iterator[Record]:
        paths = self._by_age(f"{chapter}/*.json")
        return (record for path in paths[-10:] if (record := _read(path)))

    def _by_age(self, pattern: str) -> list[Path]:
        found = []
        for path in self._folder.glob(pattern):
            try:
                found.append((path.stat().st_mtime_ns, path))
            except FileNotFoundError:
                continue
        return [path for _, path in sorted(found)]

    def _make_room(self) -> None:
        files = self._by_age("*/*")
        sizes = {path: path.stat().st_size for path in files if path.exists()}
        too_much = sum(sizes.values()) - MOST_BYTES
        for path, size in sizes.items():
            if too_much <= 0:
                break
            path.unlink(missing_ok=True)
            too_much -= size


def _key(known: Mapping[str, str]) -> str:
    return text_digest(json.dumps(sorted(known.items())))


def _read(path: Path) -> Record | None:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Record(raw["known"], tuple((tuple(read), rows) for read, rows in raw["reads"]))


def _cause(read: Read, then: Rows, now: Rows) -> list[str]:
    kind, *words = read
    if kind not in ("facts", "event", "source"):
        return [f"{kind} {words[0]}"]
    was, new = dict(then), dict(now)
    word = "fact" if kind == "facts" else kind
    ids = [identity for identity in {**was, **new} if was.get(identity) != new.get(identity)]
    named = [each if each.startswith(OVERRIDE) else f"{word} {each}" for each in ids]
    return named or ["order of the facts"]


def _move(path: Path, target: Path) -> None:
    try:
        os.replace(path, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _write(target, path.read_text(encoding="utf-8"))  # from another disk


def _write(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=".", delete=False
    ) as aside:
        aside.write(text)
    os.replace(aside.name, path)
