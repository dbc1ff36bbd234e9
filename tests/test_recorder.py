import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import GaussianLabelNoise, LabelSmoothing, simulate
from lngd_theory.dynamics import GramEngine
from lngd_theory.dynamics.three_layer import GramThreeLayer
from lngd_theory.instances import draw_instance
from lngd_theory.largest import largest_signal
from lngd_theory.recorder import VARIABLES, Table, observe, record_steps, variables_of
from lngd_theory.streams import streams
from tests import naive
from tests.draws import EPS, SMALL, patch_cases, same_bits
from tests.dynamics.three_layers import PROBLEM, drawn

pytestmark = pytest.mark.nojit

SETTING = SMALL.replace(corruption=0.4)
SHARED = {"shared_max"}  # of a first layer that both signs share
TWO_LAYERS = [name for name in VARIABLES if name not in SHARED]


@given(steps=st.integers(0, 50), every=st.integers(1, 60))
def test_recorded_steps_begin_at_zero_and_end_at_the_last(steps, every):
    expected = [t for t in range(steps + 1) if t % every == 0 or t == steps]
    assert record_steps(steps, every).tolist() == expected


@pytest.fixture(scope="module")
def observed():
    """An instance with some corrupted labels, an engine after 20 noisy steps, and all that is observed of it."""
    instance = draw_instance(SETTING, streams(1), "law", 50)
    assert 0 < (instance.labels != instance.true_labels).sum() < SETTING.n
    engine = GramEngine(instance, SETTING.eta, SETTING.q, 0.1)
    rng = np.random.default_rng(3)
    engine.advance(rng.normal(1, 1, (20, SETTING.n)))
    eps, smoothing = rng.normal(1, 1, SETTING.n), np.full(SETTING.n, 0.1)
    return instance, engine, eps, observe(instance, engine, engine.margins(), eps, smoothing, TWO_LAYERS)


def test_losses_and_accuracy_are_the_loops(observed):
    _, engine, eps, values = observed
    margins, n = engine.margins().tolist(), SETTING.n
    expected = naive.training_loss(margins, eps.tolist(), [0.1] * n)
    assert values["train_loss"] == pytest.approx(expected, rel=8 * n * EPS)
    assert values["clean_loss"] == pytest.approx(naive.training_loss(margins, [1.0] * n, [0.0] * n), rel=8 * n * EPS)
    assert values["train_accuracy"] == sum(margin > 0 for margin in margins) / n
    assert values["margin"].tolist() == margins


def test_summaries_of_the_coefficients_are_the_loops(observed):
    instance, engine, _, values = observed
    R, m, n = engine.coefficients, SETTING.m, SETTING.n
    rho = {(J, r, i): R[J * m + r, 1 + i] for J in range(2) for r in range(m) for i in range(n)}
    gamma = {(J, r): (1, -1)[J] * R[J * m + r, 0] for J in range(2) for r in range(m)}
    own = [0 if label > 0 else 1 for label in instance.labels]
    for J in range(2):
        assert values["gamma_max"][J] == max(gamma[J, r] for r in range(m))
        assert values["rho_max"][J] == max(rho[J, r, i] for r in range(m) for i in range(n))
        assert values["rho_min"][J] == min(rho[J, r, i] for r in range(m) for i in range(n))
        assert values["coefficient_max"][J].tolist() == [
            max(R[J * m + r, 0] * instance.signs[i, 0] for r in range(m) for i in range(n)),
            max(rho[J, r, i] for r in range(m) for i in range(n)),
        ]
        for r in range(m):
            assert values["gamma"][J, r] == gamma[J, r]
            assert values["rho"][J, r].tolist() == [rho[J, r, i] for i in range(n)]
    for i in range(n):
        assert values["rho_bar_max"][i] == max(rho[own[i], r, i] for r in range(m))
        assert values["rho_low_min"][i] == min(rho[1 - own[i], r, i] for r in range(m))
        iota = sum(rho[own[i], r, i] ** 2 for r in range(m)) / m
        assert values["iota"][i] == pytest.approx(iota, rel=2 * m * EPS)


def test_test_accuracy_is_the_engines(observed):
    _, engine, _, values = observed
    assert (values["test_accuracy"], values["test_accuracy_se"]) == engine.test()


def test_every_variable_has_axes_and_a_meaning_and_is_observed(observed):
    assert set(observed[-1]) == set(TWO_LAYERS)
    assert all(meaning and set(axes) <= {"sample", "sign", "neuron", "patch"} for axes, meaning in VARIABLES.values())


