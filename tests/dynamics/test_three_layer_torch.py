"""PyTorch's own gradients of the three-layer network, where PyTorch is installed."""

import numpy as np
import pytest

from lngd_theory.dynamics.three_layer import GramThreeLayer
from tests.draws import relative_error
from tests.dynamics.three_layers import PROBLEM, drawn, engines, on_patches

torch = pytest.importorskip("torch", reason="PyTorch is the optional extra 'deep'")


def by_torch(instance, eta, q, eps):
    """W and U after a step for each row of ``eps``, by autograd and torch's optimiser."""
    X = torch.tensor(instance.signs[:, :, None] * instance.dense.atoms[instance.atoms])
    y = torch.tensor(instance.labels)
    W, U = (torch.tensor(array, requires_grad=True) for array in (instance.dense.W0, instance.second))
    j = torch.tensor(np.repeat([1.0, -1.0], instance.m) / instance.m)
    optimiser = torch.optim.SGD([W, U], lr=eta)
    for row in torch.tensor(eps):
        optimiser.zero_grad()
        f = (torch.relu(torch.relu(X @ W.T) ** q @ U.T) ** q).sum(dim=1) @ j
        torch.nn.functional.softplus(-row * y * f).mean().backward()
        optimiser.step()
    return W.detach().numpy(), U.detach().numpy()


@pytest.mark.parametrize("q", [1, 2, 3])
def test_the_network_is_pytorchs_on_the_model(q):
    instance = drawn(PROBLEM, 3)
    eps = np.where(np.random.default_rng(1).random((40, instance.n)) < 0.2, -1.0, 1.0)
    gram, dense = engines(instance, 0.2, q)
    W, U = by_torch(instance, 0.2, q, eps)
    for engine in (gram, dense):
        assert engine.advance(eps) == 40
    assert relative_error(dense.W - instance.dense.W0, W - instance.dense.W0) < 1e-9
    assert relative_error(dense.U - instance.second, U - instance.second) < 1e-9
    assert relative_error(gram.second - instance.second, U - instance.second) < 1e-9
    rebuilt = instance.dense.W0 + (gram.coefficients / instance.norms2) @ instance.dense.atoms
    assert relative_error(rebuilt - instance.dense.W0, W - instance.dense.W0) < 1e-9


def test_the_network_is_pytorchs_on_shared_patches_of_both_signs():
    data, instance = on_patches("shared patches of both signs")
    eps = np.where(np.random.default_rng(1).random((40, data.n)) < 0.2, -1.0, 1.0)
    gram = GramThreeLayer(instance, 0.1, 1.0)
    gram.advance(eps)
    W, U = by_torch(instance, 0.1, 1, eps)
    rebuilt = (gram.coefficients / instance.norms2) @ instance.dense.atoms
    assert relative_error(rebuilt, W - instance.dense.W0) < 1e-9
    assert relative_error(gram.second - instance.second, U - instance.second) < 1e-9
