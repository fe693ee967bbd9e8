"""One chapter through papermill, with checked parameters, in a folder of its own."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors
from papermill.translators import translate_parameters

from chiprace.chapters.source import read_source
from chiprace.errors import BuildError
from chiprace.kernels.manager import manager_with
from chiprace.scenario import Scenario

START_LIMIT_S = 180
CELL_LIMIT_S = 900
#: What a chapter declares that shows what changed: it runs when all others have.
CHANGES_PARAMETER = "changes"
#: Where such a chapter finds the record, seen from the folder that it runs in.
_BUILD_PARAMETERS = {CHANGES_PARAMETER: "../changes.json"}
_CHAPTER = re.compile(r"\d{2}_[a-z_]+")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class ChapterRun:
    """A chapter that was executed.

    Parameters
    ----------
    name : str
        Name of the notebook without its ending, as ``01_roadmap``.
    notebook : NotebookNode
        With its outputs, without times and random ids.
    """

    name: str
    notebook: NotebookNode


def list_chapters(folder: Path) -> list[Path]:
    """Return the notebooks that are chapters (``NN_name.ipynb``), in their order.

    Raises
    ------
    BuildError
        If there is none.
    """
    chapters = sorted(path for path in folder.glob("*.ipynb") if _CHAPTER.fullmatch(path.stem))
    if not chapters:
        raise BuildError(f"{folder} holds no chapter. Chapters are named as 01_roadmap.ipynb.")
    return chapters


def declared_parameters(path: Path) -> set[str]:
    """Return the names that a notebook's cell tagged ``parameters`` sets.

    Raises
    ------
    BuildError
        If there is no such cell, or it sets a name that is no parameter of a scenario.
    """
    for cell in read_source(path).cells:
        if "parameters" in cell.metadata.get("tags", []):
            tree = ast.parse(cell.source)
            break
    else:
        raise BuildError(
            f"{path.name} has no cell tagged 'parameters'. Tag the cell with the defaults."
        )
    names = {
        target.id
        for node in tree.body
        for target in (
            node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        )
        if isinstance(target, ast.Name)
    }
    unknown = sorted(names - set(Scenario.model_fields) - set(_BUILD_PARAMETERS))
    if unknown:
        raise BuildError(
            f"{path.name} declares '{unknown[0]}', which is no parameter of a scenario."
        )
    return names


def chapter_parameters(path: Path, scenario: Scenario) -> dict[str, Any]:
    """Return those parameters that a notebook declares, by name."""
    values = scenario.parameters() | _BUILD_PARAMETERS
    return {name: values[name] for name in sorted(declared_parameters(path))}


def run_chapter(
    path: Path,
    parameters: Mapping[str, Any],
    stage: Path,
    kernel: str,
    more: Mapping[str, str],
) -> ChapterRun:
    """Execute a chapter.

    Parameters
    ----------
    path : Path
        The notebook.
    parameters : Mapping
        From `chapter_parameters`.
    stage : Path
        Folder for the executed notebook, which is left there also if it fails.
    kernel : str
        Name of the kernel, see `chiprace.kernels.manager`.
    more : Mapping of str to str
        What the kernel has in its environment beyond that of this process.

    Returns
    -------
    ChapterRun
        The executed notebook.

    Raises
    ------
    BuildError
        If a cell fails; the message names chapter, cell and error.
    """
    target = stage / path.name
    try:
        # In papermill's own steps, as all in one it would also write what is yet to be stripped.
        prepared = papermill.execute_notebook(
            str(path), None, dict(parameters), kernel_name=kernel, prepare_only=True
        )
        executed = papermill_engines.execute_notebook_with_engine(
            None,
            prepared,
            kernel_name=kernel,
            progress_bar=False,
            log_output=False,
            # The kernel's folder: papermill's `cwd` would move this process, of which other
            # chapters are a part, and leave it where the last one was.
            resources={"metadata": {"path": str(stage)}},
            kernel_manager_class=manager_with(dict(more)),
            start_timeout=START_LIMIT_S,
            execution_timeout=CELL_LIMIT_S,
            # All that it had to tell is here; asked to go, it may wait seconds for itself.
            shutdown_kernel="immediate",
        )
        raise_for_execution_errors(executed, str(target))
    except PapermillExecutionError as error:
        last = _ANSI.sub("", str(error.evalue)).strip()
        raise BuildError(
            f"{path.name}, code cell [{error.exec_count}]: {error.ename}: {last.rstrip('.')}. "
            f"The executed notebook is {target}."
        ) from error
    except Exception as error:  # a kernel that dies, hangs or does not start has many names
        reason = f"{type(error).__name__}: {error}"
        raise BuildError(f"{path.name} could not be run: {reason}") from error
    notebook = _without_run(executed)
    nbformat.write(notebook, target)
    return ChapterRun(path.stem, notebook)


def take_chapter(kept: Path, parameters: Mapping[str, Any], target: Path) -> ChapterRun:
    """Take over a chapter that was executed before and would come out the same now.

    Parameters
    ----------
    kept : Path
        The executed notebook.
    parameters : Mapping
        From `chapter_parameters`; they are written into it.
    target : Path
        Where to leave it.

    Returns
    -------
    ChapterRun
        The executed notebook.

    Raises
    ------
    FileNotFoundError
        If it is no longer there.
    """
    text = kept.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    own = notebook.metadata.kernelspec.name, "python", parameters, "Parameters"
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            source = translate_parameters(*own)
            if source != cell.source:
                cell.source = source
                text = f"{nbformat.writes(notebook)}\n"
    target.write_text(text, encoding="utf-8")
    return ChapterRun(target.stem, notebook)


def payloads(run: ChapterRun, mime: str) -> list[dict[str, Any]]:
    """Return what a chapter showed, in order, each with its PNG where there is one."""
    shown = []
    for cell in run.notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if mime in data:
                shown.append({**data[mime], "png": data.get("image/png")})
    return shown


def _without_run(notebook: NotebookNode) -> NotebookNode:
    """Strip what differs between two equal runs: times, durations, random ids."""
    notebook.metadata.pop("papermill", None)
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{index:03d}"
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        for output in cell.get("outputs", []):
            output.get("metadata", {}).pop("execution", None)
    return notebook
