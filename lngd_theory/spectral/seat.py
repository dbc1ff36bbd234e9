"""Where leading directions sit: with the classes, or with the labels that were trained on, corruption included.

Directions of the features have a share S of the energy of the class signal and a share N of that of the corruption's
residual (:func:`~lngd_theory.spectral.label_energy` about the class). The two alone do not tell what a direction is. A
network whose outputs are the labels that it was trained on has directions in its features that are these labels, and
trained labels agree with the classes for the most part: of two equally frequent classes with random corruption at rate
r such a direction has ``S = (1 - 2r)^2`` and ``N = 4r(1 - r)``, so that below r = 0.146 even pure memory of labels has
more signal than noise. What tells is which of two points (S, N) is nearer to: that of the trained labels, or (1, 0),
the classes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lngd_theory.errors import InputError, whole_number
from lngd_theory.spectral.decomposition import decompose
from lngd_theory.spectral.features import checked_codes, checked_labels, one_hot
from lngd_theory.spectral.residual import energy_of

__all__ = ["Shares", "label_seat", "label_shares", "leading_shares", "seat_of"]

Array = NDArray[np.float64]


class Shares(NamedTuple):
    """Shares of some directions together, each in [0, 1]: of the energy of the class signal, and of the residual's."""

    signal: float
    noise: float


def seat_of(S: ArrayLike, N: ArrayLike, S_y: ArrayLike, N_y: ArrayLike) -> Array:
    """1 for directions that are the classes, -1 for directions that are the trained labels, between for others.

    The distance to ``(S_y, N_y)`` less that to ``(1, 0)``, over the distance between the two; > 0 is nearer to the
    classes.

    Parameters
    ----------
    S, N : array_like
        Shares of the directions looked at: of the class signal, and of the residual of the corruption.
    S_y, N_y : array_like
        The same of directions that are the trained labels, of a shape that S and N can be broadcast with.

    Returns
    -------
    array
        In [-1, 1]; nan where the two points are one (no label is corrupted), as there is nothing to tell.
    """
    S, N, S_y, N_y = (np.asarray(value, dtype=np.float64) for value in (S, N, S_y, N_y))
    apart = np.hypot(1 - S_y, N_y)
    to_classes, to_labels = np.hypot(1 - S, N), np.hypot(S_y - S, N_y - N)
    return np.asarray((to_labels - to_classes) / np.where(apart > _ROUNDING, apart, np.nan))


#: Two points closer than this are one.
_ROUNDING = 1e-12


def leading_shares(features: ArrayLike, true: ArrayLike, given: ArrayLike, k_star: int) -> Shares:
    """Shares of the first ``k_star`` principal directions of features (N, D), centred; see :func:`label_seat`."""
    k_star = whole_number("k_star", k_star, 1)
    found = energy_of(decompose(features, True, "auto"), true, given, about="class")
    if k_star > found.sizes["direction"]:
        raise InputError(
            f"k_star={k_star} must be in [1, {found.sizes['direction']}]: the features have no more directions; give "
            f"wider features or more samples"
        )
    first = found.isel(direction=slice(k_star))
    return Shares(float(first.signal_share.sum()), float(first.noise_share.sum()))


def label_shares(true: ArrayLike, given: ArrayLike) -> Shares:
    """``(S_y, N_y)``: shares of directions that are the given labels (N,), all of them together.

    These directions span the centred one-hot labels: one less than there are classes among the given labels.

    Raises
    ------
    InputError
        Labels that do not match, or only one class in either.
    """
    labels = checked_labels(given, np.size(given), "given")
    classes = np.unique(labels)
    if classes.size < 2:
        raise InputError(f"given labels hold one class, {classes[0]!r}; at least two are needed")
    return leading_shares(one_hot(checked_codes(labels, classes, "given"), classes.size), true, given, classes.size - 1)


def label_seat(features: ArrayLike, true: ArrayLike, given: ArrayLike, k_star: int) -> float:
    """The seat of the first ``k_star`` principal directions of the centred features, see :func:`seat_of`.

    Parameters
    ----------
    features : (N, D) array
        Of the training samples.
    true, given : (N,) arrays
        True classes, and the labels trained on.
    k_star : int
        How many directions are looked at together, in [1, min(N, D)]: the number of classes minus one.

    Returns
    -------
    float
        In [-1, 1]; nan without a corrupted label.

    Raises
    ------
    InputError
        Bad features, labels that do not match, only one class, or ``k_star`` out of range.

    Examples
    --------
    >>> import numpy as np
    >>> true, given = np.repeat([0, 1], 8), np.tile([0, 0, 0, 1, 1, 1, 1, 0], 2)
    >>> label_seat(true[:, None] * [1.0, 0.0], true, given, k_star=1)
    1.0
    """
    own, trained = leading_shares(features, true, given, k_star), label_shares(true, given)
    return float(seat_of(*own, *trained))
