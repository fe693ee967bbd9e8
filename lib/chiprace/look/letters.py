"""Hundreds of short texts as one artist, which makes them when they are drawn."""

from collections.abc import Iterable, Mapping
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.text import Text


class Letters(Artist):
    """Texts that need no room but what they stand in; a picture that is kept needs none of them.

    Parameters
    ----------
    texts : iterable of (float, float, str, Mapping)
        Where each stands in the data, what it says, and keywords for `matplotlib.text.Text`.
    """

    zorder = Text.zorder

    def __init__(self, texts: Iterable[tuple[float, float, str, Mapping[str, Any]]]) -> None:
        super().__init__()
        self.set_in_layout(False)
        self._texts = list(texts)
        self._made: list[Text] = []

    def draw(self, renderer: RendererBase) -> None:
        """Draw all of them in turn, as if each were on the axes by itself."""
        figure = self.get_figure(root=False)
        if figure is not None and self.get_visible():
            if not self._made:
                for x, y, words, look in self._texts:
                    text = Text(x, y, words, transform=self.get_transform(), **look)
                    text.set_figure(figure)
                    text.axes = self.axes
                    self._made.append(text)
            for text in self._made:
                text.draw(renderer)
        self.stale = False


def write_letters(
    ax: Axes, texts: Iterable[tuple[float, float, str, Mapping[str, Any]]]
) -> Letters:
    """Add texts to axes; see `Letters`."""
    letters = Letters(texts)
    ax.add_artist(letters)
    return letters
