"""What is known of each supernode (pod): count, cabinets, compute, memory and links.

Totals are as published, else count × package.
"""

from dataclasses import dataclass, replace

from chiprace.basis import Basis
from chiprace.evidence.arithmetic import product
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import quantity
from chiprace.models.conversions import read_as_both_ways, to_both_ways
from chiprace.models.per_watt import dense_peak
from chiprace.models.supernode_pods import Pod, heard_of


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
    """Let the range of a published total reach over count × package; without one, take that."""
    if total is None:
        return parts[0] if parts else None
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
