"""Which algorithms stay in the span of the patches, and which do not.

A point of weight space is *in the span* if it is ``c w0 + sum_k R_k v_k/|v_k|^2`` with one number c for all filters.
The gradient of the loss of any batch, with any filters left out, is in the span with c = 0 wherever it is taken; sums
and multiples of points in the span are in it; and the norm of a gradient needs the Gram matrix only. SGD, momentum,
weight decay, SAM and dropout of filters are made of these three. What leaves the span is in
:mod:`proofs_check.derivations.leaving`.
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
from proofs_check.derivations.patches import Atoms, Table, example
from proofs_check.step import Confirmed

__all__ = ["STEPS", "batch_gradient", "climbed", "gradient_norm2", "in_span", "moved"]

Lines = list[tuple[str, bool]]
#: What a filter counts: 0 if it is left out.
Factors = dict[Filter, sp.Expr]


def batch_loss(W: Weights, samples: Sequence[Sample], shares: Sequence[sp.Expr], kept: Factors) -> sp.Expr:
    """``sum_i share_i l(eps_i y_i f_i)``; a batch B has the share 1/|B| on its samples and 0 on the others."""
    terms = []
    for sample, share in zip(samples, shares, strict=True):
        z = sample.eps * sample.label * kept_output(W, sample.patches, kept)
        terms.append(share * ((1 - sample.smoothing) * ABSTRACT.loss(z) + sample.smoothing * ABSTRACT.loss(-z)))
    return sp.Add(*terms)


def kept_output(W: Weights, patches: Sequence[Vector], kept: Factors) -> sp.Expr:
    """``f = (1/m) sum_{j,r} j kept_{j,r} sum over patches of s(<w_{j,r}, patch>)``."""
    m = sp.Rational(len(W), 2)
    return sp.Add(*(j * kept[j, r] * ABSTRACT.s(dot(w, x)) for x in patches for (j, r), w in W.items())) / m


def batch_gradient(atoms: Atoms, W: Weights, shares: Sequence[sp.Expr], kept: Factors) -> Table:
    """Its coefficients: a use ``sign v_k`` of an atom adds ``(1/m) j kept share y lt s'(sign z_k) sign |v_k|^2``."""
    m, table = sp.Rational(len(W), 2), {}
    for (j, r), w in W.items():
        row = [sp.Integer(0)] * len(atoms.vectors)
        for sample, share, uses in zip(atoms.samples, shares, atoms.table, strict=True):
            margin = sample.label * kept_output(W, sample.patches, kept)
            push = j * kept[j, r] * share * sample.label * multiplier(margin, sample.eps, sample.smoothing) / m
            for k, sign in uses:
                v = atoms.vectors[k]
                row[k] += push * ABSTRACT.slope(sign * dot(w, v)) * sign * dot(v, v)
        table[j, r] = tuple(row)
    return table


def in_span(atoms: Atoms, w0: Vector, c: sp.Expr, R: Sequence[sp.Expr]) -> Vector:
    """``c w0 + sum_k R_k v_k/|v_k|^2``."""
    scales = [r / dot(v, v) for r, v in zip(R, atoms.vectors, strict=True)]
    columns = zip(*atoms.vectors, strict=True)
    return tuple(c * w + dot(scales, column) for w, column in zip(w0, columns, strict=True))


def confirm_gradient(formula: Callable[..., Table] = batch_gradient) -> Lines:
    """Sympy's derivative of the loss, with symbols for the shares of samples and for what filters count."""
    lines = []
    for m, d in ((1, 1), (1, 2), (1, 3), (2, 2)):
        atoms, W = example(d), free_weights(m, d)
        shares = sp.symbols("b:2", real=True)
        kept = dict(zip(W, sp.symbols(f"kept:{2 * m}", real=True), strict=True))
        loss, table = batch_loss(W, atoms.samples, shares, kept), formula(atoms, W, shares, kept)
        holds = all(
            vanishes(found - claimed)
            for which, w in W.items()
            for found, claimed in zip(derivative(loss, w), in_span(atoms, w, sp.Integer(0), table[which]), strict=True)
        )
        lines.append((f"three atoms in d = {d}, m = {m}", holds))
    return lines


def moved(
    place: Sequence[sp.Expr], mean: Sequence[sp.Expr], gradient: Sequence[sp.Expr], nesterov: bool
) -> tuple[Vector, Vector]:
    """``g += lambda W; U <- beta U + g; W <- W - eta (g + beta U)`` (Nesterov) or ``W - eta U``, number by number."""
    beta, decay = sp.symbols("beta lambda", real=True)
    full = [g + decay * w for g, w in zip(gradient, place, strict=True)]
    new = tuple(beta * u + g for u, g in zip(mean, full, strict=True))
    step = [g + beta * u if nesterov else u for g, u in zip(full, new, strict=True)]
    return tuple(w - eta * s for w, s in zip(place, step, strict=True)), new


