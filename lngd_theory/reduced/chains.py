"""Many independent copies of the reduced chain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student

from lngd_theory.errors import InputError, whole_number
from lngd_theory.label_noise import LabelFlip
from lngd_theory.reduced.dynamics import ReducedDynamics, Test, as_function, positive
from lngd_theory.reduced.kernels import walk
from lngd_theory.statistics import LEVEL, Interval

__all__ = ["Chains", "simulate_chains"]

Array = NDArray[np.float64]

#: Flips drawn at a time: enough to make Python's share small, few enough to stay in the cache.
_PIECE = 65536


@dataclass(frozen=True)
class Chains:
    """Copies of the reduced chain.

    Attributes
    ----------
    dynamics : ReducedDynamics
        What was simulated.
    step : (R,) int array
        Recorded steps: 0, record_every, 2 record_every, ...
    iota : (C, R) array
        Each chain at the recorded steps.
    lowest, highest : (C,) arrays
        Smallest and largest iota of each chain over *all* steps, the start included.
    """

    dynamics: ReducedDynamics
    step: NDArray[np.int64]
    iota: Array
    lowest: Array
    highest: Array

    def farthest(self, centre: float) -> Array:
        """Largest ``|iota - centre|`` of each chain over all steps, (C,)."""
        return np.maximum(centre - self.lowest, self.highest - centre)

    def time_average(self, function: Test, after: int = 0) -> Interval:
        """Mean of ``function(iota)`` over the records past step ``after``, with Student's interval over the chains."""
        late = self.iota[:, self.step > after]
        if late.shape[0] < 2 or late.shape[1] == 0:
            raise InputError(f"after={after!r} must leave a recorded step, and chains={late.shape[0]} must be >= 2")
        means = np.mean(np.asarray(as_function(function)(late)), axis=1)
        half = float(student.ppf((1 + LEVEL) / 2, means.size - 1) * means.std(ddof=1) / np.sqrt(means.size))
        return Interval(float(means.mean()), float(means.mean()) - half, float(means.mean()) + half)


def simulate_chains(
    dynamics: ReducedDynamics, iota0: ArrayLike, steps: int, *, chains: int = 8, seed: int = 0, record_every: int = 1
) -> Chains:
    """Simulate independent chains.

    Parameters
    ----------
    dynamics : ReducedDynamics
        a, p and version.
    iota0 : float or (chains,) array-like
        Start, > 0.
    steps : int
        Steps of each chain, >= 0.
    chains : int
        Number of chains, >= 1.
    seed : int
        An integer >= 0. Chain c draws from child c of its SeedSequence: its bits depend neither on the number of
        chains nor on ``record_every``.
    record_every : int
        Recording interval, >= 1; it must divide ``steps``.

    Raises
    ------
    InputError
        A value is out of range.
    """
    steps, chains, seed = (
        whole_number("steps", steps, 0),
        whole_number("chains", chains, 1),
        whole_number("seed", seed, 0),
    )
    record_every = whole_number("record_every", record_every, 1)
    if steps % record_every:
        raise InputError(f"record_every={record_every} must divide steps={steps}, so that the last step is recorded")
    start = positive("iota0", iota0)
    if start.shape not in {(), (chains,)}:
        raise InputError(f"iota0 has shape {start.shape}; it must be one number or chains={chains} of them")
    record = np.empty((chains, steps // record_every + 1))
    record[:, 0] = start
    extremes = np.repeat(record[:, :1], 2, axis=1)
    for chain, child in enumerate(np.random.SeedSequence(seed).spawn(chains)):
        _run(dynamics, np.random.default_rng(child), steps, record_every, record[chain], extremes[chain])
    step = record_every * np.arange(record.shape[1], dtype=np.int64)
    return Chains(dynamics, step, record, extremes[:, 0], extremes[:, 1])


def _run(
    dynamics: ReducedDynamics, rng: np.random.Generator, steps: int, record_every: int, record: Array, extremes: Array
) -> None:
    flips, state = LabelFlip(dynamics.p), float(record[0])
    for done in range(0, steps, _PIECE):
        eps = flips.draw(rng, min(_PIECE, steps - done), 1)[:, 0]
        state = walk(state, eps, done, record_every, dynamics.a, dynamics.version == "iclr", extremes, record)
