"""The recursions of algorithms, wrong on purpose; and the counterexamples where there is none."""

import pytest
import sympy as sp

from proofs_check.derivations import leaving, span
from proofs_check.derivations.network import eta
from tests.proofs.derivations.wrong import not_confirmed


def without_filters(atoms, W, shares, kept):
    return span.batch_gradient(atoms, W, shares, dict.fromkeys(kept, sp.Integer(1)))


def without_shares(atoms, W, shares, kept):
    return span.batch_gradient(atoms, W, [sp.Rational(1, 2)] * 2, kept)


@pytest.mark.parametrize("wrong", [without_filters, without_shares])
def test_a_wrong_gradient_of_a_batch_is_not_confirmed(wrong):
    not_confirmed(span.confirm_gradient, wrong)


def decay_of_the_moved_part_only(place, mean, gradient, nesterov):
    """Weight decay that forgets the share of w0."""
    (_, *new), mean = span.moved(place, mean, gradient, nesterov)
    return (place[0], *new), mean


def heavy_ball_for_nesterov(place, mean, gradient, nesterov):
    return span.moved(place, mean, gradient, False)


def dampened(place, mean, gradient, nesterov):
    beta = sp.Symbol("beta", real=True)
    return span.moved(place, mean, [(1 - beta) * g for g in gradient], nesterov)


@pytest.mark.parametrize("wrong", [decay_of_the_moved_part_only, heavy_ball_for_nesterov, dampened])
def test_a_wrong_recursion_is_not_confirmed(wrong):
    not_confirmed(span.confirm_move, wrong)


def test_a_wrong_point_and_a_wrong_length_are_not_confirmed():
    not_confirmed(span.confirm_point, lambda c, R, G, t: span.climbed(c, R, G, -t))
    not_confirmed(span.confirm_norm, lambda G, gram: sum(g**2 for g in G))


def test_a_step_along_the_gradient_is_not_said_to_leave_the_span():
    not_confirmed(leaving.confirm_adam, lambda g, epsilon: tuple(-eta * c for c in g))
    not_confirmed(leaving.confirm_coordinates, ((1, 1, 1), (1, 1, 1)))
