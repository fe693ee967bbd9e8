"""``figure(...)``: a figure of the report by name, drawn under any parameters."""

from typing import Any

from chiprace.door.registers import nearest_hint
from chiprace.errors import DataError
from chiprace.lab.desk import DESK
from chiprace.lab.drawing import Drawing, draw


def figure(name: str, **parameters: Any) -> Drawing:
    """Draw a figure of the report.

    Parameters
    ----------
    name : str
        Chapter and heading, as ``The efficiency gap: One multiplication``, or the name of its
        files in an edition, as ``05_efficiency_decomposition``, which takes longer to find.
    **parameters
        Fields of `chiprace.scenario.Scenario` that are not the default.

    Returns
    -------
    Drawing
        To look at; ``save`` writes SVG, PNG or CSV, ``lines`` and ``code`` say how to draw it.

    Raises
    ------
    DataError
        If there is no such figure, or nothing is known that it could show.
    ParameterError
        If a parameter is refused.

    Examples
    --------
    >>> figure("The efficiency gap: One multiplication", as_of="2026-01-01").name
    '05_efficiency_decomposition'
    """
    chapter = DESK.asked(parameters)
    labelled = {each.label: each for each in DESK.exhibits}
    if name in labelled:
        return draw(labelled[name], chapter)
    for exhibit in DESK.exhibits:
        if name.startswith(f"{exhibit.path.stem}_"):
            drawing = draw(exhibit, chapter)
            if drawing.name == name:
                return drawing
    near = nearest_hint(name, labelled) or " list(figures) names all that there are."
    raise DataError(f"There is no figure '{name}'.{near}")
