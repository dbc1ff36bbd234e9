"""``Z += S H``, the one product of a step, in two forms: with many exact zeros in S, or for many small problems.

**Skipping.** A filter whose pre-activation on an atom is not positive has slope zero there, so that entry of the step
is exactly zero and its row of H takes no part. Leaving it out is exact whatever the pattern of zeros. To make use of
single zeros (a whole column of S is rarely zero), the nonzero entries of ``DEPTH`` neighbours in a row of S are the
bits of one word, and H is stored as vertical panels of a few vectors: a strip of accumulators stays in registers while
the rows of a panel that the bits name are streamed past it, DEPTH rows at a time, which fit the first-level cache.
Rows of S and Z come in blocks that fit the second, and an H that fits no cache is asked for ahead of its use.

**Single precision.** Sixteen lanes in place of eight, half the bytes. Sums of products are single, the Z that they
are added to is double: see docs/kernels.md.

**Lanes.** Where K is a few vectors, most of a step is the beginnings and ends of loops. Eight problems of one size,
one in each lane of a vector, share them: H (K, K, 8) is multiplied in tiles, zeros and all.

Every entry of the product is summed in the order of the rows of H, each term added with one rounding, in both forms
and whatever the panels, words, blocks and tiles; a term that is an exact zero changes nothing. So one problem has the
same bits either way. No BLAS is called: they depend neither on the BLAS in use nor on its threads.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit
from numba.extending import overload
from numpy.typing import NDArray

from lngd_theory.dynamics.vectors import BIT as DEPTH
from lngd_theory.dynamics.vectors import LINE, TILE, VECTORS, add_rows, add_tile, nonzero, prefetch

__all__ = ["DEPTH", "LANES", "ROWS", "add_product", "aligned_zeros", "filled", "panels", "pieces", "tiles"]

Array = NDArray[Any]
#: Types of numbers that are multiplied.
Real = type[np.float64] | type[np.float32]

LANES = LINE // 8  #: problems that are multiplied side by side
ROWS = 64  #: rows of S and Z in a block
_FAR = 2**23  # bytes of H beyond which it is not in a cache when it is needed


def aligned_zeros(*shape: int, real: Real = np.float64) -> Array:
    """Zeros that begin at a cache line: a vector that straddles two lines takes twice as long to load."""
    size = math.prod(shape) * np.dtype(real).itemsize
    buffer = np.zeros(size + LINE, dtype=np.uint8)
    start = -buffer.ctypes.data % LINE
    return buffer[start : start + size].view(real).reshape(shape)


def filled(K: int, real: Real = np.float64) -> int:
    """K filled up to whole vectors: the width of Z."""
    lanes = LINE // np.dtype(real).itemsize
    return -(-K // lanes) * lanes


def pieces(K: int) -> int:
    """Number of pieces of at most DEPTH rows; a row of S has ``pieces(K) * DEPTH`` numbers, zeros at its end."""
    return -(-K // DEPTH)


def tiles(rows: int) -> int:
    """Rows filled up to whole tiles: the rows of Z and S in lanes."""
    return -(-rows // TILE) * TILE


def panels(H: Array, real: Real = np.float64) -> Array:
    """H (K, K) as ``K * filled(K)`` numbers: panel after panel, each (K, width), the last filled up with zeros."""
    K, width = H.shape[0], filled(H.shape[0], real)
    lanes = LINE // np.dtype(real).itemsize
    result = aligned_zeros(K * width, real=real)
    for p in range(_parts(width // lanes, VECTORS)):
        start, stop = (lanes * _first(end, width // lanes, VECTORS) for end in (p, p + 1))
        columns = H[:, start:stop]
        result[K * start : K * stop].reshape(K, stop - start)[:, : columns.shape[1]] = columns
    return result


@njit(inline="always")
def _parts(size, largest):
    """Into how many parts of at most ``largest`` a width is divided."""
    return -(-size // largest)


@njit(inline="always")
def _first(p, size, largest):
    """Where part p begins: the parts differ by one at most."""
    return p * size // _parts(size, largest)


@njit(cache=True, nogil=True, error_model="numpy")
def _add_skipping(Z, S, H, words):
    """All arrays of one type, H from :func:`panels`."""
    rows, depths = words.shape
    size = Z.itemsize
    vectors, K = Z.shape[1] * size // LINE, H.size // Z.shape[1]
    strips, panel, values = Z.ctypes.data, H.ctypes.data, S.ctypes.data
    for r in range(rows):
        for piece in range(depths):
            words[r, piece] = nonzero(S, values + r * S.strides[0] + piece * DEPTH * size)
    for block in range(0, rows, ROWS):
        last = min(block + ROWS, rows)
        for p in range(_parts(vectors, VECTORS)):
            start = _first(p, vectors, VECTORS)
            width = _first(p + 1, vectors, VECTORS) - start
            lines = _parts(DEPTH * width, last - block) if H.size * size > _FAR else 0
            for piece in range(depths):
                rows_of_H = panel + (K * start + piece * DEPTH * width) * LINE
                ahead = rows_of_H + DEPTH * width * LINE
                for r in range(block, last):
                    for _ in range(lines):
                        prefetch(ahead)
                        ahead += LINE
                    strip = strips + r * Z.strides[0] + start * LINE
                    add_rows(
                        Z, strip, rows_of_H, values + r * S.strides[0] + piece * DEPTH * size, words[r, piece], width
                    )


@njit(cache=True, nogil=True, error_model="numpy")
def _add_lanes(Z, S, H):
    """``Z[r, l] += sum over k of S[r, k] * H[k, l]`` in each lane."""
    rows, K = Z.shape[0], H.shape[0]
    for p in range(_parts(K, TILE + 1)):
        start = _first(p, K, TILE + 1)
        width = _first(p + 1, K, TILE + 1) - start
        for r in range(0, rows, TILE):
            add_tile(
                Z,
                Z.ctypes.data + r * Z.strides[0] + start * LINE,
                S.ctypes.data + r * S.strides[0],
                H.ctypes.data + start * LINE,
                K,
                S.strides[0] // LINE,
                K,
                K,
                width,
            )


@njit(cache=True, nogil=True, error_model="numpy")
def _add_apart(Z, S, H, words, part):
    """The same for Z in double beside S and H in single: products are summed apart, in ``part``, then added to Z."""
    for block in range(0, Z.shape[0], part.shape[0]):
        last = min(block + part.shape[0], Z.shape[0])
        part[:] = 0.0
        _add_skipping(part[: last - block], S[block:last], H, words[block:last])
        for r in range(block, last):
            z, change = Z[r], part[r - block]
            for k in range(z.size):
                z[k] += change[k]


def _add(Z, S, H, words, part):
    """The same where nothing is compiled (NUMBA_DISABLE_JIT), in the same order: an intrinsic has no Python form."""
    if H.ndim == 3:
        lanes, steps = Z.reshape(Z.shape[0], -1, LANES), S.reshape(S.shape[0], -1, LANES)
        for k in range(H.shape[0]):
            lanes += steps[:, k, None] * H[k]
        return
    total = Z if Z.dtype == H.dtype else np.zeros(Z.shape, H.dtype)
    vectors, K = Z.shape[1] * H.itemsize // LINE, H.size // Z.shape[1]
    for p in range(_parts(vectors, VECTORS)):
        start, stop = (LINE // H.itemsize * _first(end, vectors, VECTORS) for end in (p, p + 1))
        for k, row in enumerate(H[K * start : K * stop].reshape(K, stop - start)):
            total[:, start:stop] += S[:, k, None] * row
    if total is not Z:
        Z += total


@overload(_add)
def _choose(Z, S, H, words, part):
    """The form that belongs to the types."""
    if H.ndim == 3:
        return lambda Z, S, H, words, part: _add_lanes(Z, S, H)
    if H.dtype == Z.dtype:
        return lambda Z, S, H, words, part: _add_skipping(Z, S, H, words)
    return lambda Z, S, H, words, part: _add_apart(Z, S, H, words, part)


@njit(cache=True, nogil=True, error_model="numpy")
def add_product(Z, S, H, words, part):
    """``Z += S H``.

    Z (rows, filled(K)) and S (rows, DEPTH * pieces(K), zero from K on) with H from :func:`panels`: all of one type, or
    Z of doubles beside singles; or in lanes, Z and S (tiles(rows), K * LANES) with H (K, K, LANES). All contiguous.
    ``words`` (rows, pieces(K)) of unsigned integers and ``part`` (some rows, filled(K)) of H's type are buffers.
    """
    _add(Z, S, H, words, part)
