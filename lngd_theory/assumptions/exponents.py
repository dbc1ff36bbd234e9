"""The region of exponents n = d^a, |mu| = d^b, sigma_0 = d^-c that Assumption 3.1 leaves, by exact rational arithmetic.

With sigma_p, m, p, C and every logarithm a constant, each inequality of the assumption becomes linear in (a, b, c) as
d -> infinity. The linear forms are read off the sympy conditions, never typed again; vertices, rays and implied
bounds come from sympy's exact simplex method.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import sympy as sp
from sympy.solvers.simplex import InfeasibleLPError, UnboundedLPError, lpmax, lpmin

from lngd_theory.assumptions.conditions import Version, conditions_of
from lngd_theory.errors import InputError, near_match

__all__ = ["EXPONENTS", "QUANTITIES", "ExponentRegion", "HalfSpace", "feasible_exponents"]

a, b, c = sp.symbols("a b c", real=True)
#: Exponents by name: n = d^a, |mu| = d^b, sigma_0 = d^-c.
EXPONENTS = {"a": a, "b": b, "c": c}

_POWERS = {"d": sp.Integer(1), "n": a, "mu": b, "sigma_0": -c}

#: Quantities of interest as powers of d.
QUANTITIES: dict[str, sp.Expr] = {
    "n": a,
    "|mu|": b,
    "sigma_0": -c,
    "SNR": b - sp.Rational(1, 2),
    "n SNR^2": a + 2 * b - 1,
    "sigma_0 sigma_p sqrt(d)": sp.Rational(1, 2) - c,
    "sigma_0 |mu|": b - c,
}


@dataclass(frozen=True)
class HalfSpace:
    """``form >= 0`` in (a, b, c), from the condition ``id``."""

    id: str
    form: sp.Expr

    def __str__(self) -> str:
        """The inequality with its constant on the right: ``-a - c >= -3/4``."""
        constant = self.form.subs(dict.fromkeys((a, b, c), 0))
        return f"{self.form - constant} >= {-constant}"


def _exponent(expression: sp.Expr) -> sp.Expr:
    """Power of d of a product of powers; logarithms and the other symbols count as constants."""
    total = sp.Integer(0)
    for base, power in sp.powsimp(sp.expand_power_base(expression)).as_powers_dict().items():
        if base.is_Symbol and base.name in _POWERS:
            total += _POWERS[base.name] * power
    return sp.expand(total)


@dataclass(frozen=True)
class ExponentRegion:
    """A polyhedron of exponents, with exact vertices and implied bounds."""

    halfspaces: tuple[HalfSpace, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no exponents satisfy the assumption."""
        try:
            lpmin(sp.Integer(0), self._constraints)
        except InfeasibleLPError:
            return True
        return False

    @property
    def _constraints(self) -> list[sp.Rel]:
        return [sp.Ge(half.form, 0) for half in self.halfspaces if half.form.free_symbols]

    @cached_property
    def vertices(self) -> list[tuple[sp.Rational, sp.Rational, sp.Rational]]:
        """Corners (a, b, c), each the meeting point of three boundary planes within the region."""
        corners = set()
        for three in itertools.combinations({half.form for half in self.halfspaces}, 3):
            solution = sp.linsolve(list(three), (a, b, c))
            for point in solution:
                if not sp.Tuple(*point).free_symbols and self._inside(dict(zip((a, b, c), point, strict=True))):
                    corners.add(tuple(point))
        return sorted(corners)

    def _inside(self, point: Mapping[sp.Symbol, sp.Expr]) -> bool:
        return all(half.form.subs(point) >= 0 for half in self.halfspaces)

    def within(self, window: Mapping[str, tuple[str, str]]) -> ExponentRegion:
        """The part of the region where each named exponent lies between two rational numbers."""
        cuts = []
        for key, (low, high) in window.items():
            symbol = EXPONENTS[key]
            cuts += [
                HalfSpace(f"{key} >= {low}", symbol - sp.Rational(low)),
                HalfSpace(f"{key} <= {high}", sp.Rational(high) - symbol),
            ]
        return ExponentRegion((*self.halfspaces, *cuts))

    def bounds(self, quantity: str) -> tuple[sp.Rational | None, sp.Rational | None]:
        """Least and largest exponent of a quantity (a key of QUANTITIES) over the region; None where unbounded."""
        if quantity not in QUANTITIES:
            raise InputError(f"unknown quantity {quantity!r}; {near_match(quantity, QUANTITIES)}")
        limits = []
        for extreme in (lpmin, lpmax):
            try:
                limits.append(extreme(QUANTITIES[quantity], self._constraints)[0])
            except UnboundedLPError:
                limits.append(None)
        return limits[0], limits[1]

    def consequences(self) -> list[str]:
        """Implied bounds in plain words, such as ``n <= d^(1/4)``."""
        sentences = []
        for quantity in QUANTITIES:
            low, high = self.bounds(quantity)
            if low is not None:
                sentences.append(f"{quantity} >= d^({low})")
            if high is not None:
                sentences.append(f"{quantity} <= d^({high})")
        return sentences

    def violations(self, a: str | Fraction, b: str | Fraction, c: str | Fraction) -> dict[str, sp.Rational]:
        """Conditions that exponents break, and by which exact power of d.

        Examples
        --------
        >>> feasible_exponents().violations(a="1/3", b="-1/3", c="11/16")
        {'(iv) sigma_0 lower': 13/48}
        """
        try:
            point = {EXPONENTS[key]: sp.Rational(str(value)) for key, value in (("a", a), ("b", b), ("c", c))}
        except (TypeError, ValueError, ZeroDivisionError):
            raise InputError(f"exponents a={a!r}, b={b!r}, c={c!r} must be rational numbers such as '1/3'") from None
        values = {half.id: half.form.subs(point) for half in self.halfspaces}
        return {key: -value for key, value in values.items() if value < 0}


def feasible_exponents(version: Version = "arxiv") -> ExponentRegion:
    """The region of (a, b, c) that one version of the assumption leaves, sigma_p, m and p being constants."""
    halfspaces = []
    for condition in conditions_of(version):
        form = _exponent(condition.slack)
        if form.free_symbols:
            halfspaces.append(HalfSpace(condition.id, form))
    return ExponentRegion(tuple(halfspaces))
