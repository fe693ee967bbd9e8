"""DeepSeek R1 on CloudMatrix 384 against Nvidia's Hopper: the serving paper, row by row.

A row is one system and setting for which the paper prints both tokens per second of a package
and tokens per second per TFLOPS of peak. Every quotient is worked out again from the peak, the
bandwidth and the power of the chip.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from chiprace.errors import DataError
from chiprace.estimate import NOTES, Estimate, per
from chiprace.evidence import Evidence
from chiprace.facts import Fact
from chiprace.models.per_watt import dense_peak
from chiprace.models.serving_workload import comparable_workloads, throughput_ratio

SERVICE = "DeepSeek-R1 on CloudMatrix 384 (CloudMatrix-Infer)"
BASELINES = (
    "DeepSeek-V3/R1 on H800 (DeepSeek production)",
    "DeepSeek-V3/R1 on H800 (DeepSeek profile)",
    "DeepSeek-R1 on H100 (SGLang)",
)
PHASES = ("prefill", "decode")
PAPER = "huawei-siliconflow-cloudmatrix384-2025"

#: The GPU that the claim names.
CLAIMED = "H800"

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


def counterpart(rows: Iterable[Row], row: Row) -> Row:
    """Return Huawei's row of the same phase, idealised where the other is, if there is one.

    Raises
    ------
    DataError
        If there is no row of Huawei's in that phase.
    """
    own = [each for each in rows if each.subject == SERVICE and each.phase == row.phase]
    if not own:
        raise DataError(f"No {row.phase} throughput of {SERVICE} is known.")
    return next((each for each in own if each.idealised == row.idealised), own[0])


def serving_frame(evidence: Evidence) -> pd.DataFrame:
    """Return every row over every denominator, with Huawei's row over it as a ratio.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``phase, position`` (of the row in its phase), ``subject, label, chip, maker, format, idealised, key, denominator, value, low,
        high, unit, mark, ratio, ratio_low, ratio_high, against, like, notes, facts``. The ratio is
        above one where CloudMatrix 384 is ahead and empty on its own rows; ``like`` says whether
        the two workloads agree in every part. Denominators that are not known are left out.
    """
    rows = paper_rows(evidence)
    known = {
        (position, each.key): found
        for position, row in enumerate(rows)
        for each in DENOMINATORS
        if (found := divided(evidence, row, each.key)) is not None
    }
    records = []
    for (position, key), found in known.items():
        row = rows[position]
        record: dict[str, Any] = {
            "phase": row.phase,
            "position": sum(each.phase == row.phase for each in rows[:position]),
            **found.row(),
            "subject": row.subject,
            "label": row.label,
            "chip": row.chip,
            "maker": row.maker,
            "format": row.throughput.basis.number_format,
            "idealised": row.idealised,
            "key": key,
            "denominator": next(each.label for each in DENOMINATORS if each.key == key),
            "ratio": None,
            "ratio_low": None,
            "ratio_high": None,
            "against": "",
            "like": None,
            "notes": NOTES.join(found.notes),
        }
        if row.subject != SERVICE:
            record |= _against(rows, known, row, key, found)
        records.append(record)
    frame = pd.DataFrame(records)
    return frame if frame.empty else frame.astype(dict.fromkeys(_RATIOS, float))


_RATIOS = ("ratio", "ratio_low", "ratio_high")

#: The denominators that a figure has room for, if they are known for both sides.
DRAWN = ("package", "compute", "bandwidth", "tdp")


def drawn_keys(data: pd.DataFrame) -> list[str]:
    """Return the denominators for which a ratio is known, in the order of the figure.

    Parameters
    ----------
    data : DataFrame
        From `serving_frame`, of one phase or both.
    """
    known = set() if data.empty else set(data.loc[data["ratio"].notna(), "key"])
    return [key for key in DRAWN if key in known]


@dataclass(frozen=True)
class Survival:
    """Whether "surpasses" holds over one denominator.

    Parameters
    ----------
    key, denominator : str
        What the throughput is divided by.
    rows, ahead : int
        Rows of the GPU, and those on which CloudMatrix 384 is ahead.
    low, high : float
        Least and largest ratio, ranges included.
    facts : str
        Ids parted by blanks.
    """

    key: str
    denominator: str
    rows: int
    ahead: int
    low: float
    high: float
    facts: str

    @property
    def word(self) -> str:
        """``holds`` on every row, ``fails`` on every row, ``splits``, or ``not known``."""
        if not self.rows:
            return "not known"
        return {self.rows: "holds", 0: "fails"}.get(self.ahead, "splits")


def survival(evidence: Evidence, chips: tuple[str, ...] = (CLAIMED,)) -> list[Survival]:
    """Return over which denominators "surpasses" holds, the ingredients of a verdict.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    chips : tuple of str, optional
        The GPUs whose rows count; the claim names the H800.

    Returns
    -------
    list of Survival
        One for each of `DENOMINATORS`, by the central ratios.
    """
    data = serving_frame(evidence)
    found = []
    for each in DENOMINATORS:
        mine = data if data.empty else data[(data["key"] == each.key) & data["chip"].isin(chips)]
        found.append(
            Survival(
                each.key,
                each.label,
                rows=len(mine),
                ahead=0 if mine.empty else int((mine["ratio"] > 1).sum()),
                low=float("nan") if mine.empty else float(mine["ratio_low"].min()),
                high=float("nan") if mine.empty else float(mine["ratio_high"].max()),
                facts="" if mine.empty else joined(mine["facts"]),
            )
        )
    return found


def joined(cells: Iterable[str]) -> str:
    """Return ids from several cells, each once, parted by blanks."""
    return " ".join(dict.fromkeys(identity for cell in cells for identity in cell.split()))


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


def parameter_count(evidence: Evidence, model: str = "DeepSeek-R1") -> Estimate | None:
    """Return the number of parameters of a model by its maker's word, None where not known."""
    return evidence.find(model, "parameter_count", unit="1")


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


