"""The first and the last sentence of the chapter on superclusters, computed."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from chiprace.evidence.policy import Evidence
from chiprace.look.formats import day, listing, number
from chiprace.models.supercluster_listing import Line, share_listed
from chiprace.models.superclusters import PODS, VENDOR_KINDS
from chiprace.words.superclusters import percent, share_range, tenth


def say_finding(
    parts: pd.DataFrame, lines: list[Line], shares: pd.DataFrame | None, as_of: date
) -> str:
    """Say what the chapter finds, in a paragraph.

    Parameters
    ----------
    parts : DataFrame
        From `chiprace.models.superclusters.parts_against_total`.
    lines : list of Line
        From `chiprace.models.supercluster_listing.announced_and_listed`.
    shares : DataFrame or None
        Delivered shares at the planned clusters, None where they cannot be worked out.
    as_of : date
        Day of the edition.
    """
    said = [f"As of {day(as_of)}:"]
    announced = parts.loc[parts["basis_of_chip"] == "announced", "deviation"]
    if len(announced):
        said.append(
            f"Huawei's announced totals add up from its chips' announced peaks to within "
            f"{tenth(announced.abs().max())}%."
        )
    size = share_listed(lines[0])
    if size is not None:
        said.append(
            f"Of the Atlas 950 SuperPoD, {number(100 * size)}% of the announced size has been "
            "shown or listed."
        )
    if shares is not None:
        told = [
            f"{percent(row['share'])} ({share_range(row['share_low'], row['share_high'])}) on "
            f"{row['accelerators']:,.0f} accelerators"
            for row in shares.to_dict("records")
        ]
        said.append(
            "Extrapolated from published runs and failure rates, one training job over a whole "
            f"planned SuperCluster would deliver this share of the peak: {listing(told)}; more if "
            "failures become rarer, restarts faster or the job smaller than the cluster."
        )
    return " ".join(said)


def say_grounds(evidence: Evidence, tables: Iterable[pd.DataFrame]) -> str:
    """Say on whose word the chapter rests, what is planned and what nobody has published.

    Parameters
    ----------
    evidence : Evidence
        To look up the facts.
    tables : iterable of DataFrame
        Everything that was drawn, with their facts.
    """
    ids = dict.fromkeys(one for table in tables for cell in table["facts"] for one in cell.split())
    facts = [evidence.facts[one] for one in ids]
    vendor = [fact for fact in facts if fact.kind in VENDOR_KINDS]
    measured = [fact for fact in facts if fact.kind in ("measured", "statistic")]
    ahead = [fact for fact in facts if fact.outlook]
    unknown = [
        words
        for words, known in (
            ("the BF16 peak of the Ascend 960", _has(evidence, "Ascend 960", "compute", "FP16")),
            ("the power of the Ascend 960", _has(evidence, "Ascend 960", "power")),
            ("the power of a whole Atlas 950 SuperPoD", _whole_pod_power(evidence)),
            ("any MFU on the Ascend 910C", _mfu_on(evidence, "Ascend 910C")),
        )
        if not known
    ]
    built = [name for name in PODS if _shipped(evidence, name)]
    standing = (
        f"Built by {day(evidence.as_of)}: {listing(built)}."
        if built
        else f"No SuperCluster is known to have been built by {day(evidence.as_of)}."
    )
    return (
        f"The figures of this chapter use {len(facts)} facts. {len(vendor)} are a vendor's or "
        f"operator's own word, {len(measured)} were measured, the others are estimates and "
        f"reports of the press; {len(ahead)} are plans or forecasts. {standing} Not published, "
        f"as far as known: {listing(unknown)}."
    )


def _shipped(evidence: Evidence, name: str) -> bool:
    released = evidence.facts.released(name)
    return released is not None and released <= evidence.as_of


def _mfu_on(evidence: Evidence, chip: str) -> bool:
    return any(
        evidence.knows(fact) and evidence.facts.subjects[fact.subject].accelerator == chip
        for fact in evidence.facts.having(attribute="mfu")
    )


def _has(evidence: Evidence, subject: str, attribute: str, number_format: str = "") -> bool:
    return any(
        evidence.knows(fact)
        and not fact.excluded
        and (not number_format or fact.basis.number_format == number_format)
        for fact in evidence.facts.select(subject, attribute)
    )


def _whole_pod_power(evidence: Evidence) -> bool:
    return any(
        evidence.knows(fact) and fact.basis.scope == "supernode"
        for fact in evidence.facts.select("Atlas 950 SuperPoD", "power")
    )
