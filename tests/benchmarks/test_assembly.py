"""The reader of assembly finds innermost loops, and sees when the compiler has lost the vectors."""

import numpy as np
import pytest
from numba import config, njit

from benchmarks import assembly
from benchmarks.assembly import hot_loop, loops

X86 = """
	vmovupd	(%rdi), %zmm0
.LBB0_3:
	tzcntq	%r9, %r10
	vfmadd231pd	(%rdx,%r10), %zmm7, %zmm0
	vfmadd231pd	64(%rdx,%r10), %zmm7, %ymm1
	vaddpd	%xmm1, %xmm2, %xmm3
	blsrq	%r9, %r9
	jne	.LBB0_3
	retq
.LBB0_4:
	callq	*%rax
	vaddsd	%xmm1, %xmm2, %xmm3
	jmp	.LBB0_4
.LBB0_5:
	vaddpd	%zmm1, %zmm2, %zmm3
	jmp	.LBB0_3
"""
ARM = """
.LBB0_2:
	ldr	q1, [x1], #16
	fmla	v0.2d, v1.2d, v2.2d
	subs	x8, x8, #1
	b.ne	.LBB0_2
"""


def test_x86():
    first, second = loops(X86)
    assert (len(first.lines), first.numbers, first.fused, first.widest, first.calls) == (6, 14, 12, 8, 0)
    assert (second.numbers, second.widest, second.calls) == (0, 0, 1)


def test_arm():
    (loop,) = loops(ARM)
    assert (len(loop.lines), loop.numbers, loop.fused, loop.widest, loop.calls) == (4, 2, 2, 2, 0)


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="nothing is compiled")
def test_a_loop_that_cannot_be_vectorised_is_seen():
    @njit
    def summed(x):  # the order of a sum is kept, so that it has no vectors
        total = 0.0
        for value in x:
            total += value
        return total

    @njit
    def doubled(x):
        for i in range(x.size):
            x[i] *= 2.0

    assert hot_loop(summed, np.ones(64)).widest <= 1
    assert hot_loop(doubled, np.ones(64)).widest >= 2


def test_lost_vectors_are_missed(monkeypatch):
    monkeypatch.setattr(assembly, "_forward", lambda: assembly.Loop(["\tvaddsd\t%xmm1, %xmm2, %xmm3"]))
    rows = [row for row in assembly.measure(quick=True) if row.case == "the forward pass"]
    assert [row.verdict for row in rows] == ["not met", "met"]
