from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from chiprace.errors import DataError
from chiprace.evidence.facts import load_facts
from chiprace.evidence.override import parse_override
from chiprace.evidence.policy import Evidence
from chiprace.models.supercluster_demand import powers, years_of_output
from chiprace.models.supercluster_failures import failure_rate, failures
from chiprace.models.supercluster_listing import announced_and_listed, share_listed
from chiprace.models.supercluster_runs import fit_runs, read_count, runs
from chiprace.models.supercluster_sites import sizes
from chiprace.models.supercluster_training import (
    drawn_failures,
    drawn_shares,
    published_goodput,
    training_case,
)
from chiprace.models.superclusters import parts_against_total, per_cent, pods_in_clusters

DAYS = (date(2025, 10, 1), date(2026, 1, 1), date(2026, 9, 1), date(2026, 11, 23))
PARAMETERS = {"checkpoint_write_s": 30.0, "restart_min": 10.0, "confidence": 0.9}


@pytest.fixture(scope="module")
def now() -> Evidence:
    return Evidence(load_facts(), DAYS[-1])


def row(table: pd.DataFrame, **wanted) -> pd.Series:
    for name, value in wanted.items():
        table = table[table[name] == value]
    assert len(table) == 1, wanted
    return table.iloc[0]


def test_parts_of_the_announced_pod_exceed_its_total(now):
    # 8,192 × 1 PFLOPS = 8.192 EFLOPS against 8: 2.4%.
    pod = row(
        parts_against_total(now),
        label="Atlas 950 SuperPoD, 8,192 NPUs",
        format="FP8",
        basis_of_chip="announced",
    )
    assert pod["parts_eflops"] == pytest.approx(8.192)
    assert pod["deviation"] == pytest.approx(2.4)


def test_parts_by_the_data_sheet_fall_short(now):
    # 1,024 × 865 TFLOPS = 0.88576 EFLOPS against 1: 11.4% less.
    pod = row(
        parts_against_total(now),
        label="Atlas 950 SuperPoD, 1,024 NPUs",
        format="FP8",
        bin="matrix; 32 cores",
    )
    assert pod["deviation"] == pytest.approx(-11.424)


def test_whole_pods_and_the_million(now):
    pods = pods_in_clusters(now)
    first = row(pods, cluster="Atlas 950 SuperCluster")
    assert (first["pods"], first["stated"], first["together"]) == (64, True, 524_288)
    second = row(pods, cluster="Atlas 960 SuperCluster")
    assert (second["pods"], second["stated"], second["together"]) == (64, False, 991_232)
    assert second["accelerators"] == 1_000_000


def test_per_cent_has_no_noise():
    assert per_cent(1 - 1e-16) == 0
    assert per_cent(8.192 / 8) == 2.4


def test_listed_shares(now):
    shares = {line.name: share_listed(line) for line in announced_and_listed(now)}
    assert shares["NPUs"] == shares["Cabinets"] == shares["FP8, dense"] == 0.125
    assert shares["HBM per NPU"] == pytest.approx(96 / 144)
    # (1.72 PB/s / 1,024) / (16.3 PB/s / 8,192)
    assert shares["Link per NPU, both directions"] == pytest.approx(1.72 / 1024 / (16.3 / 8192))


def test_nothing_is_listed_on_the_day_of_the_article(now):
    lines = announced_and_listed(now.at(date(2026, 1, 1)))
    assert [line.listed for line in lines] == [None] * len(lines)
    assert lines[0].announced is not None
    assert lines[0].announced.central == 8192


def test_sizes_are_count_times_dense_peak(now):
    table = sizes(now)
    # 200,000 × 1.978 + 30,000 × 5 PFLOPS.
    assert row(table, label="Colossus 1")["eflops"] == pytest.approx(545.6)
    assert row(table, label="OCI Supercluster")["eflops"] == pytest.approx(131.072 * 4.5)
    abilene = row(table, label="Stargate Abilene")
    assert (abilene["accelerators_low"], abilene["accelerators_high"]) == (64_000, 800_000)
    assert not abilene["exists"]
    assert row(table, label="Fairwater Atlanta")["exists"]
    assert (table["eflops_low"] <= table["eflops"]).all()
    assert set(table.loc[table["format"] == "BF16", "label"]) == {"CloudMatrix 384 (BF16)"}


def test_counts_of_superchips_are_footnoted(now):
    table = sizes(now)
    assert "read as GPUs" in row(table, label="Fairwater Atlanta")["notes"]
    early = sizes(now.at(date(2026, 1, 1)))
    assert "read as GPUs" not in row(early, label="Colossus 1")["notes"]


def test_dies_become_packages_in_a_years_output(now):
    table = years_of_output(now)
    mine = row(table, year="2026", counted="die", cluster="Atlas 950 SuperCluster")
    assert mine["output"] == 800_000
    assert mine["dies"] == 2
    assert mine["years"] == pytest.approx(524_288 / 800_000)
    assert not table.duplicated(["year", "counted", "output", "of", "voice", "cluster"]).any()


def test_rated_power_of_the_cluster(now):
    # 524,288 / 64 = 8,192 cabinets × 100 kW; all 10,240 cabinets at most.
    rated = row(powers(now), stage="rated")
    assert (rated["low"], rated["high"]) == pytest.approx((819.2, 1024))
    assert "rated" not in set(powers(now.at(date(2026, 1, 1)))["stage"])


def test_plans_already_reached_are_no_plans(now):
    colossus = powers(now).query("subject == 'Colossus 2'")
    assert dict(zip(colossus["stage"], colossus["low"], strict=True)) == {
        "now": 1000,
        "planned": 1500,
    }


