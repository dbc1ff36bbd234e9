"""The largest coefficients of a run, whatever of gamma and rho has a meaning for its data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lngd_theory.trajectory import Trajectory

__all__ = ["largest_noise", "largest_signal"]

Array = NDArray[np.float64]


def largest_signal(run: Trajectory) -> Array:
    """``max_{j,r} gamma`` over (seed, step); without it, the largest coefficient on a first patch.

    There is no gamma where samples have no common signal, or where both signs share the first layer.
    """
    return np.asarray(run.gamma_max.max("sign")) if "gamma_max" in run.data else _on_patch(run, 0)


def largest_noise(run: Trajectory) -> Array:
    """``max_{j,r,i} rho`` over (seed, step); where there is no gamma beside it, the largest one on a last patch."""
    return np.asarray(run.rho_max.max("sign")) if {"gamma_max", "rho_max"} <= run.data.keys() else _on_patch(run, -1)


def _on_patch(run: Trajectory, patch: int) -> Array:
    """The largest coefficient on the patches of this number, over (seed, step)."""
    if "shared_max" in run.data:
        return np.asarray(run.shared_max.isel(patch=patch))
    return np.asarray(run.coefficient_max.isel(patch=patch).max("sign"))
