"""An entry of the form: what stands in one field, and beside it what is wrong with it."""

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets

from chiprace.lab.fields import Field

_LABEL = widgets.Layout(width="100%")
_SHORT = widgets.Layout(width="9.5em")
_LONG = widgets.Layout(width="27em")


class Entry:
    """A field of the form.

    The text is what counts; a slider, where the field has two bounds, writes into it.

    Parameters
    ----------
    field : Field
        What is asked for.
    changed : callable
        Called when something else is entered.
    """

    def __init__(self, field: Field, changed: Callable[[], None]) -> None:
        self.field = field
        self._changed = changed
        self.control = self._make_control()
        self.refusal = widgets.HTML(layout=widgets.Layout(width="100%", height="auto"))
        self.refusal.add_class("chiprace")
        slider = self._make_slider()
        unit = f" [{escape(field.unit)}]" if field.unit else ""
        label = widgets.HTML(f"{escape(field.meaning)}{unit}", layout=_LABEL)
        self.widget = widgets.HBox(
            [label, self.control, *([slider] if slider else []), self.refusal],
            layout=widgets.Layout(
                flex_flow="row wrap", align_items="center", flex="0 0 auto", overflow="visible"
            ),
        )
        self.widget.add_class(f"field-{field.name}")
        self.control.observe(self._heard, "value")

    @property
    def value(self) -> Any:
        """What is entered, as `chiprace.scenario.make_scenario` takes it."""
        text = self.control.value
        if self.field.table:
            parts = (line.partition(":") for line in text.splitlines() if line.strip())
            return {key.strip(): value.strip() for key, _, value in parts}
        return text

    def fill(self, value: Any) -> None:
        """Enter a value, given as `Scenario.parameters` returns it."""
        if self.field.table:
            self.control.value = "\n".join(f"{key}: {text}" for key, text in value.items())
        elif isinstance(value, float):
            self.control.value = f"{value:.12g}"
        else:
            self.control.value = "" if value is None else str(value)

    def refuse(self, words: str) -> None:
        """Show what is wrong beside the field; nothing where nothing is."""
        said = f'<span class="refused" role="alert">{escape(words)}</span>' if words else ""
        if self.refusal.value != said:
            self.refusal.value = said

    def _heard(self, change: Any) -> None:
        self._changed()

    def _make_control(self) -> Any:
        field = self.field
        if field.options:
            return widgets.Dropdown(options=field.options, value=field.default, layout=_SHORT)
        if field.table:
            return widgets.Textarea(placeholder="name: value, one a line", layout=_LONG, rows=2)
        return widgets.Text(
            value="" if field.default is None else str(field.default),
            placeholder=field.empty,
            continuous_update=False,
            layout=_SHORT if field.unit or field.low is not None else _LONG,
        )

    def _make_slider(self) -> Any:
        field = self.field
        low, high = field.low, field.high
        if low is None or high is None:
            return None
        slider = widgets.FloatSlider(
            value=low if field.default is None else field.default,
            min=low,
            max=high,
            step=field.step,
            readout=False,
            layout=widgets.Layout(width="12em"),
        )

        def slid(change: Any) -> None:
            # A browser moves what it shows to the nearest step, which is nobody's wish.
            written = _number(self.control.value)
            if written is None or abs(change["new"] - written) > 0.51 * field.step:
                self.control.value = f"{change['new']:.6g}"

        def written(change: Any) -> None:
            number = _number(change["new"])
            if number is not None and low <= number <= high:
                slider.value = number

        slider.observe(slid, "value")
        self.control.observe(written, "value")
        return slider


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
