"""Small problems side by side: one compiled call trains up to eight, one in each lane of a vector.

Eight problems of one size are one problem whose Gram matrix is block diagonal: atom k of problem b is atom
``k * LANES + b``, and so are samples and views numbered. The kernels of a step are those of one problem; only the
product knows the blocks. Each number of a problem goes through the operations that it goes through alone, in the same
order, so that it has the same bits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from lngd_theory.dynamics import kernels, product
from lngd_theory.dynamics.engine import Engine
from lngd_theory.dynamics.gram import GramEngine
from lngd_theory.dynamics.product import LANES

__all__ = ["FEWEST", "LARGEST_N", "Ensemble"]

Array = NDArray[np.float64]

LARGEST_N = 30  #: samples up to which problems are trained side by side; beyond, skipping zeros is worth more
FEWEST = 4  #: engines for which a step of all lanes costs less than a step of each


class Ensemble:
    """Engines that advance together.

    Parameters
    ----------
    engines : sequence of Engine
        Of any kinds and sizes. Gram engines of one small size are trained side by side, the others one by one.
    """

    def __init__(self, engines: Sequence[Engine]):
        self._engines = list(engines)
        alike: dict[Hashable, list[int]] = defaultdict(list)
        for place, engine in enumerate(self._engines):
            alike[_size(engine, place)].append(place)
        shares = [places[k : k + LANES] for places in alike.values() for k in range(0, len(places), LANES)]
        self._alone = [place for share in shares if len(share) < FEWEST for place in share]
        self._batches = {
            tuple(share): _Batch([self._engines[place] for place in share])  # type: ignore[misc]
            for share in shares
            if len(share) >= FEWEST
        }

    def __len__(self) -> int:
        """How many engines it has."""
        return len(self._engines)

    def advance(self, eps: Sequence[Array]) -> list[int]:
        """One step of every engine for each row of its ``eps`` (steps, n), the steps taken before it diverged."""
        taken = [0] * len(self._engines)
        for place in self._alone:
            taken[place] = self._engines[place].advance(eps[place])
        for share, batch in self._batches.items():
            for place, steps in zip(share, batch.advance([eps[place] for place in share]), strict=True):
                taken[place] = steps
        return taken


def _size(engine: Engine, place: int) -> Hashable:
    """What engines must share to be trained side by side: sizes of arrays and the activation; else ``place``."""
    if type(engine) is not GramEngine or engine.instance.n > LARGEST_N:
        return place
    c = engine.constants
    return engine.coefficients.shape, c.views.shape, c.extra.shape, c.q


class _Batch:
    """Gram engines in lanes; those that no engine takes hold zeros, and stay zero."""

    def __init__(self, engines: Sequence[GramEngine]):
        self._engines = engines
        all_constants = [engine.constants for engine in engines]
        first = all_constants[0]
        rows, K = engines[0].coefficients.shape
        n, E = first.labels.size, first.extra.size
        lane = np.arange(LANES)
        H = product.aligned_zeros(K, K, LANES)
        for b, engine in enumerate(engines):
            H[:, :, b] = engine.relative_gram
        self._constants = first._replace(
            H=H,
            rate=_in_lanes([c.rate for c in all_constants]).ravel(),
            views=_numbered([c.views for c in all_constants], lane).transpose(0, 2, 1).reshape(n * LANES, -1),
            extra=_numbered([c.extra for c in all_constants], lane).ravel(),
            labels=_in_lanes([c.labels for c in all_constants]).ravel(),
            smoothing=_in_lanes([c.smoothing for c in all_constants]).ravel(),
        )
        self._state = kernels.State(
            Z=product.aligned_zeros(product.tiles(rows), K * LANES), R=product.aligned_zeros(rows, K * LANES)
        )
        self._work = kernels.Work(
            slope=product.aligned_zeros(product.tiles(rows), K * LANES),
            extra_slope=np.empty((rows, E * LANES)),
            output=np.empty((K + E) * LANES),
            weight=np.empty((K + E) * LANES),
            margin=np.empty(n * LANES),
            rate=np.empty(K * LANES),
            keep=np.ones(rows),
            words=np.empty((0, 0), dtype=np.uint64),
            part=np.empty((0, 0)),
        )

    def advance(self, eps: Sequence[Array]) -> list[int]:
        """As :meth:`Ensemble.advance`, for blocks of one length."""
        rows, K = self._engines[0].coefficients.shape
        Z, R = (array[:rows].reshape(rows, K, LANES) for array in self._state)
        for b, engine in enumerate(self._engines):
            Z[:, :, b], R[:, :, b] = engine.preactivations, engine.coefficients
        steps = len(eps[0])
        done = int(
            kernels.advance(
                self._constants, self._state, self._work, _in_lanes(eps).reshape(steps, self._constants.labels.size)
            )
        )
        for b, engine in enumerate(self._engines):
            engine.preactivations[:], engine.coefficients[:] = Z[:, :, b], R[:, :, b]
        if done == steps:
            return [steps] * len(self._engines)
        margins = np.abs(self._work.margin.reshape(-1, LANES)).max(axis=0)
        within = [bool(margins[b] <= self._constants.limit) for b in range(len(self._engines))]
        going = [b for b in range(len(self._engines)) if within[b]]
        rest = iter(Ensemble([self._engines[b] for b in going]).advance([eps[b][done:] for b in going]))
        return [done + next(rest) if within[b] else done for b in range(len(self._engines))]


def _in_lanes(arrays: Sequence[Array]) -> Array:
    """Arrays of one shape side by side along a new last axis, filled up with zeros."""
    result = product.aligned_zeros(*arrays[0].shape, LANES)
    np.stack(arrays, axis=-1, out=result[..., : len(arrays)])
    return result


def _numbered(arrays: Sequence[NDArray[np.int64]], lane: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers of atoms or views as they are in lanes; a lane that no engine takes has those of the first engine."""
    own = np.stack([*arrays, *[arrays[0]] * (LANES - len(arrays))], axis=-1)
    return np.ascontiguousarray(own * LANES + lane)
