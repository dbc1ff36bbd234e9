"""Shares of a direction that is the trained label: the formula against labels that were drawn, and the two ends."""

import numpy as np
import pytest

from lngd_theory.spectral import label_energy
from lngd_theory.spectral.network.corruption import Corruption
from lngd_theory.spectral.network.seats import memorised_shares, seat

SIZE = 200_000


@pytest.mark.parametrize(("kind", "rate"), [("random", 0.1), ("random", 0.3), ("class", 0.2), ("aligned", 0.4)])
def test_shares_of_the_trained_label_by_drawing_labels(kind, rate):
    rng = np.random.default_rng(0)
    truth = np.repeat([1, -1], SIZE // 2)
    rates = np.where(truth > 0, 2 * rate, 0.0) if kind == "class" else rate
    trained = np.where(rng.random(SIZE) < rates, -truth, truth)
    found = label_energy(trained[:, None].astype(float), truth, trained, about="class")
    expected = memorised_shares(Corruption(kind, rate))
    assert float(found.signal_share[0]) == pytest.approx(expected.signal, abs=0.01)
    assert float(found.noise_share[0]) == pytest.approx(expected.noise, abs=0.01)


def test_closed_cases():
    assert memorised_shares(Corruption("random", 0.2)) == pytest.approx((0.36, 0.64))
    assert sum(memorised_shares(Corruption("class", 0.3))) == pytest.approx(1)
    even = memorised_shares(Corruption("random", (1 - 0.5**0.5) / 2))
    assert even.signal == pytest.approx(even.noise)


def test_the_ends_of_the_scale():
    corruption = Corruption("random", 0.3)
    trained = memorised_shares(corruption)
    signal, noise = np.array([1.0, trained.signal, 0.0]), np.array([0.0, trained.noise, 0.0])
    found = seat(signal, noise, corruption)
    assert found[:2].tolist() == pytest.approx([1, -1])
    assert -1 < found[2] < 1
    assert np.isnan(seat(signal, noise, Corruption())).all()
