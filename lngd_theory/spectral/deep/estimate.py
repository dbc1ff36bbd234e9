"""How long cells will take, from a few training steps of each kind of network on this machine."""

from __future__ import annotations

import time
from collections.abc import Iterable

import numpy as np

from lngd_theory.spectral.deep.design import Cell
from lngd_theory.spectral.deep.layers import features_at
from lngd_theory.spectral.deep.models import build_model
from lngd_theory.spectral.deep.one_run import HELD_OUT, one_torch_thread
from lngd_theory.spectral.deep.train import Training, train

__all__ = ["in_words", "seconds_of", "seconds_per_image"]

#: Images and classes of the sets as they are, for those that are not averaged or whose number is not said.
_SHAPES = {"digits": (1, 8), "mnist": (1, 28), "fashion-mnist": (1, 28), "cifar10": (3, 32)}
_WHOLE = {"digits": (1000, 797), "mnist": (4000, 1000), "fashion-mnist": (60_000, 10_000), "cifar10": (50_000, 10_000)}
_CLASSES = 10
#: A step on so few images that takes longer than this is not repeated with a whole batch.
_FEW, _LONG = 4, 0.2


def seconds_of(cells: Iterable[Cell], seeds: int) -> float:
    """About how long the trainings take one after the other, without reading images and writing files."""
    known: dict[tuple[object, ...], tuple[float, float]] = {}
    total = 0.0
    for cell in cells:
        kind = (cell.architecture, cell.width, cell.depth, cell.images.name, cell.images.size, cell.training.batch)
        if kind not in known:
            known[kind] = seconds_per_image(cell)
        step, look = known[kind]
        trained, test = (own or whole for own, whole in zip((cell.images.train, cell.images.test),
                                                            _WHOLE[cell.images.name], strict=True))  # fmt: skip
        seen = trained * (1 - 1 / HELD_OUT) * cell.training.epochs * step
        total += seeds * (seen + cell.at.size * (trained + test) * look)
    return total


def seconds_per_image(cell: Cell) -> tuple[float, float]:
    """Of one training step, and of one look at features, per image on one thread; measured on random images."""
    channels, side = _SHAPES[cell.images.name]
    side = cell.images.size or side
    net = build_model(cell.architecture, (channels, side, side), _CLASSES, cell.width, cell.depth)
    rng = np.random.default_rng(0)

    def timed(count: int) -> float:
        x = rng.standard_normal((count, channels, side, side)).astype(np.float32)
        y = rng.integers(0, _CLASSES, count)
        begin = time.perf_counter()
        for _ in train(net, x, y, _CLASSES, Training(epochs=1, batch=count), 0):
            pass
        return time.perf_counter() - begin

    with one_torch_thread():
        timed(_FEW)  # the first step prepares what the others use
        count, took = _FEW, timed(_FEW)
        if took < _LONG:
            count, took = cell.training.batch, min(timed(cell.training.batch) for _ in range(2))
        images = rng.standard_normal((count, channels, side, side)).astype(np.float32)
        begin = time.perf_counter()
        features_at(net, images)
        return took / count, (time.perf_counter() - begin) / count


def in_words(seconds: float) -> str:
    """``40 seconds``, ``about 12 minutes``, ``about 3.5 hours``, ``about 12 days``."""
    for name, length in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"about {seconds / length:.2g} {name}"
    return f"about {max(seconds, 1):.0f} seconds"
