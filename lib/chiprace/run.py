"""One chapter through papermill, with checked parameters, in a folder of its own."""

import ast
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import nbformat
import papermill
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.paths import jupyter_runtime_dir
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from traitlets import default

from chiprace.errors import BuildError
from chiprace.scenario import Scenario

KERNEL = "python3"
START_LIMIT_S = 180
CELL_LIMIT_S = 900
#: What a chapter declares that shows what changed: it runs when all others have.
CHANGES_PARAMETER = "changes"
#: Where such a chapter finds the record, seen from the folder that it runs in.
_BUILD_PARAMETERS = {CHANGES_PARAMETER: "../changes.json"}
_LONGEST_SOCKET = 100
_CHAPTER = re.compile(r"\d{2}_[a-z_]+")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class LocalKernelManager(AsyncKernelManager):  # type: ignore[misc]
    """Talks to the kernel through sockets in the file system: no port, nothing on the network."""

    transport = "ipc"

    async def _async_interrupt_kernel(self) -> None:
        # Whoever is being shut down has been asked to go; an interrupt would only make it complain.
        if not self.shutting_down:
            await super()._async_interrupt_kernel()

    @default("ip")  # type: ignore[untyped-decorator]
    def _own_socket(self) -> str:
        # Every kernel needs a path of its own, and a socket's path may have 107 characters.
        name = f"chiprace-{uuid4().hex[:12]}"
        private = Path(jupyter_runtime_dir())
        if len(str(private / name)) > _LONGEST_SOCKET:
            return str(Path(tempfile.gettempdir()) / name)
        private.mkdir(mode=0o700, parents=True, exist_ok=True)
        return str(private / name)


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
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
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


def run_chapter(path: Path, scenario: Scenario, stage: Path) -> ChapterRun:
    """Execute a chapter.

    Parameters
    ----------
    path : Path
        The notebook.
    scenario : Scenario
        The checked parameters; the notebook gets those that it declares.
    stage : Path
        Folder for the executed notebook, which is left there also if it fails.

    Returns
    -------
    ChapterRun
        The executed notebook.

    Raises
    ------
    BuildError
        If a cell fails; the message names chapter, cell and error.
    """
    values = scenario.parameters() | _BUILD_PARAMETERS
    parameters = {name: values[name] for name in sorted(declared_parameters(path))}
    target = stage / path.name
    try:
        papermill.execute_notebook(
            str(path),
            str(target),
            parameters=parameters,
            kernel_name=KERNEL,
            progress_bar=False,
            log_output=False,
            cwd=str(stage),
            request_save_on_cell_execute=False,
            kernel_manager_class=LocalKernelManager,
            start_timeout=START_LIMIT_S,
            execution_timeout=CELL_LIMIT_S,
        )
    except PapermillExecutionError as error:
        last = _ANSI.sub("", str(error.evalue)).strip()
        raise BuildError(
            f"{path.name}, code cell [{error.exec_count}]: {error.ename}: {last.rstrip('.')}. "
            f"The executed notebook is {target}."
        ) from error
    except Exception as error:  # a kernel that dies, hangs or does not start has many names
        reason = f"{type(error).__name__}: {error}"
        raise BuildError(f"{path.name} could not be run: {reason}") from error
    notebook = _without_run(nbformat.read(target, as_version=4))
    nbformat.write(notebook, target)
    return ChapterRun(path.stem, notebook)


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
