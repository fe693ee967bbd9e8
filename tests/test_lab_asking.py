"""Questions in one line, and data of the reader's own."""

import doctest
import importlib
import pkgutil

import pytest

import chiprace.lab
from chiprace.errors import BasisError, DataError, ParameterError
from chiprace.lab import attributes, compare, facts, figure, figures, subjects, why
from chiprace.lab.completion import offers
from chiprace.lab.desk import DESK

DAY = "2026-01-01"
POWER = {"scope": "package", "boundary": "tdp"}


@pytest.fixture(autouse=True)
def _clean_desk():
    yield
    facts.forget()


@pytest.mark.parametrize(
    "module", [each.name for each in pkgutil.iter_modules(chiprace.lab.__path__)]
)
def test_the_examples_of_the_docstrings_run(module):
    found = doctest.testmod(
        importlib.import_module(f"chiprace.lab.{module}"),
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
    )
    assert not found.failed


def test_facts_shows_sources_as_links_and_what_the_policy_did():
    html = facts("CloudMatrix 384", "power")._repr_html_()
    assert '<a href="https://' in html
    assert "central value" in html
    assert "left out: " in html
    assert "admitted" in str(facts("CloudMatrix 384", "power"))


def test_facts_known_later_are_left_out_on_the_day():
    assert "known only from" in str(facts("CloudMatrix 384", "power", as_of=DAY))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("Ascend 950D", "power"), "There is no subject 'Ascend 950D'"),
        (("B200", "powr"), "'powr'"),
    ],
)
def test_an_unknown_name_is_refused(asked, words):
    with pytest.raises(DataError, match=words):
        facts(*asked)


def test_a_parameter_that_is_none_is_refused():
    with pytest.raises(ParameterError, match="There is no parameter 'asof'"):
        facts("B200", "power", asof=DAY)


def test_why_a_claim_leads_to_its_facts():
    found = why("c16", as_of=DAY)
    assert dict(found.says)["Verdict"] == "contested"
    assert "HW0180" in found.ids
    assert "HW0180" in str(found)
    assert '<a href="https://' in found._repr_html_()


def test_why_a_figure_leads_to_its_numbers_and_facts():
    drawing = figure("The efficiency gap: One multiplication", as_of=DAY)
    found = why(drawing)
    assert set(found.ids) == {each for cell in drawing.data["facts"] for each in cell.split()}
    assert found.numbers.count("<tr") == len(drawing.data) + 1


def test_why_of_no_claim_names_what_there_is():
    with pytest.raises(DataError, match="There is no claim 'C99'"):
        why("C99")


def test_compare_by_watt_against_hand_worked_values():
    # H100: 989 TFLOPS at 700 W; B200: 2250 at 1000 W; both BF16, dense: 1.413 over 2.25.
    data = compare("H100", "B200", by="watt", as_of=DAY).drawing.data.set_index("label")
    assert data.loc["FP16, dense peak per TDP", "value"] == pytest.approx(1.413 / 2.25, rel=2e-3)


def test_systems_are_compared_by_the_watt_at_one_boundary_of_power():
    # 300 PFLOPS at 559 kW; 180 PFLOPS at 145 kW, both all in.
    data = compare("CloudMatrix 384", "GB200 NVL72", by="watt", as_of=DAY).drawing.data
    value = data.set_index("label").loc["FP16, dense peak per power (supernode, all in)", "value"]
    assert value == pytest.approx((300 / 559) / (180 / 145), rel=2e-3)
    with pytest.raises(BasisError, match="on unlike bases"):
        compare("CloudMatrix 384", "H100", by="watt")


def test_a_subject_alone_is_answered_at_a_glance():
    known = facts("ascend 910c")
    assert "FP16, dense, package, peak" in str(known)
    assert "Power (power)" in known._repr_html_()
    assert repr(known).startswith("<Overview Ascend 910C: ")


def test_why_takes_subject_and_attribute_as_the_command_does():
    assert str(why("CloudMatrix 384", "power")) == str(facts("CloudMatrix 384", "power"))


def test_names_can_be_listed_and_what_is_near_is_named():
    assert "B200" in subjects
    assert len(list(subjects)) == len(subjects)
    assert "<li>B200</li>" in subjects._repr_html_()
    with pytest.raises(DataError, match="Did you mean 'B200'"):
        subjects["B2000"]
    with pytest.raises(DataError, match="Those that hold it: GB200 NVL72, GB300 NVL72"):
        facts("NVL72", "power")


