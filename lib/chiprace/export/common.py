"""What both exporters share: from a notebook to a document, and small pieces of wording."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from importlib.resources import files
from typing import Any, Literal

from nbformat import NotebookNode

from chiprace.chapters.document import Chapter, Document, Exhibit, Prose, Reference
from chiprace.chapters.reading import read_document, split_notebook
from chiprace.export.naming import with_names
from chiprace.export.prose import Rendered, Source, parse_prose, render_prose
from chiprace.export.terms import Use, first_uses
from chiprace.stores import Store, name_of

#: Begins a note at the foot.
_NOTE = "[^"
#: A heading, or what may be the line under one.
_HEADING = re.compile(r"#|^\s*[=-]+\s*$", re.MULTILINE)
_SIGN = re.compile(r"(?<=\d) ×")


def template(name: str) -> str:
    """Return the text of a template of this package."""
    return files("chiprace.export").joinpath("templates", name).read_text(encoding="utf-8")


def open_document(notebook: NotebookNode, resources: dict[str, Any] | None) -> Document:
    """Read a notebook as nbconvert hands it over: merged, or a single chapter."""
    name = (resources or {}).get("metadata", {}).get("name") or "notebook"
    return with_names(read_document(*split_notebook(notebook, name)))


def render_document(
    document: Document,
    target: Literal["html5", "typst"],
    readable: Callable[[str], str] = str,
    store: Store | None = None,
) -> dict[int, Rendered]:
    """Return the rendered texts by the `id` of their block; of an exhibit, its subtitle.

    What a store keeps is taken from there, all other texts are rendered in one go. Where there are
    notes at the foot, which are counted through, nothing is kept.
    """
    terms = first_uses(document)
    chapters = [_sources(chapter, terms) for chapter in document.chapters]
    sources = {block: source for own in chapters for block, source in own.items()}
    if any(_NOTE in source.text for source in sources.values()):
        store = None
    rendered: dict[int, Rendered] = {}
    missing: dict[str, list[int]] = {}
    for blocks in (blocks for own in chapters for blocks in _apart(own)):
        name = name_of("prose", target, [sources[block] for block in blocks])
        kept = store.read(name) if store else None
        if kept is None:
            missing[name] = blocks
        else:
            pieces = (Rendered.of(**each) for each in json.loads(kept))
            rendered |= dict(zip(blocks, pieces, strict=True))
    wanted = {block for blocks in missing.values() for block in blocks}
    new = [block for block in sources if block in wanted]
    fresh = render_prose([sources[block] for block in new], target, readable)
    rendered |= dict(zip(new, fresh, strict=True))
    if store:
        for name, blocks in missing.items():
            store.write(name, json.dumps([asdict(rendered[block]) for block in blocks]))
    return {block: replace(each, text=keep_signs(each.text)) for block, each in rendered.items()}


def _apart(sources: Mapping[int, Source]) -> list[list[int]]:
    """Part the texts of a chapter that are rendered alike whatever the others say.

    Those that may hold headings stay together, as no two headings have the same id.
    """
    headed = [
        block
        for block, source in sources.items()
        if not source.plain and _HEADING.search(source.text)
    ]
    alone = [[block] for block in sources if block not in headed]
    return [*alone, headed] if headed else alone


def prepare_prose(document: Document) -> None:
    """Parse the texts of some chapters, which `render_document` then finds in this process."""
    for chapter in document.chapters:
        parse_prose(_sources(chapter, {}).values())


def _sources(chapter: Chapter, terms: Mapping[int, tuple[Use, ...]]) -> dict[int, Source]:
    """Return the texts of a chapter by the `id` of their block."""
    found = {}
    for block in chapter.blocks:
        uses = terms.get(id(block), ())
        if isinstance(block, Prose):
            found[id(block)] = Source(block.markdown, block.where, anchor(chapter), uses)
        elif isinstance(block, Exhibit):
            found[id(block)] = Source(block.subtitle, block.key, "", uses, plain=True)
    return found


def anchor(chapter: Chapter) -> str:
    """Return the id of a chapter."""
    return f"chapter-{chapter.number}"


def keep_signs(text: str) -> str:
    """Return a text in which no line can end between a ratio and its sign."""
    return _SIGN.sub("\u00a0×", text)


def sentence(note: str) -> str:
    """Return a note with a full stop, if it has no stop yet."""
    return note if note.rstrip().endswith((".", "!", "?", "…")) else f"{note.rstrip()}."


def origin(reference: Reference) -> tuple[str, str]:
    """Return what is said of a source before its title and after it."""
    after = [f"Published {reference.published}." if reference.published else ""]
    after.append("Only known as others quote it." if reference.opened == "quoted" else "")
    return reference.publisher, " ".join(filter(None, after))


def cover_lines(document: Document) -> list[tuple[str, str]]:
    """Return what the cover says of the edition, as pairs of term and value."""
    meta = document.meta
    lines = [
        ("Edition", meta.edition),
        ("Label", meta.label),
        ("As of", f"{meta.as_of.day} {meta.as_of:%B} {meta.as_of.year}" if meta.as_of else ""),
        ("Scenario", meta.scenario),
        ("Evidence policy", meta.policy),
    ]
    return [(term, value) for term, value in lines if value]
