"""What the tests of the three-layer engines share."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from lngd_theory.dynamics.three_layer import DenseThreeLayer, GramThreeLayer
from lngd_theory.instances import ThreeLayer, draw_instance
from lngd_theory.streams import streams
from tests.draws import SMALL, patch_cases, small_settings

#: Small, with an odd number of rows in the first layer, and of order one throughout.
PROBLEM = ThreeLayer(SMALL.replace(q=1, sigma_0=0.1, eta=0.3), h=5, sigma_u=0.6)


def problems():
    """Three-layer problems on small settings."""
    return st.builds(ThreeLayer, small_settings(), st.integers(1, 6), st.floats(0.1, 1.0))


def drawn(problem, seed, draw="dense", n_test=0):
    """The instance of a seed."""
    return draw_instance(problem, streams(seed), draw, n_test)


def on_patches(name, seed=1, n_test=1):
    """Data that Definition 2.1 leaves out, under a second layer on its 2m filters."""
    data = patch_cases()[name]
    instance = draw_instance(data, streams(seed), "dense", n_test)
    U = 0.8 * np.random.default_rng(seed).standard_normal((4, 2 * data.m))
    return data, replace(instance, second=U)


def engines(instance, eta, q, smoothing=0.0):
    """Both engines."""
    return [kind(instance, eta, q, smoothing) for kind in (GramThreeLayer, DenseThreeLayer)]
