"""Huawei's own comparisons of its pods and clusters, and what is left of them on equal terms.

A multiple of two whole systems says little while one of them is many times as large. Here each
claimed multiple is divided by the ratio of cabinets and by that of accelerators as sold, and
recomputed from today's facts where both systems' values are known.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from chiprace.evidence.arithmetic import per, product, ratio
from chiprace.evidence.cells import behind, ranged
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.models import supernode_values as values
from chiprace.models.supernode_costs import powers
from chiprace.models.supernode_pods import Pod, pod_by_key

ANNOUNCED = "atlas-950-announced"
RIVAL = "vera-rubin"
EARLIER = "cloudmatrix"

#: The two workloads of Huawei's statement, by the words of the facts.
WORKLOADS = {
    "training": "model not named; training",
    "inference": "model not named; inference",
}

#: How a claim is read, in words.
READINGS = {
    "claimed": "As claimed",
    "whole": "Recomputed, whole system",
    "cabinet": "Per cabinet",
    "chip": "Per chip",
    "kW": "Per kilowatt",
}

_COLUMNS = ["claim", "label", "reading", "value", "low", "high", "reason", "mark"]


@dataclass(frozen=True)
class Claim:
    """A multiple that Huawei published.

    Parameters
    ----------
    key, label : str
        Short name and words.
    pair, attribute : str
        Subject and attribute of the published multiple.
    quantity : str
        What it is recomputed from, a function of `chiprace.models.supernode_values`; empty
        where the other side's value is not published.
    other : str
        Key of the pod that it is held against; empty for a cluster.
    workload : str
        Of a throughput.
    """

    key: str
    label: str
    pair: str
    attribute: str
    quantity: str
    other: str
    workload: str = ""


_AGAINST_RUBIN = "Atlas 950 SuperPoD vs Vera Rubin NVL72"
_AGAINST_EARLIER = "Atlas 950 SuperPoD vs CloudMatrix 384"
_AGAINST_COLOSSUS = "Atlas 950 SuperCluster vs xAI Colossus"
CLAIMS = (
    Claim("compute", "Compute of an NVL144", _AGAINST_RUBIN, "compute_ratio", "compute", RIVAL),
    Claim(
        "memory", "Memory of an NVL144", _AGAINST_RUBIN, "memory_capacity_ratio", "memory", RIVAL
    ),
    Claim("chips", "Chips of an NVL144", _AGAINST_RUBIN, "accelerator_count_ratio", "count", RIVAL),
    Claim(
        "training",
        "Training throughput of a CloudMatrix 384",
        _AGAINST_EARLIER,
        "throughput_ratio",
        "",
        EARLIER,
        WORKLOADS["training"],
    ),
    Claim(
        "inference",
        "Inference throughput of a CloudMatrix 384",
        _AGAINST_EARLIER,
        "throughput_ratio",
        "",
        EARLIER,
        WORKLOADS["inference"],
    ),
    Claim("colossus", "Compute of xAI's Colossus", _AGAINST_COLOSSUS, "compute_ratio", "", ""),
)


def own_comparisons(evidence: Evidence) -> pd.DataFrame:
    """Return Huawei's multiples as claimed, and on equal terms.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        A row a claim and reading (the keys of `READINGS`): ``claim, label, reading, value, low,
        high, reason, mark, notes, facts``; where a reading cannot be formed its value is nan
        and ``reason`` says why. Claims that were not made by the day are left out.
    """
    records: list[dict[str, Any]] = []
    for claim in CLAIMS:
        claimed = claimed_multiple(evidence, claim)
        if claimed is None:
            continue
        for reading, (found, reason) in _readings(evidence, claim, claimed).items():
            records.append(
                {
                    "claim": claim.key,
                    "label": claim.label,
                    "reading": reading,
                    **ranged(found),
                    "reason": reason,
                    "mark": found.mark if found else "",
                    **behind(found),
                }
            )
    return pd.DataFrame(records, columns=[*_COLUMNS, "notes", "facts"])


def claimed_multiple(evidence: Evidence, claim: Claim) -> Estimate | None:
    """Return a multiple as Huawei published it, or None where it had not by the day."""
    found = evidence.find(
        claim.pair,
        claim.attribute,
        variant=("8,192 NPUs", ""),
        workload=claim.workload,
    )
    if found is None:
        return None
    plain = tuple(note for note in found.notes if "value is that of the variant" not in note)
    return replace(found, notes=plain)


def implied_memory(evidence: Evidence) -> Estimate | None:
    """Return the memory that Huawei's multiple puts on Nvidia's side.

    The memory announced for the Atlas 950 over the claimed multiple: more than the rack's HBM if
    memory of another kind was counted.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    Estimate or None
        [TB]; None where a part is not known.
    """
    claimed = claimed_multiple(evidence, _by_key("memory"))
    own = values.memory(evidence, pod_by_key(ANNOUNCED))
    return _divided(own, claimed, "memory_capacity", "TB") if own and claimed else None


def throughput_per_chip(evidence: Evidence) -> pd.DataFrame:
    """Return what Huawei's throughput claims for the Atlas 950 mean for one chip.

    per chip = claimed token/s / 8,192; of the earlier chip = claimed token/s / claimed multiple /
    384; their ratio = claimed multiple × 384 / 8,192.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        A row a workload: ``workload, system, multiple, chip, earlier_chip, ratio, cabinet_ratio,
        low, high, notes, facts`` [token/s, ratios as plain numbers]; only workloads of which all
        is known. ``cabinet_ratio`` is nan where the cabinets are not known.
    """
    records = []
    new, old = pod_by_key(ANNOUNCED), pod_by_key(EARLIER)
    counts, halls = (_pair_ratio(evidence, find) for find in (values.count, values.cabinets))
    now, before = (values.count(evidence, pod) for pod in (new, old))
    for key, words in WORKLOADS.items():
        attribute = {"training": "training_throughput", "inference": "throughput"}[key]
        system = evidence.find(
            new.subject,
            attribute,
            unit="token/s",
            variant=new.variant,
            scope="supernode",
            workload=words,
        )
        multiple = claimed_multiple(evidence, _by_key(key))
        if system is None or multiple is None or now is None or before is None or counts is None:
            continue
        chip = per(system, now, "token/s")
        earlier_chip = per(_divided(system, multiple, attribute, "token/s"), before, "token/s")
        each = _divided(multiple, counts, "throughput per chip", "1")
        cabinet = halls and _divided(multiple, halls, "throughput per cabinet", "1")
        used = [chip, earlier_chip, each, *([cabinet] if cabinet else [])]
        records.append(
            {
                "workload": key,
                "system": system.central,
                "multiple": multiple.central,
                "chip": chip.central,
                "earlier_chip": earlier_chip.central,
                "ratio": each.central,
                "cabinet_ratio": cabinet.central if cabinet else float("nan"),
                "low": each.low,
                "high": each.high,
                **behind(*used),
            }
        )
    columns = ["workload", "system", "multiple", "chip", "earlier_chip", "ratio"]
    return pd.DataFrame(
        records, columns=[*columns, "cabinet_ratio", "low", "high", "notes", "facts"]
    )


def chip_ratios(evidence: Evidence) -> dict[str, Estimate]:
    """Return the Ascend 950DT over the 910C, per package: BF16 peak and memory bandwidth.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    dict
        ``compute`` and ``bandwidth``, as far as both chips' values are known.
    """
    found = {}
    counts = _pair_ratio(evidence, values.count)
    wholes = {
        "compute": _pair_ratio(evidence, lambda seen, pod: values.compute(seen, pod, "FP16")),
        "bandwidth": _pair_ratio(evidence, values.bandwidth),
    }
    for key, whole in wholes.items():
        if whole is not None and counts is not None:
            found[key] = _divided(whole, counts, f"{key} per chip", "1")
    return found


def _pair_ratio(
    evidence: Evidence, find: Callable[[Evidence, Pod], Estimate | None]
) -> Estimate | None:
    """Return a quantity of the Atlas 950 as announced over that of the CloudMatrix 384."""
    one, other = (find(evidence, pod_by_key(key)) for key in (ANNOUNCED, EARLIER))
    return ratio(one, other) if one is not None and other is not None else None


def _readings(
    evidence: Evidence, claim: Claim, claimed: Estimate
) -> dict[str, tuple[Estimate | None, str]]:
    """Return every reading of a claim, or the reason why there is none."""
    found: dict[str, tuple[Estimate | None, str]] = {"claimed": (claimed, "")}
    if not claim.other:
        chips = evidence.find(claim.pair, "accelerator_count_ratio", scope="cluster")
        each = chips and _divided(claimed, chips, claim.attribute, "1")
        found["whole"] = (None, "compute of Colossus not published")
        found["cabinet"] = (None, "cabinets of Colossus not known")
        found["chip"] = (each, "" if each else "ratio of chips not known")
        found["kW"] = (None, "power not stated")
        return found
    pods = (pod_by_key(ANNOUNCED), pod_by_key(claim.other))
    whole = _recomputed(evidence, claim, pods)
    found["whole"] = (
        (whole, "")
        if whole
        else (None, "no value of both is published" if not claim.quantity else "not known")
    )
    # What is recomputed stands before what was claimed.
    top = whole or claimed
    for reading, below in (("cabinet", values.cabinets), ("chip", values.count)):
        sides = [below(evidence, pod) for pod in pods]
        if reading == "chip" and claim.quantity == "count":
            found[reading] = (None, "is the count itself")
        elif sides[0] is None or sides[1] is None:
            found[reading] = (None, f"{reading}s not known")
        else:
            found[reading] = (_divided(top, ratio(sides[0], sides[1]), claim.attribute, "1"), "")
    _, both, reason = powers(evidence, pods)
    found["kW"] = (
        (None, reason) if reason else (_divided(top, ratio(*both), claim.attribute, "1"), "")
    )
    return found


def _recomputed(evidence: Evidence, claim: Claim, pods: tuple[Pod, Pod]) -> Estimate | None:
    if not claim.quantity:
        return None
    sides = [_value(evidence, pod, claim.quantity, "FP8") for pod in pods]
    return ratio(sides[0], sides[1]) if sides[0] is not None and sides[1] is not None else None


def _value(evidence: Evidence, pod: Pod, quantity: str, number_format: str) -> Estimate | None:
    if quantity == "compute":
        return values.compute(evidence, pod, number_format)
    found: Estimate | None = getattr(values, quantity)(evidence, pod)
    return found


def _divided(one: Estimate, other: Estimate, attribute: str, unit: str) -> Estimate:
    """Divide by a plain number, as a multiple by the ratio of counts."""
    inverse = replace(
        other, central=1 / other.central, low=1 / other.high, high=1 / other.low, unit="1"
    )
    return product(one, inverse, attribute=attribute, unit=unit, basis=one.basis)


def _by_key(key: str) -> Claim:
    return next(claim for claim in CLAIMS if claim.key == key)
