"""Measured batch norms: those of the data, whatever was there before; the network itself stays."""

import numpy as np
import pytest

from lngd_theory import InputError
from lngd_theory.spectral.deep.layers import features_at
from lngd_theory.spectral.deep.models import ARCHITECTURES, build_model
from lngd_theory.spectral.deep.norms import with_measured_norms

torch = pytest.importorskip("torch", reason="networks need the extra deep")

X = (3 + 2 * np.random.default_rng(0).standard_normal((24, 1, 8, 8))).astype(np.float32)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_network_is_evaluated_as_it_is_trained(name):
    """In one batch, evaluation with measured norms is the forward pass of training."""
    net = build_model(name, (1, 8, 8), 4, width=4)
    state = {key: value.clone() for key, value in net.state_dict().items()}
    measured = with_measured_norms(net, X)
    assert not any(module.training for module in measured.modules())
    assert all(torch.equal(value, state[key]) for key, value in net.state_dict().items())
    training = build_model(name, (1, 8, 8), 4, width=4).train()
    with torch.no_grad():
        difference = measured(torch.from_numpy(X)) - training(torch.from_numpy(X))
        size = training(torch.from_numpy(X)).abs().max()
    # running variances are unbiased: at the fewest pixels, 24 x 2 x 2, larger by 1/95: 0.5 % in each of up to 7 layers
    assert difference.abs().max() <= 0.05 * size
    has_norms = any(isinstance(module, torch.nn.BatchNorm2d) for module in net.modules())
    plain = features_at(net, X)
    assert np.allclose(features_at(measured, X), plain) != has_norms


def test_what_was_measured_before_is_forgotten_and_batches_are_averaged():
    net = build_model("vgg", (1, 8, 8), 4, width=4)
    once = with_measured_norms(net, X)
    again = with_measured_norms(with_measured_norms(net, 5 * X), X)
    assert all(torch.equal(value, again.state_dict()[key]) for key, value in once.state_dict().items())
    first = with_measured_norms(net, X, batch=8).stage1[1]
    maps = net.stage1[0](torch.from_numpy(X)).detach().double()
    parts = maps.tensor_split(3)
    mean = torch.stack([part.mean(dim=(0, 2, 3)) for part in parts]).mean(dim=0)
    variance = torch.stack([part.var(dim=(0, 2, 3)) for part in parts]).mean(dim=0)
    torch.testing.assert_close(first.running_mean.double(), mean, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(first.running_var.double(), variance, rtol=1e-5, atol=1e-5)
    assert first.momentum == net.stage1[1].momentum == 0.1


def test_bad_input_is_one_sentence():
    net = build_model("vgg", (1, 8, 8), 4, width=4)
    with pytest.raises(InputError, match=r"len\(x\)=1 must be an integer >= 2"):
        with_measured_norms(net, X[:1])
    with pytest.raises(InputError, match=r"batch=1 must be an integer >= 2"):
        with_measured_norms(net, X, batch=1)
