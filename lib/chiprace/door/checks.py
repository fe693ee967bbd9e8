"""Every fault of every table at once: the form of the cells, then what joins the tables."""

from datetime import date

from chiprace.door.columns import COLUMNS
from chiprace.door.crosschecks import check_across
from chiprace.door.data import Tables
from chiprace.door.faults import Fault, report_faults
from chiprace.door.schema import check_form

__all__ = ["Fault", "check_tables", "report_faults"]


def check_tables(tables: Tables, *, today: date) -> list[Fault]:
    """Find every fault in every table.

    Parameters
    ----------
    tables : Tables
        The tables as text.
    today : date
        No statement may be known later than this day.

    Returns
    -------
    list of Fault
        In the order of files, lines and columns; empty if all is well. Where columns are missing
        or too many, only those faults are returned, since nothing else can be judged.
    """
    form = check_form(tables)
    frames = {"facts": tables.facts, **tables.registers}
    if any(
        set(frame.columns) != {*COLUMNS[name], "file", "line"} for name, frame in frames.items()
    ):
        return sorted(form)
    seen = {(fault.file, fault.line, fault.column) for fault in form}
    across = {
        fault
        for fault in check_across(tables, today)
        if (fault.file, fault.line, fault.column) not in seen
    }
    return sorted({*form, *across})
