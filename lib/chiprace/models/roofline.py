"""The roofline of a chip, serving results placed on it, and comparisons by reachable peak.

A roofline bounds the rate of arithmetic by the peak and by bandwidth times intensity, the
operations for each byte that passes through memory (Williams, Waterman and Patterson 2009).
"""

from dataclasses import replace
from typing import Any

import pandas as pd

from chiprace.basis import Basis
from chiprace.evidence.arithmetic import per, product
from chiprace.evidence.cells import behind, joined
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.models.per_watt import dense_peak
from chiprace.models.reached import shares_reached
from chiprace.models.serving import serving_frame
from chiprace.models.serving_paper import PHASES, Row, paper_rows

#: The chips whose roofs are drawn, each with the format in which it serves.
ROOFS = (("H200", "FP8"), ("H200", "BF16"), ("Ascend 910C", "INT8"))

#: The model that is served.
MODEL = "DeepSeek-R1"

#: Operations of one weight for one token: a multiplication and an addition.
PER_WEIGHT = 2.0

#: The chip that stands below in each comparison of shares.
REFERENCE = "Ascend 910C"


@remembered
def roofs(evidence: Evidence) -> pd.DataFrame:
    """Return the roofs of the drawn chips, as promised and, where measured, as reached.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``subject, maker, format, reached`` (bool)``, peak`` [TFLOPS]``, bandwidth`` [TB/s]``,
        ridge`` [operation/byte, where both meet]``, facts``. A reached roof is the peak and the
        bandwidth times the best shares of `chiprace.models.reached`.
    """
    shares = shares_reached(evidence)
    records = []
    for name, form in ROOFS:
        peak = dense_peak(evidence, name, form, "package", "TFLOPS")
        bandwidth = _bandwidth(evidence, name)
        if peak is None or bandwidth is None:
            continue
        ids = joined((*peak.ids, *bandwidth.ids))
        records.append(_roof(evidence, name, form, False, peak.central, bandwidth.central, ids))
        mine = shares[shares["subject"] == name]
        compute = mine[(mine["kind"] == "product") & (mine["format"] == form)]
        memory = mine[mine["kind"] == "memory"]
        if compute.empty or memory.empty:
            continue
        best, wide = compute["value"].max() / 100, memory["value"].max() / 100
        more = joined([ids, *compute["facts"], *memory["facts"]])
        records.append(
            _roof(evidence, name, form, True, best * peak.central, wide * bandwidth.central, more)
        )
    return pd.DataFrame(
        records,
        columns=["subject", "maker", "format", "reached", "peak", "bandwidth", "ridge", "facts"],
    )


@remembered
def served_operations(evidence: Evidence) -> pd.DataFrame:
    """Return the arithmetic behind each serving result, and the least intensity it can have.

    Each token that is served takes two operations for each active parameter; attention over the
    context and drafts that are thrown away come on top. A chip moves no more bytes than its
    bandwidth allows, so that rate over bandwidth is the least intensity.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``label, phase, chip, maker, idealised, throughput`` [token/s]``, value, low, high``
        [TFLOPS]``, share`` [% of the chip's own 8-bit peak]``, intensity`` [operation/byte]``,
        mark, notes, facts``, a row a result of the serving paper.
    """
    active = evidence.find(MODEL, "active_parameter_count", unit="1")
    records = []
    for row in paper_rows(evidence):
        peak = dense_peak(
            evidence, row.chip, row.throughput.basis.number_format, "package", "TFLOPS"
        )
        bandwidth = _bandwidth(evidence, row.chip)
        if active is None or peak is None or bandwidth is None:
            continue
        rate = _rate(row, active)
        records.append(
            {
                "label": row.label,
                "phase": row.phase,
                "chip": row.chip,
                "maker": row.maker,
                "idealised": row.idealised,
                "throughput": row.throughput.central,
                "value": rate.central,
                "low": rate.low,
                "high": rate.high,
                "share": per(rate, peak, "%").central,
                "intensity": per(rate, bandwidth, "TFLOPS/(TB/s)").central,
                "mark": row.throughput.mark,
                "notes": behind(rate)["notes"],
                "facts": behind(rate, peak, bandwidth)["facts"],
            }
        )
    return pd.DataFrame(records)


