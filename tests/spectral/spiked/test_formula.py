"""Closed cases of the formula, the formula against simulation, and variants of it that must be refuted."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lngd_theory.spectral.spiked import SpikedModel, rank_risk, simulate_rank_risk
from lngd_theory.spectral.spiked import retained as retained_module
from lngd_theory.spectral.spiked.formula import _correlated

RISKS = ("squared", "excess", "error")


def test_without_directions_nothing_is_known():
    found = rank_risk(SpikedModel(100, 50, (5.0, 2.0), r=0.2)).isel(d=0)
    assert float(found.squared) == 1
    assert float(found.error) == 0.5


@pytest.mark.parametrize(("n", "dim"), [(1000, 300), (300, 1000)])
def test_with_all_directions_it_is_least_squares(n, dim):
    """Hastie et al. 2022, Theorem 1 (D < N) and, with a vanishing signal, the variance of Theorem 3 (D > N)."""
    model = SpikedModel(n, dim, (0.001,), r=0.1)
    found = rank_risk(model).isel(d=-1)
    variance = model.sigma2 * (dim / (n - dim) if dim < n else n / (dim - n))
    bias = 0.0 if dim < n else float((1 + model.ell[0]) * model.beta[0] ** 2) * (1 - n / dim)
    assert float(found.excess) == pytest.approx(variance + bias, rel=0.01)


def test_a_very_strong_spike_is_seen_exactly_by_one_direction():
    model = SpikedModel(10**5, 10, (1e6,), r=0.2)
    found = rank_risk(model)
    assert float(found.excess[1]) < 1e-4
    assert float(found.error[1]) < 1e-3
    assert float(found.squared[1]) == pytest.approx(1 - 2 / np.pi * (1 - 0.4) * (2 - (1 - 0.4)), abs=1e-4)


@pytest.mark.parametrize(
    "model",
    [
        SpikedModel(400, 200, (8.0, 3.0, 0.5), r=0.2),
        SpikedModel(200, 400, (9.0, 4.0), r=0.1),
        SpikedModel(300, 150, (6.0,), r=0.2, latent="classes"),
        SpikedModel(300, 150, (6.0, 6.0, 6.0), r=0.1),
        SpikedModel(300, 150, (9.0, 3.0), r=0.2, b=(1, 0), aligned=1),
        SpikedModel(300, 150, (6.0, -0.9), r=0.2),
        SpikedModel(300, 150, (12.0, -0.7), r=0.2, tail=((4.0, 0.3), (0.2, 0.7))),
        SpikedModel(150, 300, (20.0, 6.0), r=0.2, latent="classes", b=(2, 1), tail=((3.0, 0.2), (1.0, 0.8))),
    ],
)
def test_formula_and_simulation_agree(model):
    formula, simulated = rank_risk(model), simulate_rank_risk(model, 16)
    for risk in RISKS:
        mean, spread = simulated[risk].mean("seed"), simulated[risk].std("seed", ddof=1) / 4
        allowed = 5 * spread + 0.05 * formula[risk] + 0.01
        assert (np.abs(mean - formula[risk]) < allowed).all(), risk


def largest_difference(model, seeds=30):
    simulated = simulate_rank_risk(model, seeds).squared.mean("seed")
    return float(np.abs(simulated / rank_risk(model).squared - 1).max())


def test_the_formula_becomes_exact_as_n_grows():
    small, large = (largest_difference(SpikedModel(n, n // 2, (8.0, 3.0, 0.5), r=0.2), 200) for n in (30, 300))
    assert large < 0.03
    assert large < small / 2


def test_wrong_overlaps_are_refuted(monkeypatch):
    """Gamma and 1/gamma exchanged, the left for the right vector, and no threshold: each misses by far."""
    model = SpikedModel(400, 100, (2.0, 0.4), r=0.1)
    simulated = simulate_rank_risk(model, 20).squared
    mean, spread = simulated.mean("seed"), simulated.std("seed", ddof=1) / np.sqrt(20)

    def misses():
        return float((np.abs(mean - rank_risk(model).squared) / (spread + 1e-9)).sel(d=slice(1, 20)).max())

    right = misses()
    wrong = {
        "1/gamma": lambda ell, gamma: max(0.0, (1 - 1 / (gamma * ell**2)) / (1 + 1 / (gamma * ell))),
        "left vector": lambda ell, gamma: max(0.0, (1 - gamma / ell**2) / (1 + 1 / ell)),
        "no sampling error": lambda ell, gamma: float(ell > np.sqrt(gamma)),
    }
    assert right < 5
    for name, formula in wrong.items():
        monkeypatch.setattr(retained_module, "overlap", formula)
        assert misses() > right + 5, name


@settings(max_examples=8, deadline=None)
@given(
    st.sampled_from([(1600, 800), (800, 2000)]),
    st.lists(st.floats(0.1, 30), min_size=1, max_size=3, unique=True),
    st.floats(0, 0.45),
    st.sampled_from(["gaussian", "classes"]),
)
def test_deterministic_equivalents_are_the_closed_forms(size, ell, r, latent):
    """Another derivation (two resolvents, roots of polynomials), the same curve up to terms of order 1/N."""
    ell = sorted(ell, reverse=True)
    edge = np.sqrt(size[1] / size[0])
    far = all(one / other > 1.7 for one, other in itertools.pairwise(ell))
    assume(far and all(abs(one - edge) > 0.3 for one in ell))  # those that mix, or are at the edge, converge slowly
    weights = tuple(range(1, 1 + len(ell))) if latent == "gaussian" else (5.0, 2.0, 1.0)[: len(ell)]
    model = SpikedModel(*size, tuple(ell), r=r, b=weights, latent=latent)
    closed, other = rank_risk(model), _correlated(model)
    for risk in ("squared", "excess"):
        assert float(np.abs(closed[risk] - other[risk]).max()) < 0.02 * float(closed[risk].max())


@settings(max_examples=20, deadline=None)
@given(st.floats(0.05, 8), st.floats(0.05, 30), st.floats(0, 0.49), st.sampled_from(["gaussian", "classes"]))
def test_risks_are_risks(gamma, ell, r, latent):
    model = SpikedModel(200, max(2, round(200 * gamma)), (ell,), r=r, latent=latent)
    found = rank_risk(model)
    assert ((found.error >= 0) & (found.error <= 0.5 + 1e-12)).all()
    assert (found.excess > -1e-9).all()
    assert (np.diff(found.retained.values[0]) > -1e-9).all()
    assert found.retained.max() < 1 + 1e-9


def test_the_sum_over_equal_spikes_does_not_depend_on_the_weights():
    """Within the span of equal spikes the label's direction is arbitrary."""
    one, other = (rank_risk(SpikedModel(200, 100, (9.0, 9.0), r=0.2, b=b)) for b in ((1, 0), (1, 1)))
    np.testing.assert_allclose(one.squared, other.squared, atol=1e-12)
