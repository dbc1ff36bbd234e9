"""True directions: the peak at d = N, against simulation and against the sample's directions."""

import numpy as np

from lngd_theory.spectral.spiked import SpikedModel, population_risk, rank_risk, simulate_population_risk

RANKS = [0, 1, 2, 5, 20, 60, 150, 250]


def test_formula_and_simulation_agree():
    for latent in ("gaussian", "classes"):
        model = SpikedModel(100, 250, (8.0, 4.0), r=0.1, b=(2, 1), latent=latent)
        formula, simulated = population_risk(model, RANKS), simulate_population_risk(model, 30, RANKS)
        for risk in ("squared", "excess", "error"):
            error = simulated[risk].std("seed", ddof=1) / np.sqrt(30)
            allowed = 4 * error + 0.03 * formula[risk] + 0.025
            assert (np.abs(simulated[risk].mean("seed") - formula[risk]) < allowed).all(), (latent, risk)


def test_there_is_a_second_descent():
    found = population_risk(SpikedModel(100, 400, (8.0, 4.0), r=0.1)).squared
    below, above = found.where(found.d < 100, drop=True), found.where(found.d > 100, drop=True)
    assert int(below.d[int(np.argmin(below.values))]) == 2
    assert float(below[-1]) > 20 * float(below.min())
    assert (np.diff(above.values) < 0).all()


def test_all_true_directions_are_all_sample_directions():
    model = SpikedModel(2000, 6000, (8.0, 4.0), r=0.1)
    whole = population_risk(model, [6000]).isel(d=0)
    np.testing.assert_allclose(whole.excess, rank_risk(model).excess[-1], rtol=0.01)
