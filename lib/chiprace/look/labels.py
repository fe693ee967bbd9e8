"""Direct labels beside points, placed so that none covers another, a mark or a line."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import matplotlib.dates as mdates
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from chiprace.look.style import GROUND, LABEL, SHADES, figure_of, lay_out

Boxes = NDArray[np.float64]

#: Places of a label about its point, best first: offset in points and alignment.
_PLACES = (
    (6, 0, "left", "center"),
    (-6, 0, "right", "center"),
    (0, 6, "center", "bottom"),
    (0, -6, "center", "top"),
    (6, 7, "left", "bottom"),
    (6, -7, "left", "top"),
    (-6, 7, "right", "bottom"),
    (-6, -7, "right", "top"),
    (10, 17, "left", "bottom"),
    (10, -17, "left", "top"),
    (-10, 17, "right", "bottom"),
    (-10, -17, "right", "top"),
)
#: From this place on a leader joins the label with its point.
_FAR = 8
#: What each place costs, as the share of its area that a label would rather cover elsewhere.
_COST = np.repeat([0.0, 0.03, 0.1], 4)
_LEADER = {"arrowstyle": "-", "color": SHADES.guide, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 3}
_COLUMN_LEADER = {
    "arrowstyle": "-",
    "color": SHADES.guide,
    "linewidth": 0.5,
    "relpos": (0, 0.5),
    "shrinkA": 1,
    "shrinkB": 3,
}
#: A line counts as a row of squares of this side [pixels].
_GRAIN = 3.0
#: How much worse it is to cover a mark or a text than a line.
_SOLID = 10.0


def label_points(
    ax: Axes,
    points: Sequence[tuple[float, float, str]],
    *,
    colours: Sequence[str],
    size: float = LABEL,
    radii: Sequence[float] | None = None,
) -> None:
    """Have a label written beside each point, clear of all that is drawn and of other labels.

    Parameters
    ----------
    ax : Axes
        Its labels are written when all else is drawn, see `write_labels`.
    points : sequence of (float, float, str)
        Position in data coordinates and text.
    colours : sequence of str
        Colour of each label.
    size : float, optional
        Type size [points].
    radii : sequence of float, optional
        Half the width of each point's mark, where it is larger than usual [points].
    """
    ax.add_artist(_Labels(tuple(points), tuple(colours), size, tuple(radii or ())))


def write_labels(figure: Figure) -> None:
    """Lay a figure out and write the labels of `label_points`, for which all else is to be drawn.

    A label for which no place is free takes the place where it covers least; one that stands off
    its point has a leader. Nothing is done where no label waits.
    """
    waiting = [each for ax in figure.axes for each in ax.artists if isinstance(each, _Labels)]
    if waiting:
        # The same whatever shows the figure.
        renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
        lay_out(figure)
        for labels in waiting:
            labels.write(renderer)


class _Labels(Artist):
    """Labels of points, which wait in their axes for all else to be drawn."""

    def __init__(
        self,
        points: tuple[tuple[float, float, str], ...],
        colours: tuple[str, ...],
        size: float,
        radii: tuple[float, ...],
    ) -> None:
        super().__init__()
        self.set_in_layout(False)
        self._points = points
        self._colours = colours
        self._size = size
        self._radii = radii or (0.0,) * len(points)

    def draw(self, renderer: Any) -> None:
        """Write the labels where nobody did before the figure is drawn."""
        for label in self.write(renderer):
            label.draw(renderer)

    def write(self, renderer: Any) -> list[Annotation]:
        """Write the labels, and wait no longer."""
        ax = self.axes
        assert isinstance(ax, Axes)
        self.remove()
        scale = figure_of(ax).dpi / 72
        spots = ax.transData.transform([(_number(x), _number(y)) for x, y, _ in self._points])
        taken = np.vstack([_squares(spots, 8.0, _SOLID), *_drawn(ax, renderer, scale)])
        labels = []
        for (x, y, text), shade, radius, spot in zip(
            self._points, self._colours, self._radii, spots, strict=True
        ):
            further = max(0.0, radius - 3)
            places = [
                (_further(dx, further), _further(dy, further), horizontal, vertical)
                for dx, dy, horizontal, vertical in _PLACES
            ]
            best = 0
            if np.isfinite(spot).all():  # else its point is out of view, and so is the label
                sample = Text(text=text, fontsize=self._size, figure=figure_of(ax))
                box = sample.get_window_extent(renderer)
                boxes = _boxes(places, spot, box, scale)
                cost = _overlaps(boxes, taken[:, :4]) @ taken[:, 4]
                cost += _outside(boxes, ax.get_window_extent(renderer))
                best = int(np.argmin(cost + _COST * box.width * box.height))
                taken = np.vstack([taken, [*boxes[best], _SOLID]])
            dx, dy, horizontal, vertical = places[best]
            labels.append(
                ax.annotate(
                    text,
                    (x, y),
                    xytext=(dx, dy),
                    textcoords="offset points",
                    ha=horizontal,
                    va=vertical,
                    fontsize=self._size,
                    color=shade,
                    bbox=GROUND,
                    arrowprops=_LEADER if best >= _FAR else None,
                )
            )
        return labels


def label_column(
    ax: Axes, points: Sequence[tuple[float, float, str]], *, colours: Sequence[str]
) -> list[Annotation]:
    """Write the labels of crowded points in a column beside the axes, with thin leaders.

    Parameters
    ----------
    ax : Axes
        With its limits and scales set.
    points : sequence of (float, float, str)
        Position in data coordinates and text, the lowest first.
    colours : sequence of str
        Colour of each label.

    Returns
    -------
    list of Annotation
        In the order of the points, apart from each other and about as high as their points.
    """
    spots = [ax.transData.transform((x, y)) for x, y, _ in points]
    heights = [float(ax.transAxes.inverted().transform(spot)[1]) for spot in spots]
    return [
        ax.annotate(
            text,
            (x, y),
            xytext=(1.05, height),
            textcoords="axes fraction",
            ha="left",
            va="center",
            fontsize=LABEL,
            color=shade,
            arrowprops=_COLUMN_LEADER,
            annotation_clip=False,
        )
        for (x, y, text), height, shade in zip(points, _spread(heights), colours, strict=True)
    ]


def _spread(heights: list[float], gap: float = 0.062) -> list[float]:
    """Return rising heights moved apart to at least a gap, about where they were."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + gap) if placed else height)
    if not placed:
        return placed
    shift = (sum(placed) - sum(heights)) / len(placed)
    return [height - shift for height in placed]


