"""A test set of given patches, as their inner products with the training patches and the initial weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.population import Accuracy, Head, TwoLayerTest

__all__ = ["PatchTest"]

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


class PatchTest(TwoLayerTest):
    """A test set of given patches.

    Parameters
    ----------
    from_start : (T, 2m) array
        ``<w0_{j,r}, u_k>`` for the T distinct test patches u_k.
    cross : (T, K) array
        ``<u_k, v_l> / |v_l|^2`` with the training atoms.
    atoms, signs : (size, P) arrays
        The test samples in terms of the distinct test patches.
    labels : (size,) array
        True labels.
    vectors : (T, d) array, optional
        The test patches themselves, for ``from_weights`` and :meth:`judged_weights`.
    """

    def __init__(
        self,
        from_start: Array,
        cross: Array,
        atoms: Integers,
        signs: Array,
        labels: Array,
        vectors: Array | None,
    ):
        self._from_start, self._cross = from_start, cross
        self._atoms, self._signs, self._labels, self._vectors = atoms, signs, labels, vectors

    @property
    def size(self) -> int:
        """Number of test samples."""
        return int(self._labels.size)

    def judged(self, R: Array, head: Head, start: float = 1.0) -> Accuracy:
        """Accuracy of coefficients R of shape (rows, K)."""
        return self._judge(start * self._from_start + self._cross @ R.T, head)

    def judged_weights(self, W: Array, head: Head) -> Accuracy:
        """Accuracy of first-layer weights W of shape (rows, d)."""
        if self._vectors is None:
            raise InputError("this test set holds no vectors; draw the instance with draw='dense'")
        return self._judge(self._vectors @ W.T, head)

    def _judge(self, z: Array, head: Head) -> Accuracy:
        by_sign = np.stack([head(-z), head(z)])  # each distinct patch once, with either sign
        f = by_sign[(self._signs > 0).astype(np.int64), self._atoms].sum(axis=1)
        accuracy = float((self._labels * f > 0).mean())
        return Accuracy(accuracy, float(np.sqrt(accuracy * (1 - accuracy) / self.size)))
