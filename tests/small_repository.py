"""A repository with the real data and one small chapter, to be built, changed and broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from chiprace.paths import ROOT_VARIABLE, current_project

CHAPTER = """\
from chiprace import open_chapter
from chiprace.look.formats import estimate_text
from chiprace.look.caption import Caption
from chiprace.look.tables import Cell, Column, Row, Table

chapter = open_chapter(as_of=as_of, policy=policy, overrides=overrides)
power = chapter.evidence.estimate("CloudMatrix 384", "power", boundary="all_in", unit="kW")
chapter.say("The system draws " + estimate_text(power) + ".")
table = Table((Column("Power"),), (Row((Cell(estimate_text(power), facts=power.ids),)),))
chapter.show_table(table, Caption("power", "It draws " + estimate_text(power), "kW, all in"))
"""
#: A chapter that needs no import, so that a build takes seconds.
QUICK = """\
from IPython.display import display
said = {"kind": "text", "markdown": "The facts are seen from " + as_of + "."}
display({"application/vnd.chiprace+json": said, "text/plain": said["markdown"]}, raw=True)
"""
PARAMETERS = """\
as_of: str = "latest"  # day
policy: str = "all"  # whose word counts
overrides: dict = {}  # values set by the scenario
"""


def write_repository(root: Path, code: str = CHAPTER) -> Path:
    """Copy data and requirements to `root` and write the chapter ``01_small``."""
    real = current_project().root
    shutil.copytree(real / "data", root / "data")
    shutil.copy(real / "requirements.txt", root)
    (root / "notebooks").mkdir()
    write_chapter(root, code)
    return root


def write_chapter(root: Path, code: str, name: str = "01_small") -> None:
    """Write a chapter with this code."""
    notebook = nbformat.v4.new_notebook()
    tagged = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    cells = [nbformat.v4.new_markdown_cell("# Small"), tagged, nbformat.v4.new_code_cell(code)]
    for index, cell in enumerate(cells):
        cell["id"] = f"cell-{index}"
    notebook.cells = cells
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(notebook, root / "notebooks" / f"{name}.ipynb")


def chiprace(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line on the repository, as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "chiprace", *arguments],
        env={**os.environ, ROOT_VARIABLE: str(root), **environment},
        cwd=root.parent,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def change_cell(root: Path, identity: str, old: str, new: str) -> None:
    """Change one cell of one fact, as an editor would."""
    for path in (root / "data" / "facts").glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        for number, line in enumerate(lines):
            if line.startswith(f"{identity},"):
                lines[number] = line.replace(old, new, 1)
                path.write_text("".join(lines), encoding="utf-8")
                return
    raise LookupError(identity)
