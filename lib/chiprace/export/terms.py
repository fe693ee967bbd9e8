"""Terms of the glossary: each is explained where a chapter uses it first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from chiprace.chapters.document import Document, Exhibit, Prose, TableBlock

#: Key of the table whose rows are a term and what it means.
GLOSSARY = "glossary"
#: What no term is looked for in: headings, code and addresses.
_ASIDE = re.compile(r"^#.*$|```[\s\S]*?```|`[^`]*`|\]\([^)]*\)", re.MULTILINE)


@dataclass(frozen=True)
class Term:
    """A row of the glossary.

    Parameters
    ----------
    id : str
        Id of the row, to link to.
    forms : tuple of str
        The words that stand for it, as ``FP16`` and ``BF16``.
    meaning : str
        What it means.
    """

    id: str
    forms: tuple[str, ...]
    meaning: str


@dataclass(frozen=True)
class Use:
    """The first use of a term in a chapter; `first` if the document has none before."""

    term: Term
    first: bool


#: A stretch of text, and the term that it stands for.
Piece = tuple[str, Use | None]


def term_id(block: Exhibit, heading: str) -> str:
    """Return the id of a row of a table by its heading; empty if it is not the glossary's."""
    slug = re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")
    return f"term-{slug}" if block.key == GLOSSARY else ""


def first_uses(document: Document) -> dict[int, tuple[Use, ...]]:
    """Find in each block the terms that its chapter has not used before.

    Parameters
    ----------
    document : Document
        With a table of the key ``glossary``; without it nothing is found.

    Returns
    -------
    dict
        By the `id` of a text, or of an exhibit for its subtitle. The chapter of the glossary is
        left out: there the terms stand in full.
    """
    terms = _glossary(document)
    known: set[str] = set()
    uses: dict[int, tuple[Use, ...]] = {}
    for chapter in document.chapters:
        if any(isinstance(block, Exhibit) and block.key == GLOSSARY for block in chapter.blocks):
            continue
        left = list(terms)
        for block in chapter.blocks:
            if isinstance(block, Prose):
                text = _ASIDE.sub("\n", block.markdown)
            elif isinstance(block, Exhibit):
                text = block.subtitle
            else:
                continue
            found = [term for term in left if _stands_in(term, text)]
            left = [term for term in left if term not in found]
            uses[id(block)] = tuple(Use(term, term.id not in known) for term in found)
            known.update(term.id for term in found)
    return uses


def mark(text: str, uses: Iterable[Use]) -> list[Piece]:
    """Cut a text at the first use of each term.

    Parameters
    ----------
    text : str
        Plain text.
    uses : iterable of Use
        Terms to look for.

    Returns
    -------
    list of Piece
        Joined, the pieces are the text. Of two terms that overlap the longer one counts.
    """
    hits = [(hit.span(), use) for use in uses if (hit := _pattern(use.term).search(text))]
    pieces: list[Piece] = []
    end = 0
    for (begin, stop), use in sorted(hits, key=lambda hit: (hit[0][0], -hit[0][1])):
        if begin >= end:
            pieces += [(text[end:begin], None), (text[begin:stop], use)]
            end = stop
    pieces.append((text[end:], None))
    return [piece for piece in pieces if piece[0]]


def _glossary(document: Document) -> list[Term]:
    return [
        Term(
            term_id(block, row.cells[0].text),
            tuple(row.cells[0].text.split(", ")),
            row.cells[1].text,
        )
        for block in document.exhibits
        if isinstance(block, TableBlock) and block.key == GLOSSARY
        for row in block.table.rows
    ]


@lru_cache(maxsize=1 << 15)  # the page and the paper have the same texts
def _stands_in(term: Term, text: str) -> bool:
    return _pattern(term).search(text) is not None


@lru_cache(maxsize=512)
def _pattern(term: Term) -> re.Pattern[str]:
    """Return what finds a term: capitals as they are, a plain word also at a sentence's start."""
    forms = []
    for form in sorted(term.forms, key=len, reverse=True):
        start = f"[{form[0]}{form[0].upper()}]" if form[0].islower() else re.escape(form[0])
        forms.append(start + re.escape(form[1:]))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})s?(?![\w-])")
