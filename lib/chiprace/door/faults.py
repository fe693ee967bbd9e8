"""What is wrong in a cell, in one sentence: place, value, problem, mend."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

_LONGEST = 60


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong in one cell of a table.

    Parameters
    ----------
    file : str
        Path of the file, relative to the root of the project.
    line : int
        Line of the row's first cell; the header is line 1.
    column : str
        Name of the column.
    value : str
        What stands there.
    problem : str
        What is wrong, as a predicate (``is no known unit``).
    mend : str
        What to do, as a sentence without its full stop.
    """

    file: str
    line: int
    column: str
    value: str
    problem: str
    mend: str

    def __str__(self) -> str:
        """Return one sentence for what is wrong and one for the mend."""
        text = " ".join(self.value.split())
        if len(text) > _LONGEST:
            text = text[: _LONGEST - 1] + "…"
        what = f"'{text}'" if text else "the empty cell"
        return f"{self.file}, line {self.line}, {self.column}: {what} {self.problem}. {self.mend}."


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is spelt most like `word`.

    Parameters
    ----------
    word : str
        A word that is not known.
    known : iterable of str
        The known words.

    Returns
    -------
    str
        Empty if none is near.
    """
    by_case = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(word.casefold(), by_case, n=1, cutoff=0.5)
    return by_case[close[0]] if close else ""


def report_faults(faults: Iterable[Fault]) -> str:
    """Put all faults into one text.

    Parameters
    ----------
    faults : iterable of Fault
        As `chiprace.door.checks.check_tables` returns them.

    Returns
    -------
    str
        A line for each fault and a last one with their number; a single line if there is none.
    """
    lines = [str(fault) for fault in faults]
    if not lines:
        return "No faults in data/."
    files = len({line.split(",", 1)[0] for line in lines})
    noun = "fault" if len(lines) == 1 else "faults"
    place = "file" if files == 1 else "files"
    return "\n".join([*lines, f"{len(lines)} {noun} in {files} {place}."])
