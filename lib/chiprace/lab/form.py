"""A form made from the typed model of a scenario, which holds the last one that was accepted."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import ipywidgets as widgets

from chiprace.errors import ParameterError
from chiprace.lab.entries import Entry
from chiprace.lab.fields import list_fields
from chiprace.scenario import Scenario, make_scenario

#: What stands in a column that scrolls keeps its height.
_WHOLE = widgets.Layout(flex="0 0 auto", overflow="visible")


class Form:
    """The parameters of a scenario as a form.

    Parameters
    ----------
    heard : callable
        Called with the scenario when another one was accepted.
    """

    def __init__(self, heard: Callable[[Scenario], None]) -> None:
        self._heard = heard
        self._quiet = False
        self.scenario = make_scenario({})
        self._entries = {field.name: Entry(field, self._changed) for field in list_fields()}
        self._near = widgets.VBox(layout=_WHOLE)
        self._far = widgets.Accordion(
            [widgets.VBox()],
            titles=("All other parameters",),
            selected_index=None,
            layout=_WHOLE,
        )
        self.widget = widgets.VBox([self._near, self._far], layout=_WHOLE)
        self.bring_near(frozenset())

    def __getitem__(self, name: str) -> Entry:
        """Return the entry of a parameter."""
        return self._entries[name]

    def bring_near(self, names: frozenset[str]) -> None:
        """Show the parameters that what is looked at hangs on, and fold the others away."""
        near = [entry.widget for name, entry in self._entries.items() if name in names]
        far = [entry.widget for name, entry in self._entries.items() if name not in names]
        self._near.children, self._far.children[0].children = near, far

    def fill(self, scenario: Scenario) -> None:
        """Enter a scenario."""
        self.enter(scenario.parameters())

    def enter(self, values: Mapping[str, Any]) -> None:
        """Enter some values at once."""
        with self._silence():
            for name, value in values.items():
                self._entries[name].fill(value)
        self._changed()

    @contextmanager
    def _silence(self) -> Iterator[None]:
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def _changed(self) -> None:
        if self._quiet:
            return
        refused: dict[str, str] = {}
        try:
            scenario = make_scenario({name: entry.value for name, entry in self._entries.items()})
        except ParameterError as error:
            refused = _by_field(str(error))
        for name, entry in self._entries.items():
            entry.refuse(refused.get(name, ""))
        if not refused and scenario != self.scenario:
            self.scenario = scenario
            self._heard(scenario)


def _by_field(sentences: str) -> dict[str, str]:
    """Return what `make_scenario` says of each field; its sentences begin with the name of one."""
    found: dict[str, str] = {}
    name = ""
    for line in sentences.splitlines():
        first = re.match(r"\w*", line)
        name = first[0] if first and first[0] in Scenario.model_fields else name
        found[name] = f"{found[name]} {line}" if name in found else line
    return found
