"""One fact: a value with its unit, basis, kind, date and source."""

from dataclasses import dataclass
from datetime import date

from chiprace.basis import Basis
from chiprace.dates import parse_span
from chiprace.errors import DataError
from chiprace.glance import glance


@dataclass(frozen=True)
class Fact:
    """One value of one attribute of one subject from one source.

    Parameters
    ----------
    id, subject, attribute : str
        What it is about.
    text : str
        The value as published.
    unit : str
        The unit as published.
    bound, period, outlook : str
        As in the data dictionary.
    basis : Basis
        What the value is conditional on.
    number_format : str
        The exact format (`basis` holds its family).
    variant : str
        Bin, engine or configuration.
    condition, kind, voice, source, note : str
        As in the data dictionary.
    known_on : str
        Date of the statement as written.
    known : date
        First day on which the report may know the fact.
    place : str
        File and line.
    excluded : str
        Reason of a correction that takes the fact out, else empty.
    """

    id: str
    subject: str
    attribute: str
    text: str
    unit: str
    bound: str
    period: str
    outlook: str
    basis: Basis
    number_format: str
    variant: str
    condition: str
    kind: str
    voice: str
    source: str
    note: str
    known_on: str
    known: date
    place: str
    excluded: str = ""

    @property
    def value(self) -> float:
        """The value as a number.

        Raises
        ------
        DataError
            If the value is a word or a date.
        """
        try:
            return float(self.text)
        except ValueError as error:
            raise DataError(f"{self.place}, value: '{self.text}' is no number.") from error

    @property
    def stated(self) -> date:
        """Last day that the date of the statement covers."""
        return parse_span(self.known_on).end

    @property
    def words(self) -> str:
        """What it says, by whom and when, in a line."""
        value = f"{self.text} {self.unit}".strip() if self.unit != "1" else self.text
        bound = f"{self.bound.replace('_', ' ')} " if self.bound else ""
        about = f"{self.subject}, {self.attribute.replace('_', ' ')}"
        return f"{about}: {bound}{value}; {self.kind} by {self.voice}, {self.known_on}"

    def __repr__(self) -> str:
        return f"<Fact {self.id}: {self.words}>"

    def _repr_html_(self) -> str:
        return glance(
            f"{self.id}: {self.words}",
            {
                "basis": self.basis,
                "variant": self.variant,
                "condition": self.condition,
                "source": self.source,
                "stands in": self.place,
                "note": self.note,
            },
        )
