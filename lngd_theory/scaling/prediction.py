"""What we predict to leading order, in sympy, beside the paper's expressions.

One argument for all. With orthogonal patches a pull g multiplies a noise pre-activation by ``1 + a g`` and an aligned
signal pre-activation by ``1 + b S``, S being the mean over the samples of its label (half of all). At first all
outputs are small, so that ``E g = (1 - 2p)/2`` (p = 0 for GD): the noise grows from its initial size
``sigma_0 sigma_p sqrt(d)`` at the rate ``a (1-2p)/2``, the signal at ``b (1-2p)/4``. The last sample to be memorised
is the one whose best filter is the worst. GD goes on by itself: with f the output of a sample,
``df/dt = 2 a f/(1 + e^f)``, which gives the time to any loss. Under flips the second stage follows, with the rate of
``PREDICTED``; the signal is learnt when the best filter has grown to a level,
and seen on fresh data when it exceeds what a fresh noise patch meets: the initial weights and, from n/2 active
memorised samples of output log((1-p)/p), the trained ones. Nothing is predicted of test errors.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.hitting import HITTING
from lngd_theory.second_stage.statement import BALANCE, NOISE_GROWTH, PREDICTED, SIGNAL_GROWTH
from lngd_theory.symbols import d, epsilon, m, mu, n, overlap, p, sigma_0

__all__ = ["FIRST_STAGE", "FRESH_NOISE", "PREDICTIONS", "SECOND_STAGE", "signal_level"]

_PULL = (1 - 2 * p) / 2


def signal_level(event: str) -> sp.Float:
    """The level of a hitting time that is a number."""
    return sp.Float(float(HITTING[event].level))


def _normal_quantile(share: sp.Expr) -> sp.Expr:
    return sp.sqrt(2) * sp.erfinv(2 * share - 1)


#: Median over seeds of the largest of m standard normals: the best filter.
_BEST = _normal_quantile(2 ** (-1 / m))
#: Of the least of n such maxima: the best filter of the last sample.
_LAST = _normal_quantile((1 - 2 ** (-1 / n)) ** (1 / m))


def _growth_time(level: sp.Expr, start: sp.Expr, pull: sp.Expr) -> sp.Expr:
    """Steps until ``rho`` of a pre-activation that begins at ``start`` has grown to a level."""
    return sp.log(1 + level / start) / (NOISE_GROWTH * pull)


def _loss_time() -> sp.Expr:
    """Steps of GD from the initial output ``overlap^2/2`` to the loss epsilon: the integral of df (1 + e^f)/(2 a f)."""
    end = sp.log(1 / (sp.exp(epsilon) - 1))
    bend = (sp.Ei(end) - sp.log(end) - sp.EulerGamma) / 2
    return (sp.log(2 * end / overlap**2) + bend) / NOISE_GROWTH


#: Steps of the first stage of label-noise GD, of a typical pre-activation.
FIRST_STAGE = _growth_time(signal_level("tau_rho_0_1"), overlap, _PULL)
#: Growth of log of an aligned signal pre-activation in it.
_GAIN = SIGNAL_GROWTH * _PULL / 2 * FIRST_STAGE
#: Standard deviation of ``<w, xi>`` of a fresh patch in the second stage.
FRESH_NOISE = sp.sqrt(overlap**2 + n * BALANCE / (2 * d))


def _signal_time(level: sp.Expr) -> sp.Expr:
    """Steps of both stages until the best filter's signal has grown by a level."""
    return FIRST_STAGE + (sp.log(1 + level / (sigma_0 * mu * _BEST)) - _GAIN) / PREDICTED


#: Steps of both stages, of a typical filter, without the growth of the signal in the first and to a high level.
SECOND_STAGE = FIRST_STAGE + sp.log(1 + (signal_level("tau_gamma_0_1") + 3 * FRESH_NOISE) / (sigma_0 * mu)) / PREDICTED

_GAMMA = signal_level("tau_gamma_0_1")

#: Leading order of each quantity.
PREDICTIONS: dict[str, sp.Expr] = {
    "T1-gd": _growth_time(signal_level("tau_rho_1"), overlap * _LAST, sp.Rational(1, 2)),
    "T1-lngd": _growth_time(signal_level("tau_rho_0_1"), overlap * _LAST, _PULL),
    "T2-gd": _loss_time(),
    "T2-lngd": _signal_time(_GAMMA),
    "T2-test": _signal_time(FRESH_NOISE),
    "T2-two-scale": sp.log(1 + _GAMMA / (sigma_0 * mu * _BEST)) / PREDICTED,
    "rate": PREDICTED,
}
