"""How the learning rates were found: the rate at which the network that fits its given training labels worst fits best.

No test label, and no true label, is looked at; the seed is none of those that a study runs. Every optimiser has one
rate for all networks, so that no network is favoured.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lngd_theory.errors import InputError
from lngd_theory.spectral.deep.design import Cell
from lngd_theory.spectral.deep.one_run import Measured, measure_seed

__all__ = ["RATES", "SLACK", "Tuned", "tune"]

#: Learning rates tried, by the class of the optimiser in ``torch.optim``.
RATES = {"SGD": (1.0, 0.3, 0.1, 0.03, 0.01), "Adam": (0.03, 0.01, 0.003, 0.001, 0.0003)}
RATES["AdamW"] = RATES["Adam"]
#: Fits closer to the best than this are the best too.
SLACK = 0.01
#: Of the tuning.
_SEED = 1_000_003


class Tuned(NamedTuple):
    """A learning rate, and what all those tried fit."""

    learning_rate: float
    fits: dict[float, tuple[float, ...]]  #: by learning rate, for each cell: share of given labels; 0 if it diverged


def tune(cells: Sequence[Cell], rates: Sequence[float], seed: int = _SEED) -> Tuned:
    """The largest rate whose lowest fit over the cells is within :data:`SLACK` of the best such fit.

    Raises
    ------
    InputError
        There is no cell, or no rate to try.
    """
    if not cells or not rates:
        raise InputError(f"cells and rates have {len(cells)} and {len(rates)} entries; give at least one of each")
    fits = {
        rate: tuple(_fit(measure_seed(cell.replace(learning_rate=rate, records=2), seed)) for cell in cells)
        for rate in rates
    }
    best = max(map(min, fits.values()))
    return Tuned(max(rate for rate, fit in fits.items() if min(fit) >= best - SLACK), fits)


def _fit(measured: Measured) -> float:
    """Share of the given labels of the training samples that the network gives in the end."""
    if "network" not in measured:
        return 0.0
    shares, sizes = measured["network"][-1, :2, 0], measured["size"][:2]
    return float(np.nansum(shares * sizes) / sizes.sum())