def write_beside(ax: Axes, text: str, height: float, edge: int, by: float, **style: Any) -> None:
    """Write a text beside the axes or just inside them, level with a row.

    Parameters
    ----------
    text : str
        The text.
    height : float
        Of the row, in data coordinates.
    edge : {0, 1}
        The left or the right edge of the axes.
    by : float
        How far to the right of that edge the text stands [points].
    **style
        Of the text, where it is other than a label in ink.
    """
    ax.annotate(
        text,
        (edge, height),
        xycoords=("axes fraction", "data"),
        xytext=(by, 0),
        textcoords="offset points",
        va="center",
        **{"fontsize": LABEL, **style},
    )


def _drawn(ax: Axes, renderer: Any, scale: float) -> Iterator[Boxes]:
    """Give boxes of the marks, lines, arrows and texts in the axes [pixels], with their weights."""
    for line in ax.lines:
        if line.get_zorder() < 1:  # drawn under all else, as a grid is
            continue
        path = line.get_transform().transform_path(line.get_path())
        if line.get_marker() not in ("None", None, ""):
            yield _squares(path.vertices, scale * line.get_markersize(), _SOLID)
        if line.get_linestyle() not in ("None", "none", ""):
            yield _squares(_along(path), _GRAIN, 1.0)
    for text in ax.texts:
        arrow = getattr(text, "arrow_patch", None)
        if isinstance(text, Annotation) and arrow is not None:
            text.update_positions(renderer)  # else it lies where it was last drawn
            path = arrow.get_transform().transform_path(arrow.get_path())
            yield _squares(_along(path), _GRAIN, 1.0)
        if text.get_text():
            yield np.array([[*Text.get_window_extent(text, renderer).extents, _SOLID]])


def _along(path: Path) -> Boxes:
    """Return points along a path, a grain apart."""
    ends = np.asarray(path.vertices, dtype=float)
    ends = ends[np.isfinite(ends).all(axis=1)]
    pieces = [
        np.linspace(one, other, max(2, int(np.hypot(*(other - one)) / _GRAIN)))
        for one, other in itertools.pairwise(ends)
    ]
    return np.concatenate([ends, *pieces])


def _squares(spots: Any, side: float, weight: float) -> Boxes:
    middle = np.asarray(spots, dtype=float).reshape(-1, 2)
    middle = middle[np.isfinite(middle).all(axis=1)]
    weights = np.full((len(middle), 1), weight)
    return np.hstack([middle - side / 2, middle + side / 2, weights])


def _further(offset: float, by: float) -> float:
    return offset + (by if offset > 0 else -by if offset < 0 else 0.0)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else float(mdates.date2num(value))  # type: ignore[no-untyped-call]


def _boxes(
    places: Sequence[tuple[float, float, str, str]], spot: Any, box: Bbox, scale: float
) -> Boxes:
    """Return where a label of the size of a box would lie at each place about a spot."""
    share = {"left": 0.0, "bottom": 0.0, "center": 0.5, "right": 1.0, "top": 1.0}
    corners = [
        (
            spot[0] + dx * scale - share[horizontal] * box.width,
            spot[1] + dy * scale - share[vertical] * box.height,
        )
        for dx, dy, horizontal, vertical in places
    ]
    return np.hstack([corners, np.add(corners, (box.width, box.height))])


def _overlaps(boxes: Boxes, others: Boxes) -> Boxes:
    """Return the area that each box shares with each of the others."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    shared: Boxes = np.prod(np.clip(high - low, 0.0, None), axis=2)
    return shared


def _outside(boxes: Boxes, frame: Bbox) -> Boxes:
    """Return the area of each box that lies outside the frame."""
    inside = _overlaps(boxes, np.array([frame.extents]))[:, 0]
    outside: Boxes = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) - inside
    return outside
