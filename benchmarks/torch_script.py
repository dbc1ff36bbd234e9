"""What one would write without this package: the two-layer network of Definition 2.1 trained by PyTorch autograd."""

from __future__ import annotations

import torch

__all__ = ["TwoLayer", "train"]


class TwoLayer(torch.nn.Module):
    """``f = F_{+1} - F_{-1}``, ``F_j = (1/m) sum_r sum_patches max(0, <w_{j,r}, patch>)^q``."""

    def __init__(self, W0: torch.Tensor, q: float = 2.0):
        super().__init__()
        self.W = torch.nn.Parameter(W0.clone())  # (2m, d)
        self.q = q

    def forward(self, patches: torch.Tensor) -> torch.Tensor:
        """Outputs (n,) for patches (n, P, d)."""
        m = self.W.shape[0] // 2
        filters = (torch.relu(patches @ self.W.T) ** self.q).sum(dim=1)
        return (filters[:, :m].sum(dim=1) - filters[:, m:].sum(dim=1)) / m


def train(model: TwoLayer, patches: torch.Tensor, labels: torch.Tensor, eta: float, flips: torch.Tensor) -> None:
    """Full-batch gradient descent on the logistic loss, one step for each row of ``flips`` (steps, n)."""
    optimizer = torch.optim.SGD(model.parameters(), lr=eta)
    for eps in flips:
        optimizer.zero_grad()
        loss = torch.nn.functional.softplus(-eps * labels * model(patches)).mean()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
