"""What the planned clusters take: chips against a year's output, power against known sites."""

from typing import Any

import pandas as pd

from chiprace.evidence.cells import joined
from chiprace.evidence.estimate import MARKS, NOTES, Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.policy import Evidence
from chiprace.models.superclusters import System, count_of, set_by_scenario
from chiprace.units import convert

#: The two clusters whose demand is asked for.
CLUSTERS = ("Atlas 950 SuperCluster", "Atlas 960 SuperCluster")

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

#: An opinion piece is named so by its voice; what it says of a year is no estimate.
OPINION = "(opinion)"

_OUTPUT_COLUMNS = [
    "year",
    "voice",
    "of",
    "whole",
    "counted",
    "output",
    "outlook",
    "dies",
    "cluster",
    "accelerators",
    "years",
    "mark",
    "notes",
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
        ``whole`` where somebody estimates all chips of the year: not one chip alone, not assumed,
        no opinion piece.
    """
    dies = evidence.find("Ascend 910C", "die_count", segment="compute dies")
    rows: dict[tuple[str, str, float], dict[str, Any]] = {}
    for subject, attribute in _OUTPUT:
        for _, kept, _ in evidence.by_basis(subject, attribute):
            for fact in kept:
                row = _output(fact, subject, dies)
                if row is None:
                    continue
                row["whole"] = _whole(evidence, fact, row["of"])
                same = rows.setdefault((fact.period, fact.basis.scope, row["output"]), row)
                if row["voice"] not in same["voice"]:
                    same["voice"] += f", {row['voice']}"
                same["facts"] = joined([same["facts"], row["facts"]])
    ordered = sorted(rows.values(), key=lambda row: (row["year"], row["output"], row["voice"]))
    return pd.DataFrame(
        [
            row
            | {
                "cluster": name,
                "accelerators": count.central,
                "years": count.central / row["output"],
                "notes": NOTES.join(filter(None, [row["notes"], set_by_scenario(count)])),
                "facts": joined([row["facts"], *count.ids]),
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
        "notes": set_by_scenario(dies) if by != 1 else "",
        "facts": joined((fact.id, *(dies.ids if dies and by != 1 else ()))),
    }


def _whole(evidence: Evidence, fact: Fact, of: str) -> bool:
    known = evidence.facts.subjects
    one = of in known and known[of].kind == "chip"
    return not one and fact.basis.level != "assumed" and OPINION not in fact.voice


#: Sites whose power is known, with the maker of their chips where it is known.
POWERED = {
    "Colossus 1": "Nvidia",
    "Colossus 2": "Nvidia",
    "Stargate Abilene": "Nvidia",
    "Fairwater Atlanta": "Nvidia",
    "Meta Prometheus": "",
    "Meta Hyperion": "",
    "DeepSeek Ulanqab cluster": "Huawei",
}

_POWER_COLUMNS = [
    "label",
    "subject",
    "maker",
    "stage",
    "mw",
    "low",
    "high",
    "exists",
    "mark",
    "notes",
    "facts",
]


def powers(evidence: Evidence) -> pd.DataFrame:
    """Return the rated power of the Atlas 950 SuperCluster beside the power of known sites.

    Returns
    -------
    DataFrame
        One row for each site and stage (``now``, ``planned``, ``rated``). Of the cluster: low is
        the rated maximum of a 64-NPU cabinet times the compute cabinets; high is the same for
        all its cabinets, as the rating of interconnect cabinets is not published.
    """
    rows = [row for row in (_cluster_power(evidence),) if row]
    for subject, maker in POWERED.items():
        rows += _site_power(evidence, subject, maker)
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
        "stage": "rated",
        "mw": cabinet.central * compute,
        "low": cabinet.low * compute,
        "high": cabinet.high * every,
        "exists": False,
        "mark": cabinet.mark,
        "notes": set_by_scenario(count, cabinet, packed, cabinets),
        "facts": joined(ids),
    }


def _site_power(evidence: Evidence, subject: str, maker: str) -> list[dict[str, Any]]:
    """Return the newest word on what a site has now, and the plans that go beyond it."""
    facts = evidence.facts.select(
        subject,
        "power",
        where=lambda fact: evidence.knows(fact) and not fact.excluded and not fact.basis.segment,
    )
    now = sorted((fact for fact in facts if not fact.outlook), key=lambda fact: fact.stated)[-1:]
    reached = max((_megawatts(fact) for fact in now), default=0.0)
    plans = [fact for fact in facts if fact.outlook and _megawatts(fact) > reached]
    return [
        {
            "label": subject.removesuffix(" cluster"),
            "subject": subject,
            "maker": maker,
            "stage": stage,
            "mw": max(map(_megawatts, chosen)),
            "low": min(map(_megawatts, chosen)),
            "high": max(map(_megawatts, chosen)),
            "exists": stage == "now",
            "mark": MARKS[chosen[0].kind],
            "notes": "",
            "facts": joined(fact.id for fact in chosen),
        }
        for stage, chosen in (("now", now), ("planned", plans))
        if chosen
    ]


def _megawatts(fact: Fact) -> float:
    return convert(fact.value, fact.unit, "MW")
