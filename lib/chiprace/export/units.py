"""A chapter parted into what stands on a page as one: texts, figures, tables with their text."""

from collections.abc import Iterable
from typing import Any

#: How a heading and a footnote begin in Typst.
_HEADING, _FOOTNOTE = "=", "#footnote"


def units_of(blocks: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Part a chapter into units.

    Parameters
    ----------
    blocks : iterable of dict
        Prose, figures and tables in their order; prose has its markup as ``typst``.

    Returns
    -------
    list of dict
        By ``kind``: ``text`` with ``leads``, whether it leads up to the figure after it;
        ``figure``; ``table`` with the texts that lead up to it. Each has its texts as ``lead`` and
        the number of its footnotes as ``footnotes``; exhibits have all of their block too.
    """
    units: list[dict[str, Any]] = []
    lead: list[dict[str, Any]] = []

    def end_text(*, leads: bool) -> None:
        if lead:
            own = {"lead": list(lead), "leads": leads, "footnotes": _footnotes(lead)}
            units.append({"kind": "text", **own})
            lead.clear()

    for position, block in enumerate(blocks):
        if block["kind"] == "prose":
            heads = block["typst"].startswith(_HEADING)
            if heads:
                end_text(leads=False)
            # What a chapter begins with is its finding.
            lead.append({"typst": block["typst"], "finding": position == 0 and not heads})
            continue
        if block["kind"] == "figure":
            end_text(leads=True)
        footnotes = _footnotes(lead) + block["subtitle"].count(_FOOTNOTE)
        units.append({**block, "lead": list(lead), "footnotes": footnotes})
        lead.clear()
    end_text(leads=False)
    return units


def _footnotes(lead: Iterable[dict[str, Any]]) -> int:
    return sum(each["typst"].count(_FOOTNOTE) for each in lead)
