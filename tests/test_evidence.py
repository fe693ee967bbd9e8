from datetime import date

import pytest

from chiprace.errors import BasisError, DataError
from chiprace.evidence.facts import Facts
from chiprace.evidence.override import parse_override
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import RULES
from small_project import read_small_project, with_cells, with_row

END = date(2026, 11, 23)
POWER = {"boundary": "all_in", "unit": "kW"}


def see(tables, *, as_of=END, policy="all"):
    return Evidence(Facts(tables, END), as_of, policy)


@pytest.fixture
def tables(tmp_path):
    return read_small_project(tmp_path)


@pytest.fixture
def two(tables):
    """Two voices on the power of one system: 559 kW by the tester, 500 kW by another."""
    return with_row(tables, "facts", 3, id="TS0100", value="500", voice="Other", known_on="2025-12")


def reasons(estimate):
    return {entry.fact.id: entry.reason for entry in estimate.left_out}


def test_the_range_reaches_over_all_voices(two):
    found = see(two).estimate("CloudMatrix 384", "power", **POWER)
    assert (found.central, found.low, found.high) == (500.0, 500.0, 559.0)


def test_what_was_not_known_yet_does_not_count(two):
    found = see(two, as_of=date(2025, 12, 30)).estimate("CloudMatrix 384", "power", **POWER)
    assert (found.central, found.low) == (559.0, 559.0)
    assert reasons(found)["TS0100"] == "known only from 2025-12-31"


def test_a_later_word_of_the_same_voice_replaces_the_earlier(tables):
    revised = with_row(tables, "facts", 3, id="TS0100", value="600", known_on="2026-07-10")
    found = see(revised).estimate("CloudMatrix 384", "power", **POWER)
    assert (found.central, found.low, found.high) == (600.0, 600.0, 600.0)
    assert "replaced by TS0100" in reasons(found)["TS0004"]


def test_a_weaker_kind_replaces_nothing(tables):
    weaker = with_row(
        tables, "facts", 3, id="TS0100", value="600", known_on="2026-07", kind="press"
    )
    found = see(weaker).estimate("CloudMatrix 384", "power", **POWER)
    assert (found.central, found.high) == (559.0, 600.0)


def test_an_echo_is_one_witness(tables):
    echo = with_row(tables, "facts", 3, id="TS0100", kind="press", known_on="2025-06-15")
    found = see(echo).estimate("CloudMatrix 384", "power", **POWER)
    assert found.ids == ("TS0004",)
    assert "repeats TS0004" in reasons(found)["TS0100"]


def test_the_strongest_kind_gives_the_central_value(two):
    measured = with_row(two, "facts", 3, id="TS0101", value="540", voice="Lab", kind="measured")
    found = see(measured).estimate("CloudMatrix 384", "power", **POWER)
    assert (found.central, found.mark) == (540.0, "measured")


@pytest.mark.parametrize(
    ("policy", "value"), [("all", 900.0), ("independent", 559.0), ("vendor", 900.0)]
)
def test_policies_choose_whose_word_counts(tables, policy, value):
    vendor = with_row(
        tables,
        "facts",
        3,
        id="TS0100",
        value="900",
        voice="Huawei and SiliconFlow",
        kind="datasheet",
    )
    found = see(vendor, policy=policy).estimate("CloudMatrix 384", "power", **POWER)
    assert found.central == value


@pytest.mark.parametrize("policy", ["independent", "vendor"])
def test_a_policy_never_leaves_nothing(tables, policy):
    assert see(tables, policy=policy).estimate("CloudMatrix 384", "power", **POWER).central == 559.0


def test_a_plan_gives_way_to_what_is(tables):
    plan = with_row(tables, "facts", 3, id="TS0100", value="400", voice="Other", outlook="plan")
    assert see(plan).estimate("CloudMatrix 384", "power", **POWER).low == 559.0


def test_variants_are_chosen_by_name(tables):
    binned = with_row(tables, "facts", 0, id="TS0100", value="708", variant="matrix", voice="Other")
    asked = {"unit": "TFLOPS", "number_format": "FP16"}
    assert see(binned).estimate("Ascend 910C", "compute", **asked).low == 752.0
    found = see(binned).estimate("Ascend 910C", "compute", variant=("big", "matrix"), **asked)
    assert (found.central, found.variant) == (708.0, "matrix")
    assert "variant 'matrix'" in found.notes[0]


def test_unlike_bases_are_never_mixed(tables):
    sparse = with_row(tables, "facts", 0, id="TS0100", value="1504", sparsity="sparse")
    with pytest.raises(BasisError, match=r"TS0001 .*dense.* and TS0100 .*sparse.* unlike basis"):
        see(sparse).estimate("Ascend 910C", "compute")


