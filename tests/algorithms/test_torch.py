"""PyTorch's own optimisers on a short stretch, where PyTorch is installed."""

import numpy as np
import pytest

from lngd_theory.algorithms import parse_algorithm
from tests.algorithms.made import dense_instance, ruled_engine
from tests.draws import SMALL, relative_error

torch = pytest.importorskip("torch", reason="PyTorch is the optional extra 'deep'")

OPTIMISERS = {
    "sgd:8": lambda W, eta: torch.optim.SGD(W, lr=eta),
    "momentum:0.9": lambda W, eta: torch.optim.SGD(W, lr=eta, momentum=0.9),
    "nesterov:0.9": lambda W, eta: torch.optim.SGD(W, lr=eta, momentum=0.9, nesterov=True),
    "decay:0.1": lambda W, eta: torch.optim.SGD(W, lr=eta, weight_decay=0.1),
    "nesterov:0.9+decay:0.1": lambda W, eta: torch.optim.SGD(W, lr=eta, momentum=0.9, nesterov=True, weight_decay=0.1),
    "adam": lambda W, eta: torch.optim.Adam(W, lr=eta),
    "adam:0.8,0.95,0.001+decay:0.1": lambda W, eta: torch.optim.Adam(
        W, lr=eta, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1
    ),
    "adamw:0.1": lambda W, eta: torch.optim.AdamW(W, lr=eta, weight_decay=0.1),
}


@pytest.mark.parametrize("text", OPTIMISERS)
def test_the_weights_are_those_of_pytorch(text):
    setting = SMALL.replace(eta=0.02 if "adam" in text else 0.3)
    algorithm = parse_algorithm(text)
    instance = dense_instance(setting, 3)
    eps = np.where(np.random.default_rng(1).random((12, setting.n)) < 0.2, -1.0, 1.0)
    engine = ruled_engine(instance, setting, algorithm)
    engine.advance(eps)

    X = torch.tensor(instance.signs[:, :, None] * instance.dense.atoms[instance.atoms])
    y = torch.tensor(instance.labels)
    W = torch.tensor(instance.dense.W0, requires_grad=True)
    j = torch.tensor(np.repeat([1.0, -1.0], setting.m) / setting.m)
    optimiser = OPTIMISERS[text]([W], setting.eta)
    for row in torch.tensor(eps):
        optimiser.zero_grad()
        f = (torch.relu(X @ W.T) ** 2).sum(dim=1) @ j
        torch.nn.functional.softplus(-row * y * f).mean().backward()
        optimiser.step()
    assert relative_error(engine.W - instance.dense.W0, W.detach().numpy() - instance.dense.W0) < 1e-9
