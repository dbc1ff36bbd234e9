"""What a choice is worth: made on one half of the test data and scored on the other, or made on other seeds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["gain_of_choice", "transfer_regret"]

Array = NDArray[np.float64]


def _first_best(choosing: Array) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """First best place of every row (seeds, K), and rows in which there is one: some number is not nan."""
    known = np.isfinite(choosing).any(axis=1)
    best: NDArray[np.int64] = np.where(np.isnan(choosing), -np.inf, choosing).argmax(axis=1)
    return best, np.asarray(known)


def gain_of_choice(choosing: Array, scoring: Array) -> Array:
    """Accuracy (seeds,) at each seed's own best place, less that at the last place.

    Parameters
    ----------
    choosing, scoring : (seeds, K) array
        Accuracies on the two halves of the test data over K places, such as numbers of directions; the last place is
        all of them. Every seed takes the first best by ``choosing``, and is scored by ``scoring``: no maximum is taken
        over the data that judge it.

    Returns
    -------
    (seeds,) array
        nan for a seed without numbers.
    """
    own, known = _first_best(choosing)
    gain = np.take_along_axis(scoring, own[:, None], 1)[:, 0] - scoring[:, -1]
    return np.asarray(np.where(known, gain, np.nan))


def transfer_regret(choosing: Array, scoring: Array) -> Array:
    """What is lost (seeds,) by taking the median choice of the other seeds in place of one's own.

    Parameters
    ----------
    choosing, scoring : (seeds, K) array
        Accuracies over K steps or numbers of directions; every seed chooses the first best place by the former, and
        all are scored by the latter.

    Returns
    -------
    (seeds,) array
        nan for a seed without numbers, whose choice does not count among the others' either; 0 for a seed alone.
    """
    own, known = _first_best(choosing)
    regret = np.full(own.size, np.nan)
    for seed in np.flatnonzero(known):
        others = own[known & (np.arange(own.size) != seed)]
        taken = int(np.median(others)) if others.size else own[seed]
        regret[seed] = scoring[seed, own[seed]] - scoring[seed, taken]
    return regret
