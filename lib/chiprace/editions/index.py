"""The page that lists the editions, newest first."""

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from chiprace.claims.finding import VERDICTS
from chiprace.editions.shelf import EDITIONS, Edition


def index_page(title: str, editions: Iterable[Edition]) -> str:
    """Return the list of editions as one page.

    Parameters
    ----------
    title : str
        Title of the report.
    editions : iterable of Edition
        The newest first.

    Returns
    -------
    str
        HTML that loads nothing; links are relative to the folder of the editions.
    """
    from jinja2 import Environment, StrictUndefined  # after the chapters: they need not wait for it

    text = (
        files("chiprace.editions")
        .joinpath("templates", "index.html.j2")
        .read_text(encoding="utf-8")
    )
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string(text).render(
        title=title, verdicts=VERDICTS, editions=[_row(edition) for edition in editions]
    )


def _row(edition: Edition) -> dict[str, Any]:
    series = edition.recipe.series
    return {
        "name": edition.name,
        "mark": edition.name.rpartition("_")[2],
        "link": f"{EDITIONS}/{edition.name}",
        "as_of": edition.recipe.parameters["as_of"],
        "built": edition.day,
        "scenario": series["scenario"],
        "set": [f"{name} = {value}" for name, value in series["set"].items()],
        "verdicts": edition.about["verdicts"],
    }