@remembered
def reachable_ratios(evidence: Evidence) -> pd.DataFrame:
    """Return how the share of its peak that a GPU reaches stands to that of the 910C.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``kind, work, chip, maker, format, share, reference_format, reference_share, value, low,
        high, like, facts``, a row a GPU, format and kind of work of which the 910C's share is
        known. The value is the ratio; ``like`` says whether both ran the same format.
    """
    data = shares_reached(evidence)
    # Of the 910C no phase is known, so products in the shapes of one are left aside.
    data = data[(data["kind"] != "memory") & ~data["work"].str.contains("|".join(PHASES))]
    own = data[data["subject"] == REFERENCE]
    records = []
    for gpu in data[data["maker"] == "Nvidia"].to_dict("records"):
        for npu in own[own["kind"] == gpu["kind"]].to_dict("records"):
            records.append(
                {
                    "kind": gpu["kind"],
                    "chip": gpu["subject"],
                    "maker": gpu["maker"],
                    "format": gpu["format"],
                    "work": gpu["work"],
                    "share": gpu["value"],
                    "reference_format": npu["format"],
                    "reference_share": npu["value"],
                    "value": gpu["value"] / npu["value"],
                    "low": gpu["value"] / npu["high"],
                    "high": gpu["value"] / npu["low"],
                    "like": gpu["format"] == npu["format"],
                    "facts": joined([gpu["facts"], npu["facts"]]),
                }
            )
    return pd.DataFrame(records)


@remembered
def flips(evidence: Evidence) -> pd.DataFrame:
    """Return the ratio of reachable shares at which each comparison per TFLOPS would turn round.

    Throughput over peak compares two chips as if both reached the same share of it. Over what is
    reached the ratio is that of the peaks times the GPU's share over the NPU's, so that it is one
    where the shares' ratio is the inverse of the printed one.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``label, phase, chip, maker, idealised, ratio, value, low, high, facts``, a row a GPU row of
        the serving paper; the value is where it turns.
    """
    data = serving_frame(evidence)
    if data.empty:
        return data
    mine = data[(data["key"] == "compute") & data["ratio"].notna()]
    kept = mine[["label", "phase", "chip", "maker", "idealised", "ratio", "facts"]]
    return kept.assign(
        value=1 / mine["ratio"],
        low=1 / mine["ratio_high"],
        high=1 / mine["ratio_low"],
    ).reset_index(drop=True)


def _rate(row: Row, active: Estimate) -> Estimate:
    """Return the operations per second behind a throughput [TFLOPS]."""
    whole = product(
        replace(active, unit="FLOP/token"),
        row.throughput,
        attribute="compute",
        unit="TFLOPS",
        basis=Basis(scope="package", number_format=row.throughput.basis.number_format),
    )
    note = f"{PER_WEIGHT:g} operations a token for each of {MODEL}'s active parameters"
    return whole.scaled(PER_WEIGHT, note)


def _bandwidth(evidence: Evidence, chip: str) -> Estimate | None:
    return evidence.find(chip, "memory_bandwidth", unit="TB/s", scope="package", segment="HBM")


def _roof(
    evidence: Evidence,
    name: str,
    form: str,
    reached: bool,
    peak: float,
    bandwidth: float,
    facts: str,
) -> dict[str, Any]:
    return {
        "subject": name,
        "maker": evidence.facts.subject(name).maker,
        "format": form,
        "reached": reached,
        "peak": peak,
        "bandwidth": bandwidth,
        "ridge": peak / bandwidth,
        "facts": facts,
    }
