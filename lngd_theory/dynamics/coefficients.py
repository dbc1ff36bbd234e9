"""What is recorded of coefficients: gamma, rho and their summaries, or the largest ones of a shared first layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.dynamics.extremes import coefficient_maxima, rho_extremes
from lngd_theory.instances import Instance

__all__ = ["Columns", "columns_of", "summaries"]

Array = NDArray[np.float64]


class Columns(NamedTuple):
    """Where gamma and rho stand in R: what does not change during a run."""

    signal: int | None  #: column of the signal that all samples share
    orientation: float  #: +1 or -1, see Instance.signal_orientation
    noise: NDArray[np.int64] | None  #: columns (n,) of the noise patches, if no two samples share one
    full_rho: bool  #: whether rho itself is wanted
    shared: bool  #: both signs share the first layer, so that its coefficients belong to none


def columns_of(instance: Instance, full_rho: bool) -> Columns:
    """The columns of an instance; gamma and rho have none where they have no meaning."""
    if instance.second is not None:
        return Columns(None, 1.0, None, full_rho, shared=True)
    return Columns(instance.signal_atom, instance.signal_orientation, instance.noise_atoms, full_rho, shared=False)


def summaries(instance: Instance, columns: Columns, R: Array) -> Mapping[str, Any]:
    """By name in :data:`lngd_theory.recorder.VARIABLES`: gamma, rho and their summaries, of coefficients R (2m, K).

    Of a shared first layer, R (h, K), there is one: ``shared_max``.
    """
    if columns.shared:
        return {"shared_max": (R[:, instance.atoms] * instance.signs).max(axis=(0, 1)) + 0.0}  # of 0 and -0 it is 0
    values: dict[str, Any] = {"coefficient_max": coefficient_maxima(R, instance.atoms, instance.signs)}
    if columns.signal is not None:
        gamma = R[:, columns.signal].reshape(2, -1) * (np.array([[1.0], [-1.0]]) * columns.orientation)
        values |= {"gamma": gamma, "gamma_max": gamma.max(axis=1)}
    if columns.noise is not None:
        largest, smallest, rho_bar, bar_max, low_min = rho_extremes(R, columns.noise, instance.labels)
        values |= {
            "rho_max": largest,
            "rho_min": smallest,
            "rho_bar_max": bar_max,
            "rho_low_min": low_min,
            "iota": (rho_bar**2).mean(axis=1),
        }
        if columns.full_rho:
            values["rho"] = R.reshape(2, instance.m, -1)[:, :, columns.noise]
    return values
