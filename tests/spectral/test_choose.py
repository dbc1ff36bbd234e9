"""Rules for the number of directions: against the published constants, the oracle, and where their assumption fails."""

import functools
import math

import numpy as np
import pytest
import scipy.integrate
import scipy.optimize
import scipy.stats

from lngd_theory import InputError
from lngd_theory.spectral import choose_rank, rank_risk_curve, rank_risk_over_time
from lngd_theory.spectral.choose import singular_value_threshold
from tests.spectral.planted import planted

RULES = [
    {"rule": "held out"},
    {"rule": "held out", "score": "risk"},
    {"rule": "held out", "standard_errors": 1},
    {"rule": "gcv"},
    {"rule": "threshold"},
]


@functools.cache
def curve_of(seed, memorised=0.0, rate=0.3, n=400, dimension=60, strength=8):
    """Noisy training labels, noisy held-out ones, clean test ones; features of the held-out are never memorised."""
    p = planted(n, dimension, classes=5, rate=rate, strength=strength, seed=seed, memorised=memorised)
    more = [
        planted(size, dimension, classes=5, rate=rate, seed=seed + s, means=p.means)
        for s, size in ((500, 600), (900, 2000))
    ]
    return rank_risk_curve(
        p.X, p.noisy, {"held out": more[0].X, "test": more[1].X}, {"held out": more[0].noisy, "test": more[1].clean}
    )


def regret(curve, d):
    accuracy = curve.accuracy.sel(sample="test", labels="given")
    return float(accuracy.max() - accuracy.sel(d=d))


def omega_by_quadrature(beta):
    """Gavish and Donoho's omega(beta) from the Marchenko-Pastur density itself."""
    low, high = (1 - beta**0.5) ** 2, (1 + beta**0.5) ** 2

    def below(x):
        density = lambda t: math.sqrt((high - t) * (t - low)) / (2 * math.pi * beta * t)  # noqa: E731
        return scipy.integrate.quad(density, low, x, limit=500)[0]

    median = scipy.optimize.brentq(lambda x: below(x) - 0.5, low + 1e-9, high)
    squared = 2 * (beta + 1) + 8 * beta / (beta + 1 + math.sqrt(beta**2 + 14 * beta + 1))
    return math.sqrt(squared / median)


class TestThreshold:
    @pytest.mark.parametrize("beta", [0.02, 0.25, 0.75])
    def test_second_route(self, beta):
        found = singular_value_threshold(np.full(9, 3.0), round(400 * beta), 400)
        assert found == pytest.approx(3 * omega_by_quadrature(beta), rel=1e-6)

    @pytest.mark.parametrize("beta", [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0])
    def test_published_approximation(self, beta):
        """Gavish and Donoho's cubic for omega(beta), good to 0.02 by their own account."""
        omega = singular_value_threshold(np.ones(3), round(1000 * beta), 1000)
        assert omega == pytest.approx(0.56 * beta**3 - 0.95 * beta**2 + 1.82 * beta + 1.43, abs=0.02)
        assert omega == pytest.approx(singular_value_threshold(np.ones(3), 1000, round(1000 * beta)), rel=1e-12)

    def test_square_matrix(self):
        assert singular_value_threshold(np.ones(3), 50, 50) == pytest.approx(2.858, abs=5e-4)  # as they print it

    def test_white_noise_is_all_below_and_a_strong_signal_above(self):
        for seed in range(5):
            assert int(choose_rank(curve_of(seed, strength=0), "threshold")) == 0
            assert int(choose_rank(curve_of(seed), "threshold")) == 4

    def test_the_median_is_that_of_noise(self):
        s = np.linalg.svd(np.random.default_rng(0).standard_normal((400, 1600)), compute_uv=False) / 40
        omega = singular_value_threshold(np.ones(3), 400, 1600)
        squared = 2 * 1.25 + 8 * 0.25 / (1.25 + np.sqrt(0.25**2 + 14 * 0.25 + 1))
        assert np.median(s) == pytest.approx(np.sqrt(squared) / omega, rel=5e-3)


