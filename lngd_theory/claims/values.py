"""What the symbols of a statement stand for on a run: numbers of the case, observables, stages, hitting times."""

from __future__ import annotations

from typing import Any

import xarray as xr

from lngd_theory.claims.case import Algorithm, Case
from lngd_theory.claims.claim import Claim
from lngd_theory.claims.hitting import HITTING, hitting_time
from lngd_theory.claims.stages import solve_stages

__all__ = ["AT_T1", "observables_of", "values_of"]

#: ``x_at_T_1`` is the value of the observable ``x`` at T_1.
AT_T1 = "_at_T_1"


def values_of(case: Case, data: xr.Dataset, stage: Algorithm | None) -> dict[str, Any]:
    """Values by symbol name: numbers, and arrays over (seed, step) or (seed,).

    ``stage`` names the algorithm whose T_1, T_2 and constants are solved for.
    """
    values: dict[str, Any] = {**case.numbers, **{str(name): data[name] for name in data.data_vars}}
    if "step" in data.coords:
        values["t"] = data.step.astype(float)
    if stage in ("gd", "lngd") and "f_min" in data:
        solved = solve_stages(case, stage, data)
        constant = "C_1" if stage == "gd" else "C_0"
        values |= {(constant if name == "C" else str(name)): solved[name] for name in solved}
        step = data.step.astype(float)
        first = step == step.where(step >= values["T_1"]).min("step")
        values |= {f"{name}{AT_T1}": data[name].where(first).max("step") for name in data if data[name].ndim == 2}
    values |= {name: hitting_time(data, name, case.numbers) for name in HITTING if HITTING[name].observable in data}
    return values


def observables_of(symbols: set[str], claim: Claim) -> set[str]:
    """The observables behind symbols of a statement: by name, by value at T_1, by hitting time."""
    names = {name.removesuffix(AT_T1) for name in symbols}
    names |= {HITTING[name].observable for name in symbols if name in HITTING}
    return names & set(claim.known)