def test_a_faulty_fact_is_named_with_its_reason(tables):
    question = see(tables).find("CloudMatrix 384", "power", boundary="unstated")
    assert question is None
    [(_, kept, left_out)] = [
        group
        for group in see(tables).by_basis("CloudMatrix 384", "power")
        if group[0].basis["boundary"] == "unstated"
    ]
    assert not kept
    assert left_out[0].reason == "faulty: Below the sum of the parts."


def test_what_nobody_knows_is_an_error_that_shows_the_way(tables):
    with pytest.raises(DataError, match='chiprace why "CloudMatrix 384" memory_capacity'):
        see(tables).estimate("CloudMatrix 384", "memory_capacity")


def test_a_more_than_gives_way_to_what_fulfils_it(facts):
    found = Evidence(facts, END).estimate(
        "Atlas 950 SuperCluster", "accelerator_count", scope="cluster"
    )
    assert (found.central, found.low, found.high) == (524288.0, 524288.0, 524288.0)
    assert "HW0278" in reasons(found)


def test_a_more_than_that_is_not_fulfilled_stays(tables):
    floor = with_row(tables, "facts", 3, id="TS0100", value="700", bound="at_least", voice="Other")
    assert see(floor).estimate("CloudMatrix 384", "power", **POWER).high == 700.0


def test_a_range_of_one_source_has_its_middle(tables):
    low = with_cells(tables, "facts", 3, bound="low", value="500")
    both = with_row(low, "facts", 3, id="TS0100", bound="high", value="600")
    found = see(both).estimate("CloudMatrix 384", "power", **POWER)
    assert (found.low, found.central, found.high) == (500.0, 550.0, 600.0)


def test_an_override_stands_in_and_is_shown(two):
    override = parse_override("CloudMatrix 384 | power | all_in", "0.45 MW")
    seen = Evidence(Facts(two, END), END, overrides=(override,))
    found = seen.estimate("CloudMatrix 384", "power", **POWER)
    assert (found.central, found.low, found.ids) == (450.0, 450.0, ())
    assert "set to 0.45 MW by the scenario" in found.notes[0]
    assert set(reasons(found).values()) >= {"overridden by the scenario"}
    assert seen.find("CloudMatrix 384", "power", boundary="it") is None


def test_an_override_is_no_figure_of_a_voice(two):
    override = parse_override("CloudMatrix 384 | power | all_in", "0.45 MW")
    seen = Evidence(Facts(two, END), END, overrides=(override,)).of("Other")
    assert seen.estimate("CloudMatrix 384", "power", **POWER).ids == ("TS0100",)


def test_an_override_fits_by_the_basis_of_what_it_replaces(two):
    override = parse_override("CloudMatrix 384 | power | all_in", "0.45 MW")
    seen = Evidence(Facts(two, END), END, overrides=(override,))
    found = seen.estimate("CloudMatrix 384", "power", unit="kW", scope="supernode", period="")
    assert found.central == 450.0
    assert (found.basis.boundary, found.basis.scope) == ("all_in", "supernode")


def test_every_rule_says_what_it_does():
    for rule in RULES:
        assert rule.__doc__
        assert rule.__doc__.rstrip().endswith(".")


# The way of one value: the 600 kW of the CloudMatrix 384.


def test_sc0022_before_and_after_it_became_known(facts):
    before = Evidence(facts, date(2026, 1, 1)).estimate("CloudMatrix 384", "power", **POWER)
    after = Evidence(facts, END).estimate("CloudMatrix 384", "power", **POWER)
    assert (before.central, before.low, before.high) == (559.0, 500.0, 559.0)
    assert (after.central, after.low, after.high) == (600.0, 500.0, 600.0)
    assert after.ids == ("SC0022", "HW0191")
    assert "replaced by SC0022" in reasons(after)["HW0190"]
    assert "SC0064" in reasons(after)


def test_the_article_is_no_witness_in_its_own_case(facts):
    seen = Evidence(facts, END)
    for fact in facts:
        if fact.voice == "The article" and fact.unit and not fact.excluded:
            asked = {name: word for name, word in vars(fact.basis).items() if word}
            try:
                found = seen.find(fact.subject, fact.attribute, **asked)
            except BasisError:
                continue
            assert found is None or fact.id not in found.ids


def test_the_roadmap_of_the_970_is_that_of_its_day(facts):
    asked = {"number_format": "FP4", "scope": "package", "unit": "PFLOPS"}
    assert (
        Evidence(facts, date(2026, 1, 1)).estimate("Ascend 970", "compute", **asked).central == 8.0
    )
    assert (
        Evidence(facts, date(2026, 11, 1)).estimate("Ascend 970", "compute", **asked).central
        == 14.0
    )
