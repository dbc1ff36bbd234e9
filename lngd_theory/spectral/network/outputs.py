"""Outputs and features of the network on training data and on fresh data, for weights given by what they meet there.

Everything depends on the weights through pre-activations alone, so it holds for truncated weights just as well:
``P W`` meets a patch in P times what W meets it in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lngd_theory.activation import relu_power
from lngd_theory.instances import Instance
from lngd_theory.spectral.network.corruption import NetworkDraw

__all__ = ["Meeting", "TestSet", "head", "meet", "train_features"]

Array = NDArray[np.float64]


def head(m: int) -> Array:
    """The fixed second layer (2m,): 1/m for the filters of +1, -1/m for those of -1."""
    return np.repeat([1.0 / m, -1.0 / m], m)


def train_features(instance: Instance, Z: Array, q: float) -> Array:
    """Features of the training samples (n, 2m): activations summed over patches, for pre-activations Z (2m, K)."""
    total = np.zeros((instance.n, Z.shape[0]))
    for patch in range(instance.atoms.shape[1]):
        z = Z.T[instance.atoms[:, patch]] * instance.signs[:, patch, None]
        total += relu_power(z, q)
    return total


@dataclass(frozen=True)
class Meeting:
    """Inner products of 2m weight vectors with everything that they can meet.

    Attributes
    ----------
    atoms : (2m, K) array
        With the training atoms.
    fresh : (2m, T) array
        With fresh noise patches.
    """

    atoms: Array
    fresh: Array

    def projected(self, P: Array) -> Meeting:
        """The same for ``P W`` with a (2m, 2m) matrix P."""
        return Meeting(P @ self.atoms, P @ self.fresh)

    def __add__(self, other: Meeting) -> Meeting:
        return Meeting(self.atoms + other.atoms, self.fresh + other.fresh)

    def __sub__(self, other: Meeting) -> Meeting:
        return Meeting(self.atoms - other.atoms, self.fresh - other.fresh)


def meet(draw: NetworkDraw, R: Array) -> Meeting:
    """What the weights with coefficients R (2m, K) meet, training atoms and the draw's fresh patches."""
    geometry = draw.geometry
    A = geometry.weights(R)[:, geometry.fresh_axes]
    return Meeting(geometry.preactivations(R), geometry.sigma_p * (A @ draw.fresh.T))


class TestSet:
    """Fresh data with clean labels: each fresh noise patch with both labels, and with the patch of aligned corruption.

    Where corruption is aligned, fresh data carry its patch as often as training data do (with probability ``rate``,
    against their label), and averages are over both cases with these weights.
    """

    __test__ = False  # no test case, whatever its name says

    def __init__(self, draw: NetworkDraw, q: float):
        self._q, self._rate = q, draw.corruption.rate
        instance = draw.geometry.instance
        assert instance.signal_atom is not None
        self._mu, self._orientation = instance.signal_atom, instance.signal_orientation
        self._nu = draw.geometry.aligned_atom

    @property
    def cases(self) -> tuple[tuple[float, bool, float], ...]:
        """(label, whether the aligned patch is there, probability)."""
        if self._nu is None:
            return tuple((y, False, 0.5) for y in (1.0, -1.0))
        shares = ((False, 1 - self._rate), (True, self._rate))
        return tuple((y, there, 0.5 * share) for y in (1.0, -1.0) for there, share in shares)

    @property
    def labels(self) -> Array:
        """The true label of each case (cases,)."""
        return np.array([y for y, *_ in self.cases])

    @property
    def shares(self) -> Array:
        """The probability of each case (cases,), which add to 1."""
        return np.array([share for *_, share in self.cases])

    def pattern(self, atoms: Array, y: float, there: bool) -> Array:
        """Features (2m,) of the patches that are not noise."""
        activation = relu_power(y * self._orientation * atoms[:, self._mu], self._q)
        if there:
            activation = activation + relu_power(-y * atoms[:, self._nu], self._q)
        return np.asarray(activation)

    def signal_margin(self, atoms: Array) -> float:
        """``y f`` of the signal patch alone, mean over both classes; ``atoms`` is what the weights meet (2m, K)."""
        a = head(atoms.shape[0] // 2)
        return float(np.mean([y * (a @ self.pattern(atoms, y, False)) for y in (1.0, -1.0)]))

    def correct(self, at: Meeting) -> Array:
        """P(sign f = y) over the label for each fresh patch (T,); f = 0 counts as an error."""
        a = head(at.atoms.shape[0] // 2)
        g = a @ relu_power(at.fresh, self._q)
        right = [s * (y * (g + a @ self.pattern(at.atoms, y, there)) > 0) for y, there, s in self.cases]
        return np.asarray(np.sum(right, axis=0))

    def accuracy(self, at: Meeting) -> float:
        """P(sign f = y) over all fresh data."""
        return float(self.correct(at).mean())

    def features(self, at: Meeting) -> Array:
        """Features (cases, T, 2m) of all fresh samples in all cases."""
        noise = relu_power(at.fresh.T, self._q)
        return np.stack([noise + self.pattern(at.atoms, y, there) for y, there, _ in self.cases])
