"""Rebuilds and tests the argument that Ascend systems will topple Nvidia."""

from chiprace.chapter import open_chapter
from chiprace.facts import load_facts

__all__ = ["load_facts", "open_chapter"]
