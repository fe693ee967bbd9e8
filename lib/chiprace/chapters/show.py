"""The only user of IPython's display: a figure, a table or a sentence, each with all its forms.

What is shown carries a payload (`PAYLOAD`) with title, subtitle, alternative text, notes, sources
and data. The exporters read nothing else, so what cannot be said cannot be shown.
"""

from dataclasses import asdict
from html import escape
from typing import Any

import pandas as pd
from IPython.display import display
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from chiprace.chapters.document import PAYLOAD
from chiprace.chapters.pictures import picture
from chiprace.errors import BuildError
from chiprace.evidence.facts import Facts
from chiprace.look.caption import Caption
from chiprace.look.tables import Table, table_frame, table_html
from chiprace.look.theme import notebook_css, recoloured


def show_figure(figure: Figure, caption: Caption, data: pd.DataFrame, facts: Facts) -> None:
    """Show a figure with its caption, and hand its data on.

    Parameters
    ----------
    figure : Figure
        Drawn in the report's style; closed afterwards.
    caption : Caption
        With an alternative text.
    data : DataFrame
        The plotted numbers, tidy; the column ``facts`` holds ids of facts and
        events, parted by blanks.
    facts : Facts
        To look up the sources.

    Raises
    ------
    BuildError
        If the caption or the data lack what a reader needs.
    """
    _require(caption, data, alt=True)
    svg, png = picture(figure)
    plt.close(figure)
    payload = _payload("figure", caption, data, facts) | {"svg": svg}
    html = (
        f"<style>{notebook_css()}</style>"
        f'<figure class="chiprace" role="group" aria-label="{escape(caption.title)}">'
        f"<p><strong>{escape(caption.title)}</strong><br>{escape(caption.subtitle)}</p>"
        f"{recoloured(svg)}<figcaption>"
        f"{_foot(caption, payload['sources'])}</figcaption></figure>"
    )
    _display({"text/plain": caption.title, "text/html": html, "image/png": png, PAYLOAD: payload})


def show_table(table: Table, caption: Caption, facts: Facts) -> None:
    """Show a table with its caption, and hand its data on.

    Parameters
    ----------
    table : Table
        The cells.
    caption : Caption
        Needs no alternative text: a table is text.
    facts : Facts
        To look up the sources.

    Raises
    ------
    BuildError
        If the caption lacks what a reader needs.
    """
    data = table_frame(table)
    _require(caption, data, alt=False)
    payload = _payload("table", caption, data, facts) | {"table": asdict(table)}
    html = (
        f'<style>{notebook_css()}</style><div class="chiprace">'
        f"<p><strong>{escape(caption.title)}</strong><br>{escape(caption.subtitle)}</p>"
        f"{table_html(table)}<p>{_foot(caption, payload['sources'])}</p></div>"
    )
    _display({"text/plain": caption.title, "text/html": html, PAYLOAD: payload})


def say(text: str) -> None:
    """Show a paragraph of Markdown whose numbers were computed."""
    payload = {"kind": "text", "markdown": text}
    _display({"text/plain": text, "text/markdown": text, PAYLOAD: payload})


def _display(bundle: dict[str, Any]) -> None:
    display(bundle, raw=True)


def _require(caption: Caption, data: pd.DataFrame, *, alt: bool) -> None:
    lacking = [name for name in ("key", "title", "subtitle") if not getattr(caption, name)]
    if alt and not caption.alt:
        lacking.append("alt")
    if lacking:
        raise BuildError(
            f"The caption '{caption.key or caption.title}' has no {lacking[0]}. Give it one."
        )
    if "facts" not in data.columns:
        raise BuildError(
            f"The data of '{caption.key}' have no column 'facts'. Say where they come from."
        )
    if data.empty:
        raise BuildError(f"The data of '{caption.key}' are empty: there is nothing to show.")


def _payload(kind: str, caption: Caption, data: pd.DataFrame, facts: Facts) -> dict[str, Any]:
    ids = sorted({identity for cell in data["facts"] for identity in str(cell).split()})
    sources = {source.key: source for source in map(facts.source_of, ids)}
    return {
        "kind": kind,
        **asdict(caption),
        "facts": ids,
        "said": {
            identity: {"source": facts.source_of(identity).key, "words": facts.words_of(identity)}
            for identity in ids
        },
        "sources": [asdict(sources[key]) for key in sorted(sources)],
        "csv": data.to_csv(index=False, lineterminator="\n", float_format="%.10g"),
    }


def _foot(caption: Caption, sources: list[dict[str, str]]) -> str:
    names = "; ".join(
        f'<a href="{escape(source["url"])}">{escape(source["publisher"])}</a>'
        if source["url"]
        else escape(source["publisher"])
        for source in sources
    )
    notes = " ".join(f"{escape(note)}." for note in caption.notes)
    return f"{notes} Sources: {names}." if names else notes
