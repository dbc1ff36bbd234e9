"""A classifier as a chain of named layers and a linear head."""

from __future__ import annotations

from typing import Any

from lngd_theory.spectral.deep.models.torch_names import nn

__all__ = ["Network"]


class Network(nn.Module):
    """Named layers one after the other, then a linear layer.

    Parameters
    ----------
    layers : dict of str to torch.nn.Module
        In order. The last one is called ``penultimate``; it gives (N, D), the input of the head.
    head : torch.nn.Linear
        From D features to c logits.
    """

    def __init__(self, layers: dict[str, Any], head: Any):
        super().__init__()
        for name, layer in layers.items():
            self.add_module(name, layer)
        self.head = head
        self.layers = tuple(layers)

    def forward(self, x: Any) -> Any:
        """Logits (N, c) of images (N, C, H, W)."""
        for name in self.layers:
            x = getattr(self, name)(x)
        return self.head(x)
