"""Check certificates about linear systems again, from their text alone and with nothing but fractions.

A certificate is a dictionary of strings: the system, and either a ``point`` that satisfies it or ``multipliers`` that
show that nothing does. Nothing here is shared with the search that made it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

__all__ = ["FORMAT", "check_certificate", "flaw"]

FORMAT = "lngd-linear/1"


def check_certificate(certificate: Mapping[str, Any]) -> bool:
    """Whether a certificate shows what it says."""
    return not flaw(certificate)


def flaw(certificate: Mapping[str, Any]) -> str:
    """What is wrong with a certificate, empty if nothing is.

    It has ``format``, ``shows`` ("a point" or "no point"), ``conditions`` (each with ``name``, ``relation`` out of
    ``>=``, ``>`` and ``=``, ``coefficients`` by variable and ``constant``: the sum is related to 0), and ``point``
    (values by variable) or ``multipliers`` (one for each condition). Numbers are strings such as ``"-3/4"``.
    """
    try:
        if certificate["format"] != FORMAT:
            return f"unknown format {certificate['format']!r}"
        rows = [_read(item) for item in certificate["conditions"]]
        if certificate["shows"] == "a point":
            return _flaw_of_point(rows, {name: _number(text) for name, text in certificate["point"].items()})
        if certificate["shows"] == "no point":
            return _flaw_of_multipliers(rows, [_number(text) for text in certificate["multipliers"]])
        return f"it shows {certificate['shows']!r}, neither 'a point' nor 'no point'"
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        return f"it cannot be read: {type(error).__name__}: {error}"


Row = tuple[str, str, dict[str, Fraction], Fraction]


def _number(text: Any) -> Fraction:
    if not isinstance(text, str):
        raise TypeError(f"{text!r} is no string")
    return Fraction(text)


def _read(item: Mapping[str, Any]) -> Row:
    relation = item["relation"]
    if relation not in (">=", ">", "="):
        raise ValueError(f"unknown relation {relation!r}")
    coefficients = {str(name): _number(text) for name, text in item["coefficients"].items()}
    return str(item["name"]), relation, coefficients, _number(item["constant"])


def _flaw_of_point(rows: list[Row], point: dict[str, Fraction]) -> str:
    for name, relation, coefficients, constant in rows:
        value = constant
        for variable, coefficient in coefficients.items():
            if variable not in point:
                return f"the point has no {variable}"
            value += coefficient * point[variable]
        if value < 0 or (relation == ">" and value == 0) or (relation == "=" and value != 0):
            return f"{name} is {value} at the point"
    return ""


def _flaw_of_multipliers(rows: list[Row], multipliers: list[Fraction]) -> str:
    if len(rows) != len(multipliers):
        return f"{len(multipliers)} multipliers for {len(rows)} conditions"
    total: dict[str, Fraction] = {}
    constant, strict = Fraction(0), False
    for (name, relation, coefficients, own), y in zip(rows, multipliers, strict=True):
        if y < 0 and relation != "=":
            return f"the multiplier of {name} is negative"
        strict = strict or (relation == ">" and y > 0)
        constant += y * own
        for variable, coefficient in coefficients.items():
            total[variable] = total.get(variable, Fraction(0)) + y * coefficient
    left = [variable for variable, value in total.items() if value != 0]
    if left:
        return f"the combination still has {left[0]}"
    if constant < 0 or (constant == 0 and strict):
        return ""
    return f"the combination is {constant}, which contradicts nothing"
