"""One finished run as it is stored: its fate and numbers under a checksum."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Record", "Status", "storable"]

#: ``failed``: the run raised an error, or killed its worker.
Status = Literal["ok", "diverged", "failed"]


#: Characters of a reason that are kept.
_LONGEST = 1000


def storable(reason: str) -> str:
    """A reason as every text format can hold it: no lone surrogates, no NUL, not too long."""
    return reason[:_LONGEST].replace("\0", r"\0").encode("utf-8", "backslashreplace").decode()


@dataclass(frozen=True)
class Record:
    """A finished run.

    Attributes
    ----------
    key : str
        :attr:`lngd_theory.sweeps.cells.Cell.key` of its cell.
    seed : int
        Seed number.
    status : {"ok", "diverged", "failed"}
        Its fate, with the step (-1 if none) and the :func:`storable` reason.
    seconds : float
        Wall time on the worker.
    data : bytes
        Its numbers, little-endian float64, nan where it did not get.
    """

    key: str
    seed: int
    status: str
    stopped_at: int
    reason: str
    seconds: float
    data: bytes

    @property
    def values(self) -> NDArray[np.float64]:
        """The numbers of ``data``."""
        return np.frombuffer(self.data, "<f8")

    def checksum(self, version: str) -> bytes:
        """16 bytes that depend on every bit of the record and on the version of the code that made it."""
        head = [version, self.key, str(self.seed), self.status, str(self.stopped_at), self.reason]
        sha = hashlib.sha256("\0".join(head).encode())
        sha.update(struct.pack("<d", self.seconds) + self.data)
        return sha.digest()[:16]
