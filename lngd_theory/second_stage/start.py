"""Where a measurement of the second stage starts: noise at the balance point, a probe in place of the signal."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.instances import Instance

__all__ = ["PROBE_OVERLAP", "Layout", "at_margins", "layout_of", "with_probe"]

Array = NDArray[np.float64]

#: ``|<w0_{j,r}, mu>|`` of the probe: its square, what the signal adds to f, is below the rounding of f.
PROBE_OVERLAP = 2.0**-27


class Layout(NamedTuple):
    """The parts of an instance of Definition 2.1 that the measurement reads."""

    mu: int  #: the signal atom
    xi: NDArray[np.int64]  #: (n,): noise atoms
    own: NDArray[np.bool_]  #: (2m, n): filters of the sample's own sign, j = y_i
    weight: Array  #: (2, n): y_i s_i / n where the signal patch of sample i is s_i mu, by s = +1, -1

    def own_output(self, Z: Array) -> Array:
        """``(1/m) sum_r max(z_{y_i,r,i}, 0)^2`` of pre-activations Z (2m, K), shape (n,)."""
        return np.asarray((np.maximum(Z[:, self.xi], 0.0) ** 2 * self.own).sum(axis=0) * 2 / Z.shape[0])

    def other_output(self, Z: Array) -> Array:
        """The same for j = -y_i."""
        return np.asarray((np.maximum(Z[:, self.xi], 0.0) ** 2 * ~self.own).sum(axis=0) * 2 / Z.shape[0])


def layout_of(instance: Instance) -> Layout:
    """The layout of an instance drawn from a Setting."""
    mu, xi = instance.signal_atom, instance.noise_atoms
    assert mu is not None
    assert xi is not None
    j = np.repeat([1.0, -1.0], instance.m)
    signs = instance.signs[:, instance.signal_patch]
    weight = np.where(signs == np.array([[1.0], [-1.0]]), instance.labels * signs / instance.n, 0.0)
    return Layout(mu, xi, j[:, None] == instance.labels, weight)


def at_margins(instance: Instance, margins: Array, seed: int) -> Instance:
    """The instance with the active pre-activations of each sample's own sign scaled to given margins ``y_i f_i``.

    This stands for the first stage, which makes these large and leaves the others at the size of initialisation.
    What the signal adds to f is not counted.

    Raises
    ------
    InputError
        A sample has no active filter of its own sign: it is never fitted, and there is no second stage.
    """
    layout = layout_of(instance)
    own, other = layout.own_output(instance.overlaps), layout.other_output(instance.overlaps)
    if not np.all(own > 0):
        lost = int(np.argmin(own))
        raise InputError(
            f"seed {seed}: sample {lost} has no active filter of its own sign at initialisation (chance n 2^-m for a "
            f"seed), so it is never fitted and the noise has no stationary state; raise m={instance.m} or leave the "
            f"seed out"
        )
    factor = np.sqrt((margins + other) / own)
    overlaps = instance.overlaps.copy()
    active = layout.own & (overlaps[:, layout.xi] > 0)
    overlaps[:, layout.xi] *= np.where(active, factor, 1.0)
    return dataclasses.replace(instance, overlaps=overlaps)


def with_probe(instance: Instance, mu2: float) -> Instance:
    """The instance with a signal of squared norm ``mu2`` to which every filter is aligned, by PROBE_OVERLAP."""
    layout = layout_of(instance)
    gram, overlaps = instance.gram.copy(), instance.overlaps.copy()
    gram[layout.mu, layout.mu] = mu2
    overlaps[:, layout.mu] = np.repeat([PROBE_OVERLAP, -PROBE_OVERLAP], instance.m)
    return dataclasses.replace(instance, gram=gram, overlaps=overlaps)
