"""What a renderer says of a figure: where its texts and marks stand, and in which colours."""

import io
import itertools
import re
from dataclasses import dataclass
from unittest import mock

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Affine2D, Bbox

from chiprace.look.style import report_style

#: Blank above and below the letters of a line, over which another text may reach [pt].
LEADING = 1.4
#: Share of a mark's size that counts: a diamond and a circle leave the corners of a square free.
BODY = 0.84
#: Marks that are ends or ticks of a line.
TICKS = ("None", None, "", "|", ">", "<")


@dataclass(frozen=True)
class Placed:
    """A text with the outline of its letters [pt]."""

    artist: Text
    outline: Path

    @property
    def words(self):
        return self.artist.get_text().replace("\n", " / ")

    @property
    def has_ground(self):
        return self.artist.get_bbox_patch() is not None or bool(self.artist.get_path_effects())

    def meets(self, other):
        return self.outline.intersects_path(other, filled=True)


class Measured:
    """A figure's picture, drawn once as the report holds it, and what was drawn in it."""

    def __init__(self, figure):
        self.figure = figure
        figure.dpi = 72
        outlines = {}
        draw = Text.draw

        def record(text, renderer):
            if text.get_visible() and text.get_text().strip():
                outlines[text] = _outline(text, renderer)
            return draw(text, renderer)

        buffer = io.StringIO()
        with report_style(), mock.patch.object(Text, "draw", record):
            figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        self.svg = buffer.getvalue()
        self.texts = [Placed(text, outline) for text, outline in outlines.items()]

    @property
    def shades(self):
        """All colours of the picture."""
        found = re.findall(r"(?<![-\w])(?:fill|stroke)(?:: ?|=\")([^;\"]+)", self.svg)
        return {shade for shade in found if shade != "none" and not shade.startswith("url(")}

    def coordinates(self):
        """Return all numbers at which something is drawn, in the units of the axes."""
        found = []
        for ax in self.figure.axes:
            found += [np.asarray(line.get_xydata(), dtype=float) for line in ax.lines]
            found += [path.vertices for group in ax.collections for path in group.get_paths()]
            found += [patch.get_patch_transform().transform_path(patch.get_path()).vertices
                      for patch in ax.patches]  # fmt: skip
        return np.unique(np.concatenate([spots.ravel() for spots in found]))

    def overlaps(self):
        """Return the pairs of texts that cover each other."""
        pairs = itertools.combinations(self.texts, 2)
        return [(one.words, two.words) for one, two in pairs if one.meets(two.outline)]

    def cut_off(self):
        """Return the texts that reach beyond the figure."""
        frame = self.figure.bbox.padded(0.5)
        return [
            text.words
            for text in self.texts
            if not all(frame.contains(*corner) for corner in text.outline.vertices)
        ]

    def over_marks(self):
        """Return the texts that lie over a mark."""
        boxes = [box for ax in self.figure.axes for box in _marks(ax)]
        return [text.words for text in self.texts if any(map(text.meets, boxes))]

    def crossed(self):
        """Return the texts without a ground of their own that a drawn line crosses."""
        lines = [line for ax in self.figure.axes for line in _lines(ax)]
        return [
            text.words
            for text in self.texts
            if not text.has_ground
            and any(
                text.meets(seen) and path.intersects_path(text.outline, filled=False)
                for path, seen in lines
            )
        ]


def _outline(text, renderer):
    turn = text.get_rotation()
    if turn % 90 == 0:
        box = Text.get_window_extent(text, renderer)
        return _rectangle(_letters(box, upright=turn % 180 == 0))
    anchor = text.get_transform().transform(text.get_unitless_position())
    own, turns = text._rotation, text.get_transform_rotates_text()
    text.set_rotation(0)
    text.set_transform_rotates_text(False)
    box = _letters(Text.get_window_extent(text, renderer), upright=True)
    text.set_rotation(own)
    text.set_transform_rotates_text(turns)
    if isinstance(text, Annotation):
        text.update_positions(renderer)
    return _rectangle(box).transformed(Affine2D().rotate_deg_around(*anchor, turn))


def _letters(box, *, upright):
    wide, high = (0.3, LEADING) if upright else (LEADING, 0.3)
    return Bbox.from_extents(box.x0 + wide, box.y0 + high, box.x1 - wide, box.y1 - high)


def _rectangle(box):
    corners = [(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)]
    return Path([*corners, corners[0]], closed=True)


def _marks(ax):
    for line in ax.lines:
        if line.get_marker() not in TICKS and line.get_visible():
            for spot in line.get_transform().transform(line.get_xydata()):
                yield _square(spot, line.get_markersize())
    for dots in ax.findobj(PathCollection):
        spots = dots.get_offset_transform().transform(dots.get_offsets())
        for spot, size in zip(spots, np.resize(np.sqrt(dots.get_sizes()), len(spots)), strict=True):
            yield _square(spot, size)


def _square(spot, size):
    half = BODY * size / 2
    return _rectangle(Bbox.from_extents(*(spot - half), *(spot + half)))


def _lines(ax):
    """Give the path of each drawn line, with the frame in which it is seen."""
    for line in ax.lines:
        path = line.get_transform().transform_path(line.get_path())
        drawn = line.get_linestyle() not in ("None", "none", "") and line.get_visible()
        if drawn and len(path.vertices) and np.isfinite(path.vertices).all():
            yield path, _rectangle(ax.bbox if line.get_clip_on() else ax.figure.bbox)
