"""The printed way through Lemma 4.3, with its constants: how far W* is, and what the telescoped sum gives.

``|W* - W^(0)|^2`` is at most ``20 log(2/eps)^2 m^3 n/(sigma_p^2 d)`` and at least 16/3 in place of 20 where the
patches are orthogonal, so that the ~O of T_2 hides a factor. The sum of losses bounds the growth of gamma as well,
with an exponent that has a factor m^2.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.terms import CROSS, alpha
from lngd_theory.symbols import d, epsilon, eta, m, mu, n, sigma_p
from proofs_check.derivations.network import dot
from proofs_check.inequality import Inequality
from proofs_check.one_step import NORMS
from proofs_check.statement import bound
from proofs_check.step import Confirmed, Step
from proofs_check.step_size import SIGNAL_STEP

__all__ = ["DISTANCE", "SUM_OVER_STEPS"]

_k, _L = sp.symbols("kappa Lambda", real=True)
_LAMBDA = sp.Symbol("Lambda", positive=True)
_UNIT = m**3 * n / (sigma_p**2 * d)


def _norm() -> list[tuple[str, bool]]:
    """``|sum_i a xi_i/|xi_i|^2|^2`` exactly for three patches, then B.1's bounds of each term."""
    xi = [sp.symbols(f"x_{i}_:3", real=True) for i in range(3)]
    total = [sp.Add(*(x[k] / dot(x, x) for x in xi)) for k in range(3)]
    own = sp.Add(*(1 / dot(x, x) for x in xi))
    cross = sp.Add(*(dot(a, b) / dot(a, a) / dot(b, b) for a in xi for b in xi if a is not b))
    least = bound("B.1", "norm, below").rhs
    per_filter = n / least + n**2 * bound("B.1", "inner products").rhs / least**2
    filters = 2 * m * (2 * m * _LAMBDA) ** 2
    claimed = 8 * _LAMBDA**2 * (2 + 8 * CROSS / alpha) * _UNIT
    return [
        ("the square, exact", sp.simplify(dot(total, total) - own - cross) == 0),
        ("2m filters, by B.1", sp.simplify(filters * per_filter - claimed) == 0),
        (
            "orthogonal patches, by B.1",
            sp.simplify(filters * n / (max(NORMS) * sigma_p**2 * d) / _UNIT / _LAMBDA**2) == 16 * sp.Rational(1, 3),
        ),
    ]


#: ``|W* - W^(0)|^2``.
DISTANCE: tuple[Step, ...] = (
    Confirmed(
        "the distance of W* as printed",
        r"\|W^*-W^{(0)}\|^2\le8\log^2\tfrac2\epsilon\Bigl(2+8n\sqrt{\tfrac{\log(4n^2/\delta)}d}"
        r"\Bigr)\frac{m^3n}{\sigma_p^2d}",
        _norm,
    ),
    Inequality(
        "at most 20 log(2/eps)^2 for n sqrt(log(4n^2/delta)/d) up to 1/16",
        sp.Le(8 * (2 + 8 * _k), 20),
        {_k: (0, "1/16")},
    ),
    Inequality(
        "never at most m^3 n/(sigma_p^2 d) for orthogonal patches and epsilon up to 1: the constant 1 of T_2 hides a "
        "factor",
        sp.Gt(sp.Rational(16, 3) * _L**2, 1),
        {_L: ("69/100", "oo")},
        latex=r"\tfrac{16}3\log^2\tfrac2\epsilon>1",
    ),
)


def _exponent() -> list[tuple[str, bool]]:
    """``g sum_t L_S`` with ``3 eta sum L_S <= D`` (losses above epsilon), D = 20 Lambda^2 m^3 n/(sigma_p^2 d)."""
    losses = 20 * _LAMBDA**2 * _UNIT / (3 * eta)
    per_sample = n * mu**2 / (sigma_p**2 * d)
    return [
        (
            "g sum L_S = (40/3) m^2 n SNR^2 Lambda^2",
            sp.simplify(SIGNAL_STEP * losses - sp.Rational(40, 3) * m**2 * per_sample * _LAMBDA**2) == 0,
        ),
        ("epsilon is in Lambda only", epsilon not in (SIGNAL_STEP * losses).free_symbols),
    ]


SUM_OVER_STEPS = Confirmed(
    "the printed way to gamma: a sum of losses has a factor m^2 in its exponent",
    r"\frac{2\eta\|\mu\|^2}m\sum_tL_S\le\tfrac{40}3\,m^2\,n\,\mathrm{SNR}^2\log^2\tfrac2\epsilon",
    _exponent,
)
