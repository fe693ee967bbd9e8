import itertools
from datetime import date, timedelta

import pytest

from chiprace.errors import DataError
from chiprace.evidence.policy import Evidence
from chiprace.look.tidy import rows
from chiprace.models.market import (
    article_band,
    compute_shipped,
    inside,
    nvidia_shares,
    shares,
)
from chiprace.models.market_china import STACK, china_market
from chiprace.models.market_periods import nvidia_period, period_span
from chiprace.models.market_revenue import revenue_rates, revenue_ratio

ARTICLE = date(2026, 1, 1)


def parts(evidence, counter, period):
    data = china_market(evidence)
    chosen = data[(data["counter"] == counter) & (data["period"] == period)]
    return {row.vendor: row for row in rows(chosen)}


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        # last Sundays, as Nvidia's releases name them
        ("FY2026-Q2", date(2025, 4, 28), date(2025, 7, 27)),
        ("FY2026-Q1", date(2025, 1, 27), date(2025, 4, 27)),
        ("FY2025-Q4", date(2024, 10, 28), date(2025, 1, 26)),
        ("FY2025", date(2024, 1, 29), date(2025, 1, 26)),
    ],
)
def test_nvidias_fiscal_periods_end_on_last_sundays(text, start, end):
    span = nvidia_period(text)
    assert (span.start, span.end) == (start, end)
    assert span.end.weekday() == 6


@pytest.mark.parametrize("year", range(2020, 2030))
def test_the_quarters_fill_the_fiscal_year_without_gap(year):
    quarters = [nvidia_period(f"FY{year}-Q{number}") for number in (1, 2, 3, 4)]
    whole = nvidia_period(f"FY{year}")
    assert (quarters[0].start, quarters[-1].end) == (whole.start, whole.end)
    for one, other in itertools.pairwise(quarters):
        assert other.start - one.end == timedelta(1)


def test_other_periods_are_calendar_days_or_nothing():
    assert period_span("unstated") is None
    assert period_span("") is None
    both = period_span("2024/2025")
    assert (both.start, both.end) == (date(2024, 1, 1), date(2025, 12, 31))
    with pytest.raises(DataError, match="FY2026-Q5"):
        nvidia_period("FY2026-Q5")


def test_the_band_is_the_articles_own_whatever_the_day(facts, evidence):
    assert (article_band(evidence).low, article_band(evidence).high) == (70, 95)
    early = article_band(Evidence(facts, date(2025, 10, 1)))
    assert (early.low, early.high) == (70, 95)


def test_the_article_is_no_estimate_of_itself(evidence):
    used = " ".join(nvidia_shares(evidence)["facts"])
    assert not set(article_band(evidence).facts) & set(used.split())


def test_both_ends_of_a_range_are_one_share(evidence):
    found = {share.voice: share for share in shares(evidence, "Nvidia")}
    mizuho = found["Mizuho"]
    assert (mizuho.low, mizuho.high, mizuho.facts) == (70, 95, ("NB0232", "NB0233"))
    alatirok = found["Alatirok"]
    assert (alatirok.low, alatirok.high, alatirok.measure) == (70, 75, "value")


def test_one_number_said_with_and_without_its_measure_is_one_share(evidence):
    # Bernstein, December 2025, by value: 8 %; January 2026, measure not said: 8 %
    (share,) = (
        share
        for share in shares(evidence, "Nvidia")
        if (share.voice, share.period) == ("Bernstein", "2026")
    )
    assert share.measure == "value"
    assert set(share.facts) == {"MK0037", "NB0251"}


def test_units_and_value_stay_apart_though_the_number_is_the_same(evidence):
    measures = [
        share.measure for share in shares(evidence, "Nvidia") if share.voice == "TechInsights"
    ]
    assert sorted(measures) == ["units", "value"]


def test_gpus_and_regions_stand_in_groups_of_their_own(evidence):
    found = {(row.voice, row.period): row.group for row in rows(nvidia_shares(evidence))}
    assert found["Statista", "2023"] == "World, all accelerators"
    assert found["Altium", "2024"] == "Region not stated, all accelerators"
    assert found["TechInsights", "2023"] == "World or not stated, GPUs only"
    assert found["IDC", "2025"] == "China"


def test_nvidias_own_word_is_marked_as_such(evidence):
    marks = {row.voice: row.mark for row in rows(nvidia_shares(evidence))}
    assert marks["Nvidia"] == "vendor"
    assert marks["IDC"] == marks["Statista"] == "estimated"


