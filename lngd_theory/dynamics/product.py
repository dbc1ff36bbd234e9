"""``Z += S H`` for a step S with many exact zeros: the one product of a step, faster than the dense BLAS product.

A filter whose pre-activation on an atom is not positive has slope zero there, so that entry of the step is exactly
zero and its row of H takes no part. Leaving it out is exact whatever the pattern of zeros. To make use of single
zeros (a whole column of S is rarely zero), each row of S is compressed to its nonzero entries, and H is stored as
vertical panels of ``WIDTH`` columns: a strip of WIDTH accumulators stays in registers while the rows of a panel that
the nonzero entries name are streamed past it, in pieces of ``DEPTH`` rows that fit the first-level cache.

No BLAS is called: the bits of a run depend neither on the BLAS in use nor on its threads.
"""

from __future__ import annotations

import math

import numpy as np
from llvmlite import ir
from numba import config, njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

__all__ = ["DEPTH", "WIDTH", "add_product", "aligned_zeros", "panels", "pieces"]

Array = NDArray[np.float64]

_LINE = 64  # bytes of a cache line
_LANES = 8  # doubles in a vector; halved by the compiler where registers hold four
_VECTORS = 7  # accumulators: 7 registers of 8 lanes, or 14 of 4 (AVX2 has 16)
WIDTH = _LANES * _VECTORS
DEPTH = 64  # rows of a panel: 64 * 56 * 8 bytes = 28 KiB


def aligned_zeros(*shape: int) -> Array:
    """Zeros that begin at a cache line: a vector that straddles two lines takes twice as long to load."""
    size = math.prod(shape) * 8
    buffer = np.zeros(size + _LINE, dtype=np.uint8)
    start = -buffer.ctypes.data % _LINE
    return buffer[start : start + size].view(np.float64).reshape(shape)


def panels(H: Array) -> Array:
    """H (K, K) as panels of shape (ceil(K / WIDTH), K, WIDTH), the last one filled up with zeros."""
    K = H.shape[0]
    result = aligned_zeros(-(-K // WIDTH), K, WIDTH)
    for p, panel in enumerate(result):
        columns = H[:, p * WIDTH : (p + 1) * WIDTH]
        panel[:, : columns.shape[1]] = columns
    return result


def pieces(K: int) -> int:
    """Number of pieces of at most DEPTH rows."""
    return -(-K // DEPTH)


@intrinsic
def _add_rows(typingctx, strip, panel, index, value, start, stop):
    """``strip[:WIDTH] += sum(value[i] * panel[index[i], :WIDTH] for i in start..stop-1)``; four addresses first."""

    def codegen(context, builder, signature, args):
        strip, panel, index, value, start, stop = args
        real, integer = ir.DoubleType(), ir.IntType(64)
        vector = ir.VectorType(real, _LANES)
        fma = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(vector, [vector] * 3), f"llvm.fma.v{_LANES}f64"
        )
        strip = builder.inttoptr(strip, vector.as_pointer())
        panel = builder.inttoptr(panel, vector.as_pointer())
        index = builder.inttoptr(index, integer.as_pointer())
        value = builder.inttoptr(value, real.as_pointer())

        def at(base, offset):
            return builder.gep(base, [offset])

        def load(pointer):
            loaded = builder.load(pointer)
            loaded.align = 8
            return loaded

        first = [load(at(strip, integer(v))) for v in range(_VECTORS)]
        entry = builder.block
        loop, done = builder.append_basic_block("rows"), builder.append_basic_block("done")
        builder.cbranch(builder.icmp_signed("<", start, stop), loop, done)

        builder.position_at_end(loop)
        i = builder.phi(integer)
        i.add_incoming(start, entry)
        sums = [builder.phi(vector) for _ in range(_VECTORS)]
        factor = builder.insert_element(vector(ir.Undefined), builder.load(at(value, i)), ir.IntType(32)(0))
        factor = builder.shuffle_vector(
            factor, vector(ir.Undefined), ir.VectorType(ir.IntType(32), _LANES)([0] * _LANES)
        )
        row = builder.mul(builder.load(at(index, i)), integer(_VECTORS))
        more = [
            builder.call(fma, [factor, load(at(panel, builder.add(row, integer(v)))), sums[v]]) for v in range(_VECTORS)
        ]
        following = builder.add(i, integer(1))
        i.add_incoming(following, loop)
        for v in range(_VECTORS):
            sums[v].add_incoming(first[v], entry)
            sums[v].add_incoming(more[v], loop)
        builder.cbranch(builder.icmp_signed("<", following, stop), loop, done)

        builder.position_at_end(done)
        last = [builder.phi(vector) for _ in range(_VECTORS)]
        for v in range(_VECTORS):
            last[v].add_incoming(first[v], entry)
            last[v].add_incoming(more[v], loop)
        for v in range(_VECTORS):
            builder.store(last[v], at(strip, integer(v))).align = 8
        return context.get_dummy_value()

    return types.void(*[types.intp] * 6), codegen


@njit(cache=True, nogil=True, error_model="numpy")
def _add_product(Z, S, H, index, value, bounds):
    """``Z[:, :K] += S @ H`` with H from :func:`panels`.

    Z (rows, WIDTH * panels) and S (rows, K) are contiguous; ``index``, ``value`` (rows, K + 1) and ``bounds``
    (rows, pieces + 1) are buffers.
    """
    rows, K = S.shape
    depths = bounds.shape[1] - 1
    for r in range(rows):
        count = 0
        for piece in range(depths):
            bounds[r, piece] = count
            for k in range(piece * DEPTH, min(K, (piece + 1) * DEPTH)):
                index[r, count] = k  # overwritten by the next entry if this one is zero
                value[r, count] = S[r, k]
                count += S[r, k] != 0.0
        bounds[r, depths] = count
    strips, panel, indices, values = Z.ctypes.data, H.ctypes.data, index.ctypes.data, value.ctypes.data
    for p in range(H.shape[0]):
        for piece in range(depths):
            for r in range(rows):
                _add_rows(
                    strips + r * Z.strides[0] + p * WIDTH * 8,
                    panel + p * H.strides[0],
                    indices + r * index.strides[0],
                    values + r * value.strides[0],
                    bounds[r, piece],
                    bounds[r, piece + 1],
                )


def _add_product_plain(Z, S, H, index, value, bounds):
    """The same without compilation, where NUMBA_DISABLE_JIT is set (an intrinsic has no Python form)."""
    for p, panel in enumerate(H):
        Z[:, p * WIDTH : (p + 1) * WIDTH] += S @ panel


add_product = _add_product_plain if config.DISABLE_JIT else _add_product