def test_only_variables_with_a_meaning_are_recorded():
    def names(problem, full_rho=True, n_test=5):
        return set(variables_of(draw_instance(problem, streams(0), "law", n_test), full_rho))

    cases = patch_cases()
    assert names(SETTING) == set(TWO_LAYERS)
    assert set(TWO_LAYERS) - names(SETTING, full_rho=False) == {"rho"}
    assert set(TWO_LAYERS) - names(SETTING, n_test=0) == {"test_accuracy", "test_accuracy_se"}
    about_patches = {"gamma", "gamma_max", "rho", "rho_max", "rho_min", "rho_bar_max", "rho_low_min", "iota"}
    assert set(TWO_LAYERS) - names(cases["bias"]) == about_patches
    assert set(TWO_LAYERS) - names(cases["several patches"]) == {"test_accuracy", "test_accuracy_se"}
    assert set(VARIABLES) - names(PROBLEM) == about_patches | {"coefficient_max"}


def test_a_shared_first_layer_has_one_maximum_for_each_patch_and_no_sign():
    instance = drawn(PROBLEM, 1, "law", 5)
    engine = GramThreeLayer(instance, 0.3, 1.0)
    engine.advance(np.ones((10, PROBLEM.n)))
    R, n, h = engine.coefficients, PROBLEM.n, PROBLEM.h
    R[:, 0] = -np.abs(R[:, 0])  # the largest is then that of a sample with -mu
    names = variables_of(instance, full_rho=True)
    values = observe(instance, engine, engine.margins(), np.ones(n), np.zeros(n), names)
    assert values["shared_max"].tolist() == [
        max(R[r, 0] * instance.signs[i, 0] for r in range(h) for i in range(n)),
        max(R[r, 1 + i] for r in range(h) for i in range(n)),
    ]
    assert (values["test_accuracy"], values["test_accuracy_se"]) == engine.test()
    run = simulate(PROBLEM, steps=10, seeds=[1], record_every=10)
    assert run.shared_max.dims == ("seed", "step", "patch")
    assert largest_signal(run)[0].tolist() == [0.0, float(run.shared_max[0, -1, 0])]
    assert "gamma" not in run.data


def test_records_never_reached_stay_nan():
    instance = draw_instance(SETTING, streams(1), "law", 0)
    engine = GramEngine(instance, SETTING.eta, SETTING.q)
    recorder = Table().start(SETTING, instance, np.zeros(SETTING.n), 3)
    recorder.record(1, engine, engine.margins(), np.ones(SETTING.n), 0)
    for values in recorder.arrays.values():
        assert np.isnan(values[[0, 2]]).all()
        assert np.isfinite(values[1]).all()


def test_train_loss_uses_the_multipliers_of_the_step_that_follows():
    """Recorded train_loss of step t against the loops with eps drawn again from the label-noise stream."""
    noise = GaussianLabelNoise(1.0, 1.0)
    r = simulate(SETTING, noise, steps=12, seeds=[5], record_every=5, n_test=0)
    eps = noise.draw(streams(5).label_noise, 13, SETTING.n)
    for step in (0, 5, 10, 12):
        margins = r.margin.sel(seed=5, step=step).values.tolist()
        expected = naive.training_loss(margins, eps[step].tolist(), [0.0] * SETTING.n)
        assert float(r.train_loss.sel(seed=5, step=step)) == pytest.approx(expected, rel=8 * SETTING.n * EPS)


def test_train_loss_of_label_smoothing_is_the_smoothed_loss():
    r = simulate(SETTING, LabelSmoothing(0.2), steps=3, seeds=1, n_test=0)
    margins = r.margin.isel(seed=0, step=-1).values.tolist()
    expected = naive.training_loss(margins, [1.0] * SETTING.n, [0.2] * SETTING.n)
    assert float(r.train_loss[0, -1]) == pytest.approx(expected, rel=8 * SETTING.n * EPS)
    clean = naive.training_loss(margins, [1.0] * SETTING.n, [0.0] * SETTING.n)
    assert float(r.clean_loss[0, -1]) == pytest.approx(clean, rel=8 * SETTING.n * EPS)


def test_recording_does_not_change_the_engine():
    instance = draw_instance(SETTING, streams(1), "law", 5)
    watched, alone = (GramEngine(instance, SETTING.eta, SETTING.q) for _ in range(2))
    for _ in range(4):
        observe(instance, watched, watched.margins(), np.ones(SETTING.n), np.zeros(SETTING.n), TWO_LAYERS)
        watched.advance(np.ones((2, SETTING.n)))
        alone.advance(np.ones((2, SETTING.n)))
    assert same_bits(watched.coefficients, alone.coefficients)
