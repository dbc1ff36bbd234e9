"""What compilers do not make of loops by themselves: the inner loops of the products, written in vectors of 64 bytes.

Eight doubles or sixteen singles are one vector; the compiler halves it where registers are shorter. Addresses are
integers, as ``array.ctypes.data`` gives them; ``array`` arguments only say the type of the numbers.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

__all__ = ["BIT", "LINE", "TILE", "VECTORS", "add_rows", "add_tile", "nonzero", "prefetch"]

LINE = 64  #: bytes of a vector, and of a cache line
VECTORS = 7  #: accumulators of ``add_rows``: 7 registers of 64 bytes, or 14 of 32 (AVX2 has 16)
BIT = 64  #: bits of a word
TILE = 4  #: rows of ``add_tile``, which has at most one column more

_I64, _I32 = ir.IntType(64), ir.IntType(32)


def _real(array):
    """LLVM's type of the numbers of an array, and how many make a vector."""
    return {types.float64: (ir.DoubleType(), 8), types.float32: (ir.FloatType(), 16)}[array.dtype]


def _fma(builder, vector):
    """The function ``a b + c``, rounded once."""
    name = f"llvm.fma.v{vector.count}f{8 * LINE // vector.count}"
    return cgutils.get_or_insert_function(builder.module, ir.FunctionType(vector, [vector] * 3), name)


def _load(builder, pointer, offset):
    loaded = builder.load(builder.gep(pointer, [offset]))
    loaded.align = 4
    return loaded


def _for_each_width(builder, width, largest, emit):
    """Code for every width from 1 to ``largest``, of which one runs."""
    done = builder.append_basic_block("done")
    switch = builder.switch(width, done)
    for fixed in range(1, largest + 1):
        block = builder.append_basic_block(f"width{fixed}")
        switch.add_case(_I64(fixed), block)
        builder.position_at_end(block)
        emit(fixed)
        builder.branch(done)
    builder.position_at_end(done)


@intrinsic
def nonzero(typingctx, array, values):
    """A word whose bit k says that ``values[k]``, k < BIT, is not zero (nan is not)."""

    def codegen(context, builder, signature, args):
        vector = ir.VectorType(_real(array)[0], BIT)
        loaded = _load(builder, builder.inttoptr(args[1], vector.as_pointer()), _I64(0))
        return builder.bitcast(builder.fcmp_unordered("!=", loaded, vector(None)), _I64)

    return types.uint64(array, types.intp), codegen


@intrinsic
def prefetch(typingctx, address):
    """Ask for the cache line at an address that will be read soon; it may lie beyond the end of an array."""

    def codegen(context, builder, signature, args):
        byte = ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [byte, _I32, _I32, _I32])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(function, [builder.inttoptr(args[0], byte), _I32(0), _I32(3), _I32(1)])
        return context.get_dummy_value()

    return types.void(types.intp), codegen


@intrinsic
def add_rows(typingctx, array, strip, panel, values, word, width):
    """``strip += sum(values[k] * panel[k] for each bit k of word)``, with rows of 1 to VECTORS vectors (``width``)."""

    def codegen(context, builder, signature, args):
        real, lanes = _real(array)
        pointer = ir.VectorType(real, lanes).as_pointer()
        strip, panel = (builder.inttoptr(address, pointer) for address in args[1:3])
        values, word = builder.inttoptr(args[3], real.as_pointer()), args[4]
        _for_each_width(builder, args[5], VECTORS, lambda width: _stream(builder, strip, panel, values, word, width))
        return context.get_dummy_value()

    return types.void(array, types.intp, types.intp, types.intp, types.uint64, types.int64), codegen


