"""Numbers, times and amounts of data as the tables write them."""

from __future__ import annotations

from typing import Any

__all__ = ["bytes_text", "number", "power_text", "sentence", "time_text"]


def power_text(value: int) -> str:
    """A size: powers of ten from 10^4 on as such."""
    digits = str(value)
    return f"10^{len(digits) - 1}" if value >= 10**4 and digits == f"1{'0' * (len(digits) - 1)}" else f"{value:,}"


def sentence(text: str) -> str:
    """With a capital."""
    return text[0].upper() + text[1:]


def time_text(seconds: float) -> str:
    """A time with the unit that suits it."""
    for unit, length in (("min", 60.0), ("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= (2 if unit == "min" else 1) * length:
            return f"{number(seconds / length)} {unit}"
    return f"{number(seconds * 1e9)} ns"


def bytes_text(size: float) -> str:
    """An amount of data with the unit that suits it, in powers of 1000."""
    for power, unit in ((15, "PB"), (12, "TB"), (9, "GB"), (6, "MB")):
        if size >= 10**power:
            return f"{number(size / 10**power)} {unit}"
    return f"{number(size / 1e3)} kB"


def number(value: Any) -> str:
    """Three figures, without an exponent where it can be done without."""
    if value is None:
        return ""
    return f"{value:,.0f}" if 100 <= abs(value) < 1e6 else f"{value:.3g}"
