"""What is to be built: an edition from a scenario, or one again from its manifest."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chiprace.changes import Changes, read_changes
from chiprace.editions.manifest import CHANGES, Recipe
from chiprace.editions.shelf import Edition, before, list_editions, read_edition
from chiprace.editions.verify import moved_on
from chiprace.errors import EditionError
from chiprace.evidence.facts import Facts
from chiprace.hashes import MANIFEST, environment, input_hashes
from chiprace.paths import Project
from chiprace.scenario import Scenario, list_scenarios, load_scenario, make_scenario, resolve_day

_MOST_NAMED = 5


@dataclass(frozen=True)
class Order:
    """An edition to be built.

    Parameters
    ----------
    scenario : Scenario
        With ``as_of`` as a day.
    recipe : Recipe
        All that decides the bytes.
    before : Edition or None
        The edition to compare with.
    again : Again or None
        What an edition that is built again must come out as; then `before` is None.
    """

    scenario: Scenario
    recipe: Recipe
    before: Edition | None = None
    again: "Again | None" = None


@dataclass(frozen=True)
class Again:
    """What an edition was: its record of changes, and the hash of each file by path."""

    changes: Changes
    outputs: dict[str, str]


def new_order(project: Project, scenario: Scenario, facts: Facts, reports: Path) -> Order:
    """Order an edition from a scenario.

    Parameters
    ----------
    project : Project
        The checkout.
    scenario : Scenario
        The parameters.
    facts : Facts
        All facts; the day of the newest is meant by ``latest``.
    reports : Path
        Folder of the editions, to find the one before.

    Returns
    -------
    Order
        Compared with the newest edition of the same series; from the same inputs as that one, it
        is that one again.
    """
    dated = scenario.model_copy(update={"as_of": resolve_day(scenario, facts)})

    def recipe(previous: str | None) -> Recipe:
        return Recipe(
            parameters=dated.parameters(),
            series=_series(project, scenario),
            previous=previous,
            inputs=inputs,
            environment=installed,
        )

    inputs, installed = input_hashes(project), environment(project)
    last = before(list_editions(reports), recipe(None))
    if last is not None and last.recipe.same_but_previous(recipe(None)):
        return Order(dated, last.recipe, again=_again(last))
    return Order(dated, recipe(last.name if last else None), last)


def order_again(project: Project, manifest: Path) -> Order:
    """Order an edition from the manifest of an earlier build.

    Parameters
    ----------
    project : Project
        The checkout; it must hold what the manifest says went in.
    manifest : Path
        The manifest; what changed in the edition is read from ``changes.json`` beside it.

    Returns
    -------
    Order
        The same edition.

    Raises
    ------
    EditionError
        If there is no such manifest, if the checkout or the environment is another one, or if
        the record of changes is.
    """
    if manifest.is_dir() or manifest.name != MANIFEST:
        raise EditionError(f"{manifest} is no manifest. Name the {MANIFEST} of an edition.")
    edition = read_edition(manifest.parent)
    others = moved_on(edition, project)
    if others:
        more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
        raise EditionError(
            f"{edition.name} cannot be built again here: {'; '.join(others[:_MOST_NAMED])}{more}. "
            f"It was built at commit {edition.about['commit']}: check that out, with its "
            "requirements installed."
        )
    return Order(make_scenario(edition.recipe.parameters), edition.recipe, again=_again(edition))


def _again(edition: Edition) -> Again:
    previous = edition.recipe.previous
    if previous is None:
        return Again(Changes(before=None), edition.about["outputs"])
    if not edition.has_intact(CHANGES):
        raise EditionError(
            f"{edition.name} was compared with {previous}. Lay its {CHANGES}, as it was built, "
            f"beside the manifest in {edition.folder}."
        )
    return Again(read_changes(edition.folder / CHANGES), edition.about["outputs"])


def _series(project: Project, scenario: Scenario) -> dict[str, Any]:
    """Name the scenario and what was set in it for this edition alone.

    A change of the scenario's file goes on with its series; another value on the command line
    makes a series of its own, so that trying something out is no news of the scheduled report.
    """
    folder = project.data / "scenarios"
    filed: dict[str, Any] = {}
    if scenario.name in list_scenarios(folder):
        filed = load_scenario(scenario.name, folder).parameters()
    asked = scenario.parameters()
    changed = {name: value for name, value in asked.items() if filed.get(name, ...) != value}
    # As it will be read back from a manifest.
    series: dict[str, Any] = json.loads(json.dumps({"scenario": scenario.name, "set": changed}))
    return series
