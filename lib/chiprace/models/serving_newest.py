"""Tokens per second of the newest hardware, for each accelerator and for each megawatt.

Only what stands in one row was asked to do the same; between rows the work differs.
"""

import re
from dataclasses import replace
from typing import Any

import pandas as pd

from chiprace.evidence.arithmetic import per
from chiprace.evidence.cells import behind
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.models.readings import on_each_basis
from chiprace.models.serving_frontier import REFERENCE, hardware, per_accelerator
from chiprace.models.serving_paper import SERVICE
from chiprace.models.serving_workload import Workload, comparable_workloads, parse_workload

#: Accelerators that came after the ones of the paper.
NEWEST = ("B200", "GB200 GPU", "GB300 GPU", "Ascend 950", "Ascend 950PR", "Ascend 950DT")

#: Of these a row alone says nothing: the dashboard that ran them has the same with others.
ONLY_BESIDE_OTHERS = ("B200",)
DASHBOARD = "SemiAnalysis"

ATTRIBUTES = ("prefill_throughput", "decode_throughput", "throughput")

_COLUMNS = [
    "section",
    "row",
    "chip",
    "maker",
    "format",
    "value",
    "per_mw",
    "who",
    "stated_only",
    "voice",
    "notes",
    "facts",
]


def newest(evidence: Evidence) -> pd.DataFrame:
    """Return throughputs of the newest accelerators with those measured on the same work.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``section, row`` (what was asked for, in words), ``chip, maker, format, value`` [token/s of
        an accelerator], ``per_mw`` [token/s/MW, all in; empty where not known], ``who``
        (``vendor`` or ``others``), ``stated_only`` (nobody says that it was measured), ``voice,
        notes, facts``.
    """
    records = []
    for attribute in ATTRIBUTES:
        for question, _, estimate in on_each_basis(evidence, attribute, "token/s"):
            record = _record(evidence, question.subject, estimate)
            if record is not None:
                records.append(record)
    table = pd.DataFrame(records, columns=_COLUMNS)
    return _chosen(table).sort_values(["section", "row", "value"], key=_order, ignore_index=True)


#: In the order of the figure.
SECTIONS = (
    "DeepSeek R1 or V3, prompts alone (prefill)",
    "DeepSeek R1 or V3, answers alone (decode)",
    "DeepSeek R1, prompts and answers",
    "DeepSeek V4",
    "Model not stated",
)


def _record(evidence: Evidence, name: str, found: Estimate) -> dict[str, Any] | None:
    one = _one(found)
    if one is None or one.basis.level == "modelled":
        return None
    chip, maker = hardware(evidence, name)
    workload = parse_workload(one.basis.workload)
    reference = comparable_workloads(workload, REFERENCE.replace("; decode", f"; {workload.phase}"))
    paper = name == SERVICE and not reference.differ and workload.output is None
    if chip.startswith("Ascend 910") and not paper:
        return None
    power = _per_megawatt(evidence, name, one)
    fact = one.facts[0]
    return {
        "section": _section(workload),
        "row": _words(workload, name, _format(one)),
        "chip": chip,
        "maker": maker,
        "format": _format(one),
        "value": one.central,
        "per_mw": power.central if power else float("nan"),
        "who": "vendor" if maker and maker in fact.voice else "others",
        "stated_only": one.basis.level in ("", "unstated"),
        "voice": fact.voice,
        **behind(one, power),
    }


def _one(found: Estimate) -> Estimate | None:
    """Return the throughput of one accelerator, a supernode's over the count that it names."""
    count = re.search(r"([\d,]+) NPUs", found.variant)
    if found.basis.scope != "supernode" or count is None:
        return per_accelerator(found)
    number = float(count[1].replace(",", ""))
    note = f"{found.subject}: the whole system's figure over its {count[1]} accelerators"
    basis = replace(found.basis, scope="package")
    return found.scaled(1 / number, note, basis=basis)


def _per_megawatt(evidence: Evidence, name: str, one: Estimate) -> Estimate | None:
    """Return tokens per second per megawatt: as published, else by the system's all-in power."""
    published = evidence.find(
        name,
        "throughput_per_power",
        unit="token/s/MW",
        workload=one.basis.workload,
        number_format=one.basis.number_format,
        boundary="all_in",
    )
    if published is not None:
        return published
    system = evidence.facts.subject(name).part_of
    register = evidence.facts.subjects.get(system)
    if register is None or not register.accelerator_count:
        return None
    power = evidence.find(system, "power", unit="kW", scope="supernode", boundary="all_in")
    if power is None:
        return None
    count = register.accelerator_count
    each = power.scaled(
        1 / count,
        f"{system}: all-in power over its {count:g} accelerators",
        basis=replace(power.basis, scope="package"),
    )
    return per(one, each, "token/s/MW")


def _section(workload: Workload) -> str:
    if not workload.model.startswith("DeepSeek"):
        return SECTIONS[4]
    if "V4" in workload.model:
        return SECTIONS[3]
    return {"prefill": SECTIONS[0], "decode": SECTIONS[1]}.get(workload.phase, SECTIONS[2])


def _words(workload: Workload, name: str, number_format: str) -> str:
    """Say what was asked for: model or test where named, lengths, latency and number format."""
    lengths = re.sub(r"(?:prompt|KV length) ([^,]+)", r"\1 in", workload.lengths)
    lengths = re.sub(r"output (\S+)", r"\1 out", lengths)
    limit = workload.limit.replace(" token/s per user", "/s a user").replace("about ", "")
    named = re.sub(r"^DeepSeek-", "", workload.model) if "V4" in workload.model else ""
    alone = workload.phase in ("decode", "prefill")
    test = workload.phase if workload.phase.startswith("MLPerf") else ""
    phase = workload.phase if named and alone else ""
    words = ", ".join(filter(None, (named, phase, test, lengths, limit)))
    words = words or f"{workload.software or name}, lengths not stated"
    return f"{words}, {number_format}" if number_format else words


def _format(one: Estimate) -> str:
    word = one.basis.number_format
    if word == "mixed":
        return re.sub(r" and ", "+", one.variant)
    return "" if word == "unstated" else word


def _chosen(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows in which one of the newest stands, or the paper's system, each once."""
    keys = pd.Series(list(zip(table["section"], table["row"], strict=True)), index=table.index)
    wanted = set(keys[table["chip"].isin((*NEWEST, "Ascend 910C"))])
    chips = table.groupby(["section", "row"])["chip"].transform("nunique")
    dull = chips.eq(1) & table["chip"].isin(ONLY_BESIDE_OTHERS) & table["voice"].eq(DASHBOARD)
    kept = table[keys.isin(wanted) & ~dull].sort_values("value", ascending=False)
    # Two prints of one run differ by rounding alone.
    rounded = kept["value"].map(lambda value: float(f"{value:.2g}"))
    return kept[~kept.assign(told=rounded).duplicated(["section", "row", "chip", "format", "told"])]


def _order(column: pd.Series) -> pd.Series:
    if column.name == "section":
        return column.map({name: place for place, name in enumerate(SECTIONS)})
    if column.name == "row":
        return column.map(_natural)
    return column


def _natural(text: str) -> str:
    return re.sub(r"\d+", lambda found: found[0].rjust(6, "0"), text)
