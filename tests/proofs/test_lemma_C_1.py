"""Lemma C.1's constants on drawn problems."""

import numpy as np
import pytest

from proofs_check.lemma_C_1 import CONSTANT, DERIVED
from tests.proofs.training import train


@pytest.mark.parametrize("settings", [{"d": 3000, "s": 0.05}, {"d": 1200, "n": 20, "s": 0.3, "p": 0.2, "seed": 1}])
def test_cross_terms_of_runs(settings):
    """With alpha the largest |rho| of the run; delta = 1/2, at which B.1 holds on these draws."""
    run = train(steps=200, u=0.05, **settings)
    n = run.labels.size
    alpha = np.abs(run.rho).max()
    unit = np.sqrt(np.log(4 * n**2 / 0.5) / settings["d"]) * n * alpha
    assert run.cross <= float(DERIVED) * unit
    assert float(DERIVED) < float(CONSTANT)
    assert run.cross > 0.02 * unit
