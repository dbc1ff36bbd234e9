"""Hitting times: the first recorded step at which something has happened, inf where it has not (censored)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import sympy as sp
import xarray as xr

__all__ = ["HITTING", "Event", "hitting_time"]


@dataclass(frozen=True)
class Event:
    """``observable relation level``, and in words; the level is a number or the name of one of the case's."""

    observable: str
    relation: Literal["<=", ">="]
    level: float | str
    words: str

    def symbol(self, name: str) -> sp.Symbol:
        """The symbol that statements use."""
        return sp.Symbol(name, positive=True)


#: Events by the name of their hitting time.
HITTING = {
    "tau_loss": Event("clean_loss", "<=", "epsilon", "training loss at most epsilon"),
    "tau_rho_1": Event("rho_bar_least", ">=", 1.0, "every sample memorised: max_r rho_bar >= 1"),
    "tau_rho_0_1": Event("rho_bar_least", ">=", 0.1, "every sample memorised: max_r rho_bar >= 0.1"),
    "tau_gamma_0_1": Event("gamma_abs_max", ">=", 0.1, "max |gamma| >= 0.1"),
    "tau_test": Event("test_error", "<=", 0.05, "test error at most 0.05"),
}


def hitting_time(data: xr.Dataset, name: str, numbers: Mapping[str, float]) -> xr.DataArray:
    """First recorded step of every seed at which the event holds; inf if at none."""
    event = HITTING[name]
    level = numbers[event.level] if isinstance(event.level, str) else event.level
    values = data[event.observable]
    done = values <= level if event.relation == "<=" else values >= level
    steps = data.step.astype(float).broadcast_like(values)
    found: xr.DataArray = steps.where(done).min("step").fillna(np.inf)
    return found
