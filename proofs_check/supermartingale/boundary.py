"""The maximal region on which the square is a supermartingale, for given a and p: its ends in certified intervals.

For one pair of exact numbers a and p the drift of ``(iota - iota*)^2`` is a function of ``u = iota - iota*`` alone.
It is positive at 0. Above and below there is one change of sign each: three inequalities say that it is positive up
to an interval, falls on it, and is negative beyond it up to the end of the region, 4 iota* or 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import sympy as sp

from lngd_theory.errors import InputError
from lngd_theory.reduced import ReducedDynamics, repaired_radius
from lngd_theory.reduced.statement import STATEMENTS, Version, a, p
from proofs_check.step import Step
from proofs_check.supermartingale.boxes import Boxed
from proofs_check.supermartingale.chain import away, iota_star, relative_drift

__all__ = ["MaximalRegion", "Side", "maximal_region"]

Side = Literal["below", "above"]


@dataclass(frozen=True)
class MaximalRegion:
    """Where the square is a supermartingale: ``|iota - iota*|`` at least a radius on each side, up to 0 and 4 iota*.

    Attributes
    ----------
    version : {"arxiv", "iclr"}
        Which iota.
    a, p : sympy rationals
        The parameters.
    radius : dict of side to (low, high) or None
        An interval of rationals that holds the one change of sign; None where the drift is positive up to the end.
    steps : tuple of Step
        What certifies it.
    """

    version: Version
    a: sp.Rational
    p: sp.Rational
    radius: dict[Side, tuple[sp.Rational, sp.Rational] | None]
    steps: tuple[Step, ...]

    @property
    def certified(self) -> bool:
        """Whether every step is; this runs them."""
        return all(step.run().status == "certified" for step in self.steps)


def maximal_region(a: str, p: str, version: Version = "arxiv", width: str = "1/1000000000") -> MaximalRegion:
    """The maximal region for exact numbers a and p.

    Parameters
    ----------
    a, p : str
        Exact numbers such as ``"1/100"`` or ``"0.01"``; a in (0, 1), p in (0, 1/2).
    version : {"arxiv", "iclr"}
        Which iota.
    width : str
        Width of the intervals of the radii.

    Raises
    ------
    InputError
        A number is out of its range, or no exact one.

    Examples
    --------
    >>> region = maximal_region("0.01", "0.1", width="1/1000")
    >>> region.certified
    True
    >>> [float(end) for end in region.radius["above"]]
    [0.1602, 0.1612]
    """
    step, chance, wide = (
        _exact(name, value, high)
        for name, value, high in (("a", a, 1), ("p", p, sp.Rational(1, 2)), ("width", width, 1))
    )
    found = repaired_radius(ReducedDynamics(float(step), float(chance), version))
    places = {"below": found.below, "above": found.above}
    radius: dict[Side, tuple[sp.Rational, sp.Rational] | None] = {}
    steps: list[Step] = []
    for side, place in places.items():
        ends = _around(place, wide) if np.isfinite(place) else None
        radius[side] = ends  # type: ignore[index]
        steps += _steps(version, step, chance, side == "above", ends)
    return MaximalRegion(version, step, chance, radius, tuple(steps))


def _exact(name: str, value: str, high: sp.Expr) -> sp.Rational:
    try:
        number = sp.Rational(value) if isinstance(value, str) else None
    except (TypeError, ValueError):
        number = None
    if number is None or not 0 < number < high:
        raise InputError(
            f'{name}={value!r} must be an exact number in (0, {high}) as a string, such as "1/100" or "0.01"'
        )
    return number


def _around(place: float, width: sp.Rational) -> tuple[sp.Rational, sp.Rational]:
    """Rational ends about a number, a tenth of the width rounded: what is near is found in floats, then certified."""
    unit = width / 10
    low = sp.floor(sp.Rational(place) / unit - 5) * unit
    if low <= 0:
        raise InputError(f"width='{width}' is wider than the radius {place:.3g}; choose a smaller one")
    return low, low + width


def _steps(
    version: Version, step: sp.Rational, chance: sp.Rational, above: bool, ends: tuple[sp.Rational, sp.Rational] | None
) -> list[Step]:
    sign, side = (1, "above") if above else (-1, "below")
    star = STATEMENTS[version].balance.subs(p, chance)
    distance = sp.Symbol("r", nonnegative=True)
    end = _beyond(3 * star if above else star)
    whole = relative_drift(version, high=above).subs({iota_star: star, a: step})
    function = whole.subs(away, sign * distance)
    words = f"{version}, a = {step}, p = {chance}, {side} iota*"

    def claim(what: str, relation: sp.Rel, low: sp.Expr, high: sp.Expr) -> Step:
        sign = ">" if isinstance(relation, sp.Gt) else "<"
        body = rf"\tfrac{{d}}{{dr}}\,\frac{{D}}{{\iota}}{sign}0" if "falls" in what else f"D{sign}0"
        shown = rf"{body},\quad D=E[(\iota'-\iota^*)^2]-r^2,\ r=|\iota-\iota^*|"
        return Boxed(f"{words}: {what}", relation, {distance: (low, high)}, latex=shown, precision=128)

    if ends is None:
        return [claim("the drift is positive up to the end", sp.Gt(function, 0), sp.Integer(0), end)]
    low, high = ends
    return [
        claim("the drift is positive within the radius", sp.Gt(function, 0), sp.Integer(0), low),
        claim("it falls where it changes its sign", sp.Lt(sp.diff(function, distance), 0), low, high),
        claim("the drift is negative beyond the radius", sp.Lt(function, 0), high, end),
    ]


def _beyond(value: sp.Expr) -> sp.Rational:
    """A rational number a little above."""
    return sp.ceiling(value.evalf(30) * 1000) / sp.Integer(1000)
