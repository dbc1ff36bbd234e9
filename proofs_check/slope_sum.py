"""How much a sample can pull in all: ``sum_t |l'_i(t)| <= (2/u) log(A_T/A_0)`` under GD, for every T <= T*.

Not in the paper. A of Lemma D.4 grows by at least the factor ``1 + u |l'_i|`` in every step (with the step's own
|l'_i| in place of its lower bound C_1) and never exceeds ``alpha + |<w0, xi_i>|``. So the slopes of a sample sum to at
most a logarithm over u. That bounds gamma for all time, and the least training loss over any stretch, without W*.
"""

from __future__ import annotations

import itertools

import sympy as sp

from lngd_theory.symbols import C, d, delta, n, overlap, sigma_0
from proofs_check.assumption_sizes import condition
from proofs_check.inequality import Inequality
from proofs_check.initial_size import ALIGNED
from proofs_check.lemma_D_4 import GROWTH_STEPS, KEPT
from proofs_check.one_step import NORMS, c, noise_move, signal_move, slope, z
from proofs_check.step import Confirmed, Step
from proofs_check.step_size import SMALL_STEPS, exponential_below, g, in_steps, snr2, u, y
from proofs_check.upper_bound import WRONG_SIGN_OUTPUT

__all__ = ["FROM_ASSUMPTION", "LOSS_STEPS", "PER_LOSS", "SIGNAL_TOTAL", "START", "SUM_STEPS", "ell", "logarithm"]

ell = sp.Symbol("ell", positive=True)
_loss = sp.Symbol("x", real=True)
_A = sp.symbols("A_:4", positive=True)

#: ``|l'_i|`` summed over t, in units of ``log(A_T/A_0)``; L_S over the mean |l'_i|; and A_0 over s, at least.
_SUM = 2 / u
LOSS_OVER_SLOPE = sp.Rational(8, 3)
PER_LOSS = sp.simplify(LOSS_OVER_SLOPE * _SUM * u)
START = KEPT * ALIGNED


def logarithm(largest: sp.Expr) -> sp.Expr:
    """``log(A_T/A_0)`` at most, with ``y = log(1/s)`` and ``largest`` the logarithm of A_T."""
    return y + sp.log(1 / START) + largest


def _one_step() -> list[tuple[str, bool]]:
    least = in_steps(noise_move(slope, z)).subs(c, NORMS[0])
    return [
        ("a step adds at least u |l'| z, z at least A", sp.simplify(least - u * slope * z) == 0),
        ("|l'| is at most (2/u) log(e^(u |l'|/2))", sp.simplify(_SUM * sp.log(sp.exp(u * slope / 2)) - slope) == 0),
        ("the logarithms of A'/A telescope", sp.expand_log(sum(map(sp.log, _ratios())) - sp.log(_A[-1] / _A[0])) == 0),
    ]


def _ratios() -> list[sp.Expr]:
    return [after / before for before, after in itertools.pairwise(_A)]


#: ``sum_t |l'_i| <= (2/u) log(A_T/A_0)``.
SUM_STEPS: tuple[Step, ...] = (
    *GROWTH_STEPS,
    *SMALL_STEPS,
    exponential_below("1 + u |l'| is at least e^(u |l'|/2) for u |l'| up to 5/2"),
    Confirmed(
        "the slopes of a sample sum to a logarithm",
        r"A'\ge(1+u|\ell'_i|)A\ \Rightarrow\ \sum_t|\ell'_i|\le\tfrac2u\log\frac{A_T}{A_0}",
        _one_step,
    ),
)

#: The loss by the slopes, ``e^(-f) = x`` at most e^(1/2) < 5/3.
LOSS_STEPS: tuple[Step, ...] = (
    WRONG_SIGN_OUTPUT,
    Inequality(
        "y f at least -1/2 makes e^(-f) at most 5/3", sp.Le(sp.exp(-_loss), sp.Rational(5, 3)), {_loss: ("-1/2", "oo")}
    ),
    Inequality(
        "the loss is at most 8/3 of its slope",
        sp.Le(sp.log(1 + _loss), LOSS_OVER_SLOPE * _loss / (1 + _loss)),
        {_loss: (0, "5/3")},
        latex=r"\ell\le\tfrac83|\ell'|:\quad\log(1+x)\le\tfrac83\frac x{1+x},\quad x=e^{-y_if_i}",
    ),
)


def _signal() -> list[tuple[str, bool]]:
    """``log((gamma_T + b)/b) <= g sum_t mean_i |l'_i|`` and ``g = 2 n SNR^2 u``."""
    slopes = sp.symbols("l_:3", positive=True)
    moved = in_steps(sum(signal_move(pull, z) for pull in slopes), g)
    return [
        ("n samples add g z times their mean slope", sp.simplify(moved - g * z * sum(slopes) / n) == 0),
        ("g times the sum of slopes: 4 n SNR^2 log(A_T/A_0)", sp.simplify(2 * snr2 * u * _SUM - 4 * snr2) == 0),
    ]


#: ``log((gamma_T + b)/b)``, with ``1 + x <= e^x`` at ``x = g`` times the mean slope.
SIGNAL_TOTAL = Confirmed(
    "gamma for all time",
    r"\gamma_T+|\langle w^{(0)},\mu\rangle|\le\Bigl(\frac{A_T}{A_0}\Bigr)^{4n\mathrm{SNR}^2}|\langle w^{(0)},"
    r"\mu\rangle|",
    _signal,
)


def _least_overlap() -> list[tuple[str, bool]]:
    """``1/s <= d^(1/4)`` by the lower bound of (iv), and m, n SNR^2 by (ii), (i)."""
    least = overlap.subs(sigma_0, condition("(iv) sigma_0 lower").right)
    log = sp.log(d / delta)
    return [
        ("s is at least C log(d/delta) n d^(-1/4)", sp.simplify(least - C * log * n * d ** -sp.Rational(1, 4)) == 0),
        ("m is at least C log(d/delta)", condition("(ii) m").right == C * log),
        ("n SNR^2 is at most 1/(C log(d/delta))", condition("(i) SNR").right == 1 / (C * log)),
    ]


FROM_ASSUMPTION = Confirmed(
    "what Assumption 3.1 says of the logarithms",
    r"y=\log(1/s)\le\tfrac14\log d,\quad m\ge C\ell,\quad n\,\mathrm{SNR}^2\le\frac1{C\ell},\quad\ell=\log(d/\delta)",
    _least_overlap,
)
