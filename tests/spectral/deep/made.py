"""Small cells, and runs that are made up so that the right answers are known."""

import dataclasses

import numpy as np
import xarray as xr

from lngd_theory.spectral.deep.design import Images, TailDesign
from lngd_theory.spectral.deep.evidence import TailEvidence
from lngd_theory.spectral.deep.measure import KINDS, LABELS, RULES, SAMPLES
from lngd_theory.spectral.deep.models import FullSize
from lngd_theory.spectral.deep.train import Training

FEATURES, CLASSES = 12, 4


def design(**changes):
    """One network, trained for two epochs."""
    base = TailDesign(
        Images("digits", train=120, test=80, size=4), (FullSize("mlp", 3, 1),), rates=(0.3,), optimisers=("sgd",),
        widths=(2, 3), flips=(0.2,), few=1, records=3, training=Training(epochs=2, batch=32), seeds=2,
    )  # fmt: skip
    return dataclasses.replace(base, **changes)


def runs(seeds=8, records=4, diverged=(), rng=0, features=FEATURES, **values):
    """A cell's dataset of random numbers, with some of them set, and seeds that diverged."""
    rng = np.random.default_rng(rng)
    axes = {
        "network": ("record", "sample", "labels"), "curve": ("record", "kind", "sample", "labels", "d"),
        "risk": ("record", "sample", "labels", "d"), "singular": ("record", "direction"),
        "signal": ("record", "direction"), "noise": ("record", "direction"), "rank": ("record", "measure"),
        "chosen": ("record", "rule"), "loss": ("record",), "trained_shares": ("part",), "size": ("sample",),
    }  # fmt: skip
    coords = {
        "seed": np.arange(seeds), "record": 2 ** np.arange(records) - 1, "sample": list(SAMPLES),
        "labels": list(LABELS), "kind": list(KINDS), "d": np.arange(features + 1),
        "direction": np.arange(1, features + 1), "rule": list(RULES),
        "measure": ["effective rank", "participation ratio", "stable rank"], "part": ["signal", "noise"],
    }  # fmt: skip
    sizes = {name: len(values) for name, values in coords.items()}
    data = xr.Dataset(
        {name: (("seed", *dims), rng.random([seeds, *(sizes[dim] for dim in dims)])) for name, dims in axes.items()},
        coords,
    )
    data["signal"], data["noise"] = data.signal / features, data.noise / features
    data["chosen"] = np.floor(data.chosen * features) + 1
    data["trained_shares"] = data.trained_shares * 0 + xr.DataArray([0.3, 0.7], dims="part")
    data["classes"] = ("seed", np.full(seeds, float(CLASSES)))
    data["diverged_at"] = ("seed", np.where(np.isin(np.arange(seeds), diverged), 1.0, -1.0))
    for (name, *where), value in values.get("put", {}).items():
        data[name].loc[{axis: list(at) if isinstance(at, tuple) else at for axis, at in where}] = value
    known = data.diverged_at < 0
    return data.where(known).assign(diverged_at=data.diverged_at, classes=data.classes)


def evidence(seeds=8, of=None, **changes):
    """Made-up runs of every cell of a design."""
    d = design(seeds=seeds, **changes)
    return TailEvidence(d, {cell: (of or runs)(seeds=seeds, rng=number) for number, cell in enumerate(d.cells())})
