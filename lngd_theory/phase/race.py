"""Our leading-order prediction of the boundary: signal and noise grow by one law, and it counts who gets there first.

Under GD and before the data are fitted (``|l'| = 1/2``) an aligned pre-activation on the noise patch of its own sample
grows as ``z' = r z^(q-1)``, and one on the signal as ``z' = (n SNR^2/2) r z^(q-1)``, since half the samples pull it.
They start at ``sigma_0 sigma_p sqrt(d)``, the overlap, and at SNR times that. When the noise has reached one, the data
are fitted. GD generalises if the signal has by then passed what a fresh noise patch meets: the initial weights, the
overlap, and the memorised patches, ``sqrt(n/d)``. With ``G(a, b)`` the integral of ``z^(1-q)`` from a to b the
boundary is

    G(overlap SNR, sqrt(overlap^2 + n/d)) = (n SNR^2/2) G(overlap, 1) + r_2 (T - T_1),

where the last term belongs to label noise alone: the rate of the second stage (``lngd_theory.second_stage``) times
its length. Numbers of filters, extremes over them and step sizes are left out, so that a constant factor is expected
to be off. Nothing is fitted. Limits: for q > 2 and a small overlap ``n SNR^q = 2``; for q = 1 and an overlap far below
``sqrt(n/d)`` it is ``n d SNR^4 = 4``; for q = 2 logarithms of the SNR, the overlap and n/d stay.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq

from lngd_theory.claims.expressions import evaluate
from lngd_theory.errors import InputError
from lngd_theory.second_stage.statement import PREDICTED
from lngd_theory.setting import Setting

__all__ = ["gain", "race_deficit", "race_snr"]

#: SNR among which the boundary is looked for.
_RANGE = (1e-8, 1e3)


def gain(q: float, start: float, end: float) -> float:
    """The integral of ``z^(1-q)`` from start to end, both positive: the time that ``z' = z^(q-1)`` takes."""
    if abs(q - 2) < 1e-9:
        return float(np.log(end / start))
    return float((end ** (2 - q) - start ** (2 - q)) / (2 - q))


def race_deficit(setting: Setting, p: float = 0.0, steps: float = 0.0, rate: float | None = None) -> float:
    """What the signal's gain lacks when the data are fitted, or at the end: positive where GD (p = 0) or LNGD fails.

    Parameters
    ----------
    setting : Setting
        With ``sigma_0 sigma_p sqrt(d) < 1``.
    p : float
        Flip probability of label-noise GD, in [0, 1/2); then q must be 2.
    steps : float
        How long label noise acts; GD's boundary does not depend on it.
    rate : float, optional
        Growth of the logarithm of the signal per step in the second stage; to leading order by default.
    """
    z0 = setting.initial_noise_overlap
    if z0 >= 1:
        raise InputError(f"sigma_0 sigma_p sqrt(d) = {z0:.3g} must be below 1: the noise is fitted at the start")
    needed = gain(setting.q, z0 * setting.snr, math.hypot(z0, math.sqrt(setting.n / setting.d)))
    first = setting.n_snr2 / 2 * gain(setting.q, z0, 1.0)
    if not p:
        return needed - first
    if setting.q != 2:
        raise InputError(f"q={setting.q!r} must be 2 under label noise: other powers have no rate of the second stage")
    # the first stage under flips: the noise grows by a/2 (1 - 2p) a step
    first_steps = 2 / (setting.noise_growth * (1 - 2 * p)) * gain(2.0, z0, 1.0)
    if rate is None:
        rate = float(evaluate(PREDICTED, setting.model_dump() | {"p": p}))
    return needed - first - rate * max(steps - first_steps, 0.0)


def race_snr(
    setting: Setting,
    p: float = 0.0,
    steps: Callable[[Setting], float] | None = None,
    rate: Callable[[Setting], float] | None = None,
) -> float:
    """The SNR at which :func:`race_deficit` vanishes as ``|mu|`` varies; nan if it does not.

    Parameters
    ----------
    setting : Setting
        Its ``|mu|`` plays no role.
    p : float
        Flip probability.
    steps, rate : callable, optional
        Number of steps and growth in the second stage, of a setting, for label noise.
    """
    unit = setting.sigma_p * math.sqrt(setting.d)

    def deficit(log_snr: float) -> float:
        here = setting.replace(mu=float(np.exp(log_snr)) * unit)
        return race_deficit(here, p, steps(here) if steps else 0.0, rate(here) if rate else None)

    low, high = np.log(_RANGE)
    if deficit(low) <= 0 or deficit(high) >= 0:
        return float("nan")
    return float(np.exp(brentq(deficit, low, high)))
