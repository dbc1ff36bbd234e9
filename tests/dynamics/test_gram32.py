"""The product in single precision: its error bound, what stays double, and where it changes a result."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lngd_theory import InputError, LabelFlip, Setting, simulate
from lngd_theory.dynamics import DenseEngine, Gram32Engine, GramEngine
from lngd_theory.dynamics.engines import ENGINES, needs_vectors
from lngd_theory.instances import draw_instance
from lngd_theory.streams import streams
from tests.draws import POWERS, SMALL, label_noises, patch_cases, relative_error, same_bits, seeds, small_settings

U = 2.0**-24  # unit roundoff of single precision
MEDIUM = Setting(n=20, d=200, m=5, mu=2.0, sigma_p=0.5, sigma_0=0.05, eta=0.5)


@pytest.mark.nojit
@given(setting=small_settings(), noise=label_noises(), seed=seeds)
def test_one_step_differs_by_the_roundings_of_h_the_step_and_the_product(setting, noise, seed):
    """|dR| <= 2 u |S| (two roundings of the step), |dZ| <= (K + 5) u |S| |H|; nothing of the size of Z."""
    instance = draw_instance(setting, streams(seed), "law", 0)
    double, single = (kind(instance, setting.eta, setting.q, noise.smoothing) for kind in (GramEngine, Gram32Engine))
    eps = noise.draw(np.random.default_rng(seed), 1, setting.n)
    assert double.advance(eps) == single.advance(eps) == 1
    S, K = np.abs(double.coefficients), setting.n + 1
    tiny = 2.0**-120  # below, single precision has fewer digits
    assert np.all(np.abs(single.coefficients - double.coefficients) <= 3 * U * S + tiny)
    bound = (K + 5) * U * (S @ np.abs(double.relative_gram)) + 1e-15 * np.abs(double.preactivations) + K * tiny
    assert np.all(np.abs(single.preactivations - double.preactivations) <= bound)


@given(setting=small_settings(), seed=seeds, steps=st.integers(1, 60))
def test_preactivations_drift_from_the_coefficients_by_the_path_and_not_by_the_steps(setting, seed, steps):
    """Z is Z0 + R H to (K + 3) u times the sum of |S_t| |H|, however the run went."""
    engine = Gram32Engine(draw_instance(setting, streams(seed), "law", 0), setting.eta, setting.q)
    H, path = engine.relative_gram, np.zeros_like(engine.coefficients)
    for row in np.random.default_rng(seed).normal(1, 1, (steps, setting.n)):
        before = engine.coefficients.copy()
        engine.advance(row[None])
        path += np.abs(engine.coefficients - before)
    assume(path.max() < 1e15)  # a diverging run
    drift = np.abs(engine.preactivations - engine.instance.overlaps - engine.coefficients @ H)
    size = path @ np.abs(H) + np.abs(engine.instance.overlaps)
    assert np.all(drift <= (setting.n + 4) * U * (path @ np.abs(H)) + steps * 1e-15 * size + 2.0**-110)


def test_small_steps_are_not_lost_beside_large_coefficients():
    """Steps far below the unit of single precision beside Z add up: R and Z are double."""
    setting = MEDIUM.replace(eta=1e-9, sigma_0=1.0)
    instance = draw_instance(setting, streams(1), "law", 0)
    engines = [kind(instance, setting.eta, setting.q) for kind in (GramEngine, Gram32Engine)]
    for engine in engines:
        engine.advance(np.ones((500, setting.n)))
    moved = [engine.preactivations - instance.overlaps for engine in engines]
    assert 0 < np.abs(moved[0]).max() < 2e-5 * np.abs(instance.overlaps).max()
    step = np.abs(moved[0]).max() / 500
    assert step < U * np.abs(instance.overlaps).max()
    assert relative_error(moved[1], moved[0]) < 1e-6


@pytest.mark.nojit
@pytest.mark.parametrize("q", POWERS)
def test_it_is_the_dense_network_to_single_precision(q):
    setting = SMALL.replace(q=q)
    instance = draw_instance(setting, streams(5), "dense", 0)
    single, dense = (kind(instance, setting.eta, setting.q) for kind in (Gram32Engine, DenseEngine))
    eps = LabelFlip(0.2).draw(np.random.default_rng(5), 6, setting.n)
    assert single.advance(eps) == dense.advance(eps) == 6
    assert 0 < relative_error(single.coefficients, dense.coefficients) < 1e-5
    assert relative_error(single.margins(), dense.margins()) < 1e-4


@pytest.mark.parametrize("name", patch_cases())
def test_any_patches(name):
    data = patch_cases()[name]
    instance = draw_instance(data, streams(8), "law", 0)
    engines = [kind(instance, 0.1, data.q) for kind in (GramEngine, Gram32Engine)]
    for engine in engines:
        engine.advance(np.random.default_rng(4).normal(1, 1, (30, data.n)))
    assert relative_error(engines[1].coefficients, engines[0].coefficients) < 1e-5


@pytest.mark.parametrize("n", [1, 15, 16, 17, 111, 112, 130])
@pytest.mark.parametrize("m", [1, 40])
def test_sizes_at_the_edges_of_vectors_panels_and_blocks(n, m):
    setting = MEDIUM.replace(n=n, d=400, m=m)
    instance = draw_instance(setting, streams(2), "law", 0)
    engines = [kind(instance, setting.eta, setting.q) for kind in (GramEngine, Gram32Engine)]
    for engine in engines:
        assert engine.advance(np.ones((40, n))) == 40
    assert relative_error(engines[1].coefficients, engines[0].coefficients) < 1e-5


def test_the_same_bits_at_once_and_step_by_step():
    instance = draw_instance(MEDIUM, streams(1), "law", 0)
    eps = np.random.default_rng(0).normal(1, 1, (10, MEDIUM.n))
    once, pieces = (Gram32Engine(instance, MEDIUM.eta, MEDIUM.q) for _ in range(2))
    once.advance(eps)
    for row in eps:
        pieces.advance(row[None])
        pieces.margins()
    assert same_bits(once.coefficients, pieces.coefficients)
    assert same_bits(once.preactivations, pieces.preactivations)


@pytest.mark.parametrize("eta", [1e30, 1e100, 1e300])
def test_steps_beyond_single_precision_are_a_divergence_and_no_quiet_result(eta):
    """1e100 is no single: infinite steps, at the step at which doubles pass the limit."""
    setting = SMALL.replace(sigma_p=5.0)
    instance = draw_instance(setting, streams(0), "law", 0)
    assert Gram32Engine(instance, eta, 2.0).advance(np.ones((5, setting.n))) == 1
    assert GramEngine(instance, eta, 2.0).advance(np.ones((5, setting.n))) == 1


# --- in simulations ----------------------------------------------------------------------------------------------
def test_simulations_in_single_precision_say_so_and_agree():
    options = {"steps": 200, "seeds": 3, "record_every": 20, "n_test": 100}
    single, double = (simulate(MEDIUM, LabelFlip(0.1), engine=engine, **options) for engine in ("gram32", "gram"))
    assert (single.data.attrs["engine"], single.data.attrs["draw"]) == ("gram32", "law")
    assert not same_bits(single.gamma.values, double.gamma.values)
    for name in ("gamma", "rho_max", "train_loss", "clean_loss", "margin"):
        assert relative_error(single.data[name].values, double.data[name].values) < 1e-4


def test_the_pair_reports_how_far_it_is_from_double_precision():
    options = {"steps": 200, "seeds": 3, "record_every": 20, "n_test": 100}
    pair = simulate(MEDIUM, LabelFlip(0.1), engine="gram32+gram", **options)
    single = simulate(MEDIUM, LabelFlip(0.1), engine="gram32", **options)
    assert same_bits(pair.gamma.values, single.gamma.values)  # the first of the two is recorded
    gaps = pair.disagreement.sel(quantity=["gamma", "rho_max", "train_loss", "clean_loss"])
    assert float(gaps.min()) > 0
    assert float(gaps.max()) < 1e-4
    assert np.all(pair.disagreement.sel(quantity="decomposition") == 0)  # no engine has weights


def test_which_engines_need_vectors():
    assert {name for name in ENGINES if needs_vectors(name)} == {"dense", "both"}
    with pytest.raises(InputError, match="'gram32\\+gram'"):
        simulate(MEDIUM, steps=1, seeds=1, engine="gram64")
