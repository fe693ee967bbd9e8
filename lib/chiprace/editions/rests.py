"""What each part of an edition rests on: the parameters it takes and the files of its code."""

from collections.abc import Mapping
from pathlib import Path

from chiprace.chapters.imports import Imports
from chiprace.chapters.source import code_of
from chiprace.scenario import Scenario

#: The part that no chapter is: what the verdicts rest on.
LEDGER = "claims"
_LEDGER_CODE = "from chiprace.claims.ledger import evaluate"


def rests(chapters: Mapping[Path, set[str]], imports: Imports) -> dict[str, dict[str, list[str]]]:
    """Return what each chapter and the ledger rest on, but for the data.

    Parameters
    ----------
    chapters : Mapping of Path to set of str
        The notebooks, and the parameters that each declares.
    imports : Imports
        What each module of the package imports.

    Returns
    -------
    dict
        ``parameters`` and ``files`` (paths as among the inputs of a manifest) by part.
    """

    def files(code: list[str]) -> list[str]:
        return [f"lib/chiprace/{file}" for file in imports.files_behind(code)]

    found = {LEDGER: {"parameters": sorted(Scenario.model_fields), "files": files([_LEDGER_CODE])}}
    for path, parameters in chapters.items():
        found[path.stem] = {
            "parameters": sorted(parameters),
            "files": [f"notebooks/{path.name}", *files(code_of(path))],
        }
    return found
