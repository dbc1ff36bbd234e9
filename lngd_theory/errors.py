"""One clear sentence for every kind of bad input.

Every error that a user can cause is an :class:`InputError`: it names the value, the allowed range and the
remedy. The command line prints that sentence and exits with code 2.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

__all__ = ["InputError", "near_match", "sentence"]


class InputError(ValueError):
    """A value that the user gave cannot be used; the message names value, allowed range and remedy."""


def near_match(name: str, known: Iterable[str]) -> str:
    """Return ``", did you mean 'x'?"`` for the known name nearest to ``name``, else the list of known names."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names)}"


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
    first: Any = error.errors()[0]
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
