"""Supernodes: values worked out by hand from published figures, and what must always hold."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiprace.evidence.override import parse_override
from chiprace.evidence.policy import Evidence
from chiprace.models import supernode_claims as claims
from chiprace.models import supernode_costs as costs
from chiprace.models import supernode_values as values
from chiprace.models.supernode_pairs import chips_for_equal_compute, pair_ratios, pairs
from chiprace.models.supernode_pods import PODS, pod_by_key
from chiprace.models.supernodes import due, generation_points, generations, known_pods

ARTICLE_DAY = date(2026, 1, 1)
POLICIES = ("all", "independent", "vendor")


def row_of(data, **where):
    for column, value in where.items():
        data = data[data[column] == value]
    assert len(data) == 1
    return data.iloc[0]


@pytest.fixture
def article(facts):
    """The facts seen from the day of the article."""
    return Evidence(facts, ARTICLE_DAY)


@pytest.mark.parametrize(
    ("key", "accelerators", "cabinets"),
    [
        ("cloudmatrix", 384, 16),
        ("gb200", 72, 1),
        ("gb300", 72, 1),
        ("vera-rubin", 72, 1),
        ("atlas-950-announced", 8192, 160),
        ("atlas-950-listed", 1024, 20),
        ("atlas-960", 15488, 220),
        ("rubin-ultra-2025", 144, 1),
        ("rubin-ultra-2026", 576, 8),
        ("kyber", 144, 1),
    ],
)
def test_counts_as_published(evidence, key, accelerators, cabinets):
    pod = pod_by_key(key)
    assert values.count(evidence, pod).central == accelerators
    assert values.cabinets(evidence, pod).central == cabinets


def test_a_rack_is_counted_by_its_packages_before_its_data_sheet(article):
    """Called NVL144 in 2025 by its dies: 72 packages of two."""
    count = values.count(article, pod_by_key("vera-rubin"))
    assert count.central == 72
    assert "as registered" in count.notes[0]


def test_nothing_is_known_of_a_pod_before_it_was_named(article):
    named = {pod.key for pod, _ in known_pods(article)}
    assert {"atlas-950-listed", "atlas-960e", "kyber", "rubin-ultra-2026"}.isdisjoint(named)
    assert values.count(article, pod_by_key("kyber")) is None


def test_dense_peak_of_a_sparse_data_sheet_is_half(evidence):
    """Nvidia prints 720 PFLOPS of FP8 with sparsity for the GB200 NVL72."""
    assert values.compute(evidence, pod_by_key("gb200"), "FP8").to("PFLOPS").central == 360


def test_total_reaches_over_count_times_package(evidence):
    """8 EFLOPS announced; 8,192 × 0.865 PFLOPS of the 32-core bin; 8,192 × 1 PFLOPS."""
    found = values.compute(evidence, pod_by_key("atlas-950-announced"), "FP8").to("EFLOPS")
    assert found.central == 8
    assert found.low == pytest.approx(8192 * 0.865 / 1000)
    assert found.high == pytest.approx(8.192)


def test_count_times_package_where_no_total_is_published(evidence):
    """8,192 × 4 TB/s, and 576 × 35 PFLOPS of the two-die Rubin Ultra."""
    memory = values.bandwidth(evidence, pod_by_key("atlas-950-announced"))
    assert memory.to("PB/s").central == pytest.approx(32.768)
    assert any("no total is published" in note for note in memory.notes)
    compute = values.compute(evidence, pod_by_key("rubin-ultra-2026"), "FP4")
    assert compute.to("EFLOPS").central == pytest.approx(20.16)


def test_no_fp8_is_made_up_for_a_chip_without_it(evidence):
    pod = pod_by_key("cloudmatrix")
    assert values.compute(evidence, pod, "FP8") is None
    assert values.compute(evidence, pod, "FP4") is None


def test_link_is_of_both_directions(evidence):
    """Of the CloudMatrix Huawei gives 269 TB/s; a direction that is not named is said."""
    assert values.link(evidence, pod_by_key("cloudmatrix")).to("TB/s").central == 269
    announced = values.link(evidence, pod_by_key("atlas-950-announced"))
    assert announced.basis.direction == "both_ways"
    assert any("names no direction" in note for note in announced.notes)


def test_due_falls_back_on_the_chip(evidence):
    """The 960E was shown in September 2026; its chip is due in the first quarter of 2027."""
    when = due(evidence, pod_by_key("atlas-960e"))
    assert (when.of_chip, when.release.span.text, when.exists) == (True, "2027-Q1", False)
    assert due(evidence, pod_by_key("cloudmatrix")).exists


def test_pairs_are_of_one_year_or_the_articles(evidence):
    found = {(pair.huawei.key, pair.nvidia.key): pair for pair in pairs(evidence)}
    assert set(found) == {
        ("cloudmatrix", "gb200"),
        ("cloudmatrix", "gb300"),
        ("atlas-950-announced", "vera-rubin"),
        ("atlas-950-listed", "vera-rubin"),
        ("atlas-960e", "rubin-ultra-2026"),
        ("atlas-960", "rubin-ultra-2026"),
    }
    assert found["cloudmatrix", "gb200"].number_format == "FP16"
    assert found["atlas-950-listed", "vera-rubin"].number_format == "FP8"
    assert found["atlas-960", "rubin-ultra-2026"].number_format == "FP4"


def test_the_older_plan_stands_until_a_newer_one_has_a_peak(article):
    rivals = {pair.nvidia.key for pair in pairs(article) if pair.huawei.key == "atlas-960"}
    assert rivals == {"rubin-ultra-2025"}


def test_system_ratios_by_hand(evidence):
    data = pair_ratios(evidence)
    cloud = row_of(data, pair="cloudmatrix/gb200", quantity="compute")
    assert cloud.system == pytest.approx(300 / 180)
    assert cloud.count_ratio == pytest.approx(384 / 72)
    assert cloud.each == pytest.approx(0.3125)
    announced = row_of(data, pair="atlas-950-announced/vera-rubin", quantity="compute")
    assert announced.system == pytest.approx(8000 / 1260)
    assert announced.each == pytest.approx(8000 / 1260 * 72 / 8192)
    listed = row_of(data, pair="atlas-950-listed/vera-rubin", quantity="compute")
    assert listed.system == pytest.approx(1000 / 1260)
    memory = row_of(data, pair="atlas-950-listed/vera-rubin", quantity="memory")
    assert memory.system == pytest.approx(98 / 20.7)
    assert memory.each == pytest.approx(98 / 20.7 * 72 / 1024)


def test_published_ratios_of_the_first_pair_are_met(evidence):
    """The estimator prints 1.7, 3.6 and 2.1 times for compute, memory and its bandwidth."""
    data = pair_ratios(evidence)
    printed = {"compute": 1.7, "memory": 3.6, "bandwidth": 2.1}
    for quantity, value in printed.items():
        found = row_of(data, pair="cloudmatrix/gb200", quantity=quantity)
        assert found.low - 0.05 <= value <= found.high + 0.05


def test_equal_compute_takes_fewer_chips_than_the_count_says(evidence):
    """5.33 times the chips for 1.67 times the compute: 3.2 for one."""
    found = chips_for_equal_compute(evidence)
    assert found.central == pytest.approx(3.2)
    assert found.low < found.central < found.high < 384 / 72


def test_what_compute_is_paid_with_by_hand(evidence):
    data = costs.per_cost(evidence)
    pair = "cloudmatrix/gb200"
    assert row_of(data, pair=pair, denominator="cabinet").value == pytest.approx(300 / 180 / 16)
    assert row_of(data, pair=pair, denominator="chip").value == pytest.approx(0.3125)
    power = row_of(data, pair=pair, denominator="kW")
    assert power.value == pytest.approx(300 / 180 * 145 / 600)
    assert power.boundary == "all_in"
    price = row_of(data, pair=pair, denominator="USD")
    assert price.value == pytest.approx(300 / 180 * 3.1 / 8.2)


def test_unlike_boundaries_of_power_are_never_divided(evidence):
    """One cabinet's rated maximum stands against the IT load of a rack."""
    data = costs.per_cost(evidence)
    for pair in ("atlas-950-announced/vera-rubin", "cloudmatrix/gb300"):
        found = row_of(data, pair=pair, denominator="kW")
        assert found.value != found.value
        assert found.reason == "boundaries of power differ"


