"""The Gram engine on real digits against PyTorch's autograd in double precision."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is the optional extra 'deep'")

from lngd_theory import LabelFlip  # noqa: E402
from lngd_theory.dynamics import GramEngine  # noqa: E402
from lngd_theory.experiments.digits import DIGITS  # noqa: E402
from lngd_theory.streams import streams  # noqa: E402


def outputs(W, patches, m, q):
    """``f`` (n,) of patches (n, 2, d), from the definition."""
    activations = torch.relu(patches @ W.T) ** q
    return (activations[..., :m].sum(dim=(1, 2)) - activations[..., m:].sum(dim=(1, 2))) / m


def test_a_short_stretch_on_real_digits_is_the_network_of_pytorch():
    own, problem = streams(0), replace(DIGITS, sigma_0=0.01)
    instance = problem.draw(own, keep_vectors=True)
    eps = LabelFlip(0.15).draw(own.label_noise, 60, problem.n)
    engine = GramEngine(instance, problem.eta, problem.q)
    assert engine.advance(eps) == 60
    patches = torch.from_numpy(instance.signs[:, :, None] * instance.dense.atoms[instance.atoms])
    W0 = torch.from_numpy(instance.dense.W0)
    labels = torch.from_numpy(instance.labels)
    W = W0.clone().requires_grad_()
    for row in torch.from_numpy(eps):
        loss = torch.nn.functional.softplus(-row * labels * outputs(W, patches, problem.m, problem.q)).mean()
        (gradient,) = torch.autograd.grad(loss, W)
        with torch.no_grad():
            W -= problem.eta * gradient
    moves = (W - W0).detach().numpy()
    ours = engine.coefficients / instance.norms2 @ instance.dense.atoms
    # rounding accumulates over 60 steps of sums of about 1,000 products
    assert np.abs(moves).max() > 1e-3
    np.testing.assert_allclose(ours, moves, atol=1e-11 * np.abs(moves).max(), rtol=0)
    margins = (labels * outputs(W, patches, problem.m, problem.q)).detach().numpy()
    np.testing.assert_allclose(engine.margins(), margins, atol=1e-11 * np.abs(margins).max(), rtol=0)
