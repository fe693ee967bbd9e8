import dataclasses

import pytest

from chiprace.errors import BuildError
from chiprace.look.tables import Cell, Column, Row, Table, table_frame, table_html, table_notes

TABLE = Table(
    (Column("Chip", align="left"), Column("FP8", "PFLOPS")),
    (
        Row((Cell("970"), Cell("3.6", ("was 4",), ("HW0166",), "revised"))),
        Row((Cell("980"), Cell("–", ("not stated", "was 4"), mark="missing"))),
    ),
)


def test_notes_are_lettered_by_position_and_shared():
    assert table_notes(TABLE) == {"was 4": "a", "not stated": "b"}
    assert "<sup>b,a</sup>" in table_html(TABLE)


def test_headers_have_a_scope_and_text_is_escaped():
    html = table_html(Table((Column("A<B"),), (Row((Cell("x&y"),)),)))
    assert '<th scope="col" class="right">A&lt;B</th>' in html
    assert '<th scope="row" class="right">x&amp;y</th>' in html


def test_the_frame_keeps_text_and_facts():
    frame = table_frame(TABLE)
    assert list(frame.columns) == ["Chip", "FP8 [PFLOPS]", "facts"]
    assert frame.iloc[0].tolist() == ["970", "3.6", "HW0166"]


def test_an_empty_cell_and_a_ragged_row_are_refused():
    with pytest.raises(BuildError, match="Row 1, column 'A', is empty"):
        Table((Column("A"),), (Row((Cell(""),)),))
    with pytest.raises(BuildError, match="Row 1 of the table has 2 cells under 1 columns"):
        Table((Column("A"),), (Row((Cell("a"), Cell("b"))),))


def test_a_table_does_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        TABLE.rows = ()


def test_letters_go_on_after_z():
    rows = tuple(Row((Cell("x", (f"note {index}",)),)) for index in range(28))
    assert list(table_notes(Table((Column("A"),), rows)).values())[25:] == ["z", "aa", "ab"]
