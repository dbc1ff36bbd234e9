"""What the compiler made of the hot loops: counted instructions, the same at every run on one machine."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numba import njit

from benchmarks.measurement import Measurement, Spread, Target
from benchmarks.subjects import FIG2, draw, same_law
from lngd_theory.dynamics import DecoupledEngine, GramEngine, decoupled_kernels, kernels

__all__ = ["Loop", "hot_loop", "loops", "measure"]

#: Packed arithmetic on doubles: x86 by the width of its registers, ARM by the two lanes of its own.
_X86 = re.compile(r"^\s+v?(fn?m(?:add|sub)\d*|add|mul|sub|div)pd\s.*%([xyz])mm\d+\s*$")
_ARM = re.compile(r"^\s+f(?:ml[as]|add|mul|sub|div)\s+v\d+\.2d|^\s+f(?:ml[as]|add|mul|sub|div)\.2d\s")
_LANES = {"x": 2, "y": 4, "z": 8}
_FUSED = re.compile(r"^\s+(?:vfn?m(?:add|sub)\d*pd|fml[as][\s.])")
_LABEL = re.compile(r"^(\.?L?[\w$.]+):")
_INSTRUCTION = re.compile(r"^\s+(?![.#])[a-z]")
_JUMP = re.compile(r"^\s+(?:j\w+|b\.?\w*|cbn?z|tbn?z)\s.*?(\.?L[\w$.]+)\s*$")
_CALL = re.compile(r"^\s+(?:call\w*|blr?)\s")


class Loop:
    """An innermost loop without branches inside: the instructions between a label and the jump back to it."""

    def __init__(self, lines: list[str]):
        self.lines = [line for line in lines if _INSTRUCTION.match(line)]

    @property
    def numbers(self) -> int:
        """Doubles on which packed arithmetic works in one turn."""
        return sum(map(_lanes, self.lines))

    @property
    def fused(self) -> int:
        """Doubles that packed multiply-adds take in one turn."""
        return sum(_lanes(line) for line in self.lines if _FUSED.match(line))

    @property
    def widest(self) -> int:
        """Most doubles that one instruction works on."""
        return max(map(_lanes, self.lines), default=1)

    @property
    def calls(self) -> int:
        """Functions called in a turn."""
        return sum(bool(_CALL.match(line)) for line in self.lines)


def _lanes(line: str) -> int:
    found = _X86.match(line)
    if found:
        return _LANES[found[2]]
    return 2 if _ARM.match(line) else 0


def loops(assembly: str) -> list[Loop]:
    """All innermost loops of a text of assembly, in its order."""
    found, start, label = [], 0, ""
    lines = assembly.splitlines()
    for number, line in enumerate(lines):
        begins, jump = _LABEL.match(line), _JUMP.match(line)
        if begins:
            start, label = number + 1, begins[1]
        elif jump and jump[1] == label:
            found.append(Loop(lines[start : number + 1]))
    return found


def hot_loop(function: Any, *arguments: Any) -> Loop:
    """The innermost loop with most packed multiply-adds, else arithmetic, of a function as compiled for arguments."""
    compiled: Any = njit(nogil=True, error_model="numpy")(function.py_func)  # the text of a cached one is not kept
    compiled(*arguments)
    (assembly,) = compiled.inspect_asm().values()
    return max(loops(assembly), key=lambda loop: (loop.fused, loop.numbers), default=Loop([]))


def measure(quick: bool) -> list[Measurement]:
    """The widest loops of a step, of its forward pass and of the decoupled step; ``quick`` changes nothing."""
    found = {"a step": _step(), "the forward pass": _forward(), "a decoupled step": _decoupled()}
    rows = [
        _row(name, "doubles that one instruction of the loop works on", loop.widest, Target(low=2.0), loop)
        for name, loop in found.items()
    ]
    rows += [_row(name, "calls in the loop", loop.calls, Target(high=0.0), loop) for name, loop in found.items()]
    product = found["a step"]
    fused = product.fused / product.numbers if product.numbers else 0.0
    rows.append(_row("a step", "share of its packed arithmetic that is fused", fused, Target(low=0.9), product))
    if product.fused:
        each = len(product.lines) * product.widest / product.fused
        rows.append(_row("a step", "instructions of the loop / its multiply-adds", each, Target(high=3.0), product))
    return rows


def _row(name: str, quantity: str, value: float, target: Target, loop: Loop) -> Measurement:
    details = {"instructions": len(loop.lines), "widest": loop.widest, "fused": loop.fused}
    return Measurement("assembly", name, quantity, Spread.exact(value), target=target, details=details)


def _step() -> Loop:
    engine = GramEngine(draw(FIG2), FIG2.eta, FIG2.q)
    eps = np.ones((1, FIG2.n))
    return hot_loop(kernels.advance, engine._constants, engine._state, engine._work, eps)


def _forward() -> Loop:
    engine = GramEngine(draw(FIG2), FIG2.eta, FIG2.q)
    return hot_loop(kernels.forward, engine._constants, engine._state, engine._work)


def _decoupled() -> Loop:
    setting = same_law(FIG2, 10**12)
    engine = DecoupledEngine(draw(setting), setting.eta, setting.q)
    eps = np.ones((1, setting.n))
    return hot_loop(decoupled_kernels.advance, engine._constants, engine._state, engine._work, eps)
