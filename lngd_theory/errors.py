"""One clear sentence for every kind of bad input.

Every error that a user can cause is an :class:`InputError`: it names the value, the allowed range and the
remedy. The command line prints that sentence and exits with code 2.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from pydantic import BaseModel, ValidationError

__all__ = ["InputError", "finite_number", "near_match", "sentence", "whole_number"]


class InputError(ValueError):
    """A value that the user gave cannot be used; the message names value, allowed range and remedy."""


def near_match(name: str, known: Iterable[str]) -> str:
    """Return ``", did you mean 'x'?"`` for the known name nearest to ``name``, else the list of known names."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names)}"


def _finite(value: Any) -> bool:
    """Whether it is a number that a float can hold, and no truth value."""
    if not isinstance(value, int | float | np.integer | np.floating) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer beyond all floats
        return False


def finite_number(name: str, value: Any, low: float, strict: bool = False) -> float:
    """``value`` as a float if it is a finite number ``>= low`` (``> low`` if strict), else an InputError."""
    if not _finite(value) or value < low or (strict and value == low):
        raise InputError(f"{name}={value!r} must be a finite number {'>' if strict else '>='} {low:g}")
    return float(value)


def whole_number(name: str, value: Any, low: int) -> int:
    """``value`` as an int if it is a whole number ``>= low`` (2.0 is one), else an InputError."""
    if not _finite(value) or value != int(value) or value < low:
        raise InputError(f"{name}={value!r} must be an integer >= {low}")
    return int(value)


_BOUNDS = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}


def _allowed(model: type[BaseModel], field: str) -> str:
    """Allowed range of a field in words, from its own annotation, e.g. ``a finite number > 0``."""
    info = model.model_fields[field]
    kind = "an integer" if info.annotation is int else "a finite number"
    bounds = [
        f"{sign} {getattr(item, key)}"
        for item in info.metadata
        for key, sign in _BOUNDS.items()
        if getattr(item, key, None) is not None
    ]
    return " ".join([kind, " and ".join(bounds)]).strip()


def sentence(error: ValidationError, model: type[BaseModel]) -> str:
    """Turn the first problem of a pydantic validation into one sentence (value, allowed range, remedy)."""
    problems: list[Any] = list(error.errors())
    # a misspelt name also leaves the right one missing: the misspelling is what to say
    first = next((problem for problem in problems if problem["type"] == "extra_forbidden"), problems[0])
    field = str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "extra_forbidden":
        return f"unknown parameter {field!r} of {model.__name__}; {near_match(field, model.model_fields)}"
    if first["type"] == "missing":
        what = model.model_fields[field].description or ""
        return f"{field} is missing: {what}; it must be {_allowed(model, field)}"
    if field in model.model_fields:
        what = model.model_fields[field].description or ""
        return f"{field}={first['input']!r} must be {_allowed(model, field)} ({what}); change {field}"
    return str(first["msg"]).removeprefix("Value error, ")
