"""What is measured of one state, held against slower routes."""

import numpy as np
import pytest

from lngd_theory.spectral import SpectralTruncation, effective_rank, label_energy, rank_risk_curve
from lngd_theory.spectral.deep.measure import KINDS, LABELS, RULES, SAMPLES, Head, Sample, snapshot

CLASSES = 4


def made(features=7, train=40, rate=0.4, seed=0):
    """Samples around class means, with corrupted labels in training and held-out parts; a random last layer."""
    rng = np.random.default_rng(seed)
    means = 2 * rng.standard_normal((CLASSES, features))

    def draw(n, corrupted):
        true = rng.integers(0, CLASSES, n)
        wrong = rng.random(n) < rate * corrupted
        given = np.where(wrong, (true + rng.integers(1, CLASSES, n)) % CLASSES, true)
        return Sample(means[true] + rng.standard_normal((n, features)) + 1.0, given, true), wrong

    whole, wrong = draw(train, True)
    samples = {
        name: Sample(*(part[rows] for part in whole)) for name, rows in (("clean", ~wrong), ("corrupted", wrong))
    }
    samples |= {"held": draw(15, True)[0], "choice": draw(20, False)[0], "score": draw(20, False)[0]}
    head = Head(rng.standard_normal((CLASSES, features)), rng.standard_normal(CLASSES))
    return samples, head, {name: one.features @ head.weight.T + head.bias for name, one in samples.items()}


def train_of(samples):
    return Sample(*(np.concatenate(parts) for parts in zip(samples["clean"], samples["corrupted"], strict=True)))


def test_truncation_with_the_own_last_layer_is_that_of_the_estimator():
    samples, head, outputs = made()
    found = snapshot(samples, head, outputs)
    train = train_of(samples)
    for d in range(1, 8):
        cut = SpectralTruncation(d).fit(train.features)
        for place, name in enumerate(SAMPLES):
            scores = cut.truncate(samples[name].features) @ head.weight.T + head.bias
            for kind, labels in enumerate(samples[name][1:]):
                assert found.curve[1, place, kind, d] == pytest.approx((scores.argmax(axis=1) == labels).mean())
    # without any direction the mean speaks for all
    alone = (train.features.mean(axis=0) @ head.weight.T + head.bias).argmax()
    assert found.curve[1, 4, 1, 0] == pytest.approx((samples["score"].true == alone).mean())
    assert found.curve[1, :, :, -1] == pytest.approx(found.network)


def test_the_probe_spectra_and_energies_are_those_of_the_package():
    samples, head, outputs = made()
    found = snapshot(samples, head, outputs)
    train = train_of(samples)
    curve = rank_risk_curve(train.features, train.given, samples["score"].features, samples["score"].true)
    assert found.curve[0, 4, 1] == pytest.approx(curve.accuracy.sel(sample="test", labels="given").values)
    assert found.risk[4, 1] == pytest.approx(curve.risk.sel(sample="test", labels="given").values)
    energy = label_energy(train.features, train.true, train.given, about="class")
    assert found.signal == pytest.approx(energy.signal_share.values)
    assert found.noise == pytest.approx(energy.noise_share.values)
    assert found.rank[0] == pytest.approx(effective_rank(train.features))
    held = rank_risk_curve(train.features, train.given, samples["held"].features, samples["held"].given)
    assert found.chosen[RULES.index("held out")] == held.accuracy.sel(sample="test", labels="given").values.argmax()


def test_fewer_samples_than_features_and_nothing_corrupted():
    samples, head, outputs = made(features=30, train=12, rate=0.0)
    found = snapshot(samples, head, outputs)
    assert found.curve.shape == (len(KINDS), len(SAMPLES), len(LABELS), 31)
    assert found.singular.shape == (30,)
    assert (found.singular[11:] == 0).all()
    corrupted = SAMPLES.index("corrupted")
    assert np.isnan(found.curve[:, corrupted]).all()
    assert np.isnan(found.network[corrupted]).all()
    # directions beyond the rank change nothing, and are nowhere missing
    assert (found.curve[:, 4, :, 11:] == found.curve[:, 4, :, 11:12]).all()
    assert np.isfinite(np.delete(found.curve, corrupted, axis=1)).all()


def test_features_of_another_layer_have_no_last_layer_of_their_own():
    samples, _, outputs = made()
    found = snapshot(samples, None, outputs)
    assert np.isnan(found.curve[1]).all()
    assert np.isfinite(found.curve[0]).all()


def test_features_that_are_all_equal_have_no_direction():
    samples, head, outputs = made()
    flat = {name: one._replace(features=np.ones_like(one.features)) for name, one in samples.items()}
    found = snapshot(flat, head, outputs)
    assert (found.singular == 0).all()
    assert found.rank[0] == 0
    assert np.isnan(found.chosen[RULES.index("threshold")])
