"""What is known of each supernode (pod): count, cabinets, compute, memory and links.

A pod is one scale-up domain as sold: an NVL72 rack is one, and so is a CloudMatrix 384 of 16
cabinets. Totals are as published, else count × package.
"""

from dataclasses import dataclass, replace

from chiprace.basis import Basis
from chiprace.evidence.estimate import Estimate, product
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import quantity
from chiprace.models.conversions import read_as_both_ways, to_both_ways
from chiprace.models.per_watt import dense_peak


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


@dataclass(frozen=True)
class Quantity:
    """A column of the generations: what is known of a whole pod."""

    key: str
    label: str
    unit: str


QUANTITIES = (
    Quantity("accelerators", "Accelerators", "1"),
    Quantity("cabinets", "Cabinets", "1"),
    Quantity("FP16", "FP16/BF16", "EFLOPS"),
    Quantity("FP8", "FP8", "EFLOPS"),
    Quantity("FP4", "FP4", "EFLOPS"),
    Quantity("memory", "Memory", "TB"),
    Quantity("bandwidth", "Memory bandwidth", "PB/s"),
    Quantity("link", "Link bandwidth", "PB/s"),
)


def pod_by_key(key: str) -> Pod:
    """Return a pod by its short name."""
    return next(pod for pod in PODS if pod.key == key)


def maker_of(evidence: Evidence, pod: Pod) -> str:
    """Return who makes a pod."""
    return evidence.facts.subject(pod.subject).maker


def count(evidence: Evidence, pod: Pod) -> Estimate | None:
    """Return the accelerators (packages) of a pod."""
    found = evidence.find(
        pod.subject,
        "accelerator_count",
        variant=pod.variant,
        scope="supernode",
        segment="",
        level="",
    )
    if found is not None:
        return _plain(found, pod)
    return _registered(evidence, pod, "accelerator_count")


def cabinets(evidence: Evidence, pod: Pod) -> Estimate | None:
    """Return the cabinets of a pod, those of the network counted in; a rack system is one."""
    found = evidence.find(
        pod.subject, "cabinet_count", variant=pod.variant, scope="supernode", segment=""
    )
    if found is not None:
        return _plain(found, pod)
    return _registered(evidence, pod, "cabinet_count")


@remembered
def compute(evidence: Evidence, pod: Pod, number_format: str) -> Estimate | None:
    """Return the dense peak of a whole pod.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    pod : Pod
        Which pod.
    number_format : str
        Family of the format.

    Returns
    -------
    Estimate or None
        The published total, whose range reaches over count × per-package peak; that product
        where no total is published [EFLOPS].
    """
    total = dense_peak(evidence, pod.subject, number_format, "supernode", "EFLOPS", (pod.variant,))
    parts = []
    for chosen in pod.bins:
        chip = evidence.facts.subject(pod.subject).accelerator
        each = dense_peak(evidence, chip, number_format, "package", "PFLOPS", (chosen,))
        whole = each and _times_count(evidence, pod, each, "EFLOPS")
        if whole is not None:
            parts.append(whole)
    return _together(pod, total, parts)


def memory(evidence: Evidence, pod: Pod) -> Estimate | None:
    """Return the HBM of a whole pod, as published or count × package [TB]."""
    return _standing(evidence, pod, "memory_capacity", "TB")


def bandwidth(evidence: Evidence, pod: Pod) -> Estimate | None:
    """Return the HBM bandwidth of a whole pod, as published or count × package [PB/s]."""
    return _standing(evidence, pod, "memory_bandwidth", "PB/s")


def link(evidence: Evidence, pod: Pod) -> Estimate | None:
    """Return the scale-up bandwidth of a whole pod, both ways [PB/s].

    As published; an unstated direction is read as both, one direction doubled, each with a
    note; else count × package.
    """
    found = _link_of(evidence, pod.subject, (pod.variant,), "supernode")
    if found is not None:
        return _plain(found, pod)
    chip = evidence.facts.subject(pod.subject).accelerator
    each = _link_of(evidence, chip, pod.bins, "package")
    return each and _times_count(evidence, pod, each, "PB/s")


def quantities(evidence: Evidence, pod: Pod) -> dict[str, Estimate | None]:
    """Return all that is known of a pod, by the keys of `QUANTITIES`."""
    found = {
        "accelerators": count(evidence, pod),
        "cabinets": cabinets(evidence, pod),
        **{form: compute(evidence, pod, form) for form in ("FP16", "FP8", "FP4")},
        "memory": memory(evidence, pod),
        "bandwidth": bandwidth(evidence, pod),
        "link": link(evidence, pod),
    }
    units = {each.key: each.unit for each in QUANTITIES}
    return {key: each and each.to(units[key]) for key, each in found.items()}


