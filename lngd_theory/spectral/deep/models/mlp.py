"""A fully connected network."""

from __future__ import annotations

import math

from lngd_theory.spectral.deep.models.network import Network
from lngd_theory.spectral.deep.models.torch_names import nn

__all__ = ["mlp"]


def mlp(shape: tuple[int, int, int], classes: int, width: int, depth: int) -> Network:
    """``depth`` hidden layers of ``4 width`` with ReLU, then a linear layer."""
    hidden = 4 * width
    names = [f"hidden{number + 1}" for number in range(depth - 1)] + ["penultimate"]
    first = nn.Sequential(nn.Flatten(), nn.Linear(math.prod(shape), hidden), nn.ReLU())
    others = [nn.Sequential(nn.Linear(hidden, hidden), nn.ReLU()) for _ in names[1:]]
    return Network(dict(zip(names, [first, *others], strict=True)), nn.Linear(hidden, classes))
