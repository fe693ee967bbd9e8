"""Numbers, units, ranges and dates as text: the one place where a value is rounded."""

import math
from datetime import date

from chiprace.evidence.estimate import Estimate

#: Larger and smaller units that a value may be shown in, smallest first, with their ratios.
_LADDERS = (
    (("TFLOPS", "PFLOPS", "EFLOPS", "ZFLOPS"), 1000.0),
    (("GB/s", "TB/s", "PB/s"), 1000.0),
    (("GB", "TB", "PB"), 1000.0),
    (("W", "kW", "MW", "GW"), 1000.0),
)


def number(value: float, digits: int = 3, *, keep: bool = False) -> str:
    """Write a number with a given count of significant digits.

    Parameters
    ----------
    value : float
        Any finite number.
    digits : int, optional
        Significant digits; digits before the point are never dropped.
    keep : bool, optional
        Keep zeros at the end, where a ratio of 2.0 is meant and not a count of 2.

    Returns
    -------
    str
        With thousands separated by commas and, unless kept, no zeros at the end of decimals.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be written as a number.")
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    decimals = max(0, digits - 1 - magnitude)
    rounded = round(value, decimals)
    text = f"{rounded:,.{decimals}f}"
    if "." in text and not keep:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


def quantity(value: float, unit: str, digits: int = 3) -> str:
    """Write a value with its unit, in the step of the unit's ladder that reads best.

    Parameters
    ----------
    value : float
        The value [`unit`].
    unit : str
        As in the tables; ``1`` is left out, ``%`` follows without a gap.
    digits : int, optional
        Significant digits.

    Returns
    -------
    str
        As ``600 kW`` or ``1.05 ZFLOPS``.
    """
    shown, name = scaled(value, unit)
    if name == "1":
        return number(shown, digits)
    return f"{number(shown, digits)}{'' if name == '%' else ' '}{name}"


def scaled(value: float, unit: str) -> tuple[float, str]:
    """Return a value in the step of its unit's ladder that puts it between 1 and 10,000."""
    for steps, by in _LADDERS:
        if unit in steps:
            index = steps.index(unit)
            while abs(value) >= 10_000 and index < len(steps) - 1:
                value, index = value / by, index + 1
            while value and abs(value) < 1 and index > 0:
                value, index = value * by, index - 1
            return value, steps[index]
    return value, unit


def times(value: float, digits: int = 2) -> str:
    """Write a ratio, as ``1.7 ×`` or ``2.0 ×``."""
    return f"{number(value, digits, keep=True)} ×"


def ratio_number(value: float) -> str:
    """Write a ratio near one to the hundredth, closer where that would round it to one."""
    return number(value, 3 if value > 0.99 else 2, keep=True)


def times_interval(low: float, high: float, digits: int = 2) -> str:
    """Write the range of a ratio, as ``2.0–2.7 ×``."""
    ends = [number(end, digits, keep=True) for end in (low, high)]
    return f"{ends[0]} ×" if ends[0] == ends[1] else f"{ends[0]}–{ends[1]} ×"


def times_range(central: float, low: float, high: float) -> str:
    """Write a ratio with its range where that reads otherwise, as ``2.5 × (2.0–2.7)``."""
    told, ends = times(central), times_interval(low, high)
    if number(low, 2, keep=True) == number(high, 2, keep=True):
        return told
    return f"{told} ({ends[:-2]})"


def interval(low: float, high: float, unit: str = "1", digits: int = 3) -> str:
    """Write a range, or the single value if both ends read alike.

    Returns
    -------
    str
        As ``500–600 kW``.
    """
    ends = [number(end, digits) for end in (low, high)]
    if ends[0] == ends[1]:
        return ends[0] if unit == "1" else f"{ends[0]} {unit}".replace(" %", "%")
    joined = "–".join(ends)
    return joined if unit == "1" else f"{joined} {unit}".replace(" %", "%")


def estimate_text(estimate: Estimate, digits: int = 3) -> str:
    """Write an estimate with its range where it has one, as ``600 kW (500–600)``."""
    central, unit = scaled(estimate.central, estimate.unit)
    by = central / estimate.central if estimate.central else 1.0
    text = number(central, digits) + ("" if unit == "1" else f" {unit}".replace(" %", "%"))
    low, high = number(estimate.low * by, digits), number(estimate.high * by, digits)
    return text if low == high else f"{text} ({low}–{high})"


def day(moment: date) -> str:
    """Write a day, as ``18 September 2026``."""
    return f"{moment.day} {moment:%B} {moment.year}"


def listing(items: list[str]) -> str:
    """Join words with commas and a last ``and``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
