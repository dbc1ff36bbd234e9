"""What leaves the span of the patches: Adam, and dropout of input coordinates, each at its first step.

One sample with label 1 and q = 2, patches (2, 0, 0) and (0, 1, 2), both filters (1, 1, 1), so that f = 0 and every
number is rational.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp

from proofs_check.derivations.network import Vector, derivative, dot, eta, free_weights, power
from proofs_check.step import Confirmed

__all__ = ["STEPS", "adam_step", "first_gradient", "outside"]

Lines = list[tuple[str, bool]]

_PATCHES: tuple[Vector, Vector] = (tuple(map(sp.Integer, (2, 0, 0))), tuple(map(sp.Integer, (0, 1, 2))))
_ONES: Vector = (sp.Integer(1),) * 3


def first_gradient(factors: Sequence[Sequence[int]] = ((1, 1, 1), (1, 1, 1))) -> Vector:
    """Gradient of ``log(1 + e^{-f})``, q = 2, in w_{+1} at the example, with each patch multiplied by its factors."""
    W = free_weights(1, 3)
    patches = [
        tuple(a * x for a, x in zip(row, patch, strict=True)) for row, patch in zip(factors, _PATCHES, strict=True)
    ]
    s = power(sp.Integer(2)).s
    f = sp.Add(*(j * s(dot(w, x)) for x in patches for (j, _), w in W.items()))
    at = {symbol: value for w in W.values() for symbol, value in zip(w, _ONES, strict=True)}
    return tuple(g.subs(at) for g in derivative(sp.log(1 + sp.exp(-f)), W[1, 0]))


def outside(step: Vector) -> sp.Expr:
    """The determinant of the two patches and a step: 0 exactly where the step is in their span."""
    return sp.Matrix([*_PATCHES, step]).det()


def adam_step(g: Vector, epsilon: sp.Expr) -> Vector:
    """``-eta m/(sqrt(v) + epsilon)`` at the first step, where the corrected means are m = g and v = g^2."""
    return tuple(-eta * c / (sp.sqrt(c**2) + epsilon) for c in g)


def confirm_adam(step: Callable[[Vector, sp.Expr], Vector] = adam_step) -> Lines:
    """Out of the span for every epsilon >= 0, although the gradient itself is in it."""
    epsilon = sp.Symbol("epsilon", nonnegative=True)
    gradient = first_gradient()
    away = sp.simplify(outside(step(gradient, epsilon)))
    numerator, denominator = sp.fraction(sp.together(away / eta))
    signs = [sp.Poly(sp.expand(part), epsilon).all_coeffs() for part in (numerator, denominator)]
    one_sign = [all(c > 0 for c in row if c != 0) or all(c < 0 for c in row if c != 0) for row in signs]
    return [
        (f"the gradient is {gradient}, in the span", outside(gradient) == 0 and gradient == (-4, -3, -6)),
        ("epsilon = 0: the step is eta (1, 1, 1), out of it", outside(step(gradient, sp.Integer(0))) != 0),
        # no root at epsilon >= 0: the coefficients that are there have one sign, the constant one among them
        ("epsilon >= 0", all(one_sign) and all(row[-1] != 0 for row in signs)),
    ]


def confirm_coordinates(factors: Sequence[Sequence[int]] = ((1, 1, 1), (1, 1, 0))) -> Lines:
    """The last coordinate of the second patch left out, the other five kept."""
    gradient = first_gradient(factors)
    return [(f"the gradient is {gradient}, out of the span", outside(gradient) != 0)]


STEPS = (
    Confirmed(
        "Adam leaves the span",
        r"\Delta w=-\eta\,g/(|g|+\varepsilon)\notin\mathrm{span}\{(2,0,0),(0,1,2)\},\ g=(-4,-3,-6)",
        confirm_adam,
    ),
    Confirmed(
        "dropout of input coordinates leaves the span",
        r"g\propto\textstyle\sum_xs'(\langle w,\mathrm{mask}\circ x\rangle)\,\mathrm{mask}\circ x",
        confirm_coordinates,
    ),
)
