import json

import pytest
from typer.testing import CliRunner

from chiprace.changes import Cause, Changes, Exhibit, open_changes, read_changes
from chiprace.cli import app
from chiprace.editions.diff import difference
from chiprace.editions.rows import compare_rows
from chiprace.errors import EditionError
from chiprace.paths import ROOT_VARIABLE
from chiprace.words.changes import (
    causes_text,
    changes_markdown,
    changes_text,
    say_changes,
    sections,
)
from made_editions import make_edition

POWER = {"key": "power", "label": "Power", "value": "600", "facts": "SC0022"}
COUNT = {"key": "count", "label": "Chips", "value": "384", "facts": "HW0001"}
RESTS = {
    "claims": {"parameters": ["as_of", "confidence"], "files": ["lib/chiprace/claims/energy.py"]},
    "00_summary": {"parameters": ["as_of"], "files": ["lib/chiprace/models/energy.py"]},
    "07_market": {"parameters": ["as_of"], "files": ["notebooks/07_market.ipynb"]},
}


def fact(identity, value):
    return {
        "id": identity,
        "subject": "CloudMatrix 384",
        "attribute": "power",
        "value": value,
        "unit": "kW",
    }


def pair(tmp_path, **after):
    """An edition, and a later one that differs in what is given."""
    common = {
        "rests": RESTS,
        "facts": {"SC0022": "aa", "HW0001": "bb", "OLD001": "cc"},
        "sources": {"semianalysis": "11"},
        "fact_rows": [fact("SC0022", "600")],
        "claims": [{"facts": "SC0022 HW0001"}],
        "exhibits": {
            "00_summary_headlines": ("1.7 × the system", [POWER]),
            "07_market_share": ("A share", [COUNT]),
        },
        "inputs": {"data/facts/chips.csv": "0"},
    }
    before = make_edition(tmp_path, 1, **common)
    return before, make_edition(tmp_path, 2, previous=before.name, **{**common, **after})


def test_a_revised_fact_is_traced_from_the_verdict_to_its_row(tmp_path):
    changes = difference(
        *pair(
            tmp_path,
            inputs={"data/facts/chips.csv": "1"},
            facts={"SC0022": "zz", "HW0001": "bb", "NEW001": "dd"},
            sources={"semianalysis": "11", "lockwood": "22"},
            fact_rows=[fact("SC0022", "100")],
            claims=[{"facts": "SC0022 HW0001", "verdict": "contradicted", "reason": "0.7 ×"}],
            exhibits={
                "00_summary_headlines": ("0.3 × the system", [{**POWER, "value": "100"}]),
                "07_market_share": ("A share", [COUNT]),
            },
        )
    )
    cause = (Cause(kind="facts", what=("SC0022",)),)
    (flip,) = changes.verdicts
    assert (flip.claim, flip.before, flip.after) == ("C16", "supported", "contradicted")
    assert flip.causes == cause
    (headline,) = changes.headlines
    assert headline.causes == cause
    (moved,) = headline.moved
    assert (moved.row, moved.column, moved.before, moved.after) == (
        "power, Power",
        "value",
        "600",
        "100",
    )
    assert changes.exhibits == ()
    assert [(each.id, each.what, each.before, each.after) for each in changes.facts] == [
        ("NEW001", "added", "", ""),
        ("OLD001", "removed", "", ""),
        ("SC0022", "revised", "600 kW", "100 kW"),
    ]
    assert [(each.key, each.what) for each in changes.sources] == [("lockwood", "added")]
    titles = [section.caption.title for section in sections(changes)]
    assert titles == [
        "1 verdict flipped",
        "1 headline number moved",
        "1 fact added, 1 fact revised and 1 fact removed",
        "1 source added",
    ]


@pytest.mark.parametrize(
    ("after", "causes"),
    [
        ({"parameters": {"confidence": 0.8}}, "parameter confidence"),
        (
            {
                "inputs": {
                    "data/facts/chips.csv": "0",
                    "lib/chiprace/claims/energy.py": "1",
                    "lib/chiprace/progress.py": "1",
                    "notebooks/07_market.ipynb": "1",
                }
            },
            "code lib/chiprace/claims/energy.py",
        ),
        (
            {"inputs": {"data/facts/chips.csv": "0", "data/corrections.csv": "1"}},
            "data data/corrections.csv",
        ),
        ({"environment": {"python": "3.12"}}, "environment python"),
        (
            {"facts": {"SC0022": "zz", "HW0001": "bb", "OLD001": "yy"}, "environment": {"a": "1"}},
            "fact SC0022; environment a, python",
        ),
        # Nothing that changed is known to be behind it: all of it is named.
        ({"facts": {"SC0022": "aa", "HW0001": "bb", "OLD001": "yy"}}, "fact OLD001"),
    ],
)
def test_every_cause_that_can_have_acted_is_named_and_no_other(tmp_path, after, causes):
    changes = difference(
        *pair(tmp_path, claims=[{"facts": "SC0022", "verdict": "contested"}], **after)
    )
    assert causes_text(changes.verdicts[0].causes) == causes


def test_a_parameter_that_a_chapter_does_not_take_is_no_cause_of_its_numbers(tmp_path):
    changes = difference(
        *pair(
            tmp_path,
            parameters={"confidence": 0.8, "as_of": "2026-11-30"},
            exhibits={
                "00_summary_headlines": ("1.7 × the system", [POWER]),
                "07_market_share": ("Another share", [{**COUNT, "value": "385"}]),
            },
        )
    )
    (exhibit,) = changes.exhibits
    assert causes_text(exhibit.causes) == "parameter as_of"
    assert [each.name for each in changes.parameters] == ["as_of", "confidence"]