def test_at_least_reaches_beyond_the_band(evidence):
    data = nvidia_shares(evidence)
    within = dict(zip(data["voice"], inside(data, article_band(evidence)), strict=True))
    assert within["Mizuho"]  # 70 to 95
    assert not within["The Economist"]  # at least 95
    assert not within["IDC"]  # 55
    world = data[(data["region"] != "China") & (data["counted"] == "all")]
    # Statista, two of 70 to 90, Silicon Analysts, Mizuho, Altium, AI Expert, Alatirok
    assert inside(world, article_band(evidence)).sum() == 8
    assert len(world) == 9


def test_on_the_day_of_the_article_nothing_later_is_seen(facts):
    voices = set(nvidia_shares(Evidence(facts, ARTICLE))["voice"])
    assert "Statista" in voices
    assert not voices & {"IDC", "AI Expert", "Alatirok", "Silicon Analysts"}


def test_idc_counts_a_fifth_for_huawei(evidence):
    found = parts(evidence, "IDC", "2025")
    assert found["Huawei"].share == pytest.approx(100 * 812_000 / 4_000_000)
    assert found["Huawei"].measure == "units"
    assert "812,000 of 4,000,000" in found["Huawei"].notes
    assert found["Nvidia"].share == pytest.approx(100 * 2.2 / 4)


def test_bernstein_has_huawei_at_forty_by_value(evidence):
    found = parts(evidence, "Bernstein", "2025")["Huawei"]
    assert (found.share, found.measure) == (40, "value")


def test_other_chinese_vendors_are_all_less_huawei(evidence):
    found = parts(evidence, "IDC", "2025")
    assert found["Other Chinese"].share == pytest.approx(41 - 20.3)
    assert found["AMD"].share == 4
    assert "Chinese vendors" not in found
    later = parts(evidence, "Bernstein", "2026")
    assert {name: row.share for name, row in later.items()} == {
        "Huawei": 50,
        "Other Chinese": 80 - 50,
        "AMD": 12,
        "Nvidia": 8,
    }


def test_what_a_source_does_not_split_is_said(evidence):
    found = parts(evidence, "Bernstein", "2025")
    assert found["Not split"].share == pytest.approx(100 - 40 - 39 - 2)
    assert "Not split" not in parts(evidence, "Bernstein", "2026")


def test_each_bar_is_whole_and_its_parts_stand_on_one_another(evidence):
    data = china_market(evidence)
    for _, bar in data.groupby(["counter", "period"]):
        assert bar["share"].sum() == pytest.approx(100, abs=0.5)
        tops = bar["bottom"] + bar["share"]
        assert bar["bottom"].iloc[0] == 0
        assert bar["bottom"].iloc[1:].tolist() == pytest.approx(tops.iloc[:-1].tolist())
        assert sorted(bar["vendor"], key=STACK.index) == bar["vendor"].tolist()


def test_revenue_rates_by_hand(evidence):
    data = revenue_rates(evidence)
    found = {(row.maker, row.period, row.voice, row.revenue): row for row in rows(data)}
    quarter = found["Nvidia", "FY2026-Q2", "Nvidia", 41.1]
    assert quarter.rate == 41.1
    assert quarter.mark == "measured"
    assert quarter.end == date(2025, 7, 27)
    year = found["Huawei", "2025", "Financial Times", 7.5]
    assert year.rate == pytest.approx(7.5 / 4)
    assert year.mark == "estimated"
    revised = found["Huawei", "2025", "Bernstein", 10.268]
    assert "since revised" in revised.notes
    assert ("Huawei", "2025", "Bernstein", 8.16) in found


def test_segments_and_whole_fiscal_years_are_no_quarters(evidence):
    data = revenue_rates(evidence)
    nvidia = data[data["maker"] == "Nvidia"]
    assert nvidia["period"].is_unique
    assert nvidia["period"].str.contains("-Q").all()
    assert 8.22 not in nvidia["revenue"].tolist()  # networking alone
    assert (nvidia["revenue"] > 0).all()  # guidance for China is nothing


def test_nvidias_year_over_huaweis(evidence):
    low, high = revenue_ratio(revenue_rates(evidence), "2025")
    whole = 39.1 + 41.1 + 51.2 + 62.31
    assert whole == pytest.approx(193.74, rel=1e-3)  # as reported of the fiscal year 2026
    assert (low, high) == (pytest.approx(whole / 10.268), pytest.approx(whole / 7.5))


def test_without_all_four_quarters_there_is_no_ratio(facts):
    seen = revenue_rates(Evidence(facts, ARTICLE))
    assert revenue_ratio(seen, "2025") is None
    assert revenue_ratio(seen, "2019") is None


def test_compute_shipped_is_one_estimators_count_over_the_other(evidence, facts):
    assert compute_shipped(evidence).central == pytest.approx(2_960_000 / 132_000)
    assert compute_shipped(Evidence(facts, ARTICLE)) is None
