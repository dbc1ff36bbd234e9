"""Lemma B.2: overlaps of the initial weights with the signal and the noise patches.

Above: Gaussian tails and a union bound over 2m, respectively 2mn overlaps; given xi_i, its norm in the window of
Lemma B.1, ``<w0, xi_i>`` is Gaussian. Aligned: a largest of m independent Gaussians stays below its threshold x with
probability ``Phi(x)^m``, which condition (ii) makes small. Of delta, the four parts take 1/2, 1/4, 1/16, 1/16, and the
norms 1/8.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from lngd_theory.symbols import d, delta, m, mu, n, sigma_0, sigma_p
from proofs_check.argument import Argument
from proofs_check.inequality import Inequality
from proofs_check.lemma_B_1 import HIGH, LOW, norms_by_size
from proofs_check.statement import bound
from proofs_check.step import Confirmed, Identity, Step
from proofs_check.tails import GAUSSIAN, MARKOV, gaussian_tail, normal_cdf

__all__ = ["ALIGNED", "ARGUMENTS", "NOISE_RATE", "NORMS_EIGHTH"]

Lines = list[tuple[str, bool]]


def _threshold(part: str, scale: sp.Expr) -> sp.Expr:
    """A printed bound in units of a standard deviation of the overlap."""
    return sp.simplify(bound("B.2", part).rhs / (sigma_0 * scale))


_LONGEST, _SHORTEST = (sigma_p * sp.sqrt(a * d) for a in (HIGH, LOW))
SIGNAL_ABOVE, NOISE_ABOVE = _threshold("signal, above", mu), _threshold("noise, above", _LONGEST)
SIGNAL_ALIGNED, NOISE_ALIGNED = _threshold("signal, aligned", mu), _threshold("noise, aligned", _SHORTEST)

#: ``-log Phi`` at the thresholds: what each filter adds to the exponent.
SIGNAL_RATE, NOISE_RATE = (-sp.log(normal_cdf(x)) for x in (SIGNAL_ALIGNED, NOISE_ALIGNED))
#: A constant of (ii) that is enough; 1/SIGNAL_RATE = 2.7107... is necessary for small delta.
ENOUGH = sp.Rational(11, 4)

_D, _l = sp.symbols("D l", nonnegative=True)  # log d and log(1/delta)
_x, _z = sp.symbols("x z", positive=True)


def confirm_cdf(cdf: Callable[[sp.Expr], sp.Expr] = normal_cdf) -> Lines:
    """The integral of the density; independent filters multiply."""
    s = sp.Symbol("s", real=True)
    density = sp.exp(-(s**2) / 2) / sp.sqrt(2 * sp.pi)
    return [
        ("Phi' is the density", sp.simplify(sp.diff(cdf(s), s) - density) == 0),
        ("Phi(-oo) = 0", sp.limit(cdf(s), s, -sp.oo) == 0),
        ("Phi(oo) = 1", sp.limit(cdf(s), s, sp.oo) == 1),
    ]


_ABOVE: tuple[Step, ...] = (
    *GAUSSIAN,
    Identity("signal, above: 2m overlaps, delta/2", 2 * m * gaussian_tail(SIGNAL_ABOVE), delta / 2),
    Identity(
        "noise, above: 2mn overlaps, given the norms",
        2 * m * n * gaussian_tail(NOISE_ABOVE),
        delta / 2 * (delta / (8 * m * n)) ** sp.Rational(1, 3),
    ),
)

ALIGNED: tuple[Step, ...] = (
    Confirmed("largest of m Gaussians", r"P(\max_r N_r \le x) = \Phi(x)^m", confirm_cdf),
    Inequality(
        "noise, aligned: 2n events of probability at most delta/(32 n) each, for m >= (11/4) log(d/delta), d >= n^2",
        sp.Ge(ENOUGH * NOISE_RATE * (_D + _l), sp.log(32) + _D / 2 + _l),
        {_D: (5, "oo"), _l: (0, "oo")},
        latex=r"\tfrac{11}4 (D + l) \log\tfrac1{\Phi(\sqrt2/4)} \ge \log 32 + \tfrac D2 + l,"
        r"\ D = \log d,\ l = \log\tfrac1\delta",
    ),
)

NORMS_EIGHTH = Inequality(
    "condition (i) with C = 1 pays for the norms with delta/8 from n = 7 on; x = log(n/delta)",
    sp.Le(norms_by_size(n, _x), sp.Rational(1, 8)),
    {n: (7, "oo"), _x: ("19/10", "oo")},
)

_STEPS: tuple[Step, ...] = (
    NORMS_EIGHTH,
    *_ABOVE,
    *ALIGNED,
    Inequality(
        "signal, aligned: 2 events of probability at most delta/32 each, for m >= (11/4) log(d/delta)",
        sp.Ge(ENOUGH * SIGNAL_RATE * (_D + _l), sp.log(32) + _l),
        {_D: (5, "oo"), _l: (0, "oo")},
        latex=r"\tfrac{11}4 (D + l) \log\tfrac1{\Phi(1/2)} \ge \log 32 + l,\ D = \log d,\ l = \log\tfrac1\delta",
    ),
    Inequality(
        "together at most delta; z = (delta/(8 m n))^(1/3) <= 1/2",
        sp.Le(sp.Rational(1, 2) + _z / 2 + 2 * sp.Rational(1, 16) + sp.Rational(1, 8), 1),
        {_z: (0, "1/2")},
    ),
)

_REPAIRS: tuple[Step, ...] = (
    Inequality(
        "m >= 2.711 log(.) is enough for the signal: 1/log(1/Phi(1/2)) <= 2.711",
        sp.Ge(sp.Rational(2711, 1000) * SIGNAL_RATE, 1, evaluate=False),
        {},
    ),
    Inequality(
        "no C <= 2.71 is: Phi(1/2)^(C log(d/delta)) >= delta once delta is small",
        sp.Lt(sp.Rational(271, 100) * SIGNAL_RATE, 1, evaluate=False),
        {},
    ),
    Inequality(
        "m >= 2.227 log(.) is enough for the noise",
        sp.Ge(sp.Rational(2227, 1000) * NOISE_RATE, 1, evaluate=False),
        {},
    ),
    Inequality(
        "Assumption 3.1 with C = 1 is not enough: d = 10^40, delta = 10^-300, m = 783 leave more than delta",
        sp.Gt(normal_cdf(SIGNAL_ALIGNED) ** 783, sp.Rational(1, 10**300), evaluate=False),
        {},
        latex=r"\Phi(\tfrac12)^{783}>10^{-300}",
    ),
    Inequality("where (ii) is met", sp.Ge(783, sp.log(10**340), evaluate=False), {}, latex=r"783\ge\log(10^{340})"),
)

ARGUMENTS = (
    Argument(
        claim="B.2",
        steps=_STEPS,
        shows="conditional",
        conclusion="Under Assumption 3.1 (i), (ii), (iv) with C >= 11/4 all four bounds hold together with probability "
        "at least 1 - delta, the norms of Lemma B.1 included. The aligned filters need a constant of at least 2.71 in "
        "(ii): with C = 1 the statement fails at d = 10^40, delta = 10^-300, m = 783.",
        rests_on=(
            "Assumption 3.1 (i), (ii), (iv) with C >= 11/4",
            "B.1 (the law of the norms, and n > 45)",
            MARKOV,
            "given xi_i, the overlaps <w0_{j,r}, xi_i> of the filters are independent Gaussians",
        ),
        repairs=_REPAIRS,
    ),
)
