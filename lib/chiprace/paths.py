"""Where things are: absolute paths under one root, created by nobody here."""

import os
from dataclasses import dataclass
from pathlib import Path

#: Folder of this package.
PACKAGE = Path(__file__).resolve().parent
ROOT_VARIABLE = "CHIPRACE_ROOT"


@dataclass(frozen=True)
class Project:
    """The folders of one checkout.

    Parameters
    ----------
    root : Path
        Folder that holds ``data/``, ``notebooks/`` and ``reports/``.
    """

    root: Path

    @property
    def data(self) -> Path:
        """Folder of the tables."""
        return self.root / "data"

    @property
    def scenarios(self) -> Path:
        """Folder of the scenarios."""
        return self.data / "scenarios"

    @property
    def notebooks(self) -> Path:
        """Folder of the chapters."""
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        """Folder of the editions."""
        return self.root / "reports"


def current_project() -> Project:
    """Return the project that ``CHIPRACE_ROOT`` names, else the checkout of this package.

    Returns
    -------
    Project
        The environment variable lets a build in a copy of the project use that copy's data,
        in the kernels that it starts as well.
    """
    named = os.environ.get(ROOT_VARIABLE)
    return Project(Path(named).resolve() if named else Path(__file__).resolve().parents[2])
