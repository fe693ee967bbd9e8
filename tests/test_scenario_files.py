"""Scenarios as files: one extends another, and every choice of ours can be checked."""

import json
import re
from datetime import date

import jsonschema
import pytest
import yaml

from chiprace.claims.ledger import evaluate
from chiprace.commands import common
from chiprace.errors import ParameterError
from chiprace.evidence.override import Override
from chiprace.models.efficiency import HUAWEI, by_key, system_quantity
from chiprace.models.headlines import headlines
from chiprace.paths import current_project
from chiprace.scenario import (
    BASELINE,
    Scenario,
    choices,
    list_scenarios,
    load_scenario,
    open_evidence,
    origins,
    scenario_schema,
)
from chiprace.scenario.schema import HEADER, SCHEMA_FILE
from chiprace.units import convert

FOLDER = current_project().data / "scenarios"
NAMES = list_scenarios(FOLDER)
FACT = re.compile(r"\b[A-Z]{2}\d{4}\b")

#: Units of the parameters that a scenario of ours sets from a fact.
UNITS = {
    "china_price": "USD/kWh",
    "us_price": "USD/kWh",
    "huawei_system_price": "USD",
    "nvidia_system_price": "USD",
    "pue_china": "1",
    "pue_us": "1",
    "delivered_huawei": "1",
    "delivered_nvidia": "1",
}


@pytest.fixture
def folder(tmp_path):
    def write(**files):
        for name, text in files.items():
            (tmp_path / f"{name}.yml").write_text(text)
        return tmp_path

    return write


class TestExtending:
    def test_the_later_file_wins_and_tables_are_joined(self, folder):
        place = folder(
            base="policy: vendor\nconfidence: 0.8\noverrides:\n  A | power: 1 kW\n",
            child="extends: base\nconfidence: 0.7\noverrides:\n  B | power: 2 kW\n",
        )
        found = load_scenario("child", place)
        assert (found.name, found.policy, found.confidence) == ("child", "vendor", 0.7)
        assert found.overrides == {"A | power": "1 kW", "B | power": "2 kW"}

    def test_a_reason_goes_with_its_value(self, folder):
        place = folder(
            base="confidence: 0.8\npue_us: 1.1\nreasons:\n  confidence: Old.\n  pue_us: Stays.\n",
            # The reason stands before the value, which must not lose it.
            child="extends: base\nreasons:\n  confidence: New.\nconfidence: 0.7\n",
            silent="extends: base\nconfidence: 0.6\n",
        )
        assert load_scenario("child", place).reasons == {"confidence": "New.", "pue_us": "Stays."}
        assert load_scenario("silent", place).reasons == {"pue_us": "Stays."}
        assert load_scenario("base", place, ("confidence=0.5",)).reasons == {"pue_us": "Stays."}

    def test_a_circle_is_refused(self, folder):
        place = folder(a="extends: b\n", b="extends: c\n", c="extends: b\n")
        with pytest.raises(ParameterError, match="b extends c extends b, a circle"):
            load_scenario("a", place)

    def test_a_missing_parent_names_who_asks_and_the_nearest(self, folder):
        place = folder(base="policy: all\n", child="extends: bass\n")
        with pytest.raises(ParameterError) as caught:
            load_scenario("child", place)
        assert "data/scenarios/child.yml: There is no scenario 'bass'." in str(caught.value)
        assert "Did you mean 'base'?" in str(caught.value)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("polcy: all\n", "one.yml: There is no parameter 'polcy'. Did you mean 'policy'?"),
            ("policy: all\npolicy: vendor\n", "line 2 sets 'policy' for the second time"),
            ("name: two\n", "a scenario has the name of its file"),
            ("- policy\n", "is no mapping"),
            ("policy: [\n", "cannot be read as YAML"),
            ("extends: [a]\n", "'extends' is no name of a scenario"),
            ("edition: 1.10\n", "edition: '1.1' is refused"),
            ("reasons:\n  polcy: Because.\n", "Did you mean 'policy'?"),
            ("overrides: 5 kW\nreasons: none\n", "overrides: '5 kW' is refused"),
        ],
    )
    def test_what_a_file_may_not_say(self, folder, text, message):
        with pytest.raises(ParameterError) as caught:
            load_scenario("one", folder(one=text))
        assert message in str(caught.value)


