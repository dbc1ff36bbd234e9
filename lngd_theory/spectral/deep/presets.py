"""Designs that are run by name: reduced ones for each set of images, a quick one, and the sizes of the literature."""

from __future__ import annotations

import dataclasses

from lngd_theory.errors import InputError, near_match
from lngd_theory.spectral.deep.design import Images, TailDesign
from lngd_theory.spectral.deep.models import ARCHITECTURES, FULL_SIZES, FullSize
from lngd_theory.spectral.deep.train import Training

__all__ = ["LITERATURE", "literature", "quick", "reduced", "small_networks"]

#: Networks of the literature that ``--full`` trains, by their names.
LITERATURE = ("ResNet-18", "VGG-16", "WRN-28-10", "ViT-S")

_FOUR = ("resnet", "vgg", "wideresnet", "vit")


def small_networks(names: tuple[str, ...], width: int) -> tuple[FullSize, ...]:
    """Small networks, of the depth that an architecture has by default.

    Raises
    ------
    InputError
        There is no such architecture.
    """
    for name in names:
        if name not in ARCHITECTURES:
            raise InputError(f"unknown architecture {name!r}; {near_match(name, ARCHITECTURES)}")
    return tuple(FullSize(name, width, ARCHITECTURES[name].depth) for name in names)


def reduced(name: str = "digits", path: str | None = None) -> TailDesign:
    """A design that finishes on two processors: about twenty minutes on digits, as many on any other set."""
    if name == "digits":
        return TailDesign(Images(name, path), small_networks(_FOUR, 16))
    return TailDesign(
        Images(name, path, train=1500, test=900, size=16), small_networks(("resnet", "vgg"), 16), rates=(0.4,),
        optimisers=("momentum", "adam"), widths=(4, 8, 16), seeds=6,
    )  # fmt: skip


def quick(name: str = "digits", path: str | None = None) -> TailDesign:
    """A tiny one, in seconds."""
    return TailDesign(
        Images(name, path, train=250, test=200, size=8), small_networks(("resnet", "mlp"), 4), rates=(0.4,),
        optimisers=("momentum", "adam"), widths=(3, 4, 8), few=1, training=Training(epochs=12, batch=32), records=6,
        seeds=3,
    )  # fmt: skip


def literature(name: str = "cifar10", path: str | None = None) -> TailDesign:
    """Whole sets of images and the networks of the literature, random and systematic corruption; days without a GPU."""
    networks = tuple(FULL_SIZES[size] for size in LITERATURE)
    small = reduced(name, path)
    return dataclasses.replace(
        small, images=Images(name, path, train=None, test=None), networks=networks, optimisers=("momentum",), widths=(),
        flips=(), training=Training(epochs=100, batch=128), seeds=6,
    )  # fmt: skip
