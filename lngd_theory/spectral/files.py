"""Feature matrices and labels from NumPy's files, by the names under which the command line takes them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError

__all__ = ["ARRAYS", "read_arrays"]

#: Arrays that may be given, the first two of which must be.
ARRAYS = (
    "features",
    "labels",
    "clean_labels",
    "held_out_features",
    "held_out_labels",
    "test_features",
    "test_labels",
)


def read_arrays(file: Path, others: Mapping[str, Path | None] | None = None) -> dict[str, NDArray[Any]]:
    """Arrays of one file, with others read from files of their own.

    Parameters
    ----------
    file : path
        ``.npz`` with arrays under names of :data:`ARRAYS` (others are left alone), or ``.npy`` with features.
    others : mapping of name to path of a ``.npy`` file, or None
        Added, in place of what the first file has under the same name.

    Raises
    ------
    InputError
        A file that is not there or not NumPy's, or no features or labels.
    """
    found = _read(file)
    for name, path in (others or {}).items():
        if path is not None:
            if path.suffix != ".npy":
                raise InputError(f"--{name.replace('_', '-')} {path} must be a .npy file with one array")
            found[name] = _read(path)["features"]
    for name in ARRAYS[:2]:
        if name not in found:
            there = ", ".join(found) or "nothing"
            remedy = "or give --labels FILE.npy" if name == "labels" else "or give a .npy file of features"
            raise InputError(f"{name} are missing: {file} holds {there}; name an array {name!r} {remedy}")
    return {name: found[name] for name in ARRAYS if name in found}


def _read(path: Path) -> dict[str, NDArray[Any]]:
    if path.suffix not in (".npy", ".npz"):
        raise InputError(f"{path} must be a .npz or .npy file of NumPy")
    if not path.is_file():
        raise InputError(f"no file {str(path)!r}; give the path of a .npz or .npy file")
    try:
        loaded = np.load(path, allow_pickle=False)
        if isinstance(loaded, np.ndarray):
            return {"features": loaded}
        with loaded:
            return {name: loaded[name] for name in loaded.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(f"cannot read {str(path)!r}: {error}; save it again by numpy.save or numpy.savez") from None
