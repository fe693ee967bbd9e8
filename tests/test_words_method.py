import pytest

from chiprace.evidence.rules import RULES
from chiprace.models import conversions
from chiprace.scenario import Scenario
from chiprace.words import method as words


def test_every_rule_is_printed_from_its_function_in_order():
    table = words.table_rules()
    assert [row.cells[1].text for row in table.rows] == [words.summary(rule) for rule in RULES]
    assert "`" not in "".join(row.cells[1].text for row in table.rows)


def test_only_public_conversions_are_listed_and_all_of_them():
    public = {
        function
        for name, function in vars(conversions).items()
        if callable(function) and function.__module__ == conversions.__name__ and name[0] != "_"
    }
    assert set(words.CONVERSIONS) == public


def test_a_changed_parameter_is_named_and_set_off():
    changed = Scenario(policy="vendor")
    assert words.caption_parameters(changed).title == "This edition changes policy"
    table = words.table_parameters(changed, {"policy": ""})
    (row,) = (row for row in table.rows if row.cells[0].text == "policy")
    assert [cell.text for cell in row.cells[2:]] == ["all", "vendor", "This edition alone"]
    assert row.cells[3].mark == "revised"
    unchanged = words.caption_parameters(Scenario()).title
    assert unchanged == "This edition keeps every parameter at its default"


def test_a_parameter_names_who_set_it_and_why_with_the_fact():
    key = "CloudMatrix 384 | power | all_in"
    scenario = Scenario(
        name="mine",
        pue_us=1.1,
        overrides={key: "500 kW"},
        reasons={key: "The lowest of two (HW0191)."},
    )
    table = words.table_parameters(scenario, {key: "huawei_case", "pue_us": "nvidia_case"})
    rows = {row.cells[0].text: row.cells for row in table.rows}
    power = rows["CloudMatrix 384, power, all_in"]
    assert [cell.text for cell in power[2:]] == [
        "from the facts",
        "500 kW",
        "Huawei case: The lowest of two (HW0191).",
    ]
    assert power[4].facts == ("HW0191",)
    assert rows["pue_us"][4].text == "Nvidia case"
    assert [cell.text for cell in rows["overrides"][3:]] == ["1, below", "each below"]
    assert rows["seed"][4].text == "default"
    assert rows["name"][4].text == "names the edition"
    title = words.caption_parameters(scenario).title
    assert title == "This edition changes pue_us and CloudMatrix 384 (power)"


def test_kinds_are_counted_on_the_day(evidence):
    table = words.table_kinds(evidence)
    counts = [int(row.cells[3].text.replace(",", "")) for row in table.rows]
    assert sum(counts) == sum(fact.known <= evidence.as_of for fact in evidence.facts)


def test_corrections_show_the_value_as_published(evidence):
    rows = {row.cells[0].text: row.cells for row in words.table_corrections(evidence).rows}
    assert rows["HW0014"][2].text == "0.4 TB/s"
    assert rows["HW0020"][2].text == "1"


@pytest.mark.parametrize("term", ["dense", "MFU", "goodput", "TPOT", "PUE", "TDP"])
def test_terms_are_explained(evidence, term):
    rows = words.table_glossary(evidence).rows
    assert term in {form for row in rows for form in row.cells[0].text.split(", ")}


def test_the_day_is_said(evidence):
    assert "**23 November 2026**" in words.say_day(evidence)