def test_yuan_widen_the_price_at_the_dated_rate(evidence):
    """A supplier's list goes from 50 to 80 million yuan, at 7.185 to the dollar."""
    found = costs.price(evidence, "CloudMatrix 384")
    assert found.central == 8_200_000
    assert found.low == pytest.approx(50e6 / 7.185)
    assert found.high == pytest.approx(80e6 / 7.185)
    assert any("7.185" in note for note in found.notes)


def test_a_scenario_sets_the_price(evidence):
    set_price = parse_override("CloudMatrix 384 | price", "4000000 USD")
    found = costs.price(replace(evidence, overrides=(set_price,)), "CloudMatrix 384")
    assert (found.low, found.central, found.high) == (4e6, 4e6, 4e6)


def test_no_price_is_lent_to_another_configuration(evidence):
    data = costs.per_cost(evidence)
    found = row_of(data, pair="atlas-950-listed/vera-rubin", denominator="USD")
    assert found.value != found.value


@given(kilowatts=st.floats(200, 2000))
@settings(max_examples=8)
def test_compute_per_power_goes_as_the_inverse_of_power(facts, kilowatts):
    power = parse_override("CloudMatrix 384 | power | all_in", f"{kilowatts} kW")
    seen = Evidence(facts, date(2026, 11, 23), overrides=(power,))
    found = row_of(costs.per_cost(seen), pair="cloudmatrix/gb200", denominator="kW")
    assert found.value * kilowatts == pytest.approx(300 / 180 * 145)


