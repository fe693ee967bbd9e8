"""The cache of executed chapters: what fits is found, what no longer does is named."""

import os
from dataclasses import replace
from datetime import date, timedelta

import nbformat
import pytest

from chiprace.chapters import cache as cache_module
from chiprace.chapters.cache import ChapterCache
from chiprace.chapters.parallel import Task
from chiprace.evidence.facts import Facts
from chiprace.evidence.fingerprints import Fingerprints
from chiprace.evidence.override import Override
from chiprace.reads import VARIABLE, note, read_notes, recorded
from chiprace.scenario import Scenario
from small_project import read_small_project

KNOWN = {"notebook": "a1", "parameter confidence": "0.9", "module plots/roadmap.py": "b2"}


@pytest.fixture
def small(tmp_path_factory):
    return Facts(read_small_project(tmp_path_factory.mktemp("project")), date(2026, 11, 23))


def executed(folder, text="done"):
    """Return the file of an executed chapter."""
    path = folder / "stage.ipynb"
    path.write_text(text, encoding="utf-8")
    return path


def changed(small, identity, **cells):
    """Return the facts with one changed, or left out."""
    return small.changed(
        lambda fact: fact if fact.id != identity else replace(fact, **cells) if cells else None
    )


def kept(small, folder, reads):
    """Return a cache with one chapter in it."""
    cache = ChapterCache(folder, Fingerprints(small))
    cache.keep("01_small", KNOWN, frozenset(reads), executed(folder))
    return cache


def asked_of(fact):
    return ("facts", "subject", fact.subject, "attribute", fact.attribute)


def test_an_unchanged_chapter_is_found(small, tmp_path):
    fact = next(iter(small))
    kept(small, tmp_path, [asked_of(fact), ("source", fact.source), ("register", "claims")])
    found = ChapterCache(tmp_path, Fingerprints(small)).find("01_small", KNOWN)
    assert found.read_text() == "done"


def test_a_fact_that_was_used_makes_the_chapter_run_again_and_is_named(small, tmp_path):
    fact, *others = small
    kept(small, tmp_path, [asked_of(fact)])
    for data in (changed(small, fact.id, text="17"), changed(small, fact.id)):
        cache = ChapterCache(tmp_path, Fingerprints(data))
        assert cache.find("01_small", KNOWN) is None
        assert cache.reason("01_small", KNOWN) == f"changed: fact {fact.id}"
    other = next(each for each in others if asked_of(each) != asked_of(fact))
    unused = ChapterCache(tmp_path, Fingerprints(changed(small, other.id, text="17")))
    assert unused.find("01_small", KNOWN) is not None


def test_a_fact_that_is_new_where_none_was_makes_the_chapter_run_again(small, tmp_path):
    fact = next(iter(small))
    kept(changed(small, fact.id), tmp_path, [asked_of(fact)])
    cache = ChapterCache(tmp_path, Fingerprints(small))
    assert cache.find("01_small", KNOWN) is None
    assert fact.id in cache.reason("01_small", KNOWN)


def test_what_a_scenario_sets_in_place_of_facts_counts_where_they_were_read(small, tmp_path):
    fact, *others = small
    other = next(each for each in others if asked_of(each) != asked_of(fact))
    kept(small, tmp_path, [asked_of(fact)])
    mine, theirs = (
        Override(each.subject, each.attribute, (), 3.0, each.unit) for each in (fact, other)
    )
    assert ChapterCache(tmp_path, Fingerprints(small, (theirs,))).find("01_small", KNOWN)
    cache = ChapterCache(tmp_path, Fingerprints(small, (theirs, mine)))
    assert cache.find("01_small", KNOWN) is None
    name = f"{fact.subject}, {fact.attribute}"
    assert cache.reason("01_small", KNOWN) == f"changed: override of {name}"


def test_whoever_sees_all_parameters_sees_all_overrides(small, tmp_path):
    with recorded() as heard:
        Scenario().parameters()
    kept(small, tmp_path, heard)
    assert ChapterCache(tmp_path, Fingerprints(small)).find("01_small", KNOWN)
    cache = ChapterCache(tmp_path, Fingerprints(small, (Override("any", "power", (), 3.0, "kW"),)))
    assert cache.find("01_small", KNOWN) is None
    assert cache.reason("01_small", KNOWN) == "changed: parameter overrides"


def test_where_a_fact_stands_in_its_file_does_not_matter(small, tmp_path):
    fact = next(iter(small))
    kept(small, tmp_path, [("facts",)])
    moved = Fingerprints(changed(small, fact.id, place="data/facts/other.csv, line 7"))
    assert ChapterCache(tmp_path, moved).find("01_small", KNOWN) is not None


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_known_before_makes_the_chapter_run_again_and_is_named(small, tmp_path, name):
    cache = kept(small, tmp_path, [])
    now = {**KNOWN, name: "other"}
    assert cache.find("01_small", now) is None
    assert cache.reason("01_small", now) == f"changed: {name}"


def test_a_chapter_that_never_ran_says_so(small, tmp_path):
    assert "never" in ChapterCache(tmp_path, Fingerprints(small)).reason("02_other", KNOWN)


def test_two_states_are_kept_side_by_side(small, tmp_path):
    fact = next(iter(small))
    kept(small, tmp_path, [asked_of(fact)])
    other = changed(small, fact.id, text="17")
    ChapterCache(tmp_path, Fingerprints(other)).keep(
        "01_small", KNOWN, frozenset([asked_of(fact)]), executed(tmp_path, "other")
    )
    for data, text in ((small, "done"), (other, "other")):
        found = ChapterCache(tmp_path, Fingerprints(data)).find("01_small", KNOWN)
        assert found.read_text() == text


