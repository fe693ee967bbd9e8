"""What is said of a figure or a table: the type that words return and chapters show."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caption:
    """What is said of a figure or table.

    Parameters
    ----------
    key : str
        Short name, unique in the chapter; also the name of the files of the figure.
    title : str
        The answer, computed from the data.
    subtitle : str
        Metric, unit and basis.
    alt : str
        The finding with its numbers, for those who do not see the picture; empty for a table.
    notes : tuple of str
        Conversions, readings, overrides.
    """

    key: str
    title: str
    subtitle: str
    alt: str = ""
    notes: tuple[str, ...] = ()
