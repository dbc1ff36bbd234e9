"""The three-layer network: its first layer stays in the span of the patches, whatever its second one does.

``f = (1/m) sum_{j,r} j sum over patches x of s(<u_{j,r}, s(W x)>)`` with W (h rows) shared and U trained beside it, the
last layer fixed (LNGD's experiment with three layers). The gradient in a row of W is a combination of the patches at
every W and U, so a step from ``w0 + sum_k R_k v_k/|v_k|^2`` is of this form again; U is a small matrix, moved as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp

from proofs_check.derivations.gradient import multiplier
from proofs_check.derivations.network import (
    ABSTRACT,
    Filter,
    Sample,
    Vector,
    Weights,
    derivative,
    dot,
    eta,
    free_weights,
    vanishes,
)
from proofs_check.derivations.patches import Atoms, example
from proofs_check.derivations.span import in_span
from proofs_check.step import Confirmed

__all__ = ["STEPS", "first_layer_gradient", "second_layer_gradient"]

Lines = list[tuple[str, bool]]
Rows = tuple[Vector, ...]
#: (m, h, d)
_SIZES = ((1, 1, 1), (1, 2, 2), (1, 1, 3), (2, 2, 1))


def features(W: Rows, x: Vector) -> Vector:
    """``s(W x)``."""
    return tuple(ABSTRACT.s(dot(w, x)) for w in W)


def output(W: Rows, U: Weights, patches: Sequence[Vector]) -> sp.Expr:
    """``f``."""
    units = (j * ABSTRACT.s(dot(u, features(W, x))) for x in patches for (j, _), u in U.items())
    return sp.Add(*units) / sp.Rational(len(U), 2)


def loss(W: Rows, U: Weights, samples: Sequence[Sample]) -> sp.Expr:
    """``(1/n) sum_i l(eps_i y_i f_i)``."""
    terms = (ABSTRACT.loss(one.eps * one.label * output(W, U, one.patches)) for one in samples)
    return sp.Add(*terms) / len(samples)


def _push(W: Rows, U: Weights, sample: Sample, n: int) -> sp.Expr:
    """``(1/(nm)) y lt``: what all derivatives of one sample's loss share."""
    margin = sample.label * output(W, U, sample.patches)
    return sample.label * multiplier(margin, sample.eps, sample.smoothing) / (n * sp.Rational(len(U), 2))


def first_layer_gradient(atoms: Atoms, W: Rows, U: Weights) -> Rows:
    """Its coefficients G (h, K), the sum of what every use ``sign v_k`` of an atom adds to ``G[r, k]``.

    It adds ``(1/(nm)) y lt sum_{j,r'} j s'(<u_{j,r'}, s(sign W v_k)>) u_{j,r',r} s'(sign z_{r,k}) sign |v_k|^2``.
    """
    n = len(atoms.samples)
    table = [[sp.Integer(0)] * len(atoms.vectors) for _ in W]
    for sample, uses in zip(atoms.samples, atoms.table, strict=True):
        push = _push(W, U, sample, n)
        for k, sign in uses:
            v = atoms.vectors[k]
            hidden = features(W, tuple(sign * c for c in v))
            for r, w in enumerate(W):
                down = sp.Add(*(j * ABSTRACT.slope(dot(u, hidden)) * u[r] for (j, _), u in U.items()))
                table[r][k] += push * down * ABSTRACT.slope(sign * dot(w, v)) * sign * dot(v, v)
    return tuple(map(tuple, table))


def second_layer_gradient(atoms: Atoms, W: Rows, U: Weights, which: Filter) -> Vector:
    """``(1/(nm)) sum_i y_i lt_i sum over patches x of j s'(<u_{j,r}, s(W x)>) s(W x)``."""
    total = [sp.Integer(0)] * len(W)
    for sample in atoms.samples:
        push = _push(W, U, sample, len(atoms.samples))
        for x in sample.patches:
            hidden = features(W, x)
            slope = push * which[0] * ABSTRACT.slope(dot(U[which], hidden))
            total = [old + slope * a for old, a in zip(total, hidden, strict=True)]
    return tuple(total)


