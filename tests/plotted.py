"""What stands on axes: marks and texts."""


def points(ax):
    """Return the lines that are drawn as marks."""
    return [line for line in ax.lines if line.get_marker() not in ("None", None, "")]


def texts(ax):
    """Return what is written in the axes."""
    return [text.get_text() for text in ax.texts]
