"""How a chapter is parted into what stands on a page as one."""

from chiprace.export.units import units_of


def prose(typst):
    return {"kind": "prose", "typst": typst}


def exhibit(kind, subtitle=""):
    return {"kind": kind, "subtitle": subtitle, "id": kind, "notes": ["a note of its own"]}


def told(units):
    return [(unit["kind"], [part["typst"] for part in unit["lead"]]) for unit in units]


def test_a_table_takes_the_text_before_it_and_a_figure_stands_alone_after_its_own():
    units = units_of(
        [prose("one"), prose("two"), exhibit("figure"), prose("three"), exhibit("table")]
    )
    assert told(units) == [("text", ["one", "two"]), ("figure", []), ("table", ["three"])]
    assert units[0]["leads"]
    assert units[2]["notes"] == ["a note of its own"]


def test_a_heading_ends_the_text_before_it_which_leads_up_to_nothing():
    units = units_of([prose("one"), prose("== Two"), prose("three")])
    assert told(units) == [("text", ["one"]), ("text", ["== Two", "three"])]
    assert [unit["leads"] for unit in units] == [False, False]


def test_what_a_chapter_begins_with_is_its_finding_unless_it_is_a_heading():
    first, second = units_of([prose("one"), prose("two")])[0]["lead"]
    assert (first["finding"], second["finding"]) == (True, False)
    assert not units_of([prose("= One")])[0]["lead"][0]["finding"]
    assert not units_of([exhibit("table"), prose("one")])[1]["lead"][0]["finding"]


def test_footnotes_are_counted_where_they_stand():
    note = "#footnote[More.]"
    units = units_of(
        [prose(f"one{note}{note}"), exhibit("figure", note), prose(note), exhibit("table", note)]
    )
    assert [unit["footnotes"] for unit in units] == [2, 1, 2]


def test_nothing_is_lost():
    blocks = [exhibit("table"), exhibit("figure"), exhibit("figure"), prose("one")]
    assert told(units_of(blocks)) == [
        ("table", []),
        ("figure", []),
        ("figure", []),
        ("text", ["one"]),
    ]
    assert units_of([]) == []
