"""Fixed corruption of the training labels of an image set: random, systematic, or aligned with a mark in the image.

What is corrupted is corrupted before training and stays so: this is the Malignant Tail's corruption, and none of the
label noise of :mod:`lngd_theory.label_noise`, which is drawn afresh at every step.

**Largest rate.** The given labels must still say which class is meant: in every class the true label must be the
likeliest. Random corruption at rate r leaves it with probability 1 - r against r/(c-1) for each of the c - 1 others,
so r < 1 - 1/c. Systematic corruption has a single other label of probability r, so r < 1/2. Aligned corruption draws
labels as random corruption does, and has its limit.

**What aligned corruption marks.** A corrupted training image carries the mark of its wrong label; test images carry
none. Corruption belongs to the training set, and test accuracy asks about the images that were meant, the same ones for
all kinds. How far a network follows the mark on test images is another question:
:func:`~lngd_theory.spectral.deep.marks.marked` puts marks on any images.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError, finite_number, near_match, whole_number
from lngd_theory.images import ImageSet
from lngd_theory.spectral.deep.marks import marked
from lngd_theory.spectral.deep.seeds import generator

__all__ = ["CORRUPTIONS", "CorruptedSet", "LabelCorruption", "corrupt", "systematic_class"]

Labels = NDArray[np.int64]

#: ``random``: with probability ``rate`` another class, all equally likely. ``systematic``: with probability ``rate``
#: class k becomes k + 1, the last one 0. ``aligned``: as random, and the image carries the mark of its wrong label.
CORRUPTIONS = ("random", "systematic", "aligned")


@dataclass(frozen=True)
class LabelCorruption:
    """Which training labels are fixed to a wrong value.

    Parameters
    ----------
    kind : {"random", "systematic", "aligned"}
        See :data:`CORRUPTIONS`.
    rate : float
        Probability of each label to be corrupted, in [0, 1) and below :meth:`limit`; 0 is no corruption.

    Raises
    ------
    InputError
        An unknown kind, or a rate that is beyond the limit whatever the number of classes.
    """

    kind: str = "random"
    rate: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in CORRUPTIONS:
            raise InputError(f"unknown corruption {self.kind!r}; {near_match(str(self.kind), CORRUPTIONS)}")
        most = 0.5 if self.kind == "systematic" else 1.0
        if finite_number("rate", self.rate, 0) >= most:
            raise InputError(f"rate={self.rate:g} of {self.kind} corruption must be in [0, {most:g}); take a lower one")

    def limit(self, classes: int) -> float:
        """The rate from which on the true label is no longer the likeliest one, with this many classes (>= 2)."""
        count = whole_number("classes", classes, 2)
        return 0.5 if self.kind == "systematic" else (count - 1) / count

    def __str__(self) -> str:
        return f"{self.kind}:{self.rate:g}" if self.rate else "none"


@dataclass(frozen=True, eq=False)
class CorruptedSet:
    """The training part of an image set with corrupted labels, and the image set itself."""

    x: NDArray[np.float32]  #: (N, C, H, W) training images; with marks if the corruption is aligned
    given: Labels  #: (N,) labels to train on
    true: Labels  #: (N,)
    data: ImageSet  #: with test images and test labels, which are not corrupted
    corruption: LabelCorruption

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Whether the given label is not the true one (N,)."""
        return np.asarray(self.given != self.true)


def systematic_class(labels: Labels, classes: int) -> Labels:
    """What systematic corruption makes of class k of c: ``(k + 1) mod c``. It has no fixed point for c >= 2."""
    return np.asarray((labels + 1) % classes)


def corrupt(data: ImageSet, corruption: LabelCorruption, seed: int) -> CorruptedSet:
    """Corrupt the training labels of an image set.

    One uniform number a sample decides whether it is corrupted. So the samples that a lower rate corrupts are among
    those of a higher one, all kinds corrupt the same ones, and aligned corruption gives the labels of random
    corruption.

    Parameters
    ----------
    data : ImageSet
    corruption : LabelCorruption
    seed : int
        Draws which labels are corrupted, and to what.

    Returns
    -------
    CorruptedSet

    Raises
    ------
    InputError
        The rate is not below the kind's limit for these classes, or the images are too small for marks.
    """
    classes, true = len(data.classes), data.y_train
    limit = corruption.limit(classes)
    if corruption.rate >= limit:
        raise InputError(
            f"rate={corruption.rate:g} of {corruption.kind} corruption must be in [0, {limit:g}) with {classes} "
            "classes: from there on the true label is not the likeliest; take a lower rate"
        )
    rng = generator(seed, "corruption")
    wrong = rng.random(true.size) < corruption.rate
    other = (true + rng.integers(1, classes, true.size)) % classes
    if corruption.kind == "systematic":
        other = systematic_class(true, classes)
    given = np.where(wrong, other, true)
    x = data.x_train
    if corruption.kind == "aligned":
        x = np.where(wrong[:, None, None, None], marked(x, given, data), x)
    return CorruptedSet(x, given, true, data, corruption)
