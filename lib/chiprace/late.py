"""Modules that others import but seldom use, loaded when something of them is first asked for."""

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any


def load_late(name: str) -> None:
    """Let a module be imported in no time, and loaded on its first use.

    Parameters
    ----------
    name : str
        As in an import. Nothing is done where the module is loaded already, or is not installed.

    Notes
    -----
    `importlib.util.LazyLoader` is of no use here: up to Python 3.13 the import statement itself
    asks what it has deferred for its ``__spec__``, and so loads it.
    """
    parent, _, own = name.rpartition(".")
    if name in sys.modules or not (spec := find_spec(name)):
        return
    late = module_from_spec(spec)  # which says where it lies: kernels ask that of every module
    vars(late).pop("__path__", None)  # else its modules would be loaded without it

    def load(attribute: str) -> Any:
        if sys.modules.get(name) is late:
            del sys.modules[name]
        return getattr(import_module(name), attribute)

    late.__getattr__ = load  # type: ignore[method-assign]
    sys.modules[name] = late
    if parent:
        setattr(import_module(parent), own, late)
