"""One step of equations (4)-(6) for q = 2, sample by sample, in the letters of :mod:`proofs_check.step_size`.

A sample's |l'| is called its slope, its pre-activation z > 0 (for z <= 0 nothing moves), and ``|xi_i|^2`` is ``c
sigma_p^2 d`` with c in [1/2, 3/2] by Lemma B.1. A flip turns the sign of the slope.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from lngd_theory.symbols import d, eta, m, mu, n, sigma_p
from proofs_check.derivations.decomposition import one_sample_moves
from proofs_check.derivations.network import power
from proofs_check.statement import bound
from proofs_check.step import Confirmed, Step
from proofs_check.step_size import g, in_steps, u

__all__ = [
    "NORM",
    "NORMS",
    "NO_FLIP_IS_MONOTONE",
    "ONE_NOISE_STEP",
    "c",
    "chosen",
    "noise_move",
    "signal_move",
    "signal_step_factor",
    "slope",
    "z",
]

Lines = list[tuple[str, bool]]

slope, z, c = sp.symbols("l z c", positive=True)

#: ``|xi_i|^2`` and the interval of c that B.1 gives.
NORM = c * sigma_p**2 * d
NORMS = tuple(sp.simplify(bound("B.1", name).rhs / (sigma_p**2 * d)) for name in ("norm, below", "norm, above"))


def chosen(steps: Sequence[Step], *names: str) -> tuple[Step, ...]:
    """Steps of a derivation by name."""
    known = {step.name: step for step in steps}
    return tuple(known[name] for name in names)


def _moves(pull: sp.Expr, at: sp.Expr, own: bool) -> tuple[sp.Expr, sp.Expr]:
    """What a sample with multiplier ``eps l' = -pull`` adds to gamma and to rho; both pre-activations are ``at``."""
    slopes = [power(sp.Integer(2)).slope(at)] * 2
    gamma, rho = one_sample_moves(-pull, slopes, [mu**2, NORM], own)
    return eta / (n * m) * gamma, eta / (n * m) * rho


def signal_move(pull: sp.Expr, at: sp.Expr) -> sp.Expr:
    """What one sample adds to gamma."""
    return _moves(pull, at, True)[0]


def noise_move(pull: sp.Expr, at: sp.Expr, own: bool = True) -> sp.Expr:
    """What one sample adds to its rho_bar (``own``), or to its rho_low."""
    return _moves(pull, at, own)[1]


def _monotone() -> Lines:
    moved = [signal_move(slope, z), noise_move(slope, z), noise_move(slope, z, own=False)]
    flipped = [signal_move(-slope, z), noise_move(-slope, z), noise_move(-slope, z, own=False)]
    return [
        ("gamma and rho_bar rise, rho_low falls", [move.is_positive for move in moved] == [True, True, False]),
        ("a flip turns all three", [move.is_positive for move in flipped] == [False, False, True]),
        ("an inactive unit moves nothing", power(sp.Integer(2)).slope(-z) == 0),
    ]


#: Under GD gamma and rho_bar never fall, rho_low never rises.
NO_FLIP_IS_MONOTONE = Confirmed(
    "signs of one step", r"\Delta\gamma,\Delta\bar\rho\ge0\ge\Delta\underline\rho\quad(\epsilon_i=1)", _monotone
)


def _one_noise_step() -> Lines:
    up, down = (in_steps(noise_move(slope, z, own)) for own in (True, False))
    return [
        ("rho_bar rises by 2 c u |l'| z", sp.simplify(up - 2 * c * u * slope * z) == 0),
        ("rho_low falls by 2 c u |l'| z", sp.simplify(down + 2 * c * u * slope * z) == 0),
        ("more with larger c, |l'| and z", all(sp.diff(up, x).is_positive for x in (c, slope, z))),
        ("c in [1/2, 3/2] by B.1", (sp.Rational(1, 2), sp.Rational(3, 2)) == NORMS),
    ]


ONE_NOISE_STEP = Confirmed(
    "one step of a noise coefficient",
    r"|\Delta\rho_{j,r,i}|=2cu\,|\ell'_i|\max(0,z),\quad u=\eta\sigma_p^2d/(nm),\ c=\|\xi_i\|^2/(\sigma_p^2d)",
    _one_noise_step,
)


def signal_step_factor() -> sp.Expr:
    """All n samples with slope 1 at the pre-activation z, by g, over z."""
    return sp.simplify(in_steps(n * signal_move(sp.Integer(1), z), g) / z)
