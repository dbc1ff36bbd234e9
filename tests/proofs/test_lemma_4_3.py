"""Lemma 4.3 with numbers: lengths of the stage, bounds that persist, the distance of W*."""

import math

import numpy as np
import pytest

from proofs_check.lemma_4_3 import ARGUMENTS
from tests.proofs.training import train


def test_the_stage_can_be_empty():
    (argument,) = [item for item in ARGUMENTS if item.claim == "4.3.loss"]
    (length,) = argument.premises
    found = length.run()
    assert found.status == "counterexample"
    m, epsilon, log = (float(eval_fraction(found.values[name])) for name in ("m", "eps", "y"))
    assert m**2 / epsilon + log < 4 * log  # u T_2 < u T_1


def eval_fraction(text):
    numerator, _, denominator = text.partition("/")
    return int(numerator) / int(denominator or 1)


def test_bounds_persist_long_after_t_1():
    s, u = 0.02, 0.08
    run = train(s=s, u=u, steps=6000, seed=2, mu=2000.0, m=12)
    T_1 = math.ceil(4 * math.log(1 / s) / u)
    lam, b = math.sqrt(math.log(8 * 12 * 8 / 0.05)), np.abs(run.mu_start)
    assert run.own(run.rho).max(axis=1).min(axis=1)[T_1:].min() >= 1
    assert np.abs(run.other(run.rho)).max() <= 2.05 * lam * s
    assert ((run.gamma + b) / b).max() <= math.e
    assert run.loss[T_1:].min() < 0.01


@pytest.mark.parametrize("epsilon", [0.5, 0.05])
def test_the_distance_of_the_target(epsilon):
    """Orthogonal patches of squared norm c: 2m filters, each |2m log(2/eps)|^2 n/c."""
    m, n, level = 7, 11, math.log(2 / epsilon)
    for c in (0.5, 1.0, 1.5):
        square = 2 * m * (2 * m * level) ** 2 * n / c
        assert 16 / 3 * level**2 <= square / (m**3 * n) * (1 + 1e-12)
        assert square / (m**3 * n) <= 20 * level**2


@pytest.mark.parametrize("loss", [0.1, 0.4, 0.6, 5.0])
def test_the_extra_condition(loss):
    """In units of epsilon: 3L - 2 >= L - 1 from L = 1/2 on, 3L - 1 >= L - 1 always."""
    assert (3 * loss - 2 >= loss - 1) is (loss >= 0.5)
    assert 3 * loss - 1 >= loss - 1
