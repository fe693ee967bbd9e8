"""What is published of how often large machines fail."""

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from chiprace.errors import DataError
from chiprace.evidence.cells import joined
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.models.supercluster_runs import read_count
from chiprace.models.superclusters import set_by_scenario

_OUTAGES = re.compile(r"(\d+) days; (\d{1,3}(?:,\d{3})*) H100")

LLAMA = "Llama 3 405B on H100 (Meta)"
RSC = "Meta RSC clusters (A100)"
RACK = "GB200 NVL72"
SIMULATED = "100K-accelerator cluster (UB-Mesh paper)"


@dataclass(frozen=True)
class Failures:
    """Failures per accelerator-hour.

    Parameters
    ----------
    central, low, high : float
        Rate [1/h]: of the largest measured run, and the range over all that is published.
    facts : tuple of str
        Ids.
    """

    central: float
    low: float
    high: float
    facts: tuple[str, ...]


_FAILURE_COLUMNS = [
    "source",
    "label",
    "maker",
    "accelerators",
    "mtbf_h",
    "low",
    "high",
    "hours_each",
    "part",
    "exists",
    "mark",
    "notes",
    "facts",
]


def failures(evidence: Evidence) -> pd.DataFrame:
    """Return what is published of how often large machines fail.

    Returns
    -------
    DataFrame
        ``mtbf_h`` is the time between failures of the whole machine of ``accelerators``, which
        are empty where the source speaks of one accelerator; ``hours_each`` is the product of
        the two [accelerator-hours]; ``part`` names the part where not the whole machine is
        meant; ``exists`` is false for projections and simulations.
    """
    rows = [row for row in (_llama(evidence), _simulated(evidence), _rack(evidence)) if row]
    variants = dict.fromkeys(fact.variant for fact in evidence.facts.select(RSC, "mtbf"))
    for variant in variants:
        found = evidence.find(RSC, "mtbf", unit="h", variant=variant)
        if found is None:
            continue
        count = read_count(variant, f"{RSC}, mtbf")
        measured = found.basis.level != "modelled"
        word = "Meta RSC" if measured else "Meta RSC, projected"
        rows.append(_failure(word, "Nvidia", count, found, exists=measured))
    return pd.DataFrame(rows, columns=_FAILURE_COLUMNS)


def _failure(
    label: str, maker: str, count: float, found: Estimate, *, exists: bool, part: str = ""
) -> dict[str, Any]:
    return {
        "source": found.subject,
        "label": label,
        "maker": maker,
        "accelerators": count,
        "mtbf_h": found.central,
        "low": found.low,
        "high": found.high,
        "hours_each": found.central * count,
        "part": part,
        "exists": exists,
        "mark": found.mark,
        "notes": set_by_scenario(found),
        "facts": joined(found.ids),
    }


def _llama(evidence: Evidence) -> dict[str, Any] | None:
    found = evidence.find(LLAMA, "interruption_count", unit="1", segment="unexpected")
    if found is None:
        return None
    said = {
        fact.condition
        for fact in evidence.facts.select(LLAMA, "interruption_count")
        if fact.basis.segment == "unexpected"
    }
    matches = [_OUTAGES.fullmatch(text) for text in said]
    if len(matches) != 1 or matches[0] is None:
        raise DataError(
            f"{LLAMA}, interruption_count: the condition {sorted(said)} does not give days and "
            "GPUs. Write it as '54 days; 16,384 H100'."
        )
    days, count = float(matches[0][1]), float(matches[0][2].replace(",", ""))
    hours = 24 * days
    each = replace(
        found,
        central=hours / found.central,
        low=hours / found.high,
        high=hours / found.low,
    )
    return _failure("Llama 3 405B", "Nvidia", count, each, exists=True)


def _rack(evidence: Evidence) -> dict[str, Any] | None:
    found = evidence.find(RACK, "mtbf", unit="h", scope="package")
    if found is None:
        return None
    row = _failure("GB200 NVL72", "Nvidia", 1.0, found, exists=True)
    return row | {"accelerators": np.nan, "mtbf_h": np.nan, "low": found.low, "high": found.high}


def _simulated(evidence: Evidence) -> dict[str, Any] | None:
    count = evidence.facts.subject(SIMULATED).accelerator_count
    found = evidence.find(SIMULATED, "mtbf", unit="h")
    if found is None or count is None:
        return None
    return _failure(
        "Huawei's simulation", "Huawei", count, found, exists=False, part=found.basis.segment
    )


def failure_rate(table: pd.DataFrame) -> Failures | None:
    """Return the failures per accelerator-hour that the model takes, with their range.

    Parameters
    ----------
    table : DataFrame
        From `failures`.

    Returns
    -------
    Failures or None
        Central: the measured run with the most accelerators. Range: all that is measured or
        estimated of whole machines that exist. None without any.
    """
    real = table[table["exists"] & (table["part"] == "")]
    sized = real.dropna(subset=["accelerators"])
    if sized.empty:
        return None
    largest = sized.sort_values("accelerators").iloc[-1]
    each = real["accelerators"].fillna(1.0)
    return Failures(
        central=1 / float(largest["hours_each"]),
        low=1 / float((real["high"] * each).max()),
        high=1 / float((real["low"] * each).min()),
        facts=tuple(joined(real["facts"]).split()),
    )
