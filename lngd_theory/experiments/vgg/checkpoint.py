"""A training that is not over, in a file: written whole or not at all, and read by the training that it is of only."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

from lngd_theory.spectral.deep.extra import require_torch

__all__ = ["Checkpoint"]

#: What reading a file that is cut off, or is none of torch's, raises.
_UNREADABLE = (OSError, EOFError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, pickle.UnpicklingError)


class Checkpoint:
    """One file of one training.

    Parameters
    ----------
    folder : Path or None
        Where the file is; made when it is first needed. Without one nothing is kept.
    key : str
        Of the training, a file name: all that determines its numbers, condensed. It is written into the file, too.
    """

    def __init__(self, folder: Path | None, key: str):
        self._path, self._key = folder and folder / f"{key}.pt", key

    def save(self, state: dict[str, Any]) -> None:
        """Put a state in place of the last one: tensors, numbers, text, and lists and dictionaries of them.

        It is written beside the last one and renamed, so that there is a whole one at any time.
        """
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        require_torch().save({"key": self._key, "state": state}, self._path.with_suffix(".part"))
        self._path.with_suffix(".part").replace(self._path)

    def load(self) -> dict[str, Any] | None:
        """The last state; None if there is none, if it cannot be read, or if it is of another training."""
        if self._path is None or not self._path.is_file():
            return None
        try:
            found = require_torch().load(self._path, weights_only=True)
            state = found["state"] if found["key"] == self._key else None
        except _UNREADABLE:
            return None
        return state if isinstance(state, dict) else None

    def remove(self) -> None:
        """Delete the file, and what a kill may have left of one that was being written."""
        if self._path is not None:
            for path in (self._path, self._path.with_suffix(".part")):
                path.unlink(missing_ok=True)
