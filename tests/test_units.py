"""Units of the tables: what is parsed, converted and refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.errors import DataError
from chiprace.units import convert, factor, parse_unit, same_dimension


@pytest.mark.parametrize(
    ("value", "unit", "into", "expected"),
    [
        (2.8, "Tbit/s", "GB/s", 350),
        (1075.2, "Tbit/s", "TB/s", 134.4),
        (559, "kW", "W", 559_000),
        (1.2, "GW", "MW", 1200),
        (55, "%", "1", 0.55),
        (33e9, "USD/GW", "USD/W", 33),
        (582, "gCO2/kWh", "kgCO2/kWh", 0.582),
        (0.0882, "USD/kWh", "USD/kWh", 0.0882),
        (313, "CNY/MWh", "CNY/kWh", 0.313),
        (1, "day", "h", 24),
        (2.02, "min", "s", 121.2),
        (19.6, "Mtoken/s", "token/s", 19_600_000),
        (600, "TOPS", "PFLOPS", 0.6),
        (1, "ZFLOPS", "EFLOPS", 1000),
        (200, "ns", "us", 0.2),
        (1, "PB/s", "TB/s", 1000),
        (1, "year", "day", 365.25),
    ],
)
def test_conversions_by_hand(value: float, unit: str, into: str, expected: float) -> None:
    assert convert(value, unit, into) == pytest.approx(expected)


@pytest.mark.parametrize("unit", ["TBps", "watts per chip", "kk", "€", "B/"])
def test_an_unknown_unit_is_refused(unit: str) -> None:
    with pytest.raises(DataError, match="is no known unit"):
        parse_unit(unit)


@pytest.mark.parametrize(
    ("unit", "other"),
    [("GB/s", "GHz"), ("token/s", "Hz"), ("wafer/month", "1"), ("kW", "kWh"), ("USD/h", "USD")],
)
def test_unlike_things_do_not_convert(unit: str, other: str) -> None:
    assert not same_dimension(unit, other)
    with pytest.raises(DataError, match="cannot be converted"):
        factor(unit, other)


def test_currencies_are_money_but_never_converted() -> None:
    assert same_dimension("CNY/kWh", "USD/kWh")
    assert same_dimension("EUR", "USD")
    with pytest.raises(DataError, match="'CNY' cannot be converted into 'USD'"):
        factor("CNY", "USD")


def test_an_exchange_rate_is_no_plain_number() -> None:
    assert same_dimension("CNY/USD", "CNY/USD")
    assert not same_dimension("CNY/USD", "1")


@given(
    value=st.floats(1e-6, 1e9),
    pair=st.sampled_from([("TB/s", "Gbit/s"), ("kW", "MW"), ("PFLOPS", "TOPS"), ("%", "1")]),
)
def test_there_and_back(value: float, pair: tuple[str, str]) -> None:
    unit, into = pair
    assert convert(convert(value, unit, into), into, unit) == pytest.approx(value)
