"""Clusters and sites side by side: how many accelerators, how much peak compute."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from chiprace.basis import Basis
from chiprace.evidence.arithmetic import product, total
from chiprace.evidence.cells import joined
from chiprace.evidence.estimate import NOTES, Estimate
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.models.superclusters import System, count_of, per_package, set_by_scenario


@dataclass(frozen=True)
class Part:
    """Accelerators of one kind at a site, as a fact counts them.

    Parameters
    ----------
    chip : str
        Whose peak is taken.
    segment : str
        Segment of the fact that counts them.
    each : str
        Subject that the count is of, where it is not the chip itself; its register says how
        many chips it has.
    """

    chip: str
    segment: str = ""
    each: str = ""


@dataclass(frozen=True)
class Site:
    """A pod, cluster or site, and how its accelerators are counted.

    Parameters
    ----------
    label : str
        As the figure names it.
    subject : str
        Of the facts.
    parts : tuple of Part
        Kinds of accelerators; with `instead`, rival counts of the same ones, best first.
    maker : str
        Whose chips they are.
    built : bool
        Whether a count without a plan's outlook means that it stands.
    variant, attribute : str
        Of the facts.
    number_format : str
        FP8, or BF16 where the chip has no FP8 hardware.
    instead : bool
        See `parts`.
    note : str
        What a reader must know.
    """

    label: str
    subject: str
    parts: tuple[Part, ...]
    maker: str = "Huawei"
    built: bool = False
    variant: str = ""
    attribute: str = "accelerator_count"
    number_format: str = "FP8"
    instead: bool = False
    note: str = ""


#: How the facts mark a count of which the source does not say what it counts.
UNSTATED = "GPUs or superchips: unstated"

SITES = (
    Site(
        "CloudMatrix 384 (BF16)",
        "CloudMatrix 384",
        (Part("Ascend 910C"),),
        built=True,
        number_format="FP16",
        note="the Ascend 910C has no FP8 hardware; drawn by its BF16 rate",
    ),
    Site(
        "Atlas 950 pod, listed", "Atlas 950 SuperPoD", (Part("Ascend 950DT"),), variant="1,024 NPUs"
    ),
    Site("Atlas 950 pod", "Atlas 950 SuperPoD", (Part("Ascend 950DT"),), variant="8,192 NPUs"),
    Site("Atlas 960E pod", "Atlas 960E SuperPoD", (Part("Ascend 960DT"),)),
    Site("Atlas 960 pod", "Atlas 960 SuperPoD", (Part("Ascend 960"),), variant="15,488 NPUs"),
    Site("Atlas 950 SuperCluster", "Atlas 950 SuperCluster", (Part("Ascend 950DT"),)),
    Site("Atlas 960 SuperCluster", "Atlas 960 SuperCluster", (Part("Ascend 960"),)),
    Site(
        "Atlas 950 cluster in deployment",
        "Atlas 950 cluster in deployment (2026)",
        (Part("Ascend 950DT"),),
        note="the chip is not named; taken as the Ascend 950DT of the Atlas 950",
    ),
    Site(
        "DeepSeek Ulanqab",
        "DeepSeek Ulanqab cluster",
        (Part("Ascend 950DT", "Ascend 950DT cards"),),
        attribute="order_volume",
        note="a planned order, for inference only",
    ),
    Site(
        "Colossus 1",
        "Colossus 1",
        (Part("H100", "H100"), Part("GB200 GPU", "GB200")),
        maker="Nvidia",
        built=True,
    ),
    Site(
        "Colossus 2, first phase",
        "Colossus 2",
        (Part("GB200 GPU", "GB200"),),
        maker="Nvidia",
        built=True,
    ),
    Site(
        "Fairwater Atlanta",
        "Fairwater Atlanta",
        (Part("GB200 GPU", "GB200"),),
        maker="Nvidia",
        built=True,
    ),
    Site(
        "Stargate Abilene",
        "Stargate Abilene",
        (
            Part("GB200 GPU", "GB200 GPUs"),
            Part("GB200 GPU", "GB200 superchips", each="GB200 superchip"),
            Part("GB200 GPU", "GB200"),
        ),
        maker="Nvidia",
        instead=True,
        note="the range runs over rival counts; a superchip is two GPUs",
    ),
    Site(
        "OCI Supercluster",
        "OCI Supercluster (B200)",
        (Part("B200", "B200"),),
        maker="Nvidia",
        note="the largest that is offered; no source says that one stands",
    ),
    Site(
        "OCI Zettascale10",
        "OCI Zettascale10",
        (Part("GB200 GPU"),),
        maker="Nvidia",
        note="which GPU is unstated; the rate taken is that of the GB200 GPU",
    ),
)

_SITE_COLUMNS = [
    "label",
    "subject",
    "maker",
    "format",
    "accelerators",
    "accelerators_low",
    "accelerators_high",
    "eflops",
    "eflops_low",
    "eflops_high",
    "pflops_each",
    "exists",
    "mark",
    "notes",
    "facts",
]


@remembered
def sizes(evidence: Evidence) -> pd.DataFrame:
    """Return accelerators and dense peak of every cluster and site with a known count.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day.

    Returns
    -------
    DataFrame
        One row a site: count × per-package dense peak, with ranges; ``exists`` is false for
        what is announced or planned.
    """
    rows: list[dict[str, Any]] = []
    for site in SITES:
        found = _counted(evidence, site)
        if found is None:
            continue
        count, peak = found
        rows.append(
            {
                "label": site.label,
                "subject": site.subject,
                "maker": site.maker,
                "format": site.number_format.replace("FP16", "BF16"),
                "accelerators": count.central,
                "accelerators_low": count.low,
                "accelerators_high": count.high,
                "eflops": peak.central,
                "eflops_low": peak.low,
                "eflops_high": peak.high,
                "pflops_each": 1000 * peak.central / count.central,
                "exists": site.built and not any(fact.outlook for fact in count.facts),
                "mark": peak.mark,
                "notes": NOTES.join(_notes(site, count, peak)),
                "facts": joined(peak.ids),
            }
        )
    return pd.DataFrame(rows, columns=_SITE_COLUMNS)


def _notes(site: Site, count: Estimate, peak: Estimate) -> list[str]:
    notes = [site.note] if site.note else []
    if any(UNSTATED in fact.condition for fact in count.facts):
        notes.append("GPUs or superchips of two GPUs: not said; read as GPUs")
    return [*notes, *filter(None, [set_by_scenario(peak)])]


def _counted(evidence: Evidence, site: Site) -> tuple[Estimate, Estimate] | None:
    counts, peaks = [], []
    for part in site.parts:
        count = _count(evidence, site, part)
        each = per_package(evidence, part.chip, site.number_format)
        if count is None or each is None:
            continue
        basis = Basis(
            number_format=site.number_format, sparsity="dense", scope="site", level="peak"
        )
        counts.append(replace(count, basis=Basis(scope="site")))
        peaks.append(product(count, each, attribute="compute", unit="EFLOPS", basis=basis))
    if not counts:
        return None
    if site.instead:
        return _rivals(counts), _rivals(peaks)
    return _sum(counts, site), _sum(peaks, site)


def _count(evidence: Evidence, site: Site, part: Part) -> Estimate | None:
    if evidence.facts.subject(site.subject).kind == "supernode":
        return count_of(evidence, System(site.subject, site.variant))
    found = evidence.find(
        site.subject,
        site.attribute,
        unit="1",
        segment=part.segment,
        period=_period(evidence, site, part),
    )
    if found is None:
        return None
    if not part.each:
        return found
    chips = evidence.facts.subject(part.each).accelerator_count
    if chips is None:
        return None
    return found.scaled(chips, f"{site.label}: {part.each}s counted as {chips:g} GPUs each")


def _period(evidence: Evidence, site: Site, part: Part) -> str | None:
    """Take the standing count where there is one, else whatever the period."""
    facts = evidence.facts.select(site.subject, site.attribute)
    known = [f for f in facts if evidence.knows(f) and f.basis.segment == part.segment]
    return "" if any(not fact.period for fact in known) else None


def _sum(parts: list[Estimate], site: Site) -> Estimate:
    return total([replace(part, attribute=site.attribute) for part in parts], site.subject)


def _rivals(counts: list[Estimate]) -> Estimate:
    return replace(
        counts[0],
        low=min(count.low for count in counts),
        high=max(count.high for count in counts),
        facts=tuple(dict.fromkeys(fact for count in counts for fact in count.facts)),
        notes=tuple(dict.fromkeys(note for count in counts for note in count.notes)),
    )
