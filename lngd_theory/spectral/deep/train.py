"""Training of a network on given labels, epoch by epoch, with or without label noise that is drawn afresh.

Two things are called noise and are never the same here. The *given* labels may be corrupted: that happened before
training, and stays. ``fresh_flips`` is a property of the algorithm: every time a sample is used its label is replaced,
for that step alone, with this probability. For two classes that is label-noise GD's flip.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError, finite_number, near_match, whole_number
from lngd_theory.spectral.deep.extra import require_torch
from lngd_theory.spectral.deep.optimisers import SCHEDULES, build_optimiser, known_optimiser, rate_at
from lngd_theory.spectral.deep.seeds import generator

__all__ = ["Epoch", "Training", "fresh_labels", "train"]


@dataclass(frozen=True)
class Training:
    """How a network is trained.

    Parameters
    ----------
    optimiser : {"sgd", "momentum", "adam", "adamw"}
    learning_rate : float, optional
        > 0; by default that of :data:`~lngd_theory.spectral.deep.optimisers.OPTIMISERS`.
    schedule : {"cosine", "constant"}
    epochs : int
        The budget, >= 1: training ends there, converged or not.
    batch : int
        Samples of a step, >= 2; batches of an epoch differ by one sample at most.
    fresh_flips : float
        Probability, in [0, 1), that a label is replaced by another class for one step alone.

    Raises
    ------
    InputError
        Something is unknown or out of range.
    """

    optimiser: str = "momentum"
    learning_rate: float | None = None
    schedule: str = "cosine"
    epochs: int = 60
    batch: int = 64
    fresh_flips: float = 0.0

    def __post_init__(self) -> None:
        known_optimiser(self.optimiser)
        if self.learning_rate is not None:
            finite_number("learning_rate", self.learning_rate, 0, strict=True)
        if self.schedule not in SCHEDULES:
            raise InputError(f"unknown schedule {self.schedule!r}; {near_match(str(self.schedule), SCHEDULES)}")
        whole_number("epochs", self.epochs, 1)
        whole_number("batch", self.batch, 2)
        if finite_number("fresh_flips", self.fresh_flips, 0) >= 1:
            raise InputError(f"fresh_flips={self.fresh_flips:g} must be in [0, 1): no label would be seen; lower it")

    @property
    def rate(self) -> float:
        """The learning rate at the start."""
        return known_optimiser(self.optimiser).learning_rate if self.learning_rate is None else self.learning_rate

    def to_dict(self) -> dict[str, Any]:
        """All that determines a training, the default learning rate as a number."""
        return {**asdict(self), "learning_rate": self.rate}


class Epoch(NamedTuple):
    """What is known when an epoch is over; number 0 is the untrained network."""

    number: int
    loss: float  #: mean cross-entropy of the labels as they were used; nan for number 0, not finite if it diverged


def fresh_labels(given: NDArray[np.int64], classes: int, p: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Labels (n,) for one step: each of the given ones is replaced, with probability p, by another class.

    All other classes are equally likely. Nothing is drawn if p is 0.
    """
    if p == 0:
        return given
    shift = rng.integers(1, classes, size=given.shape) * (rng.random(given.shape) < p)
    return np.asarray((given + shift) % classes, dtype=np.int64)


def train(
    net: Any, x: NDArray[np.float32], given: NDArray[np.int64], classes: int, training: Training, seed: int
) -> Iterator[Epoch]:
    """Train a network in place, and stop for a look after every epoch, before the first one too.

    Parameters
    ----------
    net : torch.nn.Module
        Gives scores (n, classes) of images. It is in training mode during an epoch only.
    x : (N, C, H, W) array of float32
    given : (N,) array of int
        The labels that are trained on, 0..classes-1.
    classes : int
    training : Training
    seed : int
        Of the order of samples and of fresh flips; the same seed gives the same bits on one thread.

    Yields
    ------
    Epoch
        0, 1, ..., ``training.epochs``; ends early, after a loss that is not finite, if training diverges.
    """
    torch = require_torch()
    order, flips = generator(seed, "batches"), generator(seed, "fresh flips")
    images, count = torch.from_numpy(x), len(x)
    batches = max(1, count // training.batch)
    optimiser = build_optimiser(training.optimiser, net.parameters(), training.rate)
    yield Epoch(0, math.nan)
    for epoch in range(training.epochs):
        net.train()
        total = 0.0
        for number, rows in enumerate(np.array_split(order.permutation(count), batches)):
            done = (epoch + number / batches) / training.epochs
            for group in optimiser.param_groups:
                group["lr"] = rate_at(training.schedule, training.rate, done)
            target = torch.from_numpy(fresh_labels(given[rows], classes, training.fresh_flips, flips))
            loss = torch.nn.functional.cross_entropy(net(images[torch.from_numpy(rows)]), target)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * rows.size
        net.eval()
        yield Epoch(epoch + 1, total / count)
        if not math.isfinite(total):
            return
