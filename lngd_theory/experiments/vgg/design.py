"""What is trained: versions of the experiment, levels of noise, algorithms; how large at each size."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.experiments.work import Size, Work
from lngd_theory.images import IMAGE_SETS
from lngd_theory.spectral.deep.design import Images
from lngd_theory.spectral.deep.models import FULL_SIZES

__all__ = ["ALGORITHMS", "CUTOFF", "FLIPS", "LEVELS", "Cell", "Design", "Version", "design"]

#: As printed: the probability that a label is replaced in a step of LNGD.
FLIPS = 0.2
#: The two that are compared, by their probability of a flip.
ALGORITHMS = {"GD": 0.0, "LNGD": FLIPS}
#: Frequencies above this share of the Nyquist frequency are noisy.
CUTOFF = 0.5
#: Standard deviations of the noise in a pixel, in units of the pixels' own over the training images.
LEVELS = (0.0, 0.5, 1.0, 1.5, 2.0)


@dataclass(frozen=True)
class Version:
    """The experiment on so many images, at a learning rate, for so many steps."""

    train: int
    eta: float
    steps: int

    @property
    def name(self) -> str:
        """As figures and tables have it."""
        return f"{self.train} images, eta={self.eta:g}"


@dataclass(frozen=True)
class Cell:
    """One training but for its seed.

    Attributes
    ----------
    images : Images
    level : float
        ``sigma`` of the noise, see :func:`~lngd_theory.experiments.vgg.fourier.high_frequency_noise`.
    flips : float
        Probability of a fresh flip; 0 is GD.
    eta : float
    steps : int
    width, depth
        Of the VGG, as :func:`lngd_theory.spectral.deep.models.build_model` takes them.
    records : int
        At so many steps, evenly spaced, the network is looked at; the last step is one.
    together : int
        See :class:`~lngd_theory.experiments.vgg.training.FullBatch`.
    cutoff : float
    """

    images: Images
    level: float
    flips: float
    eta: float
    steps: int
    width: int
    depth: int | tuple[int, ...]
    records: int = 24
    together: int = 1000
    cutoff: float = CUTOFF

    @property
    def at(self) -> NDArray[np.int64]:
        """Recorded steps."""
        return np.unique(np.round(np.linspace(0, self.steps, self.records + 1)[1:])).astype(np.int64)

    @property
    def label(self) -> str:
        """For a progress bar."""
        name = next((name for name, flips in ALGORITHMS.items() if flips == self.flips), f"flips {self.flips:g}")
        return f"{name}, noise {self.level:g}"

    def to_dict(self) -> dict[str, Any]:
        """All that determines the cell's numbers."""
        return {**dataclasses.asdict(self), "images": self.images.to_dict()}


@dataclass(frozen=True)
class Design:
    """All trainings of one size."""

    images: Images  #: ``train`` is that of a version
    versions: tuple[Version, ...]
    levels: tuple[float, ...]
    width: int
    depth: int | tuple[int, ...]
    seeds: int
    network: str  #: in words

    def images_of(self, version: Version) -> Images:
        """The images of a version."""
        return dataclasses.replace(self.images, train=version.train)

    def cell(self, version: Version, level: float, algorithm: str) -> Cell:
        """One training but for its seed."""
        images, flips = self.images_of(version), ALGORITHMS[algorithm]
        return Cell(images, level, flips, version.eta, version.steps, self.width, self.depth)

    def cells(self) -> list[Cell]:
        """Every cell, GD and LNGD of one level after the other."""
        return [self.cell(v, level, name) for v in self.versions for level in self.levels for name in ALGORITHMS]


_SIZES: dict[Size, Design] = {
    "quick": Design(
        Images(test=300, size=8), (Version(100, 0.5, 60), Version(200, 0.5, 60)), (0.0, 2.0), 8, (1, 1), seeds=3,
        network="VGG of two convolutions, 8 and 16 channels",
    ),
    "reduced": Design(
        Images(test=900, size=16), (Version(500, 0.05, 1200),), LEVELS, 8, (1, 1, 1), seeds=6,
        network="VGG of three convolutions, 8, 16 and 32 channels",
    ),
    "full": Design(
        Images(test=None, size=None), (Version(1000, 0.05, 1000), Version(10_000, 0.02, 2500)), LEVELS,
        FULL_SIZES["VGG-16"].width, FULL_SIZES["VGG-16"].depth, seeds=6, network="VGG-16",
    ),
}  # fmt: skip


def design(work: Work) -> Design:
    """The design of a size; a quick one without the path of CIFAR-10 takes digits.

    Raises
    ------
    InputError
        CIFAR-10 is needed, and its path is not given.
    """
    path, found = work.paths.get("cifar10"), _SIZES[work.size]
    if path is None and work.size != "quick":
        raise InputError(f"vgg needs --data cifar10=PATH: {IMAGE_SETS['cifar10'].how}")
    images = dataclasses.replace(found.images, name="digits" if path is None else "cifar10", path=path)
    return dataclasses.replace(found, images=images, seeds=work.seeds or found.seeds)
