"""The values along one axis of a sweep: a list, or an equally spaced range."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from lngd_theory.errors import InputError, near_match
from lngd_theory.sweeps.choices import count

__all__ = ["COUNTS", "LARGEST_AXIS", "axis_values"]

#: Parameters that are whole numbers.
COUNTS = ("n", "d", "m")

#: Values that one axis may have.
LARGEST_AXIS = 10**5

_LARGEST = sys.float_info.max
_RANGE_KEYS = ("from", "to", "count", "scale")
_HOW = "give a list of numbers such as [20, 50, 100], or {from = 20, to = 200, count = 4, scale = 'log'}"


def axis_values(name: str, given: Any) -> tuple[float, ...]:
    """The values of an axis, each a finite number and all different.

    Parameters
    ----------
    name : str
        Of a parameter, or free; a range of n, d or m is rounded to whole numbers.
    given : iterable of numbers, or mapping
        Values as they are, or ``from``, ``to``, ``count`` and ``scale`` (``"linear"``, the default, or ``"log"``).

    Raises
    ------
    InputError
        No value, the same value twice, a value that is no number, or a misspelt key.
    """
    if isinstance(given, Mapping):
        values = _range(name, given)
    else:
        if isinstance(given, str | bytes) or not isinstance(given, Iterable):
            raise InputError(f"axis {name}={given!r} must hold several values; {_HOW}")
        values = [_number(name, value) for value in given]
    if not values:
        raise InputError(f"axis {name} is empty; {_HOW}")
    if len(values) > LARGEST_AXIS:
        raise InputError(f"axis {name} has {len(values)} values, at most {LARGEST_AXIS} are allowed; give fewer")
    if len(set(values)) < len(values):
        twice = next(value for k, value in enumerate(values) if value in values[:k])
        raise InputError(f"axis {name} holds {twice:g} twice; give every value once (or a range with a lower count)")
    return tuple(values)


def _number(name: str, value: Any) -> float:
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_LARGEST <= value <= _LARGEST:
        raise InputError(f"axis {name}: {value!r} must be a finite number")
    return int(value) if name in COUNTS and value == int(value) else value


def _range(name: str, given: Mapping[str, Any]) -> list[float]:
    for key in given:
        if key not in _RANGE_KEYS:
            raise InputError(f"axis {name}: unknown key {key!r}; {near_match(key, _RANGE_KEYS)}")
    missing = [key for key in _RANGE_KEYS[:3] if key not in given]
    if missing:
        raise InputError(f"axis {name}: {', '.join(missing)} missing; {_HOW}")
    low, high = _number(name, given["from"]), _number(name, given["to"])
    values = count(f"axis {name}: count", given["count"], 1, LARGEST_AXIS)
    scale = given.get("scale", "linear")
    if scale not in ("linear", "log"):
        raise InputError(f"axis {name}: scale={scale!r} must be 'linear' or 'log'")
    if scale == "log" and not (low > 0 and high > 0):
        raise InputError(f"axis {name}: from={low:g} and to={high:g} must be > 0 on a log scale; use scale='linear'")
    spaced = (np.geomspace if scale == "log" else np.linspace)(float(low), float(high), values)
    spaced[0] = low  # not good to the last bit by itself
    if values > 1:
        spaced[-1] = high
    return [round(value) if name in COUNTS else value for value in spaced.tolist()]
