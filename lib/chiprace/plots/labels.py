"""Direct labels beside points, placed so that none covers another."""

from collections.abc import Sequence
from typing import Any

import matplotlib.dates as mdates
import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from chiprace.style import GROUND, LABEL, lay_out

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
    (8, 16, "left", "bottom"),
    (8, -16, "left", "top"),
    (-8, 16, "right", "bottom"),
    (-8, -16, "right", "top"),
)


def label_points(
    ax: Axes,
    points: Sequence[tuple[float, float, str]],
    *,
    colours: Sequence[str],
    size: float = LABEL,
    radii: Sequence[float] | None = None,
) -> list[Annotation]:
    """Write a label beside each point, clear of the points and of the labels before it.

    Parameters
    ----------
    ax : Axes
        With its limits and scales already set.
    points : sequence of (float, float, str)
        Position in data coordinates and text.
    colours : sequence of str
        Colour of each label.
    size : float, optional
        Type size [points].
    radii : sequence of float, optional
        Half the width of each point's mark, where it is larger than usual [points].

    Returns
    -------
    list of Annotation
        In the order of the points. A label for which no place is free takes the place where it
        covers least.
    """
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("The axes belong to no figure.")
    lay_out(figure)
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    spots = ax.transData.transform([(_number(x), _number(y)) for x, y, _ in points])
    half = np.maximum(4.0, np.array(radii or np.zeros(len(spots))) * figure.dpi / 72)[:, None]
    taken = np.hstack([spots - half, spots + half])
    frame = ax.get_window_extent(renderer)
    labels = []
    for index, ((x, y, text), shade) in enumerate(zip(points, colours, strict=True)):
        further = max(0.0, radii[index] - 3) if radii else 0.0
        places = [
            (_further(dx, further), _further(dy, further), horizontal, vertical)
            for dx, dy, horizontal, vertical in _PLACES
        ]
        label = ax.annotate(
            text,
            (x, y),
            xytext=(0, 0),
            textcoords="offset points",
            ha="left",
            va="bottom",
            fontsize=size,
            color=shade,
            bbox=GROUND,
        )
        labels.append(label)
        box = label.get_window_extent(renderer)
        if not np.isfinite(box.extents).all():  # its point is out of view, and so is the label
            continue
        boxes = _boxes(places, box, figure.dpi / 72)
        others = np.delete(taken, index, axis=0)
        best = int(np.argmin(_overlaps(boxes, others).sum(axis=1) + _outside(boxes, frame)))
        dx, dy, horizontal, vertical = places[best]
        label.set(position=(dx, dy), ha=horizontal, va=vertical)
        taken = np.vstack([taken, boxes[best]])
    return labels


def _further(offset: float, by: float) -> float:
    return offset + (by if offset > 0 else -by if offset < 0 else 0.0)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else float(mdates.date2num(value))  # type: ignore[no-untyped-call]


def _boxes(
    places: Sequence[tuple[float, float, str, str]], box: Bbox, scale: float
) -> NDArray[np.float64]:
    """Return where a label would lie at each place; `box` is where it lies right above its spot."""
    share = {"left": 0.0, "bottom": 0.0, "center": 0.5, "right": 1.0, "top": 1.0}
    corners = [
        (
            box.x0 + dx * scale - share[horizontal] * box.width,
            box.y0 + dy * scale - share[vertical] * box.height,
        )
        for dx, dy, horizontal, vertical in places
    ]
    return np.hstack([corners, np.add(corners, (box.width, box.height))])


def _overlaps(boxes: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the area that each box shares with each of the others."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    shared: NDArray[np.float64] = np.prod(np.clip(high - low, 0.0, None), axis=2)
    return shared


def _outside(boxes: NDArray[np.float64], frame: Bbox) -> NDArray[np.float64]:
    """Return the area of each box that lies outside the frame."""
    inside = _overlaps(boxes, np.array([frame.extents]))[:, 0]
    outside: NDArray[np.float64] = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) - inside
    return outside
