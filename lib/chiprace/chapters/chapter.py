"""What a chapter opens with: checked parameters and the evidence seen from its day."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from chiprace.chapters.show import say, show_figure, show_table
from chiprace.evidence.facts import load_facts
from chiprace.evidence.policy import Evidence
from chiprace.look.caption import Caption
from chiprace.look.formats import day
from chiprace.look.style import report_style
from chiprace.look.tables import Table
from chiprace.paths import current_project
from chiprace.scenario import (
    BASELINE,
    Scenario,
    list_scenarios,
    load_scenario,
    make_scenario,
    open_evidence,
    origins,
)


@dataclass(frozen=True)
class Chapter:
    """The parameters and the evidence of one chapter, and how it shows its results.

    Parameters
    ----------
    scenario : Scenario
        The checked parameters.
    evidence : Evidence
        The facts seen from the scenario's day under its policy.
    """

    scenario: Scenario
    evidence: Evidence

    @property
    def as_of(self) -> date:
        """The day of the edition."""
        return self.evidence.as_of

    def __repr__(self) -> str:
        return f"<Chapter as of {self.as_of}, {self.scenario!r}>"

    def _repr_html_(self) -> str:
        return self.evidence._repr_html_() + self.scenario._repr_html_()

    def origins(self) -> dict[str, str]:
        """Say which file set each value that is not the default; see `chiprace.scenario`."""
        return origins(self.scenario, current_project().scenarios)

    def scenarios(self) -> tuple[Scenario, ...]:
        """Return all scenarios of the project, the baseline first."""
        folder = current_project().scenarios
        names = sorted(list_scenarios(folder), key=lambda name: (name != BASELINE, name))
        return tuple(load_scenario(name, folder) for name in names)

    def style(self) -> AbstractContextManager[None]:
        """Return the context in which figures are drawn."""
        return report_style()

    def say_unknown(self, what: str) -> None:
        """Say, where an exhibit would stand, that nothing is known of it on the edition's day."""
        say(f"Nothing is known of {what} on {day(self.as_of)}.")

    def show_figure(self, figure: Figure, caption: Caption, data: pd.DataFrame) -> None:
        """Show a figure; see `chiprace.chapters.show.show_figure`."""
        show_figure(figure, caption, data, self.evidence.facts)

    def show_table(self, table: Table, caption: Caption) -> None:
        """Show a table; see `chiprace.chapters.show.show_table`."""
        show_table(table, caption, self.evidence.facts)

    def say(self, text: str) -> None:
        """Show a paragraph whose numbers were computed."""
        say(text)


def open_chapter(**parameters: Any) -> Chapter:
    """Check a chapter's parameters and open the evidence.

    Parameters
    ----------
    **parameters
        Fields of `Scenario`, as values or as text.

    Returns
    -------
    Chapter
        Ready to select, compute and show.

    Raises
    ------
    ParameterError
        If a parameter is unknown, of the wrong type or out of range, or an override names a
        subject or an attribute that does not exist.
    DataError
        If the tables cannot be read.
    """
    scenario = make_scenario(parameters)
    return Chapter(scenario, open_evidence(scenario, load_facts()))
