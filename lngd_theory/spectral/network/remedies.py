"""What can be done about fixed corruption after or during one training, each scored on the same fresh data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lngd_theory.label_noise import LabelNoise
from lngd_theory.setting import Setting
from lngd_theory.spectral.network.corruption import NetworkDraw
from lngd_theory.spectral.network.measure import (
    Snapshot,
    averages,
    first_best,
    given_accuracy,
    halves,
    held_out_curves,
    snapshot,
)
from lngd_theory.spectral.network.outputs import TestSet, meet
from lngd_theory.spectral.network.path import TrainingPath, train

__all__ = ["CHOICES", "HELD_OUT", "PRACTICAL", "REMEDIES", "Treated", "treat"]

Array = NDArray[np.float64]

#: One of so many training samples is held out, with its given label, by the remedies that choose without clean labels;
#: they train on the others only.
HELD_OUT = 5

#: ``filters averaged`` replaces every filter by the average over those of its sign; it chooses nothing.
REMEDIES = (
    "as trained",
    "stopped, oracle",
    "stopped, held out",
    "weights, oracle k",
    "weights, held-out k",
    "weights, k = 1",
    "filters averaged",
    "movement, oracle k",
    "features, oracle d",
    "features, held-out d",
    "features, d = 1",
    "uncentred, oracle d",
    "probe, oracle d",
    "probe, d = 1",
    "stopped and weights, oracle",
    "as trained on 4/5",
)
#: What a number of directions is called: k for the weights, d for the features.
_LETTERS = {"weights": "k", "movement": "k", "features": "d", "uncentred": "d", "probe": "d"}
#: Those that look at no clean label.
PRACTICAL = tuple(name for name in REMEDIES if "oracle" not in name)
#: What was chosen: a step, or a number of directions.
CHOICES = tuple(name for name in REMEDIES if "oracle" in name or "held" in name)


@dataclass(frozen=True)
class Treated:
    """Accuracies (remedies,) on the scoring half and choices (choices,): steps, or numbers of directions."""

    accuracy: Array
    choice: Array


def treat(
    draw: NetworkDraw,
    path: TrainingPath,
    over_time: Array,
    last: Snapshot,
    setting: Setting,
    noise: LabelNoise,
    seed: int,
) -> Treated:
    """Apply every remedy to one training.

    Parameters
    ----------
    draw, path
        What was trained, and its states.
    over_time : (2, s) array
        Accuracy on the two halves of the fresh data at each record.
    last : Snapshot
        The last state.
    setting, noise, seed
        Those of the training, for the one on 4/5 of the samples.
    """
    accuracy: dict[str, float] = {"as trained": over_time[1, -1]}
    choice: dict[str, float] = {}
    stop = first_best(over_time[0])
    accuracy["stopped, oracle"], choice["stopped, oracle"] = over_time[1, stop], path.steps[stop]
    for kind, letter in _LETTERS.items():
        curve, name = last.curves[kind], f"{kind}, oracle {letter}"
        best = first_best(curve[0], start=1)
        accuracy[name], choice[name] = curve[1, best], best
        accuracy[f"{kind}, {letter} = 1"] = curve[1, 1]
    stopped = snapshot(draw, path.states[stop], setting.q, ("weights",)).curves["weights"]
    best = first_best(stopped[0], start=1)
    accuracy["stopped and weights, oracle"], choice["stopped and weights, oracle"] = stopped[1, best], best
    B = averages(setting.m)
    average = meet(draw, path.states[-1]).projected(B.T @ B)
    accuracy["filters averaged"] = halves(TestSet(draw, setting.q).correct(average))[1]
    _by_held_out(draw, path.steps, setting, noise, seed, accuracy, choice)
    return Treated(np.array([accuracy[name] for name in REMEDIES]), np.array([choice[name] for name in CHOICES]))


def _by_held_out(
    draw: NetworkDraw, at: NDArray[np.int64], setting: Setting, noise: LabelNoise, seed: int,
    accuracy: dict[str, float], choice: dict[str, float],
) -> None:  # fmt: skip
    """Train on 4/5 of the samples and choose by the given labels of the rest; they are in random order as drawn."""
    whole, n = draw.geometry, draw.geometry.instance.n
    kept, held = np.split(np.arange(n), [n - n // HELD_OUT])
    part = draw._replace(geometry=whole.restricted(kept))
    rest = whole.restricted(held).instance
    path = train(part.geometry.instance, setting, noise, seed, at)
    test = TestSet(part, setting.q)
    stop = first_best(np.array([given_accuracy(whole, rest, R, setting.q) for R in path.states]))
    final = path.states[-1]
    accuracy["as trained on 4/5"] = halves(test.correct(meet(part, final)))[1]
    accuracy["stopped, held out"] = halves(test.correct(meet(part, path.states[stop])))[1]
    choice["stopped, held out"] = path.steps[stop]
    curves = snapshot(part, final, setting.q, ("weights", "features")).curves
    for kind, found in held_out_curves(part, rest, final, setting.q).items():
        name = f"{kind}, held-out {_LETTERS[kind]}"
        best = first_best(found, start=1)
        accuracy[name], choice[name] = curves[kind][1, best], best
