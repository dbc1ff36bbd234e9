"""K classes: simplex means, the limit against simulation, and two classes as the two-class model."""

import numpy as np
import pytest

from lngd_theory.errors import InputError
from lngd_theory.spectral.spiked import SpikedModel, rank_risk, valley_of, valley_threshold
from lngd_theory.spectral.spiked.classes import ClassModel, classes_risk, simulate_classes


@pytest.mark.parametrize("classes", [2, 3, 7])
def test_means_are_a_simplex_of_the_stated_strength(classes):
    means = ClassModel(40, 20, classes, 3.0).means
    np.testing.assert_allclose(means.sum(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(means.T @ means / classes, 3 * np.eye(classes - 1), atol=1e-12)
    gram = means @ means.T
    np.testing.assert_allclose(np.diag(gram), 3 * (classes - 1))


@pytest.mark.parametrize("model", [ClassModel(400, 200, 4, 6.0, r=0.2), ClassModel(200, 300, 6, 8.0, r=0.3)])
def test_limit_and_simulation_agree(model):
    formula, simulated = classes_risk(model), simulate_classes(model, 12).squared
    error = simulated.std("seed", ddof=1) / np.sqrt(12)
    assert (np.abs(simulated.mean("seed") - formula) < 5 * error + 0.04 * formula).all()


def test_two_classes_are_two_classes():
    np.testing.assert_allclose(
        classes_risk(ClassModel(400, 200, 2, 6.0, r=0.2)),
        rank_risk(SpikedModel(400, 200, (6.0,), r=0.2, latent="classes")).squared,
    )


def test_the_bottom_is_at_k_minus_one_from_the_threshold_of_two_classes_on():
    for classes in (3, 8):
        alpha = 1 - 0.3 * classes / (classes - 1)
        threshold = valley_threshold(0.5, (1 - alpha) / 2)
        for factor, at_k in ((1.1, True), (0.8, False)):
            found = valley_of(classes_risk(ClassModel(4000, 2000, classes, factor * threshold, r=0.3)))
            assert found.unique
            assert (found.bottom == classes - 1) is at_k


def test_all_directions_are_least_squares_and_no_direction_is_chance():
    model = ClassModel(60, 20, 3, 4.0, r=0.1)
    found = simulate_classes(model, [1]).isel(seed=0)
    assert float(found.squared[0]) == 1
    assert float(found.error[0]) == pytest.approx(2 / 3)
    assert float(found.error.min()) < 0.1


def test_bad_values_are_refused():
    for values, text in (
        ({"K": 1}, "K=1 must be an integer >= 2"),
        ({"D": 3}, "D=3 must be an integer >= 4"),
        ({"N": 3}, "N=3 must be an integer >= 4"),
        ({"ell": 0}, "ell=0 must be a finite number > 0"),
        ({"r": 0.7}, r"r=0.7 must be a rate in \[0, 1 - 1/K\) with K=3"),
    ):
        with pytest.raises(InputError, match=text):
            ClassModel(**({"N": 40, "D": 20, "K": 3, "ell": 2.0} | values))
