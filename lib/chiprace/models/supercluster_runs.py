"""Published training runs: MFU, size, and the line through them."""

import re
from typing import Any

import pandas as pd

from chiprace.errors import DataError
from chiprace.evidence.cells import joined
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.models.readings import on_each_basis
from chiprace.models.reliability import FEWEST_RUNS, PowerLaw, fit_power_law
from chiprace.models.superclusters import set_by_scenario

#: Chips without FP8 hardware: an MFU on them is over the BF16 or FP16 peak even unsaid.
NO_FP8 = ("A100", "Ascend 910B", "TPU v3", "TPU v4", "V100")

#: Rows that are no finished run at a known size, each with the reason.
NOT_RUNS = {
    ("Pangu Ultra MoE 718B on Ascend (Huawei)", "4K NPUs"): "the state before the optimisation",
    (
        "LLM training on TPU v5e, multislice (Google)",
        "",
    ): "the MFU is that of one pod, the count that of another job",
}

#: Huawei's runs of which the chip is unnamed: the first Ascend with FP8 came after them.
BEFORE_FP8 = ("Pangu Ultra 135B on Ascend (Huawei)",)

_COUNT = r"(?:about )?(\d{1,3}(?:,\d{3})*|\d+)(K?) (?:GPUs|NPUs|cards|chips)"

#: A fit of runs on fewer accelerators would say little of clusters.
SMALLEST = 1000

_RUN_COLUMNS = [
    "subject",
    "label",
    "maker",
    "accelerators",
    "mfu",
    "low",
    "high",
    "format",
    "fitted",
    "mark",
    "notes",
    "facts",
]


def read_count(text: str, where: str) -> float:
    """Read a count of accelerators, as ``16,384 GPUs`` or ``6K NPUs``.

    Raises
    ------
    DataError
        If the text has another form.
    """
    match = re.fullmatch(_COUNT, text)
    if match is None:
        raise DataError(f"{where}: '{text}' is no count of accelerators. Write it as 16,384 GPUs.")
    return float(match[1].replace(",", "")) * (1000 if match[2] else 1)


@remembered
def runs(evidence: Evidence) -> pd.DataFrame:
    """Return every published training run with its MFU and a known number of accelerators.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day.

    Returns
    -------
    DataFrame
        MFU as a share of one. The number is the variant's, else the register's. ``fitted`` is
        true where the denominator is the BF16 or FP16 peak, said so or on a chip that has no
        FP8, and there are at least `SMALLEST` accelerators.
    """
    rows: list[dict[str, Any]] = []
    for question, fact, mfu in on_each_basis(evidence, "mfu", "1"):
        if question.basis["level"] != "achieved":
            continue
        if (question.subject, question.variants[0]) in NOT_RUNS:
            continue
        count = _accelerators(evidence, fact)
        if count is not None:
            rows.append(_run(evidence, fact, count, mfu))
    table = pd.DataFrame(rows, columns=_RUN_COLUMNS)
    return table.sort_values(["accelerators", "subject", "mfu"], ignore_index=True)


def _accelerators(evidence: Evidence, fact: Fact) -> float | None:
    if fact.variant and re.match(r"(?:about )?\d[\d,]*K? (?!steps)", fact.variant):
        return read_count(fact.variant, fact.place)
    return evidence.facts.subject(fact.subject).accelerator_count


def _run(evidence: Evidence, fact: Fact, count: float, mfu: Estimate) -> dict[str, Any]:
    register = evidence.facts.subject(fact.subject)
    old = register.accelerator in NO_FP8 or fact.subject in BEFORE_FP8
    unsaid = fact.basis.number_format in ("", "unstated")
    sixteen = fact.basis.number_format == "FP16" or (unsaid and old)
    chip = evidence.facts.subjects.get(register.accelerator)
    return {
        "subject": fact.subject,
        "label": re.sub(r" on .*", "", fact.subject),
        "maker": chip.maker if chip else register.maker,
        "accelerators": count,
        "mfu": mfu.central,
        "low": mfu.low,
        "high": mfu.high,
        "format": "BF16" if sixteen else ("unstated" if unsaid else fact.basis.number_format),
        "fitted": sixteen and count >= SMALLEST,
        "mark": mfu.mark,
        "notes": set_by_scenario(mfu),
        "facts": joined(mfu.ids),
    }


def fit_runs(table: pd.DataFrame) -> PowerLaw | None:
    """Fit MFU against accelerators over the runs that are like enough, None if too few."""
    chosen = table[table["fitted"]]
    if len(chosen) < FEWEST_RUNS or chosen["accelerators"].nunique() < 2:
        return None
    return fit_power_law(chosen["accelerators"], chosen["mfu"])
