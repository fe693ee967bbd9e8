"""A figure that was drawn: to look at, to save, and to draw again in three lines."""

import base64
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from chiprace.chapters.chapter import Chapter
from chiprace.chapters.pictures import as_png, as_svg
from chiprace.errors import DataError
from chiprace.evidence.facts import Facts
from chiprace.lab.exhibits import Exhibit
from chiprace.lab.own import is_own
from chiprace.lab.page import in_page
from chiprace.lab.sourced import ids_in, source_links
from chiprace.look.caption import Caption
from chiprace.look.style import SMALL, report_style
from chiprace.look.theme import recoloured
from chiprace.scenario import Scenario, choices

#: What a figure can be saved as, by the ending of the file.
FORMS = (".svg", ".png", ".csv")


@dataclass(frozen=True, repr=False)
class Drawing:
    """A figure with its caption and its numbers.

    Parameters
    ----------
    name : str
        Name of its files; of a figure of the report, chapter and key as in an edition.
    caption : Caption
        Title, subtitle, alternative text and notes.
    data : DataFrame
        The numbers behind it.
    facts : Facts
        To look up the sources.
    figure : Figure
        As drawn.
    lines : str
        Three lines that draw and save it in any notebook of this project.
    code : str
        The statements that draw it.
    """

    name: str
    caption: Caption
    data: pd.DataFrame
    facts: Facts
    figure: Figure
    lines: str
    code: str

    @cached_property
    def svg(self) -> str:
        """The picture as SVG."""
        with report_style():
            return as_svg(self.figure)

    @property
    def png(self) -> bytes:
        """The picture as PNG."""
        return base64.b64decode(as_png(self.svg))

    @property
    def csv(self) -> str:
        """The numbers behind it as CSV."""
        return self.data.to_csv(index=False, lineterminator="\n", float_format="%.10g")

    def save(self, path: str | Path) -> Path:
        """Save the picture or the numbers behind it.

        Parameters
        ----------
        path : str or Path
            File that ends in ``.svg``, ``.png`` or ``.csv``; its folder must exist.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        DataError
            If the file has another ending or cannot be written.
        """
        target = Path(path)
        if target.suffix not in FORMS:
            raise DataError(
                f"{target.name}: a figure is saved as {', '.join(FORMS)}. Give the file one "
                "of these endings."
            )
        if target.suffix == ".png":
            content = self.png
        else:
            content = (self.svg if target.suffix == ".svg" else self.csv).encode()
        try:
            target.write_bytes(content)
        except OSError as error:
            raise DataError(
                f"{target} cannot be written ({error.strerror}). Name another place."
            ) from error
        return target

    @property
    def html(self) -> str:
        """Picture and words, to stand where the rules of `chiprace.lab.page` hold."""
        label = f'<svg role="img" aria-label="{escape(self.caption.alt)}"'
        picture = recoloured(self.svg).replace("<svg", label, 1)
        notes = " ".join(f"{escape(note)}." for note in self.caption.notes)
        return (
            f'<figure class="chiprace" style="margin:0"><p><strong>{escape(self.caption.title)}'
            f"</strong><br>{escape(self.caption.subtitle)}</p>{picture}"
            f"<figcaption><small>{notes} Sources: "
            f"{source_links(ids_in(self.data), self.facts)}.</small></figcaption></figure>"
        )

    def _repr_html_(self) -> str:
        return in_page(self.html)

    def __repr__(self) -> str:
        return f"<Drawing {self.name}: {self.caption.title}>"


def make_drawing(
    figure: Figure,
    caption: Caption,
    data: pd.DataFrame,
    facts: Facts,
    *,
    prefix: str,
    call: str,
    code: str,
) -> Drawing:
    """Put a drawing together, and mark it where the reader's own data went in.

    Parameters
    ----------
    figure, caption, data
        As `chiprace.chapters.show.show_figure` takes them.
    facts : Facts
        To look up the sources.
    prefix : str
        Stands before the key of the caption in the name.
    call : str
        The call of `chiprace.lab` that returns the drawing; ``{name}`` stands for the name.
    code : str
        The statements that draw it.

    Returns
    -------
    Drawing
        With a note and a line in the picture for the reader's own data.
    """
    plt.close(figure)
    own = [facts.words_of(each) for each in ids_in(data) if is_own(each)]
    if own:
        notes = tuple(f"Reader's own: {words}" for words in own)
        caption = replace(caption, notes=(*caption.notes, *notes))
        with report_style():
            figure.suptitle("With the reader's own data", x=0.995, ha="right", fontsize=SMALL)
    name = f"{prefix}{caption.key}"
    lines = (
        f"from chiprace.lab import {call.partition('(')[0]}\n"
        f"drawing = {call.format(name=name)}\n"
        f'drawing.save("{name}.svg")\n'
    )
    return Drawing(name, caption, data, facts, figure, lines, code)


def draw(exhibit: Exhibit, chapter: Chapter) -> Drawing:
    """Draw a figure of the report.

    Parameters
    ----------
    exhibit : Exhibit
        The figure.
    chapter : Chapter
        Scenario and evidence.

    Returns
    -------
    Drawing
        The figure as its chapter draws it.

    Raises
    ------
    DataError
        If nothing is known on the day that could be drawn.
    """
    shown = exhibit.run(chapter)
    if shown is None:
        raise DataError(
            f"{exhibit.label}: nothing is known on {chapter.as_of} that could be drawn. "
            "Choose a later day."
        )
    figure, caption, data = shown
    asked = "".join(f", {key}={value!r}" for key, value in _parameters(chapter.scenario).items())
    return make_drawing(
        figure,
        caption,
        data,
        chapter.evidence.facts,
        prefix=f"{exhibit.path.stem}_",
        call='figure("{name}"' + asked.replace("{", "{{").replace("}", "}}") + ")",
        code=exhibit.code,
    )


def _parameters(scenario: Scenario) -> dict[str, Any]:
    """Return what differs from the defaults, as `chiprace.lab.figure` takes it."""
    values = scenario.parameters()
    return {key: values[key] for key in ("overrides", *choices(scenario)) if values.get(key)}