def _free(m: int, h: int, d: int) -> tuple[Atoms, Rows, Weights]:
    rows = tuple(tuple(sp.symbols(f"a{r}_:{d}", real=True)) for r in range(h))
    return example(d), rows, free_weights(m, h)


def _agree(found: Vector, claimed: Vector) -> bool:
    return all(vanishes(a - b) for a, b in zip(found, claimed, strict=True))


def confirm_first(formula: Callable[..., Rows] = first_layer_gradient) -> Lines:
    """Sympy's derivative of the loss in every row of W."""
    lines = []
    for m, h, d in _SIZES:
        atoms, W, U = _free(m, h, d)
        objective, table = loss(W, U, atoms.samples), formula(atoms, W, U)
        holds = all(
            _agree(derivative(objective, w), in_span(atoms, w, sp.Integer(0), G)) for w, G in zip(W, table, strict=True)
        )
        lines.append((f"three atoms in d = {d}, m = {m}, h = {h}", holds))
    return lines


def confirm_second(formula: Callable[..., Vector] = second_layer_gradient) -> Lines:
    """Sympy's derivative of the loss in every unit of U."""
    lines = []
    for m, h, d in _SIZES:
        atoms, W, U = _free(m, h, d)
        objective = loss(W, U, atoms.samples)
        holds = all(_agree(derivative(objective, u), formula(atoms, W, U, which)) for which, u in U.items())
        lines.append((f"three atoms in d = {d}, m = {m}, h = {h}", holds))
    return lines


def moved(R: Vector, G: Vector) -> Vector:
    """``R - eta G``."""
    return tuple(r - eta * g for r, g in zip(R, G, strict=True))


def confirm_step(step: Callable[[Vector, Vector], Vector] = moved) -> Lines:
    """A step from a W in the span is in the span, with the coefficients moved by their own gradient."""
    lines = []
    for d in (1, 2):
        atoms, free, U = _free(1, 2, d)
        w0 = tuple(tuple(sp.symbols(f"w{r}_:{d}", real=True)) for r in range(2))
        R = tuple(tuple(sp.symbols(f"R{r}_:3", real=True)) for r in range(2))
        W = tuple(in_span(atoms, w, sp.Integer(1), row) for w, row in zip(w0, R, strict=True))
        at = {symbol: value for w, place in zip(free, W, strict=True) for symbol, value in zip(w, place, strict=True)}
        objective, table = loss(free, U, atoms.samples), first_layer_gradient(atoms, W, U)
        for r, w in enumerate(free):
            place = [a - eta * g.xreplace(at) for a, g in zip(W[r], derivative(objective, w), strict=True)]
            claimed = in_span(atoms, w0[r], sp.Integer(1), step(R[r], table[r]))
            lines.append((f"row {r + 1} in d = {d}", _agree(tuple(place), claimed)))
    return lines


STEPS = (
    Confirmed(
        "three layers: the first layer's gradient lies in the span",
        r"\nabla_{w_r}L_S=\sum_kG_{r,k}\frac{v_k}{\|v_k\|^2},\quad f=\tfrac1m\sum_{j,r'}j\sum_x"
        r"s(\langle u_{j,r'},s(Wx)\rangle)",
        confirm_first,
    ),
    Confirmed(
        "three layers: the second layer's gradient",
        r"\nabla_{u_{j,r}}L_S=\frac1{nm}\sum_iy_i\,\epsilon_i\ell_i'\sum_xj\,s'(\langle u_{j,r},s(Wx)\rangle)\,s(Wx)",
        confirm_second,
    ),
    Confirmed(
        "three layers: the update stays in the span of the patches",
        r"w_r=w_r^{(0)}+\sum_kR_{r,k}\frac{v_k}{\|v_k\|^2}\ \Rightarrow\ R_{r,k}'=R_{r,k}-\eta\,G_{r,k}",
        confirm_step,
    ),
)
