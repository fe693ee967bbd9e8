"""Figures taken out of their chapters: the right statements, the same picture, saved."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.errors import DataError
from chiprace.lab import figure
from chiprace.lab.desk import DESK
from chiprace.lab.drawing import draw
from chiprace.lab.exhibits import list_exhibits
from chiprace.lab.names import names_of
from chiprace.paths import current_project
from drawn_figures import draw_chapter

DAY = "2026-01-01"
PRODUCT = "The efficiency gap: One multiplication"


@pytest.mark.parametrize(
    ("code", "taken", "bound", "surely"),
    [
        ("a = b + c.d", "b c", "a", "a"),
        ("a += 1", "a", "a", "a"),
        ("import x.y, z as w", "", "x w", "x w"),
        ("if a:\n    b = 1\nelse:\n    b = c\n    d = 2", "a c", "b d", "b"),
        ("with f() as (g, h):\n    k = g + m", "f m", "g h k", "g h k"),
        ("a = [b for b in c if b > d]", "c d", "a", "a"),
        ("a = {b: e for b, e in c}", "c", "a", "a"),
        ("x.y = 1", "x", "", ""),
        ("x[i] = 1", "x i", "", ""),
        ("for a in b:\n    c = a", "b", "a c", ""),
    ],
)
def test_names_of_a_statement(code, taken, bound, surely):
    names = names_of(ast.parse(code).body[0])
    assert names.taken == set(taken.split())
    assert names.bound == set(bound.split())
    assert names.surely == set(surely.split())


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6))
def test_a_chain_of_assignments_takes_only_what_was_not_bound_before(names):
    code = "if True:\n" + "".join(f"    {name} = {name} + 1\n" for name in names)
    assert names_of(ast.parse(code).body[0]).taken == set(names)


def test_each_figure_of_a_chapter_comes_out_as_in_the_chapter():
    path = current_project().notebooks / "05_efficiency.ipynb"
    expected = draw_chapter(path, as_of=DAY)
    chapter = DESK.asked({"as_of": DAY})
    mine = [each for each in list_exhibits(path.parent) if each.path == path]
    found = [draw(each, chapter) for each in mine if each.run(chapter) is not None]
    assert [each.name for each in found] == [
        f"{each.chapter}_{each.caption.key}" for each in expected
    ]
    for mine, theirs in zip(found, expected, strict=True):
        assert mine.caption == theirs.caption
        assert mine.data.equals(theirs.data)


def test_only_the_statements_that_it_takes_are_run():
    (product,) = (each for each in DESK.exhibits if each.label == PRODUCT)
    assert product.code.count("show_figure") == 1
    assert "open_chapter(" not in product.code
    assert "show_table" not in product.code


def test_a_figure_is_found_by_heading_and_by_the_name_of_its_files():
    by_heading = figure(PRODUCT, as_of=DAY)
    by_name = figure("05_efficiency_decomposition", as_of=DAY)
    assert by_heading.name == by_name.name == "05_efficiency_decomposition"
    assert by_heading.svg == by_name.svg


def test_an_unknown_figure_is_answered_with_the_nearest():
    with pytest.raises(DataError, match="The nearest is 'The efficiency gap: One multiplication'"):
        figure("The efficiency gap: One multiplicaton")


def test_saved_as_svg_png_and_csv(tmp_path):
    drawing = figure(PRODUCT, as_of=DAY)
    assert drawing.save(tmp_path / "x.svg").read_text(encoding="utf-8").startswith("<svg")
    assert drawing.save(tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
    header = drawing.save(tmp_path / "x.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == ",".join(drawing.data.columns)
    with pytest.raises(DataError, match=r"x\.pdf: a figure is saved as \.svg, \.png, \.csv"):
        drawing.save(tmp_path / "x.pdf")


def test_the_three_lines_draw_the_same_figure(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    drawing = figure(PRODUCT, as_of=DAY, policy="vendor")
    assert len(drawing.lines.strip().splitlines()) == 3
    exec(drawing.lines, {})
    saved = (tmp_path / f"{drawing.name}.svg").read_text(encoding="utf-8")
    assert saved == drawing.svg


def test_in_a_page_colours_follow_the_theme_and_the_picture_has_its_words():
    html = figure(PRODUCT, as_of=DAY)._repr_html_()
    picture = html[html.index("<svg") : html.index("</svg>")]
    assert 'role="img" aria-label="' in picture
    assert "var(--huawei)" in picture
    assert "#ca4d0a" not in picture
    assert '[data-jp-theme-light="false"] .chiprace{' in html
