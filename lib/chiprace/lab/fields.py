"""The fields of a form, read off the typed model of a scenario: nothing is written twice."""

import re
from dataclasses import dataclass
from typing import Any

from chiprace.scenario import Scenario

_UNIT = re.compile(r"(.*?) \[(.+)\]")


@dataclass(frozen=True)
class Field:
    """A field of a form.

    Parameters
    ----------
    name : str
        Of the parameter.
    meaning, unit : str
        As the model describes it; the unit is empty for words.
    default : object
        Value where nothing is said.
    low, high : float or None
        Bounds; None where there is none.
    options : tuple of str
        All that may be chosen; empty where it is free.
    table : bool
        Whether it holds a value for each of several names.
    empty : str
        What an empty entry means; empty where none is allowed.
    """

    name: str
    meaning: str
    unit: str
    default: Any
    low: float | None = None
    high: float | None = None
    options: tuple[str, ...] = ()
    table: bool = False
    empty: str = ""

    @property
    def step(self) -> float:
        """Step of a slider: a round number that parts the range into about a hundred."""
        span = (self.high or 0) - (self.low or 0)
        return float(f"1e{len(str(int(span))) - 3}")


def list_fields() -> tuple[Field, ...]:
    """Return the fields of a scenario in the order of the model.

    Returns
    -------
    tuple of Field
        One for each parameter.

    Examples
    --------
    >>> fields = {field.name: field for field in list_fields()}
    >>> fields["restart_min"].unit, fields["restart_min"].high
    ('min', 1440)
    >>> fields["policy"].options
    ('all', 'independent', 'vendor')
    """
    schema = Scenario.model_json_schema()["properties"]
    return tuple(_field(name, about) for name, about in schema.items())


def _field(name: str, about: dict[str, Any]) -> Field:
    ways = about.get("anyOf", [about])
    nothing = any(way.get("type") == "null" for way in ways)
    way = next(way for way in ways if way.get("type") != "null")
    described = _UNIT.fullmatch(about["description"])
    return Field(
        name=name,
        meaning=described[1] if described else about["description"],
        unit=described[2] if described else "",
        default=about.get("default"),
        low=way.get("minimum", way.get("exclusiveMinimum")),
        high=way.get("maximum", way.get("exclusiveMaximum")),
        options=tuple(way["enum"]) if len(ways) == 1 and "enum" in way else (),
        table=way.get("type") == "object",
        empty="from the facts" if nothing else "",
    )
