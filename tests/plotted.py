"""What stands on axes: marks and texts."""

from chiprace.look.labels import write_labels


def points(ax):
    """Return the lines that are drawn as marks."""
    return [line for line in ax.lines if line.get_marker() not in ("None", None, "")]


def texts(ax):
    """Return what is written in the axes, labels that wait for their places included."""
    write_labels(ax.get_figure())
    return [text.get_text() for text in ax.texts if text.get_text()]
