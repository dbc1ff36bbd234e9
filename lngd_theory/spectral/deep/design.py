"""The cells of the study of real networks: images, corruption, network, training; and what is varied."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lngd_theory.spectral.deep.corruption import LabelCorruption
from lngd_theory.spectral.deep.models import FullSize
from lngd_theory.spectral.deep.train import Training

__all__ = ["Cell", "Images", "TailDesign"]


@dataclass(frozen=True)
class Images:
    """A set of images, how many of them, and how large.

    Attributes
    ----------
    name : str
        As :func:`lngd_theory.images.load_images` knows it.
    path : str or None
        File or folder of a set that no package brings.
    train, test : int or None
        How many; None is all. A fifth of the former is held out of training, with noisy labels, to choose by.
    size : int or None
        Height and width after averaging; None leaves them.
    """

    name: str = "digits"
    path: str | None = None
    train: int | None = 1000
    test: int | None = 700
    size: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """All that determines the images: the bytes of their files in place of the path."""
        return {**dataclasses.asdict(self), "path": self.path and _digest(self.path)}


@cache
def _digest(path: str) -> str:
    """Of a file, or of all files of a folder by their names."""
    sha, root = hashlib.sha256(), Path(path)
    for file in sorted(root.rglob("*")) if root.is_dir() else [root]:
        if file.is_file():
            sha.update((file.name if root.is_dir() else "").encode() + b"\0" + file.read_bytes())
    return sha.hexdigest()[:20]


@dataclass(frozen=True)
class Cell:
    """One problem: real images with fixed corruption, and a network that is trained on them.

    Attributes
    ----------
    images : Images
    corruption : LabelCorruption
        Fixed before training.
    architecture, width, depth
        As :func:`lngd_theory.spectral.deep.models.build_model` takes them.
    training : Training
    layer : str
        Whose outputs are the features.
    records : int
        Epochs after which the network is looked at, 0 and the last included.
    """

    images: Images
    corruption: LabelCorruption
    architecture: str
    width: int
    depth: int | tuple[int, ...] | None
    training: Training
    layer: str = "penultimate"
    records: int = 16

    @property
    def at(self) -> NDArray[np.int64]:
        """Recorded epochs: 0, then about evenly in the logarithm."""
        inner = np.geomspace(1, self.training.epochs, max(self.records - 1, 1))
        return np.unique(np.concatenate([[0], np.round(inner), [self.training.epochs]])).astype(np.int64)

    def replace(self, **changes: Any) -> Cell:
        """The same cell with other fields; those of the training and of the corruption by their own names too."""
        for part in ("training", "corruption"):
            value = changes.get(part, getattr(self, part))
            own = {item.name for item in dataclasses.fields(value)} & set(changes)
            changes[part] = dataclasses.replace(value, **{name: changes.pop(name) for name in own})
        return dataclasses.replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """All that determines the cell's numbers."""
        own = dataclasses.asdict(self)
        return {**own, "images": self.images.to_dict(), "training": self.training.to_dict()}


@dataclass(frozen=True)
class TailDesign:
    """Which cells are run on one set of images.

    All have random corruption at the first rate, the first optimiser, a network's own width and no fresh flips, but for
    what is varied: the kind of corruption and the rate on every network; the optimiser, the width and fresh flips on
    the first few of them.

    Attributes
    ----------
    images : Images
    networks : tuple of (architecture, width, depth)
        Each architecture once.
    kinds : tuple of str
        Kinds of corruption, ``random`` first.
    rates : tuple of float
    optimisers : tuple of str
    widths : tuple of int
        Of the sweep, instead of a network's own width.
    flips : tuple of float
        Probabilities of fresh flips besides 0.
    few : int
        How many networks the optimiser, the width and fresh flips are varied on.
    layer, records
        As of a :class:`Cell`.
    training : Training
        But for the optimiser and fresh flips.
    seeds : int
    """

    images: Images
    networks: tuple[FullSize, ...]
    kinds: tuple[str, ...] = ("random", "systematic")
    rates: tuple[float, ...] = (0.4, 0.2)
    optimisers: tuple[str, ...] = ("momentum", "sgd", "adam", "adamw")
    widths: tuple[int, ...] = (8, 16, 32)
    flips: tuple[float, ...] = (0.2,)
    few: int = 2
    layer: str = "penultimate"
    records: int = 16
    training: Training = field(default_factory=Training)
    seeds: int = 8

    @property
    def architectures(self) -> tuple[str, ...]:
        """Of the networks, in their order."""
        return tuple(network.architecture for network in self.networks)

    def base(self, architecture: str) -> Cell:
        """The cell of an architecture of which the others are variations."""
        network = self.networks[self.architectures.index(architecture)]
        training = dataclasses.replace(self.training, optimiser=self.optimisers[0], fresh_flips=0.0)
        corruption = LabelCorruption(self.kinds[0], self.rates[0])
        return Cell(self.images, corruption, *network, training, self.layer, self.records)

    def varied(self, name: str) -> Iterator[tuple[str, Any, Cell]]:
        """(architecture, value, cell) for each value of what is varied, on the networks on which it is.

        ``name`` is ``kind``, ``rate``, ``optimiser``, ``width`` or ``fresh_flips``.
        """
        values = {
            "kind": self.kinds, "rate": self.rates, "optimiser": self.optimisers, "width": self.widths,
            "fresh_flips": (0.0, *self.flips),
        }[name]  # fmt: skip
        for architecture in self.architectures if name in ("kind", "rate") else self.architectures[: self.few]:
            for value in values:
                yield architecture, value, self.base(architecture).replace(**{name: value})

    def cells(self) -> list[Cell]:
        """Every cell once; the base cells come first."""
        found = [self.base(name) for name in self.architectures]
        for name in ("kind", "rate", "optimiser", "width", "fresh_flips"):
            found += [cell for _, _, cell in self.varied(name)]
        return list(dict.fromkeys(found))
