"""Estimates as cells of a tidy table: value and range, notes, and the ids of the facts behind."""

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
        "facts": " ".join(dict.fromkeys(identity for each in known for identity in each.ids)),
    }
