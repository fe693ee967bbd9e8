"""Facts from rows of text: corrected, with a typed basis and the day on which they are known."""

from dataclasses import fields
from datetime import date

from chiprace.basis import Basis, family
from chiprace.door.data import Tables, records
from chiprace.errors import DataError
from chiprace.evidence.fact import Fact
from chiprace.evidence.known import known_day


def corrected_rows(tables: Tables) -> list[dict[str, str]]:
    """Return the rows of all facts with the corrections made, and why some are excluded.

    Parameters
    ----------
    tables : Tables
        The tables as text.

    Returns
    -------
    list of dict
        By column; ``excluded`` is the reason, empty of a fact that counts.

    Raises
    ------
    DataError
        If a correction no longer fits its fact.
    """
    corrections: dict[str, list[dict[str, str]]] = {}
    for entry in records(tables.registers["corrections"]):
        corrections.setdefault(entry["fact"], []).append(entry)
    return [_corrected(row, corrections.get(row["id"], [])) for row in records(tables.facts)]


def _corrected(row: dict[str, str], corrections: list[dict[str, str]]) -> dict[str, str]:
    row = dict(row, excluded="")
    for entry in corrections:
        if row[entry["column"]] != entry["expected"]:
            raise DataError(
                f"{entry['file']}, line {entry['line']}: the correction of {row['id']} expects "
                f"'{entry['expected']}' in {entry['column']}, found '{row[entry['column']]}'. "
                "Look at the fact again, then mend or drop the correction."
            )
        if entry["action"] == "exclude":
            row["excluded"] = entry["reason"]
        else:
            row[entry["column"]] = entry["value"]
    return row


def fact_of(row: dict[str, str], gathered_until: date) -> Fact:
    """Return the fact that a row states; see `known_day` for what the day does."""
    aspects = {field.name: row[field.name] for field in fields(Basis)}
    aspects["number_format"] = family(row["number_format"])
    given = {field.name: row[field.name] for field in fields(Fact) if field.name in row}
    given.pop("number_format")
    return Fact(
        **given,
        text=row["value"],
        basis=Basis(**aspects),
        number_format=row["number_format"],
        known=known_day(row["known_on"], gathered_until),
        place=f"{row['file']}, line {row['line']}",
    )
