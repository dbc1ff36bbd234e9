"""What is measured of one network, by a second route each, and what remedies choose."""

import math

import numpy as np
import pytest

from lngd_theory import LabelFlip, NoLabelNoise, Setting, simulate
from lngd_theory.activation import relu_power
from lngd_theory.spectral import entropy_rank, rank_risk_curve
from lngd_theory.spectral.decomposition import decompose
from lngd_theory.spectral.network.corruption import Corruption, draw_network
from lngd_theory.spectral.network.features import head_outputs
from lngd_theory.spectral.network.measure import (
    CURVES,
    averages,
    first_best,
    given_accuracy,
    halves,
    held_out_curves,
    snapshot,
)
from lngd_theory.spectral.network.outputs import TestSet, head, meet, train_features
from lngd_theory.spectral.network.path import train
from lngd_theory.spectral.network.remedies import CHOICES, PRACTICAL, REMEDIES, treat
from tests.draws import ROUNDING

SETTING = Setting(n=30, d=300, m=4, mu=6.0, sigma_p=1.0, sigma_0=0.01, eta=0.02)
AT = np.array([0, 20, 80, 250])


def trained(kind="random", seed=0, noise=None):
    draw = draw_network(SETTING, Corruption(kind, 0.2), seed, 60)
    return draw, train(draw.geometry.instance, SETTING, noise or NoLabelNoise(), seed, AT)


def test_the_path_is_the_packages_own_training():
    _, path = trained()
    own = simulate(SETTING.replace(corruption=0.2), steps=250, seeds=1, record_every=10, n_test=0)
    assert np.array_equal(path.margins[-1], own.margin.values[0, -1])
    noisy = train(
        draw_network(SETTING, Corruption("random", 0.2), 0, 1).geometry.instance, SETTING, LabelFlip(0.2), 0, AT
    )
    flips = simulate(SETTING.replace(corruption=0.2), LabelFlip(0.2), steps=250, seeds=1, record_every=10, n_test=0)
    assert np.array_equal(noisy.margins[-1], flips.margin.values[0, -1])


def test_divergence_is_a_result():
    draw = draw_network(SETTING, Corruption(), 0, 1)
    path = train(draw.geometry.instance, SETTING.replace(eta=1e9), NoLabelNoise(), 0, AT)
    assert path.diverged_at >= 0
    assert len(path.steps) == len(path.states) == len(path.margins) < AT.size


@pytest.mark.parametrize("kind", ["random", "class", "aligned"])
def test_kept_to_all_directions_everything_is_the_network_itself(kind):
    draw, path = trained(kind)
    accuracy = halves(TestSet(draw, SETTING.q).correct(meet(draw, path.states[-1])))
    curves = snapshot(draw, path.states[-1], SETTING.q).curves
    assert set(curves) == set(CURVES)
    for name in ("weights", "movement", "features", "uncentred"):
        assert np.allclose(curves[name][:, -1], accuracy), name
        assert curves[name].shape == (2, 9)


@pytest.mark.parametrize("centred", [True, False])
def test_features_kept_along_d_directions_by_projection(centred):
    draw, path = trained()
    at = meet(draw, path.states[-1])
    H, fresh = train_features(draw.geometry.instance, at.atoms, SETTING.q), TestSet(draw, SETTING.q).features(at)
    mean = H.mean(axis=0) if centred else np.zeros(8)
    V = np.linalg.svd(H - mean)[2].T
    outputs = head_outputs(decompose(H, centred=centred), fresh)
    for d in range(9):
        expected = (mean + (fresh - mean) @ V[:, :d] @ V[:, :d].T) @ head(4)
        assert np.abs(outputs[d] * decompose(H, centred=centred).unit - expected).max() < ROUNDING or np.allclose(
            np.sign(outputs[d]), np.sign(expected)
        )


def test_the_probe_is_a_least_squares_fit_on_scores():
    draw, path = trained()
    test, at = TestSet(draw, SETTING.q), meet(draw, path.states[-1])
    H, fresh = train_features(draw.geometry.instance, at.atoms, SETTING.q), test.features(at)
    y = draw.geometry.instance.labels
    mean = H.mean(axis=0)
    V = np.linalg.svd(H - mean)[2].T
    got = snapshot(draw, path.states[-1], SETTING.q, ("probe",)).curves["probe"].mean(axis=0)
    for d in range(1, 9):
        design = np.column_stack([np.ones(30), (H - mean) @ V[:, :d]])
        fit = np.linalg.lstsq(design, y, rcond=None)[0]
        outputs = fit[0] + (fresh - mean) @ V[:, :d] @ fit[1:]
        assert got[d] == pytest.approx((outputs * test.labels[:, None] > 0).mean(), abs=0.01)


def test_aligned_tests_weigh_their_cases():
    draw, path = trained("aligned")
    test, at = TestSet(draw, SETTING.q), meet(draw, path.states[-1])
    assert test.shares.sum() == pytest.approx(1)
    mu, nu = at.atoms[:, 0], at.atoms[:, draw.geometry.aligned_atom]
    noise = relu_power(at.fresh, 2.0)
    total = 0.0
    for y in (1.0, -1.0):
        for share, extra in ((0.8, 0.0), (0.2, relu_power(-y * nu, 2.0))):
            f = head(4) @ (relu_power(y * mu, 2.0)[:, None] + noise + np.reshape(extra, (-1, 1)))
            total += 0.5 * share * (y * f > 0).mean()
    assert test.accuracy(at) == pytest.approx(total)


