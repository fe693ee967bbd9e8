"""The only reader of data/: text, files and lines as they stand, or one sentence of refusal."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiprace.door.data import REGISTERS, load_tables, read_table
from chiprace.errors import DataError
from small_project import write_small_project


def write(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_cells_stay_text(tmp_path: Path) -> None:
    frame = read_table(write(tmp_path, "a,b\n0780,NA\n,1.10\n"), tmp_path)
    assert frame["a"].tolist() == ["0780", ""]
    assert frame["b"].tolist() == ["NA", "1.10"]


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    text = 'a,b\n1,"two\nlines"\n\n3,4\n'
    frame = read_table(write(tmp_path, text), tmp_path)
    assert frame["line"].tolist() == [2, 5]
    assert frame["file"].tolist() == ["table.csv"] * 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "table.csv is empty. Write at least the header row."),
        ("a,b,a\n1,2,3\n", "table.csv, line 1: the column 'a' stands twice. Keep one."),
        ("a,b\n1,2\n1\n", "table.csv, line 3: 1 cells under 2 columns."),
        ("a,b\n1,2,3\n", "table.csv, line 2: 3 cells under 2 columns."),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(DataError) as refused:
        read_table(write(tmp_path, text), tmp_path)
    assert sentence in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.csv is missing\. Look at its name"):
        read_table(tmp_path / "gone.csv", tmp_path)


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("a\nä\n".encode("latin-1"))
    with pytest.raises(DataError, match="is no UTF-8"):
        read_table(path, tmp_path)


def test_facts_files_stand_below_each_other(tmp_path: Path) -> None:
    root = write_small_project(tmp_path)
    first = root / "data" / "facts" / "small.csv"
    header = first.read_text(encoding="utf-8").splitlines()[0]
    more = header + "\n" + "TS0100" + "," * header.count(",") + "\n"
    (root / "data" / "facts" / "more.csv").write_text(more, encoding="utf-8")
    tables = load_tables(root)
    assert tables.facts["id"].tolist()[0] == "TS0100"
    assert tables.facts["file"].iloc[0] == "data/facts/more.csv"
    assert len(tables.facts) == 10


def test_unlike_columns_are_refused(tmp_path: Path) -> None:
    root = write_small_project(tmp_path)
    (root / "data" / "facts" / "zz.csv").write_text("id,value\nTS0100,1\n", encoding="utf-8")
    with pytest.raises(DataError, match="its columns differ from those of data/facts/small"):
        load_tables(root)


def test_no_facts_at_all_is_refused(tmp_path: Path) -> None:
    root = write_small_project(tmp_path)
    (root / "data" / "facts" / "small.csv").unlink()
    with pytest.raises(DataError, match="holds no CSV file"):
        load_tables(root)


def test_registers_are_attributes(tmp_path: Path) -> None:
    tables = load_tables(write_small_project(tmp_path))
    assert all(len(getattr(tables, name)) for name in REGISTERS)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = tables.nonsense


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80))
def test_no_bytes_crash_the_reader(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "table.csv").write_bytes(raw)
    try:
        frame = read_table(folder / "table.csv", folder)
    except DataError as refused:
        assert str(refused).startswith("table.csv")  # noqa: PT017
    else:
        assert [str(column) for column in frame.columns[-2:]] == ["file", "line"]
