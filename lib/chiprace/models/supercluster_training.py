"""What fails in a cluster, how much time is left to train, and what is delivered."""

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from chiprace.errors import DataError
from chiprace.estimate import Estimate
from chiprace.evidence import Evidence
from chiprace.models.reliability import (
    PowerLaw,
    best_interval,
    goodput,
    machine_mtbf,
)
from chiprace.models.supercluster_runs import SMALLEST, read_count
from chiprace.models.superclusters import System, count_of, joined, per_package

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
        facts=tuple(joined(" ".join(real["facts"]).split()).split()),
    )


def size_grid(table: pd.DataFrame, largest: float, smallest: float = SMALLEST) -> np.ndarray:
    """Return sizes evenly spread on a log axis, the largest fitted run among them."""
    runs_to = table.loc[table["fitted"], "accelerators"].max()
    grid = np.geomspace(smallest, largest, 121)
    return np.unique(np.append(grid, runs_to)) if runs_to < largest else grid


def curve(rate: Failures, write_s: float, restart_min: float, sizes: np.ndarray) -> pd.DataFrame:
    """Return time between failures, checkpoint interval and goodput against size.

    Parameters
    ----------
    rate : Failures
        Failures per accelerator-hour.
    write_s, restart_min : float
        Time to write a checkpoint [s] and to go on after a failure [min].
    sizes : ndarray
        Numbers of accelerators.

    Returns
    -------
    DataFrame
        For each size ``mtbf_h``, ``interval_min`` and ``goodput``, each with ``_low`` and
        ``_high`` over the range of the rate.
    """
    write, restart = write_s / 3600, restart_min / 60
    data: dict[str, Any] = {"accelerators": sizes}
    for end, value in (("", rate.central), ("_low", rate.high), ("_high", rate.low)):
        mtbf = machine_mtbf(sizes, value)
        data["mtbf_h" + end] = mtbf
        data["interval_min" + end] = 60 * best_interval(mtbf, write)
        data["goodput" + end] = goodput(mtbf, write, restart)
    return pd.DataFrame(data).assign(facts=joined(rate.facts))


def delivered(
    law: PowerLaw, table: pd.DataFrame, reliability: pd.DataFrame, confidence: float
) -> pd.DataFrame:
    """Multiply MFU and goodput.

    Parameters
    ----------
    law : PowerLaw
        MFU against size.
    table : DataFrame
        The runs (`runs`) that the law was fitted to, for the largest of them and the facts.
    reliability : DataFrame
        From `curve`.
    confidence : float
        Share of further runs that the band of MFU covers.

    Returns
    -------
    DataFrame
        `reliability` with ``mfu``, ``share`` (= MFU × goodput), their ends ``_low`` and
        ``_high`` (worst with worst, best with best) and ``extrapolated``, true beyond the
        largest fitted run.
    """
    fitted = table[table["fitted"]]
    middle, low, high = law.predict(reliability["accelerators"], confidence)
    result = reliability.assign(mfu=middle, mfu_low=low, mfu_high=np.minimum(high, 1.0))
    for end in ("", "_low", "_high"):
        result["share" + end] = result["mfu" + end] * result["goodput" + end]
    ids = [*" ".join(fitted["facts"]).split(), *" ".join(reliability["facts"].head(1)).split()]
    return result.assign(
        extrapolated=result["accelerators"] > fitted["accelerators"].max(), facts=joined(ids)
    )


def targets(evidence: Evidence) -> dict[str, Estimate]:
    """Return the counts of the planned clusters for which the share is asked."""
    found = {
        name: count_of(evidence, System(name))
        for name in ("Atlas 950 SuperCluster", "Atlas 960 SuperCluster")
    }
    return {name: count for name, count in found.items() if count is not None}


def at_targets(evidence: Evidence, share: pd.DataFrame) -> pd.DataFrame:
    """Turn the delivered share into compute for each planned cluster.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day.
    share : DataFrame
        From `delivered`, at the counts of `targets`, in their order.

    Returns
    -------
    DataFrame
        `share` with the ``cluster``, ``fully_used`` (accelerators that would do the same at
        their full peak, with ends) and ``peak_eflops`` and ``eflops`` with ends in BF16, dense,
        empty where no BF16 peak of the chip is published.
    """
    rows = []
    for (name, count), (_, row) in zip(targets(evidence).items(), share.iterrows(), strict=True):
        chip = evidence.facts.subject(name).accelerator
        each = per_package(evidence, chip, "FP16")
        peak = count.central * each.central / 1000 if each else np.nan
        record = row.to_dict() | {"cluster": name, "chip": chip, "peak_eflops": peak}
        for end in ("", "_low", "_high"):
            record["fully_used" + end] = count.central * row["share" + end]
            record["eflops" + end] = peak * row["share" + end]
        record["bin"] = each.variant if each else ""
        ids = [*count.ids, *(each.ids if each else ()), *row["facts"].split()]
        rows.append(record | {"facts": joined(ids)})
    return pd.DataFrame(rows)


def published_goodput(evidence: Evidence) -> pd.DataFrame:
    """Return the goodput of runs of which the number of accelerators is published.

    Returns
    -------
    DataFrame
        ``goodput`` as a share of one, and ``floor`` where the source says at least.
    """
    rows = []
    for name in dict.fromkeys(f.subject for f in evidence.facts if f.attribute == "goodput"):
        found = evidence.find(name, "goodput", unit="1", scope="cluster")
        count = evidence.facts.subject(name).accelerator_count
        if found is None or count is None:
            continue
        rows.append(
            {
                "label": re.sub(r" (on|run) .*|dense run .*| dense.*", "", name),
                "subject": name,
                "accelerators": count,
                "goodput": found.central,
                "floor": bool(found.facts) and found.facts[0].bound == "at_least",
                "mark": found.mark,
                "facts": joined(found.ids),
            }
        )
    return pd.DataFrame(
        rows, columns=["label", "subject", "accelerators", "goodput", "floor", "mark", "facts"]
    )
