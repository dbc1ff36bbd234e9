"""The scripts that the package is compared with are the same training: any other comparison would mean nothing."""

import numpy as np
import pytest

from benchmarks import sides
from benchmarks.isolated import in_fresh_process
from benchmarks.numpy_script import Training
from benchmarks.sides import SIDES, disagreement, patches_of, single_precision
from benchmarks.subjects import ALGORITHMS, draw
from lngd_theory.dynamics import DenseEngine
from lngd_theory.streams import streams
from tests.benchmarks.made import TINY

NOISE = ALGORITHMS["LNGD, p = 0.1"]
INSTALLED = [side for side in SIDES if side.installed]


def all_disagreements(steps):
    """Of every installed script from the engine, for two powers and both precisions; in a process of its own, since
    JAX and PyTorch bring threads that do not go with the rest of the suite."""
    found = {}
    for side in INSTALLED:
        for version in (side, single_precision(side)):
            for q in (2.0, 3.0):
                setting = TINY.replace(q=q)
                found[version.name, q] = disagreement(version, setting, draw(setting, "dense"), NOISE, steps)
    return found


def test_numpy_is_always_there():
    assert INSTALLED[0].name == "dense NumPy"


def test_every_installed_script_takes_the_engine_s_steps():
    found = in_fresh_process({}, all_disagreements, 100)
    assert len(found) == 4 * len(INSTALLED)
    for (name, q), value in found.items():
        assert value < (1e-3 if "float32" in name else 1e-12), (name, q)
        assert ("float32" in name) == (value > 1e-9), "single precision is single precision"


def test_a_wrong_step_size_is_noticed():
    """The comparison is not blind: the script's eta is off by a millionth."""
    instance = draw(TINY, "dense")
    eps = NOISE.draw(streams(0).label_noise, 60, TINY.n)
    right, wrong = (
        Training(instance.dense.W0, patches_of(instance), instance.labels, eta)
        for eta in (TINY.eta, TINY.eta * (1 + 1e-6))
    )
    for script in (right, wrong):
        script.train(eps)
    difference = np.abs(right.weights() - wrong.weights()).max() / np.abs(right.weights() - instance.dense.W0).max()
    assert difference > 1e-9


def test_numpy_script_against_the_dense_engine():
    """A second route: the package's own dense network, which shares nothing with the Gram engine."""
    instance = draw(TINY, "dense")
    eps = NOISE.draw(streams(0).label_noise, 80, TINY.n)
    dense = DenseEngine(instance, TINY.eta, TINY.q)
    dense.advance(eps)
    script = SIDES[0].start(TINY, instance)
    script.train(eps)
    np.testing.assert_allclose(script.weights(), dense.W, rtol=1e-10, atol=1e-14)
    outputs = script.outputs(script.hold(patches_of(instance)))
    np.testing.assert_allclose(instance.labels * outputs, dense.margins(), rtol=1e-10)


def test_a_library_that_is_missing_is_named_with_its_remedy():
    side = sides.Side("Other", "a_library_that_nobody_has", "other")
    assert not side.installed
    assert side.missing == (
        "not measured: a_library_that_nobody_has is not installed (pip install 'lngd-theory[other]')"
    )


@pytest.mark.parametrize("side", SIDES[1:])
def test_the_extra_that_a_side_names_exists(side):
    from configparser import ConfigParser
    from pathlib import Path

    config = ConfigParser()
    config.read(Path(__file__).parents[2] / "setup.cfg")
    assert side.package in config["options.extras_require"][side.extra]
