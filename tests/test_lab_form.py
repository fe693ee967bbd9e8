"""The form: made from the model, refuses in words, redraws, saves and loads."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiprace.claims.ledger import evaluate
from chiprace.errors import ParameterError
from chiprace.lab import explore
from chiprace.lab.desk import DESK
from chiprace.lab.fields import list_fields
from chiprace.lab.form import Form
from chiprace.lab.ledger import Ledger
from chiprace.paths import current_project
from chiprace.scenario import Scenario, list_scenarios, load_scenario, make_scenario
from chiprace.scenario.saving import save_scenario

ENERGY = "Energy, cost and carbon: What the compute costs, everything counted"


@pytest.fixture(scope="module")
def explorer():
    return explore(figure=ENERGY)


@pytest.fixture(autouse=True)
def _as_it_was(request):
    yield
    if "explorer" in request.fixturenames:
        request.getfixturevalue("explorer").form.fill(make_scenario({}))


def test_the_fields_are_those_of_the_model_with_units_bounds_and_defaults():
    fields = {field.name: field for field in list_fields()}
    assert list(fields) == list(Scenario.model_fields)
    pue = fields["pue_china"]
    assert (pue.meaning, pue.unit) == ("power usage effectiveness in China", "1")
    assert (pue.low, pue.high, pue.default) == (1, 3, 1.2)
    assert fields["china_price"].empty == "from the facts"
    assert fields["policy"].options == ("all", "independent", "vendor")
    assert fields["overrides"].table


def test_the_form_starts_with_the_defaults_and_takes_any_scenario():
    heard = []
    form = Form(heard.append)
    assert form.scenario == make_scenario({})
    folder = current_project().scenarios
    for name in list_scenarios(folder):
        scenario = load_scenario(name, folder)
        form.fill(scenario)
        assert form.scenario == scenario


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("subsidy", "1.5", "less than or equal to 1"),
        ("subsidy", "a lot", "valid number"),
        ("utilisation", "0", "greater than 0"),
        ("draws", "3.5", "valid integer"),
        ("as_of", "2019-01-01", "lies before 2020-01-01"),
        ("name", "No Name", "pattern"),
        ("overrides", "CloudMatrix 384 | power: many kW", "no value with a unit"),
    ],
)
def test_an_impossible_value_is_refused_in_words_beside_its_field(explorer, name, text, words):
    before, picture = explorer.scenario, explorer._picture.widget.value
    explorer.form[name].control.value = text
    said = explorer.form[name].refusal.value
    assert words in said
    assert 'role="alert"' in said
    assert explorer.scenario == before
    assert explorer._picture.widget.value == picture
    explorer.form[name].fill(Scenario.model_construct().parameters()[name])
    assert explorer.form[name].refusal.value == ""


def test_a_value_between_two_steps_stays_what_it_was(explorer):
    slider = explorer.form["draws"].widget.children[2]
    draws = explorer.scenario.draws
    slider.value = draws + 0.4 * slider.step  # as a browser does to stand on a step
    assert explorer.scenario.draws == draws


def test_the_slider_writes_and_follows(explorer):
    entry = explorer.form["subsidy"]
    slider = entry.widget.children[2]
    slider.value = 0.35
    assert entry.control.value == "0.35"
    assert explorer.scenario.subsidy == 0.35
    entry.control.value = "0.6"
    assert slider.value == 0.6


def test_figure_and_verdicts_follow(explorer):
    before = explorer.drawing.svg
    assert explorer.changed == {}
    explorer.set(policy="independent", china_price=0.02)
    assert explorer.drawing.svg != before
    scenario = make_scenario({"policy": "independent", "china_price": 0.02})
    base, now = (DESK.chapter(each) for each in (make_scenario({}), scenario))
    expected = {
        after.key: f"{then.verdict} → {after.verdict}"
        for then, after in zip(
            evaluate(base.evidence, base.scenario),
            evaluate(now.evidence, now.scenario),
            strict=True,
        )
        if then.verdict != after.verdict
    }
    assert expected
    assert explorer.changed == expected


def test_an_impossible_value_set_from_a_cell_is_refused(explorer):
    with pytest.raises(ParameterError, match=r"subsidy: '2\.0' is refused"):
        explorer.set(subsidy=2)


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "china_price": st.sampled_from([0.01, 0.05, 0.3]),
                "subsidy": st.sampled_from([0.0, 0.5, 0.9]),
                "utilisation": st.sampled_from([0.2, 1.0]),
                "confidence": st.sampled_from([0.5, 0.95]),
                "pue_us": st.sampled_from([1.0, 2.0]),
            },
        ),
        min_size=2,
        max_size=3,
    )
)
@settings(max_examples=6)
def test_what_is_remembered_of_claims_is_what_would_be_found_anew(several):
    ledger = Ledger()
    for parameters in several:
        chapter = DESK.asked(parameters)
        remembered = ledger.evaluate(chapter.evidence, chapter.scenario)
        anew = evaluate(chapter.evidence, chapter.scenario)
        assert [(each.key, each.verdict, each.answer.found) for each in remembered] == [
            (each.key, each.verdict, each.answer.found) for each in anew
        ]


def test_a_scenario_is_saved_as_it_is_read_again(tmp_path):
    scenario = make_scenario(
        {
            "name": "mine",
            "subsidy": 0.25,
            "as_of": "2026-01-01",
            "overrides": {"CloudMatrix 384 | power | all_in": "559 kW"},
            "reasons": {"subsidy": "as I read it"},
        }
    )
    file = save_scenario(scenario, tmp_path)
    assert load_scenario("mine", tmp_path) == scenario
    assert file.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=")
    assert "utilisation" not in file.read_text(encoding="utf-8")
    with pytest.raises(ParameterError, match="There is a scenario 'mine' already"):
        save_scenario(scenario, tmp_path)
    save_scenario(scenario, tmp_path, again=True)


def test_what_a_figure_does_not_hang_on_is_folded_away(explorer):
    near = set(explorer.form._near.children)
    assert explorer.form["subsidy"].widget in near
    assert explorer.form["checkpoint_write_s"].widget not in near
