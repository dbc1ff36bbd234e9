"""Numbers for people: three significant digits, powers of ten written as such."""

from __future__ import annotations

import math
from typing import Any

__all__ = ["exact", "number", "number_pair", "quantile", "share"]

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
#: Written without a power of ten from 10^_SMALL up to below 10^_LARGE.
_SMALL, _LARGE = -3, 6


def number(value: float | None, digits: int = 3) -> str:
    """A number with ``digits`` significant digits: ``0.0123``, ``2,000``, ``1.23×10⁷``, ``∞``; a dash for nan or None.

    Integers below a million keep all their digits.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if value in (math.inf, -math.inf):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    if value == int(value) and abs(value) < 10**_LARGE:
        return _signed(f"{int(value):,}")
    return _powers(f"{value:.{digits - 1}e}")


def exact(value: Any) -> str:
    """A parameter with all its digits: ``0.0123456``, ``10²²``; anything but a number as its text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if not math.isfinite(value) or (value == int(value) and abs(value) < 10**_LARGE):
        return number(value)
    if isinstance(value, float):
        digits = repr(value)
    else:
        figures = str(abs(value))
        digits = f"{'-' * (value < 0)}{figures[0]}.{figures[1:]}e{len(figures) - 1}"
    return _powers(digits)


def number_pair(left: float, right: float) -> tuple[str, str]:
    """Two numbers to be compared, with as many digits as it takes to tell them apart."""
    for digits in range(3, 13):
        texts = number(left, digits), number(right, digits)
        if texts[0] != texts[1] or left == right:
            return texts
    return number(left), number(right)


def quantile(value: float, censored_at: float) -> str:
    """A quantile of times, of which it may only be known that it lies beyond the end of the runs."""
    return f"> {number(censored_at)}" if value == math.inf and math.isfinite(censored_at) else number(value)


def share(value: float) -> str:
    """A share in per cent; only what is all reads as 100 %, and none at all as a dash."""
    text = number(100 * value)
    if math.isnan(value):
        return text
    return f"{'> 99.9' if text == '100' and value < 1 else text} %"


def _powers(text: str) -> str:
    """Python's text of a number with its zeros cut and its exponent raised."""
    mantissa, _, power = text.partition("e")
    exponent = int(power or 0)
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    if not power:
        return _signed(mantissa)
    if _SMALL <= exponent < _LARGE:
        places = max(len(mantissa.lstrip("-").replace(".", "")) - 1 - exponent, 0)
        return _signed(f"{float(text):,.{places}f}")
    raised = f"10{str(exponent).translate(_SUPERSCRIPTS)}"
    if mantissa.lstrip("-") == "1":
        return _signed(mantissa.replace("1", raised))
    return _signed(f"{mantissa}×{raised}")


def _signed(text: str) -> str:
    """A minus sign in place of a hyphen."""
    return "−" + text[1:] if text.startswith("-") else text