def test_a_snapshot_knows_its_spectra():
    draw, path = trained()
    found = snapshot(draw, path.states[-1], SETTING.q, ())
    at = meet(draw, path.states[-1])
    H = train_features(draw.geometry.instance, at.atoms, SETTING.q)
    s = np.linalg.svd(H - H.mean(axis=0), compute_uv=False)
    assert np.allclose(found.feature_singular, s, atol=1e-9 * s[0])
    assert found.effective_rank == pytest.approx(entropy_rank(s))
    assert found.energy.sum() == pytest.approx((found.singular**2).sum())
    assert found.signal_share.sum() <= 1 + ROUNDING
    pattern = [y * (head(4) @ relu_power(y * at.atoms[:, 0], 2.0)) for y in (1.0, -1.0)]
    assert found.signal_margin == pytest.approx(np.mean(pattern))
    assert 0 <= found.averaging <= 1 + ROUNDING
    assert np.allclose(averages(4) @ averages(4).T, np.eye(2))


def test_the_label_shares_are_projections():
    draw, path = trained(seed=1)
    instance = draw.geometry.instance
    H = train_features(instance, meet(draw, path.states[-1]).atoms, SETTING.q)
    U = np.linalg.svd(H - H.mean(axis=0), full_matrices=False)[0]
    truth, residual = instance.true_labels, instance.labels - instance.true_labels
    for y in (1, -1):
        residual[truth == y] -= residual[truth == y].mean()
    found = snapshot(draw, path.states[-1], SETTING.q, ())
    for target, got in ((truth - truth.mean(), found.signal_share), (residual, found.noise_share)):
        assert np.allclose(got, (U.T @ target) ** 2 / (target @ target))


def test_held_out_curves_end_at_the_network():
    draw, _ = trained()
    part = draw._replace(geometry=draw.geometry.restricted(np.arange(24)))
    rest = draw.geometry.restricted(np.arange(24, 30)).instance
    path = train(part.geometry.instance, SETTING, NoLabelNoise(), 0, AT)
    curves = held_out_curves(part, rest, path.states[-1], SETTING.q)
    final = given_accuracy(draw.geometry, rest, path.states[-1], SETTING.q)
    assert curves["weights"][-1] == curves["features"][-1] == final
    assert not path.states[-1][:, draw.geometry.instance.noise_atoms[24:]].any()


def test_the_first_best_is_first():
    assert first_best(np.array([0.9, 0.5, 0.9])) == 0
    assert first_best(np.array([0.9, 0.5, 0.7, 0.7]), start=1) == 2
    assert halves(np.array([1.0, 0.0, 0.0, 0.0])).tolist() == [0.5, 0.0]


def test_every_remedy_is_applied_and_chosen_ones_say_what():
    draw, path = trained()
    test = TestSet(draw, SETTING.q)
    over_time = np.stack([halves(test.correct(meet(draw, R))) for R in path.states], axis=1)
    last = snapshot(draw, path.states[-1], SETTING.q)
    found = treat(draw, path, over_time, last, SETTING, NoLabelNoise(), 0)
    accuracy = dict(zip(REMEDIES, found.accuracy, strict=True))
    choice = dict(zip(CHOICES, found.choice, strict=True))
    assert ((found.accuracy >= 0) & (found.accuracy <= 1)).all()
    assert accuracy["as trained"] == over_time[1, -1]
    stop = int(over_time[0].argmax())
    assert (choice["stopped, oracle"], accuracy["stopped, oracle"]) == (AT[stop], over_time[1, stop])
    k = int(choice["weights, oracle k"])
    assert 1 <= k <= 8
    assert accuracy["weights, oracle k"] == last.curves["weights"][1, k]
    assert last.curves["weights"][0, k] == last.curves["weights"][0, 1:].max()
    averaged = [path.states[-1].reshape(2, 4, -1).mean(axis=1)]
    assert averaged[0].shape[0] == 2
    assert "stopped, held out" in PRACTICAL
    assert not any("oracle" in name for name in PRACTICAL)


def test_averaged_filters_are_a_network_of_equal_filters():
    """The remedy by another route: coefficients and initial overlaps averaged over the filters of each sign."""
    draw, path = trained()
    B = averages(SETTING.m)
    got = meet(draw, path.states[-1]).projected(B.T @ B)
    Z = draw.geometry.preactivations(path.states[-1]).reshape(2, 4, -1)
    assert np.allclose(got.atoms, np.repeat(Z.mean(axis=1), 4, axis=0))


def test_rank_risk_of_the_package_is_what_is_used():
    draw, path = trained(seed=2)
    test, at = TestSet(draw, SETTING.q), meet(draw, path.states[-1])
    H = train_features(draw.geometry.instance, at.atoms, SETTING.q)
    fresh = test.features(at).reshape(-1, 8)
    labels = np.repeat(test.labels, 60)
    curve = rank_risk_curve(H, draw.geometry.instance.labels, fresh, labels, route="svd")
    accuracy = curve.accuracy.sel(sample="test", labels="given").values
    got = snapshot(draw, path.states[-1], SETTING.q, ("probe",)).curves["probe"].mean(axis=0)
    assert np.allclose(got[1:], accuracy[1:])
    assert got[0] == 0.5


def test_label_noise_holds_margins_at_the_balance_point():
    """The law that the bridge rests on, on one draw: corrupted and clean samples end at the same mean margin."""
    p = 0.2
    draw = draw_network(SETTING.replace(mu=2.0), Corruption("random", 0.2), 0, 1)
    path = train(draw.geometry.instance, SETTING.replace(mu=2.0), LabelFlip(p), 0, np.arange(0, 3001, 50))
    late = path.margins[30:]
    level = math.log((1 - p) / p)
    for group in (draw.corrupted, ~draw.corrupted):
        assert late[:, group].mean() == pytest.approx(level, rel=0.2)
