"""What large training delivers: the share of time that trains, times MFU."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chiprace.evidence.cells import joined
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.models.reliability import (
    PowerLaw,
    best_interval,
    goodput,
    machine_mtbf,
    mtbf_for,
)
from chiprace.models.supercluster_demand import CLUSTERS
from chiprace.models.supercluster_failures import Failures, failure_rate, failures
from chiprace.models.supercluster_runs import SMALLEST, fit_runs, runs
from chiprace.models.superclusters import System, count_of, per_package, set_by_scenario

#: The goodput below which more time is lost than used.
HALF = 0.5

#: How many times as fast the restarts of the second case are.
QUICKER = 10


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
    found = {name: count_of(evidence, System(name)) for name in CLUSTERS}
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
        record["notes"] = set_by_scenario(count, each)
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
    for name in dict.fromkeys(f.subject for f in evidence.facts.having(attribute="goodput")):
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
                "notes": set_by_scenario(found),
                "facts": joined(found.ids),
            }
        )
    return pd.DataFrame(
        rows,
        columns=["label", "subject", "accelerators", "goodput", "floor", "mark", "notes", "facts"],
    )


@dataclass(frozen=True)
class Training:
    """All that the figures on delivered training need.

    Parameters
    ----------
    runs, failures, goodput : DataFrame
        What is published.
    law : PowerLaw
        MFU against size.
    rate : Failures
        Failures per accelerator-hour.
    wide, delivered : DataFrame
        `curve` over all sizes, and `delivered` over those of clusters.
    targets : DataFrame
        `at_targets`.
    quick : DataFrame
        `delivered` at the targets, were restarts ten times as fast.
    half : float
        Time between failures [h] of a machine that still trains half of the time.
    """

    runs: pd.DataFrame
    failures: pd.DataFrame
    goodput: pd.DataFrame
    law: PowerLaw
    rate: Failures
    wide: pd.DataFrame
    delivered: pd.DataFrame
    targets: pd.DataFrame
    quick: pd.DataFrame
    half: float


def drawn_shares(case: Training) -> pd.DataFrame:
    """Return all that the figure on delivered compute draws, told apart by ``part``."""
    parts = {"run": case.runs, "goodput": case.goodput, "curve": case.delivered}
    return _together(parts | {"cluster": case.targets})


def drawn_failures(case: Training) -> pd.DataFrame:
    """Return all that the figure on failures draws, told apart by ``part``."""
    return _together({"failure": case.failures, "curve": case.wide, "cluster": case.targets})


def _together(parts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    renamed = [
        table.rename(columns={"part": "of"}).assign(part=name) for name, table in parts.items()
    ]
    together = pd.concat(renamed, ignore_index=True)
    return together[
        ["part", *(name for name in together if name not in ("part", "facts")), "facts"]
    ]


def training_case(
    evidence: Evidence, *, checkpoint_write_s: float, restart_min: float, confidence: float
) -> Training | None:
    """Work out what the planned clusters would deliver in one training job.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day.
    checkpoint_write_s, restart_min, confidence : float
        As in the scenario.

    Returns
    -------
    Training or None
        None where too few runs, no failures or no planned cluster are known.
    """
    table, broken = runs(evidence), failures(evidence)
    law, rate, planned = fit_runs(table), failure_rate(broken), targets(evidence)
    if law is None or rate is None or not planned:
        return None
    counts = np.array([count.central for count in planned.values()])

    def at(sizes: np.ndarray, restart: float = restart_min) -> pd.DataFrame:
        return curve(rate, checkpoint_write_s, restart, sizes)

    def shares(sizes: np.ndarray, restart: float = restart_min) -> pd.DataFrame:
        return delivered(law, table, at(sizes, restart), confidence)

    sized = broken["accelerators"].dropna()
    return Training(
        runs=table,
        failures=broken,
        goodput=published_goodput(evidence),
        law=law,
        rate=rate,
        wide=at(size_grid(table, counts.max(), sized.min())),
        delivered=shares(size_grid(table, counts.max())),
        targets=at_targets(evidence, shares(counts)),
        quick=shares(counts, restart_min / QUICKER),
        half=mtbf_for(HALF, checkpoint_write_s / 3600, restart_min / 60),
    )
