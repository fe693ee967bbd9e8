"""The parameters of a report: one typed, strict model behind command line, YAML and notebooks."""

import difflib
import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from chiprace.errors import ParameterError
from chiprace.override import Override, parse_override
from chiprace.rules import PolicyName

EARLIEST = date(2020, 1, 1)


class Scenario(BaseModel):
    """A named set of parameters.

    Every field has its default, its bounds and its meaning here and nowhere else.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    name: Annotated[
        str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", description="name of the scenario")
    ] = "default"
    edition: Annotated[str, Field(max_length=60, description="label on the cover, as 1.10")] = ""
    as_of: Annotated[
        Literal["latest"] | date, Field(description="day from which the facts are seen")
    ] = "latest"
    policy: Annotated[PolicyName, Field(description="whose word counts")] = "all"
    overrides: Annotated[
        dict[str, str], Field(description="subject | attribute | basis words: value unit")
    ] = {}
    checkpoint_write_s: Annotated[
        float, Field(gt=0, le=3600, description="time to write one checkpoint [s]")
    ] = 30.0
    restart_min: Annotated[
        float, Field(gt=0, le=1440, description="time from a failure until training goes on [min]")
    ] = 10.0
    confidence: Annotated[
        float, Field(ge=0.5, le=0.99, description="share of cases that a band covers")
    ] = 0.90
    china_price: Annotated[
        float | None,
        Field(ge=0, le=1, description="electricity in China before a subsidy [USD/kWh]"),
    ] = None
    subsidy: Annotated[
        float | None,
        Field(ge=0, le=1, description="share of that price taken off for domestic chips [1]"),
    ] = None
    us_price: Annotated[
        float | None, Field(gt=0, le=1, description="electricity in the United States [USD/kWh]")
    ] = None
    pue_china: Annotated[
        float, Field(ge=1, le=3, description="power usage effectiveness in China [1]")
    ] = 1.2
    pue_us: Annotated[
        float, Field(ge=1, le=3, description="power usage effectiveness in the United States [1]")
    ] = 1.2
    delivered_huawei: Annotated[
        float, Field(gt=0, le=1, description="share of its peak that Huawei's system delivers [1]")
    ] = 0.40
    delivered_nvidia: Annotated[
        float, Field(gt=0, le=1, description="share of its peak that Nvidia's system delivers [1]")
    ] = 0.40
    utilisation: Annotated[
        float, Field(gt=0, le=1, description="share of the hours in which a system works [1]")
    ] = 0.70
    hardware_years: Annotated[
        float, Field(ge=1, le=20, description="years over which hardware is paid for [year]")
    ] = 5.0
    facility_years: Annotated[
        float, Field(ge=1, le=50, description="years over which a building is paid for [year]")
    ] = 10.0
    discount_rate: Annotated[
        float, Field(ge=0, le=0.5, description="yearly cost of capital [1]")
    ] = 0.08
    huawei_system_price: Annotated[
        float | None, Field(ge=0, description="price of a CloudMatrix 384 [USD]")
    ] = None
    nvidia_system_price: Annotated[
        float | None, Field(ge=0, description="price of a GB200 NVL72 [USD]")
    ] = None
    facility_capex_china: Annotated[
        float | None, Field(ge=0, le=100, description="building in China per IT power [USD/W]")
    ] = None
    facility_capex_us: Annotated[
        float | None, Field(ge=0, le=100, description="building in the US per IT power [USD/W]")
    ] = None
    carbon_china: Annotated[
        float | None, Field(ge=0, le=2, description="carbon of power in China [kgCO2/kWh]")
    ] = None
    carbon_us: Annotated[
        float | None, Field(ge=0, le=2, description="carbon of power in the US [kgCO2/kWh]")
    ] = None
    draws: Annotated[
        int, Field(ge=256, le=2**20, description="draws from the ranges of the inputs [1]")
    ] = 16384
    seed: Annotated[int, Field(ge=0, description="seed of these draws [1]")] = 20260101

    @field_validator("as_of")
    @classmethod
    def _not_too_early(cls, value: date | str) -> date | str:
        if isinstance(value, date) and value < EARLIEST:
            raise ValueError(f"lies before {EARLIEST}, when nothing of the argument was known")
        return value

    @field_validator("overrides")
    @classmethod
    def _readable(cls, value: dict[str, str]) -> dict[str, str]:
        for key, text in value.items():
            try:
                parse_override(key, text)
            except ParameterError as error:
                raise ValueError(str(error)) from error
        return value

    @property
    def parsed_overrides(self) -> tuple[Override, ...]:
        """The overrides as objects."""
        return tuple(parse_override(key, text) for key, text in self.overrides.items())

    def parameters(self) -> dict[str, Any]:
        """Return the fields as plain values, dates as text, for papermill and the manifest."""
        return self.model_dump(mode="json")


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


def load_scenario(name: str, folder: Path, settings: tuple[str, ...] = ()) -> Scenario:
    """Read a scenario file and change some of its values.

    Parameters
    ----------
    name : str
        Name of a file in `folder`, without its ending.
    folder : Path
        ``data/scenarios``.
    settings : tuple of str, optional
        ``KEY=VALUE`` pairs; of a dictionary, ``overrides.KEY=VALUE``.

    Returns
    -------
    Scenario
        The checked scenario.

    Raises
    ------
    ParameterError
        If there is no such file, or a value is refused.
    """
    path = folder / f"{name}.yml"
    if not path.is_file():
        names = sorted(file.stem for file in folder.glob("*.yml"))
        raise ParameterError(
            f"There is no scenario '{name}'.{_hint(name, names)} Known: {', '.join(names)}."
        )
    values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    if not isinstance(values, dict):
        raise ParameterError(
            f"data/scenarios/{path.name} is no mapping. Write one 'name: value' a line."
        )
    values.setdefault("name", name)
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals:
            raise ParameterError(f"--set {setting}: write KEY=VALUE.")
        key, text = key.strip(), text.strip()
        if key.startswith("overrides."):
            values.setdefault("overrides", {})[key.removeprefix("overrides.")] = text
        else:
            values[key] = text
    return make_scenario(values)


def _typed(name: str, value: Any) -> Any:
    adapter: TypeAdapter[Any] = TypeAdapter(Scenario.__annotations__[name])
    schema: Any = adapter.core_schema
    optional = schema["type"] == "nullable"
    if not isinstance(value, str):
        kind = schema["schema"]["type"] if optional else schema["type"]
        if isinstance(value, int) and not isinstance(value, bool) and kind == "float":
            return float(value)
        return value
    if name == "overrides":
        return json.loads(value)
    if optional and value.strip().casefold() in ("", "none", "null"):
        return None
    return adapter.validate_strings(value, strict=True)


def _unknown(name: str) -> str:
    return f"There is no parameter '{name}'.{_hint(name, list(Scenario.model_fields))}"


def _hint(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    return f" Did you mean '{close[0]}'?" if close else f" Known: {', '.join(known)}."


def _sentence(name: str, value: Any, error: Exception) -> str:
    faults = (
        [fault["msg"] for fault in error.errors()] if isinstance(error, ValidationError) else []
    )
    message = " or ".join(faults) or str(error)
    description = Scenario.model_fields[name].description or name
    reason = message.removeprefix("Value error, ").rstrip(".")
    return f"{name}: '{value}' is refused: {reason}. It means: {description}."
