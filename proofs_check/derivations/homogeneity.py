"""Homogeneity (Lemma D.5): ``<grad f(W, x), W> = q f(W, x)`` for every real q >= 1, wherever units are active."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from proofs_check.derivations.gradient import patterns
from proofs_check.derivations.network import (
    ABSTRACT,
    Functions,
    derivative,
    dot,
    forward,
    free_weights,
    power,
    vanishes,
)
from proofs_check.step import Confirmed

__all__ = ["STEPS"]

Lines = list[tuple[str, bool]]


def confirm_unit(factor: Callable[[sp.Expr], sp.Expr] = lambda q: q) -> Lines:
    """``z s'(z) = q s(z)`` on both sides of 0 and at 0, with s' from sympy's derivative."""
    q, z = sp.symbols("q z", positive=True)
    s = power(q).s
    slope_below = sp.diff(s(-z), z)
    return [
        ("z > 0", vanishes(z * sp.diff(s(z), z) - factor(q) * s(z))),
        ("z < 0", slope_below == 0 and s(-z) == 0),
        ("z = 0", s(sp.Integer(0)) == 0),
    ]


def _inner(functions: Functions, m: int, patches: int) -> tuple[sp.Expr, sp.Expr, list[tuple[int, sp.Expr]]]:
    """``<grad f, W>`` by sympy's derivative, f, and (j, pre-activation) of every unit."""
    W = free_weights(m, 2)
    x = [tuple(sp.symbols(f"x_{k}_:2", real=True)) for k in range(patches)]
    f = forward(W, x, functions)
    inner = sp.Add(*(dot(derivative(f, w), w) for w in W.values()))
    return inner, f, [(j, dot(w, patch)) for patch in x for (j, _), w in W.items()]


def confirm_any_activation(factor: Callable[[sp.Expr], sp.Expr] = lambda q: q) -> Lines:
    """Any activation: ``<grad f, W> - q f = (1/m) sum j (z s'(z) - q s(z))``, so one unit is all that matters."""
    q = sp.Symbol("q", positive=True)
    lines = []
    for m, patches in ((1, 2), (2, 2), (1, 3)):
        inner, f, units = _inner(ABSTRACT, m, patches)
        defects = sp.Add(*(j * (z * ABSTRACT.slope(z) - q * ABSTRACT.s(z)) for j, z in units))
        lines.append((f"m = {m}, {patches} patches", vanishes(inner - factor(q) * f - defects / m)))
    return lines


def confirm_network(factor: Callable[[sp.Expr], sp.Expr] = lambda q: q) -> Lines:
    """The network with ``s(z) = max(0, z)^q``, for every pattern of active units."""
    lines = []
    for q in (sp.Symbol("q", positive=True), sp.Integer(1), sp.Rational(3, 2), sp.Integer(2)):
        inner, f, _ = _inner(power(q), 1, 2)
        cases = patterns(inner - factor(q) * f)
        lines.append((f"q = {q}: {len(cases)} patterns", all(vanishes(case) for case in cases)))
    return lines


_SHOWN = r"\langle\nabla f(W,x),W\rangle=q\,f(W,x)"

STEPS = (
    Confirmed("one unit", r"z\,s'(z)=q\,s(z)", confirm_unit),
    Confirmed(
        "the network, any activation",
        r"\langle\nabla f,W\rangle-qf=\frac1m\sum j\,\bigl(z\,s'(z)-q\,s(z)\bigr)",
        confirm_any_activation,
    ),
    Confirmed("the network, every pattern of active units", _SHOWN, confirm_network),
)