def _link_of(
    evidence: Evidence, subject: str, variants: tuple[str, ...], scope: str
) -> Estimate | None:
    ways = {"both_ways": None, "unstated": read_as_both_ways, "one_way": to_both_ways}
    for direction, turn in ways.items():
        found = evidence.find(
            subject,
            "interconnect_bandwidth",
            unit="PB/s",
            variant=variants,
            scope=scope,
            direction=direction,
            level="",
            segment="",
        )
        if found is not None:
            return turn(found) if turn else found
    return None


def _standing(evidence: Evidence, pod: Pod, attribute: str, unit: str) -> Estimate | None:
    found = evidence.find(
        pod.subject,
        attribute,
        unit=unit,
        variant=pod.variant,
        scope="supernode",
        segment="HBM",
        level="",
    )
    if found is not None:
        return _plain(found, pod)
    chip = evidence.facts.subject(pod.subject).accelerator
    each = evidence.find(
        chip, attribute, variant=pod.memory_bins, scope="package", segment="HBM", level=""
    )
    return each and _times_count(evidence, pod, each, unit)


def _times_count(evidence: Evidence, pod: Pod, each: Estimate, unit: str) -> Estimate | None:
    packages = count(evidence, pod)
    if packages is None:
        return None
    whole = product(
        packages,
        each,
        attribute=each.attribute,
        unit=unit,
        basis=replace(each.basis, scope="supernode"),
    )
    note = (
        f"{pod.name}: {quantity(packages.central, '1', 6)} packages of "
        f"{quantity(each.central, each.unit)} each, no total is published"
    )
    return replace(whole, subject=pod.subject, notes=(*whole.notes, note))


def _together(pod: Pod, total: Estimate | None, parts: list[Estimate]) -> Estimate | None:
    """Let the range of a published total reach over count × package; without one, take that.

    A total that the scenario sets rests on no fact and keeps its value.
    """
    if total is None:
        return parts[0] if parts else None
    if not total.facts:
        return total
    total = _plain(total, pod)
    if any("read as dense" in note for note in total.notes) and any(
        "inference" in fact.condition for fact in total.facts
    ):
        said = f"{pod.name}: the peak is stated for inference, which may count sparsity"
        total = replace(total, notes=(*total.notes, said))
    ends = [end for part in parts for end in (part.low, part.high)]
    low, high = min([total.low, *ends]), max([total.high, *ends])
    # The sum of the parts may differ from a total by the noise of the last digit only.
    if abs(low / total.low - 1) < 1e-9 and abs(high / total.high - 1) < 1e-9:
        return total
    facts = dict.fromkeys((*total.facts, *(fact for part in parts for fact in part.facts)))
    note = "The range of compute reaches over published totals and count × per-package peak"
    return replace(total, low=low, high=high, facts=tuple(facts), notes=(*total.notes, note))


def heard_of(evidence: Evidence, pod: Pod) -> bool:
    """Return whether a fact names the pod in this configuration by the day."""
    return any(
        fact.variant == pod.variant and fact.known <= evidence.as_of and not fact.excluded
        for attribute in ("accelerator_count", "compute", "memory_capacity")
        for fact in evidence.facts.select(pod.subject, attribute)
    )


def _registered(evidence: Evidence, pod: Pod, attribute: str) -> Estimate | None:
    """Return what the register has of a rack that is a whole system, once it was named."""
    registered = evidence.facts.subject(pod.subject)
    if registered.kind != "rack_system" or not heard_of(evidence, pod):
        return None
    known = 1.0 if attribute == "cabinet_count" else registered.accelerator_count
    if known is None:
        return None
    note = f"{pod.subject}: one rack of {quantity(known, '1')} packages, as registered"
    if attribute == "cabinet_count":
        note = f"{pod.subject}: one rack, as registered"
    basis = Basis(scope="supernode")
    return Estimate(pod.subject, attribute, known, known, known, "1", basis, notes=(note,))


def _plain(found: Estimate, pod: Pod) -> Estimate:
    """Drop the note that names the configuration: the pod's own name says it."""
    told = f"{pod.subject}: the value is that of the variant '{pod.variant}'"
    return replace(found, notes=tuple(note for note in found.notes if note != told))
