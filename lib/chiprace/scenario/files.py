"""Scenarios as files: one may extend another, and each value knows which file set it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from chiprace.errors import ParameterError
from chiprace.reads import note
from chiprace.scenario.door import make_scenario
from chiprace.scenario.model import Scenario, nearest

#: Keys of a file that hold a value for each of several names, and are joined name by name.
_TABLES = ("overrides", "reasons")
#: What a file may not set, as its own name says it.
_NAME = "name"
#: What a file may set beside the parameters.
EXTENDS = "extends"


@dataclass(frozen=True)
class ScenarioFile:
    """What one file sets.

    Parameters
    ----------
    name : str
        Name of the file without its ending.
    extends : str
        Name of the file whose values it starts from; empty for none.
    values : dict
        By parameter, as written.
    """

    name: str
    extends: str
    values: dict[str, Any]


def scenario_texts(folder: Path) -> dict[str, str]:
    """Return the text of every scenario in a folder, by name in order."""
    note("scenario", "files")
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.yml"))}


def list_scenarios(folder: Path) -> tuple[str, ...]:
    """Return the names of all scenarios in a folder."""
    return tuple(scenario_texts(folder))


def load_scenario(name: str, folder: Path, settings: tuple[str, ...] = ()) -> Scenario:
    """Read a scenario with all that it extends, and change some of its values.

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
        If there is no such file, if scenarios extend one another in a circle, or if a value is
        refused.
    """
    values: dict[str, Any] = {}
    for file in lineage(name, folder):
        _lay_over(values, file.values)
        try:
            make_scenario(values)
        except ParameterError as error:
            raise ParameterError(f"data/scenarios/{file.name}.yml: {error}") from error
    _lay_over(values, _read_settings(settings))
    return make_scenario({_NAME: name, **values})


def lineage(name: str, folder: Path) -> tuple[ScenarioFile, ...]:
    """Return a scenario's files, what it extends before itself.

    Parameters
    ----------
    name : str
        Of the scenario.
    folder : Path
        ``data/scenarios``.

    Returns
    -------
    tuple of ScenarioFile
        In the order in which they are laid over one another.

    Raises
    ------
    ParameterError
        If a file is missing or is no mapping, or if they extend one another in a circle.
    """
    chain: list[ScenarioFile] = []
    asked_by = ""
    while name:
        way = [file.name for file in chain]
        if name in way:
            circle = " extends ".join([*way[way.index(name) :], name])
            raise ParameterError(
                f"data/scenarios: {circle}, a circle. Take one '{EXTENDS}' out of it."
            )
        file = _read(name, folder, asked_by)
        chain.append(file)
        asked_by, name = name, file.extends
    return tuple(reversed(chain))


def origins(scenario: Scenario, folder: Path) -> dict[str, str]:
    """Say where each value of a scenario was set that is not the default.

    Parameters
    ----------
    scenario : Scenario
        As it is built.
    folder : Path
        ``data/scenarios``.

    Returns
    -------
    dict
        By parameter, and by override: the name of the last file that sets this very value;
        empty where no file does, so that it was set for this edition alone.
    """
    values = choices(scenario)
    found = dict.fromkeys(values, "")
    if scenario.name not in list_scenarios(folder):
        return found
    for file in lineage(scenario.name, folder):
        # A part of a file is no scenario of its own: the reasons may be given elsewhere.
        said = {key: value for key, value in file.values.items() if key != "reasons"}
        for key, value in choices(make_scenario(said)).items():
            if values.get(key) == value:
                found[key] = file.name
    return found


def choices(scenario: Scenario) -> dict[str, Any]:
    """Return what a scenario sets to another value than the default, override by override.

    Parameters
    ----------
    scenario : Scenario
        Any.

    Returns
    -------
    dict
        By parameter or key of an override, as plain values; what only names or explains the
        scenario is left out.
    """
    default = Scenario.model_construct().parameters()
    changed = {
        key: value
        for key, value in scenario.parameters().items()
        if value != default[key] and key not in (_NAME, "about", "edition", *_TABLES)
    }
    return changed | scenario.overrides


def _read(name: str, folder: Path, asked_by: str) -> ScenarioFile:
    place = f"data/scenarios/{name}.yml"
    texts = scenario_texts(folder)
    if name not in texts:
        asking = f"data/scenarios/{asked_by}.yml: " if asked_by else ""
        hint = nearest(name, list(texts))
        raise ParameterError(f"{asking}There is no scenario '{name}'.{hint}")
    try:
        values = yaml.load(texts[name], _Loader) or {}
    except yaml.YAMLError as error:
        raise ParameterError(f"{place} cannot be read as YAML: {error}.") from error
    if not isinstance(values, dict):
        raise ParameterError(f"{place} is no mapping. Write one 'name: value' a line.")
    if _NAME in values:
        raise ParameterError(
            f"{place}: a scenario has the name of its file. Take out '{_NAME}: {values[_NAME]}'."
        )
    extends = values.pop(EXTENDS, "")
    if not isinstance(extends, str):
        raise ParameterError(f"{place}: '{EXTENDS}' is no name of a scenario, but {extends!r}.")
    return ScenarioFile(name, extends, values)


def _read_settings(settings: tuple[str, ...]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for setting in settings:
        key, equals, text = setting.partition("=")
        key, dot, inner = key.strip().partition(".")
        if not equals or (key in _TABLES and not inner):
            form = f"{key}.KEY=VALUE" if key in _TABLES else "KEY=VALUE"
            raise ParameterError(f"--set {setting}: write {form}.")
        if key in _TABLES:
            values.setdefault(key, {})[inner.strip()] = text.strip()
        else:
            values[key + dot + inner] = text.strip()
    return values


def _lay_over(values: dict[str, Any], more: dict[str, Any]) -> None:
    """Let later values take the place of earlier ones; a reason goes with its value."""
    for key in more:
        for changed in more[key] if key == "overrides" else [key]:
            values.get("reasons", {}).pop(changed, None)
    for key, value in more.items():
        joined = key in _TABLES and isinstance(value, dict)
        values[key] = {**values.get(key, {}), **value} if joined else value


class _Loader(yaml.SafeLoader):
    """Reads YAML as the library does, but takes no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                line = node.value[place][0].start_mark.line + 1
                raise yaml.YAMLError(f"line {line} sets '{key}' for the second time")
        return super().construct_mapping(node, deep=deep)