def confirm_move(move: Callable[..., tuple[Vector, Vector]] = moved) -> Lines:
    """Momentum and decay in R^d are the same recursion of ``(c, R)``, where the gradient has no share of w0."""
    lines = []
    for d in (1, 2, 3):
        atoms = example(d)
        K, w0 = len(atoms.vectors), tuple(sp.symbols(f"w:{d}", real=True))
        (c, *R), (a, *B), G = (tuple(sp.symbols(f"{x}:{K + 1}", real=True)) for x in "RBG")
        gradient = (sp.Integer(0), *G[1:])
        for nesterov in (False, True):
            point, mean, along = (in_span(atoms, w0, p[0], p[1:]) for p in ((c, *R), (a, *B), gradient))
            places = moved(point, mean, along, nesterov)
            coefficients = move((c, *R), (a, *B), gradient, nesterov)
            holds = all(
                vanishes(x - y)
                for place, (share, *row) in zip(places, coefficients, strict=True)
                for x, y in zip(place, in_span(atoms, w0, share, row), strict=True)
            )
            lines.append((f"{'Nesterov' if nesterov else 'heavy ball'} in d = {d}", holds))
    return lines


def gradient_norm2(G: Sequence[sp.Expr], gram: Sequence[Sequence[sp.Expr]]) -> sp.Expr:
    """``|sum_k G_k v_k/|v_k|^2|^2 = sum_l G_l (G H)_l/|v_l|^2`` with ``H_kl = <v_k, v_l>/|v_k|^2``."""
    K = len(G)
    products = [sp.Add(*(G[k] * gram[k][a] / gram[k][k] for k in range(K))) for a in range(K)]
    return sp.Add(*(G[a] * products[a] / gram[a][a] for a in range(K)))


def confirm_norm(norm2: Callable[..., sp.Expr] = gradient_norm2) -> Lines:
    """The length that SAM divides by, from coefficients and Gram matrix."""
    lines = []
    for d in (1, 2, 3):
        atoms = example(d)
        G = sp.symbols("G:3", real=True)
        gram = [[dot(u, v) for v in atoms.vectors] for u in atoms.vectors]
        vector = in_span(atoms, (sp.Integer(0),) * d, sp.Integer(0), G)
        lines.append((f"three atoms in d = {d}", vanishes(dot(vector, vector) - norm2(G, gram))))
    return lines


def climbed(c: sp.Expr, R: Sequence[sp.Expr], G: Sequence[sp.Expr], t: sp.Expr) -> tuple[sp.Expr, Vector]:
    """``(c, R + t G)``: the coefficients of ``W + t grad L(W)``, for SAM with t = radius/|grad L(W)|."""
    return c, tuple(r + t * g for r, g in zip(R, G, strict=True))


def confirm_point(climb: Callable[..., tuple[sp.Expr, Vector]] = climbed) -> Lines:
    """SAM's second gradient is taken in the span; by the gradient's own step, which holds at every W, it lies there."""
    lines = []
    for d in (1, 2):
        atoms, w0 = example(d), free_weights(1, d)
        t, c, shares = sp.Symbol("t", positive=True), sp.Symbol("c", real=True), sp.symbols("b:2", real=True)
        R = {which: sp.symbols(f"R_{'p' if which[0] > 0 else 'm'}_:3", real=True) for which in w0}
        kept = dict(zip(w0, sp.symbols("kept:2", real=True), strict=True))
        W = {which: in_span(atoms, w0[which], c, R[which]) for which in w0}
        at = {symbol: value for which, w in w0.items() for symbol, value in zip(w, W[which], strict=True)}
        loss, table = batch_loss(w0, atoms.samples, shares, kept), batch_gradient(atoms, W, shares, kept)
        for which, w in w0.items():
            point = [a + t * g.xreplace(at) for a, g in zip(W[which], derivative(loss, w), strict=True)]
            claimed = in_span(atoms, w, *climb(c, R[which], table[which], t))
            holds = all(vanishes(a - b) for a, b in zip(point, claimed, strict=True))
            lines.append((f"j = {which[0]} in d = {d}", holds))
    return lines


_GRADIENT = (
    r"\nabla_{w_{j,r}}\sum_i b_i\,\ell(\epsilon_iy_if_i)=\sum_kG_k\frac{v_k}{\|v_k\|^2},\quad "
    r"f=\tfrac1m\sum_{j,r}j\,\kappa_{j,r}\sum_xs(\langle w_{j,r},x\rangle)"
)

STEPS = (
    Confirmed("gradient of a batch with filters left out", _GRADIENT, confirm_gradient),
    Confirmed(
        "momentum and weight decay stay in the span",
        r"(c,R)\text{ and }(a,B)\text{ follow the recursion of }W\text{ and }U,\ G\text{ has no share of }w^{(0)}",
        confirm_move,
    ),
    Confirmed(
        "SAM's gradient is taken in the span",
        r"W+t\nabla L(W)=c\,w^{(0)}+\sum_k(R_k+tG_k)\frac{v_k}{\|v_k\|^2}",
        confirm_point,
    ),
    Confirmed(
        "SAM's length from the Gram matrix",
        r"\Bigl\|\sum_kG_k\tfrac{v_k}{\|v_k\|^2}\Bigr\|^2=\sum_l\frac{G_l(GH)_l}{\|v_l\|^2}",
        confirm_norm,
    ),
)