def test_a_build_that_was_killed_while_it_wrote_leaves_nothing_to_find(
    small, tmp_path, monkeypatch
):
    def killed(*_):
        raise KeyboardInterrupt

    cache = ChapterCache(tmp_path, Fingerprints(small))
    with monkeypatch.context() as patch:
        patch.setattr(cache_module.os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            cache.keep("01_small", KNOWN, frozenset(), executed(tmp_path))
    assert cache.find("01_small", KNOWN) is None
    cache.keep("01_small", KNOWN, frozenset(), executed(tmp_path))
    assert cache.find("01_small", KNOWN).read_text() == "done"


def test_a_notebook_that_another_build_has_removed_is_run_again(small, tmp_path):
    cache = kept(small, tmp_path, [])
    for path in tmp_path.glob("01_small/*.ipynb"):
        path.unlink()
    assert cache.find("01_small", KNOWN) is None


def test_what_was_not_used_for_longest_goes_first(small, tmp_path, monkeypatch):
    cache = ChapterCache(tmp_path, Fingerprints(small))
    for number in range(3):
        cache.keep("01_small", KNOWN | {"notebook": str(number)}, frozenset(), executed(tmp_path))
        for path in tmp_path.glob("*/*"):
            os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - 10**9))
    assert cache.find("01_small", KNOWN | {"notebook": "0"}) is not None
    monkeypatch.setattr(
        cache_module, "MOST_BYTES", sum(path.stat().st_size for path in tmp_path.glob("*/*"))
    )
    cache.keep("01_small", KNOWN | {"notebook": "3"}, frozenset(), executed(tmp_path))
    there = [
        cache.find("01_small", KNOWN | {"notebook": str(number)}) is not None for number in range(4)
    ]
    assert there == [True, False, True, True]


def test_reads_are_noted_once_and_at_once(tmp_path, monkeypatch, small):
    fact = next(iter(small))
    target = tmp_path / "reads"
    assert read_notes(target) == frozenset()
    monkeypatch.setenv(VARIABLE, str(target))
    for _ in range(2):
        small.select(fact.subject, fact.attribute)
    small.having(voice=fact.voice)
    note("register", "noted-by-hand")
    assert read_notes(target) == {
        asked_of(fact),
        ("facts", "voice", fact.voice),
        ("register", "noted-by-hand"),
    }
    assert len(target.read_text().splitlines()) == 3


def test_a_chapter_that_counts_facts_minds_only_how_many_there_are(small, tmp_path):
    with recorded() as reads:
        small.counts()
    cache = kept(small, tmp_path, reads)
    fact = next(iter(small))
    for cells in ({"text": "17"}, {"note": "Again."}):
        other = Fingerprints(changed(small, fact.id, **cells))
        assert ChapterCache(tmp_path, other).find("01_small", KNOWN)
    later = {"known": fact.known + timedelta(days=1)}
    for cells in (later, {"kind": "measured" if fact.kind != "measured" else "estimate"}, {}):
        cache = ChapterCache(tmp_path, Fingerprints(changed(small, fact.id, **cells)))
        assert cache.find("01_small", KNOWN) is None
        assert cache.reason("01_small", KNOWN) == "changed: count of facts"


def test_a_count_of_facts_stands_until_one_more_is_known(small):
    with recorded() as reads:
        small.counts()
    (read,) = reads
    assert small.known_days(read) == sorted({fact.known for fact in small})


def test_a_read_of_no_known_kind_is_refused(small):
    with pytest.raises(ValueError, match="kind 'tea'"):
        Fingerprints(small).rows(("tea",))


def test_results_rest_on_the_noted_facts_alone(evidence, tmp_path, monkeypatch):
    """Without the facts that were not noted, every claim gets the same verdict."""
    from chiprace.claims.ledger import evaluate, ledger_frame

    target = tmp_path / "reads"
    monkeypatch.setattr("chiprace.reads._noted", set())
    monkeypatch.setenv(VARIABLE, str(target))
    expected = ledger_frame(evaluate(evidence, Scenario()))
    monkeypatch.delenv(VARIABLE)
    data = Fingerprints(evidence.facts)
    reads = [read for read in read_notes(target) if read[0] == "facts"]
    assert ("facts",) not in reads
    ids = {identity for read in reads for identity, _ in data.rows(read)}
    assert 0 < len(ids) < len(evidence.facts)
    fewer = evidence.facts.changed(lambda fact: fact if fact.id in ids else None)
    found = ledger_frame(evaluate(replace(evidence, facts=fewer), Scenario()))
    assert found.equals(expected)


def test_the_chapter_with_most_figures_goes_first(tmp_path):
    tasks = []
    for name, figures in (("few", 1), ("most", 3), ("many", 2)):
        path = tmp_path / f"{name}.ipynb"
        code = "chapter.show_figure()\n" * figures
        cells = [nbformat.v4.new_code_cell(code)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        tasks.append(Task(path, {}, {}, None))
    ordered = sorted(tasks, key=lambda task: task.turn, reverse=True)
    assert [task.path.stem for task in ordered] == ["most", "many", "few"]


def test_the_chapter_that_took_longest_last_goes_before_all_others(small, tmp_path):
    cache = ChapterCache(tmp_path, Fingerprints(small))
    assert cache.took("few") == 0
    cache.note_time("few", 1.5)
    cache.note_time("few", 2.5)
    path = tmp_path / "few.ipynb"
    cells = [nbformat.v4.new_code_cell("chapter.show_figure()\n" * 9)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    slow, quick = (Task(path, {}, {}, None, took) for took in (cache.took("few"), 2.4))
    assert slow.turn > quick.turn
