"""The model of Definition 2.1 in sympy: weights as coordinates, the training loss as an expression in them.

Everything in this folder starts from :func:`objective` and lets sympy differentiate it. Activation and loss are
abstract functions ``s`` and ``l`` whose derivatives are called ``s'`` and ``l'``: what is derived so holds for every
differentiable pair, in particular for ``s(z) = max(0, z)^q`` at every real q >= 1 away from the kink. :func:`power`
puts that activation in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import sympy as sp

__all__ = [
    "ABSTRACT",
    "Activation",
    "Filter",
    "Functions",
    "Loss",
    "LossSlope",
    "Sample",
    "Slope",
    "Vector",
    "Weights",
    "derivative",
    "dot",
    "eta",
    "filters",
    "forward",
    "free_weights",
    "margin",
    "objective",
    "power",
    "vanishes",
]

Vector = tuple[sp.Expr, ...]
Filter = tuple[int, int]  #: (j, r)
Weights = dict[Filter, Vector]

#: Learning rate.
eta = sp.Symbol("eta", positive=True)


class Slope(sp.Function):  # type: ignore[misc]
    """``s'``."""


class Activation(sp.Function):  # type: ignore[misc]
    """``s``: a function of which only the name of its derivative is known."""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """``s'`` at the same place."""
        return Slope(self.args[0])


class LossSlope(sp.Function):  # type: ignore[misc]
    """``l'``."""


class Loss(sp.Function):  # type: ignore[misc]
    """``l``, known as ``s`` is."""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """``l'`` at the same place."""
        return LossSlope(self.args[0])


@dataclass(frozen=True)
class Functions:
    """What an objective is made of, and what statements about it call the derivatives."""

    s: Callable[[sp.Expr], sp.Expr]
    slope: Callable[[sp.Expr], sp.Expr]
    loss: Callable[[sp.Expr], sp.Expr] = Loss
    loss_slope: Callable[[sp.Expr], sp.Expr] = LossSlope


#: Any differentiable activation and loss.
ABSTRACT = Functions(Activation, Slope)


def power(q: sp.Expr) -> Functions:
    """``s(z) = max(0, z)^q`` with the package's slope, ``q z^(q-1)`` for z > 0 and else 0; the loss stays abstract."""
    q = sp.sympify(q)
    return Functions(
        lambda z: sp.Piecewise((z**q, z > 0), (0, True)),
        lambda z: sp.Piecewise((q * z ** (q - 1), z > 0), (0, True)),
    )


@dataclass(frozen=True)
class Sample:
    """One training sample: its patches, the label it is trained on, and what label noise makes of it in one step.

    ``eps`` multiplies the label (any real number); ``smoothing`` is the mass p of label smoothing, 0 for none.
    """

    patches: tuple[Vector, ...]
    label: sp.Expr
    eps: sp.Expr = sp.S.One
    smoothing: sp.Expr = sp.S.Zero


def dot(u: Sequence[sp.Expr], v: Sequence[sp.Expr]) -> sp.Expr:
    """Inner product."""
    return sp.Add(*(a * b for a, b in zip(u, v, strict=True)))


def filters(m: int) -> list[Filter]:
    """All (j, r)."""
    return list(product((1, -1), range(m)))


def free_weights(m: int, d: int) -> Weights:
    """Every coordinate of every filter a symbol."""
    name = {1: "p", -1: "m"}
    return {(j, r): tuple(sp.symbols(f"w_{name[j]}{r}_:{d}", real=True)) for j, r in filters(m)}


def forward(W: Weights, patches: Iterable[Vector], functions: Functions = ABSTRACT) -> sp.Expr:
    """``f(W, x) = (1/m) sum_{j,r} j sum over patches of s(<w_{j,r}, patch>)``."""
    m = sp.Rational(len(W), 2)
    return sp.Add(*(j * functions.s(dot(w, patch)) for patch in patches for (j, _), w in W.items())) / m


def margin(W: Weights, sample: Sample, functions: Functions = ABSTRACT) -> sp.Expr:
    """``y f(W, x)`` with the label trained on."""
    return sample.label * forward(W, sample.patches, functions)


def objective(W: Weights, samples: Sequence[Sample], functions: Functions = ABSTRACT) -> sp.Expr:
    """``L_S = (1/n) sum_i [(1 - p) l(eps_i y_i f_i) + p l(-eps_i y_i f_i)]``; p = 0 but for label smoothing."""
    terms = []
    for sample in samples:
        z = sample.eps * margin(W, sample, functions)
        terms.append((1 - sample.smoothing) * functions.loss(z) + sample.smoothing * functions.loss(-z))
    return sp.Add(*terms) / len(samples)


def derivative(expression: sp.Expr, w: Vector) -> Vector:
    """Gradient with respect to one filter."""
    return tuple(sp.diff(expression, coordinate) for coordinate in w)


def vanishes(expression: sp.Expr) -> bool:
    """Whether an expression is 0 as a rational function of its symbols, powers and function values.

    Function values count as unknowns, alike where their expanded arguments are, and so does ``z^q`` apart from whole
    powers of z. So True is a proof; False says that the two sides differ as such expressions, not as functions.
    """
    unknown: dict[Any, sp.Dummy] = {}

    def name(base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
        whole = sp.floor(exponent.as_coeff_Add()[0])
        return unknown.setdefault((base, exponent - whole), sp.Dummy()) * base**whole

    expanded = sp.expand(expression)
    values = {value: unknown.setdefault(value, sp.Dummy()) for value in expanded.atoms(sp.Function)}
    rational = expanded.xreplace(values).replace(lambda e: e.is_Pow and not e.exp.is_Integer, lambda e: name(*e.args))
    symbols = sorted(rational.free_symbols, key=sp.default_sort_key)
    somewhere = rational.xreplace({symbol: sp.Rational(sp.prime(k + 2), 2) for k, symbol in enumerate(symbols)})
    if somewhere.is_Rational and somewhere != 0:
        return False  # long before the common denominator of a long expression is found
    return bool(sp.expand(sp.numer(sp.together(rational))) == 0)
