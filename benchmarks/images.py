"""Real images as signal patches: a step of the Gram engine beside its arithmetic and beside PyTorch's autograd.

The images are digits in their own 784 numbers, and padded to the 3072 of CIFAR-10. The floor is the time in which this
core, as fast as it multiplies large matrices, does the multiplications of a step that are left when inactive pairs are
skipped; nothing is allowed for reading the Gram matrix or for the network's outputs.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from benchmarks.isolated import on_one_core
from benchmarks.measurement import Measurement, Spread, Target
from benchmarks.sides import GRAM, SIDES, disagreement
from benchmarks.subjects import TrainingRun, script_case
from benchmarks.timing import Case, interleave
from lngd_theory import PatchData, Setting
from lngd_theory.experiments.digits import DIGITS, LNGD
from lngd_theory.streams import streams

__all__ = ["CHANNELS", "measure", "measure_here"]

Array = NDArray[np.float64]

#: Numbers of a patch, and how often a digit stands in it, after padding to 32 x 32 where it stands more than once.
CHANNELS = {784: 1, 3072: 3}
#: Steps before the timed ones: about half of the pairs are active from then on.
_BEGUN = 2000
_BLOCK = 20
#: Rows and columns of the matrices whose product says how fast the core multiplies.
_LARGE = 768
_AGREEMENT_STEPS = 60
_TORCH = SIDES[1]


def measure(quick: bool) -> list[Measurement]:
    """Both sizes, in a process that is held to one core."""
    return on_one_core(measure_here, quick)


def measure_here(quick: bool) -> list[Measurement]:
    """Both sizes, in this process."""
    return [row for d in (list(CHANNELS)[:1] if quick else CHANNELS) for row in _at(d, 5 if quick else 25)]


def _patches(data: PatchData, d: int) -> PatchData:
    """The same samples with patches of d numbers; noise patches keep their norm in the mean."""
    copies = CHANNELS[d]
    if copies == 1:
        return data
    images = data.patches[:, 0].reshape(-1, 28, 28)
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2))).reshape(data.n, -1)
    noise = np.random.default_rng(0).normal(0, DIGITS.sigma_p, (data.n, d))
    stacked = np.stack([np.tile(padded, copies), noise], axis=1)
    return PatchData(stacked, data.labels, m=data.m, eta=data.eta, sigma_0=data.sigma_0, q=data.q)


def _at(d: int, rounds: int) -> list[Measurement]:
    own = streams(0)
    data = _patches(DIGITS.data(own), d)
    instance = data.draw(own, keep_vectors=True, with_test=False)
    # what the scripts and the clock read of a problem: its sizes, eta and q; its patches are the images'
    sizes = Setting(n=data.n, d=d, m=data.m, mu=1.0, sigma_p=DIGITS.sigma_p, sigma_0=data.sigma_0, eta=data.eta)
    run = TrainingRun(sizes, LNGD, instance, _BLOCK)
    run.train_to(_BEGUN)
    large = np.random.default_rng(0).standard_normal((_LARGE, _LARGE))
    cases = {GRAM: run.block(), "product": Case(partial(np.dot, large, large, out=np.empty_like(large)))}
    if _TORCH.installed:
        cases[_TORCH.name] = script_case(_TORCH.start(sizes, instance), sizes, LNGD)
    with threadpool_limits(1):
        timings = interleave(cases, rounds).process
    (rows, K), active = instance.overlaps.shape, run.active_share
    floor = rows * K**2 * active / _LARGE**3  # multiplications of a step / of the product
    step, product = (timings.seconds[name] for name in (GRAM, "product"))
    case, details = f"d = {d:,}, n = {data.n}, m = {data.m}, K = {K} atoms", {"d": d, "K": K, "active_share": active}
    torch = timings.ratio(_TORCH.name, GRAM) if _TORCH.installed else None
    note = "" if _TORCH.installed else _TORCH.missing
    parts = disagreement(_TORCH, sizes, instance, LNGD, _AGREEMENT_STEPS) if _TORCH.installed else None
    return [
        Measurement("images", case, "time of a step", Spread.of(1e6 * step), "µs", details=details),
        Measurement("images", case, "floor / time of a step", Spread.of(floor * product / step), details=details),
        Measurement(
            "images", case, "time of a step in PyTorch / in the Gram engine", torch, note=note, details=details
        ),
        Measurement(
            "images", case, f"largest difference from PyTorch after {_AGREEMENT_STEPS} steps, relative",
            None if parts is None else Spread.exact(parts), target=Target(high=1e-9), note=note, details=details,
        ),
    ]  # fmt: skip
