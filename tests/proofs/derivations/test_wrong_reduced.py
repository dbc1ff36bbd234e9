"""Label smoothing, the reduced dynamics and the moments, wrong on purpose."""

from dataclasses import replace
from functools import partial

import pytest
import sympy as sp

from lngd_theory.reduced.statement import STATEMENTS, Statement, a, iota, p
from lngd_theory.symbols import d
from proofs_check.derivations import limit, moments, remainder, smoothing
from tests.proofs.derivations.wrong import not_confirmed


def kept_for_flipped(samples):
    swapped = [replace(s, smoothing=1 - s.smoothing) for s in samples]
    return smoothing.flip_patterns(swapped)


def without(**changes):
    return lambda rho, out: remainder.excess(rho, replace(out, **changes))


def no_overlap(a, rho, moved, push_at_f, push_at_iota):
    return a * (push_at_f - push_at_iota)


def no_margin(a, rho, moved, push_at_f, push_at_iota):
    return a * push_at_f * moved / rho


WRONG = {
    "smoothing: mass exchanged": (smoothing.confirm_gradient, kept_for_flipped),
    "variance: p": (smoothing.confirm_variance, p),
    "variance: twice": (smoothing.confirm_variance, 2 * p * (1 - p)),
    "reduced step: no excess": (smoothing.confirm_reduced, lambda version: sp.Integer(0)),
    "reduced step: both": (smoothing.confirm_reduced, lambda version: iota * a**2 * p * (1 - p)),
    "margin: no other sign": (remainder.confirm_margin, without(other=sp.Integer(0))),
    "margin: no signal": (remainder.confirm_margin, without(signal=sp.Integer(0))),
    "margin: minus": (remainder.confirm_margin, lambda rho, out: -remainder.excess(rho, out)),
    "step: no overlap": (remainder.confirm_step, no_overlap),
    "step: no margin": (remainder.confirm_step, no_margin),
    "step: q = 3": (partial(remainder.confirm_step, remainder.remainder), 3),
    "step: q = 1": (partial(remainder.confirm_step, remainder.remainder), 1),
    "limit: noise not orthogonal": (partial(limit.confirm_limit, remainder.remainder), False),
    "limit: constant": (limit.confirm_limit, lambda a, *rest: remainder.remainder(a, *rest) + a),
    "arXiv: ICLR's letter": (limit.confirm_arxiv, "iclr"),
    "version: power 1": (limit.confirm_version, Statement(iota, 1)),
    "version: power 3": (limit.confirm_version, Statement(iota, 3)),
    "version: margin 2 iota": (limit.confirm_version, Statement(2 * iota, 2)),
    "ICLR: neurons of any size": (limit.confirm_iclr, False),
    "ICLR: no variance": (limit.confirm_iclr_gap, lambda rho: sp.Integer(0)),
    "ICLR: twice": (limit.confirm_iclr_gap, lambda rho: 2 * limit.variance(rho)),
    "push: plus": (limit.confirm_push, lambda f, at: -limit.push_difference(f, at)),
    "push: twice": (limit.confirm_push, lambda f, at: 2 * limit.push_difference(f, at)),
    "active: a <= 2": (limit.confirm_active, sp.Integer(2)),
    "active: a <= 1/2": (limit.confirm_active, sp.S.Half),
    "power: 3": (limit.confirm_power, 3),
    "Gaussian: 2s": (moments.confirm_gaussian, 2 * moments.s),
    "Gaussian: sqrt(s)": (moments.confirm_gaussian, sp.sqrt(moments.s)),
    "chi-square: -k": (moments.confirm_chi_square, -moments.k),
    "chi-square: k/2": (moments.confirm_chi_square, moments.k / 2),
    "product: -1": (moments.confirm_product, -sp.S.One),
    "norm: d": (moments.confirm_norm, d),
    "cross: d": (moments.confirm_cross, d),
    "overlaps: d": (moments.confirm_overlaps, d),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_formula_is_not_confirmed(name):
    not_confirmed(*WRONG[name])


def test_statements_that_the_wrong_ones_depart_from():
    assert STATEMENTS["arxiv"] == Statement(iota, 2)
    assert STATEMENTS["iclr"] == Statement(iota**2, 1)
