"""The JSON Schema of a scenario file, for editors; made from the model, never by hand."""

import json
from typing import Any

from chiprace.scenario.files import EXTENDS
from chiprace.scenario.model import Scenario

#: Name of the schema beside the scenarios, which names it in its first line.
SCHEMA_FILE = "scenario.schema.json"
HEADER = f"# yaml-language-server: $schema={SCHEMA_FILE}"


def scenario_schema() -> str:
    """Return the JSON Schema of a scenario file.

    Returns
    -------
    str
        The fields of `Scenario` with types, bounds, meanings and defaults, and the key that names
        the scenario extended; without the name, which is that of the file.
    """
    schema: dict[str, Any] = Scenario.model_json_schema()
    schema["title"] = "Scenario"
    schema["description"] = "A named set of parameters of the report."
    del schema["properties"]["name"]
    schema["properties"] = {
        EXTENDS: {
            "description": "name of the scenario whose values this one starts from",
            "type": "string",
        },
        **schema["properties"],
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
