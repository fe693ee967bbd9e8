"""``explore()``: change a parameter and see the figures and the verdicts change."""

from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path
from time import perf_counter
from typing import Any

import ipywidgets as widgets

from chiprace.chapters.run import declared_parameters
from chiprace.door.registers import nearest_hint
from chiprace.errors import ChipraceError, DataError
from chiprace.lab.building import Building
from chiprace.lab.desk import DESK
from chiprace.lab.drawing import FORMS, Drawing
from chiprace.lab.exhibits import Exhibit
from chiprace.lab.form import Form
from chiprace.lab.views import Picture, Verdicts, rules
from chiprace.paths import current_project
from chiprace.scenario import Scenario, list_scenarios, load_scenario, make_scenario
from chiprace.scenario.saving import save_scenario

_LEFT = widgets.Layout(flex="1 1 24em", max_height="52em", overflow="auto")
_RIGHT = widgets.Layout(flex="1 1 36em", max_height="52em", overflow="auto")


class Explorer:
    """A form, the figure that is looked at, and the verdicts.

    Parameters
    ----------
    scenario : Scenario
        What the form starts with.
    exhibit : Exhibit
        The figure that is looked at first.

    Attributes
    ----------
    seconds : list of float
        How long each redrawing took, figure and verdicts together [s].
    """

    def __init__(self, scenario: Scenario, exhibit: Exhibit) -> None:
        self.seconds: list[float] = []
        self._verdicts = Verdicts(DESK.asked({}))
        self._picture, self._building = Picture(), Building()
        self.form = Form(self._redraw)
        self._saved: set[str] = set()
        self._said = widgets.HTML()
        self._said.add_class("chiprace")
        self._choice = widgets.Dropdown(
            options=[(each.label, each) for each in DESK.exhibits],
            value=exhibit,
            description="Figure",
            layout=widgets.Layout(width="40em"),
        )
        self._choice.observe(lambda _: self._look(), "value")
        self._names = widgets.Dropdown(
            options=self._scenarios(), value=scenario.name, description="Scenario"
        )
        self.form.fill(scenario)
        self._look()

    @property
    def scenario(self) -> Scenario:
        """The last scenario that was accepted."""
        return self.form.scenario

    @property
    def drawing(self) -> Drawing | None:
        """The figure that is looked at, to be kept; None where nothing is known of it."""
        return self._picture.drawing

    def look_at(self, label: str) -> None:
        """Look at another figure, by chapter and heading."""
        self._choice.value = _labelled(label)

    @property
    def changed(self) -> dict[str, str]:
        """The verdicts that differ from the baseline's: by claim, ``before → after``."""
        return self._verdicts.changed

    def set(self, **parameters: Any) -> None:
        """Enter values, as by hand.

        Raises
        ------
        ParameterError
            If one is unknown or refused; the form then shows it, and keeps to the last scenario.
        """
        make_scenario(parameters)
        self.form.enter(parameters)

    def build(self, out: str | Path | None = None, *, wait: bool = False) -> widgets.HTML:
        """Build an edition of the scenario, off the main thread.

        Parameters
        ----------
        out : str or Path, optional
            Folder for the editions; ``reports/`` if left out.
        wait : bool, optional
            Whether to return only when it is there.

        Returns
        -------
        HTML
            How far it has come; it goes on by itself.
        """
        self._building.start(self.scenario, Path(out) if out else None)
        if wait:
            self._building.wait()
        return self._building.widget

    def load(self, name: str) -> None:
        """Fill the form from a scenario file."""
        self.form.fill(load_scenario(name, current_project().scenarios))

    def save(self) -> Path:
        """Write the form to a scenario file of its name; one that it wrote is written over."""
        name = self.scenario.name
        folder = current_project().scenarios
        file = save_scenario(self.scenario, folder, again=name in self._saved)
        self._saved.add(name)
        self._names.options = self._scenarios()
        self._names.value = name
        return file

    def _scenarios(self) -> tuple[str, ...]:
        return list_scenarios(current_project().scenarios)

    def _look(self) -> None:
        self.form.bring_near(frozenset(declared_parameters(self._choice.value.path)))
        self._redraw(self.scenario)

    def _redraw(self, scenario: Scenario) -> None:
        began = perf_counter()
        try:
            chapter = DESK.chapter(scenario)
        except ChipraceError as error:
            self._say(escape(str(error)))
            return
        self._picture.show(self._choice.value, chapter)
        self._verdicts.show(chapter)
        self.seconds.append(perf_counter() - began)

    def _say(self, words: str) -> None:
        self._said.value = f"<p>{words}</p>"

    def _try(self, action: Callable[[], str], _: widgets.Button) -> None:
        try:
            self._say(action())
        except ChipraceError as error:
            self._say(f'<span class="refused" role="alert">{escape(str(error))}</span>')

    def _load(self) -> str:
        self.load(self._names.value)
        return f"Loaded {self._names.value}."

    def _start(self) -> str:
        self.build()
        return f"An edition of {self.scenario.name} is being built; the form goes on working."

    def _save_figure(self, form: str) -> str:
        drawing = self._drawn()
        return f"Saved {drawing.save(drawing.name + form)} beside the notebook."

    def _show_code(self) -> str:
        drawing = self._drawn()
        lines, code = escape(drawing.lines), escape(drawing.code)
        return f"<pre>{lines}</pre>or, as its chapter does:<pre>{code}</pre>"

    def _drawn(self) -> Drawing:
        drawing = self.drawing
        if drawing is None:
            raise DataError("There is no figure to keep: nothing is known that it could show.")
        return drawing

    def _buttons(self) -> widgets.Widget:
        actions: dict[str, Callable[[], str]] = {
            "Load": self._load,
            "Save scenario": lambda: f"Saved {self.save()}.",
            "Build edition": self._start,
            **{f"Save {end[1:].upper()}": partial(self._save_figure, end) for end in FORMS},
            "Show code": self._show_code,
        }
        buttons = [widgets.Button(description=name) for name in actions]
        for button, action in zip(buttons, actions.values(), strict=True):
            button.on_click(partial(self._try, action))
        row = widgets.Layout(flex_flow="row wrap")
        return widgets.HBox([self._names, *buttons], layout=row)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        left = widgets.VBox([self.form.widget], layout=_LEFT)
        seen = [self._verdicts.headline, self._picture.widget, self._verdicts.widget]
        right = widgets.VBox(seen, layout=_RIGHT)
        told = (self._said, self._building.widget)
        side_by_side = widgets.HBox([left, right], layout=widgets.Layout(flex_flow="row wrap"))
        display(widgets.VBox([rules(), self._choice, self._buttons(), *told, side_by_side]))

    def __repr__(self) -> str:
        return f"<Explorer of {self.scenario.name}: {self._choice.value.label}>"


def explore(scenario: str = "baseline", figure: str = "") -> Explorer:
    """Open the form.

    Parameters
    ----------
    scenario : str, optional
        Name of a file in ``data/scenarios``.
    figure : str, optional
        Chapter and heading of the figure to look at first; the report's first one if left out.

    Returns
    -------
    Explorer
        The last value of a cell shows it.

    Raises
    ------
    ParameterError
        If there is no such scenario.
    DataError
        If there is no such figure.
    """
    project = current_project()
    first = _labelled(figure) if figure else DESK.exhibits[0]
    return Explorer(load_scenario(scenario, project.scenarios), first)


def _labelled(label: str) -> Exhibit:
    labelled = {each.label: each for each in DESK.exhibits}
    if label in labelled:
        return labelled[label]
    raise DataError(f"There is no figure '{label}'.{nearest_hint(label, labelled)}")
