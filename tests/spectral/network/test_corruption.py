"""What is corrupted, and how often; the same clean data for every kind."""

import numpy as np
import pytest

from lngd_theory import InputError, Setting
from lngd_theory.spectral.network.corruption import Corruption, draw_network
from tests.draws import ALPHA

SETTING = Setting(n=400, d=1000, m=2, mu=3.0, sigma_p=0.5, sigma_0=0.05, eta=0.5)


def wrong_and_truth(kind, rate, seed=0):
    draw = draw_network(SETTING, Corruption(kind, rate), seed, 1)
    return draw.corrupted, draw.geometry.instance.true_labels


@pytest.mark.parametrize("kind", ["random", "class", "aligned"])
def test_as_many_labels_are_corrupted_as_the_rate_says(kind):
    from scipy.stats import binom

    rate, seeds = 0.2, 10
    wrong = sum(int(wrong_and_truth(kind, rate, seed)[0].sum()) for seed in range(seeds))
    low, high = binom.ppf([ALPHA / 2, 1 - ALPHA / 2], seeds * SETTING.n, rate)
    assert low <= wrong <= high


def test_corruption_of_one_class_leaves_the_other_alone():
    wrong, truth = wrong_and_truth("class", 0.2)
    assert not wrong[truth < 0].any()
    assert wrong[truth > 0].any()
    wrong, truth = wrong_and_truth("class", 0.5)
    assert wrong[truth > 0].all()


def test_a_larger_rate_corrupts_more_and_changes_nothing_else():
    few, many = (draw_network(SETTING, Corruption("random", rate), 1, 1) for rate in (0.1, 0.3))
    assert (few.corrupted <= many.corrupted).all()
    assert few.corrupted.sum() < many.corrupted.sum()
    assert np.array_equal(few.geometry.instance.gram, many.geometry.instance.gram)
    assert np.array_equal(few.fresh, many.fresh)


def test_aligned_corruption_gives_its_samples_a_patch_of_their_own():
    draw = draw_network(SETTING, Corruption("aligned", 0.2, strength=2.0), 0, 1)
    instance, nu = draw.geometry.instance, draw.geometry.aligned_atom
    assert instance.gram[nu, nu] == pytest.approx((2 * SETTING.mu) ** 2)
    assert not np.delete(instance.gram[nu], nu).any()
    assert np.array_equal(instance.atoms[:, 2] == nu, draw.corrupted)
    assert np.array_equal(instance.signs[draw.corrupted, 2], instance.labels[draw.corrupted])
    assert (instance.norms2[instance.atoms[~draw.corrupted, 2]] == 0).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rndom", 0.1), "unknown corruption 'rndom'; did you mean 'random'"),
        (("random", 0.6), r"rate=0.6 must be in \[0, 0.5\]"),
        (("random", -0.1), "rate=-0.1 must be a finite number >= 0"),
        (("aligned", 0.1, 0.0), "strength=0.0 must be a finite number > 0"),
    ],
)
def test_bad_corruption_is_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        Corruption(*arguments)


def test_a_setting_with_its_own_corruption_is_refused():
    with pytest.raises(InputError, match=r"corruption=0.1 of the setting must be 0"):
        draw_network(SETTING.replace(corruption=0.1), Corruption(), 0, 1)
    with pytest.raises(InputError, match="n_test=0 must be an integer >= 1"):
        draw_network(SETTING, Corruption(), 0, 0)
