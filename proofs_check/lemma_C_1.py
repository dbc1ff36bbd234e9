"""Lemma C.1: the exact cross terms, bounded with Lemma B.1 and ``|rho| <= alpha`` (Proposition 4.1).

``<w - w0, xi_i> - rho_i`` is a sum of n - 1 terms ``rho_k <xi_k, xi_i>/|xi_k|^2``, each at most alpha times the
quotient of B.1's two bounds. This gives the constant 4; the claim's 8 is a reconstruction.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.terms import CROSS, alpha
from lngd_theory.symbols import n
from proofs_check.argument import Argument
from proofs_check.derivations.inner_products import STEPS as INNER
from proofs_check.inequality import Inequality
from proofs_check.one_step import chosen
from proofs_check.statement import bound, check_of
from proofs_check.step import Confirmed

__all__ = ["ARGUMENTS", "CONSTANT", "DERIVED"]

#: The claim's constant, and the one that B.1 gives for n - 1 terms, as multiples of :data:`CROSS`.
CONSTANT = sp.simplify(check_of("C.1", "noise, GD").right / CROSS)
_TERM = alpha * bound("B.1", "inner products").rhs / bound("B.1", "norm, below").rhs
_SUM = sp.simplify((n - 1) * _TERM / CROSS)
DERIVED = sp.limit(_SUM, n, sp.oo)

_MEANING = (
    r"(n-1)\,\alpha\,\frac{2\sigma_p^2\sqrt{d\log(4n^2/\delta)}}{\sigma_p^2d/2}"
    r"\le %s\sqrt{\log(4n^2/\delta)/d}\,n\alpha"
)


def _reduced() -> list[tuple[str, bool]]:
    return [
        ("n - 1 terms over the cross term: 4 (n - 1)/n", sp.simplify(_SUM - 4 * (n - 1) / n) == 0),
        ("the same for both algorithms", check_of("C.1", "noise, label-noise GD").right == CONSTANT * CROSS),
    ]


def _rounding() -> list[tuple[str, bool]]:
    """The claim compares the equality of the signal part to rounding."""
    return [
        (name, bool(check_of("C.1", name).right > 0 and check_of("C.1", name).relation == "<="))
        for name in ("signal, GD", "signal, label-noise GD")
    ]


ARGUMENTS = (
    Argument(
        claim="C.1",
        steps=(
            *chosen(INNER, "signal, exact", "noise, exact", "the constant of the bound"),
            Confirmed("the sum of the bounds, in units of the cross term", _MEANING % CONSTANT, _reduced),
            Inequality(
                "noise: the reconstructed constant 8",
                sp.Le(_SUM, CONSTANT, evaluate=False),
                {n: (1, "oo")},
                latex=_MEANING % CONSTANT,
            ),
            Confirmed("signal: 0 is below the rounding that the claim allows", r"0\le10^{-9}", _rounding),
        ),
        shows="conditional",
        conclusion="The signal part is an equality. The noise part follows from B.1 and |rho| <= alpha with the "
        "constant 4 in place of the reconstructed 8; nothing but these two is used, so it holds for label-noise GD as "
        "for GD.",
        rests_on=("B.1", "|rho_{j,r,i}| <= alpha at the step in question (4.1)"),
        repairs=(
            Inequality(
                "noise: the constant 4", sp.Le(_SUM, DERIVED, evaluate=False), {n: (1, "oo")}, latex=_MEANING % DERIVED
            ),
        ),
    ),
)
