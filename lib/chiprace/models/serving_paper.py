"""The serving paper's tables on DeepSeek R1: CloudMatrix 384 and the GPU rows beside it.

A row is one system and setting for which the paper prints both tokens per second of a package
and tokens per second per TFLOPS of peak. Every quotient is worked out again from the peak, the
bandwidth and the power of the chip.
"""

import re
from dataclasses import dataclass, replace

import pandas as pd

from chiprace.evidence.arithmetic import per
from chiprace.evidence.cells import joined
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.policy import Evidence
from chiprace.models.per_watt import dense_peak

SERVICE = "DeepSeek-R1 on CloudMatrix 384 (CloudMatrix-Infer)"
BASELINES = (
    "DeepSeek-V3/R1 on H800 (DeepSeek production)",
    "DeepSeek-V3/R1 on H800 (DeepSeek profile)",
    "DeepSeek-R1 on H100 (SGLang)",
)
PHASES = ("prefill", "decode")
PAPER = "huawei-siliconflow-cloudmatrix384-2025"

#: GPUs of one server, by which the paper divides the figures that it copies.
SERVER = 8


@dataclass(frozen=True)
class Denominator:
    """What a throughput is divided by.

    Parameters
    ----------
    key, label, unit : str
        Short name, words and unit of the quotient.
    """

    key: str
    label: str
    unit: str


DENOMINATORS = (
    Denominator("package", "per package", "token/s"),
    Denominator("compute", "per TFLOPS of 8-bit peak", "token/s/TFLOPS"),
    Denominator("bandwidth", "per TB/s of memory bandwidth", "token/s/(TB/s)"),
    Denominator("tdp", "per watt of TDP", "token/s/W"),
    Denominator("server", "per watt of a server's rated maximum", "token/s/W"),
)


@dataclass(frozen=True)
class Row:
    """One row of the paper's tables.

    Parameters
    ----------
    subject, label, chip, maker, phase : str
        Service, its short name, its accelerator with maker, and phase.
    idealised : bool
        Balance or drafting is simulated.
    throughput : Estimate
        Tokens per second of a package.
    printed : Estimate
        Tokens per second per TFLOPS as the paper prints them.
    """

    subject: str
    label: str
    chip: str
    maker: str
    phase: str
    idealised: bool
    throughput: Estimate
    printed: Estimate


def paper_rows(evidence: Evidence) -> list[Row]:
    """Return the rows of the paper's two tables.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    list of Row
        Prefill before decode, Huawei's rows first; empty before the paper was known.
    """
    rows = []
    for phase in PHASES:
        for subject in (SERVICE, *BASELINES):
            for fact in evidence.facts.select(subject, "compute_efficiency"):
                if fact.source == PAPER and f"; {phase};" in fact.basis.workload:
                    rows.append(_row(evidence, subject, phase, fact))
    return sorted(
        (row for row in rows if row is not None),
        key=lambda row: (PHASES.index(row.phase), row.subject != SERVICE, row.idealised),
    )


def divided(evidence: Evidence, row: Row, key: str) -> Estimate | None:
    """Return a row's throughput over one denominator of its accelerator.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    row : Row
        From `paper_rows`.
    key : str
        Key of a denominator.

    Returns
    -------
    Estimate or None
        In the unit of the denominator; None where the chip's own value is not known.
    """
    chosen = next(each for each in DENOMINATORS if each.key == key)
    if key == "package":
        return row.throughput
    below = _below(evidence, row.chip, key, row.throughput.basis.number_format)
    return per(row.throughput, below, chosen.unit) if below is not None else None


