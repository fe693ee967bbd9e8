"""The supernodes (pods) that are compared, each in one configuration.

A pod is one scale-up domain as sold: an NVL72 rack is one, and so is a CloudMatrix 384 of 16
cabinets.
"""

from dataclasses import dataclass

from chiprace.evidence.policy import Evidence


@dataclass(frozen=True)
class Pod:
    """A supernode in one configuration.

    Parameters
    ----------
    key, name : str
        Short name, and the name in figures and tables.
    subject, variant : str
        As in the facts.
    bins : tuple of str
        Variants of its chip that its peak is read from, the announced one first.
    memory_bins : tuple of str
        Variants of its chip that its memory is read from.
    """

    key: str
    name: str
    subject: str
    variant: str = ""
    bins: tuple[str, ...] = ("",)
    memory_bins: tuple[str, ...] = ("",)


_ATLAS_950_BINS = ("", "matrix; 32 cores")
PODS = (
    Pod("gb200", "GB200 NVL72", "GB200 NVL72"),
    Pod(
        "cloudmatrix",
        "CloudMatrix 384 / Atlas 900 A3",
        "CloudMatrix 384",
        bins=("", "matrix"),
    ),
    Pod("gb300", "GB300 NVL72", "GB300 NVL72"),
    Pod("vera-rubin", "Vera Rubin NVL72", "Vera Rubin NVL72"),
    Pod(
        "atlas-950-announced",
        "Atlas 950 as announced",
        "Atlas 950 SuperPoD",
        "8,192 NPUs",
        _ATLAS_950_BINS,
    ),
    Pod(
        "atlas-950-listed",
        "Atlas 950 as listed",
        "Atlas 950 SuperPoD",
        "1,024 NPUs",
        _ATLAS_950_BINS,
        ("96 GB", ""),
    ),
    Pod("atlas-960e", "Atlas 960E", "Atlas 960E SuperPoD"),
    Pod("atlas-960", "Atlas 960", "Atlas 960 SuperPoD", "15,488 NPUs"),
    Pod(
        "rubin-ultra-2025",
        "Rubin Ultra NVL576, plan of 2025",
        "Rubin Ultra NVL576",
        "2025 plan",
        ("four dies",),
        ("four dies",),
    ),
    Pod(
        "rubin-ultra-2026",
        "Rubin Ultra NVL576, plan of 2026",
        "Rubin Ultra NVL576",
        "2026 plan",
        ("two dies",),
        ("two dies",),
    ),
    Pod(
        "kyber",
        "Rubin Ultra NVL144 (Kyber)",
        "Rubin Ultra NVL144 (Kyber)",
        bins=("Kyber",),
        memory_bins=("Kyber",),
    ),
)


def pod_by_key(key: str) -> Pod:
    """Return a pod by its short name."""
    return next(pod for pod in PODS if pod.key == key)


def maker_of(evidence: Evidence, pod: Pod) -> str:
    """Return who makes a pod."""
    return evidence.facts.subject(pod.subject).maker


def heard_of(evidence: Evidence, pod: Pod) -> bool:
    """Return whether a fact names the pod in this configuration by the day."""
    return any(
        fact.variant == pod.variant and evidence.knows(fact) and not fact.excluded
        for attribute in ("accelerator_count", "compute", "memory_capacity")
        for fact in evidence.facts.select(pod.subject, attribute)
    )
