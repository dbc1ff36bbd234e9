"""The file formats of image sets: idx, the pickled batches of CIFAR-10, and .npz; what is wrong names the file."""

from __future__ import annotations

import gzip
import io
import math
import pickle
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError

__all__ = ["read_arrays", "read_batch", "read_idx"]

Array = NDArray[Any]

_GZIP = b"\x1f\x8b"

#: Types of idx data by their code: the third byte of the file.
_IDX_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}

#: All that the pickle of a NumPy array asks for, under the module names of old and new versions.
_PICKLED = {
    "_reconstruct": np.empty(0).__reduce__()[0],
    "_frombuffer": np.empty(0).__reduce_ex__(5)[0],
    "ndarray": np.ndarray,
    "dtype": np.dtype,
}


def _content(path: Path) -> bytes:
    """The bytes of a file, unpacked if it is a gzip file whatever its name."""
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if raw.startswith(_GZIP) else raw
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path} cannot be read ({error}); it must be a whole file: fetch it again") from None


def read_idx(path: Path) -> Array:
    """The array of an idx file, gzip-packed or not (the format of MNIST: http://yann.lecun.com/exdb/mnist/).

    Parameters
    ----------
    path : Path

    Returns
    -------
    ndarray
        Shape and type as the file says.

    Raises
    ------
    InputError
        The file cannot be read, is no idx file, or has more or fewer bytes than its shape needs.
    """
    raw = _content(path)
    if len(raw) < 4 or raw[:2] != b"\0\0" or raw[2] not in _IDX_TYPES or len(raw) < 4 + 4 * raw[3]:
        raise InputError(
            f"{path} is no idx file: it must begin with two zero bytes, a type, and a number of dimensions"
        )
    dtype, start = np.dtype(_IDX_TYPES[raw[2]]), 4 + 4 * raw[3]
    shape = tuple(int(size) for size in np.frombuffer(raw[4:start], ">u4"))
    expected = start + math.prod(shape) * dtype.itemsize
    if len(raw) != expected:
        raise InputError(f"{path} has {len(raw)} bytes; its shape {shape} needs {expected}: fetch it again")
    return np.frombuffer(raw, dtype, offset=start).reshape(shape)


class _ArraysOnly(pickle.Unpickler):
    """Numbers, text, lists, dictionaries and NumPy arrays; anything else could run code of whoever wrote the file."""

    def find_class(self, module: str, name: str) -> Any:
        if module.split(".")[0] == "numpy" and name in _PICKLED:
            return _PICKLED[name]
        if (module, name) == ("_codecs", "encode"):  # bytes of an array that Python 3 wrote for Python 2
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"it wants {module}.{name}, and only arrays are read")


def read_batch(path: Path) -> tuple[Array, Array]:
    """Images and labels of one batch of CIFAR-10, python version (https://www.cs.toronto.edu/~kriz/cifar.html).

    Parameters
    ----------
    path : Path
        A pickled dictionary with ``data`` (N, 3072) uint8 and ``labels``.

    Returns
    -------
    tuple of ndarray
        Images (N, 3, 32, 32) uint8, labels (N,) int64.

    Raises
    ------
    InputError
        The file cannot be read, holds something other than arrays, or not these.
    """
    try:
        found = _ArraysOnly(io.BytesIO(_content(path)), encoding="latin1").load()
        named = {key.decode() if isinstance(key, bytes) else key: value for key, value in found.items()}
        images, labels = np.asarray(named["data"]), np.asarray(named["labels"], dtype=np.int64)
        return images.reshape(labels.size, 3, 32, 32), labels
    except InputError:
        raise
    except Exception as error:  # a broken pickle can raise anything
        raise InputError(
            f"{path} is no batch of CIFAR-10 ({error}); it must be a pickled dictionary with data (N, 3072) and labels"
        ) from None


def read_arrays(path: Path, names: tuple[str, ...]) -> tuple[Array, ...]:
    """Named arrays of an .npz file.

    Parameters
    ----------
    path : Path
    names : tuple of str
        The arrays that it must have.

    Raises
    ------
    InputError
        The file cannot be read, is no .npz file, has pickled objects, or lacks an array.
    """
    try:
        with path.open("rb") as opened, np.load(opened) as file:
            found = {name: file[name] for name in names if name in file.files}
    except (OSError, EOFError, ValueError, AttributeError, TypeError, zipfile.BadZipFile, zlib.error) as error:
        raise InputError(f"{path} cannot be read ({error}); it must be an .npz file") from None
    missing = [name for name in names if name not in found]
    if missing:
        raise InputError(f"{path} lacks {', '.join(missing)}; it must have the arrays {', '.join(names)}")
    return tuple(found[name] for name in names)
