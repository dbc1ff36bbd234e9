"""What follows from Lemma 4.3's step: its conditions, its direction, and how far the sum over steps gets.

The lower bound is ``3 eta L_S - 2 eta eps`` (:mod:`proofs_check.derivations.telescoping`). The printed right-hand side
``eta L_S - eta eps`` follows as a lower bound where ``L_S >= eps/2``; as the upper bound of the text it is false there.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from proofs_check.derivations.convexity import epsilon, logistic
from proofs_check.derivations.network import (
    Sample,
    derivative,
    dot,
    eta,
    forward,
    free_weights,
    objective,
    power,
)
from proofs_check.step import Confirmed

__all__ = ["STEPS"]

Lines = list[tuple[str, bool]]

L, distance, time = sp.symbols("L_S D T", positive=True)


def confirm_condition(threshold: sp.Expr = epsilon / 2) -> Lines:
    """``3 L_S - 2 eps >= L_S - eps`` exactly when ``L_S >= eps/2``; and the weakest condition on the step size."""
    above, below = sp.symbols("u v", positive=True)
    gain = sp.expand((3 * L - 2 * epsilon) - (L - epsilon))
    # before |grad|^2 is bounded: 4 L_S - 2 eps - eta G >= L_S - eps
    (most,) = sp.solve(4 * L - 2 * epsilon - time - (L - epsilon), time)
    slack = sp.expand((most - 2 * L).subs(L, epsilon + above))
    return [
        ("equal at the threshold", gain.subs(L, threshold) == 0),
        ("true above it", sp.expand(gain.subs(L, threshold + above)).is_positive is True),
        ("false below it", sp.expand(gain.subs(L, threshold - below)).is_negative is True),
        ("the weakest step-size condition is eta |grad|^2 <= 3 L_S - eps", most == 3 * L - epsilon),
        ("it follows from eta |grad|^2 <= 2 L_S while L_S > eps", slack.is_positive is True),
    ]


def confirm_direction(sign: int = 1) -> Lines:
    """The text's ``<=`` contradicts the lower bound where ``L_S > eps/2``, and fails at a point; ``>=`` holds there."""
    u = sp.Symbol("u", positive=True)
    beyond = sp.expand(((3 * L - 2 * epsilon) - (L - epsilon)).subs(L, epsilon / 2 + u))
    drop, printed, lower, slack = _example()
    return [
        ("the lower bound exceeds eta L_S - eta eps", (sign * beyond).is_positive is True),
        ("the point meets the step-size condition and A >= 2 log(2/eps)", all(bool(s > 0) for s in slack)),
        ("3 eta L_S - 2 eta eps is below the decrease there", bool(sign * (drop - lower) > 0)),
        ("eta L_S - eta eps is below the decrease there", bool(sign * (drop - printed) > 0)),
    ]


def _example() -> tuple[sp.Expr, sp.Expr, sp.Expr, tuple[sp.Expr, ...]]:
    """One active unit, ``f = log 3``: the decrease, ``eta (L - eps)``, ``eta (3 L - 2 eps)``, and the conditions."""
    rate, target_loss = sp.Rational(1, 10), sp.Rational(1, 4)
    W = free_weights(1, 2)
    sample = Sample(((sp.Integer(1), sp.Integer(0)), (sp.Integer(0), sp.Integer(1))), sp.Integer(1))
    functions = replace(power(sp.Integer(2)), loss=logistic)
    numbers = {W[1, 0]: (-1, sp.sqrt(sp.log(3))), W[-1, 0]: (-1, -1)}
    at = {symbol: value for w, values in numbers.items() for symbol, value in zip(w, values, strict=True)}
    # W* = 0 + 2 m log(2/eps) xi/|xi|^2 for every filter
    target = (sp.Integer(0), 2 * sp.log(2 / target_loss))
    loss = objective(W, [sample], functions)
    grad = [g.subs(at) for w in W.values() for g in derivative(loss, w)]
    away = [c.subs(at) - t for w in W.values() for c, t in zip(w, target, strict=True)]
    value, square = loss.subs(at), dot(grad, grad)
    alignment = dot(
        [g.subs(at) for w in W.values() for g in derivative(forward(W, sample.patches, functions), w)],
        (*target, *target),
    )
    drop = dot(away, away) - sum((a - rate * g) ** 2 for a, g in zip(away, grad, strict=True))
    conditions = (value - rate * square, alignment - 2 * sp.log(2 / target_loss), value - target_loss)
    return drop, rate * (value - target_loss), rate * (3 * value - 2 * target_loss), conditions


def confirm_sum(of_loss: int = 3, of_target: int = 2) -> Lines:
    """Over T steps ``D >= eta T (3 mean L - 2 eps)``: the mean loss is at most eps from ``T = D/(eta eps)`` on."""
    mean = sp.Symbol("mean", positive=True)
    (most,) = sp.solve(eta * time * (of_loss * mean - of_target * epsilon) - distance, mean)
    (printed,) = sp.solve(eta * time * (mean - epsilon) - distance, mean)
    enough = {time: distance / (eta * epsilon)}
    return [
        ("at most eps at T = D/(eta eps)", sp.simplify(most.subs(enough) - epsilon) == 0),
        ("eta L_S - eta eps gives 2 eps there", sp.simplify(printed.subs(enough) - 2 * epsilon) == 0),
        ("and more than eps for every T", sp.simplify(printed - epsilon).is_positive is True),
    ]


STEPS = (
    Confirmed(
        "the extra condition",
        r"3L_S-2\epsilon\ge L_S-\epsilon\iff L_S\ge\epsilon/2",
        confirm_condition,
    ),
    Confirmed(
        "the direction",
        r"L_S>\epsilon/2\implies\|W-W^*\|^2-\|W'-W^*\|^2>\eta L_S-\eta\epsilon",
        confirm_direction,
    ),
    Confirmed(
        "the sum over steps",
        r"\frac1T\sum_tL_S^{(t)}\le\frac{2\epsilon}3+\frac D{3\eta T}\le\epsilon\text{ for }T\ge\frac D{\eta\epsilon}",
        confirm_sum,
    ),
)
