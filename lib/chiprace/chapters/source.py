"""The notebooks of the chapters as they were written, each read once as long as nobody edits it."""

from functools import lru_cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode


def read_source(path: Path) -> NotebookNode:
    """Return a notebook, which is shared: nobody may change it.

    Raises
    ------
    ValueError
        If the file is no notebook.
    """
    state = path.stat()
    return _read(path, state.st_mtime_ns, state.st_size)


def code_of(path: Path) -> list[str]:
    """Return the source of each code cell of a notebook."""
    return [cell.source for cell in read_source(path).cells if cell.cell_type == "code"]


@lru_cache(maxsize=64)
def _read(path: Path, *_: int) -> NotebookNode:
    return nbformat.read(path, as_version=4)
