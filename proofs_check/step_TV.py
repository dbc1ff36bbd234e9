"""The total-variation step of Theorem 3.2: its distance exactly, its bound, and what 0.25 becomes.

The likelihood ratio of N(v, s^2 I) and N(0, s^2 I) depends on x through <x, v> alone and crosses 1 at |v|^2/2: the
distance is that of two Gaussians on a line, the integral of the densities' difference up to the middle. The noise of
the model lives in the complement of mu, and so does v: nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from proofs_check.argument import Argument
from proofs_check.inequality import Inequality
from proofs_check.statement import check_of
from proofs_check.step import Confirmed, Identity, Step
from proofs_check.tails import normal_cdf

__all__ = ["ARGUMENTS", "SHIFT", "distance"]

Lines = list[tuple[str, bool]]

_a, _s = sp.symbols("a s", positive=True)  # |v| and the standard deviation
_x = sp.Symbol("x", nonnegative=True)  # |v|/s
_z = sp.Symbol("z", real=True)

#: |v|/s in Lemma D.6.
SHIFT = sp.Rational(2, 100)


def distance(x: sp.Expr) -> sp.Expr:
    """``TV(N(0, s^2 I), N(v, s^2 I))`` with x = |v|/s."""
    return sp.erf(x / (2 * sp.sqrt(2)))


def _density(z: sp.Expr) -> sp.Expr:
    return sp.exp(-(z**2) / (2 * _s**2)) / (sp.sqrt(2 * sp.pi) * _s)


def log_ratio(inner: sp.Expr, square: sp.Expr) -> sp.Expr:
    """Logarithm of the density of N(v, s^2 I) over that of N(0, s^2 I), with <x, v> and |v|^2."""
    return (inner - square / 2) / _s**2


def confirm_line(ratio: Callable[[sp.Expr, sp.Expr], sp.Expr] = log_ratio) -> Lines:
    """The likelihood ratio, in dimensions 1 to 3 and in the letters <x, v>, |v|^2."""
    lines = []
    for size in (1, 2, 3):
        x, v = (sp.Matrix(sp.symbols(f"{name}_:{size}", real=True)) for name in "xv")
        found = (x.dot(x) - (x - v).dot(x - v)) / (2 * _s**2)
        lines.append((f"d = {size}", sp.expand(found - ratio(x.dot(v), v.dot(v))) == 0))
    return [*lines, ("it crosses 0 at <x, v> = |v|^2/2", ratio(_a**2 / 2, _a**2) == 0)]


def confirm_distance(formula: Callable[[sp.Expr], sp.Expr] = distance) -> Lines:
    """The integral of the densities' difference up to the middle; the coordinates across v integrate to 1."""
    primitive = normal_cdf(_z / _s)
    slope = sp.diff(primitive, _z) - _density(_z)
    # the shifted density has the primitive at z - a: at the middle, -a/2
    difference = primitive.subs(_z, _a / 2) - primitive.subs(_z, -_a / 2)
    return [
        ("primitive of the density", sp.simplify(slope) == 0 and sp.limit(primitive, _z, -sp.oo) == 0),
        ("across v", sp.limit(primitive, _z, sp.oo) == 1),
        ("along v", sp.simplify(difference - formula(_a / _s)) == 0),
    ]


def confirm_sharp() -> Lines:
    """Near 0 the distance is x/sqrt(2 pi): no smaller constant bounds it."""
    return [("slope at 0", sp.limit(distance(_x) / _x, _x, 0) == 1 / sp.sqrt(2 * sp.pi))]


_TO = check_of("TV", "0.25 becomes 0.24")

_STEPS: tuple[Step, ...] = (
    Confirmed(
        "the likelihood ratio depends on <x, v>",
        r"\log\frac{dN(v, s^2I)}{dN(0, s^2I)}(x) = \frac{\langle x, v\rangle - \|v\|^2/2}{s^2}",
        confirm_line,
    ),
    Confirmed(
        "distance exactly",
        r"\mathrm{TV}(N(0,s^2I), N(v,s^2I)) = \operatorname{erf}\frac{\|v\|}{2\sqrt2\,s}",
        confirm_distance,
    ),
    Inequality("distance at most |v|/(2 s); x = |v|/s", sp.Le(distance(_x), _x / 2), {_x: (0, "oo")}),
    Identity("0.25 becomes 0.24", _TO.left, _TO.right, _TO.shown),
)

_REPAIRS: tuple[Step, ...] = (
    Inequality("sharp constant", sp.Le(distance(_x), _x / sp.sqrt(2 * sp.pi)), {_x: (0, "oo")}),
    Confirmed("no smaller constant", r"\lim_{x\to0}\operatorname{erf}(x/\sqrt8)/x = 1/\sqrt{2\pi}", confirm_sharp),
    Inequality(
        "with the exact distance 0.25 becomes 0.242",
        sp.Gt(sp.Rational(1, 4) - distance(SHIFT), sp.Rational(242, 1000), evaluate=False),
        {},
    ),
)

ARGUMENTS = (
    Argument(
        claim="TV",
        steps=_STEPS,
        shows="statement",
        conclusion="The distance is erf(|v|/(2 sqrt(2) s)) and at most |v|/(2 s); the sharp constant is 1/sqrt(2 pi).",
        repairs=_REPAIRS,
    ),
)
