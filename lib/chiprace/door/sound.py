"""Whether the data are sound; told at once where the same data were found so on the same day."""

import json
from contextlib import suppress
from datetime import date

from chiprace.door.data import load_tables
from chiprace.errors import DataError
from chiprace.hashes import environment, input_hashes, text_hash
from chiprace.paths import Project


def require_sound(project: Project, today: date, *, again: bool) -> None:
    """Refuse to go on while the data have faults.

    Parameters
    ----------
    project : Project
        The checkout; it is noted in its ``.cache`` that the data are sound.
    today : date
        No source may be newer.
    again : bool
        Whether to look also where it is noted.

    Raises
    ------
    DataError
        If there are faults; the message lists them.
    """
    note = project.root / ".cache" / "sound"
    seen = [str(project.root), str(today), environment(project), input_hashes(project)]
    name = text_hash(json.dumps(seen, sort_keys=True))
    with suppress(OSError):
        if not again and note.read_text(encoding="utf-8") == name:
            return
    # Here alone: they take longer to load than to see that nothing has changed.
    from chiprace.door.checks import check_tables
    from chiprace.door.faults import report_faults

    faults = check_tables(load_tables(project.root), today=today)
    if faults:
        raise DataError(report_faults(faults))
    with suppress(OSError):  # where nothing can be noted, the data are looked at each time
        note.parent.mkdir(exist_ok=True)
        note.write_text(name, encoding="utf-8")