def test_the_first_edition_and_an_equal_one_say_so(tmp_path):
    before, after = pair(tmp_path, environment={"python": "3.12"})
    assert "no edition before this one" in say_changes(difference(None, before))
    said = say_changes(difference(before, after))
    assert "no verdict, number, fact or source is another" in said
    assert "environment `python`" in said


class TestRows:
    def test_rows_are_matched_by_the_fewest_words_that_tell_them_apart(self):
        before = [
            {"chip": "A", "metric": "power", "value": "1", "facts": "F1"},
            {"chip": "A", "metric": "memory", "value": "2", "facts": "F2"},
        ]
        after = [
            {"chip": "B", "metric": "power", "value": "3", "facts": "F3"},
            {"chip": "A", "metric": "memory", "value": "4", "facts": "F4"},
            {"chip": "A", "metric": "power", "value": "1", "facts": "F1"},
        ]
        rows = compare_rows(before, after)
        assert [(each.row, each.before, each.after) for each in rows.moved] == [
            ("A, memory", "2", "4")
        ]
        assert (rows.added, rows.removed) == (("B, power",), ())
        assert rows.facts == {"F2", "F3", "F4"}

    def test_rows_of_numbers_alone_are_matched_by_position(self):
        rows = compare_rows(
            [{"x": "1", "facts": ""}, {"x": "2", "facts": ""}], [{"x": "1", "facts": ""}]
        )
        assert (rows.moved, rows.removed) == ((), ("row 2",))

    def test_a_number_in_its_last_written_digit_is_the_same(self):
        assert not compare_rows([{"x": "0.3333333333"}], [{"x": "0.33333333335"}])
        assert compare_rows([{"x": "0.333333"}], [{"x": "0.333334"}])

    def test_a_table_that_is_new_or_gone(self):
        assert compare_rows([], [{"name": "A"}]).added
        assert compare_rows([{"name": "A"}], []).removed
        assert not compare_rows([], [])


def test_the_command_writes_text_markdown_and_json_and_leaves_with_ten(tmp_path, monkeypatch):
    reports = tmp_path / "reports"
    before, after = pair(
        reports,
        facts={"SC0022": "zz", "HW0001": "bb", "OLD001": "cc"},
        claims=[{"facts": "SC0022", "verdict": "contested", "reason": "a | b"}],
    )
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path))
    run = CliRunner()
    text = run.invoke(app, ["diff", before.name, str(after.folder)])
    assert text.exit_code == 10
    assert text.output == changes_text(difference(before, after), after.name)
    assert "C16: It uses more energy." in text.output
    assert "Cause: fact SC0022" in text.output
    marked = run.invoke(app, ["diff", before.name, after.name, "--format", "markdown"])
    assert marked.output == changes_markdown(difference(before, after), after.name)
    assert "| C16: It uses more energy. | supported | contested | a \\| b | fact SC0022 |" in (
        marked.output
    )
    written = run.invoke(app, ["diff", before.name, after.name, "--format", "json"])
    assert json.loads(written.output)["verdicts"][0]["claim"] == "C16"
    assert run.invoke(app, ["diff", before.name, before.name]).exit_code == 0
    missing = run.invoke(app, ["diff", "nothing", after.name])
    assert missing.exit_code == 6
    assert f"Those in {reports}: {after.name}, {before.name}." in missing.output


def test_a_record_is_read_as_written_or_refused(tmp_path, monkeypatch):
    record = Changes(before="x", causes=(Cause(kind="code", what=("lib/a.py",)),))
    path = tmp_path / "reports" / "latest" / "changes.json"
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path))
    assert open_changes("") == Changes(before=None)  # in JupyterLab, before the first build
    path.parent.mkdir(parents=True)
    path.write_text(record.to_json())
    assert open_changes("") == read_changes(path) == record
    assert read_changes(path).to_json() == record.to_json()
    path.write_text('{"before": 1}')
    with pytest.raises(EditionError, match=r"before: Input should be a valid string"):
        read_changes(path)
    with pytest.raises(EditionError, match="is missing"):
        read_changes(tmp_path / "none.json")


def test_a_long_table_is_cut_in_the_report_alone(tmp_path):
    facts = {f"SC{number:04}": "x" for number in range(60)}
    changes = difference(*pair(tmp_path, facts=facts))
    (whole,) = (each for each in sections(changes) if each.caption.key == "facts")
    (cut,) = (each for each in sections(changes, most=40) if each.caption.key == "facts")
    assert (len(whole.table.rows), len(cut.table.rows)) == (62, 40)
    assert cut.caption.notes
    assert not whole.caption.notes


def test_exhibits_that_there_still_are_are_named_by_their_keys():
    cause = Cause(kind="facts", what=("SC0022",))
    more = {"moved": (), "added": 1, "removed": 0, "causes": (cause,)}
    kept = Exhibit(name="03_superclusters_years", before="Years", after="Years", **more)
    gone = Exhibit(name="07_market_share", before="A share", after="", **more)
    (section,) = sections(Changes(before="one", exhibits=(kept, gone)))
    heads = [row.cells[0] for row in section.table.rows]
    assert [head.text for head in heads] == ["03_superclusters_years", "07_market_share"]
    assert [head.exhibits for head in heads] == [("years",), ()]
