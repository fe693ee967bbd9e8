"""Rebuilds and tests the argument that Ascend systems will topple Nvidia."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chiprace.chapters.chapter import open_chapter
    from chiprace.evidence.facts import load_facts

__all__ = ["load_facts", "open_chapter"]

_HOMES = {"load_facts": "chiprace.evidence.facts", "open_chapter": "chiprace.chapters.chapter"}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that the command line starts at once."""
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'chiprace' has no attribute '{name}'")
