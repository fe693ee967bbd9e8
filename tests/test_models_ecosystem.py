from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.evidence.policy import Evidence
from chiprace.look.tidy import rows
from chiprace.models.ecosystem import (
    ACTIVE,
    article_count,
    developer_counts,
    growth,
    recent_growth,
    yearly_factor,
)

POSITIVE = st.floats(min_value=1e-3, max_value=1e9)
YEARS = st.floats(min_value=0.25, max_value=50)


@given(POSITIVE, POSITIVE, YEARS, st.floats(min_value=1e-3, max_value=1e3))
def test_growth_does_not_depend_on_the_unit_of_the_count(first, last, years, scale):
    factor = yearly_factor(first, last, years)
    assert yearly_factor(scale * first, scale * last, years) == pytest.approx(factor, rel=1e-6)


@given(POSITIVE, st.floats(min_value=0.5, max_value=3), YEARS)
def test_the_factor_is_the_one_that_was_compounded(first, factor, years):
    assert yearly_factor(first, first * factor**years, years) == pytest.approx(factor)


def test_growth_of_ascend_by_hand(evidence):
    found = {each.series: each for each in growth(developer_counts(evidence))}
    ascend = found["Ascend"]
    assert (ascend.first, ascend.last) == (1_500_000, 4_000_000)
    # some day of 2023 to 30 December 2025: two to three years
    assert (ascend.years_low, ascend.years_high) == (
        pytest.approx(2, abs=0.01),
        pytest.approx(3, abs=0.01),
    )
    assert (round(ascend.low, 2), round(ascend.high, 2)) == (1.39, 1.63)


def test_growth_of_cuda_by_hand(evidence):
    (cuda,) = (each for each in growth(developer_counts(evidence)) if each.series == "CUDA")
    # 1.6 million on 26 January 2020 to 6 million in March 2026
    assert (cuda.first, cuda.last) == (1_600_000, 6_000_000)
    assert cuda.low == pytest.approx((6 / 1.6) ** (1 / 6.18), abs=0.002)
    assert cuda.high == pytest.approx((6 / 1.6) ** (1 / 6.09), abs=0.002)


def test_recent_growth_takes_the_last_two_counts(evidence):
    (cuda,) = (each for each in recent_growth(developer_counts(evidence)) if each.series == "CUDA")
    assert (cuda.first, cuda.last) == (5_900_000, 6_000_000)
    assert 1 < cuda.low <= cuda.high < 1.02  # 100,000 more in some 14 months


def test_a_single_count_has_no_growth(evidence):
    data = developer_counts(evidence)
    assert "Kunpeng and Ascend together" not in {each.series for each in growth(data)}
    assert growth(data.groupby("series").head(1)) == []


def test_counts_of_an_annual_report_are_of_the_last_day_of_the_fiscal_year(evidence):
    found = {row.facts: (row.start, row.end) for row in rows(developer_counts(evidence))}
    assert found["NB0272"] == (date(2024, 1, 28), date(2024, 1, 28))
    assert found["NB0273"] == (date(2025, 1, 26), date(2025, 1, 26))


def test_only_the_vendors_own_counts_are_of_a_series(evidence):
    data = developer_counts(evidence)
    assert not set(data["facts"]) & {"MK0185", "MK0188", "AR0021"}  # others, and the article
    assert set(data["mark"]) == {"vendor"}


def test_one_number_said_twice_within_days_is_one_count(evidence):
    ascend = [row for row in rows(developer_counts(evidence)) if row.series == "Ascend"]
    assert [row.developers for row in ascend] == [1_500_000, 4_000_000]
    assert ascend[-1].end == date(2025, 12, 30)


def test_active_developers_are_a_series_of_their_own(evidence, facts):
    (active,) = (row for row in rows(developer_counts(evidence)) if row.series == ACTIVE)
    assert (active.developers, active.bound) == (5200, "at_least")
    early = developer_counts(Evidence(facts, date(2026, 9, 16)))
    assert ACTIVE not in set(early["series"])


def test_the_article_states_four_million_whatever_the_day(facts, evidence):
    assert article_count(evidence).developers == 4_000_000
    assert article_count(Evidence(facts, date(2025, 10, 1))).facts == ("AR0021",)
