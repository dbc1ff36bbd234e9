"""One seed of one cell: read the images, corrupt the labels, train the network, measure it at every record."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lngd_theory.images import ImageSet, load_images
from lngd_theory.spectral.deep.corruption import corrupt
from lngd_theory.spectral.deep.design import Cell
from lngd_theory.spectral.deep.extra import require_torch
from lngd_theory.spectral.deep.layers import features_at
from lngd_theory.spectral.deep.measure import (
    KINDS,
    LABELS,
    RULES,
    SAMPLES,
    Head,
    Sample,
    Snapshot,
    snapshot,
)
from lngd_theory.spectral.deep.models import build_model
from lngd_theory.spectral.deep.norms import with_measured_norms
from lngd_theory.spectral.deep.train import train
from lngd_theory.spectral.seat import label_shares
from lngd_theory.streams import streams
from lngd_theory.threads import one_thread

__all__ = [
    "AXES", "HELD_OUT", "PENULTIMATE", "Measured", "Part", "coordinates", "measure_seed", "one_torch_thread",
    "samples_of",
]  # fmt: skip

Array = NDArray[np.float64]
Measured = dict[str, Array]
#: Images (n, C, H, W), given labels (n,), true labels (n,).
Part = tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]

#: One of so many training samples is held out, with its given label, to choose by. Every network is trained on the
#: others alone, so that all remedies have the same one.
HELD_OUT = 5
#: The layer whose outputs the last one takes.
PENULTIMATE = "penultimate"

#: Axes of everything measured, after the seed.
AXES: dict[str, tuple[str, ...]] = {
    "network": ("record", "sample", "labels"),
    "curve": ("record", "kind", "sample", "labels", "d"),
    "risk": ("record", "sample", "labels", "d"),
    "singular": ("record", "direction"),
    "signal": ("record", "direction"),
    "noise": ("record", "direction"),
    "rank": ("record", "measure"),
    "chosen": ("record", "rule"),
    "loss": ("record",),
    "trained_shares": ("part",),
    "size": ("sample",),
    "classes": (),
    "diverged_at": (),
}


def coordinates(features: int, cell: Cell) -> dict[str, Any]:
    """Labels of the axes, for so many features."""
    return {
        "record": cell.at, "sample": list(SAMPLES), "labels": list(LABELS), "kind": list(KINDS),
        "d": np.arange(features + 1), "direction": np.arange(1, features + 1), "rule": list(RULES),
        "measure": ["effective rank", "participation ratio", "stable rank"], "part": ["signal", "noise"],
    }  # fmt: skip


def measure_seed(cell: Cell, seed: int, check: Callable[[], None] = lambda: None) -> Measured:
    """Everything about one seed of a cell, by the names of :data:`AXES`; less of it if training diverged.

    Parameters
    ----------
    cell : Cell
    seed : int
        Draws images, corruption, parts, initial weights, order and fresh flips, each from a stream of its own.
    check : callable
        Called after every epoch; ends the run by raising.
    """
    with one_thread(), one_torch_thread():
        images, parts = samples_of(cell, seed)
        classes, shape = len(images.classes), images.shape
        net = build_model(
            cell.architecture, shape=shape, classes=classes, width=cell.width, depth=cell.depth, seed=seed
        )  # fmt: skip
        x = np.concatenate([parts[name][0] for name in SAMPLES[:2]])
        given, true = (np.concatenate([parts[name][part] for name in SAMPLES[:2]]) for part in (1, 2))
        found: list[Snapshot] = []
        losses: list[float] = []
        diverged = -1
        for epoch in train(net, x, given, classes, cell.training, seed):
            check()
            if epoch.number and not math.isfinite(epoch.loss):
                diverged = epoch.number
            elif epoch.number in cell.at:
                looked_at = net if epoch.number else with_measured_norms(net, x)  # else its batch norms do nothing
                state = _look(looked_at, parts, cell.layer)
                diverged = epoch.number if state is None else -1
                found += [state] if state else []
                losses += [epoch.loss]
            if diverged >= 0:
                return {"classes": np.array(float(classes)), "diverged_at": np.array(float(diverged))}
    measured = {name: np.stack([getattr(state, name) for state in found]) for name in Snapshot._fields}
    return {
        **measured,
        "loss": np.array(losses),
        "trained_shares": np.array(label_shares(true, given)),
        "size": np.array([float(len(parts[name][0])) for name in SAMPLES]),
        "classes": np.array(float(classes)),
        "diverged_at": np.array(-1.0),
    }


def samples_of(cell: Cell, seed: int) -> tuple[ImageSet, dict[str, Part]]:
    """The images of a seed, and (x, given labels, true labels) of each of :data:`SAMPLES`."""
    chosen = cell.images
    images = load_images(chosen.name, chosen.path, chosen.train, chosen.test, seed, chosen.size)
    data = corrupt(images, cell.corruption, seed)
    rng = streams(seed).test
    order = rng.permutation(len(data.x))
    held, kept = np.split(order, [len(order) // HELD_OUT])
    parts = {name: (data.x[rows], data.given[rows], data.true[rows]) for name, rows in (
        ("clean", kept[~data.wrong[kept]]), ("corrupted", kept[data.wrong[kept]]), ("held", held)
    )}  # fmt: skip
    halves = np.array_split(rng.permutation(len(images.x_test)), 2)
    for name, rows in zip(("choice", "score"), halves, strict=True):
        parts[name] = (images.x_test[rows], images.y_test[rows], images.y_test[rows])
    return images, parts


def _look(net: Any, parts: dict[str, Part], layer: str) -> Snapshot | None:
    """One state; None where features or scores are not finite."""
    last: Any = net.head
    head = Head(*(value.detach().double().numpy() for value in (last.weight, last.bias)))
    before = _features(net, parts, PENULTIMATE)
    outputs = {name: values @ head.weight.T + head.bias for name, values in before.items()}
    if not all(np.isfinite(values).all() for values in (*before.values(), *outputs.values())):
        return None
    features = before if layer == PENULTIMATE else _features(net, parts, layer)
    samples = {name: Sample(features[name], *part[1:]) for name, part in parts.items()}
    return snapshot(samples, head if layer == PENULTIMATE else None, outputs)


def _features(net: Any, parts: dict[str, Part], layer: str) -> dict[str, Array]:
    """Features of all parts from one pass, as some may be empty."""
    images = [part[0] for part in parts.values()]
    whole = np.asarray(features_at(net, np.concatenate(images), layer), dtype=np.float64)
    rows = np.cumsum([len(x) for x in images])[:-1]
    return dict(zip(parts, np.split(whole, rows), strict=True))


@contextlib.contextmanager
def one_torch_thread() -> Iterator[None]:
    """Sums on several threads depend on how many there are."""
    torch = require_torch()
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
