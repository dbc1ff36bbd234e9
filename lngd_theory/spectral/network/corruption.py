"""Fixed corruption of training labels, random and systematic, on instances that are exact in law.

None of this is label noise of a step: what is corrupted here is corrupted before training and stays so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError, finite_number, near_match
from lngd_theory.instances import Instance, draw_instance
from lngd_theory.setting import Setting
from lngd_theory.spectral.network.geometry import Geometry
from lngd_theory.streams import Streams, streams
from lngd_theory.wishart import bartlett_factor

__all__ = ["CORRUPTIONS", "Corruption", "NetworkDraw", "draw_network", "drawn_labels"]

Array = NDArray[np.float64]

#: ``random``: each label with probability ``rate``. ``class``: labels of the class +1 alone, with probability
#: min(2 rate, 1), so that as many are corrupted. ``aligned``: each with probability ``rate``, and a corrupted sample
#: has one more patch, its wrong label times a direction nu that they all share.
CORRUPTIONS = ("random", "class", "aligned")


@dataclass(frozen=True)
class Corruption:
    """Which training labels are fixed to the wrong value.

    Parameters
    ----------
    kind : {"random", "class", "aligned"}
        See :data:`CORRUPTIONS`.
    rate : float
        Expected share of corrupted labels, in [0, 1/2].
    strength : float
        ``|nu| / |mu|`` of the patch that goes with aligned corruption, > 0.

    Raises
    ------
    InputError
        An unknown kind, a rate or a strength out of range.
    """

    kind: str = "random"
    rate: float = 0.0
    strength: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in CORRUPTIONS:
            raise InputError(f"unknown corruption {self.kind!r}; {near_match(str(self.kind), CORRUPTIONS)}")
        rate = finite_number("rate", self.rate, 0)
        if rate > 0.5:
            raise InputError(
                f"rate={rate:g} must be in [0, 0.5]: beyond that most labels are wrong; exchange the classes"
            )
        finite_number("strength", self.strength, 0, strict=True)


class NetworkDraw(NamedTuple):
    """One draw of data, corruption, initial weights and fresh test patches."""

    geometry: Geometry
    corruption: Corruption
    fresh: Array  #: standard normals (T, axes): coordinates of fresh noise patches, see ``Geometry.fresh_axes``

    @property
    def corrupted(self) -> NDArray[np.bool_]:
        """Training samples with a wrong label (n,)."""
        return np.asarray(self.geometry.instance.labels != self.geometry.instance.true_labels)


def draw_network(setting: Setting, corruption: Corruption, seed: int, n_test: int) -> NetworkDraw:
    """Draw what a seed trains on, exact in law, at a cost without d.

    Parameters
    ----------
    setting : Setting
        The problem; its own ``corruption`` must be 0, so that there is one place for it. Aligned corruption has its
        direction nu in place of one dimension of the noise.
    corruption : Corruption
        The same seed has the same clean data and initial weights for every kind and rate (aligned apart: the noise
        has one dimension less there).
    seed : int
        Seed number.
    n_test : int
        Fresh noise patches to test on, >= 1; each is used with both labels.

    Raises
    ------
    InputError
        The setting has corruption of its own, or something is out of range.
    """
    if setting.corruption:
        raise InputError(f"corruption={setting.corruption:g} of the setting must be 0: give a Corruption instead")
    if n_test < 1:
        raise InputError(f"n_test={n_test} must be an integer >= 1")
    aligned, own = corruption.kind == "aligned", streams(seed)
    instance, nu = _corrupted(setting, corruption, own), None
    if aligned:
        nu = instance.gram.shape[0]
        instance = _with_aligned_patch(instance, corruption.strength * setting.mu, setting, own.instance)
    beside = bartlett_factor(own.test, 2 * setting.m, setting.d - 1 - aligned - setting.n)
    geometry = Geometry(instance, setting.sigma_0 * beside, setting.sigma_p, nu)
    return NetworkDraw(geometry, corruption, own.test.standard_normal((n_test, geometry.fresh_axes.size)))


def drawn_labels(setting: Setting, corruption: Corruption, seed: int) -> tuple[Array, Array]:
    """True and given labels (n,) of what :func:`draw_network` draws for a seed."""
    instance = _corrupted(setting, corruption, streams(seed))
    return instance.true_labels, instance.labels


def _corrupted(setting: Setting, corruption: Corruption, own: Streams) -> Instance:
    """Training data and initial overlaps with corrupted labels, without the patch of an aligned corruption."""
    aligned, one_class = corruption.kind == "aligned", corruption.kind == "class"
    rate = corruption.rate * (1 + one_class)
    instance = draw_instance(setting.replace(d=setting.d - aligned, corruption=rate), own, "law", 0)
    if not one_class:
        return instance
    truth = instance.true_labels
    return replace(instance, labels=np.where(truth > 0, instance.labels, truth))


def _with_aligned_patch(instance: Instance, norm: float, setting: Setting, rng: np.random.Generator) -> Instance:
    """A third patch: the wrong label times nu for corrupted samples, zero for the others; nu is orthogonal to all."""
    K, wrong = instance.gram.shape[0], instance.labels != instance.true_labels
    gram = np.zeros((K + 2, K + 2))
    gram[:K, :K], gram[K, K] = instance.gram, norm**2
    nu_overlaps = setting.sigma_0 * norm * rng.standard_normal(instance.overlaps.shape[0])
    overlaps = np.column_stack([instance.overlaps, nu_overlaps, np.zeros_like(nu_overlaps)])
    atoms = np.column_stack([instance.atoms, np.where(wrong, K, K + 1)])
    signs = np.column_stack([instance.signs, np.where(wrong, instance.labels, 1.0)])
    return replace(instance, gram=gram, overlaps=overlaps, atoms=atoms, signs=signs)
