"""The door: values from a file, a command line, a notebook or a form, checked all at once."""

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from chiprace.errors import ParameterError
from chiprace.scenario.model import Scenario, nearest


def make_scenario(values: dict[str, Any]) -> Scenario:
    """Check values against the model.

    Parameters
    ----------
    values : dict
        By field. A text is read as the field's type (``"0.9"`` for a number, ``"1.10"`` stays
        a text where the field is one), because schedulers hand every parameter over as text.

    Returns
    -------
    Scenario
        The checked scenario.

    Raises
    ------
    ParameterError
        If a name is unknown (the nearest is named), or a value has the wrong type or lies out
        of range; all faults at once.
    """
    problems = [_unknown(name) for name in values if name not in Scenario.model_fields]
    known = {name: value for name, value in values.items() if name in Scenario.model_fields}
    typed: dict[str, Any] = {}
    for name, value in known.items():
        try:
            typed[name] = _typed(name, value)
        except (ValidationError, ValueError) as error:
            problems.append(_sentence(name, value, error))
    if not problems:
        try:
            return Scenario(**typed)
        except ValidationError as error:
            problems = [
                _sentence(
                    str(fault["loc"][0]), typed.get(str(fault["loc"][0])), ValueError(fault["msg"])
                )
                for fault in error.errors()
            ]
    raise ParameterError("\n".join(dict.fromkeys(problems)))


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(Scenario.__annotations__[name])


def _typed(name: str, value: Any) -> Any:
    adapter = _adapter(name)
    schema: Any = adapter.core_schema
    optional = schema["type"] == "nullable"
    if not isinstance(value, str):
        kind = schema["schema"]["type"] if optional else schema["type"]
        if isinstance(value, int) and not isinstance(value, bool) and kind == "float":
            return float(value)
        return value
    if schema["type"] == "dict":
        return json.loads(value)
    if optional and value.strip().casefold() in ("", "none", "null"):
        return None
    return adapter.validate_strings(value, strict=True)


def _unknown(name: str) -> str:
    return f"There is no parameter '{name}'.{nearest(name, list(Scenario.model_fields))}"


def _sentence(name: str, value: Any, error: Exception) -> str:
    faults = (
        [fault["msg"] for fault in error.errors()] if isinstance(error, ValidationError) else []
    )
    message = " or ".join(faults) or str(error)
    description = Scenario.model_fields[name].description or name
    reason = message.removeprefix("Value error, ").rstrip(".")
    given = name if isinstance(value, dict) else f"{name}: '{value}'"
    return f"{given} is refused: {reason}. It means: {description}."