@given(
    day=st.dates(date(2025, 9, 18), date(2026, 11, 23)),
    policy=st.sampled_from(POLICIES),
)
@settings(max_examples=8)
def test_every_ratio_is_count_times_accelerator_within_its_range(facts, day, policy):
    data = pair_ratios(Evidence(facts, day, policy)).dropna(subset="count_ratio")
    assert (data["system"] - data["count_ratio"] * data["each"]).abs().max() < 1e-9
    assert (data["low"] <= data["system"]).all()
    assert (data["system"] <= data["high"]).all()
    assert data["facts"].str.len().gt(0).all()


def test_own_comparisons_by_hand(evidence):
    data = claims.own_comparisons(evidence)

    def value(claim, reading):
        return row_of(data, claim=claim, reading=reading).value

    assert value("compute", "claimed") == 6.7
    assert value("compute", "whole") == pytest.approx(8000 / 1260)
    assert value("compute", "cabinet") == pytest.approx(8000 / 1260 / 160)
    assert value("compute", "chip") == pytest.approx(8000 / 1260 * 72 / 8192)
    assert value("memory", "whole") == pytest.approx(1152 / 20.7)
    assert value("chips", "claimed") == 56.8
    assert value("chips", "whole") == pytest.approx(8192 / 72)
    assert value("chips", "cabinet") == pytest.approx(8192 / 160 / 72)
    assert value("training", "cabinet") == pytest.approx(17 * 16 / 160)
    assert value("colossus", "chip") == pytest.approx(1.3 / 2.5)
    assert data[data["reading"] == "kW"]["value"].isna().all()
    assert (data[data["value"].isna()]["reason"] != "").all()


def test_claimed_multiple_of_chips_counts_dies(evidence):
    """8,192 over 144 dies is 56.9; over 72 packages twice that."""
    found = row_of(claims.own_comparisons(evidence), claim="chips", reading="whole").value
    assert found / 2 == pytest.approx(56.8, rel=0.005)


def test_claimed_memory_leaves_more_than_hbm_to_the_rack(evidence):
    """1,152 TB over 15 are 76.8 TB, against 20.7 TB of HBM."""
    implied = claims.implied_memory(evidence)
    assert implied.to("TB").central == pytest.approx(76.8)
    assert implied.central > values.memory(evidence, pod_by_key("vera-rubin")).central


def test_throughput_per_chip_by_hand(evidence):
    data = claims.throughput_per_chip(evidence)
    training, inference = (row_of(data, workload=key) for key in ("training", "inference"))
    assert training.ratio == pytest.approx(17 * 384 / 8192)
    assert inference.ratio == pytest.approx(26 * 384 / 8192)
    assert training.chip == pytest.approx(4.91e6 / 8192)
    assert inference.earlier_chip == pytest.approx(19.6e6 / 26 / 384)
    assert training.cabinet_ratio == pytest.approx(1.7)


def test_chips_of_both_claims_compared(evidence):
    """432 against 300,000 / 384 TFLOPS of BF16; 4 against 3.2 TB/s."""
    found = claims.chip_ratios(evidence)
    assert found["compute"].central == pytest.approx(432 / (300_000 / 384))
    assert found["bandwidth"].central == pytest.approx(4 / 3.2, rel=1e-3)


def test_claims_appear_when_they_were_made(facts):
    assert claims.own_comparisons(Evidence(facts, date(2025, 9, 1))).empty
    assert claims.throughput_per_chip(Evidence(facts, date(2025, 9, 1))).empty


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("day", [date(2025, 10, 1), ARTICLE_DAY, date(2026, 11, 1)])
def test_it_works_on_every_day_under_every_policy(facts, day, policy):
    seen = Evidence(facts, day, policy)
    data = generations(seen)
    points = generation_points(data)
    assert set(points["quantity"]) <= {"FP8", "FP16"}
    assert points["key"].is_unique
    assert (data["low"] <= data["value"]).all()
    assert (data["value"] <= data["high"]).all()
    assert not claims.own_comparisons(seen).empty


def test_a_missing_fp8_peak_is_not_replaced_where_the_chip_has_it(evidence):
    """The Rubin Ultra of 2026 has only an FP4 estimate; the 910C has no FP8 at all."""
    points = generation_points(generations(evidence))
    assert "rubin-ultra-2026" not in set(points["key"])
    assert row_of(points, key="cloudmatrix").quantity == "FP16"


def test_pods_have_keys_of_their_own():
    assert len({pod.key for pod in PODS}) == len(PODS)
