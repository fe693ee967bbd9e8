"""What went into an edition and what came out, as hashes."""

import hashlib
import json
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from chiprace.paths import Project

_PACKAGES = ("papermill", "nbconvert", "pandas", "matplotlib", "typst")


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def input_hashes(project: Project) -> dict[str, str]:
    """Return the hash of every file that an edition depends on.

    Parameters
    ----------
    project : Project
        The checkout.

    Returns
    -------
    dict
        Data, chapters, pinned requirements and the package itself, by path.
    """
    package = Path(__file__).parent
    found = {
        path.relative_to(project.root).as_posix(): path
        for folder, pattern in (
            (project.data, "**/*.csv"),
            (project.data, "*.json"),
            (project.notebooks, "[0-9][0-9]_*.ipynb"),
            (project.root, "requirements.txt"),
        )
        for path in folder.glob(pattern)
    }
    for path in package.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            found[f"lib/chiprace/{path.relative_to(package).as_posix()}"] = path
    return {name: file_hash(found[name]) for name in sorted(found)}


def edition_hash(inputs: dict[str, str], parameters: dict[str, Any]) -> str:
    """Return the hash of all that goes into an edition."""
    text = json.dumps([inputs, parameters], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def manifest(
    name: str, project: Project, inputs: dict[str, str], parameters: dict[str, Any], folder: Path
) -> dict[str, Any]:
    """Describe an edition.

    Parameters
    ----------
    name : str
        Name of the edition.
    project : Project
        The checkout.
    inputs, parameters : dict
        What went in.
    folder : Path
        What came out; every file in it but the manifest.

    Returns
    -------
    dict
        To be written as ``manifest.json``; the same for equal inputs.
    """
    return {
        "edition": name,
        "parameters": parameters,
        "commit": commit(project.root),
        "versions": {"python": platform.python_version()}
        | {package: version(package) for package in _PACKAGES},
        "inputs": inputs,
        "outputs": {
            path.relative_to(folder).as_posix(): file_hash(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "manifest.json"
        },
    }


def commit(root: Path) -> str:
    """Return the commit of a checkout, ``unknown`` outside of git."""
    try:
        asked = subprocess.run(
            ["git", "-C", str(root), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return "unknown"
    return asked.stdout.strip() or "unknown"
