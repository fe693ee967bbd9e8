"""Does CloudMatrix 384 surpass the H800? The paper's rows against each other, by denominator."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from chiprace.errors import DataError
from chiprace.evidence.cells import behind, joined
from chiprace.evidence.estimate import NOTES, Estimate
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.models.serving_paper import DENOMINATORS, SERVICE, Row, divided, paper_rows
from chiprace.models.serving_workload import comparable_workloads, throughput_ratio

#: The GPU that the claim names.
CLAIMED = "H800"

#: All GPUs of the paper.
GPUS = ("H800", "H100")


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


@remembered
def serving_frame(evidence: Evidence) -> pd.DataFrame:
    """Return every row over every denominator, with Huawei's row over it as a ratio.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``phase, position`` (of the row in its phase), ``subject, label, chip, maker, format,
        idealised, key, denominator, value, low, high, unit, mark, ratio, ratio_low, ratio_high,
        against, like, notes, facts``. The ratio is above one where CloudMatrix 384 is ahead and
        empty on its own rows; ``like`` says whether the two workloads agree in every part.
        Denominators that are not known are left out.
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


@remembered
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
        mine = data
        if not data.empty:
            known = data["ratio"].notna() & data["chip"].isin(chips)
            mine = data[known & (data["key"] == each.key)]
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


def parameter_count(evidence: Evidence, model: str = "DeepSeek-R1") -> Estimate | None:
    """Return the number of parameters of a model by its maker's word, None where not known."""
    return evidence.find(model, "parameter_count", unit="1")


#: Pairs of which somebody published a ratio of throughputs, without the paper's conditions.
PAIRS = ("Ascend 910C vs H100", "Ascend 950 vs H100")


def published_ratios(evidence: Evidence) -> list[Estimate]:
    """Return ratios of throughputs that others published, without their conditions.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    list of Estimate
        Plain numbers, in the order of `PAIRS`; those not known on the day are left out.
    """
    found = [evidence.find(pair, "throughput_ratio", unit="1") for pair in PAIRS]
    return [each for each in found if each is not None]


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
        **behind(quotient),
    }
