"""Values that a scenario sets in place of an estimate."""

from collections.abc import Mapping
from dataclasses import dataclass

from chiprace.basis import Basis, family
from chiprace.errors import ParameterError
from chiprace.evidence.estimate import Estimate, LeftOut
from chiprace.units import convert, parse_unit


@dataclass(frozen=True)
class Override:
    """One value that replaces every fact on it.

    Parameters
    ----------
    subject, attribute : str
        What it is about.
    words : tuple of str
        Words of the basis that the estimate must have, as ``FP8`` or ``all_in``.
    value : float
        The value [`unit`].
    unit : str
        Its unit.
    """

    subject: str
    attribute: str
    words: tuple[str, ...]
    value: float
    unit: str

    def fits(self, subject: str, attribute: str, basis: Mapping[str, str]) -> bool:
        """Say whether an estimate with this basis is meant."""
        return (self.subject, self.attribute) == (subject, attribute) and set(self.words) <= set(
            basis.values()
        )

    def estimate(
        self, basis: Mapping[str, str], unit: str, left_out: tuple[LeftOut, ...]
    ) -> Estimate:
        """Return the estimate that stands in for the facts.

        Parameters
        ----------
        basis : Mapping
            The basis asked for.
        unit : str
            The unit asked for.
        left_out : tuple of LeftOut
            The facts it replaces.

        Returns
        -------
        Estimate
            Without a range, with a note that the scenario set it.
        """
        value = convert(self.value, self.unit, unit)
        return Estimate(
            subject=self.subject,
            attribute=self.attribute,
            central=value,
            low=value,
            high=value,
            unit=unit,
            basis=Basis(**basis),
            left_out=left_out,
            notes=(
                f"{self.subject}, {self.attribute.replace('_', ' ')}: "
                f"set to {self.text} by the scenario",
            ),
        )

    @property
    def text(self) -> str:
        """Value and unit as written."""
        return f"{self.value:g} {self.unit}"


def parse_override(key: str, text: str) -> Override:
    """Read an override as a scenario writes it.

    Parameters
    ----------
    key : str
        ``subject | attribute | word | …``, as ``CloudMatrix 384 | power | all_in``.
    text : str
        Value and unit, as ``559 kW``.

    Returns
    -------
    Override
        Not yet checked against the registers.

    Raises
    ------
    ParameterError
        If one of the two has another form.
    """
    parts = [part.strip() for part in key.split("|")]
    if len(parts) < 2 or not all(parts):
        raise ParameterError(
            f"overrides: '{key}' does not name what it sets. "
            "Write subject | attribute | words of the basis, as CloudMatrix 384 | power | all_in."
        )
    number, _, unit = text.strip().partition(" ")
    try:
        value = float(number)
        parse_unit(unit or "1")
    except Exception as error:
        raise ParameterError(
            f"overrides, '{key}': '{text}' is no value with a unit. Write it as 559 kW."
        ) from error
    if not value > 0:
        raise ParameterError(f"overrides, '{key}': {text} is not above zero.")
    return Override(
        parts[0], parts[1], tuple(family(word) for word in parts[2:]), value, unit or "1"
    )
