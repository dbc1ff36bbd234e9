"""Marks that tell a class: a small square of darkest and brightest pixels in a corner of the image."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.images import ImageSet

__all__ = ["mark_patterns", "mark_side", "marked"]


def mark_side(height: int, width: int) -> int:
    """Pixels along the side of a mark: an eighth of the shorter side of the image, but 3 or 4."""
    return min(4, max(3, min(height, width) // 8))


@cache
def mark_patterns(classes: int, side: int) -> NDArray[np.bool_]:
    """Where each class's mark is bright: (c, side, side).

    A greedy binary code at the largest distance for which it has c words. No mark is nearer than this distance to all
    dark or all bright either, since the corner of an image often is.

    Parameters
    ----------
    classes : int
        c >= 2.
    side : int
        3 or 4: the code has 2^(side^2) candidates.

    Raises
    ------
    InputError
        More classes than patterns.
    """
    bits = side * side
    words = np.arange(2**bits, dtype=np.uint32)
    for distance in range(bits // 2, 0, -1):
        free = (np.bitwise_count(words) >= distance) & (np.bitwise_count(words) <= bits - distance)
        code: list[np.uint32] = []
        while len(code) < classes and free.any():
            code.append(words[free.argmax()])
            free &= np.bitwise_count(words ^ code[-1]) >= distance
        if len(code) == classes:
            return np.asarray((np.array(code)[:, None] >> np.arange(bits)) & 1, dtype=bool).reshape(-1, side, side)
    raise InputError(f"{classes} classes have no marks of {side} x {side} pixels; there are {2**bits - 2}")


def marked(x: NDArray[np.float32], labels: NDArray[np.int64], data: ImageSet) -> NDArray[np.float32]:
    """Images with the marks of the labels in the upper left corner, in all channels alike.

    Parameters
    ----------
    x : (N, C, H, W) array
        Images standardised as those of ``data``.
    labels : (N,) array of int
        Whose marks, 0..c-1.
    data : ImageSet
        Bright and dark are the largest and smallest pixel of its training images in each channel.

    Returns
    -------
    (N, C, H, W) array
        A copy.

    Raises
    ------
    InputError
        A mark would cover a quarter of the image or more.
    """
    height, width = x.shape[2:]
    side = mark_side(height, width)
    if 4 * side * side >= height * width:
        raise InputError(f"images of {height} x {width} pixels have no room for marks of {side} x {side}; take larger")
    bright = mark_patterns(len(data.classes), side)[labels][:, None]
    low, high = (f(data.x_train, axis=(0, 2, 3))[:, None, None] for f in (np.min, np.max))
    out = x.copy()
    out[:, :, :side, :side] = np.where(bright, high, low)
    return out
