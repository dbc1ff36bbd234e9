"""What the statements of the Malignant Tail speak of: numbers that every seed gives at a place.

A *place* is one problem on which the claims can be asked: a cell of the two-layer network or of real networks on real
images, with its data, architecture, optimiser, corruption and layer. The corruption is *fixed* before training;
label noise that is drawn afresh at every step is something else, and part of an optimiser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from lngd_theory.errors import InputError, near_match

__all__ = ["K_STAR", "NAMES", "QUANTITIES", "RISK", "Place", "Places", "Quantity", "numbers_of", "quantity"]

Array = NDArray[np.float64]

#: Numbers at a place by the names of :data:`QUANTITIES`, arrays over seeds (the risk over seeds and d); and ``k_star``,
#: one number. What is missing cannot be asked there.
Place = Mapping[str, Any]
#: Places by whatever tells them apart.
Places = Mapping[Any, Place]

#: k*, the dimension of the signal subspace: the number of classes minus one.
K_STAR = sp.Symbol("k_star", positive=True, real=True)


@dataclass(frozen=True)
class Quantity:
    """A number per seed that a statement speaks of.

    Attributes
    ----------
    name : str
        Key in a place, and name of the symbol in statements.
    latex : str
        How a report prints it.
    meaning : str
        In words.
    """

    name: str
    latex: str
    meaning: str

    @property
    def symbol(self) -> sp.Symbol:
        """What a statement is written with."""
        return sp.Symbol(self.name, real=True)


#: Test error of the probe on the first d principal directions, d = 0, 1, ..., K - 1: one row for each seed.
RISK = Quantity("risk", "R(d)", "test error of the probe on the first d principal directions (seeds, K), d from 0")

_KNOWN = (
    Quantity("seat", r"s", "seat of the first k* principal directions: 1 the classes, -1 the trained labels"),
    Quantity("memorised", r"M", "share of the corrupted training samples that get their corrupted label"),
    Quantity("accuracy_full", r"A_{D}", "test accuracy at the end of training"),
    Quantity("accuracy_kstar", r"A_{k^*}", "the same with features truncated to k* directions, own last layer"),
    Quantity("gain_trained", r"G_{\mathrm{trained}}", "gain of a truncated probe over all directions, after training"),
    Quantity("gain_untrained", r"G_{\mathrm{init}}", "the same on the features of the network at initialisation"),
    Quantity("rank_narrow", r"r_{\mathrm{narrow}}", "effective rank of the features of the narrowest network"),
    Quantity("rank_wide", r"r_{\mathrm{wide}}", "effective rank of the features of the widest network"),
    Quantity("error_narrow", r"E_{\mathrm{narrow}}", "test error of the narrowest network"),
    Quantity("error_wide", r"E_{\mathrm{wide}}", "test error of the widest network"),
    Quantity("regret_epoch", r"L_{\mathrm{epoch}}", "loss of accuracy by stopping at the other seeds' median epoch"),
    Quantity("regret_rank", r"L_{d}", "loss of accuracy by a probe on the other seeds' median d"),
    Quantity("seat_random", r"s_{\mathrm{random}}", "seat under random corruption"),
    Quantity("seat_systematic", r"s_{\mathrm{systematic}}", "seat under systematic corruption of the same rate"),
    RISK,
)

#: Every quantity by name.
QUANTITIES: dict[str, Quantity] = {item.name: item for item in _KNOWN}

#: LaTeX of the symbols of a statement, by name.
NAMES = {item.name: item.latex for item in _KNOWN} | {K_STAR.name: "k^*"}


def quantity(name: str) -> sp.Symbol:
    """The symbol of a quantity by its name; an unknown name is an error."""
    if name not in QUANTITIES:
        raise InputError(f"unknown quantity {name!r}; {near_match(name, QUANTITIES)}")
    return QUANTITIES[name].symbol


def numbers_of(place: Place, names: set[str]) -> dict[str, Array] | None:
    """The arrays of a place by name, or None if one of them is missing: the claim cannot be asked there.

    Raises
    ------
    InputError
        They do not have one entry (or row) for each seed, the same number of them all.
    """
    if any(name not in place for name in names):
        return None
    found = {name: np.asarray(place[name], dtype=np.float64) for name in sorted(names)}
    for name, values in found.items():
        wanted = 2 if name == RISK.name else 1
        if values.ndim != wanted:
            shape = "(seeds, K)" if wanted == 2 else "(seeds,)"
            raise InputError(f"{name} has the shape {values.shape}; it must be {shape}: one entry for each seed")
    sizes = {name: len(values) for name, values in found.items()}
    if len(set(sizes.values())) > 1:
        raise InputError(f"numbers of seeds differ: {sizes}; give the same seeds to all, nan where one diverged")
    return found
