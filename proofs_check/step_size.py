"""Letters without dimension, and what the step size condition (iii) of Assumption 3.1 gives in them.

``u = eta sigma_p^2 d/(nm)`` is what one sample's step of GD moves its noise coefficient by, per unit of slope, norm
and pre-activation; ``g = 2 eta |mu|^2/m`` is the same for the signal, all samples together. In these letters an
induction "bound(t) times one step's factor is at most bound(t + 1)" has one or two variables.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.symbols import C, d, delta, eta, m, mu, n, overlap, sigma_0, sigma_p, t
from proofs_check.assumption_sizes import condition
from proofs_check.inequality import Inequality
from proofs_check.step import Confirmed, Step

__all__ = [
    "EXPONENTIAL_ABOVE",
    "SLOPE_AT_MOST_1",
    "SMALL_STEPS",
    "exponential_below",
    "g",
    "growth_ratio",
    "in_logarithm",
    "in_overlap",
    "in_steps",
    "in_units",
    "s",
    "snr2",
    "u",
    "y",
]

u, g, s, snr2, y = sp.symbols("u g s snr2 y", positive=True)
_x, _z = sp.symbols("x z", real=True)
_log = sp.Symbol("ell", positive=True)

NOISE_STEP = eta * sigma_p**2 * d / (n * m)
SIGNAL_STEP = 2 * eta * mu**2 / m


def in_steps(expression: sp.Expr, letter: sp.Symbol = u) -> sp.Expr:
    """The expression with eta written by u (or g)."""
    (value,) = sp.solve(sp.Eq(NOISE_STEP if letter == u else SIGNAL_STEP, letter), eta)
    return sp.simplify(expression.subs(eta, value))


def in_overlap(expression: sp.Expr) -> sp.Expr:
    """The expression with sigma_0 written by ``s = sigma_0 sigma_p sqrt(d)``."""
    (value,) = sp.solve(sp.Eq(overlap, s), sigma_0)
    return sp.simplify(expression.subs(sigma_0, value))


def in_logarithm(expression: sp.Expr) -> sp.Expr:
    """The expression with sigma_0 written by ``y = log(1/s)``."""
    small = sp.exp(-y) / (sigma_p * sp.sqrt(d))
    return sp.simplify(sp.expand_log(expression.subs(sigma_0, small), force=True))


def in_units(time: sp.Expr) -> sp.Expr:
    """``u`` times a number of steps, by y."""
    return sp.simplify(in_steps(u * in_logarithm(time)))


def growth_ratio(bound: sp.Expr, letter: sp.Symbol = u) -> sp.Expr:
    """``bound(t + 1)/bound(t)``, by u or g: what the factor of one step is compared with."""
    return in_steps(sp.simplify(bound.subs(t, t + 1) / bound), letter)


SLOPE_AT_MOST_1 = Inequality("|l'| is at most 1", sp.Le(1 / (1 + sp.exp(_z)), 1), {_z: ("-oo", "oo")})

EXPONENTIAL_ABOVE = Inequality("1 + x is at most e^x", sp.Le(1 + _x, sp.exp(_x)), {_x: (0, "oo")})


def exponential_below(name: str, most: str = "5/2", share: sp.Rational = sp.S.Half) -> Inequality:
    """``1 + x >= exp(share x)`` for x up to ``most``; at 1/2 it holds up to about 2.51."""
    return Inequality(name, sp.Ge(1 + _x, sp.exp(share * _x)), {_x: (0, most)})


def _at_the_largest_step() -> list[tuple[str, bool]]:
    """U and g at the largest eta that (iii) allows."""
    largest = {eta: condition("(iii) eta").right}
    noise, signal = NOISE_STEP.subs(largest), SIGNAL_STEP.subs(largest)
    per_sample = n * mu**2 / (sigma_p**2 * d)
    return [
        ("u = 1/(C log(d/delta) n m)", sp.simplify(noise - 1 / (C * sp.log(d / delta) * n * m)) == 0),
        ("g = 2 n SNR^2 u for every eta", sp.simplify(SIGNAL_STEP - 2 * per_sample * NOISE_STEP) == 0),
        ("g = 2 n SNR^2/(C log(d/delta) n m)", sp.simplify(signal - 2 * per_sample * noise) == 0),
        ("both rise with eta", all(sp.diff(step, eta).is_positive for step in (NOISE_STEP, SIGNAL_STEP))),
    ]


#: Every "small step" that the inductions need, from (iii), n, m >= 1 and C log(d/delta) >= 12.
SMALL_STEPS: tuple[Step, ...] = (
    Confirmed(
        "the step size condition (iii) in these letters",
        r"u=\frac{\eta\sigma_p^2d}{nm}\le\frac1{C\log(d/\delta)\,nm},\qquad g=\frac{2\eta\|\mu\|^2}m=2n\,"
        r"\mathrm{SNR}^2u",
        _at_the_largest_step,
    ),
    Inequality(
        "(iii) with C log(d/delta) at least 12 gives u at most 1/12",
        sp.Le(1 / (_log * n * m), sp.Rational(1, 12)),
        {_log: (12, "oo"), n: (1, "oo"), m: (1, "oo")},
    ),
)
