"""MT.1: what a direction that is the trained label itself looks like, which tells segregation from memory.

Two equally frequent classes y = -1, 1 and labels y' that are flipped with probability r. The class signal has the share
``B/(B + W)`` of the energy of y' and the residual of the corruption ``W/(B + W)``, with B and W the variances of y'
between and within classes. Whether a trained network's leading directions are nearer to the class than to this is
measured.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.argument import Argument
from proofs_check.inequality import Inequality
from proofs_check.step import Identity, NotFormalisable

__all__ = ["ARGUMENTS"]

_r = sp.Symbol("r", positive=True)


def _mean(power: int, y: int) -> sp.Expr:
    """``E[y'^power]`` in the class y."""
    return (1 - _r) * y**power + _r * (-y) ** power


_BETWEEN = (_mean(1, 1) - _mean(1, -1)) ** 2 / 4
_WITHIN = sum(_mean(2, y) - _mean(1, y) ** 2 for y in (1, -1)) / sp.Integer(2)

ARGUMENTS = (
    Argument(
        claim="MT.1",
        steps=(
            Identity("signal share of the trained label", _BETWEEN / (_BETWEEN + _WITHIN), (1 - 2 * _r) ** 2),
            Identity("noise share of the trained label", _WITHIN / (_BETWEEN + _WITHIN), 4 * _r * (1 - _r)),
            Inequality(
                "up to r = 0.146 even pure memory of labels has more signal than noise",
                sp.Gt(_BETWEEN, _WITHIN),
                {_r: (0, "146/1000")},
            ),
            NotFormalisable(
                "segregation",
                r"s>0",
                "about networks trained on images, without a hypothesis on data, architecture or optimiser: measured",
            ),
        ),
        shows="part",
        conclusion="A direction that is the trained label has the shares (1-2r)^2 and 4r(1-r), so that more signal "
        "than noise in the top directions is no evidence of segregation below r = 0.146; where a trained network's "
        "directions sit is an empirical statement.",
    ),
)
