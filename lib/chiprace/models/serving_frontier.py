"""Decode throughput against time per output token: what speed for one user costs in volume."""

import re
from dataclasses import replace

import pandas as pd

from chiprace.evidence.cells import joined
from chiprace.evidence.estimate import NOTES, Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.policy import Evidence
from chiprace.models.readings import on_each_basis
from chiprace.models.serving_paper import SERVICE, short_name
from chiprace.models.serving_workload import (
    Workload,
    comparable_workloads,
    parse_workload,
)

#: The workload of the paper's main decode row, against which the others are held.
REFERENCE = "DeepSeek-R1; decode; KV length 4096"

_COLUMNS = [
    "subject",
    "label",
    "chip",
    "maker",
    "throughput",
    "tpot_ms",
    "batch",
    "idealised",
    "mark",
    "likeness",
    "lengths",
    "model",
    "notes",
    "facts",
]


def frontier(evidence: Evidence) -> pd.DataFrame:
    """Return decode throughputs with a known time per output token, one row a measurement.

    The batch follows from both: each request of it yields one token in each interval, so
    batch = throughput × time per output token.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``subject, label, chip, maker, throughput`` [token/s of an accelerator], ``tpot_ms, batch,
        idealised, mark, likeness, lengths, model, notes, facts``. ``likeness`` is ``like`` where
        model and context are those of the paper's main row, ``lengths`` where the context differs
        or is not stated, ``model`` where the model does or is not stated.
    """
    records = []
    for name, estimate in _decodes(evidence):
        workload = parse_workload(estimate.basis.workload)
        tpot = _tpot(evidence, name, estimate, workload)
        if tpot is None:
            continue
        value, tpot_ids = tpot
        chip, maker = hardware(evidence, name)
        records.append(
            {
                "subject": name,
                "label": short_name(name, chip),
                "chip": chip,
                "maker": maker,
                "throughput": estimate.central,
                "tpot_ms": value,
                "batch": estimate.central * value / 1000,
                "idealised": estimate.basis.level == "modelled",
                "mark": estimate.mark,
                "likeness": _likeness(workload),
                "lengths": workload.lengths,
                "model": workload.model,
                "notes": NOTES.join(estimate.notes),
                "facts": joined([*estimate.ids, tpot_ids]),
            }
        )
    table = pd.DataFrame(records, columns=_COLUMNS)
    # The same number of the same chip is one measurement, told again: keep the fuller record.
    order = table.assign(stated=table["lengths"].ne("").astype(int) + table["model"].ne(""))
    order = order.sort_values(["stated", "tpot_ms", "subject"], ascending=[False, True, True])
    order["told"] = order["tpot_ms"].div(2).round()
    kept = order.drop_duplicates(["chip", "throughput", "told"])
    return kept.sort_values(["tpot_ms", "throughput"], ignore_index=True)[_COLUMNS]


def trade_off(data: pd.DataFrame) -> pd.DataFrame:
    """Return CloudMatrix-Infer's points at one context length, fastest for the user first.

    Parameters
    ----------
    data : DataFrame
        From `frontier`.

    Returns
    -------
    DataFrame
        Rows of it, a line along which only the batch changes.
    """
    mine = data[(data["subject"] == SERVICE) & (data["likeness"] == "like")]
    return mine.sort_values("tpot_ms", ignore_index=True)


def hardware(evidence: Evidence, name: str) -> tuple[str, str]:
    """Return the accelerator and its maker behind a service, a chip or a system.

    Parameters
    ----------
    evidence : Evidence
        For the register.
    name : str
        A subject.

    Returns
    -------
    tuple of str
        The family stands for the chip where a service names no more, as ``Ascend 950``.
    """
    subjects = evidence.facts.subjects
    subject = evidence.facts.subject(name)
    if subject.kind == "service" and not subject.accelerator:
        family = re.search(r"Ascend \d+|Hopper", name)
        chip = family[0] if family else ""
        return chip, "Huawei" if chip.startswith("Ascend") else "Nvidia" if chip else ""
    chip = subject.accelerator or subject.name
    return chip, subjects[chip].maker


def per_accelerator(estimate: Estimate) -> Estimate | None:
    """Return a throughput as that of one accelerator.

    Parameters
    ----------
    estimate : Estimate
        Of a package, of a card, or of a server whose fact names its accelerators.

    Returns
    -------
    Estimate or None
        With a note on what was read or divided; None where the number is not known.
    """
    scope = estimate.basis.scope
    package = replace(estimate.basis, scope="package")
    if scope == "package":
        return estimate
    if scope == "card":
        note = f"{estimate.subject}: whether a card is one package is not stated; read as one"
        return estimate.scaled(1.0, note, basis=package)
    count = _count(estimate.facts[0])
    if scope != "server" or count is None:
        return None
    note = f"{estimate.subject}: a server's figure over its {count} accelerators"
    return estimate.scaled(1 / count, note, basis=package)


def _count(fact: Fact) -> int | None:
    found = re.search(r"\b(\d+)(?: x |\s+)(?:H\d+|B\d+|GPUs)", fact.condition)
    return int(found[1]) if found else None


def _decodes(evidence: Evidence) -> list[tuple[str, Estimate]]:
    """Return every decode throughput of a service, as of one accelerator."""
    found = []
    for question, _, estimate in on_each_basis(evidence, "decode_throughput", "token/s"):
        one = per_accelerator(estimate)
        if one is not None:
            found.append((question.subject, one))
    return found


def _tpot(
    evidence: Evidence, name: str, estimate: Estimate, workload: Workload
) -> tuple[float, str] | None:
    """Return the time per output token [ms]: measured on this workload, else its limit."""
    measured = evidence.find(
        name,
        "tpot",
        unit="ms",
        workload=estimate.basis.workload,
        level=estimate.basis.level,
    )
    if measured is not None:
        return measured.central, " ".join(measured.ids)
    return (workload.tpot_ms, "") if workload.tpot_ms is not None else None


def _likeness(workload: Workload) -> str:
    states = comparable_workloads(workload, REFERENCE)
    off = " ".join((*states.differ, *states.unknown))
    if "model" in off:
        return "model"
    return "lengths" if "context" in off else "like"
