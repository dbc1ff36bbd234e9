"""The models that the study looks at: one for every way in which the curve could fail to be a valley at k*."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr

from lngd_theory.spectral.spiked.contrasts import STATEMENTS, Replication, against, replicate
from lngd_theory.spectral.spiked.formula import rank_risk
from lngd_theory.spectral.spiked.model import SpikedModel
from lngd_theory.spectral.spiked.simulation import simulate_rank_risk
from lngd_theory.spectral.spiked.valley import Valley, valley_of

__all__ = ["CASES", "Reading", "SpikedCase", "look_at"]


class SpikedCase(NamedTuple):
    """A model and what it stands for."""

    name: str
    model: SpikedModel


class Reading(NamedTuple):
    """One case, formula and simulation, for one risk.

    Attributes
    ----------
    case : SpikedCase
        What was looked at.
    risk : str
        Which risk.
    formula, simulated : xarray.DataArray
        Over d, and over (seed, d).
    shape : Valley
        Of the formula.
    bottoms : tuple of float
        Quartiles over seeds of the d with the least simulated risk.
    contradicted : mapping of statement to Replication
        Statements that the formula contradicts, tested on the seeds.
    """

    case: SpikedCase
    risk: str
    formula: xr.DataArray
    simulated: xr.DataArray
    shape: Valley
    bottoms: tuple[float, float, float]
    contradicted: dict[str, Replication]


_FALLING = (3.0, 2.0, 1.0)
_TWO = ((4.0, 0.3), (0.2, 0.7))
_DECAYING = ((4.0, 0.1), (2.0, 0.2), (1.0, 0.3), (0.5, 0.4))

#: Titles say how a case is made, not what is found of it.
CASES = (
    SpikedCase("strong spikes", SpikedModel(400, 200, (60.0, 30.0, 15.0), r=0.2, b=_FALLING)),
    SpikedCase("strong spikes with D > N", SpikedModel(200, 600, (90.0, 60.0, 30.0), r=0.2, b=_FALLING)),
    SpikedCase("strong spikes with D near N", SpikedModel(200, 220, (60.0, 30.0, 15.0), r=0.2, b=_FALLING)),
    SpikedCase("the last spike matters most", SpikedModel(400, 200, (60.0, 30.0, 15.0), r=0.2, b=_FALLING[::-1])),
    SpikedCase("spikes at 2 to 4 times the threshold", SpikedModel(400, 200, (2.8, 2.1, 1.4), r=0.2, b=_FALLING)),
    SpikedCase("spikes below the threshold", SpikedModel(400, 200, (0.5, 0.45, 0.4), r=0.2)),
    SpikedCase("uneven weights at r = 0.45", SpikedModel(100, 50, (90.0, 30.0, 10.0), r=0.45, b=(1.0, 0.1, 0.1))),
    SpikedCase("a useless spike first", SpikedModel(200, 100, (40.0, 8.0), r=0.3, b=(0.0, 1.0))),
    SpikedCase("signal of low variance", SpikedModel(400, 200, (6.0, -0.9), r=0.2, b=(1.0, 1.0))),
    SpikedCase("tail of two variances", SpikedModel(400, 200, (12.0, -0.7), r=0.2, b=(1.0, 1.0), tail=_TWO)),
    SpikedCase("decaying tail", SpikedModel(400, 200, (60.0, 30.0, 15.0), r=0.2, b=_FALLING, tail=_DECAYING)),
    SpikedCase("two classes at r = 0 and D = N/100", SpikedModel(2000, 20, (0.3,), latent="classes")),
    SpikedCase("random corruption", SpikedModel(400, 200, (20.0, 12.0), r=0.2, b=(1.0, 0.0))),
    SpikedCase("corruption by a strong feature", SpikedModel(400, 200, (20.0, 12.0), r=0.2, b=(1.0, 0.0), aligned=1)),
    SpikedCase("corruption by a weak feature", SpikedModel(400, 200, (20.0, 0.3), r=0.2, b=(1.0, 0.0), aligned=1)),
)


def look_at(case: SpikedCase, seeds: int, risks: tuple[str, ...] = ("squared", "error")) -> list[Reading]:
    """Formula and simulation of a case, for each risk."""
    formula, simulated = rank_risk(case.model), simulate_rank_risk(case.model, seeds)
    readings = []
    for risk in risks:
        curve, curves = formula[risk], simulated[risk].transpose("seed", "d")
        found = {name: against(curve.values, name, case.model.k_star) for name in STATEMENTS}
        tested = {name: replicate(curves, contrasts) for name, contrasts in found.items() if contrasts}
        low, middle, high = np.quantile(curves.values.argmin(axis=1), [0.25, 0.5, 0.75]).tolist()
        readings.append(Reading(case, risk, curve, curves, valley_of(curve.values), (low, middle, high), tested))
    return readings
