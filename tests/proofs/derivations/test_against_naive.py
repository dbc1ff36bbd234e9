"""A second route: the derived formulas in numbers against the loop-only twins."""

from functools import cache
from itertools import product

import numpy as np
import pytest
import sympy as sp

from proofs_check.derivations.decomposition import gradient_step, paper_data, paper_step, symbols_of, weights
from proofs_check.derivations.gradient import paper_gradient
from proofs_check.derivations.inner_products import cross_terms
from proofs_check.derivations.network import ABSTRACT, eta, free_weights
from proofs_check.derivations.patches import atom_step, atom_weights, example
from tests import naive
from tests.draws import POWERS, relative_error
from tests.proofs.derivations.numbers import ETA, LABELS, STEPS_OF_NOISE, evaluate, random_state, with_noise

M = 2
TOLERANCE = 1e-12
FILTERS = list(product(naive.SIGNS, range(M)))


def flat(coefficients, pick):
    """gamma, rho_bar, rho_low in one order for both sides."""
    rows = [pick(coefficients.gamma, j, r) for j, r in FILTERS]
    for table in (coefficients.rho_bar, coefficients.rho_low):
        rows += [value for j, r in FILTERS for value in pick(table, j, r)]
    return rows


def derived(coefficients):
    return flat(coefficients, lambda table, j, r: table[j, r])


def looped(coefficients):
    return np.array(flat(coefficients, lambda table, j, r: table[naive.SIGNS.index(j)][r]), dtype=float)


@cache
def problem(corrupt=()):
    data = paper_data(LABELS, smoothing=True, corrupt=corrupt)
    W0, old = free_weights(M, len(data.mu)), symbols_of(data, M)
    return data, W0, old, weights(data, W0, old)


@cache
def weights_after():
    """Every coordinate after a step along sympy's derivative of the loss."""
    data, _, _, W = problem()
    return [c for w in gradient_step(W, data.samples).values() for c in w]


@pytest.mark.parametrize("q", POWERS)
@pytest.mark.parametrize("corrupt", [(), (1,)], ids=["clean", "corrupted"])
def test_the_recursions_are_the_naive_step(q, corrupt):
    data, W0, old, W = problem(corrupt)
    new = derived(paper_step(data, W, old))
    for seed, (noise, eps, masses) in enumerate(STEPS_OF_NOISE):
        state = random_state(data, W0, old, seed)
        got = evaluate(new, with_noise(state.at, data, eps, masses), q)
        expected = looped(naive.paper_step(state.paper, eps, masses, ETA, q))
        moved = expected - looped(state.paper)
        assert np.abs(moved).max() > 1e-3, noise
        assert relative_error(got, expected) < TOLERANCE, noise


@pytest.mark.parametrize("q", POWERS)
def test_the_derivative_of_the_loss_is_the_naive_step(q):
    data, W0, old, _ = problem()
    for seed, (noise, eps, masses) in enumerate(STEPS_OF_NOISE):
        state = random_state(data, W0, old, seed)
        got = evaluate(weights_after(), with_noise(state.at, data, eps, masses), q)
        after = naive.paper_step(state.paper, eps, masses, ETA, q)
        expected = [c for j, r in FILTERS for c in naive.paper_weight(after, naive.SIGNS.index(j), r)]
        assert relative_error(got, expected) < TOLERANCE, noise


