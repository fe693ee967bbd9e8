"""The one unit registry: parse, convert, compare dimensions.

Currencies are dimensions of their own: money is converted by a dated rate that is itself a
fact, never here.
"""

import sys
from functools import lru_cache
from importlib import import_module
from importlib.resources import files

from chiprace.errors import DataError

# Where dask is installed, pint would load it only to know its arrays by sight. No value is one.
_DASK = "dask"
if _DASK not in sys.modules:
    sys.modules[_DASK] = None  # type: ignore[assignment]
    try:
        import_module("pint")
    finally:
        del sys.modules[_DASK]

import pint  # noqa: E402

_CURRENCIES = ("CNY", "EUR")


@lru_cache(maxsize=1)
def registry() -> pint.UnitRegistry:
    """Return the registry, built once from ``units.txt``."""
    built: pint.UnitRegistry = pint.UnitRegistry(None, cache_folder=None)
    built.load_definitions(files("chiprace").joinpath("units.txt").read_text().splitlines())
    return built


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> pint.Unit:
    """Read a unit as it stands in the tables.

    Parameters
    ----------
    text : str
        ``"1"`` for a plain number, ``"%"`` for per cent, else a product such as ``"TB/s"``.

    Returns
    -------
    pint.Unit
        The unit in the project's registry.

    Raises
    ------
    DataError
        If the registry does not know the unit.
    """
    written = {"1": "dimensionless", "%": "percent"}.get(text, text)
    try:
        return registry().parse_units(written)
    except Exception as error:  # pint raises many kinds, all of them mean the same here
        raise DataError(f"'{text}' is no known unit ({error}).") from error


@lru_cache(maxsize=4096)
def factor(unit: str, into: str) -> float:
    """Return the number by which a value in `unit` is multiplied to be in `into`.

    Raises
    ------
    DataError
        If the two have unlike dimensions.
    """
    if unit == into:
        return 1.0
    try:
        return float((1 * parse_unit(unit)).to(parse_unit(into)).magnitude)
    except pint.DimensionalityError as error:
        raise DataError(f"'{unit}' cannot be converted into '{into}'.") from error


def convert(value: float, unit: str, into: str) -> float:
    """Convert `value` from `unit` into another unit of the same dimension."""
    return value * factor(unit, into)


def same_dimension(unit: str, other: str) -> bool:
    """Say whether two units measure the same thing, any currency counting as money."""
    one, two = (_as_dollars(text) for text in (unit, other))
    return bool(parse_unit(one).dimensionality == parse_unit(two).dimensionality)


def _as_dollars(unit: str) -> str:
    # An exchange rate (CNY/USD) is a ratio of two currencies and must not collapse to a number.
    if unit == "CNY/USD":
        return unit
    for currency in _CURRENCIES:
        unit = unit.replace(currency, "USD")
    return unit
