"""A scenario written to a file, as it will be read again."""

from pathlib import Path

import yaml

from chiprace.errors import ParameterError
from chiprace.scenario.files import list_scenarios
from chiprace.scenario.model import Scenario
from chiprace.scenario.schema import HEADER


def save_scenario(scenario: Scenario, folder: Path, *, again: bool = False) -> Path:
    """Write what a scenario sets to a file of its name.

    Parameters
    ----------
    scenario : Scenario
        Its name is that of the file.
    folder : Path
        ``data/scenarios``.
    again : bool, optional
        Whether a file of this name may be written over.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ParameterError
        If there is a scenario of this name.
    """
    if not again and scenario.name in list_scenarios(folder):
        raise ParameterError(
            f"There is a scenario '{scenario.name}' already. Give yours another name."
        )
    values = scenario.changed()
    text = yaml.safe_dump(values, sort_keys=False, allow_unicode=True) if values else ""
    file = folder / f"{scenario.name}.yml"
    file.write_text(f"{HEADER}\n{text}", encoding="utf-8")
    return file
