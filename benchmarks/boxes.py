"""Boxes in ball arithmetic: how fast the prover's search looks at them, and how fast its checker decides leaves again.

A box counts once its ball has been built from its exact ends, the function has been evaluated over it in Arb, and the
result compared with 0; cutting it in two and keeping the tree are timed with it. The mean-value form is off, so that
every box is one evaluation. The checker's time is for a whole check: hash, statement and walk.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import sympy as sp

from benchmarks.measurement import Measurement, Spread, Target
from benchmarks.timing import Case, interleave
from proofs_check.checker import FORMAT, check, digest
from proofs_check.prover import PRECISION, Problem, Region, search

__all__ = ["measure"]

_x, _y = sp.symbols("x y", real=True)
_SQUARE: dict[sp.Symbol, Any] = {_x: (-1, 1), _y: (-1, 1)}

#: Functions whose boxes are counted, and the region on which they are claimed to be at least 0.
_SEARCHED = {
    "exp(x) - x - 1 + 10^-9": (sp.exp(_x) - _x - 1 + sp.Rational(1, 10**9), {_x: (-1, 1)}),
    "x^4 y^2 + x^2 y^4 - 3 x^2 y^2 + 101/100": (
        _x**4 * _y**2 + _x**2 * _y**4 - 3 * _x**2 * _y**2 + sp.Rational(101, 100),
        {_x: (-2, 2), _y: (-2, 2)},
    ),
}
#: 26 operations; its least value on the square is 0.74726.
_CHECKED = (
    sp.log(1 + sp.exp(_x * _y))
    - _x * _y / 2
    + sp.exp(-(_x**2) - _y**2) / 3
    + sp.tanh(_x - _y) ** 2 / 5
    - _x**2 * _y**2 / 9
    - sp.Rational(7472, 10**4)
)
LEAVES = 10_000


def measure(quick: bool) -> list[Measurement]:
    """Boxes a second in one process, and seconds for 10^4 leaves of a certificate."""
    rounds = 5 if quick else 40
    return [*_searching(rounds, 5_000 if quick else 100_000), *_checking(rounds)]


def _searching(rounds: int, budget: int) -> list[Measurement]:
    problems = {name: Problem.of(f, False, Region.of(box)) for name, (f, box) in _SEARCHED.items()}
    cases, boxes = {}, {}
    for name, problem in problems.items():
        run = partial(search, problem, budget, mean_value=False)
        boxes[name] = run().boxes
        cases[name] = Case(run, boxes[name])
    seconds = interleave(cases, rounds).processor
    return [
        Measurement(
            "boxes",
            f"{name} >= 0, {len(problem.symbols)} symbol{'s' * (len(problem.symbols) > 1)}",
            f"boxes evaluated in Arb and compared, in one process at {PRECISION} bits",
            Spread.of(1 / seconds.seconds[name]),
            "boxes/s",
            Target(low=3e5),
            details={"boxes": boxes[name]},
        )
        for name, problem in problems.items()
    ]


def _checking(rounds: int) -> list[Measurement]:
    problem = Problem.of(_CHECKED, False, Region.of(_SQUARE))
    cases, leaves = {}, {}
    for name, mean_value in {"one evaluation each": False, "mean-value form": True}.items():
        found = search(problem, mean_value=mean_value)
        made = {"format": FORMAT, "statement": problem.statement, "precision": PRECISION, "verdict": "holds"}
        made |= {"proof": {"rule": "boxes", "leaves": " ".join(found.leaves)}}
        made |= {"hash": digest(made)}
        leaves[name] = check(made).leaves
        cases[name] = Case(partial(check, made), leaves[name])
    seconds = interleave(cases, rounds).processor
    return [
        Measurement(
            "boxes",
            f"{sp.count_ops(_CHECKED)} operations, 2 symbols, {name}",
            f"time to check {LEAVES:,} leaves of a certificate again",
            Spread.of(LEAVES * seconds.seconds[name]),
            "s",
            Target(high=2.0),
            details={"leaves": leaves[name]},
        )
        for name in cases
    ]
