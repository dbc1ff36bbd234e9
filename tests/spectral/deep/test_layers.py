"""Features by hooks: equal to a forward pass by hand, for these networks and for any other."""

import numpy as np
import pytest

from lngd_theory import InputError
from lngd_theory.spectral.deep.layers import features_at, features_of_layers
from lngd_theory.spectral.deep.models import ARCHITECTURES, build_model

torch = pytest.importorskip("torch", reason="networks need the extra deep")

architectures = pytest.mark.parametrize("name", ARCHITECTURES)
X = np.random.default_rng(0).standard_normal((7, 1, 8, 8)).astype(np.float32)


def by_hand(net, layer, pool):
    """The layers one after the other, up to this one."""
    h = torch.from_numpy(X)
    net.eval()
    with torch.no_grad():
        for name in net.layers[: net.layers.index(layer) + 1]:
            h = getattr(net, name)(h)
    h = h.double()
    if pool and h.ndim == 4:
        h = h.mean(dim=(2, 3))
    if pool and h.ndim == 3:
        h = h.mean(dim=1)
    return h.flatten(1).numpy()


@architectures
@pytest.mark.parametrize("pool", [True, False])
def test_a_hook_sees_what_a_forward_pass_by_hand_gives(name, pool):
    net = build_model(name, (1, 8, 8), 4, width=4)
    together = features_of_layers(net, X, net.layers, pool=pool)
    for layer in net.layers:
        expected = by_hand(net, layer, pool)
        np.testing.assert_array_equal(features_at(net, X, layer, pool=pool), expected)
        np.testing.assert_array_equal(together[layer], expected)
        assert expected.dtype == np.float64


@architectures
def test_the_head_makes_the_logits_of_the_penultimate_features(name):
    net = build_model(name, (1, 8, 8), 4, width=4)
    H = features_at(net, X)
    weight, bias = (parameter.detach().double().numpy() for parameter in (net.head.weight, net.head.bias))
    with torch.no_grad():
        logits = net.eval()(torch.from_numpy(X)).double().numpy()
    # float32 against float64: sums of 16 products
    np.testing.assert_allclose(H @ weight.T + bias, logits, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("batch", [1, 3, 7, 100])
def test_batches_do_not_matter(batch):
    net = build_model("resnet", (1, 8, 8), 4, width=4)
    np.testing.assert_allclose(features_at(net, X, batch=batch), features_at(net, X), rtol=1e-5, atol=1e-6)


def test_modes_hooks_gradients_and_statistics_are_left_as_they_were():
    net = build_model("resnet", (1, 8, 8), 4, width=4).train()
    net.stage2.eval()
    modes = [module.training for module in net.modules()]
    state = {key: value.clone() for key, value in net.state_dict().items()}
    features_at(net, X, "stage1")
    with pytest.raises(RuntimeError):  # an image with two channels too many
        features_at(net, np.zeros((2, 3, 8, 8), dtype=np.float32))
    assert [module.training for module in net.modules()] == modes
    assert all(torch.equal(value, state[key]) for key, value in net.state_dict().items())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in net.modules())
    assert all(parameter.grad is None for parameter in net.parameters())


class OwnModel(torch.nn.Module):
    """Someone's own: shared modules, a tuple as output, one layer that never runs."""

    def __init__(self):
        super().__init__()
        self.first, self.relu, self.unused = torch.nn.Linear(4, 5), torch.nn.ReLU(), torch.nn.ReLU()
        self.recurrent = torch.nn.GRU(5, 6, batch_first=True)
        self.flat = torch.nn.Flatten(0)
        self.classifier = torch.nn.Linear(6, 3)

    def forward(self, x):
        h = self.relu(self.relu(self.first(x)) - 0.1)
        sequence, _ = self.recurrent(h[:, None])
        self.flat(h)
        return self.classifier(sequence[:, -1])


def test_any_model_has_features():
    torch.manual_seed(0)
    model, x = OwnModel(), np.random.default_rng(0).standard_normal((9, 4))
    with torch.no_grad():
        h = torch.relu(torch.relu(model.first(torch.from_numpy(x).float())) - 0.1)
        sequence = model.recurrent(h[:, None])[0]
    np.testing.assert_array_equal(features_at(model, x, "relu"), h.double().numpy())  # the last of its two outputs
    np.testing.assert_array_equal(features_at(model, x, "recurrent"), sequence[:, 0].double().numpy())
    np.testing.assert_array_equal(
        features_at(model, x), sequence[:, -1].double().numpy()
    )  # the last linear layer's input
    assert features_at(model, torch.from_numpy(x)).shape == (9, 6)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ("relux", r"the model has no layer 'relux'; did you mean 'relu'\?"),
        ("unused", r"layer 'unused' did not run; name a layer that the model's forward calls"),
        ("flat", r"layer 'flat' gives \(45,\) for 9 samples; it must give a tensor, one row a sample"),
    ],
)
def test_layers_without_features_are_named(layer, message):
    with pytest.raises(InputError, match=message):
        features_at(OwnModel(), np.zeros((9, 4)), layer)


def test_bad_input_is_one_sentence():
    net = build_model("mlp", (1, 8, 8), 4, width=4)
    with pytest.raises(InputError, match=r"x has the shape \(0, 1, 8, 8\); it must be \(N, ...\) with N >= 1"):
        features_at(net, X[:0])
    with pytest.raises(InputError, match=r"batch=0 must be an integer >= 1"):
        features_at(net, X, batch=0)
    with pytest.raises(InputError, match=r"the model has no layer 'penultimate'"):
        features_at(torch.nn.ReLU(), X)


def test_three_lines_on_ones_own_model():
    from lngd_theory.spectral import SpectralLinearProbe, effective_rank

    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 12), torch.nn.ReLU(), torch.nn.Linear(12, 2))
    H = features_at(model, X, "2")
    assert 1 <= effective_rank(H) <= 6
    assert SpectralLinearProbe(2).fit(H, np.arange(7) % 2).predict(H).shape == (7,)
