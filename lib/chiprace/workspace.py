"""JupyterLab as `make lab` opens it: settings, and a workspace with what a reader begins with."""

import json
import os
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

from chiprace.paths import Project

#: Name of the workspace in the address: ``/lab/workspaces/chiprace``.
WORKSPACE = "chiprace"
#: Folder of what JupyterLab itself keeps, in a project.
KEPT = Path(".cache") / "lab"


def layout(project: Project) -> dict[str, Any]:
    """Return the workspace: chapters, ``explore.ipynb``, the latest report where there is one.

    Parameters
    ----------
    project : Project
        Where the report may lie.

    Returns
    -------
    dict
        As JupyterLab keeps a workspace.
    """
    explore = "notebook:notebooks/explore.ipynb"
    tutorial = "notebook:notebooks/tutorial.ipynb"
    report = "htmlviewer:reports/latest/report.html"
    opened = {
        explore: {"path": "notebooks/explore.ipynb", "factory": "Notebook"},
        tutorial: {"path": "notebooks/tutorial.ipynb", "factory": "Notebook"},
    }
    data: dict[str, Any] = {name: {"data": what} for name, what in opened.items()}
    tabs = [explore, tutorial]
    if (project.reports / "latest" / "report.html").is_file():
        data[report] = {"data": {"path": "reports/latest/report.html", "factory": "HTML Viewer"}}
        tabs.append(report)
    data["file-browser-filebrowser:cwd"] = {"path": "notebooks"}
    data["layout-restorer:data"] = {
        "main": {
            "dock": {"type": "tab-area", "currentIndex": 0, "widgets": tabs},
            "current": explore,
        },
        "left": {
            "collapsed": False,
            "visible": True,
            "current": "filebrowser",
            "widgets": ["filebrowser", "running-sessions", "table-of-contents"],
        },
        "right": {"collapsed": True, "visible": True, "widgets": []},
        "relativeSizes": [0.16, 0.84, 0],
    }
    return {"data": data, "metadata": {"id": WORKSPACE}}


def open_lab(project: Project, arguments: list[str]) -> None:
    """Lay the workspace out and become JupyterLab.

    Parameters
    ----------
    project : Project
        The checkout; its root is what JupyterLab shows.
    arguments : list of str
        Handed on to JupyterLab.
    """
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    kept = project.root / KEPT
    kept.mkdir(parents=True, exist_ok=True)
    workspaces = WorkspacesManager(str(kept / "workspaces"))
    workspaces.save(WORKSPACE, json.dumps(layout(project)))
    settings = {
        "JUPYTER_CONFIG_PATH": str(files("chiprace").joinpath("jupyter")),
        "JUPYTERLAB_SETTINGS_DIR": str(kept / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(kept / "workspaces"),
    }
    command = [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={project.root}",
        f"--LabApp.default_url=/lab/workspaces/{WORKSPACE}",
        *arguments,
    ]
    os.execve(command[0], command, os.environ | settings)
