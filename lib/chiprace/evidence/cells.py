"""Estimates as cells of a tidy table: value and range, notes, and the ids of the facts behind."""

from collections.abc import Iterable

from chiprace.evidence.estimate import NOTES, Estimate


def ranged(found: Estimate | None) -> dict[str, float]:
    """Return the columns ``value``, ``low`` and ``high`` of an estimate, not a number of none."""
    if found is None:
        return dict.fromkeys(("value", "low", "high"), float("nan"))
    return {"value": found.central, "low": found.low, "high": found.high}


def behind(*found: Estimate | None) -> dict[str, str]:
    """Return the columns ``notes`` and ``facts`` of a row that rests on estimates, each once."""
    known = [each for each in found if each is not None]
    return {
        "notes": NOTES.join(dict.fromkeys(note for each in known for note in each.notes)),
        "facts": joined(identity for each in known for identity in each.ids),
    }


def joined(ids: Iterable[str]) -> str:
    """Write ids of facts, or cells of them, as one cell: each once, parted by blanks."""
    return " ".join(dict.fromkeys(each for cell in ids for each in cell.split()))
