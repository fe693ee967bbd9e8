"""What the Tab key offers: subjects, attributes, figures, claims and parameters."""

import keyword
import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any

from chiprace.errors import DataError
from chiprace.evidence.rules import POLICIES
from chiprace.lab.comparing import WATT
from chiprace.lab.desk import DESK
from chiprace.paths import current_project
from chiprace.scenario import list_scenarios, nearest

#: A call whose text is not closed yet: its name, what stands before, and the text so far.
_OPEN = re.compile(r"""(\w[\w.]*)\(((?:[^()"']|"[^"]*"|'[^']*')*)(["'])([^"']*)$""")


class Names:
    """Names to be chosen with the Tab key: ``subjects.B200``, or ``subjects["B200"]``.

    Parameters
    ----------
    listed : callable
        Returns the names.
    """

    def __init__(self, listed: Callable[[], Iterable[str]]) -> None:
        self._listed = listed

    def __dir__(self) -> list[str]:
        return sorted(map(_identifier, self._listed()))

    def __getattr__(self, name: str) -> str:
        for each in self._listed():
            if _identifier(each) == name:
                return each
        raise AttributeError(f"There is no '{name}'. Press Tab behind the point for all names.")

    def __getitem__(self, name: str) -> str:
        """Return a name that exists."""
        if name in self._listed():
            return name
        raise DataError(f"There is no '{name}'.{nearest(name, [*self])}")

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed())

    def __len__(self) -> int:
        return len(list(self._listed()))

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def _repr_html_(self) -> str:
        names = "".join(f"<li>{escape(name)}</li>" for name in self)
        return (
            f"<details><summary>{len(self)} names; press Tab behind a point or a bracket, or open "
            f"this list</summary><ul>{names}</ul></details>"
        )

    def __repr__(self) -> str:
        return f"<{len(self)} names; press Tab behind a point or a bracket, or list them>"


def offers(before: str) -> tuple[str, list[str]] | None:
    """Return what may follow in a call of `chiprace.lab` whose text is being typed.

    Parameters
    ----------
    before : str
        The code up to the cursor.

    Returns
    -------
    tuple or None
        The text so far, and all names that begin with it; None outside such a text.

    Examples
    --------
    >>> offers('why("C2')
    ('C2', ['C20', 'C21', 'C22', 'C23', 'C24'])
    >>> offers('compare("H100", "H200", by="memory_cap')
    ('memory_cap', ['memory_capacity', 'memory_capacity_ratio'])
    """
    found = _OPEN.search(before)
    if found is None:
        return None
    call, given, _, typed = found.groups()
    keyword_given = re.search(r"(\w+)\s*=\s*$", given)
    place = keyword_given[1] if keyword_given else given.count(",")
    names = _ARGUMENTS.get((call, place)) or _ARGUMENTS.get(("", place))
    if names is None:
        return None
    return typed, [name for name in names() if name.casefold().startswith(typed.casefold())]


def register() -> None:
    """Let IPython offer the names, where there is one."""
    from IPython.core.completer import SimpleCompletion
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None:
        return

    def match_names(context: Any) -> Any:
        found = offers(context.full_text[: _position(context)])
        if found is None:
            return {"completions": []}
        typed, names = found
        return {
            "completions": [SimpleCompletion(name, type="value") for name in names],
            "matched_fragment": typed,
            "ordered": True,
            "suppress": bool(names),
        }

    match_names.matcher_api_version = 2  # type: ignore[attr-defined]
    match_names.matcher_identifier = "chiprace"  # type: ignore[attr-defined]
    matchers = shell.Completer.custom_matchers
    matchers[:] = [
        each for each in matchers if getattr(each, "matcher_identifier", "") != "chiprace"
    ]
    matchers.append(match_names)


def _position(context: Any) -> int:
    lines = str(context.full_text).split("\n")
    before = sum(len(line) + 1 for line in lines[: context.cursor_line])
    return before + int(context.cursor_position)


def _identifier(name: str) -> str:
    text = re.sub(r"\W+", "_", name).strip("_")
    return f"_{text}" if text[:1].isdigit() or keyword.iskeyword(text) else text


def _list_subjects() -> Iterable[str]:
    return DESK.facts.subjects


def _list_attributes() -> Iterable[str]:
    return DESK.facts.attributes


def _list_figures() -> Iterable[str]:
    return [each.label for each in DESK.exhibits]


def _list_scenarios() -> Iterable[str]:
    return list_scenarios(current_project().scenarios)


subjects = Names(_list_subjects)
attributes = Names(_list_attributes)
figures = Names(_list_figures)

#: What may stand in a call: by its name, or in any, and by position or keyword.
_ARGUMENTS: dict[tuple[str, str | int], Callable[[], Iterable[str]]] = {
    ("facts", 0): _list_subjects,
    ("facts", 1): _list_attributes,
    ("facts.add", 0): _list_subjects,
    ("facts.add", 1): _list_attributes,
    ("compare", 0): _list_subjects,
    ("compare", 1): _list_subjects,
    ("compare", 2): lambda: [WATT, *_list_attributes()],
    ("compare", "by"): lambda: [WATT, *_list_attributes()],
    ("why", 0): lambda: [*DESK.claims, *_list_figures()],
    ("figure", 0): _list_figures,
    ("explore", 0): _list_scenarios,
    ("explore", "figure"): _list_figures,
    ("", "policy"): lambda: POLICIES,
}
