"""What is kept from build to build: found under all that it hangs on, and as good as new."""

import json
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from nbformat.v4 import new_markdown_cell

from chiprace.chance.sensitivity import indices
from chiprace.chapters.reading import merge_notebooks
from chiprace.editions.documents import prepare_documents, prepare_texts
from chiprace.export import common, html, pandoc, pdf, prose
from chiprace.export.common import open_document, template
from chiprace.export.heights import Heights
from chiprace.export.html import document_html
from chiprace.export.pdf import document_pdf, measure_paper, prepare_pdf
from chiprace.export.typesetting import Typesetter
from chiprace.stores import INDICES, PARTS, VARIABLE, Store, once, store_of, told
from sample_notebook import META, figure_payload, sample_chapters, shown, text_payload


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path, "state", tmp_path)


def document(**meta):
    return open_document(merge_notebooks(sample_chapters(), replace(META, **meta)), None)


def refuse(*_):
    raise AssertionError("this is kept and need not be made")


def test_what_is_kept_is_made_once(store):
    made = []

    def make():
        made.append(1)
        return [len(made), "ü"]

    assert [once(store, make, "a", 1) for _ in range(2)] == [[1, "ü"]] * 2
    assert once(store, make, "a", 2) == [2, "ü"]
    assert once(Store(store.kept, "other", store.new), make, "a", 1) == [3, "ü"]
    assert [once(None, make, "a", 1)[0] for _ in range(2)] == [4, 5]


def test_what_is_new_lies_aside_until_it_is_taken_over(tmp_path):
    store = Store(tmp_path / "kept", "state", tmp_path / "new")
    assert store.read("name") is None
    store.write("name", "text")
    assert store.read("name") == "text"
    assert [path.name for path in store.new.iterdir()] == ["state-name.json"]
    assert not store.kept.exists()


def test_what_is_half_written_is_not_found(store):
    with pytest.raises(UnicodeEncodeError):
        store.write("name", "A surrogate alone: \ud800")
    assert store.read("name") is None


def test_what_hangs_on_a_chapter_alone_is_prepared_while_others_run(store, monkeypatch):
    page, sheet = document_html(document()), document_pdf(document())
    monkeypatch.setattr(pandoc, "_trees", {"": pandoc._trees[""]})
    runs = [SimpleNamespace(name=name, notebook=each) for name, each in sample_chapters()]
    for run in runs:
        prepare_documents(run, store)
    for made in ("inline_svg", "used_characters", "page_code", "_table_of"):
        monkeypatch.setattr(html, made, refuse)
    monkeypatch.setattr(pandoc, "_read", refuse)
    monkeypatch.setattr(pdf, "lay_out", refuse)
    prepare_texts(runs, META, store)
    monkeypatch.setattr(pandoc, "_pandoc", refuse)
    assert document_html(document(), store) == page
    assert document_pdf(document(), store) == sheet


def test_a_process_is_told_of_its_stores(store, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert store_of(PARTS) is None
    monkeypatch.setenv(VARIABLE, told({PARTS: store, "another": None}))
    assert store_of(PARTS) == store
    assert store_of("another") is None


def test_kept_indices_are_the_same_and_analysed_once(store, monkeypatch):
    def ishigami(points):
        one, two, three = (points * 2 - 1).T * np.pi
        return np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)

    names = ["one", "two", "three"]
    monkeypatch.delenv(VARIABLE, raising=False)
    plain = indices(ishigami, names, 256, 7)
    monkeypatch.setenv(VARIABLE, told({INDICES: store}))
    assert indices(ishigami, names, 256, 7) == plain
    monkeypatch.setattr("SALib.analyze.sobol.analyze", None)
    assert indices(ishigami, names, 256, 7) == plain
    for function, seed in ((ishigami, 8), (lambda points: ishigami(points) * 2, 7)):
        with pytest.raises(TypeError):  # it is asked again
            indices(function, names, 256, seed)


def test_a_page_from_kept_parts_is_the_same_and_makes_none(store, monkeypatch):
    page = document_html(document())
    assert document_html(document(), store) == page
    for name in ("font_face", "inline_svg", "page_code", "used_characters", "_table_of"):
        monkeypatch.setattr(html, name, refuse)
    monkeypatch.setattr(pandoc, "_pandoc", refuse)
    monkeypatch.setattr(pandoc, "_trees", {})
    assert document_html(document(), store) == page


@pytest.fixture
def known(monkeypatch):
    """What was known of each chapter that was set since."""
    found = []
    typeset = Typesetter.typeset

    def noted(typesetter, data, files, heights, day):
        found.extend(heights)
        return typeset(typesetter, data, files, heights, day)

    monkeypatch.setattr(Typesetter, "typeset", noted)
    return found


def test_a_pdf_from_kept_heights_is_the_same_and_measures_nothing(store, known, monkeypatch):
    sheet = document_pdf(document())
    assert document_pdf(document(), store) == sheet
    known.clear()
    assert document_pdf(document(), store) == sheet
    assert len(known) == len(sample_chapters())
    assert all(each["head"] and all(each["units"]) for each in known)
    known.clear()
    monkeypatch.setattr(pdf, "lay_out", refuse)
    monkeypatch.setattr(pandoc, "_pandoc", refuse)
    document_pdf(document(paper="us-letter"), store)
    assert all(each["head"] is None and not any(each["units"]) for each in known)
    assert any(each["units"] for each in known)
    assert any(None in each["feet"] for each in known)


