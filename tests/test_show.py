import re

import pandas as pd
import pytest
from matplotlib import pyplot as plt

from chiprace.chapters import show
from chiprace.errors import BuildError
from chiprace.look.palette import DARK, LIGHT
from chiprace.look.style import report_style
from chiprace.look.tables import Cell, Column, Row, Table

CAPTION = show.Caption("key", "A title < 2", "kW, all in", "Two points, 559 and 600.", ("a note",))
DATA = pd.DataFrame({"value": [559.0, 600.0], "facts": ["HW0190", "SC0022 HW0191"]})


@pytest.fixture
def shown(monkeypatch):
    bundles = []
    monkeypatch.setattr(show, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def draw():
    with report_style():
        figure, ax = plt.subplots()
        ax.plot([1, 2], [559, 600])
        ax.set_title("Grün ≥ 5")
    return figure


def test_a_figure_carries_everything_that_a_reader_needs(facts, shown):
    show.show_figure(draw(), CAPTION, DATA, facts)
    (bundle,) = shown
    payload = bundle[show.PAYLOAD]
    assert payload["title"] == "A title < 2"
    assert payload["facts"] == ["HW0190", "HW0191", "SC0022"]
    assert {source["key"] for source in payload["sources"]} == {
        facts[identity].source for identity in payload["facts"]
    }
    assert payload["csv"].splitlines()[1] == "559,HW0190"
    assert ">Grün ≥ 5<" in payload["svg"]
    assert "A title &lt; 2" in bundle["text/html"]


def test_a_picture_in_a_notebook_follows_the_theme_and_that_of_the_report_is_as_drawn(facts, shown):
    figure = draw()
    figure.axes[0].axvline(1, color=LIGHT.huawei)
    show.show_figure(figure, CAPTION, DATA, facts)
    (bundle,) = shown
    picture = bundle["text/html"].split("<svg")[1]
    assert "stroke: var(--huawei)" in picture
    assert not re.search("#[0-9a-f]{6}", picture)
    assert f"--huawei:{DARK.huawei}" in bundle["text/html"]
    assert f"stroke: {LIGHT.huawei}" in bundle[show.PAYLOAD]["svg"]


def test_the_same_figure_gives_the_same_bytes(facts, shown):
    for _ in range(2):
        show.show_figure(draw(), CAPTION, DATA, facts)
    assert shown[0] == shown[1]


def test_a_figure_is_closed_once_shown(facts, shown):
    show.show_figure(draw(), CAPTION, DATA, facts)
    assert not plt.get_fignums()


@pytest.mark.parametrize("lacking", ["title", "subtitle", "alt"])
def test_what_cannot_be_said_cannot_be_shown(facts, shown, lacking):
    caption = show.Caption(**(vars(CAPTION) | {lacking: ""}))
    with pytest.raises(BuildError, match=f"has no {lacking}"):
        show.show_figure(draw(), caption, DATA, facts)


def test_data_without_sources_or_rows_are_refused(facts, shown):
    with pytest.raises(BuildError, match="no column 'facts'"):
        show.show_figure(draw(), CAPTION, DATA.drop(columns="facts"), facts)
    with pytest.raises(BuildError, match="are empty"):
        show.show_figure(draw(), CAPTION, DATA.iloc[:0], facts)


def test_a_table_needs_no_alternative_text(facts, shown):
    table = Table((Column("A"),), (Row((Cell("600", facts=("SC0022",)),)),))
    show.show_table(table, show.Caption("key", "title", "subtitle"), facts)
    assert shown[0][show.PAYLOAD]["table"]["rows"][0]["cells"][0]["text"] == "600"


def test_the_style_leaves_the_process_as_it_was():
    before = plt.rcParams["font.size"], plt.rcParams["svg.fonttype"]
    with report_style():
        assert plt.rcParams["svg.fonttype"] == "none"
    assert (plt.rcParams["font.size"], plt.rcParams["svg.fonttype"]) == before
