"""Which numbers of a cell are the quantities that the claims of the Malignant Tail speak of, per seed and by name.

The names and their meanings are those of :data:`lngd_theory.claims.tail.vocabulary.QUANTITIES`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.setting import Setting
from lngd_theory.spectral.choosing import gain_of_choice, transfer_regret
from lngd_theory.spectral.network.arms import accuracies
from lngd_theory.spectral.network.corruption import Corruption, drawn_labels
from lngd_theory.spectral.seat import label_shares, seat_of

__all__ = [
    "K_STAR", "at_cell", "of_kinds", "of_widths", "regrets", "seats", "segregation", "shares_of_labels",
]  # fmt: skip

Array = NDArray[np.float64]

#: Dimension of the signal subspace of two classes.
K_STAR = 1


def at_cell(data: xr.Dataset, noise: str) -> dict[str, Any]:
    """All that one cell gives for one algorithm (its fresh label noise, as text)."""
    one = data.sel(noise=noise)
    probe, start = (curve.sel(kind="probe").values for curve in (one.curve, one.untrained))  # (seeds, 2, k)
    epoch, rank = regrets(data, noise)
    return {
        "k_star": K_STAR,
        "seat": segregation(data, noise),
        "memorised": one.train_accuracy.sel(group="corrupted").isel(record=-1).values,
        "accuracy_full": accuracies(data, (noise, "as trained")),
        "accuracy_kstar": accuracies(data, (noise, "features, d = 1")),
        "gain_trained": gain_of_choice(probe[:, 0, 1:], probe[:, 1, 1:]),
        "gain_untrained": gain_of_choice(start[:, 0, 1:], start[:, 1, 1:]),
        "regret_epoch": epoch,
        "regret_rank": rank,
        "risk": 1 - probe.mean(axis=1),
    }


def of_widths(cells: Mapping[int, xr.Dataset], noise: str) -> dict[str, Any]:
    """The narrowest against the widest of cells by m."""
    found = {}
    for name, m in (("narrow", min(cells)), ("wide", max(cells))):
        found[f"rank_{name}"] = cells[m].effective_rank.sel(noise=noise).isel(record=-1).values
        found[f"error_{name}"] = 1 - accuracies(cells[m], (noise, "as trained"))
    return found


def of_kinds(random: xr.Dataset, systematic: xr.Dataset, noise: str) -> dict[str, Any]:
    """Random against systematic corruption of the same rate and draws."""
    return {"seat_random": segregation(random, noise), "seat_systematic": segregation(systematic, noise)}


def segregation(data: xr.Dataset, noise: str) -> Array:
    """The seat of the first direction of the features at the end (seeds,)."""
    return seats(data, noise)[:, -1]


def seats(data: xr.Dataset, noise: str) -> Array:
    """The seat of the first direction at every record (seeds, records).

    See :func:`~lngd_theory.spectral.seat.seat_of`.
    """
    one = data.sel(noise=noise)
    trained = shares_of_labels(data)
    return seat_of(one.signal_top.values, one.noise_top.values, trained[:, :1], trained[:, 1:])


def shares_of_labels(data: xr.Dataset) -> Array:
    """``S_y`` and ``N_y`` (seeds, 2) of the labels that each seed of a cell was trained on."""
    return _shares(data.attrs["cell"], tuple(data.seed.values.tolist()))


@functools.lru_cache(maxsize=1024)
def _shares(cell: str, seeds: tuple[int, ...]) -> Array:
    values = json.loads(cell)
    setting, corruption = Setting(**values["setting"]), Corruption(**values["corruption"])
    found = np.full((len(seeds), 2), np.nan)
    for row, seed in enumerate(seeds):
        true, given = drawn_labels(setting, corruption, seed)
        if min(np.unique(true).size, np.unique(given).size) > 1:  # a class may be missing from a small draw
            found[row] = label_shares(true, given)
    return found


def regrets(data: xr.Dataset, noise: str, kind: str = "probe") -> tuple[Array, Array]:
    """Regret (seeds,) of a transferred step, and of a transferred number of directions of one kind."""
    one = data.sel(noise=noise)
    over_time, over_rank = one.accuracy_over_time.values, one.curve.sel(kind=kind).values[:, :, 1:]
    epoch, rank = (transfer_regret(curve[:, 0], curve[:, 1]) for curve in (over_time, over_rank))
    return epoch, rank
