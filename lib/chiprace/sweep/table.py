"""The one table of a sweep, and its figures: verdict against parameter."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
from matplotlib import pyplot as plt

from chiprace.claims.grid import changed, differs
from chiprace.look.style import SHADES, report_style
from chiprace.plots.scenarios import grid_size, plot_grid
from chiprace.sweep.points import DAY, SCENARIO, Axis, Point, shown_labels
from chiprace.sweep.store import Rows
from chiprace.words.claims import lined


def tidy_table(points: Iterable[Point], results: Iterable[Rows]) -> pd.DataFrame:
    """Return the rows of all points below one another, each with the values of its point.

    Parameters
    ----------
    points : iterable of Point
        The grid.
    results : iterable of list of dict
        The rows of each point.

    Returns
    -------
    DataFrame
        Day, scenario and what else was varied; then what was found.
    """
    return pd.DataFrame(
        [
            {**shown_labels(point), **{key: row[key] for key in row if key not in (DAY, SCENARIO)}}
            for point, rows in zip(points, results, strict=True)
            for row in rows
        ]
    )


def save_table(data: pd.DataFrame, path: Path) -> None:
    """Write the table as CSV, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}")
    data.to_csv(aside, index=False, lineterminator="\n", float_format="%.10g")
    aside.replace(path)


def save_figures(
    data: pd.DataFrame, axes: Sequence[Axis], path: Path, article: str = ""
) -> list[Path]:
    """Draw the verdicts against the axis with the most values, a figure for each other value.

    Parameters
    ----------
    data : DataFrame
        From `tidy_table`.
    axes : sequence of Axis
        What was varied.
    path : Path
        Of the table; the figures lie beside it.
    article : str, optional
        The day of the article, drawn where days run across.

    Returns
    -------
    list of Path
        Each as SVG and as PNG.
    """
    across = max(axes, key=lambda axis: len(axis.values)).key
    others = [axis.key for axis in axes if axis.key != across]
    mark = differs if across == SCENARIO else changed
    saved = []
    for values, group in data.groupby(others, sort=False) if others else [((), data)]:
        claims = lined(group.assign(marked=mark(group)))
        named = [f"{_words(key)} {value}" for key, value in zip(others, values, strict=True)]
        with report_style():
            figure, ax = plt.subplots(figsize=grid_size(claims, across))
            plot_grid(claims, across=across, ax=ax, article=article if across == DAY else "")
            figure.suptitle(", ".join([f"Verdicts by {_words(across)}", *named]))
            name = "_".join([path.stem, *(str(value) for value in values)])
            for ending, metadata in ((".svg", {"Date": None}), (".png", {"Software": None})):
                place = path.with_name(_file_name(name + ending))
                figure.savefig(place, facecolor=SHADES.paper, metadata=metadata)
                saved.append(place)
        plt.close(figure)
    return saved


def _words(key: str) -> str:
    return "day" if key == DAY else key.removeprefix("overrides.").replace("_", " ")


def _file_name(text: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in text)
