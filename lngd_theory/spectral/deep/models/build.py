"""Networks by name: what a name and a size mean, checked before anything is built."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from lngd_theory.errors import InputError, near_match, whole_number
from lngd_theory.spectral.deep.extra import require_torch

__all__ = ["ARCHITECTURES", "FULL_SIZES", "Architecture", "FullSize", "build_model"]


class Architecture(NamedTuple):
    """What is said of an architecture without building it."""

    source: str  #: where it comes from
    depth: int | tuple[int, ...]  #: without a depth of one's own
    staged: bool  #: whether depth may be one number for each stage


class FullSize(NamedTuple):
    """Arguments of :func:`~lngd_theory.spectral.deep.models.build_model` that give a network of the literature."""

    architecture: str
    width: int
    depth: int | tuple[int, ...]


#: The architectures by name. The module of the same name in this folder has a function of the same name.
ARCHITECTURES = {
    "resnet": Architecture("He, Zhang, Ren, Sun 2016, section 4.2; projection shortcuts (option B)", (1, 1, 1), True),
    "vgg": Architecture("Simonyan, Zisserman 2015, with batch norm and one linear layer", (1, 1, 1), True),
    "wideresnet": Architecture("Zagoruyko, Komodakis 2016, without dropout", (1, 1, 1), True),
    "vit": Architecture("Dosovitskiy et al. 2021, without dropout", 4, False),
    "mlp": Architecture("fully connected, ReLU", 2, False),
}

#: Networks of the literature, in their form for images of 32 x 32 pixels.
FULL_SIZES = {
    "ResNet-18": FullSize("resnet", 64, (2, 2, 2, 2)),
    "ResNet-20": FullSize("resnet", 16, (3, 3, 3)),
    "VGG-16": FullSize("vgg", 64, (2, 2, 3, 3, 3)),
    "WRN-28-10": FullSize("wideresnet", 160, (4, 4, 4)),
    "ViT-S": FullSize("vit", 96, 12),
}


def build_model(
    name: str,
    shape: tuple[int, int, int],
    classes: int,
    width: int = 16,
    depth: int | Sequence[int] | None = None,
    seed: int = 0,
    patch: int | None = None,
) -> Any:
    """Build a network and draw its weights. The random state of torch is not touched.

    Parameters
    ----------
    name : {"resnet", "vgg", "wideresnet", "vit", "mlp"}
        See :data:`~lngd_theory.spectral.deep.models.build.ARCHITECTURES`.
    shape : tuple of int
        Channels, height and width (C, H, W) of the images.
    classes : int
        c >= 2.
    width : int
        Channels of the first stage, >= 1; stage s = 0, 1, ... has ``width 2^s``, at most 8 width. The embedding of the
        transformer and the hidden layers of the MLP have ``4 width``, as the last of three stages: without a depth of
        one's own, the features before the head have D = 4 width in every architecture.
    depth : int or sequence of int, optional
        Blocks of each of three stages (VGG: convolutions), or a number for each stage; blocks of the transformer;
        hidden layers of the MLP. Each >= 1. Left out: the small one of the table.
    seed : int
        Draws the weights, >= 0.
    patch : int, optional
        Side of the transformer's patches; a divisor of H and W. Left out: the largest divisor up to 4 that leaves four
        patches along a side.

    Returns
    -------
    torch.nn.Module
        A :class:`~lngd_theory.spectral.deep.models.network.Network`: ``net(x)`` are the logits (N, c), ``net.layers``
        the names of its layers, the last one ``"penultimate"``, and ``net.head`` its last linear layer.

    Raises
    ------
    InputError
        An unknown name, a size out of range, or torch is not installed.
    """
    if name not in ARCHITECTURES:
        raise InputError(f"unknown architecture {name!r}; {near_match(str(name), ARCHITECTURES)}")
    if len(shape) != 3:
        raise InputError(f"shape={shape!r} must be three integers >= 1: channels, height, width")
    C, H, W = (whole_number(f"shape[{axis}]", size, 1) for axis, size in enumerate(shape))
    classes, width = whole_number("classes", classes, 2), whole_number("width", width, 1)
    sizes: dict[str, Any] = {"depth": _depth(name, depth)}
    if name == "vit":
        sizes["patch"] = _patch(patch, H, W)
    elif patch is not None:
        raise InputError(f"patch={patch!r} belongs to vit; leave it out for {name}")
    if name == "vgg" and min(H, W) < 2 ** len(sizes["depth"]):
        raise InputError(
            f"depth={depth!r} has {len(sizes['depth'])} stages, each of which halves the image, and {H} x {W} pixels "
            "are too few for that; take fewer stages or larger images"
        )
    require_torch()
    from lngd_theory.spectral.deep.models.weights import drawn

    module = importlib.import_module(f"lngd_theory.spectral.deep.models.{name}")
    return drawn(lambda: getattr(module, name)((C, H, W), classes, width, **sizes), seed)


def _depth(name: str, depth: int | Sequence[int] | None) -> int | tuple[int, ...]:
    """Depth as the architecture takes it: a number, or a number for each stage."""
    about = ARCHITECTURES[name]
    if depth is None:
        return about.depth
    if isinstance(depth, Sequence):
        if not (about.staged and len(depth)):
            kind = "an integer >= 1, or one for each stage" if about.staged else f"one integer >= 1 for {name}"
            raise InputError(f"depth={depth!r} must be {kind}")
        return tuple(whole_number("depth", blocks, 1) for blocks in depth)
    blocks = whole_number("depth", depth, 1)
    return (blocks,) * 3 if about.staged else blocks


def _patch(patch: int | None, height: int, width: int) -> int:
    """Side of the transformer's patches."""
    divisors = [side for side in range(1, min(height, width) + 1) if height % side == 0 == width % side]
    if patch is None:
        return max([side for side in divisors if side <= 4 and min(height, width) >= 4 * side], default=1)
    if patch not in divisors:
        raise InputError(f"patch={patch!r} must divide images of {height} x {width} pixels; take one of {divisors}")
    return int(patch)
