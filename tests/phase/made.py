"""Diagrams with a boundary that is known, made without a run."""

import numpy as np
import xarray as xr

from lngd_theory.phase import PhaseDiagram

X = tuple(np.geomspace(0.02, 0.3, 25).tolist())
Y = (20.0, 40.0, 80.0, 160.0)


def made(critical, *, x=X, y=Y, seeds=10, width=0.05, scatter=0.03, rng=0, noise="none", level=0.76, rising=True):
    """Accuracy rises from 1/2 to 1 about ``critical(y)``, shifted a little from seed to seed."""
    x, y, random = np.array(x), np.array(y), np.random.default_rng(rng)
    shift = scatter * random.standard_normal((y.size, 1, seeds))
    distance = np.log(x)[None, :, None] - np.log([critical(value) for value in y])[:, None, None] - shift
    # the level is crossed at zero distance
    offset = np.log((level - 0.5) / (1 - level))
    accuracy = 0.5 + 0.5 / (1 + np.exp(-(distance if rising else -distance) / width - offset))
    return diagram_of(accuracy, x, y, noise, level)


def diagram_of(accuracy, x, y, noise="none", level=0.76, names=("SNR", "n")):
    rows, columns, seeds = accuracy.shape
    coords = {names[1]: list(y), names[0]: list(x), "seed": list(range(seeds))}
    dims = list(coords)
    cost = np.broadcast_to(np.array(y)[:, None, None] ** 2 / 1e5, accuracy.shape).copy()
    return PhaseDiagram(
        noise,
        xr.DataArray(accuracy, coords, dims, name="accuracy"),
        xr.DataArray(cost, coords, dims),
        xr.DataArray(np.zeros(accuracy.shape, dtype=bool), coords, dims),
        xr.DataArray(np.full((rows, columns), 100), {name: coords[name] for name in dims[:2]}, dims[:2]),
        level,
    )


def power(exponent, constant=0.5):
    return lambda y: constant * y**exponent
