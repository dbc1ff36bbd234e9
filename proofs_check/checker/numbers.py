"""Exact numbers of a certificate: strings in one spelling only, so that two readers cannot read two numbers."""

from __future__ import annotations

import re
from typing import Any

from flint import arb, fmpq

__all__ = ["Malformed", "at_least", "at_most", "number"]

_RATIONAL = re.compile(r"(-?(?:0|[1-9][0-9]{0,3999}))(?:/([1-9][0-9]{0,3999}))?")
_DECIMAL = re.compile(r"(-?(?:0|[1-9][0-9]{0,99}))(?:e(-?[1-9][0-9]{0,3}))?")


class Malformed(ValueError):
    """The certificate is not of the form that it must have."""


def number(text: Any) -> fmpq:
    """A rational number from ``-3/4`` or ``12``: plain digits in lowest terms; all else is refused."""
    found = _RATIONAL.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise Malformed(f"{_shown(text)} is no exact number: a string such as '-3/4' is needed")
    value = fmpq(int(found[1]), int(found[2] or 1))
    if str(value) != text:
        raise Malformed(f"{_shown(text)} is not in lowest terms: {_shown(str(value))} is")
    return value


def at_most(text: Any, bound: arb) -> bool:
    """Whether a decimal number such as ``-123e-7`` is certainly at most a bound."""
    return bool(_decimal(text) <= bound)


def at_least(text: Any, bound: arb) -> bool:
    """Whether a decimal number such as ``-123e-7`` is certainly at least a bound."""
    return bool(_decimal(text) >= bound)


def _decimal(text: Any) -> arb:
    found = _DECIMAL.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise Malformed(f"{_shown(text)} is no decimal number: a string such as '-123e-7' is needed")
    return arb(fmpq(int(found[1])) * fmpq(10) ** int(found[2] or 0))


def _shown(text: Any) -> str:
    shown = repr(text)
    return shown if len(shown) <= 60 else shown[:57] + "..."
