"""A document as plain objects: chapters, numbered figures and tables, sources."""

from dataclasses import dataclass
from datetime import date

from chiprace.look.tables import Table

#: Kind of an output that carries what the document holds of it, see `chiprace.chapters.show`.
PAYLOAD = "application/vnd.chiprace+json"


@dataclass(frozen=True)
class Meta:
    """What a document says of itself on its cover.

    Parameters
    ----------
    title, subtitle : str
        Of the whole document; without a title the first chapter's counts.
    edition : str
        Name of the edition.
    as_of : date, optional
        Day from which the facts are seen.
    scenario, policy, label : str
        Name of the scenario, name of the evidence policy, and the label of the edition.
    paper : str
        Size of the PDF's pages: ``a4`` or ``us-letter``.
    cover : str
        Key of the figure that stands on the cover.
    """

    title: str = ""
    subtitle: str = ""
    edition: str = ""
    as_of: date | None = None
    scenario: str = ""
    policy: str = ""
    label: str = ""
    paper: str = "a4"
    cover: str = ""


@dataclass(frozen=True)
class Prose:
    """Markdown, written or computed, and the cell that it comes from."""

    markdown: str
    where: str = ""


@dataclass(frozen=True)
class Code:
    """The source of one or more code cells."""

    source: str


@dataclass(frozen=True)
class Said:
    """A fact behind an exhibit: its id, what it says, and the number of its source."""

    id: str
    words: str
    reference: int


@dataclass(frozen=True)
class Exhibit:
    """What a figure and a table have in common.

    Parameters
    ----------
    number : str
        Chapter and position in it, as ``1.2``; figures and tables count apart.
    key, title, subtitle, notes : str, str, str, tuple of str
        As in `chiprace.look.caption.Caption`.
    facts : tuple of Said
        The facts behind it.
    references : tuple of int
        Numbers of its sources in the document's list.
    csv : str
        Its data.
    file : str
        Name of the file of its data in an edition.
    """

    number: str
    key: str
    title: str
    subtitle: str
    notes: tuple[str, ...]
    facts: tuple[Said, ...]
    references: tuple[int, ...]
    csv: str
    file: str


@dataclass(frozen=True)
class Figure(Exhibit):
    """A figure: `svg` is the picture, `alt` its finding for those who do not see it."""

    alt: str
    svg: str


@dataclass(frozen=True)
class TableBlock(Exhibit):
    """A table: `table` has its cells."""

    table: Table


Block = Prose | Code | Figure | TableBlock


@dataclass(frozen=True)
class Reference:
    """A source with its number in the document."""

    number: int
    key: str
    publisher: str
    title: str
    url: str
    published: str
    opened: str


@dataclass(frozen=True)
class Chapter:
    """One notebook: its number, its title and its blocks in order."""

    number: int
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """Everything that an exporter needs."""

    meta: Meta
    chapters: tuple[Chapter, ...]
    references: tuple[Reference, ...]

    @property
    def exhibits(self) -> list[Exhibit]:
        """All figures and tables in order."""
        blocks = (block for chapter in self.chapters for block in chapter.blocks)
        return [block for block in blocks if isinstance(block, Exhibit)]
