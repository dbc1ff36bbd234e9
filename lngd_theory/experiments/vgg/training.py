"""Full-batch gradient descent on a network, with fresh label flips or without, that can be put down and taken up again.

A step is an epoch of :func:`lngd_theory.spectral.deep.train.train` with one batch and a constant rate, which cannot be
left in the middle and gone on with.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import whole_number
from lngd_theory.spectral.deep.extra import require_torch
from lngd_theory.spectral.deep.optimisers import build_optimiser
from lngd_theory.spectral.deep.seeds import generator
from lngd_theory.spectral.deep.train import fresh_labels

__all__ = ["FullBatch"]


class FullBatch:
    """A network in training.

    Parameters
    ----------
    net : torch.nn.Module
        Gives scores (n, classes) of images; changed in place.
    x : (n, C, H, W) array of float32
    labels : (n,) array of int
        0..classes-1.
    classes : int
    eta : float
        Learning rate, > 0.
    flips : float
        Probability, in [0, 1), that a label is replaced by another class for one step alone; 0 is GD.
    seed : int
        Of the flips.
    together : int, optional
        Images that go through the network at once, >= 2; all by default. A step is the gradient of all n images in any
        case, but batch norm takes its mean and variance over those that go together.
    """

    def __init__(
        self,
        net: Any,
        x: NDArray[np.float32],
        labels: NDArray[np.int64],
        classes: int,
        eta: float,
        flips: float,
        seed: int,
        together: int | None = None,
    ):
        self.net, self._labels, self._classes, self._flips = net, labels, classes, flips
        torch = require_torch()
        self._images = torch.from_numpy(x).contiguous(memory_format=torch.channels_last)  # as the network's weights
        size = len(x) if together is None else whole_number("together", together, 2)
        self._parts = np.array_split(np.arange(len(x)), max(1, len(x) // size))
        self._rng = generator(seed, "fresh flips")
        self._optimiser = build_optimiser("sgd", net.parameters(), eta)
        self.done = 0  #: steps

    def step(self) -> float:
        """One step on all images; the mean cross-entropy with the labels as they were used, before the step."""
        torch = require_torch()
        target = torch.from_numpy(fresh_labels(self._labels, self._classes, self._flips, self._rng))
        self.net.train()
        self._optimiser.zero_grad()
        total = 0.0
        for rows in self._parts:
            part = slice(rows[0], rows[-1] + 1)
            loss = torch.nn.functional.cross_entropy(self.net(self._images[part]), target[part])
            share = rows.size / len(self._images)
            (loss * share).backward()
            total += share * loss.item()
        self._optimiser.step()
        self.net.eval()
        self.done += 1
        return total

    def state(self) -> dict[str, Any]:
        """All that the next steps depend on: steps done, weights and running statistics, optimiser, generator."""
        return {
            "done": self.done,
            "network": self.net.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "flips": json.dumps(self._rng.bit_generator.state),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a state of the same training, to the same bits as if it had not been left."""
        self.net.load_state_dict(state["network"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._rng.bit_generator.state = json.loads(state["flips"])
        self.done = state["done"]