def short_name(subject: str, chip: str) -> str:
    """Return a service's short name, as ``H800 production`` or ``910C CloudMatrix-Infer``."""
    inside = re.search(r"\((.*)\)", subject)
    who = re.sub(r"^DeepSeek ", "", inside[1]) if inside else subject.split(" on ")[0]
    return f"{re.sub(r'^Ascend ', '', chip)} {who}".strip()


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


def _against(
    rows: list[Row],
    known: dict[tuple[int, str], Estimate],
    row: Row,
    key: str,
    found: Estimate,
) -> dict[str, Any]:
    """Return Huawei's counterpart over this row, as columns."""
    own = counterpart(rows, row)
    mine = known.get((rows.index(own), key))
    if mine is None:
        return {}
    quotient = throughput_ratio(mine, replace(found, attribute=mine.attribute))
    workloads = (own.throughput.basis.workload, row.throughput.basis.workload)
    return {
        "ratio": quotient.central,
        "ratio_low": quotient.low,
        "ratio_high": quotient.high,
        "against": own.label,
        "like": comparable_workloads(*workloads).like,
        "notes": NOTES.join(quotient.notes),
        "facts": " ".join(quotient.ids),
    }


def _server_fact(evidence: Evidence, row: Row) -> Fact | None:
    """Return the figure of a server of this service and level that is nearest to eight packages."""
    facts = [
        fact
        for fact in evidence.facts.select(row.subject, f"{row.phase}_throughput")
        if fact.basis.scope == "server"
        and fact.basis.level == row.throughput.basis.level
        and fact.known <= evidence.as_of
        and not fact.excluded
    ]
    return min(
        facts,
        key=lambda fact: (abs(fact.value - SERVER * row.throughput.central), fact.id),
        default=None,
    )
