"""The document that lies in executed notebooks: read, merged into one notebook, and split again."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from chiprace.chapters.document import (
    PAYLOAD,
    Block,
    Chapter,
    Code,
    Document,
    Figure,
    Meta,
    Prose,
    Reference,
    Said,
    TableBlock,
)
from chiprace.errors import BuildError
from chiprace.look.tables import Cell, Column, Row, Table

#: Fields of a cell that are tuples.
_TUPLES = ("notes", "facts", "exhibits")
_NUMBERED = re.compile(r"(\d+)_")
_TITLE = re.compile(r"\s*# +(.+?)\s*(?:\n|$)")


def read_document(notebooks: Sequence[tuple[str, NotebookNode]], meta: Meta) -> Document:
    """Read executed notebooks as one document.

    Parameters
    ----------
    notebooks : sequence of (str, NotebookNode)
        Name, as ``01_roadmap``, and notebook of each chapter, in order.
    meta : Meta
        What stands on the cover.

    Returns
    -------
    Document
        With figures, tables and sources numbered.

    Raises
    ------
    BuildError
        If a notebook has no number or no title, holds an output that no exporter can show, or
        an exhibit lacks its caption or shares its key with another.
    """
    if not notebooks:
        raise BuildError("There is no chapter to export. Name at least one executed notebook.")
    reader = _Reader()
    chapters = tuple(reader.chapter(name, notebook) for name, notebook in notebooks)
    if not meta.title:
        meta = replace(meta, title=chapters[0].title)
    return Document(meta, chapters, tuple(reader.references.values()))


def merge_notebooks(
    notebooks: Sequence[tuple[str, NotebookNode]], meta: Meta | Mapping[str, Any]
) -> NotebookNode:
    """Merge executed chapters into one notebook that an exporter takes.

    Parameters
    ----------
    notebooks : sequence of (str, NotebookNode)
        Name and notebook of each chapter, in order.
    meta : Meta or mapping
        What stands on the cover; a mapping has the fields of `Meta`, the day as text or date.

    Returns
    -------
    NotebookNode
        All cells; the metadata ``chiprace`` of the notebook holds `meta`, that of a cell the
        chapter's name and the cell's position in it. The notebooks given are left as they are;
        their outputs are shared, not copied.
    """
    cells = []
    for name, notebook in notebooks:
        for position, original in enumerate(notebook.cells, 1):
            place = {"chapter": name, "cell": position}
            own = NotebookNode(original.metadata, chiprace=place)
            cells.append(NotebookNode(original, id=f"{name}-{position}"[-64:], metadata=own))
    cover = meta if isinstance(meta, Meta) else _meta(meta)
    described = asdict(cover) | {"as_of": cover.as_of.isoformat() if cover.as_of else ""}
    return new_notebook(cells=cells, metadata={"title": cover.title, "chiprace": described})


def split_notebook(
    notebook: NotebookNode, name: str
) -> tuple[list[tuple[str, NotebookNode]], Meta]:
    """Undo `merge_notebooks`; a single chapter passes as a document of its own.

    Parameters
    ----------
    notebook : NotebookNode
        Merged, or one executed chapter.
    name : str
        Name of the file, for a single chapter.

    Returns
    -------
    list of (str, NotebookNode), Meta
        As `read_document` takes them. A single chapter's cover tells its papermill parameters.
    """
    if "chiprace" not in notebook.metadata:
        given = notebook.metadata.get("papermill", {}).get("parameters", {})
        meta = Meta(
            as_of=_day(given.get("as_of")),
            scenario=str(given.get("name", "")),
            policy=str(given.get("policy", "")),
            label=str(given.get("edition", "")),
            paper=str(given.get("paper", Meta.paper)),
        )
        return [(name if _NUMBERED.match(name) else f"1_{name}", notebook)], meta
    chapters: dict[str, list[NotebookNode]] = {}
    for cell in notebook.cells:
        chapters.setdefault(cell.metadata["chiprace"]["chapter"], []).append(cell)
    merged = [(chapter, new_notebook(cells=cells)) for chapter, cells in chapters.items()]
    return merged, _meta(notebook.metadata["chiprace"])


class _Reader:
    """Numbers what it reads."""

    def __init__(self) -> None:
        self.references: dict[str, Reference] = {}
        self._keys: dict[str, str] = {}

    def chapter(self, name: str, notebook: NotebookNode) -> Chapter:
        numbered = _NUMBERED.match(name)
        if not numbered:
            raise BuildError(
                f"The notebook '{name}' has no chapter number. Name it as '01_{name}'."
            )
        number = int(numbered.group(1))
        title = ""
        blocks: list[Block] = []
        counts = {"figure": 0, "table": 0}
        for position, cell in enumerate(notebook.cells, 1):
            where = f"{name}, cell {cell.metadata.get('chiprace', {}).get('cell', position)}"
            source = cell.source.strip()
            if cell.cell_type == "markdown":
                if not title:
                    title, source = _title(source, where)
                if source:
                    blocks.append(Prose(source, where))
            elif cell.cell_type == "code":
                for payload in _payloads(cell, where):
                    blocks.append(self._block(payload, name, counts, where))
                _add_code(blocks, source)
            elif source:
                raise BuildError(
                    f"{where}: a raw cell would be lost. Make it a Markdown cell or remove it."
                )
        if not title:
            raise BuildError(f"{name} has no title. Begin its first Markdown cell with '# Title'.")
        return Chapter(number, title, tuple(blocks))

    def _block(
        self, payload: Mapping[str, Any], name: str, counts: dict[str, int], where: str
    ) -> Block:
        kind = payload.get("kind")
        if kind == "text":
            return Prose(payload["markdown"], where)
        if kind not in counts:
            raise BuildError(
                f"{where}: there is no output of kind '{kind}'. Use chiprace.chapters.show."
            )
        needed = ["key", "title", "subtitle", *(["alt", "svg"] if kind == "figure" else [])]
        for field in needed:
            if not str(payload.get(field, "")).strip():
                raise BuildError(
                    f"{where}: the {kind} '{payload.get('key', '')}' has no {field}. Give it one."
                )
        key = payload["key"]
        if key in self._keys:
            raise BuildError(
                f"{where}: the key '{key}' is taken by {self._keys[key]}. Choose another: keys "
                "name the files of figures and tables."
            )
        self._keys[key] = where
        counts[kind] += 1
        common = {
            "number": f"{int(name.split('_')[0])}.{counts[kind]}",
            "key": key,
            "title": payload["title"],
            "subtitle": payload["subtitle"],
            "notes": tuple(payload["notes"]),
            "references": tuple(self._cite(source, where) for source in payload["sources"]),
            "facts": tuple(
                Said(identity, said["words"], self.references[said["source"]].number)
                for identity, said in payload["said"].items()
            ),
            "csv": payload["csv"],
            "file": f"data/{name}_{key}.csv",
        }
        if kind == "figure":
            return Figure(**common, alt=payload["alt"], svg=payload["svg"])
        return TableBlock(**common, table=_table(payload["table"]))

    def _cite(self, source: Mapping[str, str], where: str) -> int:
        known = self.references.get(source["key"])
        reference = Reference(number=known.number if known else len(self.references) + 1, **source)
        if known and known != reference:
            raise BuildError(
                f"{where}: the source '{source['key']}' reads otherwise than in an earlier "
                "chapter. Execute all chapters on the same data."
            )
        self.references[source["key"]] = reference
        return reference.number


def _payloads(cell: NotebookNode, where: str) -> Iterator[Mapping[str, Any]]:
    for output in cell.outputs:
        data = output.get("data", {})
        if PAYLOAD in data:
            yield data[PAYLOAD]
            continue
        if output.output_type == "error":
            lost = f"{output.get('ename')}: {output.get('evalue')}"
        elif output.output_type == "stream":
            lost = output.text
        else:
            lost = str(data.get("text/plain", " ".join(data)))
        if lost.strip():
            kind = output.get("name", output.output_type)
            raise BuildError(
                f"{where}: an output ({kind}) would be lost: '{lost.strip().splitlines()[0]}'. "
                "Show it by chiprace.chapters.show, or mend the cell so that it prints nothing."
            )


def _add_code(blocks: list[Block], source: str) -> None:
    if blocks and isinstance(blocks[-1], Code):
        source = f"{blocks.pop().source}\n\n\n{source}"  # type: ignore[union-attr]
    if source.strip():
        blocks.append(Code(source.strip()))


def _title(source: str, where: str) -> tuple[str, str]:
    found = _TITLE.match(source)
    if not found:
        raise BuildError(f"{where} has no title. Begin the chapter's first text with '# Title'.")
    return found.group(1), source[found.end() :].strip()


def _table(raw: Mapping[str, Any]) -> Table:
    rows = (
        Row(
            tuple(
                Cell(**{**cell, **{each: tuple(cell[each]) for each in _TUPLES}})
                for cell in row["cells"]
            ),
            row["tone"],
        )
        for row in raw["rows"]
    )
    return Table(tuple(Column(**column) for column in raw["columns"]), tuple(rows))


def _meta(described: Mapping[str, Any]) -> Meta:
    return Meta(**{**described, "as_of": _day(described.get("as_of"))})


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
