"""What is said about the second stage, each formula written once, in sympy.

The paper's: Lemma 4.5 (iv) and the times of Lemmas 4.4, 4.5 and Theorem 3.3 (its Theta with all constants 1).

Ours, a leading-order prediction that measurements are compared with: with orthogonal patches the active noise
pre-activations of a sample are multiplied by ``1 + a g`` at every step, where ``g = -eps l'(eps y f)``. Stationarity
means ``E log(1 + a g) = 0``, so ``E g = (a/2) E g^2`` to leading order, and ``E g^2 = p (1-p)`` at the balance point.
An aligned signal pre-activation is multiplied by ``1 + b S`` with ``S = (1/n) sum_{y_i = j} g_i``, so that its
logarithm grows by ``b/2 * E g`` a step, half the samples having the label j. A training label that is corrupted
pulls the signal backwards, which leaves ``1 - 2 r`` of it.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from lngd_theory.setting import Setting
from lngd_theory.symbols import C_0, T_1, c_2, d, eta, m, mu, n, overlap, p, sigma_0, sigma_p

__all__ = [
    "BALANCE",
    "LEMMA_4_5_IV",
    "PREDICTED",
    "RELAXATION",
    "T1_LEMMA",
    "T2_LEMMA",
    "T2_THEOREM",
    "evaluate",
    "local_exponent",
]

#: Rate of fixed corruption of the training labels.
corruption = sp.Symbol("corruption", nonnegative=True)

#: ``a = 2 eta sigma_p^2 d/(nm)`` and ``b = 2 eta |mu|^2/m``: growth of noise and signal pre-activations by a pull of 1.
NOISE_GROWTH = 2 * eta * sigma_p**2 * d / (n * m)
SIGNAL_GROWTH = 2 * eta * mu**2 / m

#: The margin at which the mean step of the loss is zero under flips of probability p.
BALANCE = sp.log((1 - p) / p)

#: Rate per step at which a margin returns to the balance point: f moves by ``2 a f E g``, and E g has slope -p(1-p).
RELAXATION = 2 * NOISE_GROWTH * p * (1 - p) * BALANCE

#: Growth of the logarithm of an aligned signal pre-activation per step, leading order in a, mean over the two signs.
PREDICTED = SIGNAL_GROWTH / 2 * (NOISE_GROWTH / 2 * p * (1 - p)) * (1 - 2 * corruption)

#: Lemma 4.5 (iv): the logarithm of max_r (gamma + |<w0, mu>|) grows at least by this per step.
LEMMA_4_5_IV = eta * mu**2 / (16 * m)

#: Lemma 4.4, with C_0 the lower bound of |l'| on the first stage.
T1_LEMMA = 4 * n * m * sp.log(20 / overlap) / (eta * C_0 * sigma_p**2 * d)

#: Lemma 4.5, with c_2 the upper bound of f on the second stage.
T2_LEMMA = T_1 + 4 * m * (1 + sp.exp(c_2)) * sp.log(6 / (sigma_0 * mu)) / (eta * mu**2)

#: Theorem 3.3, both constants of its Theta set to 1.
T2_THEOREM = n * m * sp.log(1 / overlap) / (eta * sigma_p**2 * d) + m * sp.log(6 / (sigma_0 * mu)) / (eta * mu**2)

_OF_SETTING = ("n", "d", "m", "mu", "sigma_p", "sigma_0", "eta", "corruption")


def evaluate(expression: sp.Expr, setting: Setting, **values: float) -> float:
    """The value of an expression for a setting and other symbols by name; inf or nan where it has none."""
    known = {name: getattr(setting, name) for name in _OF_SETTING} | values
    numbers = {symbol: sp.Float(known[symbol.name], 30) for symbol in expression.free_symbols}
    value = expression.subs(numbers).evalf(20)
    return float("inf") if value.is_infinite else float(value)


def local_exponent(expression: sp.Expr, parameter: str) -> float:
    """``d log(expression) / d log(parameter)``, a constant for the rates here; p stands for ``p (1-p)``."""
    found = {symbol.name: symbol for symbol in expression.free_symbols}
    if parameter not in found:
        return 0.0
    symbol: Any = found[parameter]
    scale = symbol * (1 - symbol) if parameter == "p" else symbol
    return float(sp.simplify(sp.diff(sp.log(expression), symbol) / sp.diff(sp.log(scale), symbol)))
