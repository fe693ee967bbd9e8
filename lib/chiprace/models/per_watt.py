"""Compute per watt by generation: chips at their TDP, whole systems at one boundary of power.

A chip's TDP and a system's power are never mixed, nor two boundaries of a system's power.
"""

from dataclasses import dataclass, replace

import pandas as pd

from chiprace.basis import Basis
from chiprace.dates import year_fraction
from chiprace.errors import BasisError
from chiprace.evidence.arithmetic import per, product
from chiprace.evidence.cells import joined
from chiprace.evidence.estimate import NOTES, Estimate
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import quantity
from chiprace.models.conversions import read_as_dense, to_dense
from chiprace.models.releases import Release, release

CHIPS = (
    "Ascend 910C",
    "Ascend 950PR",
    "H100",
    "H200",
    "B200",
    "GB200 GPU",
    "B300",
    "GB300 GPU",
    "Rubin",
)
FORMATS = ("FP16", "FP8")

#: A 950PR's TDP is stated for its bin of 32 cores, so the peak of that bin stands first.
VARIANTS = ("matrix; 32 cores", "", "matrix")

#: Systems with a power figure of their own, each at the boundary that it is stated for.
SYSTEMS = (
    ("CloudMatrix 384", "supernode", "all_in", ""),
    ("GB200 NVL72", "supernode", "all_in", ""),
    ("GB200 NVL72", "supernode", "it", ""),
    ("GB300 NVL72", "supernode", "it", ""),
    ("Vera Rubin NVL72", "supernode", "it", ("Max-Q", "")),
    ("Vera Rubin NVL72", "supernode", "it", ("Max-P", "")),
    ("DGX H100", "server", "rated_maximum", ""),
    ("Atlas 800T A3", "server", "rated_maximum", ""),
    ("Atlas 950 SuperPoD", "cabinet", "rated_maximum", ""),
)


@dataclass(frozen=True)
class PerWatt:
    """Dense compute per watt of one chip or system in one number format."""

    subject: str
    maker: str
    number_format: str
    estimate: Estimate
    released: Release | None
    exists: bool


@remembered
def dense_peak(
    evidence: Evidence,
    subject: str,
    number_format: str,
    scope: str,
    unit: str,
    variants: tuple[str, ...] = VARIANTS,
) -> Estimate | None:
    """Return the dense peak of a chip or a system, converted in the open where need be.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    subject : str
        Chip or system.
    number_format : str
        Family of the format.
    scope : str
        ``package``, ``supernode`` …
    unit : str
        Unit of the result.
    variants : tuple of str, optional
        The variants admitted, the first one that is known is taken.

    Returns
    -------
    Estimate or None
        A dense fact, else an unstated one read as dense, else a sparse one converted; None
        where there is none that can be.
    """
    for sparsity in ("dense", "unstated", "sparse"):
        found = evidence.find(
            subject,
            "compute",
            unit=unit,
            variant=variants,
            number_format=number_format,
            sparsity=sparsity,
            scope=scope,
            level="peak",
        )
        if found is None:
            continue
        try:
            return read_as_dense(found) if sparsity == "unstated" else to_dense(found, evidence)
        except BasisError:
            continue
    return None


@remembered
def chips_per_watt(evidence: Evidence) -> pd.DataFrame:
    """Return dense compute per watt of TDP, a row a chip and format.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``subject, maker, format, year, value, low, high, unit, mark, exists, notes, facts``;
        chips whose TDP or peak is not known are left out.
    """
    rows = []
    for name in CHIPS:
        power = evidence.find(name, "power", unit="W", scope="package", boundary="tdp")
        released = release(evidence, name)
        if power is None or released is None:
            continue
        for number_format in FORMATS:
            peak = dense_peak(evidence, name, number_format, "package", "TFLOPS")
            if peak is None:
                continue
            found = per(peak, power, "TFLOPS/W")
            maker = evidence.facts.subject(name).maker
            rows.append(_row(PerWatt(name, maker, number_format, found, released, released.exists)))
    return pd.DataFrame(rows)


def systems_per_watt(evidence: Evidence) -> pd.DataFrame:
    """Return power per dense compute of whole systems, a row a system, boundary and format.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        As `chips_per_watt`, with ``boundary``, ``power`` and ``compute`` beside; the value is
        power per compute [kW/PFLOPS].
    """
    rows = []
    for name, scope, boundary, variant in SYSTEMS:
        power = evidence.find(
            name, "power", unit="kW", scope=scope, boundary=boundary, variant=variant
        )
        released = release(evidence, name)
        if power is None:
            continue
        for number_format in FORMATS:
            peak = whole_peak(evidence, name, number_format, scope)
            if peak is None:
                continue
            found = per(power, peak, "kW/PFLOPS")
            maker = evidence.facts.subject(name).maker
            chip = release(evidence, evidence.facts.subject(name).accelerator)
            exists = any(each is not None and each.exists for each in (released, chip))
            rows.append(
                _row(PerWatt(name, maker, number_format, found, released, exists))
                | {
                    "boundary": boundary,
                    "scope": scope,
                    "variant": power.variant,
                    "power_kw": power.central,
                    "power_low_kw": power.low,
                    "power_high_kw": power.high,
                    "compute_pflops": peak.central,
                }
            )
    return pd.DataFrame(rows)


def whole_peak(evidence: Evidence, name: str, number_format: str, scope: str) -> Estimate | None:
    """Return the dense peak of all that a scope holds: published, else packages times one's peak.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    name : str
        Chip or system.
    number_format : str
        Family of the format.
    scope : str
        ``package``, ``supernode`` …

    Returns
    -------
    Estimate or None
        In PFLOPS; None where neither is known.
    """
    published = dense_peak(evidence, name, number_format, scope, "PFLOPS")
    if published is not None:
        return published
    registered = evidence.facts.subject(name)
    chip, count = registered.accelerator, _count(evidence, name, scope)
    each = dense_peak(evidence, chip, number_format, "package", "PFLOPS") if chip else None
    if each is None or count is None:
        return None
    whole = product(
        count, each, attribute="compute", unit="PFLOPS", basis=replace(each.basis, scope=scope)
    )
    note = f"{name}: {count.central:g} packages of {quantity(each.central, 'PFLOPS')} each"
    return replace(whole, subject=name, notes=(*whole.notes, note))


def _count(evidence: Evidence, name: str, scope: str) -> Estimate | None:
    """Return the accelerators of a system: a fact, else the register's count of what it is."""
    found = evidence.find(name, "accelerator_count", scope=scope)
    registered = evidence.facts.subject(name)
    if found is not None or registered.kind != scope or registered.accelerator_count is None:
        return found
    known = registered.accelerator_count
    return Estimate(name, "accelerator_count", known, known, known, "1", Basis(scope=scope))


def _row(found: PerWatt) -> dict[str, object]:
    released = (found.released.fact.id,) if found.released else ()
    return {
        **found.estimate.row(),
        "subject": found.subject,
        "maker": found.maker,
        "format": found.number_format,
        "year": year_fraction(found.released.day) if found.released else float("nan"),
        "release": found.released.span.text if found.released else "",
        "exists": found.exists,
        "notes": NOTES.join(found.estimate.notes),
        "facts": joined((*found.estimate.ids, *released)),
    }
