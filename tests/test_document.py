"""Reading executed notebooks as one document."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from chiprace.chapters.document import Code, Figure, Meta, Prose, TableBlock
from chiprace.chapters.reading import merge_notebooks, read_document, split_notebook
from chiprace.errors import BuildError
from sample_notebook import (
    META,
    chapter,
    figure_payload,
    sample_chapters,
    sample_table,
    shown,
    source,
    table_payload,
    text_payload,
)


def read(*cells, name="01_roadmap"):
    return read_document([(name, chapter("Roadmap", *cells))], META)


def test_figures_and_tables_are_numbered_apart_within_their_chapter():
    document = read_document(sample_chapters(), META)
    assert [(part.number, part.title) for part in document.chapters] == [
        (1, "Roadmap"),
        (3, "Superclusters"),
    ]
    blocks = [block for part in document.chapters for block in part.blocks]
    assert [block.number for block in blocks if isinstance(block, Figure)] == ["1.1", "3.1"]
    assert [block.number for block in blocks if isinstance(block, TableBlock)] == ["1.1", "3.1"]


def test_sources_are_numbered_by_first_appearance_over_the_document():
    document = read(
        shown(figure_payload(sources=[source(9), source(4)])),
        shown(table_payload(sources=[source(4), source(1)])),
    )
    assert [reference.key for reference in document.references] == ["S009", "S004", "S001"]
    assert [reference.number for reference in document.references] == [1, 2, 3]
    cited = [
        block.references for block in document.chapters[0].blocks if not isinstance(block, Code)
    ]
    assert cited == [(1, 2), (2, 3)]


def test_a_source_that_reads_otherwise_is_refused():
    cells = shown(figure_payload()), shown(table_payload(sources=[source(1, title="Another")]))
    with pytest.raises(BuildError, match=r"01_roadmap, cell 3: the source 'S001' reads otherwise"):
        read(*cells)


def test_the_table_comes_back_as_it_was_shown():
    table = sample_table()
    block = read(shown(table_payload(table=table))).chapters[0].blocks[0]
    assert isinstance(block, TableBlock)
    assert block.table == table


def test_prose_and_code_keep_their_order_and_neighbouring_code_is_joined():
    blocks = read(
        new_code_cell("a = 1"),
        new_code_cell("b = 2"),
        new_markdown_cell("Written."),
        shown(text_payload("Computed.")),
    ).chapters[0].blocks  # fmt: skip
    assert [type(block) for block in blocks] == [Code, Prose, Prose, Code]
    assert blocks[0].source == "a = 1\n\n\nb = 2"
    assert [block.markdown for block in blocks[1:3]] == ["Written.", "Computed."]


def test_the_rest_of_the_title_cell_is_prose():
    notebook = new_notebook(cells=[new_markdown_cell("# Roadmap\n\nFirst words.")])
    part = read_document([("01_roadmap", notebook)], META).chapters[0]
    assert (part.title, part.blocks) == ("Roadmap", (Prose("First words.", "01_roadmap, cell 1"),))


@pytest.mark.parametrize(
    ("output", "told"),
    [
        (new_output("stream", name="stderr", text="Warning: odd\nmore"), r"stderr.*Warning: odd'"),
        (new_output("stream", name="stdout", text="hello"), r"stdout.*hello"),
        (new_output("error", ename="KeyError", evalue="'x'", traceback=[]), r"KeyError: 'x'"),
        (new_output("display_data", data={"image/png": "AAAA"}), r"image/png"),
        (new_output("execute_result", data={"text/plain": "42"}), r"42"),
    ],
)
def test_an_output_without_payload_is_refused_with_its_place(output, told):
    with pytest.raises(BuildError, match=rf"01_roadmap, cell 2: an output .*{told}"):
        read(new_code_cell("x", outputs=[output]))


def test_empty_outputs_do_no_harm():
    outputs = [
        new_output("stream", name="stdout", text="\n"),
        new_output("display_data", data={}),
        new_output("display_data", data={"text/plain": ""}),
    ]
    assert read(new_code_cell("x", outputs=outputs)).chapters[0].blocks == (Code("x"),)


@pytest.mark.parametrize("field", ["key", "title", "subtitle", "alt", "svg"])
def test_a_figure_that_lacks_a_part_is_refused(field):
    with pytest.raises(BuildError, match=rf"cell 2: the figure '.*' has no {field}. Give it one."):
        read(shown(figure_payload(**{field: " "})))


def test_a_key_used_twice_is_refused():
    with pytest.raises(BuildError, match=r"cell 3: the key 'same' is taken by 01_roadmap, cell 2"):
        read(shown(figure_payload("same")), shown(table_payload("same")))


@pytest.mark.parametrize(
    ("name", "cells", "told"),
    [
        ("roadmap", [new_markdown_cell("# A")], "no chapter number. Name it as '01_roadmap'"),
        ("01_a", [new_markdown_cell("## A")], "01_a, cell 1 has no title"),
        ("01_a", [], "01_a has no title"),
        ("01_a", [new_markdown_cell("# A"), new_raw_cell("x")], "cell 2: a raw cell would be lost"),
        ("01_a", [new_markdown_cell("# A"), shown({"kind": "sound"})], "no output of kind 'sound'"),
    ],
)
def test_a_notebook_that_is_no_chapter_is_refused(name, cells, told):
    with pytest.raises(BuildError, match=told):
        read_document([(name, new_notebook(cells=cells))], META)


def test_no_chapters_are_refused():
    with pytest.raises(BuildError, match="no chapter to export"):
        read_document([], META)


def test_merging_and_splitting_change_nothing():
    chapters = sample_chapters()
    before = [nbformat.writes(notebook) for _, notebook in chapters]
    merged = merge_notebooks(chapters, META)
    nbformat.validate(merged)
    assert [nbformat.writes(notebook) for _, notebook in chapters] == before
    again = nbformat.reads(nbformat.writes(merged), as_version=4)
    assert read_document(*split_notebook(again, "any")) == read_document(chapters, META)


def test_meta_may_be_given_as_plain_values():
    plain = {"title": "T", "edition": "e", "as_of": "2026-01-01"}
    typed = merge_notebooks(sample_chapters(), plain)
    assert typed.metadata["chiprace"]["as_of"] == "2026-01-01"
    assert split_notebook(typed, "")[1].as_of.isoformat() == "2026-01-01"


def test_a_single_chapter_tells_its_parameters():
    name, notebook = sample_chapters()[0]
    parameters = {"as_of": "2026-01-01", "policy": "vendor", "name": "low", "edition": "1.10"}
    notebook.metadata["papermill"] = {"parameters": parameters}
    document = read_document(*split_notebook(notebook, name))
    assert document.meta == Meta(
        "Roadmap", as_of=document.meta.as_of, scenario="low", policy="vendor", label="1.10"
    )
    assert str(document.meta.as_of) == "2026-01-01"
    notebook.metadata["papermill"]["parameters"]["as_of"] = "latest"
    assert split_notebook(notebook, name)[1].as_of is None


def test_what_show_displays_is_what_is_read(monkeypatch):
    import pandas as pd
    from matplotlib import pyplot as plt

    from chiprace.chapters import show
    from chiprace.evidence.facts import load_facts
    from chiprace.look.style import report_style

    bundles = []
    monkeypatch.setattr(show, "_display", bundles.append)
    facts = load_facts()
    fact = next(iter(facts))
    data = pd.DataFrame({"x": [1.5], "facts": [fact.id]})
    with report_style():
        figure, axes = plt.subplots()
        axes.plot([1, 2], [3, 4])
        show.show_figure(figure, show.Caption("f", "T", "S", "A finding", ("N",)), data, facts)
    show.show_table(sample_table(1), show.Caption("t", "T", "S"), _AnyFacts(facts, fact))
    show.say("A sentence.")
    cell = new_code_cell("x", outputs=[new_output("display_data", data=each) for each in bundles])
    figure_block, table_block, prose, _ = read(cell).chapters[0].blocks
    assert isinstance(figure_block, Figure)
    assert figure_block.svg.startswith("<svg")
    assert figure_block.csv.splitlines()[0] == "x,facts"
    assert table_block.table == sample_table(1)
    assert prose.markdown == "A sentence."


class _AnyFacts:
    """Facts that know one fact under every id."""

    def __init__(self, facts, fact):
        self.sources, self._fact = facts.sources, fact

    def __getitem__(self, identity):
        return self._fact

    def __contains__(self, identity):
        return True

    def words_of(self, identity):
        return "words"

    def source_of(self, identity):
        return self.sources[self._fact.source]
