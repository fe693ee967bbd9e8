"""What the form redraws: the figure that is looked at, and the verdicts."""

from html import escape
from typing import Any

import ipywidgets as widgets

from chiprace.chapters.chapter import Chapter
from chiprace.errors import ChipraceError
from chiprace.lab.drawing import Drawing, draw
from chiprace.lab.exhibits import Exhibit
from chiprace.lab.ledger import Ledger
from chiprace.lab.page import page_css
from chiprace.look.tables import Cell, Row, Table, table_html, word_columns


class Picture:
    """The figure that is looked at.

    While one figure is redrawn its axes stay where they were laid out first, which halves the
    time; `drawing` is laid out for itself, to be kept.
    """

    def __init__(self) -> None:
        self.widget = widgets.HTML()
        self.widget.add_class("chiprace")
        self.widget.add_class("lab-figure")
        self._shown: tuple[Exhibit, Chapter] | None = None
        self._places: dict[tuple[str, int], list[Any]] = {}

    @property
    def drawing(self) -> Drawing | None:
        """The figure as `chiprace.lab.figure` draws it; None where nothing is known of it."""
        return draw(*self._shown) if self._shown else None

    def show(self, exhibit: Exhibit, chapter: Chapter) -> None:
        """Draw a figure anew, or say why it cannot be."""
        try:
            drawing = draw(exhibit, chapter)
            axes = drawing.figure.axes
            key = (exhibit.label, len(axes))
            if key in self._places:
                drawing.figure.set_layout_engine("none")
                for ax, place in zip(axes, self._places[key], strict=True):
                    ax.set_position(place)
            self.widget.value = drawing.html
            self._places[key] = [ax.get_position(original=True) for ax in axes]
            self._shown = exhibit, chapter
        except ChipraceError as error:
            self._shown = None
            self.widget.value = f'<p class="refused" role="alert">{escape(str(error))}</p>'


class Verdicts:
    """The verdicts, those that differ from the baseline's first.

    Parameters
    ----------
    base : Chapter
        The baseline.

    Attributes
    ----------
    changed : dict
        The verdicts that differ from the baseline's: by claim, ``before → after``.
    """

    def __init__(self, base: Chapter) -> None:
        self._ledger = Ledger()
        found = self._ledger.evaluate(base.evidence, base.scenario)
        self._base = {each.key: each.verdict for each in found}
        self.changed: dict[str, str] = {}
        self.widget = widgets.HTML()
        self.widget.add_class("chiprace")
        self.widget.add_class("lab-verdicts")
        self.headline = widgets.HTML()
        self.headline.add_class("chiprace")
        self.headline.add_class("lab-changed")

    def show(self, chapter: Chapter) -> None:
        """Test all claims anew."""
        findings = self._ledger.evaluate(chapter.evidence, chapter.scenario)
        self.changed = {
            each.key: f"{self._base[each.key]} → {each.verdict}"
            for each in findings
            if each.verdict != self._base[each.key]
        }
        findings = sorted(findings, key=lambda each: (each.key not in self.changed, each.key))
        count = len(self.changed)
        differ = "differs from that" if count == 1 else "differ from those"
        head = f"{count} of {len(findings)} verdicts {differ} of the baseline"
        table = Table(
            word_columns("Claim", "Verdict", "Found"),
            tuple(
                Row(
                    (
                        Cell(f"{each.key} {each.claim.text}"),
                        Cell(self.changed.get(each.key, each.verdict)),
                        Cell(each.answer.found),
                    ),
                    tone="own" if each.key in self.changed else "",
                )
                for each in findings
            ),
        )
        flips = "".join(f"<br>{escape(f'{key}: {how}')}" for key, how in self.changed.items())
        self.headline.value = f"<p><strong>{head}</strong>{flips}</p>"
        self.widget.value = table_html(table)


def rules() -> widgets.HTML:
    """Return what colours and sets all views of a form, once."""
    return widgets.HTML(f"<style>{page_css()}</style>")
