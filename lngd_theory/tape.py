"""What the multipliers of a run were: counts that need every step, not only the recorded ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["FlipCount"]

Array = NDArray[np.float64]


class FlipCount:
    """Counts of flips (``eps < 0``) up to now, by sample, and extremes by class over the steps.

    Attributes
    ----------
    steps : int
        Steps seen.
    by_sample : (n,) array
        Flips of each sample, ``|S_{i,-}|``.
    low, high : (2,) arrays
        Least and largest number of flips in one step, ``|S_- ∩ S_j|``, for j = +1 and -1.
    total_low, total_high : int
        The same for ``|S_-|``.
    """

    def __init__(self, labels: Array):
        self._classes = np.stack([labels > 0, labels < 0], axis=1).astype(np.float32)
        self.sizes = self._classes.sum(axis=0).astype(np.int64)
        self.steps = 0
        self.by_sample = np.zeros(labels.size, dtype=np.int64)
        self.low = np.full(2, labels.size, dtype=np.int64)
        self.high = np.zeros(2, dtype=np.int64)
        self.total_low, self.total_high = labels.size, 0

    def add(self, eps: Array) -> None:
        """Count the steps of a block (steps, n)."""
        if not len(eps):
            return
        flipped = eps < 0
        self.steps += len(eps)
        self.by_sample += flipped.sum(axis=0)
        by_class = np.rint(flipped.astype(np.float32) @ self._classes).astype(np.int64)
        self.low, self.high = np.minimum(self.low, by_class.min(axis=0)), np.maximum(self.high, by_class.max(axis=0))
        total = by_class.sum(axis=1)
        self.total_low = min(self.total_low, int(total.min()))
        self.total_high = max(self.total_high, int(total.max()))
