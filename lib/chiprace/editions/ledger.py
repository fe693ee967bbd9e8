"""The ledger of an edition, written by a process of its own.

Its draws need libraries that chapters load and a build otherwise does not. So the process is
forked from the one that has them, as the kernels of the chapters are.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd

from chiprace.errors import BuildError
from chiprace.evidence.facts import load_facts
from chiprace.kernels.forks import NoForkError, fork_server
from chiprace.kernels.manager import WARM
from chiprace.scenario import Scenario, make_scenario, open_evidence
from chiprace.stores import LEDGER, VARIABLE, Store, told

CLAIMS = "claims.csv"

#: The process ends with this and the number of the error where the ledger cannot be stored.
_STORED = 64


def write_ledger(scenario: Scenario, folder: Path, kernel: str, store: Store | None = None) -> None:
    """Let the ledger be written.

    Parameters
    ----------
    scenario : Scenario
        The checked parameters, with ``as_of`` as a day.
    folder : Path
        Gets `CLAIMS`.
    kernel : str
        Name of the kernel that chapters run in: whether to fork.
    store : Store, optional
        Where rows are found that were worked out before.

    Raises
    ------
    OSError
        If the ledger cannot be stored.
    BuildError
        If the process fails otherwise; it has told why on the error stream.
    """
    # Not by way of a file: the process is to see just what is asked for.
    asked = json.dumps(scenario.parameters())
    command = [sys.executable, "-m", __name__, asked, str(folder)]
    environment = {**os.environ, VARIABLE: told({LEDGER: store})}
    code = _run(command, environment, warm=kernel == WARM)
    if code > _STORED:
        number = code - _STORED
        raise OSError(number, os.strerror(number), str(folder / CLAIMS))
    if code:
        raise BuildError(
            f"The ledger could not be written: its process ended with {code}, and said why."
        )


def main(scenario: Scenario, folder: Path) -> None:
    """Write the ledger with the draws of every claim as `CLAIMS`."""
    # Here alone: who starts the process needs neither the claims nor scipy behind them.
    from chiprace.claims.kept import ledger_rows
    from chiprace.claims.ledger import COLUMNS

    rows = ledger_rows(open_evidence(scenario, load_facts()), scenario)
    pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(
        folder / CLAIMS, index=False, lineterminator="\n", float_format="%.10g"
    )


def _run(command: list[str], environment: dict[str, str], *, warm: bool) -> int:
    """Run a process to its end and return its exit code."""
    folder = command[-1]
    if warm:
        try:
            return fork_server(environment).fork(command, environment, folder).wait() or 0
        except NoForkError:  # the first chapter tells of it
            pass
    return subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, check=False
    ).returncode


if __name__ == "__main__":
    try:
        main(make_scenario(json.loads(sys.argv[1])), Path(sys.argv[2]))
    except OSError as error:
        sys.exit(_STORED + (error.errno or 0))
