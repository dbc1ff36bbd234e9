"""Lemma 4.4: label-noise GD at ``T_1 = 4 (y + log 20)/(u C_0)``, ``y = log(1/s)``.

(i) E.3 at T_1: A has grown by the factor ``e^(u C_0 T_1/4) = 20/s`` at least. (ii) rho_low: below by the case
distinction of 4.1. Above it can be positive under label noise: ``Y = <w0, xi_i> + rho_low`` rises at flips and falls
otherwise, the flips of any stretch are p times its length up to twice B.4's deviation, and the net growth of log Y is
at most ``9 u`` times the deviation. (iii) E.1 at T_1.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.stages import STAGES
from lngd_theory.symbols import C_0, T_star, d, delta, eta, m, mu, n, p, sigma_0, sigma_p, t
from proofs_check.argument import Argument
from proofs_check.coefficient_bounds import HALF, LOW_STEPS
from proofs_check.inequality import Inequality
from proofs_check.initial_size import ALIGNED, CROSS_OVER_S, OVERLAP, SIZES, lam
from proofs_check.lemma_D_4 import SHIFT
from proofs_check.lemma_E_1 import BOUND as SIGNAL
from proofs_check.lemma_E_3 import PER_STEP
from proofs_check.one_step import NORMS, ONE_NOISE_STEP
from proofs_check.statement import bound, premises
from proofs_check.step import Confirmed, Identity, Step
from proofs_check.step_size import EXPONENTIAL_ABOVE, exponential_below, in_logarithm, in_steps, in_units, u, y

__all__ = ["ARGUMENTS"]

_T1 = STAGES["lngd"][0]
_UNITS = in_units(_T1)
_x, _k, _C, _theta, _u, _w, _D, _y = sp.symbols("x k C_0 theta u w D y", real=True)


def _factor() -> list[tuple[str, bool]]:
    exponent = (PER_STEP - 1) / u / 2 * _UNITS
    return [("u C_0 T_1/4 = log(20/s)", sp.simplify(exponent - y - sp.log(20)) == 0)]


#: ``rho_bar = A - <w0, xi_i> + 0.4 b`` with ``A >= (20/s) b_bar (1 - 0.4 D)``; s cancels.
_START = ALIGNED * (1 - SHIFT * _D)
_I = Argument(
    claim="4.4.i",
    steps=(
        *SIZES,
        Confirmed("growth of E.3 up to T_1", r"\tfrac14uC_0T_1=\log\frac{20}{\sigma_0\sigma_p\sqrt d}", _factor),
        exponential_below("1 + u C_0/2 is at least e^(u C_0/4), for u C_0/2 up to 5/2"),
        Inequality(
            "T_1 is after t_0",
            sp.Ge(4 * (_y + sp.log(20)) / _C, _x),
            {_y: (0, "oo"), _C: ("1/1000", "1/2"), _x: (0, "1/13")},
            latex=r"uT_1=\frac{4(y+\log20)}{C_0}\ge\tfrac1{13}\ge ut_0",
        ),
        Inequality(
            "memorised: (20/s) A_0 - <w0, xi_i> is at least 1/10, for 2 lam s up to 29/10",
            sp.Ge(20 * _START - _x, sp.Rational(1, 10)),
            {_D: (0, 1), _x: (0, "29/10")},
            latex=r"\tfrac{20}s\cdot\tfrac s4\bigl(1-\tfrac25D\bigr)-2\lambda s\ge\tfrac1{10},\quad D=d^{-1/4}",
        ),
    ),
    shows="conditional",
    conclusion="E.3 at T_1 gives max rho_bar >= 5 (1 - 0.4 d^(-1/4)) - 2 lam s, at least 2.9 for small s: the 20 in "
    "T_1 is larger than 0.1 needs. It rests on |l'_i| >= C_0 up to T_1, also after a sample has passed 0.1.",
    rests_on=(
        "E.3 from t_0 on",
        "B.2 (its last part without the factor j)",
        "|l'_i| >= C_0 on [0, T_1]",
        "2 lam s <= 29/10",
    ),
)

_DEVIATION = bound("B.4", "deviation").rhs
_SHARE = _theta * premises("E.3")[0].rhs.subs(C_0, _C)
_THIRD = sp.Rational(1, 3)
_OVERLAP = sp.simplify(OVERLAP / lam)  # and x = 1/lam


def _window() -> list[tuple[str, bool]]:
    """N flips in w steps, ``N <= p w + 2D``: N ups by 4u, the rest downs by (2/3) u C_0."""
    N, length, dev = sp.symbols("N w D", positive=True)
    exponent = 4 * u * N - 2 * _THIRD * u * C_0 * (length - N)
    worst = sp.expand(exponent.subs(N, p * length + 2 * dev))
    square = sp.simplify(in_steps((u * in_logarithm(_DEVIATION.subs(t, _T1))) ** 2))
    noise = 2 * u * (y + sp.log(20)) * sp.log(8 * T_star / delta) / C_0
    return [
        ("more with more flips", sp.diff(exponent, N).is_positive is True),
        (
            "per step 4p - (2/3) C_0 (1 - p)",
            sp.simplify(worst.coeff(length) / u - (4 * p - 2 * _THIRD * C_0 * (1 - p))) == 0,
        ),
        ("per deviation 8 + (4/3) C_0", sp.simplify(worst.coeff(dev) / u - 8 - 4 * _THIRD * C_0) == 0),
        ("(u D)^2 at T_1", sp.simplify(square - noise) == 0),
        ("an up of 2 c u |l'| (4/3), a down of 2 c u |l'| (2/3)", (2 * NORMS[1] * 4 * _THIRD, 2 * NORMS[0]) == (4, 1)),
    ]


_ABOVE: tuple[Step, ...] = (
    Inequality(
        "z is at least 2Y/3 for Y at least three times the cross terms",
        sp.Ge(1 - _k, 2 * _THIRD),
        {_k: (0, "1/3")},
    ),
    Inequality("and at most 4Y/3", sp.Le(1 + _k, 4 * _THIRD), {_k: (0, "1/3")}),
    EXPONENTIAL_ABOVE,
    Inequality("1 - x is at most e^(-x)", sp.Le(1 - _x, sp.exp(-_x)), {_x: (0, 1)}),
    Confirmed(
        "log Y over a stretch of w steps with N flips",
        r"\Delta\log Y\le4uN-\tfrac23uC_0(w-N),\quad N\le pw+2D,\quad(uD)^2=\frac{2u(y+\log20)\log(8T^*/\delta)}{C_0}",
        _window,
    ),
    Inequality(
        "the stretch itself adds nothing, for p up to C_0/24",
        sp.Le(sp.expand((4 * _SHARE - 2 * _THIRD * _C * (1 - _SHARE)) / _C), 0),
        {_theta: (0, 1), _C: (0, "1/2")},
        latex=r"4p-\tfrac23C_0(1-p)\le0",
    ),
    Inequality("a deviation adds at most 9u", sp.Le(8 + 4 * _THIRD * _C, 9), {_C: (0, "1/2")}),
    Inequality(
        "rho_low is at most 8 lam s, for 9 u D up to 1",
        sp.Le(sp.exp(_w) * sp.Max(_OVERLAP, 3 * CROSS_OVER_S * (1 + 4 * _u) * _x) + _OVERLAP, 8),
        {_w: (0, 1), _u: (0, "1/12"), _x: (0, 1)},
        latex=r"e^{9uD}\max\bigl(2\lambda,\tfrac3{20}(1+4u)\bigr)s+2\lambda s\le8\lambda s",
    ),
)

_II = Argument(
    claim="4.4.ii",
    steps=(ONE_NOISE_STEP, *LOW_STEPS[:3], HALF, *SIZES, *_ABOVE),
    shows="conditional",
    conclusion="-2.05 lam s <= rho_low <= 8 lam s up to T_1, lam = sqrt(log(8mn/delta)): of the order of the "
    "initialisation, with one logarithm. The upper side needs B.4's deviation, not only its share 3p/2, which would "
    "allow a power of 1/s, and u <= C_0/(162 log(20/s) log(8T*/delta)).",
    rests_on=(
        "B.1",
        "B.2",
        "C.1 (with |rho| <= alpha)",
        "the premise of D.3",
        "B.4 (deviation, for all t <= T_1)",
        "|l'_i| >= C_0 in unflipped steps on [0, T_1], p <= C_0/24, C_0 <= 1/2",
        "u <= 1/12 and u <= C_0/(162 log(20/s) log(8T*/delta))",
    ),
)


def _signal() -> list[tuple[str, bool]]:
    at = in_logarithm(sp.log(SIGNAL.subs(t, _T1) * 2 / mu / sigma_0))
    exponent = n * mu**2 / (sigma_p**2 * d) * (y + sp.log(20)) / 2
    rate = sp.simplify(sp.log(SIGNAL.subs(t, 1) / SIGNAL.subs(t, 0)))
    return [
        ("E.1 at T_1: exp(n SNR^2 log(20/s)/2)", sp.simplify(sp.expand_log(at, force=True) - exponent) == 0),
        ("E.1's rate", sp.simplify(rate - C_0 * eta * mu**2 / (8 * m)) == 0),
    ]


_III = Argument(
    claim="4.4.iii",
    steps=(
        Confirmed("E.1 at T_1", r"\tfrac12\sigma_0\|\mu\|\,e^{\frac12n\mathrm{SNR}^2\log(20/s)}", _signal),
        Inequality("it is at least sigma_0 |mu|/2", sp.Ge(sp.exp(_x), 1), {_x: (0, "oo")}),
        Identity("at t = 0 it is sigma_0 |mu|/2", SIGNAL.subs(t, 0), sigma_0 * mu / 2),
    ),
    shows="conditional",
    conclusion="max_r (gamma + j <w0, mu>) >= sigma_0 |mu|/2, with constant 1/2 and no logarithm. For gamma alone it "
    "gives sigma_0 |mu| (e^X - 1)/2 with X = n SNR^2 log(20/s)/2, which is no constant where n SNR^2 is small.",
    rests_on=("E.1",),
)

ARGUMENTS = (_I, _II, _III)
