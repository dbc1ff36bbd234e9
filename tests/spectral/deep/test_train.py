"""Training: labels that are used, learning rates, determinism, divergence."""

import math

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.spectral.deep.optimisers import OPTIMISERS, rate_at
from lngd_theory.spectral.deep.train import Training, fresh_labels, train


def small(classes=3, n=60):
    """Blobs that a linear layer tells apart."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, classes, n)
    x = (3 * np.eye(classes)[y] + rng.standard_normal((n, classes))).astype(np.float32)
    return x[:, None, None], y


def linear(classes=3):
    torch = pytest.importorskip("torch", reason="networks need the extra deep")
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(classes, classes))
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.zero_()
    return net


def weights(net):
    return np.concatenate([parameter.detach().numpy().ravel() for parameter in net.parameters()])


@drawn(p=st.floats(0.01, 0.9), classes=st.integers(2, 6), seed=st.integers(0, 99))
def test_fresh_labels_are_other_classes_at_the_rate_that_is_asked_for(p, classes, seed):
    given = np.random.default_rng(seed).integers(0, classes, 4000)
    found = fresh_labels(given, classes, p, np.random.default_rng(seed + 1))
    changed = found != given
    assert found.dtype == np.int64
    assert ((found >= 0) & (found < classes)).all()
    assert abs(changed.mean() - p) < 5 * math.sqrt(p * (1 - p) / 4000)


def test_all_other_classes_are_equally_likely_and_nothing_is_drawn_for_no_flips():
    given, rng = np.zeros(30_000, dtype=np.int64), np.random.default_rng(0)
    counts = np.bincount(fresh_labels(given, 4, 0.6, rng), minlength=4) / given.size
    assert np.abs(counts - [0.4, 0.2, 0.2, 0.2]).max() < 0.015
    before = rng.bit_generator.state
    assert fresh_labels(given, 4, 0.0, rng) is given
    assert rng.bit_generator.state == before


def test_learning_rates_over_the_epochs():
    assert rate_at("constant", 0.3, 0.9) == 0.3
    assert [rate_at("cosine", 2.0, done) for done in (0.0, 0.5, 1.0)] == pytest.approx([2.0, 1.0, 0.0])
    with pytest.raises(InputError, match="unknown schedule 'cosin'; did you mean 'cosine'"):
        rate_at("cosin", 1.0, 0.0)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_optimiser_fits_what_a_linear_layer_can(name):
    x, y = small()
    net = linear()
    epochs = list(train(net, x, y, 3, Training(name, 0.05, epochs=30, batch=16), seed=1))
    assert [epoch.number for epoch in epochs] == list(range(31))
    assert math.isnan(epochs[0].loss)
    assert epochs[-1].loss < 0.3 < math.log(3)
    assert not net.training


def test_one_step_of_sgd_is_the_gradient_of_the_cross_entropy():
    x, y = small(n=40)
    net = linear()
    list(train(net, x, y, 3, Training("sgd", 0.5, "constant", epochs=1, batch=40), seed=3))
    # at zero weights every class has probability 1/3: the gradient in closed form
    residual = np.eye(3)[y] - 1 / 3
    expected = 0.5 * np.concatenate([(residual.T @ x[:, 0, 0] / 40).ravel(), residual.mean(axis=0)])
    assert weights(net) == pytest.approx(expected, abs=1e-6)


def test_a_seed_is_its_bits_and_other_things_change_them():
    x, y = small()

    def ends(seed=5, **changes):
        net = linear()
        list(train(net, x, y, 3, Training(epochs=3, batch=16, **changes), seed))
        return weights(net)

    first = ends()
    assert (first == ends()).all()
    for other in (ends(seed=6), ends(fresh_flips=0.3), ends(optimiser="adam"), ends(schedule="constant")):
        assert (first != other).any()


def test_fresh_flips_hold_the_margins_back():
    """Flips of probability p make p/(c-1) of every other class the best prediction: outputs stop there."""
    _, y = small(n=120)
    x = np.eye(3, dtype=np.float32)[y][:, None, None]
    net = linear()
    list(train(net, x, y, 3, Training("sgd", 0.5, epochs=200, batch=40, fresh_flips=0.3), seed=0))
    import torch

    with torch.no_grad():
        probability = torch.softmax(net(torch.from_numpy(x)), 1).numpy()
    plain = linear()
    list(train(plain, x, y, 3, Training("sgd", 0.5, epochs=200, batch=40), seed=0))
    with torch.no_grad():
        sure = torch.softmax(plain(torch.from_numpy(x)), 1).numpy()
    own = np.arange(len(y)), y
    assert abs(probability[own].mean() - 0.7) < 0.05
    assert sure[own].mean() > 0.9


def test_training_that_diverges_ends_with_a_loss_that_is_not_finite():
    x, y = small()
    with np.errstate(all="ignore"):
        epochs = list(train(linear(), x * 1e20, y, 3, Training("sgd", 1e20, epochs=8, batch=16), seed=0))
    assert len(epochs) < 9
    assert not math.isfinite(epochs[-1].loss)
    assert all(math.isfinite(epoch.loss) for epoch in epochs[1:-1])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"optimiser": "adamm"}, "unknown optimiser 'adamm'; did you mean 'adam"),
        ({"learning_rate": 0.0}, "learning_rate=0.0 must be a finite number > 0"),
        ({"schedule": "linear"}, "unknown schedule 'linear'"),
        ({"epochs": 0}, "epochs=0 must be an integer >= 1"),
        ({"batch": 1}, "batch=1 must be an integer >= 2"),
        ({"fresh_flips": 1.0}, r"fresh_flips=1 must be in \[0, 1\): no label would be seen; lower it"),
        ({"fresh_flips": -0.1}, "fresh_flips=-0.1 must be a finite number >= 0"),
    ],
)
def test_bad_input(arguments, message):
    with pytest.raises(InputError, match=message):
        Training(**arguments)


def test_the_default_learning_rate_is_part_of_what_determines_a_training():
    for name, optimiser in OPTIMISERS.items():
        assert Training(name).to_dict()["learning_rate"] == optimiser.learning_rate
    assert Training("adam", 0.5).rate == 0.5
