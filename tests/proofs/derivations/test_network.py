"""The model in sympy: its pieces, and the decision whether an expression is 0."""

import pytest
import sympy as sp

from proofs_check.derivations.network import (
    Activation,
    Loss,
    LossSlope,
    Sample,
    Slope,
    derivative,
    forward,
    free_weights,
    objective,
    power,
    vanishes,
)

x, y, z, q = sp.symbols("x y z q", positive=True)


@pytest.mark.parametrize(
    "zero",
    [
        (x + y) ** 2 - x**2 - 2 * x * y - y**2,
        x / (x + y) + y / (x + y) - 1,
        (x + y) ** q / (x + y) - (x + y) ** (q - 1),
        (x * (y + z)) ** (q + 2) - (x * y + x * z) ** q * x**2 * (y + z) ** 2,
        sp.sqrt(x + y) * (x + y) - (x + y) ** sp.Rational(3, 2),
        Slope(x * (y + z)) - Slope(x * y + x * z),
        LossSlope(Activation(x * (y + z))) * x - x * LossSlope(Activation(x * y + x * z)),
        sp.Integer(0),
    ],
    ids=str,
)
def test_zero_is_seen(zero):
    assert vanishes(zero)


@pytest.mark.parametrize(
    "other",
    [
        x - y,
        x / (x + y) - 1,
        (x + y) ** q - (x + y) ** (q - 1),
        Slope(x) - Slope(y),
        Slope(x) - Activation(x),
        Slope(x) ** 2 - Slope(x),
        sp.Integer(1),
    ],
    ids=str,
)
def test_another_expression_is_not_zero(other):
    assert not vanishes(other)


def test_sympy_differentiates_through_the_network():
    assert sp.diff(Loss(Activation(x * y)), x) == y * Slope(x * y) * LossSlope(Activation(x * y))
    assert sp.diff(power(3).s(x), x) == 3 * x**2
    assert power(q).s(-x) == power(q).slope(-x) == 0


def test_the_loss_is_that_of_definition_2_1():
    W = free_weights(2, 1)
    u, v = sp.symbols("u v")
    units = [Activation(w[0] * patch) for w in (W[1, 0], W[1, 1]) for patch in (u, v)]
    others = [Activation(w[0] * patch) for w in (W[-1, 0], W[-1, 1]) for patch in (u, v)]
    f = (sum(units) - sum(others)) / 2
    assert vanishes(forward(W, [(u,), (v,)]) - f)
    eps, p = sp.symbols("epsilon p")
    sample = Sample(((u,), (v,)), sp.Integer(-1), eps, p)
    loss = ((1 - p) * Loss(-eps * f) + p * Loss(eps * f)) / 2 + Loss(Activation(0)) / 2
    nothing = Sample(((sp.Integer(0),),), sp.Integer(1))
    assert vanishes(objective(W, [sample, nothing]) - loss.subs(Loss(Activation(0)), objective(W, [nothing])))
    assert derivative(x**2 * y, (x, y)) == (2 * x * y, x**2)
