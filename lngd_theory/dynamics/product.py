"""``Z += S H`` for a step S with many exact zeros: the one product of a step, faster than the dense BLAS product.

A filter whose pre-activation on an atom is not positive has slope zero there, so that entry of the step is exactly
zero and its row of H takes no part. Leaving it out is exact whatever the pattern of zeros. To make use of single
zeros (a whole column of S is rarely zero), the nonzero entries of ``DEPTH`` neighbours in a row of S are the bits of
one word, and H is stored as vertical panels of ``WIDTH`` columns: a strip of WIDTH accumulators stays in registers
while the rows of a panel that the bits name are streamed past it, DEPTH rows at a time, which fit the first-level
cache. Every entry of the product is summed in the order of the rows of H, whatever DEPTH and WIDTH.

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
DEPTH = 64  # rows of a panel that one word names: 64 * 56 * 8 bytes = 28 KiB


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
    """Number of pieces of at most DEPTH rows; a row of S has ``pieces(K) * DEPTH`` numbers, zeros at its end."""
    return -(-K // DEPTH)


@intrinsic
def _nonzero(typingctx, values):
    """A word whose bit k says that ``values[k]``, k < DEPTH, is not zero (nan is not); takes an address."""

    def codegen(context, builder, signature, args):
        vector = ir.VectorType(ir.DoubleType(), DEPTH)
        loaded = builder.load(builder.inttoptr(args[0], vector.as_pointer()))
        loaded.align = 8
        return builder.bitcast(builder.fcmp_unordered("!=", loaded, vector(None)), ir.IntType(DEPTH))

    return types.uint64(types.intp), codegen


@intrinsic
def _add_rows(typingctx, strip, panel, values, word):
    """``strip[:WIDTH] += sum(values[k] * panel[k, :WIDTH] for each bit k of word)``; three addresses first."""

    def codegen(context, builder, signature, args):
        strip, panel, values, word = args
        real, integer = ir.DoubleType(), ir.IntType(64)
        vector = ir.VectorType(real, _LANES)
        fma = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(vector, [vector] * 3), f"llvm.fma.v{_LANES}f64"
        )
        lowest_bit = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(integer, [integer, ir.IntType(1)]), "llvm.cttz.i64"
        )
        strip = builder.inttoptr(strip, vector.as_pointer())
        panel = builder.inttoptr(panel, vector.as_pointer())
        values = builder.inttoptr(values, real.as_pointer())

        def at(base, offset):
            return builder.gep(base, [offset])

        def load(pointer):
            loaded = builder.load(pointer)
            loaded.align = 8
            return loaded

        def any_bit(word):
            return builder.icmp_unsigned("!=", word, integer(0))

        first = [load(at(strip, integer(v))) for v in range(_VECTORS)]
        entry = builder.block
        loop, done = builder.append_basic_block("rows"), builder.append_basic_block("done")
        builder.cbranch(any_bit(word), loop, done)

        builder.position_at_end(loop)
        left = builder.phi(integer)
        left.add_incoming(word, entry)
        sums = [builder.phi(vector) for _ in range(_VECTORS)]
        k = builder.call(lowest_bit, [left, ir.IntType(1)(1)])
        factor = builder.insert_element(vector(ir.Undefined), builder.load(at(values, k)), ir.IntType(32)(0))
        factor = builder.shuffle_vector(
            factor, vector(ir.Undefined), ir.VectorType(ir.IntType(32), _LANES)([0] * _LANES)
        )
        row = builder.mul(k, integer(_VECTORS))
        more = [
            builder.call(fma, [factor, load(at(panel, builder.add(row, integer(v)))), sums[v]]) for v in range(_VECTORS)
        ]
        following = builder.and_(left, builder.sub(left, integer(1)))
        left.add_incoming(following, loop)
        for v in range(_VECTORS):
            sums[v].add_incoming(first[v], entry)
            sums[v].add_incoming(more[v], loop)
        builder.cbranch(any_bit(following), loop, done)

        builder.position_at_end(done)
        last = [builder.phi(vector) for _ in range(_VECTORS)]
        for v in range(_VECTORS):
            last[v].add_incoming(first[v], entry)
            last[v].add_incoming(more[v], loop)
        for v in range(_VECTORS):
            builder.store(last[v], at(strip, integer(v))).align = 8
        return context.get_dummy_value()

    return types.void(types.intp, types.intp, types.intp, types.uint64), codegen


@njit(cache=True, nogil=True, error_model="numpy")
def _add_product(Z, S, H, words):
    """``Z[:, :K] += S[:, :K] @ H`` with H from :func:`panels`.

    Z (rows, WIDTH * panels) and S (rows, DEPTH * pieces, zero from K on) are contiguous; ``words`` (rows, pieces) of
    unsigned integers is a buffer.
    """
    rows, depths = words.shape
    strips, panel, values = Z.ctypes.data, H.ctypes.data, S.ctypes.data
    for r in range(rows):
        for piece in range(depths):
            words[r, piece] = _nonzero(values + r * S.strides[0] + piece * DEPTH * 8)
    for p in range(H.shape[0]):
        for piece in range(depths):
            for r in range(rows):
                _add_rows(
                    strips + r * Z.strides[0] + p * WIDTH * 8,
                    panel + p * H.strides[0] + piece * DEPTH * WIDTH * 8,
                    values + r * S.strides[0] + piece * DEPTH * 8,
                    words[r, piece],
                )


def _add_product_plain(Z, S, H, words):
    """The same without compilation, where NUMBA_DISABLE_JIT is set (an intrinsic has no Python form)."""
    for p, panel in enumerate(H):
        Z[:, p * WIDTH : (p + 1) * WIDTH] += S[:, : panel.shape[0]] @ panel


add_product = _add_product_plain if config.DISABLE_JIT else _add_product
