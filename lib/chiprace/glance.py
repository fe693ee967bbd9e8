"""An object at a glance, as notebooks show it: a title and a few lines, made of its own words."""

from collections.abc import Mapping
from html import escape


def glance(title: str, lines: Mapping[str, object]) -> str:
    """Return a small table in HTML.

    Parameters
    ----------
    title : str
        What it is.
    lines : Mapping
        Text by heading; those that are empty are left out.

    Returns
    -------
    str
        With a caption and a heading to each line.

    Examples
    --------
    >>> glance("B200", {"maker": "Nvidia", "note": ""})
    '<table><caption>B200</caption><tr><th scope="row">maker</th><td>Nvidia</td></tr></table>'
    """
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(str(text))}</td></tr>'
        for name, text in lines.items()
        if str(text)
    )
    return f"<table><caption>{escape(title)}</caption>{rows}</table>"