def reproduced(evidence: Evidence) -> pd.DataFrame:
    """Work the paper's own columns out again.

    Tokens per TFLOPS follow from the throughput and the chip's dense peak; the GPU rows follow
    from a figure of a server with eight GPUs that somebody else had published.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``phase, label, maker, throughput, server, server_voice, peak, format, computed, printed,
        facts``; ``server`` is the server's figure over eight, empty where none is known.
    """
    records = []
    for row in paper_rows(evidence):
        number_format = row.throughput.basis.number_format
        peak = _below(evidence, row.chip, "compute", number_format)
        own = divided(evidence, row, "compute")
        server = _server_fact(evidence, row)
        parts = (row.throughput.ids, row.printed.ids, peak.ids if peak else ())
        records.append(
            {
                "phase": row.phase,
                "label": row.label,
                "maker": row.maker,
                "idealised": row.idealised,
                "throughput": row.throughput.central,
                "server": server.value / SERVER if server else float("nan"),
                "server_voice": server.voice if server else "",
                "peak": peak.central if peak else float("nan"),
                "format": number_format,
                "computed": own.central if own else float("nan"),
                "printed": row.printed.central,
                "facts": joined([" ".join(part) for part in parts] + [server.id if server else ""]),
            }
        )
    return pd.DataFrame(records)


def assumed_acceptance(evidence: Evidence) -> Estimate | None:
    """Return the share of drafted tokens that CloudMatrix-Infer's decode takes as accepted."""
    return evidence.find(SERVICE, "mtp_acceptance", unit="%", level="assumed")


def short_name(subject: str, chip: str) -> str:
    """Return a service's short name, as ``H800 production`` or ``910C CloudMatrix-Infer``."""
    inside = re.search(r"\((.*)\)", subject)
    who = re.sub(r"^DeepSeek ", "", inside[1]) if inside else subject.split(" on ")[0]
    return f"{re.sub(r'^Ascend ', '', chip)} {who}".strip()


def _row(evidence: Evidence, subject: str, phase: str, fact: Fact) -> Row | None:
    basis = fact.basis
    printed = evidence.find(
        subject,
        "compute_efficiency",
        workload=basis.workload,
        level=basis.level,
        sparsity=basis.sparsity,
    )
    throughput = evidence.find(
        subject,
        f"{phase}_throughput",
        unit="token/s",
        workload=basis.workload,
        level=basis.level,
        scope=basis.scope,
        number_format=basis.number_format,
    )
    if printed is None or throughput is None:
        return None
    chip = evidence.facts.subject(evidence.facts.subject(subject).accelerator)
    idealised = basis.level == "modelled"
    return Row(
        subject,
        short_name(subject, chip.name) + (", ideal" if idealised else ""),
        chip.name,
        chip.maker,
        phase,
        idealised,
        throughput,
        printed,
    )


def _below(evidence: Evidence, chip: str, key: str, number_format: str) -> Estimate | None:
    """Return what one package of a chip has of the denominator."""
    if key == "compute":
        return dense_peak(evidence, chip, number_format, "package", "TFLOPS")
    if key == "bandwidth":
        return evidence.find(chip, "memory_bandwidth", unit="TB/s", scope="package", segment="HBM")
    if key == "tdp":
        return evidence.find(chip, "power", unit="W", scope="package", boundary="tdp")
    return _share_of_server(evidence, chip)


def _share_of_server(evidence: Evidence, chip: str) -> Estimate | None:
    """Return a server's rated maximum over its accelerators, the first server that has one."""
    for server in evidence.facts.subjects.values():
        if server.kind != "server" or server.accelerator != chip or not server.accelerator_count:
            continue
        power = evidence.find(
            server.name, "power", unit="W", scope="server", boundary="rated_maximum"
        )
        if power is not None:
            count = server.accelerator_count
            note = f"{server.name}: rated maximum over {count:g} accelerators"
            basis = replace(power.basis, scope="package")
            return power.scaled(1 / count, note, basis=basis)
    return None


def _server_fact(evidence: Evidence, row: Row) -> Fact | None:
    """Return the figure of a server of this service and level that is nearest to eight packages."""
    facts = [
        fact
        for fact in evidence.facts.select(row.subject, f"{row.phase}_throughput")
        if fact.basis.scope == "server"
        and fact.basis.level == row.throughput.basis.level
        and evidence.knows(fact)
        and not fact.excluded
    ]
    return min(
        facts,
        key=lambda fact: (abs(fact.value - SERVER * row.throughput.central), fact.id),
        default=None,
    )
