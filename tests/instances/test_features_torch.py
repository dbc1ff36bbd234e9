"""Training on features against PyTorch's automatic differentiation in double, on a short stretch."""

import numpy as np
import pytest

from lngd_theory.dynamics import GramEngine
from lngd_theory.instances import draw_instance
from lngd_theory.streams import streams
from tests.draws import relative_error
from tests.instances.test_features import CASES, SMALL

torch = pytest.importorskip("torch", reason="PyTorch is the optional extra 'deep'")


@pytest.mark.parametrize("name", CASES)
def test_margins_and_weights_are_those_of_automatic_differentiation(name):
    model = SMALL.replace(**CASES[name], sigma_0=0.2)
    instance = draw_instance(model, streams(7), "dense", 0)
    eps = np.where(np.random.default_rng(1).random((12, model.n)) < 0.2, -1.0, 1.0)
    engine = GramEngine(instance, model.eta, model.q)
    assert engine.advance(eps) == len(eps)

    atoms, W0 = instance.dense
    X = torch.tensor(instance.signs[:, :, None] * atoms[instance.atoms])
    y, j = torch.tensor(instance.labels), torch.tensor(np.repeat([1.0, -1.0], model.m) / model.m)
    W = torch.tensor(W0, requires_grad=True)

    def outputs():
        return (torch.relu(X @ W.T) ** model.q).sum(dim=1) @ j

    for row in torch.tensor(eps):
        loss = torch.nn.functional.softplus(-row * y * outputs()).mean()
        (gradient,) = torch.autograd.grad(loss, W)
        with torch.no_grad():
            W -= model.eta * gradient
    ours = W0 + np.divide(engine.coefficients, instance.norms2) @ atoms
    assert relative_error(ours - W0, W.detach().numpy() - W0) < 1e-9
    assert relative_error(engine.margins(), (y * outputs()).detach().numpy()) < 1e-9
