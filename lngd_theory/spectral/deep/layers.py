"""Features of any layer of any torch model, as a matrix for the spectral tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError, near_match, whole_number
from lngd_theory.spectral.deep.extra import require_torch

__all__ = ["features_at", "features_of_layers"]

Array = NDArray[np.float64]


def features_at(net: Any, x: Any, layer: str = "penultimate", batch: int = 512, pool: bool = True) -> Array:
    """Features of one layer for every sample.

    Parameters
    ----------
    net : torch.nn.Module
        Any model that takes a batch as its only argument, on any device. It runs in evaluation mode, without gradients;
        the modes of its modules are put back.
    x : (N, ...) array or tensor
        Inputs; arrays of floats are taken as float32.
    layer : str
        Name of a module as in ``net.named_modules()``: its output. ``"penultimate"``, unless a module has this name, is
        the input of the model's last ``torch.nn.Linear``. Of a module that runs several times the last output counts.
    batch : int
        Samples that go through the network at once, >= 1.
    pool : bool
        Average images (N, C, H, W) over all pixels and sequences (N, T, E) over all tokens, to (N, C) and (N, E); False
        makes every entry a feature.

    Returns
    -------
    ndarray
        (N, D) float64.

    Raises
    ------
    InputError
        No such layer, a layer that does not run or does not give one row a sample, or torch is not installed.

    Examples
    --------
    ``effective_rank(features_at(model, x, "layer3"))``
    """
    return features_of_layers(net, x, (layer,), batch, pool)[layer]


def features_of_layers(
    net: Any, x: Any, layers: Sequence[str], batch: int = 512, pool: bool = True
) -> dict[str, Array]:
    """Features of several layers by name, in one pass; parameters as in :func:`features_at`."""
    torch = require_torch()
    size = whole_number("batch", batch, 1)
    inputs = torch.as_tensor(x)
    if not inputs.ndim or not inputs.shape[0]:
        raise InputError(f"x has the shape {tuple(inputs.shape)}; it must be (N, ...) with N >= 1 samples")
    inputs = inputs.float() if inputs.dtype == torch.float64 else inputs
    parameter = next(net.parameters(), None)
    device = inputs.device if parameter is None else parameter.device
    seen: dict[str, Any] = {}
    found: dict[str, list[Array]] = {layer: [] for layer in layers}
    with ExitStack() as stack:
        for layer in found:
            stack.callback(_watch(net, layer, seen).remove)
        stack.enter_context(_evaluation(net))
        stack.enter_context(torch.no_grad())
        for part in inputs.split(size):
            seen.clear()
            net(part.to(device))
            for layer, pieces in found.items():
                pieces.append(_matrix(seen, layer, len(part), pool))
    return {layer: np.concatenate(pieces) for layer, pieces in found.items()}


@contextmanager
def _evaluation(net: Any) -> Iterator[None]:
    """Evaluation mode; afterwards every module has the mode that it had."""
    modes = [(module, module.training) for module in net.modules()]
    net.eval()
    try:
        yield
    finally:
        for module, mode in modes:
            module.training = mode


def _watch(net: Any, layer: str, seen: dict[str, Any]) -> Any:
    """A hook that keeps what the layer gives, or what the last linear layer takes, in ``seen[layer]``."""
    modules = dict(net.named_modules())
    if layer in modules:
        return modules[layer].register_forward_hook(lambda module, taken, given: seen.__setitem__(layer, given))
    linear = [module for module in modules.values() if isinstance(module, require_torch().nn.Linear)]
    if layer != "penultimate" or not linear:
        raise InputError(f"the model has no layer {layer!r}; {near_match(layer, [name for name in modules if name])}")
    return linear[-1].register_forward_pre_hook(lambda module, taken: seen.__setitem__(layer, taken[0]))


def _matrix(seen: dict[str, Any], layer: str, samples: int, pool: bool) -> Array:
    """One batch of features (samples, D)."""
    if layer not in seen:
        raise InputError(f"layer {layer!r} did not run; name a layer that the model's forward calls")
    given = seen[layer]
    given = given[0] if isinstance(given, tuple | list) and given else given
    if not isinstance(given, require_torch().Tensor) or given.ndim < 2 or given.shape[0] != samples:
        what = tuple(given.shape) if hasattr(given, "shape") else type(given).__name__
        raise InputError(f"layer {layer!r} gives {what} for {samples} samples; it must give a tensor, one row a sample")
    features = given.detach().double()
    if pool and features.ndim > 2:
        axes = [1] if features.ndim == 3 else list(range(2, features.ndim))
        features = features.mean(dim=axes)
    return np.asarray(features.flatten(1).cpu().numpy())
