"""The unit of length: a point of exponents with sigma_p of order one.

``(|mu|, sigma_p, sigma_0, eta) -> (c |mu|, c sigma_p, sigma_0/c, eta/c^2)`` leaves every run as it is (remark R.4), and
every condition of the theory with it. So a point may be moved along this direction until sigma_p is of order one.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from proofs_check.premises.linear import Point, System

__all__ = ["SCALING", "in_units"]

#: Exponents of the quantities when c = d.
SCALING = {"mu": 1, "sigma_p": 1, "sigma_0": -1, "eta": -2}


def in_units(system: System, point: Point) -> Mapping[str, Fraction]:
    """The point with sigma_p of order one, where the system holds there as well (else as it is)."""
    values = dict(point.values)
    shift = -values.get("sigma_p", Fraction(0))
    moved = {name: value + shift * SCALING.get(name, 0) for name, value in values.items()}
    return moved if all(item.holds(moved) for item in system) else values