def _stream(builder, strip, panel, values, word, width):
    """The strip in registers; one row of the panel for each bit, from the lowest."""
    vector = strip.type.pointee
    fma = _fma(builder, vector)
    lowest_bit = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(_I64, [_I64, ir.IntType(1)]), "llvm.cttz.i64"
    )

    def any_bit(word):
        return builder.icmp_unsigned("!=", word, _I64(0))

    begin, loop, store, skip = (builder.append_basic_block(label) for label in ("begin", "rows", "store", "skip"))
    builder.cbranch(any_bit(word), begin, skip)

    builder.position_at_end(begin)
    first = [_load(builder, strip, _I64(v)) for v in range(width)]
    builder.branch(loop)

    builder.position_at_end(loop)
    left = builder.phi(_I64)
    left.add_incoming(word, begin)
    sums = [builder.phi(vector) for _ in range(width)]
    k = builder.call(lowest_bit, [left, ir.IntType(1)(1)])
    factor = builder.insert_element(vector(ir.Undefined), builder.load(builder.gep(values, [k])), _I32(0))
    factor = builder.shuffle_vector(factor, vector(ir.Undefined), ir.VectorType(_I32, vector.count)([0] * vector.count))
    row = builder.mul(k, _I64(width))
    more = [
        builder.call(fma, [factor, _load(builder, panel, builder.add(row, _I64(v))), sums[v]]) for v in range(width)
    ]
    following = builder.and_(left, builder.sub(left, _I64(1)))
    left.add_incoming(following, loop)
    for v in range(width):
        sums[v].add_incoming(first[v], begin)
        sums[v].add_incoming(more[v], loop)
    builder.cbranch(any_bit(following), loop, store)

    builder.position_at_end(store)
    for v in range(width):
        builder.store(more[v], builder.gep(strip, [_I64(v)])).align = 4
    builder.branch(skip)
    builder.position_at_end(skip)


@intrinsic
def add_tile(typingctx, array, Z, S, H, z_row, s_row, h_row, K, width):
    """``Z[r, c] += S[r, k] * H[k, c]`` for k = 0, 1, ..., K - 1, with r < TILE and c < ``width`` (1 to TILE + 1).

    Every element is a vector; ``*_row`` are vectors from one row to the next.
    """

    def codegen(context, builder, signature, args):
        pointer = ir.VectorType(*_real(array)).as_pointer()
        Z, S, H = (builder.inttoptr(address, pointer) for address in args[1:4])
        rows, K, width = args[4:7], args[7], args[8]
        _for_each_width(builder, width, TILE + 1, lambda width: _tile(builder, Z, S, H, rows, K, width))
        return context.get_dummy_value()

    return types.void(array, *([types.intp] * 8)), codegen


def _tile(builder, Z, S, H, rows, K, width):
    """The tile of Z in registers; for each k one column of S and one row of H."""
    vector = Z.type.pointee
    fma = _fma(builder, vector)
    z_row, s_row, h_row = rows
    places = [(r, c) for r in range(TILE) for c in range(width)]

    def entry(pointer, row, row_length, column):
        return builder.gep(pointer, [builder.add(builder.mul(row, row_length), column)])

    corner = {(r, c): entry(Z, _I64(r), z_row, _I64(c)) for r, c in places}
    first = {place: _load(builder, pointer, _I64(0)) for place, pointer in corner.items()}
    before = builder.block
    loop, store = builder.append_basic_block("columns"), builder.append_basic_block("store")
    builder.branch(loop)

    builder.position_at_end(loop)
    k = builder.phi(_I64)
    k.add_incoming(_I64(0), before)
    sums = {place: builder.phi(vector) for place in places}
    left = [_load(builder, entry(S, _I64(r), s_row, k), _I64(0)) for r in range(TILE)]
    right = [_load(builder, entry(H, k, h_row, _I64(c)), _I64(0)) for c in range(width)]
    following = builder.add(k, _I64(1))
    k.add_incoming(following, loop)
    for r, c in places:
        more = builder.call(fma, [left[r], right[c], sums[r, c]])
        sums[r, c].add_incoming(first[r, c], before)
        sums[r, c].add_incoming(more, loop)
        corner[r, c] = more, corner[r, c]
    builder.cbranch(builder.icmp_signed("<", following, K), loop, store)

    builder.position_at_end(store)
    for more, pointer in corner.values():
        builder.store(more, pointer).align = 4
