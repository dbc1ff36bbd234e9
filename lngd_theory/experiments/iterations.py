"""Accuracy as the number of steps varies, for several widths (LNGD, public reviews)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lngd_theory.experiments.experiment import Experiment, Outcome, Runs, Variant, at_least, at_most
from lngd_theory.experiments.measures import better_than, final
from lngd_theory.label_noise import LabelFlip, NoLabelNoise
from lngd_theory.presets import preset

GD, LNGD = NoLabelNoise(), LabelFlip(0.1)
_WIDTHS = (10, 20, 40, 80)
_LEVEL = 0.95


def _time_to_level(runs: Runs) -> NDArray[np.float64]:
    """First recorded step at which LNGD's test accuracy reaches the level; nan where it never does."""
    accuracy = runs[LNGD.label].test_accuracy
    reached = np.asarray(accuracy >= _LEVEL)
    steps = np.asarray(accuracy.step, dtype=np.float64)
    return np.where(reached.any(axis=1), steps[reached.argmax(axis=1)], np.nan)


def _slowdown(variants: Mapping[str, Runs]) -> NDArray[np.float64]:
    """Time at the largest width over time at the smallest; at least this where the largest never got there."""
    wide = variants[f"m={_WIDTHS[-1]}"]
    last = float(wide[LNGD.label].step[-1])
    return np.nan_to_num(_time_to_level(wide), nan=last) / _time_to_level(variants[f"m={_WIDTHS[0]}"])


EXPERIMENT = Experiment(
    name="iterations",
    title="Test accuracy against the number of steps, for widths m = 10, 20, 40, 80",
    claim="A reviewer asked for GD and LNGD at equal numbers of steps; the rebuttal says that larger m is slower.",
    variants=tuple(Variant(f"m={m}", preset("fig2-eta1").replace(m=m), (GD, LNGD), steps=8000) for m in _WIDTHS),
    outcomes=(
        Outcome("LNGD: time to learn", f"first recorded step with test accuracy >= {_LEVEL}", _time_to_level),
        Outcome(
            "rebuttal: larger m is slower",
            f"time to accuracy {_LEVEL} at m={_WIDTHS[-1]} (8000 if never reached) / at m={_WIDTHS[0]}",
            _slowdown,
            at_least(1.0, strictly=True),
            across=True,
            whose="the rebuttal",
        ),
        Outcome(
            "GD stays poor for 8000 steps",
            "GD's final test accuracy",
            final(GD, "test_accuracy"),
            at_most(0.76),
            whose="",
        ),
        Outcome(
            "LNGD reaches 95 % in 8000 steps", "final accuracy", final(LNGD, "test_accuracy"), at_least(0.95), whose=""
        ),
        better_than(LNGD, GD, "at equal steps", whose="the question"),
    ),
    left_open=("Which figure the widths refer to is not said: figure 2 with eta = 1.0 and sigma_0 = 0.01 is used.",),
)
