"""How long the trainings of a design will take on this machine, from a few steps."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import numpy as np

from lngd_theory.experiments.vgg.design import Cell
from lngd_theory.experiments.vgg.training import FullBatch
from lngd_theory.spectral.deep.layers import features_at
from lngd_theory.spectral.deep.models import build_model
from lngd_theory.spectral.deep.one_run import one_torch_thread

__all__ = ["seconds_of", "seconds_per_image"]

#: Channels and side of the sets as they are, and the test images of a set where a design takes all.
_SHAPES, _TEST = {"digits": (1, 8), "cifar10": (3, 32)}, 10_000
_CLASSES = 10
#: A step on so few images that takes longer than this many seconds is not repeated with all.
_FEW, _LONG = 32, 0.2


def seconds_of(cells: Iterable[Cell], seeds: int) -> float:
    """About how long the trainings take one after the other, without reading images and writing files."""
    known: dict[tuple[object, ...], tuple[float, float]] = {}
    total = 0.0
    for cell in cells:
        train = cell.images.train or 0
        kind = (cell.images.name, cell.images.size, min(train, cell.together), cell.width, cell.depth)
        if kind not in known:
            known[kind] = seconds_per_image(cell)
        step, look = known[kind]
        total += seeds * (cell.steps * train * step + cell.at.size * (train + (cell.images.test or _TEST)) * look)
    return total


def seconds_per_image(cell: Cell) -> tuple[float, float]:
    """Of a step, and of a look at the accuracy, per image on one thread; measured on random images."""
    channels, side = _SHAPES[cell.images.name]
    shape = (channels, cell.images.size or side, cell.images.size or side)
    rng = np.random.default_rng(0)
    net = build_model("vgg", shape, _CLASSES, cell.width, cell.depth)

    def per_image(count: int) -> tuple[float, float]:
        x, y = rng.standard_normal((count, *shape)).astype(np.float32), rng.integers(0, _CLASSES, count)
        training = FullBatch(net, x, y, _CLASSES, cell.eta, cell.flips, 0)
        return _timed(training.step) / count, _timed(lambda: features_at(net, x, "head")) / count

    with one_torch_thread():
        found = per_image(_FEW)
        if found[0] * _FEW < _LONG:
            found = per_image(min(cell.images.train or _FEW, cell.together))
        return found


def _timed(work: Callable[[], object]) -> float:
    """The second and the third time: the first prepares what they use."""
    work()
    took = []
    for _ in range(2):
        begin = time.perf_counter()
        work()
        took.append(time.perf_counter() - begin)
    return min(took)