class TestOrigins:
    def test_each_value_names_the_file_that_set_it(self, folder):
        place = folder(
            base="confidence: 0.8\noverrides:\n  A | power: 1 kW\n",
            child="extends: base\npue_us: 1.1\n",
        )
        found = load_scenario("child", place, ("pue_china=1.5", "confidence=0.8"))
        assert origins(found, place) == {
            "A | power": "base",
            "confidence": "base",
            "pue_us": "child",
            "pue_china": "",
        }

    def test_a_scenario_without_a_file_set_all_itself(self, folder):
        assert origins(Scenario(name="mine", policy="vendor"), folder()) == {"policy": ""}


def test_the_commands_build_the_baseline_which_changes_nothing():
    assert common.BASELINE == BASELINE == Scenario().name
    assert choices(load_scenario(BASELINE, FOLDER)) == {}


@pytest.mark.parametrize("name", NAMES)
class TestOurs:
    def test_it_fits_the_schema_that_editors_read(self, name):
        text = (FOLDER / f"{name}.yml").read_text()
        assert text.splitlines()[0] == HEADER
        values = json.loads(json.dumps(yaml.safe_load(text), default=str))
        jsonschema.validate(values, json.loads(scenario_schema()))
        assert values["about"].endswith(".")

    def test_every_choice_has_its_reason(self, name):
        scenario = load_scenario(name, FOLDER)
        assert set(scenario.reasons) == set(choices(scenario))

    def test_every_value_is_that_of_a_known_fact_or_the_end_of_a_range(self, name, facts):
        scenario = load_scenario(name, FOLDER)
        day = open_evidence(scenario, facts).as_of
        compute = system_quantity(open_evidence(Scenario(), facts), HUAWEI, by_key("compute"))
        for key, value in choices(scenario).items():
            cited = [facts[identity] for identity in FACT.findall(scenario.reasons[key])]
            assert all(fact.known <= day and not fact.excluded for fact in cited)
            if key in ("as_of", "policy"):
                continue
            number, unit = value, UNITS.get(key)
            if key in scenario.overrides:
                text, _, unit = value.partition(" ")
                number = float(text)
            allowed = (
                [compute.to(unit).low, compute.to(unit).high]
                if key.startswith(f"{HUAWEI} | compute")
                else [convert(cited[0].value, cited[0].unit, unit)]
            )
            assert any(number == pytest.approx(each) for each in allowed), f"{key}: {value}"

    def test_every_override_takes_effect(self, name, facts, monkeypatch):
        used = set()
        fits = Override.fits

        def heard(self, *asked):
            if fits(self, *asked):
                used.add(self)
                return True
            return False

        monkeypatch.setattr(Override, "fits", heard)
        scenario = load_scenario(name, FOLDER)
        evidence = open_evidence(scenario, facts)
        for override in scenario.parsed_overrides:
            # What was answered before is not asked again.
            facts.dossier(override.subject, override.attribute).answers.clear()
        evaluate(evidence, scenario)
        headlines(evidence, scenario)
        assert used == set(scenario.parsed_overrides)


def test_the_sides_are_the_two_ends(facts):
    ratios = {}
    for name in ("huawei_case", BASELINE, "nvidia_case"):
        scenario = load_scenario(name, FOLDER)
        evidence = open_evidence(scenario, facts)
        ratios[name] = headlines(evidence, scenario).set_index("key")["value"]
    assert ratios["huawei_case"]["whole"] < ratios[BASELINE]["whole"]
    assert ratios["nvidia_case"]["whole"] > ratios[BASELINE]["whole"]
    # 500 kW for 307.2 PFLOPS against 145 kW for 180 PFLOPS.
    assert ratios["huawei_case"]["power"] == pytest.approx((500 / 307.2) / (145 / 180))


def test_the_article_sees_its_own_day():
    assert load_scenario("article", FOLDER).as_of == date(2026, 1, 1)


def test_the_schema_is_that_of_the_model():
    assert (FOLDER / SCHEMA_FILE).read_text(encoding="utf-8") == scenario_schema(), (
        "Write it anew: chiprace scenarios --schema > data/scenarios/scenario.schema.json"
    )


def test_the_schema_refuses_what_the_door_refuses():
    schema = json.loads(scenario_schema())
    for values in ({"polcy": "all"}, {"confidence": 2}, {"draws": 1}, {"policy": "vendors"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(values, schema)
