"""Cells name other exhibits by their numbers, where the document holds them."""

import pytest

from chiprace.chapters.document import Meta
from chiprace.chapters.reading import read_document
from chiprace.export.naming import with_names
from chiprace.look.tables import Cell, Column, Row, Table
from sample_notebook import chapter, figure_payload, shown, table_payload


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("roadmap", "pace"), "Table 1.1, Figure 1.1"),
        (("roadmap", "absent"), "Roadmap: as written"),
        ((), "Roadmap: as written"),
    ],
)
def test_a_cell_names_exhibits_by_number(keys, text):
    row = Row((Cell("C01"), Cell("Roadmap: as written", exhibits=keys)))
    table = Table((Column("Claim"), Column("Shown in")), (row,))
    cells = [
        shown(table_payload()),
        shown(figure_payload("pace")),
        shown(table_payload("why", table)),
    ]
    document = with_names(read_document([("01_roadmap", chapter("Roadmap", *cells))], Meta()))
    why = next(block for block in document.chapters[0].blocks if getattr(block, "key", "") == "why")
    assert why.table.rows[0].cells[1].text == text
