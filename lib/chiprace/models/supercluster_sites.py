"""Clusters and sites side by side: accelerators, peak, a year's output, power."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from chiprace.basis import Basis
from chiprace.estimate import MARKS, Estimate, product, total
from chiprace.evidence import Evidence
from chiprace.facts import Fact
from chiprace.models.superclusters import System, count_of, exact, joined, per_package
from chiprace.units import convert

#: The two clusters whose demand is asked for.
CLUSTERS = ("Atlas 950 SuperCluster", "Atlas 960 SuperCluster")


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


UNSTATED = "GPUs or superchips of two GPUs: the source does not say; read as GPUs"

SITES = (
    Site(
        "CloudMatrix 384 (BF16)",
        "CloudMatrix 384",
        (Part("Ascend 910C"),),
        built=True,
        number_format="FP16",
        note="the Ascend 910C has no FP8 hardware; drawn by its BF16 rate",
    ),
    Site("Atlas 950 pod, listed", "Atlas 950 SuperPoD", (Part("Ascend 950DT"),), variant="1,024 NPUs"),
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
        note=UNSTATED,
    ),
    Site(
        "Colossus 2, first phase",
        "Colossus 2",
        (Part("GB200 GPU", "GB200"),),
        maker="Nvidia",
        built=True,
        note=UNSTATED,
    ),
    Site(
        "Fairwater Atlanta",
        "Fairwater Atlanta",
        (Part("GB200 GPU", "GB200"),),
        maker="Nvidia",
        built=True,
        note=UNSTATED,
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
    "note",
    "facts",
]


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
                "note": site.note,
                "facts": joined(peak.ids),
            }
        )
    return pd.DataFrame(rows, columns=_SITE_COLUMNS)


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
    found = exact(found)
    if not part.each:
        return found
    chips = evidence.facts.subject(part.each).accelerator_count
    if chips is None:
        return None
    return found.scaled(chips, f"{site.label}: {part.each}s counted as {chips:g} GPUs each")


def _period(evidence: Evidence, site: Site, part: Part) -> str | None:
    """Take the standing count where there is one, else whatever the period."""
    facts = evidence.facts.select(site.subject, site.attribute)
    known = [f for f in facts if f.known <= evidence.as_of and f.basis.segment == part.segment]
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


#: Facts on a year's output: subject, attribute.
_OUTPUT = (
    ("Huawei", "production"),
    ("Huawei", "planned_production"),
    ("Huawei", "shipments"),
    ("Ascend", "production"),
    ("Ascend", "planned_production"),
    ("Ascend 910C", "production"),
    ("Ascend 910C", "planned_production"),
)

_OUTPUT_COLUMNS = [
    "year",
    "voice",
    "of",
    "counted",
    "output",
    "outlook",
    "dies",
    "cluster",
    "accelerators",
    "years",
    "mark",
    "facts",
]


def years_of_output(evidence: Evidence) -> pd.DataFrame:
    """Divide the chips of each cluster by every estimate of a year's Ascend output.

    Returns
    -------
    DataFrame
        One row for each estimate and cluster; the same number for the same thing by several
        voices is one row. A count of dies is turned into packages by the number of compute dies
        of the Ascend 910C (``dies``); what is about the older Ascend 910B alone is left out.
    """
    dies = evidence.find("Ascend 910C", "die_count", segment="compute dies")
    rows: dict[tuple[str, str, float], dict[str, Any]] = {}
    for subject, attribute in _OUTPUT:
        for _, kept, _ in evidence.by_basis(subject, attribute):
            for fact in kept:
                row = _output(fact, subject, dies)
                if row is None:
                    continue
                same = rows.setdefault((fact.period, fact.basis.scope, row["output"]), row)
                if row["voice"] not in same["voice"]:
                    same["voice"] += f", {row['voice']}"
                same["facts"] = joined([*same["facts"].split(), *row["facts"].split()])
    ordered = sorted(rows.values(), key=lambda row: (row["year"], row["output"], row["voice"]))
    return pd.DataFrame(
        [
            row
            | {
                "cluster": name,
                "accelerators": count.central,
                "years": count.central / row["output"],
                "facts": joined([*row["facts"].split(), *count.ids]),
            }
            for row in ordered
            for name in CLUSTERS
            if (count := count_of(evidence, System(name))) is not None
        ],
        columns=_OUTPUT_COLUMNS,
    )


def _output(fact: Fact, subject: str, dies: Estimate | None) -> dict[str, Any] | None:
    if not fact.period or fact.basis.segment == "Ascend 910B":
        return None
    if fact.basis.scope == "die" and dies is None:
        return None
    by = dies.central if dies and fact.basis.scope == "die" else 1.0
    return {
        "year": fact.period,
        "voice": fact.voice,
        "of": fact.basis.segment or subject,
        "counted": fact.basis.scope,
        "output": fact.value / by,
        "outlook": fact.outlook,
        "dies": by,
        "mark": MARKS[fact.kind],
        "facts": joined((fact.id, *(dies.ids if dies and by != 1 else ()))),
    }


#: Sites whose power is known, with the label of the figure.
POWERED = {
    "Colossus 1": "Colossus 1",
    "Colossus 2": "Colossus 2",
    "Stargate Abilene": "Stargate Abilene",
    "Fairwater Atlanta": "Fairwater Atlanta",
    "Meta Prometheus": "Meta Prometheus",
    "Meta Hyperion": "Meta Hyperion",
    "DeepSeek Ulanqab cluster": "DeepSeek Ulanqab",
}

_POWER_COLUMNS = ["label", "subject", "maker", "stage", "mw", "low", "high", "exists", "mark", "facts"]


def powers(evidence: Evidence) -> pd.DataFrame:
    """Return the rated power of the Atlas 950 SuperCluster beside the power of known sites.

    Returns
    -------
    DataFrame
        One row for each site and stage (``now``, ``planned``). Of the cluster: low is the rated
        maximum of a 64-NPU cabinet times the compute cabinets; high is the same for all its
        cabinets, as the rating of interconnect cabinets is not published.
    """
    rows = [row for row in (_cluster_power(evidence),) if row]
    for subject, label in POWERED.items():
        rows += _site_power(evidence, subject, label)
    return pd.DataFrame(rows, columns=_POWER_COLUMNS)


def _cluster_power(evidence: Evidence) -> dict[str, Any] | None:
    name = CLUSTERS[0]
    count = count_of(evidence, System(name))
    cabinet = evidence.find(
        "Atlas 950 SuperPoD", "power", unit="MW", scope="cabinet", boundary="rated_maximum"
    )
    packed = evidence.find("Atlas 950 SuperPoD", "accelerator_count", scope="cabinet")
    cabinets = evidence.find(name, "cabinet_count", unit="1", scope="cluster")
    if count is None or cabinet is None or packed is None:
        return None
    compute = count.central / packed.central
    every = max(compute, cabinets.high) if cabinets else compute
    ids = [*count.ids, *cabinet.ids, *packed.ids, *(cabinets.ids if cabinets else ())]
    return {
        "label": name,
        "subject": name,
        "maker": "Huawei",
        "stage": "planned",
        "mw": cabinet.central * compute,
        "low": cabinet.low * compute,
        "high": cabinet.high * every,
        "exists": False,
        "mark": cabinet.mark,
        "facts": joined(ids),
    }


def _site_power(evidence: Evidence, subject: str, label: str) -> list[dict[str, Any]]:
    """Return the newest word on what a site has now, and the plans that go beyond it."""
    register = evidence.facts.subject(subject)
    facts = evidence.facts.select(
        subject,
        "power",
        where=lambda fact: (
            fact.known <= evidence.as_of and not fact.excluded and not fact.basis.segment
        ),
    )
    now = sorted((fact for fact in facts if not fact.outlook), key=lambda fact: fact.stated)[-1:]
    reached = max((_megawatts(fact) for fact in now), default=0.0)
    plans = [fact for fact in facts if fact.outlook and _megawatts(fact) > reached]
    return [
        {
            "label": label,
            "subject": subject,
            "maker": "Huawei" if register.accelerator.startswith("Ascend") else "Nvidia",
            "stage": stage,
            "mw": max(map(_megawatts, chosen)),
            "low": min(map(_megawatts, chosen)),
            "high": max(map(_megawatts, chosen)),
            "exists": stage == "now",
            "mark": MARKS[chosen[0].kind],
            "facts": joined(fact.id for fact in chosen),
        }
        for stage, chosen in (("now", now), ("planned", plans))
        if chosen
    ]


def _megawatts(fact: Fact) -> float:
    return convert(fact.value, fact.unit, "MW")
