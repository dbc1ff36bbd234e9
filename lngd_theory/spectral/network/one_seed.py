"""One seed of one cell: draw it, train it by every algorithm, measure all that the study reads."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lngd_theory.label_noise import parse_label_noise
from lngd_theory.spectral.network.corruption import NetworkDraw, draw_network
from lngd_theory.spectral.network.design import Cell
from lngd_theory.spectral.network.geometry import PARTS
from lngd_theory.spectral.network.measure import CURVES, Snapshot, halves, snapshot
from lngd_theory.spectral.network.outputs import TestSet, meet
from lngd_theory.spectral.network.path import train
from lngd_theory.spectral.network.remedies import CHOICES, REMEDIES, treat
from lngd_theory.threads import one_thread

__all__ = ["AXES", "Measured", "coordinates", "measure_seed"]

Array = NDArray[np.float64]
Measured = dict[str, Array]

#: Axes of everything measured, after seed and noise.
AXES: dict[str, tuple[str, ...]] = {
    "accuracy": ("remedy",),
    "choice": ("chosen",),
    "accuracy_over_time": ("half", "record"),
    "loss": ("record",),
    "train_accuracy": ("group", "record"),
    "effective_rank": ("record",),
    "averaging": ("record",),
    "energy": ("record", "part"),
    "signal_margin": ("record",),
    "margin": ("group", "record"),
    "signal_top": ("record",),
    "noise_top": ("record",),
    "mu_top": ("record",),
    "curve": ("kind", "half", "k"),
    "singular": ("direction",),
    "weight_shares": ("direction", "part"),
    "feature_singular": ("direction",),
    "signal_share": ("direction",),
    "noise_share": ("direction",),
    "curve_over_time": ("kind", "record", "k"),
    "untrained": ("kind", "half", "k"),
    "corrupted": (),
    "diverged_at": (),
}


def coordinates(cell: Cell) -> dict[str, Any]:
    """Labels of the axes of a cell."""
    width = 2 * cell.setting.m
    return {
        "noise": list(cell.noises), "remedy": list(REMEDIES), "chosen": list(CHOICES), "half": ["choice", "score"],
        "record": cell.at, "group": ["clean", "corrupted"], "kind": list(CURVES), "k": np.arange(width + 1),
        "direction": np.arange(1, width + 1), "part": list(PARTS),
    }  # fmt: skip


def measure_seed(cell: Cell, seed: int) -> list[Measured]:
    """Everything about one seed of a cell: one dictionary for each label noise, by the names of :data:`AXES`."""
    with one_thread():
        draw = draw_network(cell.setting, cell.corruption, seed, cell.n_test)
        untrained = snapshot(draw, np.zeros_like(draw.geometry.instance.overlaps), cell.setting.q)
        return [_measure(cell, seed, draw, untrained, noise) for noise in cell.noises]


def _measure(cell: Cell, seed: int, draw: NetworkDraw, untrained: Snapshot, label: str) -> Measured:
    noise, setting = parse_label_noise(label), cell.setting
    path = train(draw.geometry.instance, setting, noise, seed, cell.at)
    if path.diverged_at >= 0:
        return {"diverged_at": np.array(float(path.diverged_at))}
    kinds = CURVES if cell.over_time else ()
    states = [untrained, *(snapshot(draw, R, setting.q, kinds) for R in path.states[1:-1])]
    last = snapshot(draw, path.states[-1], setting.q)
    states.append(last)
    test = TestSet(draw, setting.q)
    over_time = np.stack([halves(test.correct(meet(draw, R))) for R in path.states], axis=1)
    treated = treat(draw, path, over_time, last, setting, noise, seed)
    found = {
        "accuracy": treated.accuracy, "choice": treated.choice, "accuracy_over_time": over_time,
        "loss": np.logaddexp(0, -path.margins).mean(axis=1),
        "train_accuracy": _by_group(draw, path.margins > 0),
        "effective_rank": np.array([state.effective_rank for state in states]),
        "averaging": np.array([state.averaging for state in states]),
        "energy": np.array([state.energy for state in states]),
        "signal_margin": np.array([state.signal_margin for state in states]),
        "margin": _by_group(draw, path.margins),
        "signal_top": np.array([state.signal_share[0] for state in states]),
        "noise_top": np.array([state.noise_share[0] for state in states]),
        "mu_top": np.array([state.weight_shares[0, PARTS.index("signal")] for state in states]),
        "curve": np.stack([last.curves[kind] for kind in CURVES]),
        "singular": last.singular, "weight_shares": last.weight_shares,
        "feature_singular": last.feature_singular, "signal_share": last.signal_share, "noise_share": last.noise_share,
        "untrained": np.stack([untrained.curves[kind] for kind in CURVES]),
        "corrupted": np.array(float(draw.corrupted.sum())),
        "diverged_at": np.array(-1.0),
    }  # fmt: skip
    if cell.over_time:
        found["curve_over_time"] = np.array(
            [[state.curves[kind].mean(axis=0) for state in states] for kind in CURVES]
        )  # fmt: skip
    return found


def _by_group(draw: NetworkDraw, values: NDArray[Any]) -> Array:
    """Means (2, s) of values (s, n) over the clean and over the corrupted samples; nan where there are none."""
    wrong = draw.corrupted
    nothing = np.full(len(values), np.nan)
    return np.stack([values[:, group].mean(axis=1) if group.any() else nothing for group in (~wrong, wrong)])
