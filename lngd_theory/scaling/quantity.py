"""What is measured at one setting, as one number for each seed; and what the base point has to say before that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.scaling.crossing import hitting_time, series_of, value_at_level
from lngd_theory.scaling.prediction import signal_level

__all__ = ["Calibration", "Quantity"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """Numbers that quantities need, taken once, at the base point: medians over its seeds, nan if they do not exist.

    Attributes
    ----------
    target : float
        Training loss that ends the training of GD.
    multiple : float
        Theorem 3.3's time, its constants set to 1, times this is when the test error falls to 0.05 at the base point.
    signal : float
        ``min_j max_r (gamma + j <w0, mu>)`` at that moment.
    """

    target: float
    multiple: float = float("nan")
    signal: float = float("nan")

    @classmethod
    def at_base(cls, target: float, data: xr.Dataset, theorem: float) -> Calibration:
        """From runs of the second stage at the base point, over (seed, record), and the theorem's time there."""
        time = hitting_time(data, "tau_test", {})
        error, signal = series_of(data, "test_error"), series_of(data, "signal_best")
        size = value_at_level(signal, error, float(signal_level("tau_test")), falls=True)
        reached = np.isfinite(time)
        if 2 * reached.sum() <= reached.size:
            return cls(target)
        return cls(target, float(np.median(time) / theorem), float(np.median(size)))


@dataclass(frozen=True)
class Quantity:
    """Something that is measured at one setting.

    Attributes
    ----------
    name : str
        As the command line has it.
    title : str
        In words.
    symbol : str
        LaTeX, for the axis of a figure.
    run : str
        Of ``RUNS``; "two-scale" for what the two-scale method measures.
    read : callable
        ``read(data, calibration, theorem)`` gives one number for each seed, from the runs at one setting over
        (seed, record) and Theorem 3.3's time there: ``inf`` if it is larger than can be seen, nan if there is none.
    unseen, absent : str
        What ``inf`` and nan mean.
    spread : float
        The range of a path to this power is used: less for what changes fast.
    """

    name: str
    title: str
    symbol: str
    run: str
    read: Callable[[xr.Dataset, Calibration, float], Array]
    unseen: str = "did not get there within the run"
    absent: str = "had no value"
    spread: float = 1.0
