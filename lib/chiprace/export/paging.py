"""Which part of a chapter stands on which page, so that pages are full and figures stay whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

#: To which share of the text's width a figure may shrink so that a page is filled.
LEAST_SCALE = 0.78
#: Share of a page from which a table may run over pages.
LONG = 0.45
#: What a figure shrunk to nothing, a break inside a unit, one between a lead and its figure, and an
#: empty last page cost; any other page costs the square of its empty share.
_SHRUNK, _BROKEN, _PARTED, _NEARLY_EMPTY = 0.1, 0.04, 0.08, 0.4
#: Share of the last page below which it counts as nearly empty.
_FEW_LINES = 0.3
#: What is left free on a page so that rounding pushes nothing over its end, and what the repeated
#: head of a table and the row that did not fit take when it runs over [pt].
_SLACK, _AGAIN = 8.0, 50.0


@dataclass(frozen=True)
class Unit:
    """A part of a chapter: an exhibit or a text.

    Parameters
    ----------
    height : float
        With figures as wide as the text [pt].
    pictures : float
        Height of the part of it that can shrink [pt].
    start : float
        Room that its beginning needs if it may run over pages, else `height` [pt].
    leads : bool
        Whether it leads up to the next, and is better not parted from it.
    """

    height: float
    pictures: float
    start: float
    leads: bool = False


@dataclass(frozen=True)
class Place:
    """Where a unit stands: whether it begins a page, and the scale of its figure."""

    fresh: bool
    scale: float


def place_units(units: Sequence[Unit], used: float, page: float, gap: float) -> tuple[Place, ...]:
    """Share the units of a chapter out over pages.

    All ways are compared, and the one with the least blank, shrinking and breaking is taken. The
    figures of one page shrink alike, so that they look alike.

    Parameters
    ----------
    units : sequence of Unit
        In their order.
    used : float
        Height of what stands above them on the first page [pt].
    page : float
        Height of the text on a page [pt].
    gap : float
        Blank between two units [pt].

    Returns
    -------
    tuple of Place
        One for each unit.
    """
    room = page - _SLACK

    @cache
    def best(first: int, above: float) -> _Way:
        """Return the cheapest way for the units from `first` on, below what stands above them."""
        if first == len(units):
            return _Way(_NEARLY_EMPTY * max(0.0, 1 - above / room / _FEW_LINES), ())
        ways = [turn(first, above)] if above else []
        bottom, pictures = above, 0.0
        for last in range(first, len(units)):
            unit, count = units[last], last - first + 1
            start = bottom + gap + unit.start
            bottom += unit.height + (gap if bottom else 0.0)
            pictures += unit.pictures
            scale = min(1.0, 1 - (bottom - room) / pictures) if pictures else 1.0
            fits = scale >= LEAST_SCALE and (pictures or bottom <= room)
            forced = count == 1 and not above and unit.start == unit.height
            if fits or forced:
                ends = last + 1 == len(units)
                rest = best(last + 1, min(bottom, room)) if ends else turn(last + 1, bottom)
                ways.append(rest.after(count, scale, _SHRUNK * (1 - scale) * count))
            elif unit.start < unit.height and start <= room:
                over = bottom - room + _AGAIN
                while over > room:
                    over += _AGAIN - room
                ways.append(best(last + 1, round(over, 1)).after(count, 1.0, _BROKEN))
            if not fits:
                break
        return min(ways, key=lambda way: way.cost)

    def turn(first: int, bottom: float) -> _Way:
        """Return the cheapest way that begins on a new page, the one before ending at `bottom`."""
        way = best(first, 0.0)
        parted = _PARTED if first and units[first - 1].leads else 0.0
        blank = max(0.0, 1 - bottom / room) ** 2
        fresh = replace(way.places[0], fresh=True)
        return _Way(way.cost + parted + blank, (fresh, *way.places[1:]))

    return best(0, round(used, 1)).places


@dataclass(frozen=True)
class _Way:
    """One way to set units, and what it costs."""

    cost: float
    places: tuple[Place, ...]

    def after(self, count: int, scale: float, cost: float) -> "_Way":
        """Return this way behind some units that stand on one page."""
        before = (Place(fresh=False, scale=round(max(scale, 0.1), 4)),) * count
        return _Way(self.cost + cost, before + self.places)