def test_what_was_measured_ahead_is_not_measured_again(store, known):
    first = open_document(merge_notebooks(sample_chapters()[:1], META), None)
    with closing(Typesetter()) as typesetter:
        measure_paper(first, typesetter, store)
        sheet = prepare_pdf(document(), typesetter, store)()
    heads = [each["head"] is not None for each in known]
    assert heads == [True] + [False] * (len(sample_chapters()) - 1)
    assert None not in known[0]["units"] + known[0]["feet"]
    assert sheet == document_pdf(document())


def test_heights_that_are_kept_are_those_that_count(store):
    """Else keeping them would do nothing: a chapter told to be higher takes more pages."""
    document_pdf(document(), store)
    sheet = document_pdf(document())
    for path in store.kept.iterdir():
        match json.loads(path.read_text(encoding="utf-8")):
            case [float(height), pictures, start, bool(leads)]:
                higher = [height * 9, pictures, start, leads]
                path.write_text(json.dumps(higher), encoding="utf-8")
    assert document_pdf(document(), store) != sheet


def test_a_foot_that_is_kept_counts_and_has_a_height_for_each_line(store):
    document_pdf(document(), store)
    sheet, feet = document_pdf(document()), []
    for path in store.kept.iterdir():
        match json.loads(path.read_text(encoding="utf-8")):
            case float(height):
                feet.append(height)
                path.write_text(json.dumps(height + 500), encoding="utf-8")
    # A note of one line above the sources: a line of 8 pt and the blank of 4.5 pt before it.
    assert feet
    assert all(8 < height < 16 for height in feet)
    assert document_pdf(document(), store) != sheet


def test_what_stands_at_the_foot_of_an_exhibit_is_measured_without_the_rest(store, known):
    chapters = sample_chapters()
    document_pdf(open_document(merge_notebooks(chapters, META), None), store)
    more = figure_payload(notes=["A word. " * 80])
    chapters[0][1].cells[4] = shown(more, text_payload("Huawei's compute doubled."))
    changed = open_document(merge_notebooks(chapters, META), None)
    sheet = document_pdf(changed)
    known.clear()
    assert document_pdf(changed, store) == sheet
    new = {part: [each[part].count(None) for each in known] for part in ("units", "feet")}
    assert new == {"units": [1, 0], "feet": [1, 0]}


def test_a_height_is_the_same_wherever_the_line_between_body_and_foot_is_drawn(monkeypatch):
    """Three lines in place of the one that stands for a foot take from it what they add above."""
    totals = []
    keep = Heights.keep

    def noted(heights, measured):
        totals.append([
            [unit[0] + foot for unit, foot in zip(each["units"], each["feet"], strict=True)]
            for each in measured
        ])  # fmt: skip
        keep(heights, measured)

    monkeypatch.setattr(Heights, "keep", noted)
    one = "#let line-of-foot = note[Data]"
    for line in (one, one.replace("Data", "Data \\\\ Data \\\\ Data")):
        monkeypatch.setattr(
            common, "template", lambda name, to=line: template(name).replace(one, to)
        )
        assert line in common.template("report.typ")
        document_pdf(document())
    assert np.allclose(np.hstack(totals[0]), np.hstack(totals[1]), rtol=0, atol=1e-9)


def test_of_a_changed_chapter_the_new_units_alone_are_measured(store, known):
    document_pdf(document(), store)
    chapters = sample_chapters()
    chapters[0][1].cells.append(new_markdown_cell("## One section more\n\nWith its text."))
    changed = open_document(merge_notebooks(chapters, META), None)
    sheet = document_pdf(changed)
    known.clear()
    assert document_pdf(changed, store) == sheet
    missing = [sum(unit is None for unit in each["units"]) for each in known]
    assert missing == [1, *[0] * (len(chapters) - 1)]


def test_texts_that_are_new_alone_are_rendered(store, monkeypatch):
    chapters = sample_chapters()
    document_html(open_document(merge_notebooks(chapters, META), None), store)
    chapters[0][1].cells.append(new_markdown_cell("One sentence more."))
    changed = open_document(merge_notebooks(chapters, META), None)
    read = []
    parse = prose._parse
    monkeypatch.setattr(prose, "_parse", lambda texts: read.extend(texts) or parse(texts))
    page = document_html(changed, store)
    assert [text.text for text in read] == ["One sentence more."]
    assert page == document_html(changed)


def test_a_new_heading_has_an_id_of_its_own_whatever_is_kept(store):
    chapters = sample_chapters()
    document_html(open_document(merge_notebooks(chapters, META), None), store)
    (twice,) = [
        cell.source for cell in chapters[0][1].cells if cell.source.startswith("## Compute")
    ]
    chapters[0][1].cells += [new_markdown_cell(twice), new_markdown_cell("Nothing\n---\n")]
    changed = open_document(merge_notebooks(chapters, META), None)
    page = document_html(changed, store)
    assert page == document_html(changed)
    assert page.count('id="chapter-1-compute-per-package-2"') == 1
    assert page.count('id="chapter-1-nothing"') == 1


def test_notes_at_the_foot_are_counted_through_whatever_is_kept(store):
    """The first note of the second chapter is the third of all."""
    noted = "Text[^1].\n\n[^1]: Foot."
    chapters = sample_chapters()
    document_html(open_document(merge_notebooks(chapters, META), None), store)
    chapters[1][1].cells.append(new_markdown_cell(noted))
    document_html(open_document(merge_notebooks(chapters, META), None), store)
    chapters[0][1].cells += [new_markdown_cell(noted), new_markdown_cell(noted)]
    whole = open_document(merge_notebooks(chapters, META), None)
    page = document_html(whole, store)
    assert page == document_html(whole)
    assert page.count("Foot.") == 3
