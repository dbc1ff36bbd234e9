"""Remark R.3: the low-SNR boundaries of three papers, as far as they are algebra.

That a boundary is one (failure on this side, success on that) is an asymptotic statement about trained networks of
three papers, for ReLU^q with q > 2, q = 2 and ReLU. What is checked: the two ways in which ReLU's boundary is written,
which power of n the critical SNR is, and how the boundaries lie to each other.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.symbols import d, mu, n, q, sigma_p
from proofs_check.argument import Argument
from proofs_check.inequality import Inequality
from proofs_check.step import Confirmed, Identity, NotFormalisable

__all__ = ["ARGUMENTS", "SNR", "critical"]

SNR = mu / (sigma_p * sp.sqrt(d))
_snr = sp.Symbol("SNR", positive=True)
_N, _D = sp.symbols("x y", positive=True)


def critical(quantity: sp.Expr) -> sp.Expr:
    """The SNR at which it is 1."""
    (found,) = sp.solve(sp.Eq(quantity, 1), _snr)
    return found


def _exponents() -> list[tuple[str, bool]]:
    relu = critical(n * d * _snr**4)
    powers = {2: critical(n * _snr**2), 3: n ** sp.Rational(-1, 3)}
    return [
        ("q = 2: n^(-1/2)", sp.simplify(powers[2] - n ** sp.Rational(-1, 2)) == 0),
        ("n SNR^q = 1 at n^(-1/q)", sp.simplify(n * (n ** (-1 / q)) ** q - 1) == 0),
        ("q = 3: n^(-1/3)", sp.simplify((n * _snr**3).subs(_snr, powers[3]) - 1) == 0),
        ("ReLU: n^(-1/4) at fixed d", sp.simplify(relu - (n * d) ** sp.Rational(-1, 4)) == 0),
        ("q = 2 is the limit q -> 2 of n SNR^q", sp.limit(n * _snr**q, q, 2) == n * _snr**2),
        ("ReLU is not its limit q -> 1", sp.simplify(sp.limit(n * _snr**q, q, 1) / (n * d * _snr**4)) != 1),
    ]


ARGUMENTS = (
    Argument(
        claim="R.3",
        steps=(
            Identity("ReLU's boundary in the SNR", n * mu**4 / (sigma_p**4 * d), n * d * SNR**4),
            Identity("q = 2 in the SNR", n * mu**2 / (sigma_p**2 * d), n * SNR**2),
            Confirmed(
                "the critical SNR as a power of n",
                r"n^{-1/q}\ (q\ge2),\quad(nd)^{-1/4}\ (\text{ReLU})",
                _exponents,
            ),
            # n = e^x, d = e^(x + y), y >= 0
            Inequality(
                "ReLU's critical SNR is at most that of q = 2 where d >= n",
                sp.Le(-(2 * _N + _D) / 4, -_N / 2, evaluate=False),
                {_N: (0, "oo"), _D: (0, "oo")},
                latex=r"(nd)^{-1/4}\le n^{-1/2}\quad(n=e^x,\ d=e^{x+y})",
            ),
            Inequality(
                "n^(-1/q) rises with q: a larger q needs a larger SNR",
                sp.Ge(sp.diff(-_N / q, q), 0, evaluate=False),
                {_N: (0, "oo"), q: (2, "oo")},
                latex=r"\tfrac{d}{dq}\big(-\tfrac xq\big)\ge0\quad(n=e^x)",
            ),
            NotFormalisable(
                "that they are boundaries",
                r"\text{GD fails below},\ \text{generalises above}",
                "each is a pair of theorems of its own paper, with constants 'sufficiently large', failure "
                "probabilities and conditions on d, n, m and sigma_0 of its own; 'boundary' is no inequality between "
                "numbers. The exponent is measured instead (the claim's checks)",
            ),
        ),
        shows="part",
        conclusion="The quantities are what they are said to be in the SNR; the critical SNR is n^(-1/q) for q >= 2 "
        "and (nd)^(-1/4) for ReLU, which is not the limit q -> 1 of the first.",
    ),
)
