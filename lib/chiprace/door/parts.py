"""Do parts add up? Count times the value of a part, against the published total of the whole."""

from collections.abc import Iterator, Mapping

import pandas as pd

from chiprace.basis import family
from chiprace.dates import parse_span
from chiprace.door.data import Tables
from chiprace.errors import DataError
from chiprace.units import convert

#: Attributes of which a whole has the sum of its parts.
ADDITIVE = ("compute", "memory_capacity", "memory_bandwidth", "accelerator_count")
RESULT = (
    "whole",
    "attribute",
    "number_format",
    "variant",
    "total",
    "unit",
    "part",
    "count",
    "of_one",
    "product",
    "difference",
    "facts",
)
_SYSTEMS = ("server", "rack", "supernode", "cluster", "site", "superchip")
_TOLERANCE = 0.005

_Row = Mapping[str, str]


def list_part_sums(tables: Tables) -> pd.DataFrame:
    """List where count times part differs from the published total.

    Parameters
    ----------
    tables : Tables
        The tables as text.

    Returns
    -------
    DataFrame
        One row for each total (the newest of each basis and variant) that is off by more than
        half a per cent: all values in the unit of the total, `difference` as a share of the
        total, the ids of the two facts. A number format counts as its family; an unstated
        sparsity matches any. Empty where everything adds up.
    """
    excluded = set(tables.corrections["fact"])
    facts: dict[tuple[str, str], list[_Row]] = {}
    for record in tables.facts.to_dict("records"):
        row = {str(column): str(cell) for column, cell in record.items()}
        if row["attribute"] in ADDITIVE and row["id"] not in excluded and not row["period"]:
            facts.setdefault((row["subject"], row["attribute"]), []).append(row)
    subjects = {
        str(record["subject"]): {str(key): str(cell) for key, cell in record.items()}
        for record in tables.subjects.to_dict("records")
    }
    found = [each for name in subjects for each in _sums(name, subjects, facts)]
    frame = pd.DataFrame(found, columns=list(RESULT))
    return frame.sort_values(
        ["whole", "attribute", "number_format", "variant", "part"]
    ).reset_index(drop=True)


def part_sums_text(tables: Tables) -> str:
    """Tell in words where parts do not add up to a published total.

    Parameters
    ----------
    tables : Tables
        The tables as text.

    Returns
    -------
    str
        A line for each difference under a heading; one line if there is none.
    """
    sums = list_part_sums(tables)
    if sums.empty:
        return "Parts add up to every published total."
    lines = ["Published totals that differ from count times part:"]
    for row in sums.to_dict("records"):
        what = " ".join(
            str(word).replace("_", " ")
            for word in (row["number_format"], row["attribute"], row["variant"])
            if word
        )
        unit = "" if row["unit"] == "1" else f" {row['unit']}"
        lines.append(
            f"  {row['whole']}, {what}: {row['total']:.6g}{unit} published, "
            f"{row['count']:g} x {row['part']} make {row['product']:.6g}{unit} "
            f"({row['difference']:+.1%}; {row['facts']})"
        )
    return "\n".join(lines)


def _sums(
    whole: str,
    subjects: Mapping[str, _Row],
    facts: Mapping[tuple[str, str], list[_Row]],
) -> Iterator[tuple[str | float, ...]]:
    subject = subjects[whole]
    module = subjects.get(subject["module"], {})
    parts = [
        (subject["accelerator"], subject["accelerator_count"], ("package", "card"), ""),
        (
            subject["module"],
            subject["module_count"],
            ("supernode",),
            module.get("accelerator_count", ""),
        ),
    ]
    for attribute in ADDITIVE:
        for total in _newest(facts.get((whole, attribute), [])):
            if total["scope"] not in _SYSTEMS:
                continue
            for part, registered, scopes, size in parts:
                count = _count(total["variant"], registered)
                same = [
                    row
                    for row in _newest(facts.get((part, attribute), []), by_voice=True)
                    if row["scope"] in scopes and _alike(row, total, size)
                ]
                if count and same:
                    best = max(
                        same,
                        key=lambda row, total=total: (  # type: ignore[misc]
                            row["variant"] == total["variant"],
                            row["voice"] == total["voice"],
                            _stated(row),
                        ),
                    )
                    yield from _difference(whole, total, part, count, best)


def _difference(
    whole: str, total: _Row, part: str, count: float, of_one: _Row
) -> Iterator[tuple[str | float, ...]]:
    unit = total["unit"]
    try:
        stated = float(total["value"])
        single = convert(float(of_one["value"]), of_one["unit"], unit)
    except (ValueError, DataError):
        return
    product = count * single
    share = product / stated - 1 if stated else float("inf")
    if abs(share) > _TOLERANCE:
        yield (
            whole,
            total["attribute"],
            family(total["number_format"]),
            total["variant"],
            stated,
            unit,
            part,
            count,
            single,
            product,
            share,
            f"{total['id']}, {of_one['id']}",
        )


def _count(variant: str, registered: str) -> float:
    words = variant.replace(",", "").split()
    if len(words) == 2 and words[0].isdigit() and words[1] in ("NPUs", "GPUs"):
        return float(words[0])
    try:
        return float(registered)
    except ValueError:
        return 0.0


def _newest(rows: list[_Row], *, by_voice: bool = False) -> list[_Row]:
    latest: dict[tuple[str, ...], _Row] = {}
    for row in rows:
        if row["level"] not in ("", "peak") or row["bound"] in ("low", "high"):
            continue
        aspects = (row["sparsity"], row["scope"], row["segment"], row["variant"])
        key = (family(row["number_format"]), *aspects, row["voice"] if by_voice else "")
        other = latest.get(key)
        if other is None or _stated(row) >= _stated(other):
            latest[key] = row
    return list(latest.values())


def _stated(row: _Row) -> str:
    try:
        return parse_span(row["known_on"]).end.isoformat()
    except DataError:
        return ""


def _alike(one: _Row, other: _Row, size: str) -> bool:
    sparsities = {one["sparsity"], other["sparsity"]}
    designed = bool(size) and _count(one["variant"], "0") == float(size)
    return (
        family(one["number_format"]) == family(other["number_format"])
        and (len(sparsities) == 1 or "unstated" in sparsities)
        and one["segment"] == other["segment"]
        and (one["variant"] in ("", other["variant"]) or designed)
    )
