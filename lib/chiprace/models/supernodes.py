"""Supernodes of both vendors by generation, each in the year in which it is due."""

from dataclasses import dataclass

import pandas as pd

from chiprace.dates import year_fraction
from chiprace.evidence.cells import joined
from chiprace.evidence.estimate import NOTES
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.models import supernode_values as values
from chiprace.models.releases import Release, release
from chiprace.models.supernode_pods import PODS, Pod, heard_of, maker_of

#: Formats from the one that pods of one year are compared in first.
FORMATS = ("FP8", "FP4", "FP16")


@dataclass(frozen=True)
class Due:
    """When a pod was or is to be had.

    Parameters
    ----------
    release : Release
        The statement.
    of_chip : bool
        Whether it is of the chip, as none is known of the pod itself.
    """

    release: Release
    of_chip: bool

    @property
    def year(self) -> int:
        """The year of the last day that the statement covers."""
        return self.release.day.year

    @property
    def exists(self) -> bool:
        """Whether the pod itself is shipped or in mass production."""
        return self.release.exists and not self.of_chip


def due(evidence: Evidence, pod: Pod) -> Due | None:
    """Return when a pod was or is due, as known on the day.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    pod : Pod
        Which pod.

    Returns
    -------
    Due or None
        The pod's own release; where it was only shown on a stage, or nothing is known of it,
        that of its chip.
    """
    own = release(evidence, pod.subject)
    if own is not None and own.status != "announced":
        return Due(own, of_chip=False)
    of_chip = release(evidence, evidence.facts.subject(pod.subject).accelerator)
    return Due(of_chip, of_chip=True) if of_chip is not None else None


def known_pods(evidence: Evidence) -> list[tuple[Pod, Due]]:
    """Return the pods that were named by the day, with their dates, by date."""
    found = []
    for pod in PODS:
        when = due(evidence, pod)
        if when is not None and heard_of(evidence, pod):
            found.append((pod, when))
    return sorted(found, key=lambda pair: pair[1].release.day)


@remembered
def generations(evidence: Evidence) -> pd.DataFrame:
    """Return all pods with their quantities, a row a pod and quantity that is known.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``key, name, maker, due, year, exists, of_chip, quantity, value, low, high, unit, mark,
        accelerators, notes, facts``, by date; ``accelerators`` is nan where not known.
    """
    records = []
    for pod, when in known_pods(evidence):
        known = values.quantities(evidence, pod)
        packages = known["accelerators"]
        for key, found in known.items():
            if found is None:
                continue
            records.append(
                found.row()
                | {
                    "key": pod.key,
                    "name": pod.name,
                    "maker": maker_of(evidence, pod),
                    "due": when.release.span.text,
                    "year": year_fraction(when.release.span.middle),
                    "exists": when.exists,
                    "of_chip": when.of_chip,
                    "quantity": key,
                    "accelerators": packages.central if packages else float("nan"),
                    "notes": NOTES.join(found.notes),
                    "facts": joined((*found.ids, when.release.fact.id)),
                }
            )
    return pd.DataFrame(records)


def generation_points(data: pd.DataFrame) -> pd.DataFrame:
    """Return one peak of each pod: FP8, or FP16 where its chips have no FP8 peak.

    Parameters
    ----------
    data : DataFrame
        From `generations`.

    Returns
    -------
    DataFrame
        Rows of `data`, one a pod, of those with accelerators; ``quantity`` says the format.
    """
    chosen = []
    for _, pod in data.groupby("key", sort=False):
        peaks = pod[pod["quantity"].isin(["FP8", "FP16"]) & pod["accelerators"].notna()]
        other = pod["quantity"].isin(["FP4"]).any()
        # Of a chip with FP4 the FP8 peak is merely not known: no other format stands in.
        if peaks.empty or (other and not (peaks["quantity"] == "FP8").any()):
            continue
        chosen.append(peaks.sort_values("quantity", ascending=False).head(1))
    return pd.concat(chosen, ignore_index=True) if chosen else data.head(0)
