"""The two stages of training, T_1 and T_2, written once, and solved for on each run.

GD: ``T_1`` as printed; C_1 is the least |l'| on it. Label-noise GD: ``T_1`` holds C_0, read as the least |l'_i| of a
sample as long as it is not memorised to 0.1, which is how the proof of Lemma 4.4 uses it. ``T_2`` holds c_2, the
largest f on [T_1, T_2], and is solved for on the run.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import sympy as sp
import xarray as xr

from lngd_theory.second_stage.statement import T1_LEMMA, T2_LEMMA
from lngd_theory.symbols import C_0, T_1, c_2, d, epsilon, eta, m, n, overlap, sigma_p

if TYPE_CHECKING:
    from lngd_theory.claims.case import Algorithm, Case

__all__ = ["STAGES", "STAGE_OBSERVABLES", "expected_steps", "solve_stages"]

#: What :func:`solve_stages` looks at.
STAGE_OBSERVABLES = ("f_min", "f_max", "f_rising_max")

#: |l'| at a margin that is nearly 0; and how far a stationary margin strays, in units of sqrt(a log((1-p)/p)).
_SLOPE, _DEVIATIONS = 0.45, 4.5

_NOISE_TIME = n * m / (eta * sigma_p**2 * d)

#: T_1 and T_2 of each algorithm (LNGD, Lemmas 4.2 to 4.5).
STAGES: dict[str, tuple[sp.Expr, sp.Expr]] = {
    "gd": (
        4 * _NOISE_TIME * sp.log(1 / overlap),
        _NOISE_TIME * sp.log(1 / overlap) + m**3 * n / (eta * epsilon * sigma_p**2 * d),
    ),
    "lngd": (T1_LEMMA, T2_LEMMA),
}


class Expected(NamedTuple):
    """How many steps things are expected to take, both algorithms considered; at most 10^18."""

    first: int  #: the first stage
    both: int  #: the first stage of GD, both stages of label-noise GD


def expected_steps(case: Case) -> Expected:
    """From the printed times, with C_0 nearly 1/2 and c_2 a few standard deviations above the balance point."""
    gd = case.value(STAGES["gd"][0])
    first = max(gd, case.value(STAGES["lngd"][0].subs(C_0, _SLOPE)))
    p = case.p if 0 < case.p < 0.5 else 0.1
    balance = math.log((1 - p) / p)
    largest = balance + _DEVIATIONS * math.sqrt(case.setting.noise_growth * balance)
    second = case.value((STAGES["lngd"][1] - T_1).subs(c_2, largest))
    return Expected(*(_whole(max(steps, 100.0)) for steps in (first, max(3 * gd, first + second))))


def _whole(steps: float) -> int:
    return int(min(steps, 1e18)) if math.isfinite(steps) else 10**18


def solve_stages(case: Case, algorithm: Algorithm, data: xr.Dataset) -> xr.Dataset:
    """T_1, T_2, C (C_0 or C_1), c_1, c_2 of every seed.

    inf where a stage does not end within the run, nan where it has no meaning.
    ``data`` holds :data:`STAGE_OBSERVABLES` over (seed, step).
    """
    step = data.step.astype(float)
    first = case.value(STAGES["gd"][0] if algorithm == "gd" else STAGES["lngd"][0] * C_0)
    if not first > 0:  # the noise is of order one from the start: no first stage
        nothing = xr.full_like(data.f_max.isel(step=0, drop=True), np.nan)
        return xr.Dataset(dict.fromkeys(("T_1", "T_2", "C", "c_1", "c_2"), nothing))
    if algorithm == "gd":
        T1 = xr.full_like(data.f_max.isel(step=0, drop=True), first)
        C = 1 / (1 + np.exp(data.f_max.where(step <= T1).max("step")))
    else:
        C = 1 / (1 + np.exp(data.f_rising_max.max("step")))
        T1 = first / C
    after = step >= T1
    top = xr.apply_ufunc(
        np.fmax.accumulate,
        data.f_max.where(after, -np.inf),
        kwargs={"axis": data.f_max.get_axis_num("step")},
    )
    if algorithm == "gd":
        end = xr.full_like(T1, case.value(STAGES["gd"][1]))
        T2 = end
    else:
        wait = case.value((STAGES["lngd"][1] - T_1) / (1 + sp.exp(c_2)))
        T2 = _first(step, after & (step - T1 >= wait * (1 + np.exp(top))), data.f_max)
    inside = after & (step <= T2)
    return xr.Dataset(
        {
            "T_1": T1,
            "T_2": T2,
            "C": C,
            "c_1": data.f_min.where(inside).min("step"),
            "c_2": data.f_max.where(inside).max("step"),
        }
    )


def _first(step: xr.DataArray, done: xr.DataArray, like: xr.DataArray) -> xr.DataArray:
    """First recorded step at which ``done`` holds, inf if at none, for every seed."""
    done = done.broadcast_like(like)
    found = step.broadcast_like(done).where(done).min("step")
    return found.fillna(np.inf)
