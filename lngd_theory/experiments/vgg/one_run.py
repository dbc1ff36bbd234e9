"""One training of the row: images with noise, a network, steps; from where a checkpoint has it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.experiments.vgg.checkpoint import Checkpoint
from lngd_theory.experiments.vgg.design import Cell
from lngd_theory.experiments.vgg.fourier import high_frequency_noise
from lngd_theory.experiments.vgg.training import FullBatch
from lngd_theory.images import ImageSet, load_images
from lngd_theory.spectral.deep.layers import features_at
from lngd_theory.spectral.deep.models import build_model
from lngd_theory.spectral.deep.one_run import one_torch_thread
from lngd_theory.threads import one_thread
from lngd_theory.workers import check_stop

__all__ = ["RECORDED", "Measured", "Noisy", "measure_seed", "noisy_images"]

Measured = dict[str, NDArray[np.float64]]

#: What is recorded: cross-entropy with the labels as they were used in the step, accuracies of true labels after it.
RECORDED = ("loss", "train_accuracy", "test_accuracy")
#: Seconds between two checkpoints of a training: what a kill loses at most.
_EVERY = 60.0


class Noisy(NamedTuple):
    """Images of one seed, and the noise of each at level 1."""

    images: ImageSet
    noise_train: NDArray[np.float64]  #: (N, C, H, W)
    noise_test: NDArray[np.float64]  #: (M, C, H, W)

    def at(self, level: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Training and test images with noise of standard deviation ``level`` >= 0 in every pixel."""
        train = self.images.x_train + level * self.noise_train
        test = self.images.x_test + level * self.noise_test
        return train.astype(np.float32), test.astype(np.float32)


def noisy_images(cell: Cell, seed: int) -> Noisy:
    """Images of a seed with noise of their own for each, training and test images alike; the same at all levels.

    The unit is the standard deviation of the pixels of a channel over the training images without noise.
    """
    chosen = cell.images
    images = load_images(chosen.name, chosen.path, chosen.train, chosen.test, seed, chosen.size)
    # children of the seed that lngd_theory.streams and lngd_theory.spectral.deep.seeds do not use
    train, test = (np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(5, part))) for part in (0, 1))
    return Noisy(
        images,
        high_frequency_noise(images.x_train.shape, 1.0, cell.cutoff, train),
        high_frequency_noise(images.x_test.shape, 1.0, cell.cutoff, test),
    )


def measure_seed(
    cell: Cell,
    seed: int,
    checkpoint: Checkpoint | None = None,
    look: Callable[[int], None] = check_stop,
    every: float = _EVERY,
) -> Measured:
    """Train one seed of a cell, from where its checkpoint has it.

    Parameters
    ----------
    cell : Cell
    seed : int
        Draws images, noise, initial weights and flips, each from a stream of its own: GD and LNGD, and all levels, have
        the same images, the same noise but for its strength, and the same initial weights.
    checkpoint : Checkpoint, optional
        Of this seed of this cell. It is left there, without weights, when the training is over.
    look : callable
        Called with the steps done, after each; it ends the training by raising KeyboardInterrupt, and what was done is
        kept.
    every : float
        Seconds between checkpoints.

    Returns
    -------
    dict of str to array
        :data:`RECORDED`, each (records,), nan from where the training diverged.
    """
    checkpoint = checkpoint or Checkpoint(None, "")
    state = checkpoint.load()
    if state is None or not state["over"]:
        with one_thread(), one_torch_thread():
            state = _train(cell, seed, state, checkpoint, look, every)
        checkpoint.save(state)
    return {name: np.array(state["records"][name]) for name in RECORDED}


def _train(
    cell: Cell,
    seed: int,
    state: dict[str, Any] | None,
    checkpoint: Checkpoint,
    look: Callable[[int], None],
    every: float,
) -> dict[str, Any]:
    """The training from a state on; the state at its end."""
    noisy = noisy_images(cell, seed)
    (x, x_test), images, classes = noisy.at(cell.level), noisy.images, len(noisy.images.classes)
    net = build_model("vgg", images.shape, classes, cell.width, cell.depth, seed)
    training = FullBatch(net, x, images.y_train, classes, cell.eta, cell.flips, seed, cell.together)
    records: dict[str, list[float]] = {name: [] for name in RECORDED}
    if state:
        training.restore(state["training"])
        records = state["records"]
    at, saved, loss = set(cell.at.tolist()), time.monotonic(), 0.0

    def save() -> None:
        checkpoint.save({"over": False, "records": records, "training": training.state()})

    while training.done < cell.steps and math.isfinite(loss):
        loss = training.step()
        if training.done in at and math.isfinite(loss):
            accuracies = _accuracy(net, x, images.y_train), _accuracy(net, x_test, images.y_test)
            for name, value in zip(RECORDED, (loss, *accuracies), strict=True):
                records[name].append(value)
        try:
            look(training.done)
        except KeyboardInterrupt:
            save()
            raise
        if time.monotonic() - saved >= every:
            save()
            saved = time.monotonic()
    missing = [math.nan] * (len(at) - len(records["loss"]))
    return {"over": True, "records": {name: values + missing for name, values in records.items()}}


def _accuracy(net: Any, x: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    scores = features_at(net, x, "head")
    return float((scores.argmax(axis=1) == labels).mean()) if np.isfinite(scores).all() else math.nan
