"""What share of its peak a chip reaches on one operation alone, and what that costs in energy.

Shares of whole services and of training runs are elsewhere; here is what the silicon and its
kernels give before a system takes its part.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from chiprace.evidence.arithmetic import per
from chiprace.evidence.cells import joined
from chiprace.evidence.estimate import NOTES, Estimate
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.models.per_watt import dense_peak
from chiprace.models.readings import on_each_basis

#: What a share is of, and the attribute that others publish it under.
PUBLISHED = {"compute": "compute_utilisation", "memory": "bandwidth_utilisation"}

#: What runs, in the order of the figure.
KINDS = ("product", "attention", "memory")

#: The voice of this project's own measurements.
OWN = "This project"

_COLUMNS = [
    "subject",
    "maker",
    "kind",
    "work",
    "format",
    "value",
    "low",
    "high",
    "unit",
    "mark",
    "voice",
    "cases",
    "notes",
    "facts",
]


@remembered
def shares_reached(evidence: Evidence) -> pd.DataFrame:
    """Return the shares of a dense peak that were reached, one row a chip, work and format.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``subject, maker, kind, work, format, value, low, high, unit`` [%]``, mark, voice, cases,
        notes, facts``. ``kind`` is one of `KINDS`. Of several cases (shapes of a product, sizes of
        an array) the value is the best one's and the range spans all. Empty where nothing is known.
    """
    records = [*_published(evidence), *_divided(evidence)]
    table = pd.DataFrame(records, columns=_COLUMNS)
    order = table["kind"].map(KINDS.index)
    return table.assign(order=order).sort_values(
        ["order", "format", "subject", "work"], ignore_index=True
    )[_COLUMNS]


@remembered
def energy_of_products(evidence: Evidence) -> pd.DataFrame:
    """Return the measured energy of dense products beside TDP over peak.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        As `shares_reached` [J/PFLOP], the value that of the least energy, with ``promised`` (TDP
        over the dense peak of the data sheet) and ``promise_facts`` beside. Empty before a
        measurement.
    """
    records = []
    for (subject, form, work), cases in _grouped(evidence).items():
        powers = [_power_of(evidence, subject, case) for case in cases]
        found = [
            per(power, case, "J/PFLOP")
            for power, case in zip(powers, cases, strict=True)
            if power is not None
        ]
        tdp = evidence.find(subject, "power", unit="W", scope="package", boundary="tdp")
        peak = dense_peak(evidence, subject, form, "package", "TFLOPS")
        if not found or tdp is None or peak is None:
            continue
        promise = per(tdp, peak, "J/PFLOP")
        records.append(
            {
                **_row(evidence, subject, "product", work, form, found, best=min),
                "promised": promise.central,
                "promise_facts": joined(promise.ids),
            }
        )
    return pd.DataFrame(records, columns=[*_COLUMNS, "promised", "promise_facts"])


def _published(evidence: Evidence) -> Iterator[dict[str, Any]]:
    """Give the shares that somebody printed as such."""
    for side, attribute in PUBLISHED.items():
        for name, found in _estimates(evidence, attribute, "%"):
            segment = found.facts[0].basis.segment
            kind = "memory" if side == "memory" else "attention" if "MLA" in segment else "product"
            work = segment.removeprefix("memory, ").removesuffix(" operator")
            form = found.facts[0].number_format
            for other in ("INT8 ", "BF16 "):
                work = work.removeprefix(other)
            yield _row(evidence, name, kind, work, form, [found])


def _divided(evidence: Evidence) -> Iterator[dict[str, Any]]:
    """Give what was reached over the peak of the data sheet."""
    for (subject, form, work), cases in _grouped(evidence).items():
        peak = dense_peak(evidence, subject, form, "package", "TFLOPS")
        if peak is not None:
            shares = [_share(case, peak) for case in cases]
            yield _row(evidence, subject, "product", work, form, shares)
    for subject, found in _by_subject(evidence, "memory_bandwidth_achieved", "TB/s").items():
        whole = evidence.find(
            subject, "memory_bandwidth", unit="TB/s", scope="package", segment="HBM"
        )
        if whole is not None:
            shares = [_share(case, whole) for case in found]
            yield _row(evidence, subject, "memory", "copy and triad", "", shares)


def _share(case: Estimate, whole: Estimate) -> Estimate:
    # What a share rests on is who reached it; the peak below is a data sheet's in every row.
    return replace(per(case, whole, "%"), kinds=case.kinds)


def _grouped(evidence: Evidence) -> dict[tuple[str, str, str], list[Estimate]]:
    """Return the rates of dense products of chips by chip, format and what is multiplied."""
    groups: dict[tuple[str, str, str], list[Estimate]] = {}
    for subject, cases in _by_subject(evidence, "compute", "TFLOPS").items():
        for case in cases:
            fact = case.facts[0]
            scaled = fact.variant.partition("; scaled ")[2]
            _, phase, *_ = (*fact.basis.workload.split("; "), "")
            work = ", ".join(word for word in (phase, scaled) if word)
            groups.setdefault((subject, fact.number_format, work), []).append(case)
    return groups


def _by_subject(evidence: Evidence, attribute: str, unit: str) -> dict[str, list[Estimate]]:
    """Return what packages of chips were measured to reach, where the sparsity is stated."""
    found: dict[str, list[Estimate]] = {}
    for name, estimate in _estimates(evidence, attribute, unit):
        basis = estimate.basis
        if (basis.level, basis.scope) == ("achieved", "package") and basis.sparsity != "unstated":
            found.setdefault(name, []).append(estimate)
    return found


def _estimates(evidence: Evidence, attribute: str, unit: str) -> Iterator[tuple[str, Estimate]]:
    """Give the estimate of each basis of an attribute of each chip, but of its peak."""
    subjects = evidence.facts.subjects
    for question, _, estimate in on_each_basis(evidence, attribute, unit):
        chip = subjects[question.subject].kind in ("chip", "card")
        if chip and question.basis["level"] != "peak":
            yield question.subject, estimate


def _power_of(evidence: Evidence, subject: str, case: Estimate) -> Estimate | None:
    """Return the power that the board's sensor showed while a case ran."""
    fact = case.facts[0]
    return evidence.find(
        subject,
        "power",
        unit="W",
        variant=fact.variant,
        boundary="board",
        level="average",
        scope=fact.basis.scope,
        number_format=fact.basis.number_format,
        workload=fact.basis.workload,
    )


def _row(
    evidence: Evidence,
    subject: str,
    kind: str,
    work: str,
    form: str,
    cases: list[Estimate],
    best: Any = max,
) -> dict[str, Any]:
    """Return the cases of one work as a row: the best one, and the range over all."""
    chosen = best(cases, key=lambda case: case.central)
    notes = dict.fromkeys(note for note in chosen.notes if "variant" not in note)
    return {
        **chosen.row(),
        "subject": subject,
        "maker": evidence.facts.subject(subject).maker,
        "kind": kind,
        "work": work,
        "format": form,
        "low": min(case.low for case in cases),
        "high": max(case.high for case in cases),
        "voice": chosen.facts[0].voice,
        "cases": len(cases),
        "notes": NOTES.join(notes),
        "facts": joined(identity for case in (chosen, *cases) for identity in case.ids),
    }
