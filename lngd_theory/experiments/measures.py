"""Numbers per seed that claims are read as."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lngd_theory.experiments.experiment import Outcome, Runs, at_least
from lngd_theory.label_noise import LabelNoise
from lngd_theory.largest import largest_signal
from lngd_theory.trajectory import Trajectory

__all__ = ["better_than", "final", "gain", "growth", "late_mean", "late_spread", "rise", "training_name"]

Array = NDArray[np.float64]
Measure = Callable[[Runs], Array]


def _series(trajectory: Trajectory, variable: str) -> Array:
    if variable == "largest_signal":
        return largest_signal(trajectory)
    values = trajectory.data[variable]
    return np.asarray(values.max("sign") if "sign" in values.dims else values)


def final(noise: LabelNoise, variable: str) -> Measure:
    """The last recorded value."""
    return lambda runs: _series(runs[noise.label], variable)[:, -1]


def late_mean(noise: LabelNoise, variable: str) -> Measure:
    """Mean over the second half of the recorded steps."""

    def measure(runs: Runs) -> Array:
        series = _series(runs[noise.label], variable)
        return np.asarray(series[:, series.shape[1] // 2 :].mean(axis=1))

    return measure


def late_spread(noise: LabelNoise, variable: str) -> Measure:
    """Standard deviation over the second half of the recorded steps."""

    def measure(runs: Runs) -> Array:
        series = _series(runs[noise.label], variable)
        return np.asarray(series[:, series.shape[1] // 2 :].std(axis=1))

    return measure


def growth(noise: LabelNoise, variable: str, since: float = 0.5) -> Measure:
    """Ratio of the last value to the one after the share ``since`` of the recorded steps."""

    def measure(runs: Runs) -> Array:
        series = _series(runs[noise.label], variable)
        return np.asarray(series[:, -1] / series[:, int(since * series.shape[1])])

    return measure


def rise(noise: LabelNoise, variable: str) -> Measure:
    """Last value minus first."""

    def measure(runs: Runs) -> Array:
        series = _series(runs[noise.label], variable)
        return np.asarray(series[:, -1] - series[:, 0])

    return measure


def gain(noise: LabelNoise, other: LabelNoise) -> Measure:
    """Final test accuracy of ``noise`` minus that of ``other``, on the same instance (paired by seed).

    A run that diverged has no final network; it counts as chance, 0.5.
    """

    def accuracy(run: Trajectory) -> Array:
        return np.where(run.status == "diverged", 0.5, _series(run, "test_accuracy")[:, -1])

    return lambda runs: accuracy(runs[noise.label]) - accuracy(runs[other.label])


def training_name(noise: LabelNoise) -> str:
    """Training with a label noise in words: ``GD``, ``LNGD with p = 0.1``, ``LNGD with N(1,1)``."""
    kind, _, values = noise.label.partition(":")
    return {
        "none": "GD",
        "flip": f"LNGD with p = {values}",
        "smoothing": f"label smoothing with p = {values}",
        "gaussian": f"LNGD with N({values})",
        "uniform": f"LNGD with Unif[{values}]",
    }[kind]


def better_than(
    noise: LabelNoise, other: LabelNoise, who: str = "", only: tuple[str, ...] = (), whose: str = "the paper"
) -> Outcome:
    """The claim that training with ``noise`` ends with the higher test accuracy; ``who`` stands before it."""
    one, two = training_name(noise), training_name(other)
    return Outcome(
        claim=f"{who}{': ' * bool(who)}{one} generalises better than {two}",
        quantity=f"final test accuracy, {one} minus {two} (0.5 where diverged)",
        measure=gain(noise, other),
        agrees=at_least(0.0, strictly=True),
        only=only,
        whose=whose,
    )
