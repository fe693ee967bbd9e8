"""How many Ascend chips are made, who makes dies and memory, and what local subsidies are worth."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from chiprace.evidence.estimate import MARKS, Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import CLAIMANT
from chiprace.models.energy_supply import reported_discount
from chiprace.models.supercluster_demand import CLUSTERS, OPINION, years_of_output
from chiprace.models.superclusters import System, count_of

#: Chips of the table of makers, with whose they are.
CHIPS = (
    "Ascend 910B",
    "Ascend 910C",
    "Ascend 950PR",
    "Ascend 950DT",
    "H100",
    "H200",
    "B200",
    "GB300 GPU",
    "Rubin",
)

#: Foundries and memory makers outside mainland China, by the name that the facts use.
FOREIGN_MAKERS = ("TSMC", "Samsung", "SK hynix", "Micron")

_OUTPUT_COLUMNS = [
    "year",
    "voice",
    "of",
    "part",
    "assumed",
    "counted",
    "output",
    "bound",
    "outlook",
    "dies",
    "mark",
    "notes",
    "facts",
]

#: Counts of a year beside those of `years_of_output`: of the older chip alone, and of capacity.
_FURTHER = (
    ("Huawei", "production", "Ascend 910B"),
    ("Huawei", "planned_production", "Ascend 910B"),
    ("Ascend 910B", "shipments", "China"),
    ("Huawei", "production_capacity", "AI chips"),
)


def output_estimates(evidence: Evidence) -> pd.DataFrame:
    """Return every estimate or plan of a year's Ascend chips, in packages.

    What `years_of_output` selects and converts (a count of dies over the compute dies of a
    910C), with the counts of the older 910B alone and the statements of capacity beside.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``year, voice, of, part, assumed, counted, output, bound, outlook, dies, mark, notes,
        facts``; one row an estimate, by year and size; ``part`` where it is of one chip alone,
        ``assumed`` where the voice assumes it and does not estimate.
    """
    data = years_of_output(evidence)
    count = count_of(evidence, System(CLUSTERS[0]))
    lent = set(count.ids) if count else set()
    rows = [
        {
            **{str(name): cell for name, cell in row.items()},
            "facts": " ".join(name for name in row["facts"].split() if name not in lent),
        }
        for row in data[data["cluster"] == CLUSTERS[0]].to_dict("records")
    ]
    rows += _further(evidence)
    for row in rows:
        first = evidence.facts[row["facts"].split()[0]]
        row |= {
            "bound": first.bound,
            "part": row["of"] in CHIPS,
            "assumed": first.basis.level == "assumed",
        }
    ordered = sorted(rows, key=lambda row: (row["year"], row["output"], row["voice"]))
    return pd.DataFrame(ordered, columns=_OUTPUT_COLUMNS)


def _further(evidence: Evidence) -> list[dict[str, Any]]:
    return [
        {
            "year": fact.period,
            "voice": fact.voice,
            "of": "Ascend 910B" if "910B" in fact.subject else fact.basis.segment,
            "counted": "capacity" if attribute == "production_capacity" else fact.basis.scope,
            "output": fact.value,
            "outlook": fact.outlook,
            "dies": 1.0,
            "mark": MARKS[fact.kind],
            "notes": "",
            "facts": fact.id,
        }
        for subject, attribute, segment in _FURTHER
        for question, kept, _ in evidence.by_basis(subject, attribute)
        if question.basis["segment"] == segment
        for fact in kept
    ]


def output_range(data: pd.DataFrame, year: str) -> tuple[float, float] | None:
    """Return the least and the most that anybody gives for all Ascend chips of a year.

    Parameters
    ----------
    data : DataFrame
        From `output_estimates`.
    year : str
        A calendar year.

    Returns
    -------
    tuple of float or None
        Packages, without capacities, assumptions, opinion pieces and counts of one chip alone;
        None where nothing is left.
    """
    left_out = data["part"].astype(bool) | data["assumed"].astype(bool)
    left_out |= data["voice"].str.contains(OPINION, regex=False) | (data["counted"] == "capacity")
    chosen = data[~left_out & (data["year"] == year)]
    if chosen.empty:
        return None
    return float(chosen["output"].min()), float(chosen["output"].max())


@dataclass(frozen=True)
class Maker:
    """One statement on who made a part of a chip, or on what it is made of."""

    chip: str
    part: str
    text: str
    voice: str
    kind: str
    fact: str


_PARTS = {
    "die_manufacturer": "dies",
    "process_node": "process",
    "memory_manufacturer": "memory",
    "memory_type": "memory type",
}


def makers(evidence: Evidence) -> list[Maker]:
    """Return who makes dies and memory, chip by chip, as each voice says it.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    list of Maker
        In the order of `CHIPS`; ``part`` is ``dies``, ``process``, ``memory`` or ``memory type``.
    """
    found = []
    for chip in CHIPS:
        for attribute, part in _PARTS.items():
            for _, kept, _ in evidence.by_basis(chip, attribute):
                found += [
                    Maker(chip, part, fact.text, fact.voice, fact.kind, fact.id) for fact in kept
                ]
    return found


def foreign_parts(statements: list[Maker], chips: tuple[str, ...]) -> list[Maker]:
    """Return the statements by which a part of a chip was made outside mainland China.

    Parameters
    ----------
    statements : list of Maker
        From `makers`.
    chips : tuple of str
        The chips in question.

    Returns
    -------
    list of Maker
        Dies, process and memory whose maker is one of `FOREIGN_MAKERS`.
    """
    return [
        each
        for each in statements
        if each.chip in chips and any(name in each.text for name in FOREIGN_MAKERS)
    ]


def die_bank(evidence: Evidence) -> pd.DataFrame:
    """Return the estimates of TSMC dies that Huawei got, and the 910C packages in them.

    packages = dies / compute dies of a 910C package

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``voice, dies, packages, bound, facts``; one row an estimate.
    """
    each = evidence.find("Ascend 910C", "die_count", segment="compute dies")
    rows = [
        {
            "voice": fact.voice,
            "dies": fact.value,
            "packages": fact.value / each.central,
            "bound": fact.bound,
            "facts": " ".join((fact.id, *each.ids)),
        }
        for _, kept, _ in evidence.by_basis("Huawei", "stockpile")
        for fact in kept
        if each is not None and fact.basis.scope == "die"
    ]
    return pd.DataFrame(rows, columns=["voice", "dies", "packages", "bound", "facts"])


_BIG_FUND = "Big Fund III"

#: Facts of the table of subsidies: attribute, and the segment or subject that belongs to it.
_SUBSIDIES = (
    ("electricity_price_discount", "data centres on domestic chips"),
    ("subsidy_opex_cover", "data centres on domestic chips"),
    ("subsidy_eligibility", "data centres on Nvidia or other foreign chips"),
    ("domestic_chip_share_required", ""),
    ("rule_threshold", "state-funded data centres"),
    ("investment", "AI, subsidies and government funds"),
    ("investment", "AI data centres"),
    ("investment", "chip incentive package"),
    ("investment", "national computing network"),
    ("investment", _BIG_FUND),
)


@remembered
def subsidies(evidence: Evidence) -> list[Fact]:
    """Return what is reported of subsidies and of what they ask for, in the order of the table.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    list of Fact
        Discounts first, then conditions, then sums.
    """
    found: dict[str, Fact] = {}
    for attribute, segment in _SUBSIDIES:
        for fact in evidence.facts.having(attribute=attribute):
            if (
                segment in ("", fact.basis.segment, fact.subject)
                and evidence.knows(fact)
                and not fact.excluded
                and fact.voice != CLAIMANT
            ):
                found.setdefault(fact.id, fact)
    return list(found.values())


def largest_discount(evidence: Evidence) -> Estimate | None:
    """Return the largest electricity discount reported for data centres with domestic chips.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    Estimate or None
        In per cent, an upper bound where the source says so; None before it was reported.
    """
    found = reported_discount(evidence)
    return None if found is None else found.to("%")
