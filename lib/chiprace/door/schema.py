"""The pandera schemas of the tables, and the faults that they find."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import pandas as pd

from chiprace.door.columns import COLUMNS, Column
from chiprace.door.data import REGISTERS, Tables
from chiprace.door.faults import Fault, nearest
from chiprace.door.parts import part_sums_text

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

__all__ = ["build_schema", "check_form", "part_sums_text"]


def check_form(tables: Tables) -> list[Fault]:
    """Find the faults that a column's own rules show.

    Parameters
    ----------
    tables : Tables
        The tables as text.

    Returns
    -------
    list of Fault
        Columns that are missing or too many, if any; else cells that are empty, of the wrong
        form, no word of the vocabulary, or twice where each must be its own.
    """
    frames = {"facts": tables.facts, **{name: tables.registers[name] for name in REGISTERS}}
    columns = [fault for name, frame in frames.items() for fault in _check_columns(name, frame)]
    if columns:
        return columns
    words = _words(tables)
    return [fault for name, frame in frames.items() for fault in _check_cells(name, frame, words)]


def build_schema(name: str, words: Mapping[str, tuple[str, ...]]) -> "DataFrameSchema":
    """Build the pandera schema of one table.

    Parameters
    ----------
    name : str
        ``facts`` or the name of a register.
    words : mapping of str to tuple of str
        The vocabulary by aspect.

    Returns
    -------
    DataFrameSchema
        Strict; each check is named ``empty``, ``word`` or ``form``. The cells are text, as the
        reader leaves them: numbers and dates are forms of text.
    """
    import pandera.pandas as pa

    columns = {}
    for column, rule in COLUMNS[name].items():
        checks = []
        if rule.required:
            checks.append(pa.Check.ne("", error="empty"))
        if rule.aspect:
            allowed = ("", *words.get(rule.aspect, ()))
            checks.append(pa.Check.isin(allowed, error="word"))
        else:
            whole = re.compile(rf"(?:{rule.pattern})?").fullmatch
            fits = partial(_fits, whole)
            checks.append(pa.Check(fits, error="form"))
        columns[column] = pa.Column(checks=checks, unique=rule.unique)
    columns |= {"file": pa.Column(), "line": pa.Column(int)}
    return pa.DataFrameSchema(columns, strict=True)


def _fits(
    whole: Callable[[str], re.Match[str] | None], cells: "pd.Series[str]"
) -> "pd.Series[bool]":
    return cells.isin([text for text in cells.unique() if whole(text)])


def _words(tables: Tables) -> dict[str, tuple[str, ...]]:
    groups = tables.basis.groupby("aspect")["word"]
    return {str(aspect): tuple(group) for aspect, group in groups}


def _check_columns(name: str, frame: pd.DataFrame) -> Iterator[Fault]:
    expected = [*COLUMNS[name], "file", "line"]
    file = str(frame["file"].iloc[0]) if len(frame) else f"data/{name}.csv"
    for column in expected:
        if column not in frame.columns:
            yield Fault(file, 1, column, column, "is missing", "Add the column to the header")
    for column in frame.columns:
        if column not in expected:
            near = nearest(column, set(expected) - set(frame.columns))
            mend = f"Write {near}" if near else "Take the column out"
            yield Fault(file, 1, str(column), str(column), "is no column of this table", mend)


def _check_cells(
    name: str, frame: pd.DataFrame, words: Mapping[str, tuple[str, ...]]
) -> Iterator[Fault]:
    from pandera.errors import SchemaErrors

    if frame.empty:
        return
    try:
        _cached_schema(name, tuple(words.items())).validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        for column, check, index in zip(
            cases["column"], cases["check"], cases["index"], strict=True
        ):
            if index is None or pd.isna(index):
                continue
            yield _cell_fault(name, frame, int(index), str(column), str(check), words)


@lru_cache(maxsize=64)
def _cached_schema(name: str, words: tuple[tuple[str, tuple[str, ...]], ...]) -> "DataFrameSchema":
    return build_schema(name, dict(words))


def _cell_fault(
    name: str,
    frame: pd.DataFrame,
    index: int,
    column: str,
    check: str,
    words: Mapping[str, tuple[str, ...]],
) -> Fault:
    row = frame.iloc[index]
    rule = COLUMNS[name][column]
    value = str(row[column])
    if check == "empty":
        problem, mend = "must be filled", f"Write {_hint(rule)}"
    elif check == "word":
        known = words.get(rule.aspect, ())
        near = nearest(value, known)
        problem = f"is no word for {rule.aspect.replace('_', ' ')}"
        mend = f"Write {near}" if near else f"Write one of: {', '.join(known)}"
    elif check == "field_uniqueness":
        lines = frame.loc[frame[column] == value]
        first = lines.iloc[0]
        other = first if first["line"] != row["line"] or len(lines) == 1 else lines.iloc[1]
        problem = f"stands in {other['file']}, line {other['line']}, too"
        mend = "Give each row its own"
    else:
        problem, mend = "has the wrong form", f"Write {_hint(rule)}"
    return Fault(str(row["file"]), int(str(row["line"])), column, value, problem, mend)


def _hint(rule: Column) -> str:
    if rule.refers:
        return f"a name of {rule.refers.split('.')[0]}.csv"
    if rule.aspect:
        return f"a word for {rule.aspect.replace('_', ' ')} from basis.csv"
    return re.sub(r"\s+", " ", rule.form)
