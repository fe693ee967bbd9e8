"""The parameters of a report: the model, the door that checks them, and scenarios as files."""

from chiprace.scenario.door import make_scenario
from chiprace.scenario.files import (
    choices,
    lineage,
    list_scenarios,
    load_scenario,
    origins,
    scenario_texts,
)
from chiprace.scenario.model import BASELINE, Scenario, nearest, readable
from chiprace.scenario.opening import open_evidence, resolve_day
from chiprace.scenario.schema import scenario_schema

__all__ = [
    "BASELINE",
    "Scenario",
    "choices",
    "lineage",
    "list_scenarios",
    "load_scenario",
    "make_scenario",
    "nearest",
    "open_evidence",
    "origins",
    "readable",
    "resolve_day",
    "scenario_schema",
    "scenario_texts",
]
