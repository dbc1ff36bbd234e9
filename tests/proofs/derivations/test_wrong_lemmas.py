"""Lemmas C.1, D.5 and 4.3, wrong on purpose."""

from functools import partial

import pytest
import sympy as sp

from proofs_check.derivations import alignment, convexity, direction, homogeneity, inner_products, telescoping
from proofs_check.derivations.network import eta
from tests.proofs.derivations.wrong import not_confirmed


def no_cross_terms(rho, xi, i):
    return sp.Integer(0)


def minus_cross_terms(rho, xi, i):
    return -inner_products.cross_terms(rho, xi, i)


def other_norm(rho, xi, i):
    """Divided by |xi_i|^2 in place of |xi_k|^2."""
    size = inner_products.dot(xi[i], xi[i])
    return sp.Add(*(rho[k] * inner_products.dot(xi[k], xi[i]) / size for k in range(len(xi)) if k != i))


def other_target(data, W, i, own_only):
    return alignment.alignment(data, W, i, not own_only)


def half_alignment(*given):
    return alignment.alignment(*given) / 2


WRONG = {
    "signal: no j": (inner_products.confirm_signal, lambda j, gamma: gamma),
    "signal: minus": (inner_products.confirm_signal, lambda j, gamma: -j * gamma),
    "noise: no cross terms": (inner_products.confirm_noise, no_cross_terms),
    "noise: minus": (inner_products.confirm_noise, minus_cross_terms),
    "noise: other norm": (inner_products.confirm_noise, other_norm),
    "not orthogonal: nothing": (inner_products.confirm_not_orthogonal, no_cross_terms),
    "constant: 2": (inner_products.confirm_constant, 2),
    "constant: 8": (inner_products.confirm_constant, 8),
    "unit: q - 1": (homogeneity.confirm_unit, lambda q: q - 1),
    "any activation: 2q": (homogeneity.confirm_any_activation, lambda q: 2 * q),
    "network: q + 1": (homogeneity.confirm_network, lambda q: q + 1),
    "network: 2": (homogeneity.confirm_network, lambda q: sp.Integer(2)),
    "alignment: printed for own": (alignment.confirm_own, other_target),
    "alignment: own for printed": (alignment.confirm_printed, other_target),
    "alignment: half": (alignment.confirm_own, half_alignment),
    "logarithm: x - log x": (convexity.confirm_logarithm, lambda x: x - sp.log(x)),
    "logarithm: minus": (convexity.confirm_logarithm, lambda x: 1 - x + sp.log(x)),
    "logarithm: 2 (x - 1)": (convexity.confirm_logarithm, lambda x: 2 * (x - 1) - sp.log(x)),
    "tangent: weights exchanged": (convexity.confirm_tangent, lambda P, e: convexity.weighted_gaps(1 - P, e)),
    "tangent: twice": (convexity.confirm_tangent, lambda P, e: 2 * convexity.weighted_gaps(P, e)),
    "target: log(1/eps)": (convexity.confirm_target, 1),
    "shape: rising loss": (convexity.confirm_shape, lambda z: convexity.logistic(-z)),
    "distance: plus": (telescoping.confirm_distance, lambda inner, square: 2 * eta * inner + eta**2 * square),
    "distance: once": (telescoping.confirm_distance, lambda inner, square: eta * inner - eta**2 * square),
    "inner: minus": (telescoping.confirm_inner, lambda z, A: -telescoping.mean_inner(z, A)),
    "inner: no q": (telescoping.confirm_inner, lambda z, A: telescoping.mean_inner(z, A).subs(telescoping.q, 1)),
    "convex: no q": (telescoping.confirm_convex, sp.Integer(1)),
    "convex: q^2": (telescoping.confirm_convex, telescoping.q**2),
    "gaps: eta L - 2 eta eps": (partial(telescoping.confirm_gaps, of_target=2), 1),
    "gaps: 3 eta L - eta eps": (partial(telescoping.confirm_gaps, 3), 1),
    "condition: eps": (direction.confirm_condition, convexity.epsilon),
    "condition: eps/3": (direction.confirm_condition, convexity.epsilon / 3),
    "direction: as printed": (direction.confirm_direction, -1),
    "sum: eta L - eta eps": (partial(direction.confirm_sum, of_target=1), 1),
    "sum: 2 eta L - 2 eta eps": (partial(direction.confirm_sum, of_target=2), 2),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_formula_is_not_confirmed(name):
    not_confirmed(*WRONG[name])
