"""What a number is conditional on, and whether two numbers may be compared."""

from dataclasses import dataclass, fields

from chiprace.errors import BasisError

#: Number formats that share hardware and peak; a figure may mix the members of one family.
FAMILIES = {
    "FP16": ("FP16", "BF16", "FP16/BF16"),
    "FP8": ("FP8", "MXFP8", "HiF8"),
    "FP4": ("FP4", "MXFP4", "NVFP4", "HiF4"),
}


def family(number_format: str) -> str:
    """Return the family of a number format, or the format itself if it has none."""
    for name, members in FAMILIES.items():
        if number_format in members:
            return name
    return number_format


@dataclass(frozen=True)
class Basis:
    """The typed conditions of a value; an empty word means that the aspect does not apply.

    Parameters
    ----------
    number_format : str
        Family of the number format, as ``FP8``.
    sparsity : str
        ``dense``, ``sparse`` or ``unstated``.
    direction : str
        Of links: ``one_way``, ``both_ways`` or ``unstated``.
    scope : str
        Of what: ``die``, ``package``, ``supernode``, ``cluster`` …
    level : str
        ``peak``, ``achieved``, ``modelled`` …
    boundary : str
        Of power: ``tdp``, ``it``, ``all_in`` …
    segment : str
        Market, sector or part meant.
    workload : str
        Of services: model, phase, lengths, batch, latency limit, software.
    """

    number_format: str = ""
    sparsity: str = ""
    direction: str = ""
    scope: str = ""
    level: str = ""
    boundary: str = ""
    segment: str = ""
    workload: str = ""

    def __str__(self) -> str:
        """Return the filled aspects in words."""
        words = [getattr(self, aspect).replace("_", " ") for aspect in ASPECTS]
        return ", ".join(word for word in words if word) or "no basis"

    def differences(self, other: "Basis") -> list[str]:
        """Name the aspects in which two bases differ.

        Parameters
        ----------
        other : Basis
            The basis to compare with.

        Returns
        -------
        list of str
            Names of aspects, in the order of the fields.
        """
        return [each for each in ASPECTS if getattr(self, each) != getattr(other, each)]


#: The aspects of a basis, in the order of the fields.
ASPECTS = tuple(field.name for field in fields(Basis))


def require_like(
    one: Basis, other: Basis, *, names: tuple[str, str], aspects: tuple[str, ...] = ()
) -> None:
    """Refuse two values whose bases differ.

    Parameters
    ----------
    one, other : Basis
        The bases of the two values.
    names : tuple of str
        What the two values are, for the message.
    aspects : tuple of str, optional
        The aspects that must agree; all of them if left out.

    Raises
    ------
    BasisError
        If they differ in one of the aspects; the message names both bases.
    """
    unlike = [name for name in one.differences(other) if not aspects or name in aspects]
    if unlike:
        parts = ", ".join(
            f"{name.replace('_', ' ')} '{getattr(one, name) or 'none'}' against "
            f"'{getattr(other, name) or 'none'}'"
            for name in unlike
        )
        raise BasisError(
            f"{names[0]} and {names[1]} are of unlike basis: {parts}. "
            "Choose facts of one basis or convert one of them in the open."
        )