@pytest.mark.parametrize("q", POWERS)
def test_the_coefficients_solve_for_the_derivative_of_the_loss(q):
    """The step's coordinates in the basis of mu and the xi_i, which are independent: no other coefficients do."""
    data, W0, old, _ = problem()
    _, eps, masses = STEPS_OF_NOISE[1]
    state = random_state(data, W0, old, 5)
    values = with_noise(state.at, data, eps, masses)
    change = evaluate(weights_after(), values, q).reshape(2 * M, -1) - np.array(state.paper.w0, dtype=float).reshape(
        2 * M, -1
    )
    atoms = np.array([state.paper.mu, *state.paper.xi])
    coordinates = np.linalg.solve(atoms.T, change.T).T * (atoms**2).sum(axis=1)
    after = naive.paper_step(state.paper, eps, masses, ETA, q)
    for row, (j, r) in zip(coordinates, FILTERS, strict=True):
        J = naive.SIGNS.index(j)
        rho = np.add(after.rho_bar[J][r], after.rho_low[J][r])
        assert row == pytest.approx([j * after.gamma[J][r], *rho], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("q", POWERS)
def test_the_formula_of_the_gradient_is_the_naive_step_on_weights(q):
    """Three patches in general position."""
    atoms = example(3)
    W = free_weights(1, 3)
    rng = np.random.default_rng(3)
    at = {c: rng.standard_normal() for vector in (*atoms.vectors, *W.values()) for c in vector}
    at |= {sample.eps: e for sample, e in zip(atoms.samples, (1.3, -0.4), strict=True)}
    formula = [c for which in W for c in paper_gradient(W, which, atoms.samples, ABSTRACT)]
    numbers = [[at[c] for c in w] for w in W.values()]
    X = [[[sign * at[c] for c in atoms.vectors[k]] for k, sign in row] for row in atoms.table]
    labels = [int(sample.label) for sample in atoms.samples]
    after = naive.weights_step(numbers, X, labels, [1.3, -0.4], [0.0, 0.0], ETA, q)
    got = np.array(numbers).ravel() - ETA * evaluate(formula, at, q)
    assert relative_error(got, np.array(after).ravel()) < TOLERANCE


@pytest.mark.parametrize("q", POWERS)
def test_the_atoms_step_is_the_naive_one(q):
    atoms = example(2)
    W0 = free_weights(1, 2)
    R = {which: tuple(sp.symbols(f"R_{k}_:3")) for k, which in enumerate(W0)}
    new = atom_step(atoms, atom_weights(atoms, W0, R), R)
    rng = np.random.default_rng(4)
    at = {c: 0.5 * rng.standard_normal() for vector in (*atoms.vectors, *W0.values(), *R.values()) for c in vector}
    at |= {eta: ETA} | {sample.eps: e for sample, e in zip(atoms.samples, (1.0, -1.0), strict=True)}
    vectors = [[at[c] for c in v] for v in atoms.vectors]
    after = naive.atom_step(
        [[naive.dot([at[c] for c in w], v) for v in vectors] for w in W0.values()],
        naive.gram(vectors),
        [[k for k, _ in row] for row in atoms.table],
        [[sign for _, sign in row] for row in atoms.table],
        [int(sample.label) for sample in atoms.samples],
        [[at[c] for c in row] for row in R.values()],
        [1.0, -1.0],
        [0.0, 0.0],
        ETA,
        q,
    )
    got = evaluate([c for row in new.values() for c in row], at, q)
    assert np.abs(got - [at[c] for row in R.values() for c in row]).max() > 1e-3
    assert relative_error(got, np.array(after).ravel()) < TOLERANCE


def test_cross_terms_are_what_the_naive_weights_have():
    data, W0, old, _ = problem()
    state = random_state(data, W0, old, 6)
    for J, r in product(range(2), range(M)):
        j, w0 = naive.SIGNS[J], state.paper.w0[J][r]
        move = [a - b for a, b in zip(naive.paper_weight(state.paper, J, r), w0, strict=True)]
        rho = [a + b for a, b in zip(old.rho_bar[j, r], old.rho_low[j, r], strict=True)]
        for i, x in enumerate(state.paper.xi):
            (claimed,) = evaluate([cross_terms(rho, data.xi, i) + rho[i]], state.at, 2.0)
            assert naive.dot(move, x) == pytest.approx(claimed, rel=1e-12, abs=1e-12)
        assert naive.dot(move, state.paper.mu) == pytest.approx(j * state.paper.gamma[J][r], rel=1e-12)
