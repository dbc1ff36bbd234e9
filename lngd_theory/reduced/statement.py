"""The reduced dynamics of LNGD (equation after Lemma 4.4), written once, in sympy.

One sample in the second stage is one number iota > 0, from which its margin f follows. A step of label-noise GD
multiplies every active rho of the sample by ``1 + a g`` with the *push*

    ``g = 1/(1 + exp(f))``  with probability 1 - p,     ``g = -1/(1 + exp(-f))``  with probability p (a flip).

The paper's two versions differ in the letter only: arXiv has ``iota = (1/m) sum_r rho^2 = f``, ICLR has ``iota`` the
mean of the rho themselves and ``f = iota^2``. In f they are one and the same chain, ``f' = f (1 + a g)^2``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike, NDArray

__all__ = ["STATEMENTS", "Statement", "Version", "mean_over_flips", "numbers"]

Version = Literal["arxiv", "iclr"]
Array = NDArray[np.float64]

iota, a, p, centre = sp.symbols("iota a p centre", positive=True)


def mean_over_flips(kept: sp.Expr, flipped: sp.Expr) -> sp.Expr:
    """``(1 - p) kept + p flipped``: the mean over the flip of one step."""
    return (1 - p) * kept + p * flipped


@dataclass(frozen=True)
class Statement:
    """One version of the paper: how iota gives the margin f, and which power of a factor of rho moves iota.

    Attributes
    ----------
    margin : sympy expression
        f as a function of iota.
    power : int
        ``iota' = iota (1 + a g)^power``.
    """

    margin: sp.Expr
    power: int

    @property
    def pushes(self) -> tuple[sp.Expr, sp.Expr]:
        """Push without and with a flip: ``-l'(f) > 0`` and ``l'(-f) < 0``."""
        return 1 / (1 + sp.exp(self.margin)), -1 / (1 + sp.exp(-self.margin))

    @property
    def mean_push(self) -> sp.Expr:
        """E[g] given iota."""
        return mean_over_flips(*self.pushes)

    @property
    def outcomes(self) -> tuple[sp.Expr, sp.Expr]:
        """Next iota without and with a flip."""
        kept, flipped = (iota * (1 + a * g) ** self.power for g in self.pushes)
        return kept, flipped

    @property
    def smoothed(self) -> sp.Expr:
        """Next iota under label smoothing of the same mass: the push is replaced by its mean over flips."""
        return iota * (1 + a * self.mean_push) ** self.power

    @property
    def balance(self) -> sp.Expr:
        """The iota at which E[g] = 0: ``exp(f) = (1 - p)/p``, positive for p < 1/2."""
        return sp.log((1 - p) / p) ** sp.Rational(self.power, 2)

    def drift(self, test: sp.Expr) -> sp.Expr:
        """``E[test(iota')] - test(iota)`` for an expression in ``iota``."""
        return mean_over_flips(*(test.subs(iota, outcome) for outcome in self.outcomes)) - test

    @property
    def pull(self) -> sp.Expr:
        """Drift of ``(iota - centre)^2``, divided by iota.

        With ``iota' = iota (1 + r)`` the increment of the square is ``iota r (iota r + 2 (iota - centre))``. In this
        form no digits are lost for small a, and iota = 0 can be put in.
        """
        relative = (outcome / iota - 1 for outcome in self.outcomes)
        return mean_over_flips(*(r * (iota * r + 2 * (iota - centre)) for r in relative))

    @property
    def squared_drift(self) -> sp.Expr:
        """Drift of ``(iota - centre)^2``: the quantity that Lemma 4.5 wants to be at most 0."""
        return iota * self.pull


STATEMENTS: dict[Version, Statement] = {"arxiv": Statement(iota, 2), "iclr": Statement(iota**2, 1)}


@cache
def numbers(expression: sp.Expr, *symbols: sp.Symbol) -> Callable[..., Array]:
    """The expression as a function of arrays; ``exp`` may overflow to inf, where every push has its right limit."""
    compiled: Callable[..., Any] = sp.lambdify(symbols, expression, "numpy")

    def evaluate(*values: ArrayLike) -> Array:
        arrays = [np.asarray(value, dtype=np.float64) for value in values]
        with np.errstate(over="ignore"):
            result = np.asarray(compiled(*arrays), dtype=np.float64)
        return np.array(np.broadcast_to(result, np.broadcast_shapes(result.shape, *(array.shape for array in arrays))))

    return evaluate
