"""What one would write without this package, in PyTorch: the network of Definition 2.1 trained by autograd and SGD."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

__all__ = ["Training", "TwoLayer"]

Array = NDArray[np.floating]


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


class Training:
    """Full-batch gradient descent on the logistic loss; parameters as in ``numpy_script``."""

    def __init__(self, W0: Array, patches: Array, labels: Array, eta: float, q: float = 2.0, dtype: str = "float64"):
        self._dtype = getattr(torch, dtype)
        self.model = TwoLayer(self._tensor(W0), q)
        self.patches, self.labels = self._tensor(patches), self._tensor(labels)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=eta)

    def _tensor(self, values: Array) -> torch.Tensor:
        return torch.from_numpy(values).to(self._dtype)

    def train(self, flips: Array) -> None:
        """One step for each row of ``flips`` (steps, n)."""
        for eps in self._tensor(flips):
            self.optimizer.zero_grad()
            loss = torch.nn.functional.softplus(-eps * self.labels * self.model(self.patches)).mean()
            loss.backward()  # type: ignore[no-untyped-call]
            self.optimizer.step()

    def hold(self, patches: Array) -> torch.Tensor:
        """Patches (n, P, d) in the form that :meth:`outputs` takes."""
        return self._tensor(patches)

    def outputs(self, held: torch.Tensor) -> NDArray[np.float64]:
        """``f`` of samples."""
        with torch.no_grad():
            return np.asarray(self.model(held).double().numpy())

    def weights(self) -> NDArray[np.float64]:
        """W (2m, d)."""
        return np.asarray(self.model.W.detach().double().numpy())
