from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.models.money import (
    currency_of,
    find_dollars,
    in_dollars,
    known_rates,
    rate_for,
    to_dollars,
    without_rate,
)


@given(st.floats(1e-3, 1e12), st.floats(0.1, 200))
def test_there_and_back(value, rate):
    assert to_dollars(value, rate) * rate == pytest.approx(value)


@pytest.mark.parametrize(
    ("unit", "currency"),
    [("CNY/kWh", "CNY"), ("EUR/MWh", "EUR"), ("CNY", "CNY"), ("USD/kWh", ""), ("kW", "")],
)
def test_currency_of_a_unit(unit, currency):
    assert currency_of(unit) == currency


def test_yuan_by_hand(evidence):
    # 0.398 CNY/kWh (EN0024) at the rate of 15 July 2025 (EN0206): 0.398 / 7.185.
    found = find_dollars(
        evidence, "China: Qingyang (Gansu)", "electricity_price", "USD/kWh", segment="data centres"
    )
    assert found.central == pytest.approx(0.398 / 7.185)
    assert found.ids == ("EN0024", "EN0206")
    assert "7.185" in found.notes[-1]
    assert "2025-07-15" in found.notes[-1]


def test_the_nearest_rate_known_on_the_day(evidence):
    fact = evidence.facts["EN0024"]

    def rate_on(*day):
        return rate_for(known_rates(evidence.at(date(*day))), fact)

    assert rate_on(2026, 11, 23).id == "EN0206"
    assert rate_on(2025, 3, 1).id == "EN0205"
    assert rate_on(2024, 1, 1) is None


def test_the_source_s_own_conversion_stands(evidence):
    # The same report has 0.4 CNY and 0.056 USD, and 60 million CNY and 8.2 million USD.
    paid = find_dollars(
        evidence, "China", "electricity_price", "USD/kWh", segment="data centres on domestic chips"
    )
    assert (paid.central, paid.low, paid.high) == (0.056, 0.056, 0.056)
    price = find_dollars(evidence, "CloudMatrix 384", "price", "USD", scope="supernode")
    assert "MK0166" not in price.ids
    assert price.central == 8.2e6


def test_dollars_need_no_rate(evidence):
    found = find_dollars(
        evidence,
        "United States: Texas",
        "electricity_price",
        "USD/kWh",
        segment="industrial",
        period="2023",
    )
    assert found.ids == ("EN0039",)
    assert not found.notes


def test_what_has_no_rate_is_named_and_left_out(evidence):
    lost = {fact.id for fact in without_rate(evidence, "electricity_price")}
    assert {"EN0013", "EN0014", "EN0018"} <= lost
    assert all("EUR" in evidence.facts[identity].unit for identity in lost)
    left = {fact.id for fact in in_dollars(evidence).facts}
    assert not lost & left


def test_all_money_left_is_in_dollars_and_nothing_else_changed(evidence):
    changed = in_dollars(evidence)
    assert not [
        f.id for f in changed.facts if currency_of(f.unit) and f.attribute != "exchange_rate"
    ]
    for fact in changed.facts:
        before = evidence.facts[fact.id]
        if not currency_of(before.unit):
            assert fact == before


def test_without_any_rate_yuan_are_left_out(evidence):
    early = replace(evidence, as_of=date(2024, 1, 1))
    assert (
        find_dollars(
            early,
            "China: Zhongwei (Ningxia)",
            "electricity_price",
            "USD/kWh",
            segment="data centres",
        )
        is None
    )
