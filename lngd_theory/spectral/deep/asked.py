"""The designs that a command line asks for, checked before anything is read or trained."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lngd_theory.errors import InputError, near_match, whole_number
from lngd_theory.images import IMAGE_SETS, load_images
from lngd_theory.spectral.deep.corruption import LabelCorruption
from lngd_theory.spectral.deep.design import TailDesign
from lngd_theory.spectral.deep.extra import require_torch
from lngd_theory.spectral.deep.models import build_model
from lngd_theory.spectral.deep.optimisers import known_optimiser
from lngd_theory.spectral.deep.presets import literature, quick, reduced, small_networks

__all__ = ["Asked", "designs"]


@dataclass(frozen=True)
class Asked:
    """What is asked for; None, or nothing, leaves what a preset has.

    Attributes
    ----------
    data : sequence of str
        ``NAME`` or ``NAME=PATH`` of sets of images; nothing is digits.
    preset : {"reduced", "quick", "full"}
    train, test, size
        As of :class:`~lngd_theory.spectral.deep.design.Images`.
    architectures, optimisers, kinds, rates, widths
        As of a :class:`~lngd_theory.spectral.deep.design.TailDesign`. One width alone is that of all networks.
    layer, epochs, seeds
        The same.
    """

    data: Sequence[str] = ()
    preset: str = "reduced"
    train: int | None = None
    test: int | None = None
    size: int | None = None
    architectures: Sequence[str] = ()
    optimisers: Sequence[str] = ()
    kinds: Sequence[str] = ()
    rates: Sequence[float] = ()
    widths: Sequence[int] = ()
    layer: str | None = None
    epochs: int | None = None
    seeds: int | None = None


_PRESETS = {"reduced": reduced, "quick": quick, "full": literature}


def designs(asked: Asked) -> list[TailDesign]:
    """One design for each set of images.

    Raises
    ------
    InputError
        Something is unknown, out of range or not installed, or a file is missing.
    """
    require_torch()
    found = []
    for text in asked.data or ("digits",):
        name, _, path = text.partition("=")
        if name not in IMAGE_SETS:
            raise InputError(f"unknown image set {name!r}; {near_match(name, IMAGE_SETS)}")
        found.append(_changed(_PRESETS[asked.preset](name, path or None), asked))
    names = [design.images.name for design in found]
    if len(set(names)) < len(names):
        raise InputError(f"--data {', '.join(names)}: each set of images once; run the other one into another folder")
    for design in found:
        _check(design)
    return found


def _changed(design: TailDesign, asked: Asked) -> TailDesign:
    """A preset with what was asked for in its place."""
    sizes = {name: getattr(asked, name) for name in ("train", "test", "size")}
    images = dataclasses.replace(design.images, **{name: n for name, n in sizes.items() if n is not None})
    changes: dict[str, Any] = {"images": images}
    for field in ("optimisers", "kinds", "rates", "widths"):
        if values := tuple(dict.fromkeys(getattr(asked, field))):
            changes[field] = values
    for field in ("layer", "seeds"):
        if (value := getattr(asked, field)) is not None:
            changes[field] = value
    if asked.epochs is not None:
        changes["training"] = dataclasses.replace(design.training, epochs=asked.epochs)
    changed = dataclasses.replace(design, **changes)
    return dataclasses.replace(changed, networks=_networks(design, asked))


def _networks(design: TailDesign, asked: Asked) -> Any:
    """Those asked for; of the middle one of the widths asked for."""
    width = design.networks[0].width
    if asked.widths:
        for one in asked.widths:
            whole_number("--width", one, 1)
        width = sorted(asked.widths)[len(asked.widths) // 2]
    networks = design.networks
    if asked.architectures:
        names = tuple(dict.fromkeys(asked.architectures))
        known = {network.architecture: network for network in networks}
        networks = tuple(known[name] if name in known else small_networks((name,), width)[0] for name in names)
    return tuple(network._replace(width=width) for network in networks) if asked.widths else networks


def _check(design: TailDesign) -> None:
    """Refuse what a training would refuse later on: images are read once, and every network is built."""
    whole_number("--seeds", design.seeds, 1)
    for name in design.optimisers:
        known_optimiser(name)
    for kind in design.kinds:
        for rate in design.rates:
            LabelCorruption(kind, rate)
    chosen = design.images
    if chosen.path is not None and not Path(chosen.path).exists():
        raise InputError(f"--data {chosen.name}={chosen.path}: there is no such file or folder; give another path")
    images = load_images(chosen.name, chosen.path, chosen.train, chosen.test, 0, chosen.size)
    for cell in design.cells():
        if cell.corruption.rate >= (limit := cell.corruption.limit(len(images.classes))):
            raise InputError(
                f"--rate {cell.corruption.rate:g} of {cell.corruption.kind} corruption must be below {limit:g}"
            )
    for name, width, depth in design.networks:
        net = build_model(name, images.shape, len(images.classes), width, depth)
        if design.layer not in (known := [part for part, _ in net.named_modules() if part] + ["penultimate"]):
            raise InputError(f"--layer {design.layer!r} is no layer of {name}; {near_match(design.layer, known)}")
