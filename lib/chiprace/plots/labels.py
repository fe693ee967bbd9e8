"""Direct labels beside points, placed so that none covers another."""

from collections.abc import Sequence
from typing import Any

import matplotlib.dates as mdates
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from chiprace.style import GROUND, LABEL

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
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    spots = [ax.transData.transform((_number(x), _number(y))) for x, y, _ in points]
    half = [max(4.0, radius * figure.dpi / 72) for radius in radii or [0.0] * len(spots)]
    taken = [
        Bbox.from_extents(x - r, y - r, x + r, y + r) for (x, y), r in zip(spots, half, strict=True)
    ]
    frame = ax.get_window_extent(renderer)
    labels = []
    for index, ((x, y, text), shade) in enumerate(zip(points, colours, strict=True)):
        others = [box for position, box in enumerate(taken) if position != index]
        best: tuple[float, Annotation, Bbox] | None = None
        further = max(0.0, radii[index] - 3) if radii else 0.0
        for dx, dy, horizontal, vertical in _PLACES:
            label = ax.annotate(
                text,
                (x, y),
                xytext=(_further(dx, further), _further(dy, further)),
                textcoords="offset points",
                ha=horizontal,
                va=vertical,
                fontsize=size,
                color=shade,
                bbox=GROUND,
            )
            box = label.get_window_extent(renderer)
            covered = sum(_overlap(box, other) for other in others) + _outside(box, frame)
            if best is None or covered < best[0]:
                if best is not None:
                    best[1].remove()
                best = (covered, label, box)
            else:
                label.remove()
            if best[0] == 0:
                break
        assert best is not None
        labels.append(best[1])
        taken.append(best[2])
    return labels


def _further(offset: float, by: float) -> float:
    return offset + (by if offset > 0 else -by if offset < 0 else 0.0)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else float(mdates.date2num(value))  # type: ignore[no-untyped-call]


def _overlap(one: Bbox, other: Bbox) -> float:
    (left, bottom), (right, top) = one.get_points()
    (other_left, other_bottom), (other_right, other_top) = other.get_points()
    width = min(right, other_right) - max(left, other_left)
    height = min(top, other_top) - max(bottom, other_bottom)
    return float(width * height) if width > 0 and height > 0 else 0.0


def _outside(box: Bbox, frame: Bbox) -> float:
    inside = Bbox.intersection(box, frame)
    area = box.width * box.height
    return float(area - inside.width * inside.height) if inside is not None else float(area)
