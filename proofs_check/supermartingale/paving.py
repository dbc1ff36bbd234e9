"""Two parameters at a time: a region paved with boxes on which the drift has one certified sign.

The region is halved again and again. A box is kept when one evaluation in balls, or the mean-value form, decides the
sign on all of it; boxes that are still undecided at the smallest size are left open, a thin band about the boundary.
What is stored is the tree of cuts; :mod:`proofs_check.supermartingale.repaving` decides every box again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp
from flint import arb, ctx, fmpq

from proofs_check.checker import digest
from proofs_check.prover import PRECISION, Problem, Region
from proofs_check.step import Outcome
from proofs_check.supermartingale.repaving import FORMAT, Repaved, repave

__all__ = ["Paving"]

Pair = tuple[fmpq, fmpq]
Box = tuple[Pair, ...]

_ONE_PERCENT = sp.Rational(1, 100)
_FAILS = (ValueError, ZeroDivisionError, ArithmeticError)


@dataclass(frozen=True)
class Paving:
    """The sign of a function, decided on all of a region but a share.

    Parameters
    ----------
    name : str
        What a table calls it.
    function : sympy expression
        Whose sign is asked for.
    box : dict of symbol to (low, high)
        The region, bounded, in the order in which it is cut; ends as for an Inequality.
    depth : int
        Boxes have a side of ``2^-depth`` of the region's at least.
    open_share : sympy rational
        The claim: at most this share of the region is left open.
    latex : str
        How the sign is shown; from the function unless given.

    Examples
    --------
    >>> x, y = sp.symbols("x y", real=True)
    >>> disc = Paving("disc", 1 - x**2 - y**2, {x: (0, 1), y: (0, 1)}, depth=7, open_share=sp.Rational(1, 50))
    >>> disc.run().status
    'certified'
    """

    name: str
    function: sp.Expr
    box: dict[sp.Symbol, tuple[Any, Any]]
    depth: int = 9
    open_share: sp.Rational = _ONE_PERCENT
    latex: str = ""

    @property
    def shown(self) -> str:
        """In LaTeX."""
        body = self.latex or rf"\operatorname{{sgn}}\Big({sp.latex(self.function)}\Big)"
        return (
            rf"{body}\text{{ on all but a share of }}{sp.latex(self.open_share)} \quad ({self._problem.region.shown})"
        )

    @cached_property
    def _problem(self) -> Problem:
        return Problem.of(self.function, False, Region.of(self.box))

    @property
    def statement(self) -> dict[str, Any]:
        """What its certificate must be about."""
        stated = self._problem.statement
        return {key: stated[key] for key in ("variables", "function")}

    @cached_property
    def certificate(self) -> dict[str, Any]:
        """The statement and the tree of cuts."""
        made = {"format": FORMAT, "statement": self.statement, "precision": PRECISION, "tree": _tree(self)}
        return made | {"hash": digest(made)}

    @cached_property
    def repaved(self) -> Repaved:
        """What the checker makes of it: the boxes of either sign and those left open."""
        return repave(self.certificate, self.statement)

    def run(self) -> Outcome:
        """Certified if the checker accepts every box and little enough is open."""
        return self._said(self.repaved, self.certificate)

    def again(self, certificate: dict[str, Any]) -> Outcome | None:
        """What a stored certificate says of it: None unless the checker accepts it."""
        found = repave(certificate, self.statement)
        return self._said(found, certificate) if found.ok else None

    def _said(self, found: Repaved, certificate: dict[str, Any]) -> Outcome:
        if not found.ok:
            return Outcome("undecided", found.reason)
        shares = {name: float(sp.Rational(str(share))) for name, share in found.shares.items()}
        note = (
            f"positive on {shares['+']:.3%} of the region, negative on {shares['-']:.3%}, "
            f"open {shares['?']:.3%}; {len(found.boxes):,} boxes, {certificate['precision']} bits"
        )
        small = found.shares["?"] <= fmpq(int(self.open_share.p), int(self.open_share.q))
        return Outcome("certified" if small else "undecided", note, certificate if small else None)


def _tree(paving: Paving) -> str:
    """The leaves in preorder: a digit for a cut, ``+ -`` decided at once, ``p n`` by the mean value, ``?`` open."""
    problem = paving._problem
    with ctx.workprec(PRECISION):
        whole: Box = tuple(problem.box)  # type: ignore[arg-type]
        leaves: list[str] = []
        stack: list[tuple[Box, tuple[int, ...]]] = [(whole, (0,) * len(whole))]
        while stack:
            box, cuts = stack.pop()
            leaf = _leaf(problem, box)
            k = min(range(len(cuts)), key=cuts.__getitem__)
            if leaf or cuts[k] >= paving.depth:
                leaves.append(leaf or "?")
                continue
            leaves.append(str(k))
            low, high = box[k]
            for ends in ((low + (high - low) / 2, high), (low, low + (high - low) / 2)):
                half = (*box[:k], ends, *box[k + 1 :])
                stack.append((half, (*cuts[:k], cuts[k] + 1, *cuts[k + 1 :])))
    return " ".join(leaves)


def _leaf(problem: Problem, box: Box) -> str:
    """How the box is decided; empty if it is not."""
    balls = [arb(low).union(arb(high)) for low, high in box]
    try:
        value = problem.values(*balls)[0]
        if value > 0 or value < 0:
            return "+" if value > 0 else "-"
        slopes = problem.slopes(*balls)
        for sign, letter in ((1, "p"), (-1, "n")):
            if _extreme(problem, box, balls, slopes, sign) > 0:
                return letter
    except _FAILS:
        pass
    return ""


def _extreme(problem: Problem, box: Box, balls: list[arb], slopes: list[arb], sign: int) -> arb:
    """A lower bound of ``sign f``: f at the ends that its slopes point away from, in the middle where they do not."""
    places, spread = [], arb(0)
    for slope, (low, high), ball in zip(slopes, box, balls, strict=True):
        rising = sign * slope
        place = arb(low if rising >= 0 else high if rising <= 0 else (low + high) / 2)
        places.append(place)
        if not (rising >= 0 or rising <= 0):
            spread += rising * (ball - place)
    least: arb = sign * problem.values(*places)[0] + spread
    return least
