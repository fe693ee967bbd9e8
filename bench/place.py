"""Where the benchmarks work: a copy of the project, brought back to a known state before each."""

import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


class Place:
    """A copy of data, chapters and requirements.

    Parameters
    ----------
    folder : Path
        Empty.
    """

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.out = folder / "out"
        self._primed = folder / "primed"
        #: Whether nbconvert finds a Chromium.
        self.has_browser = False
        self.environment = {
            # Compiled modules are kept, as Python does unless it is told otherwise.
            **{name: os.environ[name] for name in os.environ if name != "PYTHONDONTWRITEBYTECODE"},
            "CHIPRACE_ROOT": str(self.root),
            "PLAYWRIGHT_BROWSERS_PATH": str(folder / "browsers"),
        }

    @property
    def chapters(self) -> list[Path]:
        """The notebooks of the chapters."""
        return sorted((self.root / "notebooks").glob("[0-9][0-9]_*.ipynb"))

    def bare(self) -> None:
        """Lay out the project with nothing built and nothing in the cache."""
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        for name in ("data", "notebooks"):
            shutil.copytree(PROJECT / name, self.root / name)
        shutil.copy2(PROJECT / "requirements.txt", self.root)
        self._clear_out()

    def built(self) -> None:
        """Lay out the project with the default edition built and its chapters in the cache."""
        if not self._primed.exists():
            self.bare()
            self.run(self.chiprace("build"))
            shutil.copytree(self.root, self._primed, symlinks=True)
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self._primed, self.root, symlinks=True)
        self._clear_out()

    def cached(self) -> None:
        """Lay out the project with its chapters in the cache and no edition."""
        self.built()
        shutil.rmtree(self.root / "reports")

    def changed(self) -> None:
        """Lay out the built project, then change one fact: one that a middling number use."""
        self.built()
        users: dict[str, set[str]] = defaultdict(set)
        for path in (self.root / ".cache" / "chapters").glob("[0-9]*/*.json"):
            for read, rows in json.loads(path.read_text(encoding="utf-8"))["reads"]:
                if read[0] == "facts" and len(read) > 1:
                    for identity, _ in rows:
                        users[identity].add(path.parent.name)
        ordered = sorted(users, key=lambda identity: (len(users[identity]), identity))
        self.change(ordered[len(ordered) // 2])

    def change(self, identity: str) -> None:
        """Add a word to the note of a fact, the last cell, which no check minds and all read."""
        for path in sorted((self.root / "data" / "facts").glob("*.csv")):
            lines = path.read_text(encoding="utf-8").splitlines()
            for number, line in enumerate(lines):
                if line.startswith(f"{identity},"):
                    quote = '"' if line.endswith('"') else ""
                    told = line.removesuffix('"')
                    lines[number] = f"{told}{'' if told.endswith(',') else ' '}Again.{quote}"
                    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
                    return
        raise LookupError(identity)

    def chiprace(self, *arguments: str) -> list[str]:
        """Return the command line of the package."""
        return [str(BIN / "chiprace"), *arguments]

    def run(self, command: list[str]) -> None:
        """Run a command that is not measured."""
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode not in (0, 10):  # 10: a verdict flipped
            raise RuntimeError(f"{' '.join(command)}: {done.stderr}")

    def _clear_out(self) -> None:
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)
