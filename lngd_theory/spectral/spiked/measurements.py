"""What the study measures beside its cases: agreement with growing N, thresholds, widths, true directions, searches."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import xarray as xr

from lngd_theory.spectral.spiked.conditions import valley_threshold
from lngd_theory.spectral.spiked.contrasts import STATEMENTS
from lngd_theory.spectral.spiked.formula import rank_risk
from lngd_theory.spectral.spiked.model import SpikedModel
from lngd_theory.spectral.spiked.population import population_risk, simulate_population_risk
from lngd_theory.spectral.spiked.search import Counterexample, search_counterexample
from lngd_theory.spectral.spiked.simulation import simulate_rank_risk

__all__ = [
    "TRUE_SAMPLES", "Agreement", "Searched", "Width", "agreements", "searches", "thresholds", "true_directions",
    "widths",
]  # fmt: skip

#: The model of the comparison with growing N: two spikes above the threshold, one below.
_AGREEMENT = SpikedModel(100, 50, (8.0, 3.0, 0.5), r=0.2)
#: That of the widths: two classes of a fixed distance, more and more dimensions.
_WIDTH = SpikedModel(100, 50, (6.0,), r=0.2, latent="classes")
TRUE_SAMPLES = 100
_TRUE = SpikedModel(TRUE_SAMPLES, 400, (8.0, 5.0, 4.0), r=0.1)


class Agreement(NamedTuple):
    """Mean simulated risk over the formula's, with a 95 % normal interval, at one number of directions.

    ``worst`` is the largest relative difference of the mean curve from the formula over all d.
    """

    N: int
    risk: str
    place: str
    ratio: float
    low: float
    high: float
    worst: float


def agreements(sizes: tuple[int, ...], seeds: int, gamma: float = 0.5) -> list[Agreement]:
    """Simulation against formula at the same gamma and growing N."""
    found = []
    for size in sizes:
        model = replace(_AGREEMENT, N=size, D=round(size * gamma))
        formula, simulated = rank_risk(model), simulate_rank_risk(model, seeds)
        for risk in ("squared", "excess", "error"):
            expected, curves = formula[risk].values, simulated[risk].transpose("seed", "d").values
            ratios = curves.mean(axis=0) / expected
            error = 1.96 * curves.std(axis=0, ddof=1) / np.sqrt(seeds) / expected
            worst = float(np.abs(ratios - 1).max())
            for name, d in (("2", 2), ("N/8", size // 8), ("min(N, D)", model.full_rank)):
                low, high = ratios[d] - error[d], ratios[d] + error[d]
                found.append(Agreement(size, risk, name, float(ratios[d]), float(low), float(high), worst))
    return found


def thresholds(gammas: tuple[float, ...], rates: tuple[float, ...]) -> xr.DataArray:
    """Strength from which on one spike has its valley at k* = 1, over that of detection, for (latent, r, gamma)."""
    latents = ("classes", "gaussian")
    values = [[[valley_threshold(g, r, latent) / np.sqrt(g) for g in gammas] for r in rates] for latent in latents]
    coords = {"latent": list(latents), "r": list(rates), "gamma": list(gammas)}
    return xr.DataArray(np.array(values), coords=coords, dims=tuple(coords), name="threshold")


class Width(NamedTuple):
    """Error by formula and median simulated error with quartiles, at one D."""

    gamma: float
    truncated: float
    full: float
    simulated_truncated: tuple[float, float, float]
    simulated_full: tuple[float, float, float]


def widths(gammas: tuple[float, ...], seeds: int) -> list[Width]:
    """0-1 error after truncation to k* and of all directions, for wider and wider features."""
    found = []
    for gamma in gammas:
        model = replace(_WIDTH, D=round(_WIDTH.N * gamma))
        formula, simulated = rank_risk(model).error, simulate_rank_risk(model, seeds).error
        ends = [simulated.isel(d=d).quantile([0.5, 0.25, 0.75]).values.tolist() for d in (model.k_star, -1)]
        found.append(Width(gamma, float(formula[model.k_star]), float(formula[-1]), tuple(ends[0]), tuple(ends[1])))
    return found


def true_directions(seeds: int, count: int = 60) -> tuple[xr.Dataset, xr.Dataset]:
    """Risks on the true directions, by formula at all d and simulated at some."""
    spread = np.unique(np.round(np.geomspace(1, _TRUE.D, count)).astype(int))
    grid = [0, *(int(d) for d in spread if abs(d - _TRUE.N) > 1)]
    return population_risk(_TRUE), simulate_population_risk(_TRUE, seeds, grid)


class Searched(NamedTuple):
    """What a search was for, and what it found."""

    statement: str
    risk: str
    nuisance: bool
    found: Counterexample | None


def searches(most_spikes: int) -> list[Searched]:
    """The smallest counterexample to every statement, among models with and without useless spikes."""
    return [
        Searched(name, risk, nuisance, search_counterexample(name, 0, risk, most_spikes, nuisance=nuisance))
        for risk in ("squared", "error")
        for nuisance in (False, True)
        for name in STATEMENTS
    ]
