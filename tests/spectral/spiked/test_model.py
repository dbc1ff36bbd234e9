"""The model: what it refuses, and its moments."""

import numpy as np
import pytest

from lngd_theory.errors import InputError
from lngd_theory.spectral.spiked import SpikedModel, population_risk


@pytest.mark.parametrize(("values", "text"), [
    ({"N": 1}, "N=1 must be an integer >= 2"),
    ({"D": 1}, "D=1 must be an integer >= 2"),
    ({"ell": (1.0, 2.0)}, r"ell=\(1.0, 2.0\) must be one strength or more in descending order"),
    ({"ell": (-1.0,)}, "ell=-1.0 must be a finite number > -1"),
    ({"r": 0.5}, r"r=0.5 must be a rate in \[0, 1/2\)"),
    ({"b": (1.0, 2.0)}, "must be 1 finite numbers, one for each spike"),
    ({"b": (0.0,)}, "not all 0"),
    ({"latent": "class"}, "latent='class' must be one of gaussian, classes"),
    ({"latent": "classes", "ell": (-0.5,)}, "with classes must be at most 12 strengths >= 0"),
    ({"latent": "classes", "ell": (2.0, 1.0)}, r"gives some classes the label 0"),
    ({"aligned": 0}, r"aligned=0 must be the number \(from 0\) of one of the 1 spikes, with b = 0 there"),
    ({"aligned": 3}, "aligned=3 must be the number"),
    ({"tail": ((0.0, 1.0),)}, r"must be 1 to 6 pairs \(variance >= 0.001, share > 0\)"),
])  # fmt: skip
def test_bad_values_are_refused(values, text):
    with pytest.raises(InputError, match=text):
        SpikedModel(**({"N": 100, "D": 50, "ell": (5.0,)} | values))


def test_derived_numbers():
    model = SpikedModel(100, 50, (8.0, 3.0), r=0.25, b=(3, 4))
    assert model.gamma == 0.5
    assert model.full_rank == 50
    assert model.k_star == 2
    assert model.b == pytest.approx((0.6, 0.8))
    assert model.sigma2 == pytest.approx(1 - 0.25 * 2 / np.pi)
    classes = SpikedModel(100, 50, (8.0,), r=0.25, latent="classes")
    assert classes.sigma2 == pytest.approx(1 - 0.25 * 8 / 9)
    assert SpikedModel(100, 50, (8.0, 3.0), tail=((6.0, 1.0),)).k_star == 1


def test_blocks_of_a_tail_fill_it():
    found = SpikedModel(100, 51, (8.0,), tail=((0.5, 1.0), (2.0, 1.0))).tail_variances
    assert found.tolist() == [2.0] * 25 + [0.5] * 25


def test_what_true_directions_cannot_be_asked():
    with pytest.raises(InputError, match=r"must be at most D=50 and none of \(99, 100, 101\)"):
        population_risk(SpikedModel(100, 50, (5.0,)), [60])
    with pytest.raises(InputError, match="must be at least 0 here"):
        population_risk(SpikedModel(100, 50, (5.0, -0.5)))
    with pytest.raises(InputError, match="must be one variance, 1, for true directions"):
        population_risk(SpikedModel(100, 50, (5.0,), tail=((2.0, 1.0),)))
