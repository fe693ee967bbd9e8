from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.errors import ParameterError
from chiprace.paths import current_project
from chiprace.scenario import Scenario, load_scenario, make_scenario

FOLDER = current_project().data / "scenarios"


def test_text_is_read_as_the_type_of_its_field():
    found = make_scenario({"as_of": "2026-01-01", "confidence": "0.8", "edition": "1.10"})
    assert (found.as_of, found.confidence, found.edition) == (date(2026, 1, 1), 0.8, "1.10")


def test_a_text_is_never_taken_for_a_number():
    assert load_scenario("baseline", FOLDER, ("edition=1.10",)).edition == "1.10"
    with pytest.raises(ParameterError, match=r"edition: '1\.1' is refused"):
        make_scenario({"edition": 1.10})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"as_off": "latest"}, "There is no parameter 'as_off'. Did you mean 'as_of'?"),
        ({"polcy": "all"}, "Did you mean 'policy'?"),
        ({"policy": "vendors"}, "'all', 'independent' or 'vendor'"),
        ({"confidence": "1.5"}, "less than or equal to 0.99"),
        ({"restart_min": "-3"}, "greater than 0"),
        ({"confidence": "much"}, "confidence: 'much' is refused"),
        ({"confidence": True}, "confidence: 'True' is refused"),
        ({"as_of": "2026-02-30"}, "as_of: '2026-02-30' is refused"),
        ({"as_of": "1999-01-01"}, "lies before 2020-01-01"),
        ({"overrides": {"CloudMatrix 384": "559 kW"}}, "does not name what it sets"),
        ({"overrides": {"CloudMatrix 384 | power": "much"}}, "is no value with a unit"),
        ({"overrides": {"CloudMatrix 384 | power": "-5 kW"}}, "is not above zero"),
    ],
)
def test_what_is_refused_and_how(values, message):
    with pytest.raises(ParameterError) as caught:
        make_scenario(values)
    assert message in str(caught.value)


def test_all_faults_come_at_once():
    with pytest.raises(ParameterError) as caught:
        make_scenario({"polcy": "all", "as_off": "latest", "confidence": "x"})
    assert len(str(caught.value).splitlines()) == 3


def test_settings_and_overrides_from_the_command_line():
    found = load_scenario(
        "article", FOLDER, ("overrides.CloudMatrix 384 | power | all_in=559 kW", "policy=vendor")
    )
    override = found.parsed_overrides[-1]
    assert (override.value, override.unit, override.words) == (559.0, "kW", ("all_in",))
    assert (found.as_of, found.policy, found.name) == (date(2026, 1, 1), "vendor", "article")
    assert len(found.overrides) == len(load_scenario("article", FOLDER).overrides) + 1


@pytest.mark.parametrize("setting", ["policy", "overrides=500 kW", "reasons=none"])
def test_a_setting_says_how_it_is_written(setting):
    with pytest.raises(ParameterError, match=rf"--set {setting}: write "):
        load_scenario("baseline", FOLDER, (setting,))


def test_an_unknown_scenario_names_the_nearest():
    with pytest.raises(ParameterError, match="Did you mean 'article'"):
        load_scenario("artcle", FOLDER)


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=3))
def test_the_door_never_breaks(values):
    unknown = [name for name in values if name not in Scenario.model_fields]
    if unknown:
        with pytest.raises(ParameterError) as caught:
            make_scenario(values)
        assert all(f"'{name}'" in str(caught.value) for name in unknown)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.floats(0.5, 0.99),
    st.sampled_from(["all", "independent", "vendor"]),
)
def test_parameters_read_back(day, confidence, policy):
    first = Scenario(as_of=day, confidence=confidence, policy=policy)
    assert make_scenario(first.parameters()) == first
