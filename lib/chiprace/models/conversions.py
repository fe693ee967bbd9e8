"""The lawful conversions between bases, each with a note that reaches the figure's footer.

Nothing else may turn one basis into another: what is not here is refused. Each conversion returns
an estimate that is on the wanted basis as it is, and raises a `BasisError` for one of any other
basis than that which it converts.
"""

from dataclasses import replace

from chiprace.errors import BasisError
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import number

#: Formats that run on the same multipliers at halved width and so share one ratio of sparse to
#: dense. FP4 stands apart: Blackwell Ultra raised its dense rate alone.
SHARED_RATIO = ("FP16", "FP8", "INT8")


def to_dense(estimate: Estimate, evidence: Evidence) -> Estimate:
    """Turn a peak with structured sparsity into a dense one by the chip's own ratio.

    Parameters
    ----------
    estimate : Estimate
        A compute peak; a dense one is returned as it is.
    evidence : Evidence
        Where the ratio is looked up: from the same format, else from another one of the same
        chip that runs on the same multipliers.

    Returns
    -------
    Estimate
        The dense peak, with a note that names the ratio and where it is from.

    Raises
    ------
    BasisError
        If sparsity is not stated, or the chip's ratio is not known on the day.
    """
    basis = estimate.basis
    if basis.sparsity == "dense":
        return estimate
    _require(estimate, "sparsity", "sparse")
    own = basis.number_format
    lenders = (own, *(other for other in SHARED_RATIO if other != own and own in SHARED_RATIO))
    for lender in lenders:
        pair = [_peak(evidence, estimate, lender, word) for word in ("sparse", "dense")]
        if pair[0] is None or pair[1] is None:
            continue
        ratio = pair[0].central / pair[1].to(pair[0].unit).central
        told = "" if lender == own else f", as known from {lender}"
        return estimate.scaled(
            1 / ratio,
            f"{estimate.subject}, {own}: sparse peak divided by {number(ratio)}, the chip's own "
            f"ratio of sparse to dense{told}",
            basis=replace(basis, sparsity="dense"),
            facts=_with_facts(estimate, *pair),
        )
    raise BasisError(
        f"{estimate.name}: the chip's ratio of sparse to dense is not known on {evidence.as_of}. "
        "Add its dense peak to the facts or leave the value out."
    )


def read_as_dense(estimate: Estimate) -> Estimate:
    """Read a peak whose source says neither dense nor sparse as dense."""
    note = "the source does not say dense or sparse; read as dense"
    return _turned(estimate, "sparsity", "unstated", "dense", 1.0, note)


def to_both_ways(estimate: Estimate) -> Estimate:
    """Double the bandwidth of one direction."""
    note = "one direction doubled to both"
    return _turned(estimate, "direction", "one_way", "both_ways", 2.0, note)


def to_one_way(estimate: Estimate) -> Estimate:
    """Halve the bandwidth of both directions."""
    note = "both directions halved to one"
    return _turned(estimate, "direction", "both_ways", "one_way", 0.5, note)


def read_as_both_ways(estimate: Estimate) -> Estimate:
    """Read a bandwidth whose source names no direction as the sum of both."""
    note = "the source names no direction; read as both directions together"
    return _turned(estimate, "direction", "unstated", "both_ways", 1.0, note)


def dies_to_packages(estimate: Estimate, evidence: Evidence) -> Estimate:
    """Multiply a value of one die by the number of dies in a package.

    Parameters
    ----------
    estimate : Estimate
        A value of one die; one of a package is returned as it is.
    evidence : Evidence
        Where the number of compute dies is looked up.

    Returns
    -------
    Estimate
        The value of the package, with a note.

    Raises
    ------
    BasisError
        If the value is of something else, or the number of dies is not known on the day.
    """
    if estimate.basis.scope == "package":
        return estimate
    _require(estimate, "scope", "die")
    for segment in ("compute dies", ""):
        dies = evidence.find(estimate.subject, "die_count", scope="package", segment=segment)
        if dies is not None:
            return estimate.scaled(
                dies.central,
                f"{estimate.subject}: one die times {number(dies.central)} dies in a package",
                basis=replace(estimate.basis, scope="package"),
                facts=_with_facts(estimate, dies),
            )
    raise BasisError(
        f"{estimate.name}: the number of dies in a package is not known on {evidence.as_of}."
    )


def card_to_package(estimate: Estimate, evidence: Evidence) -> Estimate:
    """Read a value of a card that carries one accelerator as that of the package on it.

    Parameters
    ----------
    estimate : Estimate
        A value of a card; one of a package is returned as it is.
    evidence : Evidence
        Where the register says how many accelerators the card carries.

    Returns
    -------
    Estimate
        The same value, with a note.

    Raises
    ------
    BasisError
        If the value is not of a card, or the card carries not exactly one accelerator.
    """
    if estimate.basis.scope == "package":
        return estimate
    _require(estimate, "scope", "card")
    card = evidence.facts.subject(estimate.subject)
    if not card.accelerator or card.accelerator_count != 1:
        raise BasisError(f"{estimate.name}: the card does not carry exactly one accelerator.")
    return estimate.scaled(
        1.0,
        f"{card.name}: the card carries one {card.accelerator}; its value is read as the package's",
        basis=replace(estimate.basis, scope="package"),
    )


def _require(estimate: Estimate, aspect: str, word: str) -> None:
    found = getattr(estimate.basis, aspect)
    if found != word:
        raise BasisError(
            f"{estimate.name}: {aspect} is '{found or 'none'}', and this conversion takes '{word}'."
        )


def _turned(
    estimate: Estimate, aspect: str, source: str, target: str, by: float, note: str
) -> Estimate:
    if getattr(estimate.basis, aspect) == target:
        return estimate
    _require(estimate, aspect, source)
    return estimate.scaled(
        by,
        f"{estimate.subject}: {note}",
        basis=replace(estimate.basis, **{aspect: target}),
    )


def _peak(
    evidence: Evidence, estimate: Estimate, number_format: str, sparsity: str
) -> Estimate | None:
    basis = estimate.basis
    return evidence.find(
        estimate.subject,
        "compute",
        variant=(estimate.variant, ""),
        number_format=number_format,
        sparsity=sparsity,
        scope=basis.scope,
        level=basis.level,
    )


def _with_facts(estimate: Estimate, *others: Estimate | None) -> tuple[Fact, ...]:
    lent = [fact for other in others if other is not None for fact in other.facts]
    return tuple(dict.fromkeys((*estimate.facts, *lent)))
