"""Real images as signal patches: two classes of an image set, each image beside a patch of Gaussian noise."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError, finite_number, near_match, whole_number
from lngd_theory.images.sources import IMAGE_SETS
from lngd_theory.instances import Draw, Instance, PatchData, draw_instance
from lngd_theory.streams import Streams

__all__ = ["ImagePair", "TwoClasses", "two_classes"]

Array = NDArray[np.float64]

#: What decides which numbers are drawn from pixels and a seed, besides what every run depends on.
_SOURCES = ("experiments/image_pair.py", "images/files.py", "images/sources.py")


class TwoClasses(NamedTuple):
    """All images of two classes of a set, in its order, as they are stored."""

    pixels: NDArray[Any]  #: (N, C H W): uint8 in 0..255, or what the set has
    labels: Array  #: (N,): +1 for the first class, -1 for the second
    digest: str  #: of both


@lru_cache(maxsize=4)
def two_classes(images: str, path: str | None, classes: tuple[int, int]) -> TwoClasses:
    """The images of two classes of a set, its training and its test part together; read once in a process.

    Parameters
    ----------
    images : str
        Name of a set, see :data:`~lngd_theory.images.sources.IMAGE_SETS`.
    path : str or None
        File or folder of a set that no package brings.
    classes : tuple of two int
        Numbers of the classes.

    Raises
    ------
    InputError
        The set is not there, is broken, or has no image of a class; the sentence says how to get it.
    """
    source = IMAGE_SETS[images]
    if path is not None and not Path(path).exists():
        raise InputError(f"path={path!r} does not exist; {images}: {source.how}")
    raw = source.read(None if path is None else Path(path))
    chosen = np.isin(raw.labels, classes)
    missing = set(classes) - set(raw.labels[chosen].tolist())
    if missing:
        raise InputError(f"{path or images} has no image of class {source.classes[min(missing)]!r}; choose others")
    pixels = raw.pixels[chosen].reshape(int(chosen.sum()), -1)
    if pixels.dtype.kind not in "fiub" or not np.isfinite(pixels).all():
        raise InputError(f"{path or images} has pixels that are no finite numbers; read another file")
    labels = np.where(raw.labels[chosen] == classes[0], 1.0, -1.0)
    digest = hashlib.sha256(str((pixels.dtype, pixels.shape)).encode() + pixels.tobytes() + labels.tobytes())
    return TwoClasses(pixels, labels, digest.hexdigest()[:20])


@dataclass(frozen=True)
class ImagePair:
    """A data source: every seed draws other images, other noise patches and other initial weights.

    Sample i is (image, xi_i) with ``xi_i ~ N(0, sigma_p^2 I)`` in all d directions, d the numbers of an image; the
    image has its pixels divided by ``normaliser``, or is scaled to the norm ``signal_norm``. Test samples are images
    that are not trained on, with fresh noise.

    Attributes
    ----------
    images : str
        Name of the set, see :data:`~lngd_theory.images.sources.IMAGE_SETS`.
    path : str or None
        File or folder of a set that no package brings.
    classes : tuple of two
        Numbers or names of the classes; the first has label +1, the second -1.
    normaliser, signal_norm : float or None
        One of the two, > 0.
    sigma_p : float
        Standard deviation of the noise, >= 0, in the units of the scaled image.
    n, n_test : int
        Images to train and to test on, >= 1.
    m, eta, sigma_0, q
        As in :class:`lngd_theory.Setting`.

    Raises
    ------
    InputError
        An unknown set or class, or a value out of its range.
    """

    images: str = "mnist"
    path: str | None = None
    classes: tuple[int | str, int | str] = (0, 1)
    normaliser: float | None = None
    signal_norm: float | None = None
    sigma_p: float = 5.0
    n: int = 100
    n_test: int = 200
    m: int = 20
    eta: float = 0.001
    sigma_0: float = 0.001
    q: float = 2.0

    def __post_init__(self) -> None:
        if self.images not in IMAGE_SETS:
            raise InputError(f"unknown image set {self.images!r}; {near_match(str(self.images), IMAGE_SETS)}")
        object.__setattr__(self, "classes", self._numbers())
        if (self.normaliser is None) == (self.signal_norm is None):
            raise InputError(
                f"normaliser={self.normaliser!r}, signal_norm={self.signal_norm!r}: give one, a finite number > 0"
            )
        for name, low in (("n", 1), ("n_test", 1), ("m", 1)):
            object.__setattr__(self, name, whole_number(name, getattr(self, name), low))
        for name in ("normaliser", "signal_norm", "eta", "sigma_0"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, finite_number(name, getattr(self, name), 0, strict=True))
        object.__setattr__(self, "sigma_p", finite_number("sigma_p", self.sigma_p, 0))
        object.__setattr__(self, "q", finite_number("q", self.q, 1))

    def _numbers(self) -> tuple[int, ...]:
        """The classes by number."""
        known = IMAGE_SETS[self.images].classes
        numbers = tuple(known.index(one) if isinstance(one, str) and one in known else one for one in self.classes)
        if len(numbers) != 2 or numbers[0] == numbers[1] or any(one not in range(len(known)) for one in numbers):
            raise InputError(
                f"classes={self.classes!r} must be two different ones of {known}, or their numbers 0..{len(known) - 1}"
            )
        return tuple(int(one) for one in numbers)

    @property
    def names(self) -> tuple[str, str]:
        """The classes by name."""
        known = IMAGE_SETS[self.images].classes
        first, second = (known[int(number)] for number in self.classes)
        return first, second

    def read(self) -> TwoClasses:
        """All images of the two classes.

        Raises
        ------
        InputError
            The set cannot be read, or has fewer than ``n + n_test`` images of the two classes.
        """
        found = two_classes(self.images, self.path, self.classes)
        if found.labels.size < self.n + self.n_test:
            raise InputError(
                f"n={self.n} and n_test={self.n_test} must be at most {found.labels.size} together, the images of "
                f"{' and '.join(self.names)} that there are; take fewer"
            )
        return found

    def signal(self, pixels: NDArray[Any]) -> Array:
        """Signal patches (k, d) of images (k, d)."""
        if self.normaliser is not None:
            return np.asarray(pixels.astype(np.float64) / self.normaliser)
        assert self.signal_norm is not None  # one of the two is there
        norms = np.linalg.norm(pixels.astype(np.float64), axis=1, keepdims=True)
        if not norms.all():
            raise InputError(f"signal_norm={self.signal_norm:g}: {self.images} has an image of zeros; use normaliser")
        return np.asarray(pixels * (self.signal_norm / norms))

    def data(self, streams: Streams) -> PatchData:
        """The training and test samples of one seed, as arrays."""
        pixels, labels, _ = self.read()
        order = streams.instance.permutation(labels.size)
        train, test = order[: self.n], order[self.n : self.n + self.n_test]

        def patches(rows: NDArray[np.int64], rng: np.random.Generator) -> Array:
            noise = self.sigma_p * rng.standard_normal((rows.size, pixels.shape[1]))
            return np.stack([self.signal(pixels[rows]), noise], axis=1)

        return PatchData(
            patches(train, streams.instance), labels[train], m=self.m, eta=self.eta, sigma_0=self.sigma_0, q=self.q,
            test_patches=patches(test, streams.test), test_labels=labels[test], signal_patch=0, noise_patch=1,
            name=self.images,
        )  # fmt: skip

    def draw(self, streams: Streams, keep_vectors: bool, with_test: bool = True) -> Instance:
        """The instance of one seed; ``keep_vectors`` for the dense engine."""
        return self.data(streams).draw(streams, keep_vectors, with_test)

    def to_dict(self) -> dict[str, Any]:
        """All that determines the draw of a seed: the images themselves in place of their path, and the code."""
        from lngd_theory.sweeps.code import code_digest

        return {**asdict(self), "path": None, "pixels": self.read().digest, "code": code_digest(_SOURCES)}


@draw_instance.register
def _(problem: ImagePair, streams: Streams, draw: Draw, n_test: int) -> Instance:
    return problem.draw(streams, keep_vectors=draw == "dense", with_test=n_test > 0)