def test_unlike_bases_are_refused_in_words():
    with pytest.raises(BasisError) as refused:
        compare("CloudMatrix 384", "H100", by="power")
    assert "unlike bases" in str(refused.value)
    assert "(supernode, all in)" in str(refused.value)
    assert "(package, tdp)" in str(refused.value)


def test_a_fact_of_ones_own_counts_at_once_and_is_marked_everywhere():
    with pytest.raises(DataError, match="TDP of Ascend 950DT is not known"):
        compare("Ascend 950DT", "B200", by="watt")
    known = facts.add("Ascend 950DT", "power", 600, "W", **POWER)
    assert "Reader&#x27;s own" in known._repr_html_()
    assert '<tr class="own">' in known._repr_html_()
    found = compare("Ascend 950DT", "B200", by="watt").drawing
    # 865 TFLOPS of FP8 in the bin of 32 cores at 600 W, against 4500 TFLOPS at 1000 W.
    value = found.data.set_index("label").loc["FP8, dense peak per TDP", "value"]
    assert value == pytest.approx((865 / 600) / (4500 / 1000))
    assert any("Reader's own: Ascend 950DT, power: 600 W" in note for note in found.caption.notes)
    assert "With the reader's own data" in found.svg
    facts.forget()
    with pytest.raises(DataError, match="TDP of Ascend 950DT is not known"):
        compare("Ascend 950DT", "B200", by="watt")


def test_a_figure_of_the_report_is_marked_too():
    label = "The efficiency gap: Chips by generation"
    assert "With the reader's own data" not in figure(label).svg
    facts.add("H100", "power", 650, "W", **POWER, kind="measured")
    assert "With the reader's own data" in figure(label).svg


def test_faults_of_ones_own_are_worded_as_by_check_and_nothing_is_taken():
    with pytest.raises(DataError) as refused:
        facts.add("B200", "power", 600, "kWW", scope="package", boundary="tdpp")
    assert "facts.add, line 1, unit: 'kWW' is no known unit. Write kW." in str(refused.value)
    assert "facts.add, line 1, boundary: 'tdpp' is no word for boundary" in str(refused.value)
    assert DESK.own == 0


def test_a_column_that_is_none_is_refused():
    with pytest.raises(DataError, match=r"A fact has no column 'boundry'\. Write 'boundary'"):
        facts.add("B200", "power", 600, "W", boundry="tdp")


def test_a_file_of_ones_own(tmp_path):
    file = tmp_path / "mine.csv"
    head = "subject,attribute,value,unit,scope,boundary\n"
    file.write_text(head + "Ascend 950DT,power,600,W,package,tdp\n", encoding="utf-8")
    assert facts.read(file) == "1 facts of your own are beside the project's."
    assert "RO0001" in str(facts("Ascend 950DT", "power"))
    file.write_text(head + "Ascend 950DT,power,many,W,package,tdp\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"mine\.csv, line 2, value: 'many'"):
        facts.read(file)
    assert DESK.own == 1


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("facts('CloudMatrix 3", "CloudMatrix 384"),
        ('facts("B200", "memory_cap', "memory_capacity"),
        ('why("C1', "C16"),
        ('compare("B200", "Ascend 950D', "Ascend 950DT"),
        ('compare("B200", "H100", by="wa', "watt"),
        ('figure("The efficiency gap: One', "The efficiency gap: One multiplication"),
        ('facts("B200", "power", policy="ind', "independent"),
        ('explore("art', "article"),
    ],
)
def test_what_the_tab_key_offers(typed, expected):
    found = offers(typed)
    assert found is not None
    assert expected in found[1]


@pytest.mark.parametrize("typed", ["facts(", 'print("Cl', 'facts("B200")'])
def test_the_tab_key_offers_nothing_elsewhere(typed):
    assert offers(typed) is None


def test_names_behind_a_point():
    assert subjects.CloudMatrix_384 == "CloudMatrix 384"
    assert "Ascend_950DT" in dir(subjects)
    assert "memory_capacity" in dir(attributes)
    assert "B200" in subjects._ipython_key_completions_()
    assert "The efficiency gap: One multiplication" in figures._ipython_key_completions_()
    with pytest.raises(AttributeError, match="There is no 'B2000'"):
        _ = subjects.B2000
