"""Every figure of the report as its chapter draws it, without a kernel."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import nbformat
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from chiprace.look.caption import Caption
from chiprace.look.labels import write_labels

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


@dataclass(frozen=True)
class Drawn:
    """One figure as it was handed over to be shown."""

    chapter: str
    figure: Figure
    caption: Caption
    data: pd.DataFrame

    @property
    def name(self):
        """Chapter and key, as in a test's id."""
        return f"{self.chapter}-{self.caption.key}"


def draw_chapter(path, **parameters):
    """Run the cells of a chapter here and return its figures, drawn in the report's style."""
    cells = nbformat.read(path, as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    drawn = []

    def keep(figure, caption, data, facts):
        write_labels(figure)
        figure.draw_without_rendering()
        plt.close(figure)
        FigureCanvasAgg(figure)
        drawn.append(Drawn(path.stem, figure, caption, data))

    names = {}
    with ExitStack() as stack:
        stack.enter_context(mock.patch("chiprace.chapters.chapter.show_figure", keep))
        for silent in ("show_table", "say"):
            stack.enter_context(mock.patch(f"chiprace.chapters.chapter.{silent}"))
        for cell in code:
            exec(compile(cell.source, path.name, "exec"), names)
            if "parameters" in cell.metadata.get("tags", ()):
                names.update(parameters)
    return drawn


def draw_all(**parameters):
    """Return the figures of all chapters."""
    paths = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
    paths = [path for path in paths if "show_figure" in path.read_text(encoding="utf-8")]
    return [drawn for path in paths for drawn in draw_chapter(path, **parameters)]