class TestAgainstTheOracle:
    @pytest.mark.parametrize("options", RULES, ids=str)
    def test_planted_dimension(self, options):
        """4 directions of signal, features made without labels: every rule's assumption holds."""
        chosen = [(curve, int(choose_rank(curve, **options))) for curve in map(curve_of, range(6))]
        regrets = [regret(curve, d) for curve, d in chosen]
        assert 4 <= np.median([d for _, d in chosen]) <= 5
        assert np.mean(regrets) < 0.01
        full = np.mean([regret(curve, 60) for curve, _ in chosen])
        assert full > 3 * np.mean(regrets)

    def test_memorised_labels_deceive_gcv_and_not_the_held_out_samples(self):
        """Wrong on purpose: generalised cross-validation with features that were fitted to these labels."""
        curves = [curve_of(seed, memorised=1.5, strength=4) for seed in range(6)]
        held_out = np.mean([regret(curve, int(choose_rank(curve))) for curve in curves])
        deceived = np.mean([regret(curve, int(choose_rank(curve, "gcv"))) for curve in curves])
        assert deceived > held_out + 0.03
        assert held_out < 0.01

    def test_strongly_memorised_labels_belong_to_the_best_rank(self):
        """Not a valley at k* = 4: directions that explain the corruption keep it out of the signal's coefficients."""
        curves = [curve_of(seed, memorised=6.0, strength=4) for seed in range(4)]
        for curve in curves:
            accuracy = curve.accuracy.sel(sample="test", labels="given")
            assert float(accuracy.sel(d=8) - accuracy.sel(d=4)) > 0.1

    def test_accuracy_by_noisy_labels_is_an_affine_function_of_the_clean_one(self):
        """(1 - r) a + r (1 - a) / (K - 1), whatever d is."""
        p = planted(300, 20, classes=5, rate=0.4, strength=3)
        t = planted(20_000, 20, classes=5, rate=0.4, seed=1, means=p.means)
        accuracy = rank_risk_curve(p.X, p.noisy, t.X, {"clean": t.clean, "noisy": t.noisy}).accuracy.sel(sample="test")
        a = accuracy.sel(labels="clean")
        expected = 0.6 * a + 0.4 * (1 - a) / 4
        assert float(np.abs(accuracy.sel(labels="noisy") - expected).max()) < 5 * 0.5 / np.sqrt(20_000)
        assert float(a.max() - a.min()) > 0.3

    def test_noisy_held_out_labels_rank_directions_as_clean_ones_do(self):
        agreement = []
        for seed in range(8):
            accuracy = curve_of(seed).accuracy.sel(labels="given")
            agreement.append(scipy.stats.spearmanr(accuracy.sel(sample="held out"), accuracy.sel(sample="test"))[0])
        assert np.mean(agreement) > 0.7


class TestReading:
    def test_more_standard_errors_keep_no_more_directions(self):
        for seed in range(6):
            curve = curve_of(seed, strength=3)
            chosen = [int(choose_rank(curve, score="risk", standard_errors=s)) for s in (0, 0.5, 1, 2, 5)]
            assert chosen == sorted(chosen, reverse=True)
            risk = curve.risk.sel(sample="held out", labels="given")
            assert chosen[0] == int(risk.argmin("d"))

    def test_over_time(self):
        p = planted(60, 8, classes=3, rate=0.2)
        q = planted(50, 8, classes=3, rate=0.2, seed=1, means=p.means)
        states = [(p.X[:, :4], q.X[:, :4]), (p.X, q.X)]
        curves = rank_risk_over_time([(X, {"held out": Y}) for X, Y in states], p.noisy, {"held out": q.noisy})
        for rule in ("held out", "gcv"):
            chosen = choose_rank(curves, rule)
            assert chosen.dims == ("time",)
            single = [
                int(choose_rank(rank_risk_curve(X, p.noisy, {"held out": Y}, {"held out": q.noisy}), rule))
                for X, Y in states
            ]
            assert chosen.values.tolist() == single

    def test_gcv_is_its_formula(self):
        curve = curve_of(0)
        risk = curve.risk.sel(sample="train", labels="given").values
        scores = [risk[d] / (1 - (d + 1) / 400) ** 2 for d in range(61)]
        assert int(choose_rank(curve, "gcv")) == int(np.argmin(scores))

    def test_gcv_where_there_are_as_many_directions_as_samples(self):
        p = planted(40, 100, classes=3, strength=8)
        curve = rank_risk_curve(p.X, p.noisy)
        assert 0 < int(choose_rank(curve, "gcv")) < 39


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rule": "oracle"}, "unknown rule='oracle'; known: gcv, held out, threshold"),
        ({"sample": "validation"}, "the curve has no sample 'validation'; known: held out, test, train"),
        ({"labels": "noisy"}, "the curve has no labels 'noisy'; known: given"),
        ({"score": "loss"}, "unknown score='loss'"),
        ({"standard_errors": -1}, "standard_errors=-1 must be a finite number >= 0"),
    ],
)
def test_refusals(options, message):
    with pytest.raises(InputError, match=message):
        choose_rank(curve_of(0, n=60, dimension=5), **options)


def test_curves_that_lack_what_a_rule_needs():
    p = planted(60, 8, classes=3)
    with pytest.raises(InputError, match="the curve has 3 of 8 singular values; compute it without max_rank"):
        choose_rank(rank_risk_curve(p.X, p.noisy, max_rank=3), "threshold")
    with pytest.raises(InputError, match="half of the singular values are zero"):
        choose_rank(rank_risk_curve(np.column_stack([p.X[:, :2]] * 3), p.noisy), "threshold")
    curve = rank_risk_curve(p.X, p.noisy, {"held out": p.X}, {"held out": {"clean": p.clean}})
    with pytest.raises(InputError, match="the sample 'held out' has no labels 'given'"):
        choose_rank(curve)
