"""What can be done about fixed corruption with one trained network, scored on the half of the test images for that.

All arms come from the same training: *oracle* chooses by true labels on the other half of the test images, *held out*
by the given, noisy labels of the training samples that were left out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.spectral.deep.evidence import k_star, over_d
from lngd_theory.spectral.deep.measure import RULES

__all__ = ["CHOOSERS", "REMEDIES", "Outcome", "apply"]

Array = NDArray[np.float64]


class Outcome(NamedTuple):
    """One remedy on all seeds."""

    accuracy: Array  #: (seeds,) of true labels, on the half to score on; nan where training diverged
    choice: Array  #: (seeds,): an epoch or a number of directions; nan where nothing is chosen


#: By what is chosen: a sample, and its labels.
CHOOSERS = {"oracle": ("choice", "true"), "held out": ("held", "given")}


def _stopped(data: xr.Dataset, chooser: str) -> Outcome:
    """The epoch of highest accuracy by the chooser, the first one if there are several."""
    sample, labels = CHOOSERS[chooser]
    record = _first_best(data.network.sel(sample=sample, labels=labels).values)
    scores = data.network.sel(sample="score", labels="true").values
    return Outcome(_taken(scores, record), _or_nan(data.record.values[record], scores[:, -1]))


def _kept(data: xr.Dataset, kind: str, chooser: str, record: int = -1) -> Outcome:
    """A number d >= 1 of directions by the chooser, k*, all, or one of the rules that look at no clean label."""
    scores = over_d(data, kind, "score", record=record)
    if chooser in CHOOSERS:
        sample, labels = CHOOSERS[chooser]
        d = 1 + _first_best(over_d(data, kind, sample, labels, record)[:, 1:])
    elif chooser in RULES:
        chosen = data.chosen.isel(record=record).sel(rule=chooser).values
        d = np.nan_to_num(chosen).astype(np.int64)
        scores = np.where(np.isfinite(chosen)[:, None], scores, np.nan)
    else:
        d = np.full(len(scores), scores.shape[1] - 1)
        d = np.minimum(d, k_star(data)) if chooser == "k*" else d
    return Outcome(_taken(scores, d), _or_nan(d, scores[:, -1]))


def _stopped_and_kept(data: xr.Dataset, kind: str, chooser: str) -> Outcome:
    """Epoch and number of directions, together the best by the chooser."""
    sample, labels = CHOOSERS[chooser]
    by, scores = (
        data.curve.sel(kind=kind, sample=one, labels=two).transpose("seed", "record", "d").values[:, :, 1:]
        for one, two in ((sample, labels), ("score", "true"))
    )
    flat = by.reshape(len(by), -1)
    best = _first_best(flat)
    found = _taken(scores.reshape(flat.shape), best)
    return Outcome(found, _or_nan(1 + best % by.shape[2], found))


def _converged(data: xr.Dataset) -> Outcome:
    found = data.network.isel(record=-1).sel(sample="score", labels="true").values
    return Outcome(found, np.full(found.shape, np.nan))


#: Remedies in the order of tables and figures.
REMEDIES: dict[str, Callable[[xr.Dataset], Outcome]] = {
    "converged": _converged,
    "stopped, held out": lambda data: _stopped(data, "held out"),
    "stopped, oracle": lambda data: _stopped(data, "oracle"),
    "truncated to k*": lambda data: _kept(data, "head", "k*"),
    "truncated, held out": lambda data: _kept(data, "head", "held out"),
    "truncated, oracle": lambda data: _kept(data, "head", "oracle"),
    "probe, all directions": lambda data: _kept(data, "probe", "all"),
    "probe on k*": lambda data: _kept(data, "probe", "k*"),
    "probe, held out": lambda data: _kept(data, "probe", "held out"),
    "probe, cross-validation": lambda data: _kept(data, "probe", "gcv"),
    "probe, threshold": lambda data: _kept(data, "probe", "threshold"),
    "probe, oracle": lambda data: _kept(data, "probe", "oracle"),
    "stopped and truncated, held out": lambda data: _stopped_and_kept(data, "head", "held out"),
    "stopped and truncated, oracle": lambda data: _stopped_and_kept(data, "head", "oracle"),
    "stopped and probe, held out": lambda data: _stopped_and_kept(data, "probe", "held out"),
    "stopped and probe, oracle": lambda data: _stopped_and_kept(data, "probe", "oracle"),
    "untrained, probe, oracle": lambda data: _kept(data, "probe", "oracle", record=0),
}


def apply(data: xr.Dataset, remedy: str) -> Outcome:
    """One of :data:`REMEDIES` on the runs of a cell.

    Examples
    --------
    ``apply(data, "truncated to k*").accuracy`` has one number for each seed.
    """
    if "network" not in data:
        nothing = np.full(data.sizes["seed"], np.nan)
        return Outcome(nothing, nothing)
    return REMEDIES[remedy](data)


def _first_best(by: Array) -> NDArray[np.int64]:
    """First best place (seeds,) of accuracies (seeds, K); 0 where there are none."""
    return np.asarray(np.where(np.isnan(by), -1.0, by).argmax(axis=1), dtype=np.int64)


def _taken(scores: Array, place: NDArray[np.int64]) -> Array:
    return np.asarray(np.take_along_axis(scores, place[:, None], 1)[:, 0])


def _or_nan(choice: NDArray[np.int64], known: Array) -> Array:
    """Choices of the seeds whose accuracy is known."""
    return np.where(np.isfinite(known), choice, np.nan)
