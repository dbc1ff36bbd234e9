"""Three-layer problems: their draws, what they refuse, and an instance with a second layer."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from lngd_theory import InputError, LabelFlip
from lngd_theory.dynamics.three_layer import GramThreeLayer
from lngd_theory.instances import ThreeLayer, describe, draw_instance
from lngd_theory.population import AnyHead, HeldOut, HiddenLayer
from lngd_theory.streams import streams
from tests.draws import ALPHA, SMALL, same_bits
from tests.dynamics.three_layers import PROBLEM, drawn

SEEDS, STEPS, TEST_DRAWS = 1000, 5, 40
#: d - 1 - n = 2 < h = 5: what is left of the first layer has a singular law.
TIGHT = ThreeLayer(SMALL.replace(n=4, d=7, m=2, q=1, sigma_0=0.3), h=5, sigma_u=0.7)


def test_the_instance_has_both_layers_and_the_data_of_the_setting_alone():
    for draw in ("law", "dense"):
        instance, plain = (drawn(problem, 3, draw, 20) for problem in (PROBLEM, PROBLEM.setting))
        assert instance.overlaps.shape == (5, 9)
        assert instance.second.shape == (6, 5)
        assert instance.m == plain.m == 3
        for name in ("gram", "labels", "signs"):
            assert same_bits(getattr(instance, name), getattr(plain, name))
        assert instance.test.size == 20
        assert drawn(PROBLEM, 3, draw).test is None


def test_a_seed_is_its_bits_and_sizes_scale_the_draw():
    one, again = (drawn(PROBLEM, 4, "law") for _ in range(2))
    assert same_bits(one.second, again.second)
    assert not np.array_equal(one.second, drawn(PROBLEM, 5, "law").second)
    double = drawn(replace(PROBLEM, sigma_u=1.2, setting=PROBLEM.setting.replace(sigma_0=0.2)), 4, "law")
    assert double.second == pytest.approx(2 * one.second)
    assert double.overlaps == pytest.approx(2 * one.overlaps)


def test_the_second_layer_is_normal_with_its_standard_deviation_and_not_that_of_the_first():
    U, Z = ([], [])
    for seed in range(300):
        instance = drawn(PROBLEM, seed, "law")
        U.append(instance.second.ravel() / 0.6)
        Z.append(instance.overlaps[:, 0] / (0.1 * 2.0))
    U, Z = np.concatenate(U), np.concatenate(Z)
    assert min(stats.kstest(x, stats.norm.cdf).pvalue for x in (U, Z)) > ALPHA / 3
    first = np.array([[drawn(PROBLEM, seed, "law").second[0, 0], seed] for seed in range(300)])[:, 0]
    assert abs(stats.pearsonr(first, Z[::5][:300]).statistic) < 5 / np.sqrt(300)


def observations(problem, seed, draw):
    """One number each of the draw, of training, and of the test set after it."""
    instance = drawn(problem, seed, draw, TEST_DRAWS)
    engine = GramThreeLayer(instance, 0.4, problem.q)
    engine.advance(LabelFlip(0.2).draw(np.random.default_rng([seed, 1]), STEPS, problem.n))
    return {
        "overlap": instance.overlaps[-1, -1],
        "gram of overlaps": instance.overlaps[0, 1:] @ instance.overlaps[-1, 1:],
        "margin": engine.margins().mean(),
        "coefficient": np.abs(engine.coefficients).max(),
        "second layer": engine.second[0, 0],
        "test accuracy": engine.test().accuracy,
    }


@pytest.mark.parametrize("problem", [replace(PROBLEM, setting=PROBLEM.setting.replace(n=3, d=12)), TIGHT])
def test_the_draw_in_law_has_the_distribution_of_the_dense_draw(problem):
    """Two-sample Kolmogorov-Smirnov over 1000 seeds of either, ALPHA among them: notices a distance of 0.12."""
    law = [observations(problem, seed, "law") for seed in range(SEEDS)]
    dense = [observations(problem, 10**6 + seed, "dense") for seed in range(SEEDS)]
    # the law's test set judges each xi with both labels, so that its accuracy has other values: compare the mean
    means = [[o.pop("test accuracy") for o in side] for side in (law, dense)]
    p_values = {name: stats.ks_2samp([o[name] for o in law], [o[name] for o in dense]).pvalue for name in law[0]}
    p_values["mean test accuracy"] = stats.ttest_ind(*means, equal_var=False).pvalue
    assert len(p_values) == 6
    assert {name: p for name, p in p_values.items() if p <= ALPHA / len(p_values)} == {}


def test_a_huge_dimension_needs_no_vectors():
    problem = replace(PROBLEM, setting=PROBLEM.setting.replace(d=10**22, sigma_p=1e-11, sigma_0=1e-2))
    instance = drawn(problem, 0, "law", 10)
    assert instance.dense is None
    assert instance.test.judged(np.zeros((5, 9)), HiddenLayer(1.0, instance.second)).accuracy >= 0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((SMALL, 0, 1.0), "h=0 must be an integer >= 1"),
        ((SMALL, 2.5, 1.0), "h=2.5 must be an integer >= 1"),
        ((SMALL, 5000, 1.0), "h=5000 must be at most 4096; lower h"),
        ((SMALL, 3, 0.0), "sigma_u=0.0 must be a finite number > 0"),
        ((SMALL, 3, float("nan")), "sigma_u=nan must be a finite number > 0"),
        (("fig2", 3, 1.0), "setting='fig2' must be a Setting"),
    ],
)
def test_bad_values_are_refused(values, message):
    with pytest.raises(InputError, match=message):
        ThreeLayer(*values)


def test_the_problem_describes_itself():
    described = describe(PROBLEM)
    assert described["type"] == "ThreeLayer"
    assert (described["h"], described["sigma_u"], described["d"]) == (5, 0.6, 60)
    assert (PROBLEM.n, PROBLEM.m, PROBLEM.eta, PROBLEM.q) == (8, 3, 0.3, 1)
    assert pickle.loads(pickle.dumps(PROBLEM)) == PROBLEM  # workers are given it


class TwoLayersOnly:
    """A test set of another kind."""

    size = 3

    def from_coefficients(self, R, q, start=1.0):
        """Not asked."""

    def from_weights(self, W, q):
        """Not asked."""


def test_a_second_layer_must_fit_the_first_and_the_test_set_must_judge_it():
    instance = drawn(PROBLEM, 0, "law", 5)
    assert isinstance(instance.test, AnyHead)
    for second, message in [
        (np.zeros((6, 4)), r"second has shape \(6, 4\), it must be \(2m, h=5\)"),
        (np.zeros((5, 5)), r"second has shape \(5, 5\)"),
        (np.zeros((0, 5)), r"second has shape \(0, 5\)"),
        (np.full((6, 5), np.inf), "second must be finite"),
    ]:
        with pytest.raises(InputError, match=f"^not an instance: {message}"):
            replace(instance, second=second)
    with pytest.raises(InputError, match=r"overlaps has shape \(5, 9\), it must be \(2m, K=9\)"):
        replace(instance, second=None)
    with pytest.raises(InputError, match="a TwoLayersOnly judges networks of two layers only; give"):
        replace(instance, test=TwoLayersOnly())
    two: HeldOut = TwoLayersOnly()
    assert replace(draw_instance(SMALL, streams(0), "law", 0), test=two).test is two
