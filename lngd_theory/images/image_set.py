"""A labelled image set as networks take it: training and test images, standardised by the training images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError, near_match, whole_number
from lngd_theory.images.sampling import draw_rows
from lngd_theory.images.sources import IMAGE_SETS, RawImages
from lngd_theory.streams import streams

__all__ = ["ImageSet", "area_average", "load_images"]

Images = NDArray[np.float32]
Labels = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ImageSet:
    """Training and test images with true labels. A pixel of the source is ``x * std + mean`` of its channel."""

    name: str  #: of the set
    x_train: Images  #: (N, C, H, W), of mean 0 and standard deviation 1 in each channel
    y_train: Labels  #: (N,) 0..c-1
    x_test: Images  #: (M, C, H, W), by the mean and standard deviation of the training images
    y_test: Labels  #: (M,)
    classes: tuple[str, ...]  #: c names
    mean: Images  #: (C,) of the training images
    std: Images  #: (C,) of the training images; 1 where a channel is constant

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height, width of an image."""
        channels, height, width = self.x_train.shape[1:]
        return channels, height, width


def load_images(
    name: str,
    path: str | Path | None = None,
    train: int | None = 1000,
    test: int | None = 700,
    seed: int = 0,
    size: int | None = None,
    classes: Sequence[int | str] | None = None,
) -> ImageSet:
    """Read a labelled image set; nothing is downloaded.

    Parameters
    ----------
    name : {"digits", "mnist", "fashion-mnist", "cifar10"}
        See :data:`~lngd_theory.images.sources.IMAGE_SETS`.
    path : str or Path, optional
        A file or folder, where the set is not installed with a package.
    train, test : int or None
        How many images of each, >= c; they have the class shares of the set. None is all: without a test part of the
        set's own, ``train=None`` leaves one image a class to test on.
    seed : int
        Draws the images, and the division in two where the set has none of its own.
    size : int, optional
        Height and width after averaging over areas, at most those of the set.
    classes : sequence of int or str, optional
        Only these, by number or name, at least two; they become 0, 1, ... in the order given.

    Returns
    -------
    ImageSet

    Raises
    ------
    InputError
        An unknown set or class, a file that is missing or broken, a number out of range.
    """
    if name not in IMAGE_SETS:
        raise InputError(f"unknown image set {name!r}; {near_match(str(name), IMAGE_SETS)}")
    source, rng = IMAGE_SETS[name], streams(seed).instance
    side = None if size is None else whole_number("size", size, 1)
    chosen = _chosen(source.classes, classes)
    if path is not None and not Path(path).exists():
        raise InputError(f"path={str(path)!r} does not exist; {name}: {source.how}")
    raw = _of_classes(_checked(source.read(None if path is None else Path(path)), name, len(source.classes)), chosen)
    rows = draw_rows(raw.labels, raw.is_test, train, test, rng)
    x_train, x_test = (raw.pixels[part].astype(np.float32) for part in rows)
    if side is not None:
        x_train, x_test = area_average(x_train, side), area_average(x_test, side)
    mean = x_train.mean(axis=(0, 2, 3), dtype=np.float64).astype(np.float32)
    std = x_train.std(axis=(0, 2, 3), dtype=np.float64).astype(np.float32)
    std[std == 0] = 1
    x_train, x_test = ((x - mean[:, None, None]) / std[:, None, None] for x in (x_train, x_test))
    y_train, y_test = (raw.labels[part] for part in rows)
    names = tuple(source.classes[number] for number in chosen)
    return ImageSet(name, x_train, y_train, x_test, y_test, names, mean, std)


def area_average(images: Images, size: int) -> Images:
    """Images (N, C, H, W) made ``size`` x ``size``: each new pixel is the mean over the area that it covers.

    Parameters
    ----------
    images : (N, C, H, W) array of float32
    size : int
        From 1 to the smaller of H and W.

    Raises
    ------
    InputError
        ``size`` is larger than the images.
    """
    height, width = images.shape[2:]
    if not 1 <= size <= min(height, width):
        raise InputError(
            f"size={size} must be from 1 to {min(height, width)}, that of the images; leave it out for all"
        )
    rows, columns = _averaging(height, size), _averaging(width, size)
    return np.asarray(rows @ images @ columns.T)


def _averaging(old: int, new: int) -> Images:
    """Matrix (new, old): the share of each new interval's length that lies in each old one."""
    edges = np.arange(new + 1)[:, None] * (old / new)
    low, high = np.maximum(edges[:-1], np.arange(old)), np.minimum(edges[1:], np.arange(1, old + 1))
    return np.asarray(np.clip(high - low, 0, None) * (new / old), dtype=np.float32)


def _chosen(known: tuple[str, ...], classes: Sequence[int | str] | None) -> list[int]:
    """Numbers of the classes asked for, by number or name."""
    if classes is None:
        return list(range(len(known)))
    numbers = []
    for label in classes:
        number = known.index(label) if isinstance(label, str) and label in known else label
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or not 0 <= number < len(known):
            raise InputError(f"unknown class {label!r}; it must be a number 0..{len(known) - 1} or one of {known}")
        numbers.append(int(number))
    if len(set(numbers)) < max(2, len(numbers)):
        raise InputError(f"classes={list(classes)!r} must be at least two, each once")
    return numbers


def _checked(raw: RawImages, name: str, classes: int) -> RawImages:
    """Refuse pixels that are no finite numbers, labels that are no class, and a set or a part of it without images."""
    if raw.pixels.dtype.kind not in "fiub" or not np.isfinite(raw.pixels).all():
        raise InputError(f"{name} has pixels of type {raw.pixels.dtype}; all must be finite real numbers")
    if not raw.labels.size or (raw.is_test is not None and (raw.is_test.all() or not raw.is_test.any())):
        raise InputError(f"{name} has no images to train or to test on; read another file")
    if not 0 <= raw.labels.min() <= raw.labels.max() < classes:
        raise InputError(f"{name} has labels {raw.labels.min()}..{raw.labels.max()}; they must be 0..{classes - 1}")
    return raw


def _of_classes(raw: RawImages, chosen: list[int]) -> RawImages:
    """Only the chosen classes, numbered in their order."""
    number = np.full(max(int(raw.labels.max()) + 1, max(chosen) + 1), -1)
    number[chosen] = np.arange(len(chosen))
    keep = number[raw.labels] >= 0
    missing = sorted(set(range(len(chosen))) - set(number[raw.labels[keep]].tolist()))
    if missing:
        raise InputError(f"there is no image of class {chosen[missing[0]]}; leave it out of classes")
    is_test = None if raw.is_test is None else raw.is_test[keep]
    return RawImages(raw.pixels[keep], number[raw.labels[keep]], is_test)
