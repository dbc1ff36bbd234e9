"""Certificates about linear systems as plain strings, for ``farkas.check_certificate`` and for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from proofs_check.premises.farkas import FORMAT
from proofs_check.premises.linear import Inequality, NoPoint

__all__ = ["of_multipliers", "of_point"]


def of_point(system: Iterable[Inequality], point: Mapping[str, Fraction]) -> dict[str, Any]:
    """That the point satisfies the system."""
    return _of(system, "a point") | {"point": {name: str(value) for name, value in point.items()}}


def of_multipliers(system: Iterable[Inequality], none: NoPoint) -> dict[str, Any]:
    """That the system has no point."""
    return _of(system, "no point") | {"multipliers": [str(y) for y in none.multipliers]}


def _of(system: Iterable[Inequality], shows: str) -> dict[str, Any]:
    conditions = [
        {
            "name": item.name,
            "relation": item.relation,
            "coefficients": {name: str(value) for name, value in item.form.coefficients},
            "constant": str(item.form.constant),
        }
        for item in system
    ]
    return {"format": FORMAT, "shows": shows, "conditions": conditions}
