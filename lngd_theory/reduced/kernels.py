"""The reduced chain, compiled: the second route beside the numbers that come from ``statement``."""

from __future__ import annotations

import numpy as np
from numba import njit

from lngd_theory.loss import loss_slope

__all__ = ["walk"]


@njit(cache=True, nogil=True, error_model="numpy")
def walk(iota, eps, done, record_every, a, squared, extremes, record):
    """Take one step for each multiplier in ``eps`` (T,); returns the last iota.

    The push is ``-eps l'(eps f)``, the paper's own form. ``done`` steps were taken before; iota after step t goes to
    ``record[t // record_every]`` where that division is exact, and ``extremes`` (2,) widens to what was visited.
    """
    for e in eps:
        f = iota * iota if squared else iota
        factor = 1.0 - a * e * loss_slope(e * f)
        iota *= factor if squared else factor * factor
        extremes[0] = np.minimum(extremes[0], iota)
        extremes[1] = np.maximum(extremes[1], iota)
        done += 1
        if done % record_every == 0:
            record[done // record_every] = iota
    return iota
