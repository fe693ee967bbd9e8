"""Pictures that are kept: the same as drawn anew, and found only where the same is to be drawn."""

import os
import subprocess
import sys
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.ticker import FuncFormatter

from chiprace.chapters import pictures
from chiprace.chapters.drawing import drawing_hash
from chiprace.chapters.pictures import as_svg, picture
from chiprace.look.labels import label_points
from chiprace.look.style import report_style
from chiprace.stores import PICTURES, VARIABLE, Store, told

#: What a figure is drawn with, and another value of it that shows.
ELSE = {
    "words": "559 kW",
    "place": 1.3,
    "shade": "#c00000",
    "size": 7.0,
    "ticks": "{:.2f}",
    "top": 9.0,
    "width": 5.0,
    "line": ":",
    "day": date(2026, 3, 1),
    "grid": True,
    "name": "Atlas 950",
    "mark": 30.0,
}


def draw(
    words="600 kW",
    place=1.0,
    shade="#0000c0",
    size=8.0,
    ticks="{:.1f}",
    top=6.0,
    width=6.3,
    line="-",
    day=date(2026, 1, 1),
    grid=False,
    name="Atlas 900",
    mark=6.0,
):
    """Return a figure with text, labels, ticks by a function made here, dates and a legend."""
    with report_style():
        figure, (ax, times) = plt.subplots(1, 2, figsize=(width, 2.0))
        ax.plot([1, 2, 4], [2, place, 4], line, color=shade, label="power")
        ax.text(place, 2, words, fontsize=size)
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: ticks.format(value)))
        ax.set_ylim(0, top)
        ax.legend()
        label_points(ax, [(2, place, name), (4, 4, "")], colours=[shade] * 2, radii=[mark, 0])
        times.plot([day, date(2027, 1, 1)], [1, 2])
        times.grid(grid)
    plt.close(figure)
    return figure


def hash_of(figure):
    with report_style():
        return drawing_hash(figure)


def svg_of(figure):
    with report_style():
        return as_svg(figure)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, told({PICTURES: Store(tmp_path, "state", tmp_path)}))
    return tmp_path


@pytest.fixture
def drawn(monkeypatch):
    """Return the figures that are drawn anew."""
    found = []

    def noted(figure):
        found.append(figure)
        return as_svg(figure)

    monkeypatch.setattr(pictures, "as_svg", noted)
    return found


def test_the_same_figure_has_the_same_hash_whatever_was_drawn_before():
    first = hash_of(draw())
    as_svg(draw(words="another"))
    assert hash_of(draw()) == first


@pytest.mark.parametrize("name", ELSE)
def test_what_shows_counts(name):
    assert svg_of(draw(**{name: ELSE[name]})) != svg_of(draw())
    assert hash_of(draw(**{name: ELSE[name]})) != hash_of(draw())


choices = st.fixed_dictionaries(
    {
        "words": st.sampled_from(["600 kW", "559 kW", " 600 kW"]),
        "place": st.floats(0.9, 1.1),
        "top": st.sampled_from([6.0, 6, 6.000001, 7.0]),
        "ticks": st.sampled_from(["{:.1f}", "{:0.1f}", "{:.2f}"]),
        "shade": st.sampled_from(["#0000c0", "#0000C0", (0, 0, 0.75)]),
    }
)


@settings(max_examples=15, deadline=None)
@given(choices, choices)
def test_equal_hashes_equal_pictures(one, other):
    first, second = draw(**one), draw(**other)
    if svg_of(draw(**one)) != svg_of(draw(**other)):
        assert hash_of(first) != hash_of(second)


def test_no_two_figures_of_many_share_a_hash():
    many = [
        {name: ELSE[name] for name in names}
        for count in (0, 1, 2)
        for names in combinations(ELSE, count)
    ]
    assert len({hash_of(draw(**each)) for each in many}) == len(many)


def test_settings_count():
    with report_style():
        figure = draw()
        plain = drawing_hash(figure)
        with plt.rc_context({"svg.fonttype": "path"}):
            assert drawing_hash(figure) != plain


def test_another_process_finds_the_same_hash():
    code = "from test_pictures import draw, hash_of; print(hash_of(draw()))"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {hash_of(draw())}


def test_what_is_kept_is_not_drawn_again_and_is_what_was_drawn(folder, drawn, monkeypatch):
    first = picture(draw())
    assert picture(draw()) == first
    assert len(drawn) == 1
    monkeypatch.delenv(VARIABLE)
    assert picture(draw()) == first
    assert len(drawn) == 2


def test_labels_of_a_picture_that_is_kept_need_no_places(folder):
    first, again = draw(), draw()
    assert "Atlas 900" in picture(first)[0]
    assert "Atlas 900" in picture(again)[0]
    written = [[text.get_text() for text in each.axes[0].texts] for each in (first, again)]
    assert written == [["600 kW", "Atlas 900", ""], ["600 kW"]]


def test_another_picture_or_another_state_is_drawn(folder, drawn, monkeypatch):
    picture(draw())
    assert "559 kW" in picture(draw(words="559 kW"))[0]
    monkeypatch.setenv(VARIABLE, told({PICTURES: Store(folder, "other", folder)}))
    picture(draw())
    assert len(drawn) == 3


def test_what_cannot_be_read_is_drawn_each_time(folder, drawn):
    for _ in range(2):
        figure = draw()
        figure.axes[0].held = (number for number in range(3))  # no state that could be read
        assert "600 kW" in picture(figure)[0]
    assert len(drawn) == 2
    assert not list(folder.iterdir())


def test_a_function_of_a_notebook_counts_with_its_code():
    def figure(code):
        names = {"__name__": "__main__"}
        exec(code, names)
        drawn = draw()
        drawn.axes[0].yaxis.set_major_formatter(names["tick"])
        return drawn

    one, other = "def tick(value, _): return 'a'", "def tick(value, _): return 'b'"
    assert hash_of(figure(one)) == hash_of(figure(one)) != hash_of(figure(other))
