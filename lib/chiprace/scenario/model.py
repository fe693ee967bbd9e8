"""The parameters of a report: one typed, strict model behind command line, YAML and notebooks."""

import difflib
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from chiprace.errors import ParameterError
from chiprace.evidence.override import Override, parse_override
from chiprace.evidence.rules import PolicyName
from chiprace.glance import glance
from chiprace.reads import note

#: The scenario of a plain build.
BASELINE = "baseline"
EARLIEST = date(2020, 1, 1)


class Scenario(BaseModel):
    """A named set of parameters.

    Every field has its default, its bounds and its meaning here and nowhere else.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    name: Annotated[
        str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", description="name of the scenario")
    ] = BASELINE
    about: Annotated[str, Field(max_length=200, description="what the scenario stands for")] = ""
    edition: Annotated[str, Field(max_length=60, description="label on the cover, as 1.10")] = ""
    paper: Annotated[
        Literal["a4", "us-letter"], Field(description="paper of the PDF: a4 or us-letter")
    ] = "a4"
    as_of: Annotated[
        Literal["latest"] | date, Field(description="day from which the facts are seen")
    ] = "latest"
    policy: Annotated[PolicyName, Field(description="whose word counts")] = "all"
    overrides: Annotated[
        dict[str, str], Field(description="subject | attribute | basis words: value unit")
    ] = {}
    reasons: Annotated[
        dict[str, str],
        Field(description="why, by parameter or override, with the ids of the facts behind it"),
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

    @field_validator("reasons")
    @classmethod
    def _for_a_choice(cls, value: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        known = [*cls.model_fields, *info.data.get("overrides", {})]
        for key in value:
            if key not in known:
                raise ValueError(
                    f"'{key}' is neither a parameter nor an override of this scenario."
                    + nearest(key, known)
                )
        return value

    @property
    def parsed_overrides(self) -> tuple[Override, ...]:
        """The overrides as objects."""
        return tuple(parse_override(key, text) for key, text in self.overrides.items())

    def __hash__(self) -> int:
        return hash(self.name)  # no field may be set anew, but some cannot be hashed

    def __repr__(self) -> str:
        changed = "".join(f", {name}={value!r}" for name, value in self.changed().items())
        return f"<Scenario {self.name}{changed}>"

    def _repr_html_(self) -> str:
        return glance(f"Scenario {self.name}", self.changed() or {"": "all as by default"})

    def changed(self) -> dict[str, Any]:
        """Return those of `parameters` that are not the default, without the name."""
        default = type(self).model_construct().parameters()
        return {
            name: value
            for name, value in self.parameters().items()
            if name != "name" and value != default[name]
        }

    def parameters(self) -> dict[str, Any]:
        """Return the fields as plain values, dates as text, for papermill and the manifest."""
        note("parameter", "overrides")  # elsewhere only what one of them stands in for is looked up
        return self.model_dump(mode="json")


def readable(name: str) -> str:
    """Return the name of a scenario as it is read, ``Huawei case`` for ``huawei_case``."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def nearest(name: str, known: Sequence[str]) -> str:
    """Say which known name is nearest to an unknown one, or what is known.

    Parameters
    ----------
    name : str
        As it was written.
    known : sequence of str
        All that may be written.

    Returns
    -------
    str
        A sentence that begins with a blank.
    """
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    return f" Did you mean '{close[0]}'?" if close else f" Known: {', '.join(known)}."
