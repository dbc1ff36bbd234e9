"""The inequalities against the curve that they are about, and what they imply for it."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lngd_theory.errors import InputError
from lngd_theory.spectral.spiked import SpikedModel, bulk_balance, rank_risk, step_balance, valley, valley_threshold
from lngd_theory.spectral.spiked.marchenko_pastur import Bulk

LATENTS = st.sampled_from(["gaussian", "classes"])


@pytest.mark.parametrize("model", [
    SpikedModel(4000, 2000, (3.0, 1.0), r=0.2),
    SpikedModel(4000, 2000, (0.5,), r=0.1, latent="classes"),
    SpikedModel(2000, 4000, (9.0, 0.4), r=0.2, b=(1, 0), aligned=1),
])  # fmt: skip
def test_the_balance_of_the_bulk_is_the_slope_of_the_curve(model):
    curve = rank_risk(model).squared.values
    top = sum(one > np.sqrt(model.gamma) for one in model.ell)
    for part in (0.1, 0.5, 0.9):
        d = int(top + part * (model.full_rank - top))
        slope = model.N * (curve[d + 5] - curve[d - 5]) / 10
        angle = Bulk(model.gamma).angle((d - top) / (model.full_rank - top) * min(1, model.gamma))
        assert -float(bulk_balance(model, angle)) == pytest.approx(slope, rel=0.02, abs=1e-3)


def test_the_balance_of_a_step_is_the_step_of_the_curve():
    model = SpikedModel(400, 200, (9.0,), r=0.2)
    curve = rank_risk(model).squared.values
    assert step_balance(model, 0) == pytest.approx(curve[0] - curve[1])
    with pytest.raises(InputError, match=r"spike 0 with ell=0.5 must exceed sqrt\(gamma\)=0.707"):
        step_balance(SpikedModel(400, 200, (0.5,)), 0)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.05, 8), st.lists(st.floats(0, 30), min_size=1, max_size=3, unique=True), st.floats(0, 0.49), LATENTS)
def test_random_corruption_makes_the_bulk_convex(gamma, ell, r, latent):
    """The theorem: with every ell >= 0 the balance falls all the way down the bulk."""
    assume(abs(gamma - 1) > 0.02 and all(abs(one - np.sqrt(gamma)) > 1e-3 for one in ell))
    weights = (5.0, 2.0, 1.0)[: len(ell)]
    model = SpikedModel(1000, max(len(ell) + 1, round(1000 * gamma)), sorted(ell, reverse=True), r, weights, latent)
    balance = bulk_balance(model, np.linspace(0, np.pi, 200))
    assert (np.diff(balance) <= 1e-9 * np.abs(balance).max()).all()


@settings(max_examples=15, deadline=None)
@given(st.floats(0.05, 8), st.floats(0, 0.45), LATENTS)
def test_the_threshold_separates_valleys_at_k_star_from_others(gamma, r, latent):
    assume(abs(gamma - 1) > 0.05)
    threshold = valley_threshold(gamma, r, latent)
    assert threshold > np.sqrt(gamma)
    for factor, inside in ((1.02, True), (0.98, False)):
        if factor * threshold > 1.05 * np.sqrt(gamma):
            model = SpikedModel(40_000, round(40_000 * gamma), (factor * threshold,), r=r, latent=latent)
            assert (float(bulk_balance(model)) <= 0) is inside


def test_the_threshold_of_the_curve_itself():
    ell = valley_threshold(0.5, 0.2)
    for factor, at_k in ((1.1, True), (0.9, False)):
        found = valley(SpikedModel(4000, 2000, (factor * ell,), r=0.2, latent="classes"))
        assert (found.bottom == 1) is at_k
        assert found.unique


def test_corruption_by_a_feature_in_the_bulk_can_break_convexity():
    """Without random corruption the theorem's bracket is negative for the corrupting spike."""
    model = SpikedModel(2000, 4000, (9.0, 1.3), r=0.4, b=(1, 0), aligned=1)
    assert (np.diff(bulk_balance(model, np.linspace(0, np.pi, 200))) > 0).any()


def test_what_the_balance_cannot_be_asked():
    with pytest.raises(InputError, match="must be one variance, 1, for the balance of the bulk"):
        bulk_balance(SpikedModel(40, 20, (5.0,), tail=((2.0, 1.0),)))
    with pytest.raises(InputError, match="gamma=0 must be a finite number > 0"):
        valley_threshold(0)
