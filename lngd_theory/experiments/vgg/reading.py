"""Accuracies of all trainings as one labelled array, and the numbers per seed that the claims are read as."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.experiments.experiment import Outcome, at_least
from lngd_theory.experiments.judge import Finding, finding_of
from lngd_theory.experiments.vgg.design import ALGORITHMS, Cell, Design, Version

__all__ = ["best", "collected", "final", "findings", "gap", "growing_lead", "rise"]

Array = NDArray[np.float64]

#: The part of a training whose records are averaged: a network with label noise goes on moving.
_LATE = 0.2


def collected(design: Design, version: Version, found: Mapping[Cell, xr.Dataset]) -> xr.Dataset:
    """The trainings of a version, over (algorithm, level, seed, step)."""
    rows = [
        xr.concat([found[design.cell(version, level, name)] for level in design.levels], "level", combine_attrs="drop")
        for name in ALGORITHMS
    ]
    data = xr.concat(rows, "algorithm", combine_attrs="drop")
    return data.assign_coords(algorithm=list(ALGORITHMS), level=list(design.levels))


def final(data: xr.Dataset, name: str = "test_accuracy") -> xr.DataArray:
    """Mean over the records of the last fifth of the steps, over (algorithm, level, seed)."""
    late = data[name].where(data.step > (1 - _LATE) * data.step[-1], drop=True)
    return late.mean("step", skipna=False)


def best(data: xr.Dataset, name: str = "test_accuracy") -> xr.DataArray:
    """The largest record, over (algorithm, level, seed): what stopping by the test images themselves would give."""
    return data[name].max("step")


def gap(values: xr.DataArray) -> xr.DataArray:
    """LNGD minus GD, over (level, seed)."""
    return values.sel(algorithm="LNGD", drop=True) - values.sel(algorithm="GD", drop=True)


def rise(differences: xr.DataArray) -> Array:
    """By how much differences (level, seed) rise from the lowest to the highest level, by a line of least squares.

    For each seed; nan where a training diverged.
    """
    level = differences.level - differences.level.mean()
    slope = (differences * level).sum("level", skipna=False) / (level**2).sum()
    return np.asarray(slope * float(level.max() - level.min()))


def growing_lead(differences: xr.DataArray) -> Array:
    """The lesser of LNGD's lead at the highest level and its :func:`rise`: positive if there is a lead that grows.

    A gap below zero that shrinks, because noise leaves neither anything to learn, is not what is claimed.
    """
    high = differences.sel(level=float(differences.level.max())).values
    return np.asarray(np.minimum(high, rise(differences)))


def findings(design: Design, data: Mapping[str, xr.Dataset]) -> list[Finding]:
    """What is claimed beside what was measured, for each version by its name."""
    high, low = max(design.levels), min(design.levels)
    found = []
    for name, one in data.items():
        differences, fits = gap(final(one)), final(one, "train_accuracy").sel(algorithm="GD").min("level")
        outcomes = (
            Outcome(
                "LNGD generalises better than GD where the noise is strongest",
                f"test accuracy at noise {high:g}, LNGD minus GD",
                lambda of: of.sel(level=high).values,
                at_least(0, strictly=True),
            ),
            Outcome(
                "the gap by which LNGD is ahead of GD grows with the noise",
                f"the lesser of LNGD minus GD at noise {high:g} and its rise from noise {low:g} (least squares)",
                growing_lead,
                at_least(0, strictly=True),
            ),
            Outcome(
                "rise of the gap, whoever is ahead", f"rise of LNGD minus GD from noise {low:g} to {high:g}", rise
            ),
            Outcome(
                "gap without noise", f"test accuracy at noise {low:g}, LNGD minus GD",
                lambda of: of.sel(level=low).values,
            ),
        )  # fmt: skip
        found += [finding_of(outcome, name, outcome.measure(differences)) for outcome in outcomes]
        fit = Outcome("GD fits the noisy training images", "least training accuracy of GD over the levels", np.asarray)
        found.append(finding_of(fit, name, fit.measure(fits)))
    return found
