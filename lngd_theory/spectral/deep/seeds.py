"""Random numbers of real networks: one generator for each purpose of a seed, beside those of ``lngd_theory.streams``.

The same seed number gives the same images (``load_images``), corruption, initial weights and order of batches whatever
else is drawn; so runs that differ in one of these are paired in all others.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from lngd_theory.errors import InputError

__all__ = ["PURPOSES", "Purpose", "generator", "torch_seed"]

Purpose = Literal["corruption", "weights", "batches", "fresh flips"]

#: What a seed is used for. These are the children of a child of the seed that ``lngd_theory.streams`` does not use.
PURPOSES: tuple[Purpose, ...] = ("corruption", "weights", "batches", "fresh flips")


def _child(seed: int, purpose: Purpose) -> np.random.SeedSequence:
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise InputError(f"seed={seed!r} must be an integer >= 0")
    return np.random.SeedSequence(int(seed), spawn_key=(4, PURPOSES.index(purpose)))


def generator(seed: int, purpose: Purpose) -> np.random.Generator:
    """NumPy's generator of a seed number (an integer ``>= 0``) for one purpose."""
    return np.random.default_rng(_child(seed, purpose))


def torch_seed(seed: int, purpose: Purpose) -> int:
    """A number below 2^63 for ``torch.Generator().manual_seed``."""
    return int(_child(seed, purpose).generate_state(1, np.uint64)[0] >> np.uint64(1))
