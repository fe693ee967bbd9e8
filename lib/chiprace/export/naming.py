"""What exhibits are called, and cells that name other exhibits."""

from collections.abc import Mapping
from dataclasses import replace

from chiprace.chapters.document import Block, Document, Exhibit, Figure, TableBlock
from chiprace.look.tables import Cell


def label(block: Exhibit) -> str:
    """Return what an exhibit is called, as ``Figure 1.2``."""
    return f"{'Figure' if isinstance(block, Figure) else 'Table'} {block.number}"


def with_names(document: Document) -> Document:
    """Return a document in which cells name other exhibits by number, where all of them are in it.

    Parameters
    ----------
    document : Document
        From `chiprace.chapters.document.read_document`.
    """
    blocks = (block for chapter in document.chapters for block in chapter.blocks)
    labels = {block.key: label(block) for block in blocks if isinstance(block, Exhibit)}
    chapters = (
        replace(chapter, blocks=tuple(_named(block, labels) for block in chapter.blocks))
        for chapter in document.chapters
    )
    return replace(document, chapters=tuple(chapters))


def _named(block: Block, labels: Mapping[str, str]) -> Block:
    if not isinstance(block, TableBlock):
        return block
    table_rows = (
        replace(row, cells=tuple(_written(cell, labels) for cell in row.cells))
        for row in block.table.rows
    )
    return replace(block, table=replace(block.table, rows=tuple(table_rows)))


def _written(cell: Cell, labels: Mapping[str, str]) -> Cell:
    if not cell.exhibits or not labels.keys() >= set(cell.exhibits):
        return cell
    return replace(cell, text=", ".join(labels[key] for key in cell.exhibits))
