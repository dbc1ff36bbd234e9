"""Training of one draw, kept at a few steps as coefficients: all that any spectrum at these steps needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lngd_theory.dynamics import DIVERGENCE_LIMIT, GramEngine
from lngd_theory.instances import Instance
from lngd_theory.label_noise import LabelNoise
from lngd_theory.setting import Setting
from lngd_theory.streams import streams

__all__ = ["TrainingPath", "train"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class TrainingPath:
    """States of one training.

    Attributes
    ----------
    steps : (s,) array of int
        Steps at which the state was kept, ascending; fewer than asked for if the run diverged.
    states : (s, 2m, K) array
        Coefficients R.
    margins : (s, n) array
        ``y_i f(x_i)`` with the training labels.
    diverged_at : int
        Step of the divergence, -1 if there was none.
    """

    steps: NDArray[np.int64]
    states: Array
    margins: Array
    diverged_at: int


def train(instance: Instance, setting: Setting, noise: LabelNoise, seed: int, at: NDArray[np.int64]) -> TrainingPath:
    """Train an instance and keep the state at the steps ``at`` (ascending).

    ``noise`` is fresh at every step, from the label-noise stream of the seed; fixed corruption is in the instance.
    """
    engine = GramEngine(instance, setting.eta, setting.q, noise.smoothing)
    rng, n = streams(seed).label_noise, instance.n
    done, states, margins = 0, [], []
    diverged_at = -1
    for step in at:
        wanted = int(step) - done
        taken = engine.advance(noise.draw(rng, wanted, n)) if wanted else 0
        done += taken
        margin = engine.margins()
        if taken < wanted or not np.abs(margin).max() <= DIVERGENCE_LIMIT:
            diverged_at = done
            break
        states.append(engine.coefficients.copy())
        margins.append(margin)
    return TrainingPath(np.asarray(at[: len(states)]), np.array(states), np.array(margins), diverged_at)
