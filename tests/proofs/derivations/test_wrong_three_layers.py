"""The gradients of the three-layer network, wrong on purpose; and in numbers, against the loops."""

import numpy as np
import pytest
import sympy as sp

from proofs_check.derivations import three_layers
from proofs_check.derivations.network import ABSTRACT, Sample, dot, eta, free_weights
from proofs_check.derivations.patches import Atoms
from tests import naive_three_layer as naive
from tests.proofs.derivations.wrong import not_confirmed

right = three_layers.first_layer_gradient


def without_the_second_layers_slope(atoms, W, U):
    """As if the second layer were linear."""
    table = [[sp.Integer(0)] * len(atoms.vectors) for _ in W]
    for sample, uses in zip(atoms.samples, atoms.table, strict=True):
        push = three_layers._push(W, U, sample, len(atoms.samples))
        for k, sign in uses:
            v = atoms.vectors[k]
            for r, w in enumerate(W):
                down = sum(j * u[r] for (j, _), u in U.items())
                table[r][k] += push * down * ABSTRACT.slope(sign * dot(w, v)) * sign * dot(v, v)
    return tuple(map(tuple, table))


def with_one_sign_of_an_atom_for_both(atoms, W, U):
    """As if a patch -v_k were v_k."""
    table = tuple(tuple((k, 1) for k, _ in uses) for uses in atoms.table)
    return right(Atoms(atoms.vectors, table, atoms.samples), W, U)


def with_signs_exchanged(atoms, W, U):
    """F_{-1} - F_{+1}."""
    return tuple(tuple(-g for g in row) for row in right(atoms, W, U))


def shared_by_one_sign_only(atoms, W, U):
    """As if W belonged to F_{+1}."""
    plus = {which: u if which[0] > 0 else (sp.Integer(0),) * len(u) for which, u in U.items()}
    return right(atoms, W, plus)


@pytest.mark.parametrize(
    "wrong",
    [
        without_the_second_layers_slope,
        with_one_sign_of_an_atom_for_both,
        with_signs_exchanged,
        shared_by_one_sign_only,
    ],
)
def test_a_wrong_gradient_of_the_first_layer_is_not_confirmed(wrong):
    not_confirmed(three_layers.confirm_first, wrong)


def test_a_wrong_gradient_of_the_second_layer_and_a_wrong_step_are_not_confirmed():
    def without_sign(atoms, W, U, which):
        return tuple(which[0] * g for g in three_layers.second_layer_gradient(atoms, W, U, which))

    not_confirmed(three_layers.confirm_second, without_sign)
    not_confirmed(three_layers.confirm_step, lambda R, G: tuple(r + eta * g for r, g in zip(R, G, strict=True)))
    not_confirmed(three_layers.confirm_step, lambda R, G: tuple((1 - eta) * r - eta * g for r, g in zip(R, G)))  # noqa: B905


def test_in_numbers_the_formulas_are_a_step_of_the_loops():
    """ReLU and the logistic loss put in, random rational numbers for all symbols."""
    m, h, d, q = 2, 2, 3, 2
    rng = np.random.default_rng(7)
    vectors = rng.integers(-4, 5, (3, d)) / 2
    table = (((0, 1), (1, -1)), ((0, -1), (2, 1)))
    labels, eps = (1, -1), (1.0, -0.5)
    X = [[(sign * vectors[k]).tolist() for k, sign in uses] for uses in table]
    W, U = rng.integers(-4, 5, (h, d)) / 8, rng.integers(-4, 5, (2 * m, h)) / 4
    exact = lambda rows: tuple(tuple(map(sp.Rational, row)) for row in rows)  # noqa: E731
    samples = tuple(Sample(exact(x), y, sp.Rational(e)) for x, y, e in zip(X, labels, eps, strict=True))
    units = dict(zip(free_weights(m, h), exact(U), strict=True))
    atoms, rows = Atoms(exact(vectors), table, samples), exact(W)

    def number(expression):
        put = {"Activation": lambda z: max(z, 0.0) ** q, "Slope": lambda z: q * max(z, 0.0) ** (q - 1)}
        put["LossSlope"] = lambda z: -1 / (1 + np.exp(z))
        return float(sp.lambdify((), expression, [put, "math"])())

    G = [[number(g) for g in row] for row in right(atoms, rows, units)]
    new_W = W - 0.1 * np.array(G) / (vectors**2).sum(axis=1) @ vectors
    second = [[number(g) for g in three_layers.second_layer_gradient(atoms, rows, units, which)] for which in units]
    found = naive.step(W.tolist(), U.tolist(), X, labels, eps, [0.0, 0.0], 0.1, q)
    assert np.abs(np.array(second)).max() > 1e-3
    assert np.abs(np.array(G)).max() > 1e-3
    assert found[0] == pytest.approx(new_W, abs=1e-14)
    assert found[1] == pytest.approx(U - 0.1 * np.array(second), abs=1e-14)