@pytest.mark.parametrize(
    ("text", "count"),
    [("16,384 GPUs", 16_384), ("6K NPUs", 6_000), ("about 512 chips", 512), ("64 GPUs", 64)],
)
def test_read_count(text, count):
    assert read_count(text, "here") == count


@pytest.mark.parametrize("text", ["576 to 2,304 GPUs", "16,38 GPUs", "many GPUs", "8 nodes"])
def test_read_count_refuses(text):
    with pytest.raises(DataError, match="is no count of accelerators"):
        read_count(text, "here")


def test_runs_over_fp8_or_unsaid_are_not_fitted(now):
    table = runs(now)
    assert not table.loc[table["format"] != "BF16", "fitted"].any()
    ernie = row(table, subject="ERNIE 4.5 300B-A47B on H800 (Baidu)")
    assert ernie["format"] == "unstated"
    assert table.loc[table["fitted"], "accelerators"].min() >= 1000
    assert table["mfu"].between(0.05, 0.9).all()


def test_runs_take_their_size_from_variant_or_register(now):
    table = runs(now)
    llama = table[table["subject"] == "Llama 3 405B on H100 (Meta)"]
    assert sorted(set(llama["accelerators"])) == [8192, 16384]
    assert row(table, subject="PaLM 540B on TPU v4 (Google)")["accelerators"] == 6144


def test_failure_rate_of_llama_and_its_range(now):
    table = failures(now)
    assert row(table, label="Llama 3 405B")["mtbf_h"] == pytest.approx(54 * 24 / 419)
    rate = failure_rate(table)
    assert rate.central == pytest.approx(419 / (54 * 24 * 16_384))
    assert 1 / rate.low == pytest.approx(3000 * 24)
    assert 1 / rate.high == pytest.approx(7.9 * 1024)
    assert failure_rate(table.iloc[0:0]) is None


def test_simulations_do_not_enter_the_rate(now):
    table = failures(now)
    assert failure_rate(table[table["exists"]]) == failure_rate(table)


def test_delivered_share_by_hand(now):
    case = training_case(now, **PARAMETERS)
    target = row(case.targets, cluster="Atlas 950 SuperCluster")
    # M = 54 × 24 / 419 × 16,384 / 524,288 h = 5.80 min; τ solves (1 − τ/M) e^(τ/M) = e^(−δ/M).
    mtbf = 54 * 24 * 60 / 419 * 16_384 / 524_288
    tau = target["interval_min"]
    assert (1 - tau / mtbf) * np.exp(tau / mtbf) == pytest.approx(np.exp(-0.5 / mtbf))
    left = np.exp(-(tau + 0.5 + 10) / mtbf)
    assert target["goodput"] == pytest.approx(left)
    assert target["share"] == pytest.approx(left * target["mfu"])
    assert target["share_low"] < target["share"] < target["share_high"] < 1
    assert target["eflops"] == pytest.approx(524.288 * 0.432 * target["share"])


def test_model_is_not_far_from_published_goodput(now):
    case = training_case(now, **PARAMETERS)
    for known in published_goodput(now).to_dict("records"):
        grid = case.delivered
        model = np.interp(known["accelerators"], grid["accelerators"], grid["goodput"])
        assert model == pytest.approx(known["goodput"], abs=0.06)


def test_compute_is_left_empty_where_no_peak_is_published(now):
    case = training_case(now, **PARAMETERS)
    assert np.isnan(row(case.targets, cluster="Atlas 960 SuperCluster")["eflops"])
    early = training_case(now.at(date(2026, 1, 1)), **PARAMETERS)
    assert early.targets["eflops"].isna().all()


def test_extrapolation_begins_at_the_largest_fitted_run(now):
    case = training_case(now, **PARAMETERS)
    largest = case.runs.loc[case.runs["fitted"], "accelerators"].max()
    inside = case.delivered.loc[~case.delivered["extrapolated"], "accelerators"]
    assert inside.max() == largest


def test_faster_restarts_deliver_more(now):
    slow = training_case(now, **PARAMETERS).targets
    fast = training_case(now, **PARAMETERS | {"restart_min": 1.0}).targets
    assert (fast["share"] > slow["share"]).all()
    assert (fast["mfu"] == slow["mfu"]).all()


def test_a_wider_confidence_widens_the_band(now):
    narrow = training_case(now, **PARAMETERS | {"confidence": 0.5}).targets
    wide = training_case(now, **PARAMETERS | {"confidence": 0.99}).targets
    assert (wide["mfu_low"] < narrow["mfu_low"]).all()


def test_an_override_of_an_mfu_reaches_the_fit(now):
    override = parse_override("PaLM 540B on TPU v4 (Google) | mfu", "20 %")
    changed = replace(now, overrides=(override,))
    assert row(runs(changed), subject="PaLM 540B on TPU v4 (Google)")["mfu"] == pytest.approx(0.2)
    assert fit_runs(runs(changed)) != fit_runs(runs(now))


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("policy", ["all", "independent", "vendor"])
def test_every_day_and_policy_can_be_told(day, policy):
    evidence = Evidence(load_facts(), day, policy)
    case = training_case(evidence, **PARAMETERS)
    tables = [
        parts_against_total(evidence),
        sizes(evidence),
        years_of_output(evidence),
        powers(evidence),
        drawn_shares(case),
        drawn_failures(case),
    ]
    for table in tables:
        assert not table.empty
        ids = {one for cell in table["facts"] for one in cell.split()}
        assert ids
        assert all(evidence.facts[one].known <= day for one in ids)


def test_before_anything_was_known():
    evidence = Evidence(load_facts(), date(2020, 6, 1))
    assert parts_against_total(evidence).empty
    assert sizes(evidence).empty
    assert years_of_output(evidence).empty
    assert powers(evidence).empty
    assert training_case(evidence, **PARAMETERS) is None
