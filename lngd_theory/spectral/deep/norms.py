"""Batch norm of a network that was not trained: its statistics measured instead of left at 0 and 1.

Batch norm divides by the batch while a network is trained, and by running statistics when it is evaluated. Before the
first step those are mean 0 and variance 1, so that an untrained network is evaluated without any normalisation: another
function than the one from which training starts. As a control for the trained network its norms should be those of the
data.
"""

from __future__ import annotations

import copy
from typing import Any

from lngd_theory.errors import whole_number
from lngd_theory.spectral.deep.extra import require_torch

__all__ = ["with_measured_norms"]


def with_measured_norms(net: Any, x: Any, batch: int = 512) -> Any:
    """A copy of the network in evaluation mode whose batch norms have the mean and variance of these images.

    Parameters
    ----------
    net : torch.nn.Module
        Weights and modes of it are left as they are.
    x : (N, C, H, W) array or tensor of float32
        N >= 2.
    batch : int
        Images at once, >= 2, or up to twice as many: batches of nearly equal size, over which the statistics are
        averaged. A single batch is exact.

    Returns
    -------
    torch.nn.Module
        Without a batch norm, the same function as ``net``.

    Raises
    ------
    InputError
        A number out of range, or torch is not installed.
    """
    torch = require_torch()
    whole_number("len(x)", len(x), 2)
    size = whole_number("batch", batch, 2)
    measured = copy.deepcopy(net).eval()
    norms = [module for module in measured.modules() if isinstance(module, torch.nn.modules.batchnorm._BatchNorm)]
    memories = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the average over all batches
        norm.train()
    with torch.no_grad():
        for part in torch.as_tensor(x).tensor_split(max(1, len(x) // size)):
            measured(part)
    for norm, momentum in zip(norms, memories, strict=True):
        norm.momentum = momentum
    return measured.eval()
