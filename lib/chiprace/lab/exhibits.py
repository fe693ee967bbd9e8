"""The figures of the chapters, each with those statements of its chapter that draw it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import CodeType
from typing import Any

import nbformat

from chiprace.chapters.chapter import Chapter
from chiprace.chapters.run import chapter_parameters, list_chapters
from chiprace.lab.names import names_of
from chiprace.look.caption import Caption

_SHOW = "show_figure"
#: What a chapter opens with; everything that is drawn hangs on it.
_CHAPTER = "chapter"


@dataclass(frozen=True)
class Exhibit:
    """A figure of a chapter, before it is drawn.

    Parameters
    ----------
    path : Path
        The chapter.
    title : str
        Title of the chapter.
    heading : str
        Heading of the section that the figure stands in.
    statements : tuple of str
        Those statements of the chapter that it takes to draw the figure, in their order.
    """

    path: Path
    title: str
    heading: str
    statements: tuple[str, ...] = field(repr=False)

    @property
    def label(self) -> str:
        """Chapter and heading, as ``The efficiency gap: One multiplication``."""
        return f"{self.title}: {self.heading}"

    @property
    def code(self) -> str:
        """The statements as the chapter has them."""
        return "\n".join(self.statements)

    @cached_property
    def _compiled(self) -> CodeType:
        return compile(self.code, f"{self.path.name}, {self.heading}", "exec")

    def run(self, chapter: Chapter) -> tuple[Any, ...] | None:
        """Run the statements.

        Parameters
        ----------
        chapter : Chapter
            Scenario and evidence.

        Returns
        -------
        tuple or None
            Figure, caption and data, not drawn yet; None where nothing is known that could be.
        """
        desk = _Desk(chapter.scenario, chapter.evidence)
        names = chapter_parameters(self.path, chapter.scenario) | {_CHAPTER: desk}
        exec(self._compiled, names)
        return desk.shown[-1] if desk.shown else None


@dataclass(frozen=True)
class _Desk(Chapter):
    """A chapter that keeps its figures and shows nothing."""

    shown: list[tuple[Any, ...]] = field(default_factory=list)

    def show_figure(self, figure: Any, caption: Caption, data: Any) -> None:
        self.shown.append((figure, caption, data))

    def show_table(self, table: Any, caption: Caption) -> None:
        pass

    def say(self, text: str) -> None:
        pass


def list_exhibits(folder: Path) -> tuple[Exhibit, ...]:
    """Find the figures of all chapters, without running anything.

    Parameters
    ----------
    folder : Path
        ``notebooks/``.

    Returns
    -------
    tuple of Exhibit
        In the order of the report.
    """
    return tuple(found for path in list_chapters(folder) for found in _in_chapter(path))


def _in_chapter(path: Path) -> Iterator[Exhibit]:
    title = heading = ""
    before: list[ast.stmt] = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                title = line.removeprefix("# ") if line.startswith("# ") else title
                heading = line.removeprefix("## ") if line.startswith("## ") else heading
        elif cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", []):
            for statement in ast.parse(cell.source).body:
                if _shows_figure(statement):
                    needed = tuple(map(ast.unparse, _needed(statement, before)))
                    yield Exhibit(path, title, heading, needed)
                before.append(statement)


def _shows_figure(statement: ast.stmt) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr == _SHOW for node in ast.walk(statement)
    )


def _needed(target: ast.stmt, before: list[ast.stmt]) -> list[ast.stmt]:
    """Return a statement with all those before it that bind a name that it takes."""
    kept = [target]
    lacking = names_of(target).taken - {_CHAPTER}
    for statement in reversed(before):
        names = names_of(statement)
        if names.bound & lacking:
            kept.append(statement)
            lacking = (lacking - names.surely) | (names.taken - {_CHAPTER})
    return kept[::-1]
