"""The optimisers that are compared, each with one learning rate for all networks and images."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from lngd_theory.errors import InputError, near_match
from lngd_theory.spectral.deep.extra import require_torch

__all__ = ["OPTIMISERS", "SCHEDULES", "Optimiser", "build_optimiser", "known_optimiser", "rate_at"]


class Optimiser(NamedTuple):
    """A class of ``torch.optim``, its options, and the learning rate that is used where none is asked for.

    The rates are part of the design: :func:`~lngd_theory.spectral.deep.tuning.tune` found them by the fit of the given
    training labels alone, on the four networks of the reduced design on digits.
    """

    torch_name: str
    learning_rate: float
    options: dict[str, Any]


#: No weight decay but that of AdamW, at the default of torch.
OPTIMISERS = {
    "sgd": Optimiser("SGD", 0.1, {}),
    "momentum": Optimiser("SGD", 0.01, {"momentum": 0.9}),
    "adam": Optimiser("Adam", 0.003, {}),
    "adamw": Optimiser("AdamW", 0.003, {"weight_decay": 0.01}),
}

#: How the learning rate goes over the epochs.
SCHEDULES = ("cosine", "constant")


def known_optimiser(name: str) -> Optimiser:
    """The entry of :data:`OPTIMISERS`.

    Raises
    ------
    InputError
        There is none of that name.
    """
    if name not in OPTIMISERS:
        raise InputError(f"unknown optimiser {name!r}; {near_match(str(name), OPTIMISERS)}")
    return OPTIMISERS[name]


def build_optimiser(name: str, parameters: Iterable[Any], learning_rate: float) -> Any:
    """An optimiser of ``torch.optim`` for parameters of a network.

    Raises
    ------
    InputError
        An unknown name, or torch is not installed.
    """
    chosen = known_optimiser(name)
    made = getattr(require_torch().optim, chosen.torch_name)
    return made(parameters, lr=learning_rate, **chosen.options)


def rate_at(schedule: str, learning_rate: float, done: float) -> float:
    """Learning rate when the share ``done`` in [0, 1] of the epochs is over.

    ``cosine`` falls from the full rate to zero along half a cosine (Loshchilov and Hutter 2017, without restarts).

    Raises
    ------
    InputError
        An unknown schedule.
    """
    if schedule not in SCHEDULES:
        raise InputError(f"unknown schedule {schedule!r}; {near_match(str(schedule), SCHEDULES)}")
    return learning_rate * (0.5 * (1 + math.cos(math.pi * done)) if schedule == "cosine" else 1.0)
