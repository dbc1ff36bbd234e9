"""Lemma C.1: what the inner products with the training patches are, in the coefficients; equalities, no bounds.

``<w - w0, mu> = j gamma`` because every xi_i is orthogonal to mu, and
``<w - w0, xi_i> - rho_i = sum_{k != i} rho_k <xi_k, xi_i>/|xi_k|^2``. The lemma bounds the right-hand side.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.lemma_B_1 import CLAIMS as B_1
from lngd_theory.claims.lemma_C_1 import CLAIMS as C_1
from lngd_theory.claims.terms import CROSS, alpha
from lngd_theory.symbols import n
from proofs_check.derivations.decomposition import Data, paper_data, symbols_of, weights
from proofs_check.derivations.network import Vector, dot, free_weights, vanishes
from proofs_check.step import Confirmed

__all__ = ["STEPS", "cross_terms"]

Lines = list[tuple[str, bool]]


def cross_terms(rho: Vector, xi: tuple[Vector, ...], i: int) -> sp.Expr:
    """``sum_{k != i} rho_k <xi_k, xi_i>/|xi_k|^2``."""
    return sp.Add(*(rho[k] * dot(xi[k], xi[i]) / dot(xi[k], xi[k]) for k in range(len(xi)) if k != i))


def _moves(data: Data) -> dict[tuple[int, int], tuple[Vector, sp.Expr, Vector]]:
    """By filter: ``w - w0``, gamma and rho = rho_bar + rho_low."""
    W0, coefficients = free_weights(1, len(data.mu)), symbols_of(data, 1)
    W = weights(data, W0, coefficients)
    return {
        which: (
            tuple(a - b for a, b in zip(W[which], W0[which], strict=True)),
            coefficients.gamma[which],
            tuple(a + b for a, b in zip(coefficients.rho_bar[which], coefficients.rho_low[which], strict=True)),
        )
        for which in W
    }


def confirm_signal(claimed: Callable[[int, sp.Expr], sp.Expr] = lambda j, gamma: j * gamma) -> Lines:
    """``<w - w0, mu> = j gamma`` for both signs and up to three samples."""
    lines = []
    for labels in ((1,), (1, -1), (-1, 1, 1)):
        data = paper_data(labels)
        pairs = ((dot(move, data.mu), claimed(which[0], gamma)) for which, (move, gamma, _) in _moves(data).items())
        lines.append((f"n = {len(labels)}", all(vanishes(a - b) for a, b in pairs)))
    return lines


def confirm_noise(claimed: Callable[..., sp.Expr] = cross_terms) -> Lines:
    """``<w - w0, xi_i> - rho_i`` for every sample."""
    lines = []
    for labels in ((1,), (1, -1), (-1, 1, 1)):
        data = paper_data(labels)
        holds = all(
            vanishes(dot(move, x) - rho[i] - claimed(rho, data.xi, i))
            for move, _, rho in _moves(data).values()
            for i, x in enumerate(data.xi)
        )
        lines.append((f"n = {len(labels)}", holds))
    return lines


def confirm_not_orthogonal(claimed: Callable[..., sp.Expr] = cross_terms) -> Lines:
    """Without <xi_i, mu> = 0 the first equality gains ``sum_i rho_i <xi_i, mu>/|xi_i|^2``."""
    data = paper_data((1, -1))
    data = replace(data, xi=tuple((sp.Symbol(f"c_{i}", real=True), *x[1:]) for i, x in enumerate(data.xi)))
    lines = []
    for (j, _), (move, gamma, rho) in _moves(data).items():
        gained = claimed((sp.Integer(0), *rho), (data.mu, *data.xi), 0)
        lines.append((f"j = {j}", vanishes(dot(move, data.mu) - j * gamma - gained)))
    return lines


def confirm_constant(constant: int = 4) -> Lines:
    """``|rho_k| <= alpha`` and the bounds of B.1 on fewer than n cross terms: their constant, and the claim's."""
    bound = {check.name: check.right for check in (*B_1[0].checks, *C_1[0].checks) if isinstance(check, Bound)}
    found = n * alpha * bound["inner products"] / bound["norm, below"]
    claimed = sp.simplify(bound["noise, GD"] / CROSS)
    return [
        (f"B.1 and Proposition 4.1 give {constant}", sp.simplify(found / CROSS - constant) == 0),
        (f"the claim's {claimed} is no smaller", bool(claimed >= constant)),
    ]


STEPS = (
    Confirmed("signal, exact", r"\langle w-w^{(0)},\mu\rangle=j\gamma", confirm_signal),
    Confirmed(
        "noise, exact",
        r"\langle w-w^{(0)},\xi_i\rangle-\rho_i=\sum_{k\ne i}\rho_k\frac{\langle\xi_k,\xi_i\rangle}{\|\xi_k\|^2}",
        confirm_noise,
    ),
    Confirmed(
        "signal, were the noise not orthogonal to it",
        r"\langle w-w^{(0)},\mu\rangle=j\gamma+\sum_i\rho_i\frac{\langle\xi_i,\mu\rangle}{\|\xi_i\|^2}",
        confirm_not_orthogonal,
    ),
    Confirmed(
        "the constant of the bound",
        r"n\alpha\,\frac{2\sigma_p^2\sqrt{d\log(4n^2/\delta)}}{\sigma_p^2d/2}=4\sqrt{\log(4n^2/\delta)/d}\;n\alpha",
        confirm_constant,
    ),
)
