from dataclasses import replace
from datetime import date

import pytest

from chiprace.errors import DataError
from chiprace.evidence.override import parse_override
from chiprace.evidence.policy import Evidence
from chiprace.look.tidy import by_key, rows
from chiprace.models.efficiency import (
    HUAWEI,
    QUANTITIES,
    compare_systems,
    estimator_sets,
    published_ratios,
    system_quantity,
)
from chiprace.models.efficiency import (
    by_key as quantity_by_key,
)
from chiprace.models.efficiency_frames import (
    decomposition_frame,
    intensity_frame,
    pairings_frame,
    printed_ratios,
    ratio_frame,
    with_printed,
)
from chiprace.models.per_watt import chips_per_watt, systems_per_watt
from chiprace.models.supernode_pods import pod_by_key
from chiprace.models.supernode_values import compute

ARTICLE = date(2026, 1, 1)


def ratios(evidence):
    return by_key(ratio_frame(compare_systems(evidence)), "key")


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("compute", 1.7),
        ("capacity", 3.6),
        ("bandwidth", 2.1),
        ("power", 4.1),
        ("power_per_compute", 2.5),
        ("power_per_bandwidth", 1.9),
        ("power_per_capacity", 1.2),
    ],
)
def test_the_ratios_as_printed_in_2026_come_out_of_the_estimators_own_facts(evidence, key, printed):
    newest = estimator_sets(evidence)[-1]
    assert newest.stated == date(2026, 7, 10)
    found = by_key(ratio_frame(newest.comparisons), "key")[key]
    assert round(found.ratio, 1) == printed
    (quantity,) = (each for each in QUANTITIES if each.key == key)
    assert published_ratios(evidence, quantity, newest.until)[0][1] == printed


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("compute", 1.7),
        ("capacity", 3.6),
        ("power", 3.9),
        ("power_per_compute", 2.3),
        ("power_per_bandwidth", 1.8),
        ("power_per_capacity", 1.1),
    ],
)
def test_and_those_of_2025_out_of_its_first_set(evidence, key, printed):
    first = estimator_sets(evidence)[0]
    assert (first.stated, first.until) == (date(2025, 4, 16), date(2026, 7, 9))
    assert round(by_key(ratio_frame(first.comparisons), "key")[key].ratio, 1) == printed
    (quantity,) = (each for each in QUANTITIES if each.key == key)
    assert published_ratios(evidence, quantity, first.until)[0][1] == printed


def test_on_the_day_of_the_article_only_the_first_set_was_known(facts):
    seen = Evidence(facts, ARTICLE)
    assert len(estimator_sets(seen)) == 1
    assert ratios(seen)["power"].ratio == pytest.approx(559 / 145)


def test_the_range_of_power_reaches_over_both_voices(evidence):
    power = ratios(evidence)["power"]
    assert (power.low, power.high) == (pytest.approx(500 / 145), pytest.approx(600 / 145))


def test_compute_has_a_range_over_published_totals_and_count_times_package(evidence):
    compute = ratios(evidence)["compute"]
    # 384 packages of 708 (matrix engine alone) to 800 TFLOPS (slide) over 180 PFLOPS
    assert compute.low == pytest.approx(384 * 0.708 / 180)
    assert compute.high == pytest.approx(384 * 0.800 / 180)


def test_system_ratio_is_count_times_each(evidence):
    for row in rows(decomposition_frame(compare_systems(evidence))):
        assert row.count_ratio == pytest.approx(384 / 72)
        assert row.count_ratio * row.each == pytest.approx(row.system)
        assert row.low <= row.system <= row.high


def test_power_per_unit_by_hand(evidence):
    found = {
        (row.key, row.maker): row.value for row in rows(intensity_frame(compare_systems(evidence)))
    }
    assert found["power_per_compute", "Huawei"] == pytest.approx(600 / 300)
    assert found["power_per_compute", "Nvidia"] == pytest.approx(145 / 180)
    assert found["power_per_bandwidth", "Huawei"] == pytest.approx(600 / 1229)
    assert found["power_per_capacity", "Nvidia"] == pytest.approx(145 / 13.4)


def test_pairings_hold_the_headline_and_the_extremes(evidence):
    found = pairings_frame(evidence)
    assert found["ratio"].min() == pytest.approx(500 / (384 * 0.8) / (145 / 180))
    assert found["ratio"].max() == pytest.approx(600 / (384 * 0.708) / (145 / 180))
    assert any(found["ratio"].round(3) == 2.483)
    assert set(found["power_kw"]) == {500.0, 559.0, 600.0}


def test_printed_ratios_carry_their_facts(evidence):
    found = printed_ratios(evidence)
    assert list(found["ratio"]) == [2.3, 2.5, 2.6]
    assert "SC0025" in found["facts"][1]
    assert len(with_printed(pairings_frame(evidence), found)) == len(pairings_frame(evidence)) + 3


def test_a_power_set_by_the_scenario_moves_every_ratio(facts):
    override = parse_override("CloudMatrix 384 | power | all_in", "300 kW")
    seen = Evidence(facts, ARTICLE, overrides=(override,))
    assert ratios(seen)["power_per_compute"].ratio == pytest.approx(300 / 300 / (145 / 180))
    assert set(pairings_frame(seen)["power_kw"]) == {300.0}


def test_chips_per_watt_by_hand(evidence):
    found = {(row.subject, row.format): row for row in rows(chips_per_watt(evidence))}
    assert found["H100", "FP8"].value == pytest.approx(1978 / 700)
    assert found["B200", "FP16"].value == pytest.approx(2250 / 1000)
    assert found["Ascend 950PR", "FP8"].value == pytest.approx(865 / 630)
    # 752 TFLOPS at an outsider's 550 to 600 W
    assert found["Ascend 910C", "FP16"].low == pytest.approx(752 / 600)
    assert found["Ascend 910C", "FP16"].mark == "estimated"


def test_systems_keep_their_boundary(evidence):
    found = {
        (row.subject, row.boundary, row.format): row for row in rows(systems_per_watt(evidence))
    }
    assert found["Atlas 950 SuperPoD", "rated_maximum", "FP8"].value == pytest.approx(
        100 / (64 * 0.865)
    )
    assert found["DGX H100", "rated_maximum", "FP8"].value == pytest.approx(10.2 / (8 * 1.978))
    assert found["GB200 NVL72", "all_in", "FP8"].value == pytest.approx(145 / 360)
    assert not found["Atlas 950 SuperPoD", "rated_maximum", "FP8"].exists
    assert found["DGX H100", "rated_maximum", "FP8"].exists


def test_before_the_first_supernode_there_is_nothing_to_split(facts):
    with pytest.raises(DataError, match="accelerators of CloudMatrix 384"):
        decomposition_frame(compare_systems(Evidence(facts, date(2024, 6, 1))))


def test_a_peak_that_is_set_has_no_range(evidence):
    key = f"{HUAWEI} | compute | FP16 | dense"
    given = replace(evidence, overrides=(parse_override(key, "307.2 PFLOPS"),))
    found = system_quantity(given, HUAWEI, quantity_by_key("compute"))
    whole = compute(given, pod_by_key("cloudmatrix"), "FP16")
    assert (found.low, found.high) == (307.2, 307.2)
    assert (whole.low, whole.high) == pytest.approx((0.3072, 0.3072))
