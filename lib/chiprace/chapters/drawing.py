"""All that a picture hangs on, as a hash: what matplotlib holds of a figure before it is drawn."""

import hashlib
import io
import pickle
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

import matplotlib as mpl
from matplotlib.dates import rrulewrapper
from matplotlib.figure import Figure
from matplotlib.transforms import TransformNode

#: What differs from one process to another and leaves no trace in a picture: whom a transformation
#: tells of its changes, by address, and a rule that is made of its other parts when it is used.
_APART: dict[type, str] = {TransformNode: "_parents", rrulewrapper: "_rrule"}
#: Settings of where pictures are shown, not of how they look.
_WINDOWS = (
    "backend",
    "interactive",
    "toolbar",
    "keymap",
    "webagg",
    "tk.",
    "macosx",
    "figure.hooks",
)


def drawing_hash(figure: Figure) -> str | None:
    """Return a hash of a figure that is not yet drawn: equal hashes, equal pictures.

    Parameters
    ----------
    figure : Figure
        With all that is in it. Its state is read as for pickling, whose bytes are hashed and not
        kept; functions made on the way, as for ticks, count with their code and what they hold.

    Returns
    -------
    str or None
        The hash, which holds for one state of matplotlib and of this package only; None where
        something in the figure cannot be read, as a class that a notebook defines.
    """
    rules = {
        name: value for name, value in dict.items(mpl.rcParams) if not name.startswith(_WINDOWS)
    }
    state = io.BytesIO()
    try:
        _Reader(state, pickle.HIGHEST_PROTOCOL).dump((repr(sorted(rules.items())), figure))
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
    return hashlib.sha256(state.getvalue()).hexdigest()


class _Reader(pickle.Pickler):
    """Reads what pickle would not, or would read anew in each process."""

    def reducer_override(self, thing: Any) -> Any:
        for kind, left_out in _APART.items():
            if isinstance(thing, kind):
                return _described, (type(thing),), {**vars(thing), left_out: None}
        if isinstance(thing, FunctionType) and _has_no_name(thing):
            held = [cell.cell_contents for cell in thing.__closure__ or ()]
            rest = (thing.__code__, held, thing.__defaults__, thing.__kwdefaults__)
            return _described, (thing.__module__, thing.__qualname__, *rest)
        if isinstance(thing, CodeType):
            return _described, (thing.co_code, thing.co_consts, thing.co_names)
        if isinstance(thing, type) and thing.__module__ == "__main__":
            raise pickle.PicklingError(f"{thing.__qualname__} has no code that can be read")
        return NotImplemented


def _described(*parts: Any) -> None:
    """Stand where a function would that makes the thing again: nothing is ever read back."""


def _has_no_name(function: Callable[..., Any]) -> bool:
    """Say whether a name does not tell the code: for what is made on the way, and in notebooks."""
    return "<" in function.__qualname__ or function.__module__ == "__main__"
